"""Draw States as tiles of one size, by regional group and name: no map, no borders, no claim about territory.

It must not know what the marks mean, nor look anything up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from acquis.pictures import svg
from acquis.pictures.facts import Member
from acquis.pictures.palette import FILLS

__all__ = ["Mark", "WIDE", "grid"]

_TILE, _HIGH, _GAP = 50, 36, 3
_ROW = 14
_LEGEND, _HEAD, _SMALL = 24, 26, 11

# How wide a grid is.
WIDE = _ROW * (_TILE + _GAP) - _GAP


@dataclass(frozen=True)
class Mark:
    """What a tile says: its `letter` and its `fill`, and the `words` of it for the legend."""

    letter: str
    fill: str
    words: str


def grid(tiles: Sequence[tuple[Member, Mark]], marks: Sequence[Mark]) -> tuple[list[str], float]:
    """Return the legend of *marks* with their numbers, *tiles*, which come by group, and how high it is."""
    parts, y = _legend(tiles, marks)
    for group, some in groupby(tiles, key=lambda one: one[0].group):
        found = list(some)
        parts.append(svg.text(0, y + 14, f"{group} ({len(found)})", bold=True))
        y += _HEAD
        drawn = [
            _tile(member, mark, place % _ROW * (_TILE + _GAP), y + place // _ROW * (_HIGH + _GAP))
            for place, (member, mark) in enumerate(found)
        ]
        parts.append(svg.element("g", *drawn, text_anchor="middle"))
        y += -(-len(found) // _ROW) * (_HIGH + _GAP) + 10
    return parts, y


def _legend(tiles: Sequence[tuple[Member, Mark]], marks: Sequence[Mark]) -> tuple[list[str], float]:
    """Return the legend and how high it is; two columns of marks with their numbers."""
    parts = []
    for place, mark in enumerate(marks):
        x, y = place % 2 * WIDE / 2, place // 2 * _LEGEND
        number = sum(one is mark for _, one in tiles)
        label = svg.text(15, 14, mark.letter, colour=FILLS[mark.fill], anchor="middle", bold=True)
        words = svg.text(40, 14, svg.fitted(f"{mark.words}: {number}", WIDE / 2 - 50))
        shape = svg.box(0, 0, 30, 19, label, fill=mark.fill, edge="soft")
        parts.append(svg.element("g", shape, words, transform=f"translate({x:g} {y})"))
    return parts, -(-len(marks) // 2) * _LEGEND + 8


def _tile(member: Member, mark: Mark, x: float, y: float) -> str:
    middle, code = x + _TILE / 2, svg.fitted(member.code or member.name.text, _TILE - 4)
    return svg.box(
        x,
        y,
        _TILE,
        _HIGH,
        svg.text(middle, y + 15, code, colour=None, bold=True),
        svg.text(middle, y + 30, mark.letter, size=_SMALL, colour=None),
        fill=mark.fill,
        edge="soft",
        ink=FILLS[mark.fill],
        said=f"{member.name.text}: {mark.words}",
    )

"""Lay a matrix out as boxes and lines of text, so that it can be drawn as SVG and painted as PNG alike.

It must not write a file. Lengths are in pixels; the same matrix is always laid out in the same way.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from acquis.comparing.kinds import AGREED, DIFFERED, KINDS, NONE, NOT, OUTSIDE, SEVERAL, SPOKE
from acquis.comparing.matrix import Cell, Matrix

__all__ = ["Box", "Drawing", "Words", "drawing"]

_INK, _SOFT, _LINE = "#1b1f24", "#4a525c", "#c9ced6"
_FILLS = {
    SPOKE.name: "#e3ebf6",
    AGREED.name: "#cfe8d5",
    DIFFERED.name: "#f6d3cd",
    SEVERAL.name: "#f5e6b3",
    OUTSIDE.name: "#ebecef",
}
# Width and height of a mark that is drawn and not written: most cells have one of these.
_SHAPES = {NONE.mark: (6, 1), NOT.mark: (2, 2)}
_MARGIN, _ROW, _COLUMN = 16, 16, 26
_TITLE, _TEXT, _SMALL = 18, 12, 11
# How wide a letter of the font is on average, as a part of its size, and how long a name may get.
_WIDE, _LONGEST_NAME, _LONGEST_HEAD = 0.52, 38, 44
_NARROWEST = 640
_LEADING = 1.45


@dataclass(frozen=True)
class Box:
    """A filled rectangle, from its upper left corner."""

    x: int
    y: int
    width: int
    height: int
    fill: str


@dataclass(frozen=True)
class Words:
    """A line of text on the base line `y`; `x` is its start, or its middle; `is_turned` reads upwards."""

    x: int
    y: int
    text: str
    size: int
    fill: str = _INK
    is_bold: bool = False
    is_middle: bool = False
    is_turned: bool = False


@dataclass(frozen=True)
class Drawing:
    """A picture of `width` by `height`, with a title and a description for who cannot see it."""

    width: int
    height: int
    title: str
    description: str
    boxes: tuple[Box, ...]
    words: tuple[Words, ...]


def drawing(shown: Matrix, title: str, lines: Sequence[str], foot: Sequence[str]) -> Drawing:
    """Return *shown* under *title* and *lines*, with what its marks mean and the lines of *foot* below it."""
    left = _MARGIN + _length([row.actor.name.text for row in shown.rows], _LONGEST_NAME)
    width = max(left + _COLUMN * len(shown.columns) + _MARGIN, _NARROWEST)
    above = list(_lines(_MARGIN, [(title, _TITLE, True), *((one, _TEXT, False) for one in lines)], width))
    heads = _below(above) + _length([one.label.text for one in shown.columns], _LONGEST_HEAD)
    boxes, words = _grid(shown, left, heads + _ROW // 2)
    foot_from = heads + _ROW * (len(shown.rows) + 2)
    below = list(_lines(foot_from, ((one, _SMALL, False) for one in [*_key(shown), *foot]), width))
    head_words = [
        Words(
            left + _COLUMN * place + _COLUMN // 2 + 4,
            heads,
            _cut(one.label.text, _LONGEST_HEAD),
            _TEXT,
            is_turned=True,
        )
        for place, one in enumerate(shown.columns)
    ]
    return Drawing(
        width,
        _below(below) + _MARGIN,
        title,
        " ".join([*lines, *_counted(shown)]),
        tuple(boxes),
        (*above, *head_words, *words, *below),
    )


def _grid(shown: Matrix, left: int, top: int) -> tuple[list[Box], list[Words]]:
    """Return the rows of the matrix, the first cell with its corner at *left* and *top*."""
    boxes, words = [], []
    right = left + _COLUMN * len(shown.columns)
    for number, row in enumerate(shown.rows):
        y = top + _ROW * number
        boxes.append(Box(_MARGIN, y, right - _MARGIN, 1, _LINE))
        words.append(Words(_MARGIN, y + 12, _cut(row.actor.name.text, _LONGEST_NAME), _TEXT))
        for place, cell in enumerate(row.cells):
            x = left + _COLUMN * place
            if cell.kind.name in _FILLS:
                boxes.append(Box(x + 1, y + 2, _COLUMN - 2, _ROW - 3, _FILLS[cell.kind.name]))
            if cell.mark in _SHAPES:
                boxes.append(_shape(cell.mark, x + _COLUMN // 2, y + 8))
            else:
                words.append(_mark(cell, x + _COLUMN // 2, y + 12))
    return boxes, words


def _shape(mark: str, x: int, y: int) -> Box:
    width, height = _SHAPES[mark]
    return Box(x - width // 2, y, width, height, _SOFT)


def _mark(cell: Cell, x: int, y: int) -> Words:
    return Words(x, y, cell.mark, _SMALL, _INK if cell.options else _SOFT, is_middle=True)


def _lines(top: int, lines: Iterable[tuple[str, int, bool]], width: int) -> Iterator[Words]:
    """Yield *lines*, each with its size and whether it is bold, from *top* on, as broad as there is room."""
    y = top
    for text, size, is_bold in lines:
        for part in wrap(text, int((width - 2 * _MARGIN) / (size * _WIDE))) or [""]:
            y += round(size * _LEADING)
            yield Words(_MARGIN, y, part, size, is_bold=is_bold)


def _below(lines: Sequence[Words]) -> int:
    return (lines[-1].y if lines else 0) + _ROW // 2


def _length(texts: Iterable[str], longest: int) -> int:
    """Return how long the longest of *texts* is when none has more than *longest* letters."""
    return round(min(max((len(one) for one in texts), default=0), longest) * _TEXT * _WIDE) + _ROW // 2


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _key(shown: Matrix) -> Iterator[str]:
    """Yield what the marks of cells mean, first those of kinds, then those of each column."""
    yield "; ".join(f"{one.mark} {one.name}" for one in KINDS if one.mark) + "."
    seen: dict[tuple[str, ...], list[str]] = {}
    for column in shown.columns:
        meant = tuple(f"{one.mark} {one.label.text}" for one in column.options.values())
        seen.setdefault(meant, []).append(column.label.text)
    for meant, labels in seen.items():
        whole = "Each column" if len(labels) == len(shown.columns) > 1 else ", ".join(labels)
        yield f"{whole}: {', '.join(meant)}."


def _counted(shown: Matrix) -> Iterator[str]:
    yield f"{len(shown.rows)} rows, {len(shown.columns)} columns."
    yield ", ".join(f"{one.name}: {shown.counts.get(one.name, 0)}" for one in KINDS) + "."

"""Own which paragraphs were split or merged: those left over that the neighbours of their kin have room for.

It must not pair whole paragraphs.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from acquis.texts.aligning.scoring import Scoring

__all__ = ["Group", "join"]

# A part stands in the whole with so much of its words, and makes the pair so much better.
_PART = 0.55
_BETTER = 0.03
# Fewer words stand in a longer paragraph by chance.
_FEWEST = 4


@dataclass
class Group:
    """Places of two texts that correspond; `moved` when the order of the texts differs here."""

    one: list[int] = field(default_factory=list)
    other: list[int] = field(default_factory=list)
    moved: bool = False

    def sides(self) -> tuple[list[int], list[int]]:
        """Return both sides."""
        return self.one, self.other


def join(scoring: Scoring, groups: list[Group], counts: tuple[int, int]) -> None:
    """Add to *groups* the places of both texts that are parts of their paragraphs; there are *counts* places.

    A part stands beside the others of its group: text that was split and torn apart is not followed.
    """
    wholes: dict[tuple[int, int], list[int]] = defaultdict(list)
    for one, other in sorted(scoring.alike):
        wholes[1, other].append(one)
        wholes[0, one].append(other)
    for side in (1, 0):
        paired = {place for group in groups for place in group.sides()[side]}
        left = [place for place in range(counts[side]) if place not in paired]
        # Twice, from either end: a part may have its kin on the left or on the right.
        for place in (*left, *reversed(left)):
            if place not in paired and (group := _best(scoring, groups, side, place, wholes[side, place])):
                group.sides()[side].append(place)
                group.sides()[side].sort()
                paired.add(place)


def _best(scoring: Scoring, groups: list[Group], side: int, place: int, wholes: list[int]) -> Group | None:
    """Return the group that the part at *place* makes better than any other, None where it makes none."""
    found = [
        (gain, group)
        for group in groups
        if len(group.sides()[1 - side]) == 1 and group.sides()[1 - side][0] in wholes
        for gain in _gains(scoring, group, side, place)
    ]
    return max(found, key=lambda one: one[0])[1] if found else None


def _gains(scoring: Scoring, group: Group, side: int, place: int) -> Iterator[float]:
    """Yield by how much the part at *place* makes *group* better, nothing where it is no part of it."""
    own, [whole] = group.sides()[side], group.sides()[1 - side]
    if min(own) - 1 <= place <= max(own) + 1 and scoring.length(side, place) >= _FEWEST:
        pair = (whole, place) if side else (place, whole)
        if scoring.within(*pair) >= _PART:
            new = sorted([*own, place])
            both = ([whole], new) if side else (new, [whole])
            gain = scoring.order(*both) - scoring.order(group.one, group.other)
            if gain >= _BETTER:
                yield gain

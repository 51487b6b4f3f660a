"""Find a quote in words: each of its parts in order, whole words only, and where that is.

It must not know where words come from, nor what is made of it that a quote is not there.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from acquis.passages.folding import CJK, Folded, folded, parts

__all__ = ["Passage", "Place", "Span", "found"]

_RUNNING = re.compile(f"[{CJK}]")


@dataclass(frozen=True)
class Passage:
    """The words of one unit, without those of the units in it; `unit` is its IRI."""

    unit: str
    text: str


@dataclass(frozen=True)
class Span:
    """A part of the words of `unit`: from `start` to `end`, counted in characters."""

    unit: str
    start: int
    end: int


@dataclass(frozen=True)
class Place:
    """Where a quote stands: its `spans` in order; `is_cased` says that capital letters differ."""

    spans: tuple[Span, ...]
    is_cased: bool = False

    @property
    def units(self) -> tuple[str, ...]:
        """The units that it stands in, in order."""
        return tuple(dict.fromkeys(one.unit for one in self.spans))


def found(quote: str, passages: Sequence[Passage]) -> Place | None:
    """Return where *quote* first stands in *passages*, read one after the other; None where it does not.

    Capital and small letters are told apart first, and if it is not found so they are not.

    >>> found("a rule […] for all", [Passage("u", "A rule is a rule for all.")])
    Place(spans=(Span(unit='u', start=10, end=16), Span(unit='u', start=17, end=24)), is_cased=False)
    """
    ways = parts(quote)
    if not ways or not passages:
        return None
    row = [folded(one.text) for one in passages]
    for is_cased in (False, True):
        text = " ".join(one.small if is_cased else one.text for one in row)
        for way in ways:
            places = _in_order(text, [one.lower() if is_cased else one for one in way])
            if places:
                return Place(tuple(_spans(places, passages, row)), is_cased)
    return None


def _in_order(text: str, way: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places in *text* of the parts of a quote, each behind the one before; none if one is not."""
    places: list[tuple[int, int]] = []
    start = 0
    for part in way:
        begin = _whole(text, part, start)
        if begin < 0:
            return []
        start = begin + len(part)
        places.append((begin, start))
    return places


def _whole(text: str, part: str, start: int) -> int:
    """Return the place of *part* in *text* from *start* on that begins and ends with words; -1 for none."""
    begin = text.find(part, start)
    while begin >= 0:
        if _parted(text, begin) and _parted(text, begin + len(part)):
            return begin
        begin = text.find(part, begin + 1)
    return -1


def _parted(text: str, place: int) -> bool:
    """Return whether no word goes on at *place*; each sign of Chinese and Japanese may be one."""
    around = text[max(0, place - 1) : place + 1]
    return len(around) < 2 or place == 0 or not around.isalnum() or bool(_RUNNING.search(around))


def _spans(
    places: Sequence[tuple[int, int]], passages: Sequence[Passage], row: Sequence[Folded]
) -> list[Span]:
    """Return *places* in the joined *row* as spans of the *passages* that they stand in."""
    begins = [0]
    for one in row[:-1]:
        begins.append(begins[-1] + len(one.text) + 1)
    spans = []
    for start, end in places:
        for number in range(bisect_right(begins, start) - 1, len(row)):
            first, last = max(start - begins[number], 0), min(end - begins[number], len(row[number].text))
            if begins[number] >= end:
                break
            if first < last:
                spans.append(Span(passages[number].unit, *row[number].span(first, last)))
    return spans

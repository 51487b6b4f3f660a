"""Marks of footnotes in the lines of a page: those set above the line, or found by the footnotes that exist.

It must not change anything but the marks.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from acquis.texts.model import Doubt
from acquis.texts.reading.blocks import Line, marked

__all__ = ["found", "raised"]

# What may stand before a mark, the surest first: a small letter or a sign after one; the year or symbol
# that the figure would go on; a capital, as in OEWG3, which may also be a name such as G20.
_BEFORE = (
    r"(?<=[a-z])N",
    r"(?<=[a-z)\]\u201d\u2019\"'][.,;:!?])N|(?<=[)\]\u201d\u2019\"'])N|(?<=[.,;:!?][\u201d\u2019\"')])N",
    r"(?<=\b(?:19|20)\d\d)N|(?<=\d\d[.,;:])N(?=\s|$)|(?<=\b(?:19|20)\d\d[.,;:])N",
    r"(?<=[A-Z])N|(?<=[A-Z][.,;:])N",
)
# A mark ends a word: no letter, figure, bracket or hyphen follows it.
_AFTER = r"(?=[\s.,;:!?)\]\u201d\u2019\"'\u2013\u2014]|$)(?![.,]\d)"
_RANKED = tuple(
    re.compile(f"(?:{one.replace('N', sign)}){_AFTER}")
    for one, sign in [*((one, r"\d{1,3}") for one in _BEFORE), (_BEFORE[0], r"\*{1,3}")]
)


@dataclass(frozen=True)
class _Place:
    rank: int
    line: int
    at: int


def found(lines: Sequence[Line], numbers: Sequence[str]) -> list[Line]:
    """Return *lines* of one page with the marks of its footnotes *numbers*, in their order, as signs."""
    chosen: dict[tuple[int, int], str] = {}
    least = (-1, -1)
    places = _places(lines)
    for number in numbers:
        later = [one for one in places[number] if (one.line, one.at) > least]
        if later:
            best = min(later, key=lambda one: (one.rank, one.line, one.at))
            least = (best.line, best.at)
            chosen[least] = number
    return [_signed(line, at, chosen) for at, line in enumerate(lines)]


def _places(lines: Sequence[Line]) -> defaultdict[str, list[_Place]]:
    """Return, by what stands there, each place that a mark may have."""
    found: defaultdict[str, list[_Place]] = defaultdict(list)
    for at, line in enumerate(lines):
        for rank, pattern in enumerate(_RANKED):
            for one in pattern.finditer(line.text):
                found[one[0]].append(_Place(rank % len(_BEFORE), at, one.start()))
    return found


def _signed(line: Line, at: int, chosen: dict[tuple[int, int], str]) -> Line:
    text = line.text
    for (_, place), number in sorted((key, one) for key, one in chosen.items() if key[0] == at)[::-1]:
        text = text[:place] + marked(number) + text[place + len(number) :]
    return _with(line, text)


def raised(lines: Sequence[Line], known: frozenset[str]) -> tuple[list[Line], list[Doubt]]:
    """Return *lines* with what is set above the line as signs, where *known* has a note of that number."""
    doubts: list[Doubt] = []
    signed = []
    for line in lines:
        text = line.text
        for start, end in sorted(line.raised or ())[::-1]:
            inside = text[start:end]
            numbers = [one for one in re.split(r"[\s,;()]+", inside) if one]
            if numbers and known.issuperset(numbers):
                text = text[:start] + "".join(map(marked, numbers)) + text[end:]
            elif re.fullmatch(r"[\d\s,*]+", inside) and inside.strip():
                doubts.append(Doubt("", "mark", _said(line, inside)))
        signed.append(_with(line, text))
    return signed, doubts


def _said(line: Line, inside: str) -> str:
    return (
        f"Page {line.page}: “{inside.strip()}” is set like the mark of a footnote, and no footnote has that "
        f"number: it was left in “{line.text.strip()[:80]}”."
    )


def _with(line: Line, text: str) -> Line:
    return Line(text, line.page, line.number, None, line.size, line.bold, line.indent, line.gap)

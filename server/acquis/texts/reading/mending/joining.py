"""Lines to paragraphs: where one ends and the next begins, across line ends and pages.

It must not decide what a paragraph is called, nor mend its words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from acquis.texts.reading.blocks import Block, Line, plain
from acquis.texts.reading.outline.starts import (
    ENDED,
    HEADING_LENGTH,
    Start,
    following,
    named,
    opens_resolution,
    starts,
)

__all__ = ["joined"]

# A level for headings of which the page shows only that they are such.
_SHOWN = 9
# How far the number of a paragraph may be from the one awaited to open it where no space sets it apart.
_NEAR = 10
# Lines at the end of a page, at most, that a picture has for its caption.
_CAPTION = 2


@dataclass
class _Open:
    """A paragraph that is not yet complete."""

    lines: list[Line]
    heading: bool = False
    firm: bool = False

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def ended(self) -> bool:
        """Whether its last line ends as a sentence, or a part of a list, does."""
        return bool(ENDED.search(plain(self.lines[-1].text).strip()))


@dataclass
class _Joining:
    spread: bool
    width: float
    size: float
    done: list[_Open] = field(default_factory=list)
    awaited: int = 1
    letter: int = 0
    current: _Open | None = None


def joined(pages: Sequence[Sequence[Line]], spread: bool, size: float = 0.0) -> list[Block]:
    """Return the paragraphs of *pages*, their lines parted by line feeds.

    *spread* says that the space between lines tells nothing, *size* is that of most of the text in points.
    """
    widths = [len(line.text.strip()) for page in pages for line in page]
    state = _Joining(spread, median(sorted(widths)[len(widths) // 2 :]) if widths else 0.0, size)
    for page in pages:
        for at, line in enumerate(page):
            _take(state, line, page[at + 1] if at + 1 < len(page) else None, first=at == 0)
    return [_block(one) for one in state.done]


def _take(state: _Joining, line: Line, after: Line | None, first: bool) -> None:
    heading = _heading(state, line, after)
    start = _opening(state, line, first)
    last = state.done[-1] if state.done else None
    if last and heading and last.heading and not start and not line.gap and not first and _alike(last, line):
        last.lines.append(line)
        return
    goes_on = None if last is None or heading or start else _going_on(state, line, first)
    if goes_on:
        goes_on.lines.append(line)
    else:
        goes_on = _Open([line], heading, firm=bool(start) or heading or (line.gap and not state.spread))
        state.done.append(goes_on)
        _count(state, start, line)
    state.current = goes_on


def _heading(state: _Joining, line: Line, after: Line | None) -> bool:
    """Return whether *line* is a heading: by its words, or by how the page shows it."""
    text = plain(line.text).strip()
    if not text or len(text) > HEADING_LENGTH or line.text.rstrip().endswith((",", ";")):
        return False
    if named(text) or opens_resolution(text):
        return True
    if re.search(r"[.;]$", text) and not starts(text):
        return False
    shown = bool(line.bold or (state.size and line.size > state.size * 1.1))
    capitals = text.isupper() and len(text) > 3 and " " in text
    kinds = {one.kind for one in starts(text)}
    if kinds & {"letter", "roman", "bullet"}:
        return False
    if kinds == {"section"} or "annex" in kinds:
        return _apart(state, line) and not text.endswith(".")
    if "section" in kinds:
        return (capitals or shown) and not text.endswith(".")
    return (shown or capitals or _stands_in(state, line, after)) and _apart(state, line)


def _stands_in(state: _Joining, line: Line, after: Line | None) -> bool:
    """Return whether *line* stands alone before a point or paragraph, as headings within a paragraph do."""
    if after is None or not starts(plain(after.text).strip()):
        return False
    if (line.indent > 1) if state.spread else (line.gap and after.gap):
        return True
    # Without such space a short line with a capital, after a sentence and before a bullet, will do.
    text = plain(line.text).strip()
    bullet = starts(plain(after.text).strip())[0].kind == "bullet"
    return bullet and text[:1].isupper() and len(text) < state.width / 2


def _apart(state: _Joining, line: Line) -> bool:
    """Return whether *line* is set apart from the one before, as far as the page says."""
    before = state.done[-1] if state.done else None
    ended = before is None or before.heading or before.ended
    return ended if state.spread else line.gap or ended


def _alike(last: _Open, line: Line) -> bool:
    """Return whether a second line of a heading looks as the first does, and no table knows it by itself."""
    first = last.lines[-1]
    same = (first.bold, round(first.size)) == (line.bold, round(line.size))
    return same and plain(first.text).isupper() == plain(line.text).isupper() and not named(plain(line.text))


def _opening(state: _Joining, line: Line, first: bool) -> Start | None:
    """Return the reading of *line* as the start of a paragraph or point, None where it goes on."""
    readings = starts(plain(line.text).strip())
    before = state.done[-1] if state.done else None
    ended = before is None or before.heading or before.ended
    apart = (line.gap and not state.spread) or before is None or before.heading
    for one in readings:
        if one.kind == "bullet":
            return one
        place = following(one)
        if one.kind == "paragraph" and one.style == "":
            fits = (
                place == state.awaited or (apart and ended) or (ended and abs(place - state.awaited) <= _NEAR)
            )
            if fits and (apart or ended):
                return one
        if one.kind == "letter" and (apart or (ended and place == state.letter + 1)):
            return one
        if one.kind == "roman" and (apart or ended) and (apart or place <= 1 or state.letter):
            return one
    return None


def _count(state: _Joining, start: Start | None, line: Line) -> None:
    if start is None:
        if "annex" in {one.kind for one in starts(plain(line.text).strip())}:
            state.awaited = 1
        return
    if start.kind == "paragraph":
        state.awaited, state.letter = following(start) + 1, 0
    elif start.kind == "letter":
        state.letter = following(start)


def _going_on(state: _Joining, line: Line, first: bool) -> _Open | None:
    """Return the paragraph that *line* goes on with, None where it begins one of its own."""
    if state.current is None or state.current.heading:
        return None
    if not first:
        return None if line.gap and not state.spread else state.current
    return _across(state, line)


def _across(state: _Joining, line: Line) -> _Open | None:
    """Return the paragraph of the page before that the first *line* of a page goes on with."""
    last = state.done[-1]
    small = line.text.strip()[:1].islower()
    full = len(last.lines[-1].text.strip()) >= state.width * 0.85
    if state.spread or (not last.ended and (small or full)):
        return last
    if small:
        # A caption under a picture may stand between the two halves.
        for one in state.done[-1 : -2 - _CAPTION : -1]:
            if not one.heading and not one.ended:
                return one
        return last
    return last if full and state.awaited > 1 else None


def _block(one: _Open) -> Block:
    first = one.lines[0]
    place = f"page {first.page}" if first.page else f"line {first.number}"
    return Block(one.text, place, heading=_SHOWN if one.heading else 0, firm=one.firm)

"""Footnotes at the foot of a page: where they begin, which number each has, where the text goes on.

It must not look for the marks that lead to them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from acquis.texts.reading.blocks import Line

__all__ = ["Note", "rule", "split"]

_RULE = re.compile(r"[_\u2500\u2501\u2014\u2015-]{6,}")
# A number and two spaces, as programs write the space after a raised number; one space will do after a rule.
_WIDE = re.compile(r"\s*(?P<n>\d{1,3}|\*{1,3})(?:\s{2,}|\t\s*)(?=\S)")
_NARROW = re.compile(r"\s*(?P<n>\d{1,3}|\*{1,3}|[a-z])\s+(?=\S)")
_RAISED = re.compile(r"\s*(?P<n>\d{1,3}|\*{1,3}|[a-z])\s*(?=\S)")
_STAR = re.compile(r"\s*(?P<n>\*{1,3})\s+(?=\S)")
_DONE = re.compile(r"[.)\]]\s*$|https?://\S+\s*$")
# Footnotes are set smaller than the text by more than this.
_SMALLER = 0.93


@dataclass
class Note:
    """One footnote: its number as printed and its lines."""

    number: str
    lines: list[Line] = field(default_factory=list)


def rule(line: Line) -> bool:
    """Return whether *line* is the rule above footnotes."""
    return bool(_RULE.fullmatch(line.text.strip()))


def split(page: Sequence[Line], last: int, size: float) -> tuple[list[Line], list[Note]]:
    """Return the text of *page*, set in *size*, and its footnotes; *last* is the number before them."""
    notes: list[Note] = []
    body: list[Line] = []
    ruled = False
    for at, line in enumerate(page):
        if rule(line) and any(_start(one, last + 1, True, size) for one in page[at + 1 : at + 4]):
            ruled = True
            continue
        found = _start(line, last + 1, ruled, size)
        if found:
            number = found["n"]
            last = int(number) if number.isdigit() else last
            notes.append(Note(number, [_without(line, found.end())]))
        elif notes and _goes_on(notes[-1], line, ruled):
            notes[-1].lines.append(line)
        else:
            body.append(line)
    return body, notes


def _start(line: Line, wanted: int, ruled: bool, size: float) -> re.Match[str] | None:
    """Return how *line* opens a footnote, None where it does not; *wanted* is the number that comes next."""
    if line.raised is not None:
        leads = bool(line.raised) and _leads(line, line.raised[0])
        found = (_RAISED if leads else _NARROW).match(line.text)
        small = size and line.size and line.size < size * _SMALLER
        sure = leads or ruled or (found is not None and found["n"] == str(wanted))
        return found if small and sure else None
    found = (_NARROW if ruled else _WIDE).match(line.text) or _STAR.match(line.text)
    if not found or (not ruled and not found["n"].startswith("*") and int(found["n"]) != wanted):
        return None
    return found


def _leads(line: Line, span: tuple[int, int]) -> bool:
    """Return whether the raised *span* stands at the start of *line*."""
    return span[1] > 0 and not line.text[: span[0]].strip()


def _goes_on(note: Note, line: Line, ruled: bool) -> bool:
    """Return whether *line* belongs to *note*: all below a rule does, else what is not finished goes on."""
    done = _DONE.search(note.lines[-1].text)
    if line.raised is not None:
        return not note.lines[-1].size or abs(line.size - note.lines[-1].size) < 1
    return ruled or not (line.gap and done)


def _without(line: Line, at: int) -> Line:
    raised = line.raised and tuple((a - at, b - at) for a, b in line.raised if a >= at)
    return Line(line.text[at:], line.page, line.number, raised, line.size, line.bold, line.indent, line.gap)

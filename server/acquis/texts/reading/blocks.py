"""What the readers of the forms hand on: lines as a page has them, or paragraphs as a file marks them.

It must not know any form, nor how a document is divided.
"""

import re
from dataclasses import dataclass

from acquis.texts.model import Address, Doubt, Mark

__all__ = ["Block", "Line", "Mended", "linked", "marked", "plain", "unmarked"]

# Private characters stand around the mark of a footnote and around a link, so that words can be mended
# without losing the place. Each reader takes them out of what its file says.
_OPEN, _CLOSE, _LINK, _TARGET, _END = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_SIGNS = re.compile(
    f"{_OPEN}(?P<mark>[^{_CLOSE}]*){_CLOSE}|{_LINK}|{_TARGET}(?P<target>[^{_END}]*){_END}",
)


@dataclass(frozen=True)
class Line:
    """One line of a page.

    `page` counts from 1, 0 where the file has no pages; `number` is that of the line in the file or on its
    page. `raised` are the spans set above the line, None where the form does not say. `size` is in points, 0
    where not known. `indent` is in characters. `gap` says that the line stands apart from the one before.
    """

    text: str
    page: int = 0
    number: int = 0
    raised: tuple[tuple[int, int], ...] | None = None
    size: float = 0.0
    bold: bool = False
    indent: float = 0.0
    gap: bool = False


@dataclass(frozen=True)
class Block:
    """One paragraph, heading or footnote, with signs for marks and links in its text.

    `heading` is the level that the file itself gives a heading, 0 for none. `note` is the number of the
    footnote that this is, "" for the body. `firm` says that
    the file marks the paragraph itself, so that it is not part of the one before.
    """

    text: str
    place: str = ""
    heading: int = 0
    note: str = ""
    firm: bool = False


@dataclass(frozen=True)
class Mended:
    """The blocks of a document in their order, footnotes last, and what was unsure or left out."""

    blocks: tuple[Block, ...]
    doubts: tuple[Doubt, ...] = ()
    title: str = ""
    pages: int = 0


def marked(number: str) -> str:
    """Return the sign that stands for the mark of footnote *number*."""
    return f"{_OPEN}{number}{_CLOSE}"


def linked(text: str, target: str) -> str:
    """Return *text* with the signs of a link to *target* around it."""
    return f"{_LINK}{text}{_TARGET}{target}{_END}" if text.strip() and target else text


def plain(text: str) -> str:
    """Return *text* without its signs.

    >>> plain("recognized" + marked("1") + " that")
    'recognized that'
    """
    return _SIGNS.sub("", text)


def unmarked(text: str) -> tuple[str, tuple[Mark, ...], tuple[Address, ...]]:
    """Return *text* on one line without its signs, and the marks and links that the signs stood for.

    >>> unmarked("has recognized" + marked("1") + "  that")[:2]
    ('has recognized that', (Mark(at=14, printed='1'),))
    """
    out, marks, addresses, starts, done = "", [], [], [], 0
    for sign in _SIGNS.finditer(text):
        out = _grown(out, text[done : sign.start()])
        done = sign.end()
        if sign["mark"] is not None:
            marks.append(Mark(len(out.rstrip()), sign["mark"]))
        elif sign["target"] is None:
            starts.append(len(out))
        elif starts:
            addresses.append(Address(starts.pop(), len(out), sign["target"]))
    out = _grown(out, text[done:])
    return out.rstrip(), tuple(marks), tuple(one for one in addresses if one.end <= len(out.rstrip()))


def _grown(out: str, more: str) -> str:
    """Return *out* and *more* with each run of spaces as one; none at the start."""
    more = re.sub(r"\s+", " ", more)
    return out + (more.lstrip() if not out or out.endswith(" ") else more)

"""The words of one paragraph: one line of text, and where in it footnote marks and links stand.

It must not know where the paragraph stands.
"""

import re
from dataclasses import dataclass, field

from acquis.texts.model import Address, Mark
from acquis.texts.reading.akn.xml import Element, name

__all__ = ["Note", "Words", "words"]

# Arabic texts put the mark of a footnote in brackets, each in an element of its own.
_BRACKETS = re.compile(r"\s*[()][()\s]*")
# Invisible: the soft hyphen, spaces of no width, the mark at the start of a file.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_EMPHASIS = {"bold": "bold", "italic": "italic", "bold italic": "both"}
_ITALIC = frozenset(("italic", "both"))


@dataclass(frozen=True)
class Note:
    """A footnote: its mark as printed, its words, and its id in the file."""

    printed: str
    words: "Words"
    place: str


@dataclass(frozen=True)
class Words:
    """A line of text with its footnotes and links; `emphasis` is bold or italic where all of it is.

    `lead` are the words in italics that open it, such as the verb of an operative paragraph.
    """

    text: str = ""
    marks: tuple[Mark, ...] = ()
    addresses: tuple[Address, ...] = ()
    notes: tuple[Note, ...] = ()
    emphasis: str = ""
    lead: str = ""

    def after(self, count: int) -> "Words":
        """Return the same without the first *count* characters and the spaces after them."""
        text = self.text[count:].lstrip()
        cut = len(self.text) - len(text)
        if not cut:
            return self
        marks = tuple(Mark(max(one.at - cut, 0), one.printed) for one in self.marks)
        kept = [one for one in self.addresses if one.start >= cut]
        moved = tuple(Address(one.start - cut, one.end - cut, one.target) for one in kept)
        return Words(text, marks, moved, self.notes, self.emphasis, self.lead)


@dataclass
class _Line:
    parts: list[str] = field(default_factory=list)
    length: int = 0
    gap: bool = False
    marks: list[Mark] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    styles: set[str] = field(default_factory=set)
    lead: list[str] = field(default_factory=list)

    def add(self, text: str | None, style: str) -> None:
        text = text or ""
        text = text if text.isascii() else text.translate(_INVISIBLE)
        pieces = text.split()
        if not pieces:
            self.gap = self.gap or bool(text)
            return
        said = " ".join(pieces)
        if style in _ITALIC and self.styles <= _ITALIC:
            self.lead.append(said)
        self.styles.add(style)
        before = " " if (self.gap or text[0].isspace()) and self.length else ""
        self.parts.append(before + said)
        self.length += len(before) + len(said)
        self.gap = text[-1].isspace()


def words(element: Element, *, skip: frozenset[str] = frozenset()) -> Words:
    """Return the words in *element*, without those of the elements whose names are in *skip*."""
    line = _Line()
    _walk(element, line, "", skip)
    style = "bold" if line.styles <= {"bold", "both"} else "italic" if line.styles <= _ITALIC else ""
    return Words(
        "".join(line.parts),
        tuple(line.marks),
        tuple(line.addresses),
        tuple(line.notes),
        style,
        " ".join(line.lead) if not style else "",
    )


def _walk(element: Element, line: _Line, style: str, skip: frozenset[str]) -> None:
    line.add(element.text, style)
    for child in element:
        kind = name(child)
        if kind == "authorialNote":
            _note(child, line)
        elif kind == "a":
            _link(child, line, style, skip)
        elif kind in ("eol", "img", "td", "th", "tr", "p"):
            line.gap = True
            _walk(child, line, style, skip)
            line.gap = True
        elif kind not in skip and not (kind == "sup" and _BRACKETS.fullmatch(child.text or "")):
            _walk(child, line, _EMPHASIS.get(child.get("class", ""), style), skip)
        line.add(child.tail, style)


def _note(element: Element, line: _Line) -> None:
    inner = words(element)
    bracketed = _BRACKETS.match(inner.text)
    printed = element.get("marker", "")
    line.marks.append(Mark(line.length, printed))
    said = inner.after(bracketed.end()) if bracketed and inner.text.startswith("()") else inner
    line.notes.append(Note(printed, said, element.get("eId", "")))


def _link(element: Element, line: _Line, style: str, skip: frozenset[str]) -> None:
    before = line.length
    gap = line.gap or (element.text or "")[:1].isspace()
    _walk(element, line, style, skip)
    start = before + bool(gap and before)
    if line.length > start and (target := element.get("href")):
        line.addresses.append(Address(start, line.length, target))

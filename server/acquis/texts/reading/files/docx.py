"""Word files (DOCX) to paragraphs: list numbers counted, footnotes from their own part.

It must not mend words: a paragraph of Word has no line ends.
"""

import re
from collections.abc import Iterator

from acquis.errors import InvalidDocument
from acquis.texts.model import Doubt
from acquis.texts.reading.blocks import Block, Mended, linked, marked
from acquis.texts.reading.files.numbering import Lists, W, value
from acquis.texts.reading.files.zipped import Element, Parts

__all__ = ["read"]

_MAIN = "word/document.xml"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PRIVATE = re.compile("[\ue000-\ue004]")
# What Word keeps beside the text as it stands: deleted words, codes of fields, drawings in a second form.
_SKIPPED = frozenset(W + one for one in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr"))
_SPACES = {W + "tab": " ", W + "br": " ", W + "cr": " ", W + "noBreakHyphen": "-", W + "softHyphen": ""}


def read(data: bytes, file: str) -> Mended:
    """Return the paragraphs of the DOCX in *data*; *file* is its name, for the sentences.

    Raises:
        InvalidDocument: it is damaged, unpacks to too much, declares entities, or has no text.
    """
    reader = _Reader(Parts(data, file))
    blocks = tuple(one for one in [*reader.body(), *reader.notes()] if one.text.strip())
    if not blocks:
        raise InvalidDocument(
            f"{file} has no text: if it holds pictures of pages, give a text made from them."
        )
    return Mended(blocks, tuple(reader.doubts))


class _Reader:
    """One file while it is read."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._lists = Lists(parts.tree("word/numbering.xml") if "word/numbering.xml" in parts else None)
        self._styles = _styles(parts)
        self._links = _links(parts)
        # Word counts footnotes itself, in the order of their marks.
        self._numbers: dict[tuple[str, str], str] = {}
        self.doubts: list[Doubt] = []

    def body(self) -> Iterator[Block]:
        """Yield the paragraphs of the text, those in tables in their order."""
        root = self._parts.tree(_MAIN)
        if root.find(f".//{W}del") is not None:
            self.doubts.append(
                Doubt("", "changes", "The file has changes that nobody accepted: read as if accepted.")
            )
        for at, paragraph in enumerate(root.iter(W + "p"), 1):
            # A drawing stands there twice, for old programs too.
            if next(paragraph.iterancestors(_FALLBACK), None) is None:
                yield self._paragraph(paragraph, at)
        for name in ("header", "footer"):
            self._outside(name)

    def _paragraph(self, paragraph: Element, at: int) -> Block:
        properties = paragraph.find(W + "pPr")
        style = self._styles.get(value(properties, "pStyle"), _Style())
        number, level = style.list
        own = None if properties is None else properties.find(W + "numPr")
        if own is not None:
            number, level = value(own, "numId") or number, _level(value(own, "ilvl"), level)
        label = self._lists.label(number, level) if number and number != "0" else ""
        text = "".join(self._words(paragraph))
        heading = _level(value(properties, "outlineLvl"), style.heading - 1) + 1
        return Block(
            f"{label} {text}" if label else text,
            f"paragraph {at}",
            heading=heading if 0 < heading < 9 else 0,
            firm=True,
        )

    def _words(self, element: Element) -> Iterator[str]:
        """Yield the words in *element*, with signs for marks and links."""
        for child in element:
            if child.tag in _SKIPPED or not isinstance(child.tag, str):
                continue
            if child.tag == W + "t":
                yield _PRIVATE.sub("", child.text or "")
            elif child.tag in (W + "footnoteReference", W + "endnoteReference"):
                yield marked(self._number(child.tag.removeprefix(W).removesuffix("Reference"), child))
            elif child.tag == W + "hyperlink":
                yield linked("".join(self._words(child)), self._links.get(child.get(_RELATION, ""), ""))
            elif child.tag in _SPACES:
                yield _SPACES[child.tag]
            elif child.tag not in (W + "p", _FALLBACK):
                yield from self._words(child)

    def _number(self, kind: str, reference: Element) -> str:
        key = (kind, str(reference.get(W + "id")))
        return self._numbers.setdefault(key, str(len(self._numbers) + 1))

    def notes(self) -> Iterator[Block]:
        """Yield the footnotes and endnotes that have marks, in their order, then those without one."""
        found = {}
        for kind in ("footnote", "endnote"):
            name = f"word/{kind}s.xml"
            for note in self._parts.tree(name).findall(W + kind) if name in self._parts else ():
                # The lines between text and notes stand among the notes.
                if note.get(W + "type") in (None, "normal"):
                    found[kind, str(note.get(W + "id"))] = " ".join(
                        "".join(self._words(one)) for one in note.iter(W + "p")
                    )
        for key in [
            *(one for one in self._numbers if one in found),
            *(one for one in found if one not in self._numbers),
        ]:
            yield Block(found[key], f"{key[0]} {key[1]}", note=self._numbers.get(key, key[1]), firm=True)

    def _outside(self, kind: str) -> None:
        for at in range(1, 10):
            name = f"word/{kind}{at}.xml"
            if name in self._parts:
                text = " ".join("".join(self._words(one)) for one in self._parts.tree(name).iter(W + "p"))
                if text.strip():
                    said = f"Left out as the {kind} of a page: “{' '.join(text.split())}”."
                    self.doubts.append(Doubt("", kind, said))


class _Style:
    """What a style of paragraphs says: its heading level, 0 for none, and its list."""

    def __init__(self, heading: int = 0, number: str = "", level: int = 0) -> None:
        self.heading = heading
        self.list = (number, level)


def _styles(parts: Parts) -> dict[str, _Style]:
    """Return the styles by their ids; a style has what the one it is based on has."""
    if "word/styles.xml" not in parts:
        return {}
    raw = {str(one.get(W + "styleId")): one for one in parts.tree("word/styles.xml").findall(W + "style")}
    return {name: _style(name, raw) for name in raw}


def _style(name: str, raw: dict[str, Element]) -> _Style:
    found, seen = _Style(), set()
    while name in raw and name not in seen:
        seen.add(name)
        properties = raw[name].find(W + "pPr")
        numbers = None if properties is None else properties.find(W + "numPr")
        title = 1 if value(raw[name], "name").lower() == "title" else 0
        found.heading = found.heading or _level(value(properties, "outlineLvl"), -1) + 1 or title
        if not found.list[0] and numbers is not None:
            found.list = (value(numbers, "numId"), _level(value(numbers, "ilvl"), 0))
        name = value(raw[name], "basedOn")
    return found


def _links(parts: Parts) -> dict[str, str]:
    name = "word/_rels/document.xml.rels"
    return {str(one.get("Id")): str(one.get("Target")) for one in parts.tree(name)} if name in parts else {}


def _level(text: str, otherwise: int) -> int:
    return int(text) if text.isdigit() and len(text) < 3 else otherwise

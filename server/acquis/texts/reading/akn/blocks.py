"""The text of a resolution as one row of blocks in the order of print: headings, paragraphs, points, tables.

It must not decide what a block's address is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from acquis.texts.reading.akn.headings import opens_part
from acquis.texts.reading.akn.numbers import ALPHA, CAPITAL, FIGURE, ROMAN, UPPER, labelled
from acquis.texts.reading.akn.words import Words, words
from acquis.texts.reading.akn.xml import AKN, Element, children, flat, name

__all__ = ["ANNEX", "BODY", "Block", "HEADING", "PART", "PREAMBLE", "TABLE", "blocks"]

# A block is one of these; ANNEX and PART open an attachment, and one resolution of several in a file.
BODY, HEADING, PREAMBLE, TABLE, ANNEX, PART = "body", "heading", "preamble", "table", "annex", "part"

_TITLES = ("heading", "subheading")
_INSIDE_A_PARAGRAPH = frozenset(_TITLES)
# The longest heading that stands in bold in the place of a paragraph, in characters.
_LONGEST_HEADING = 400
_ENDS = (".", ",", ";", ":", "\uff0c", "\u3002", "\uff1b", "\uff1a", "\u060c", "\u061b", "”", "\uff1f")
# Chinese files have no bold: a short line without an end is a heading there.
_LONGEST_PLAIN, _HAN = 40, re.compile("[\u4e00-\u9fff]")
_HEADING_CLASSES = ("H1", "H2", "H23", "H4", "HCh", "HCh0")


@dataclass(frozen=True)
class Block:
    """One block; `number` is that of an element of its own, as printed, "" where the text opens with it."""

    kind: str
    words: Words
    number: str = ""
    place: str = ""


def blocks(root: Element) -> Iterator[Block]:
    """Yield the blocks of the resolution under *root*, without its cover, title and closing lines.

    A number that stands alone is that of the paragraph after it.
    """
    number = ""
    for block in _printed(root):
        if block.kind == BODY and not block.words.text and not block.words.notes:
            number = block.number
            continue
        yield replace(block, number=number) if number and block.kind == BODY and not block.number else block
        number = ""


def _printed(root: Element) -> Iterator[Block]:
    parts = root.findall(f"{AKN}components/{AKN}component/{AKN}statement")
    for part in parts or root.findall(f"{AKN}statement"):
        if parts:
            yield _part(part)
        yield from _statement(part)


def _part(statement: Element) -> Block:
    preface = statement.find(f"{AKN}preface")
    number = next((flat(one) for one in preface.iter(AKN + "docNumber")), "") if preface is not None else ""
    titles = [words(one) for one in preface.iter(AKN + "docTitle")] if preface is not None else []
    return Block(PART, titles[0] if titles else Words(), number.strip("."))


def _statement(statement: Element) -> Iterator[Block]:
    for child in children(statement):
        if name(child) == "preamble":
            yield from _preamble(child)
        elif name(child) == "mainBody":
            yield from _body(child)
        elif name(child) == "attachments":
            for body in child.iter(AKN + "mainBody"):
                yield Block(ANNEX, Words())
                yield from _body(body)


def _preamble(preamble: Element) -> Iterator[Block]:
    for child in children(preamble):
        if name(child) in ("container", "blockList"):
            yield from _preambular(child, f"#{child.get('eId', '')}")


def _preambular(element: Element, place: str) -> Iterator[Block]:
    for child in children(element):
        if name(child) == "blockList":
            yield from _preambular(child, place)
        elif name(child) == "item":
            said = [words(one) for one in child.iter(AKN + "p")]
            yield Block(PREAMBLE, said[0] if said else words(child), flat(child.find(AKN + "num")), place)
        elif name(child) == "table":
            yield Block(TABLE, words(child), "", place)
        elif name(child) in ("p", "listIntroduction"):
            yield Block(PREAMBLE, words(child), "", place)


def _body(body: Element) -> Iterator[Block]:
    """Yield the blocks of a main body, or of a section, part or title in it."""
    number = ""
    for child in children(body):
        kind, place = name(child), f"#{child.get('eId', '')}"
        if kind == "paragraph":
            yield from _paragraph(child, place)
        elif kind == "num":
            number = flat(child)
        elif kind in _TITLES:
            yield Block(HEADING, words(child), number, place)
            number = ""
        elif kind == "crossHeading":
            yield Block(PREAMBLE, words(child), "", place)
        elif kind == "container":
            yield from _preambular(child, place)
        elif kind in ("section", "part", "title"):
            yield from _body(child)


def _paragraph(paragraph: Element, place: str) -> Iterator[Block]:
    number = ""
    classed = paragraph.get("class", "") in _HEADING_CLASSES
    for child in children(paragraph):
        kind = name(child)
        if kind == "num":
            number = flat(child)
        elif kind in _TITLES:
            # A heading within a numbered paragraph stands before its number.
            yield Block(
                HEADING, words(child), "" if paragraph.find(f"{AKN}content") is not None else number, place
            )
        elif kind == "content":
            yield from _content(child, number, place, classed)
            number = ""
        elif kind == "list":
            yield from _list(child, number, place)
            number = ""
    if number and classed and len(paragraph) == 1:
        yield Block(HEADING, Words(), number, place)


def _list(element: Element, number: str, place: str) -> Iterator[Block]:
    for child in children(element):
        kind = name(child)
        if kind == "intro":
            yield from _content(child, number, place, classed=False)
        elif kind == "point":
            inner = child.find(f"{AKN}content")
            at = f"#{child.get('eId', '')}"
            if inner is not None:
                yield from _content(inner, flat(child.find(AKN + "num")), at, classed=False)
        elif kind == "sublist":
            yield from _list(child, "", place)


def _content(content: Element, number: str, place: str, classed: bool) -> Iterator[Block]:
    for paragraph in content.findall(AKN + "p"):
        for title in paragraph.findall(AKN + "subheading"):
            yield Block(HEADING, words(title), "", place)
        said = words(paragraph, skip=_INSIDE_A_PARAGRAPH)
        if number:
            # A full stop after the number stands in the text of some files.
            said = said.after(len(said.text) - len(said.text.lstrip(". ")))
        if said.text.strip("* ") or said.notes or number:
            kind = HEADING if _is_heading(said, number, classed) else BODY
            yield Block(kind, said, number, place)
            number = ""


def _is_heading(said: Words, number: str, classed: bool) -> bool:
    label = labelled(number or said.text)
    styles = {style for style, _ in label.options} if label else set()
    if len(said.text) > _LONGEST_HEADING or not said.text:
        return False
    if not number and opens_part(said.text):
        return True
    if UPPER not in styles and (styles & {ALPHA, ROMAN, FIGURE} or (label and label.whole)):
        return False
    alone = label is not None and label.length == len(said.text) and not number
    ended = said.text.endswith(_ENDS)
    if number and styles & {UPPER, CAPITAL} and not ended:
        return True
    if label is None and not ended and len(said.text) <= _LONGEST_PLAIN and _HAN.search(said.text):
        return True
    return alone or said.emphasis == "bold" or classed or (said.emphasis == "italic" and not ended)

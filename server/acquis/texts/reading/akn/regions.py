"""The regions of a file that count their paragraphs anew: the resolution, one of several, each annex.

It must not decide what an address inside a region is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count as counting

from acquis.texts.reading.akn.blocks import ANNEX as ANNEX_BLOCK
from acquis.texts.reading.akn.blocks import BODY, HEADING, PART, PREAMBLE, Block
from acquis.texts.reading.akn.headings import ANNEX, APPENDIX, ARTICLE, Heading, heading
from acquis.texts.reading.akn.numbers import FIGURE, Label, labelled

__all__ = ["Region", "is_title", "label", "numbered", "regions"]

# A title that ends like this goes on in the next line.
_OPEN_ENDS = (";", ":", ",")
_ENDS = (".", ",", ";", ":", "\u3002", "\uff0c", "\uff1b", "\uff1a", "\u060c", "\u061b")
# In characters.
_LONGEST_TITLE = 200


@dataclass
class Region:
    """A region: `kind` is "" for the resolution itself, part or annex; `number` is as printed.

    `base` is what its addresses start with, `above` the region that it stands in.

    `nested` says that its sections count from one again, so that they are part of an address; `adopted` that
    its numbered paragraphs are of a text that the resolution adopts in its first, unnumbered words.
    """

    kind: str
    number: str = ""
    base: str = ""
    above: str = ""
    name: str = ""
    place: str = ""
    blocks: list[Block] = field(default_factory=list)
    nested: bool = False
    adopted: bool = False


def regions(blocks: Iterable[Block]) -> list[Region]:
    """Return the regions of a file; the resolution comes first and may be without blocks."""
    found = [Region("")]
    for block in blocks:
        opened = _opened(block, found)
        if opened is found[-1]:
            continue
        if opened is not None:
            found.append(opened)
        elif not _titles(found[-1], block):
            found[-1].blocks.append(block)
    for region in found:
        region.nested = _restarts(region.blocks)
        region.adopted = region.kind == "annex" or _adopts(region.blocks)
    return found


def label(block: Block) -> Label | None:
    """Return the number of *block*: that of its own element, or the one its text opens with."""
    return labelled(block.number) if block.number else labelled(block.words.text)


def numbered(block: Block) -> bool:
    """Return whether *block* is a paragraph with a number of its own, in figures without brackets."""
    found = label(block)
    return found is not None and ")" not in found.printed and bool(found.whole or found.count(FIGURE))


def is_title(block: Block) -> bool:
    """Return whether *block* can be the name of a part: a heading, or short and without an end."""
    text = block.words.text
    if block.kind == HEADING:
        return not block.number
    short = 0 < len(text) <= _LONGEST_TITLE and not text.endswith(_ENDS)
    return block.kind == BODY and short and label(block) is None and not block.words.lead


def _opened(block: Block, found: list[Region]) -> Region | None:
    """Return the region that *block* opens; the last of *found* where it only gives that its number."""
    last = found[-1]
    if block.kind == PART:
        return Region("part", block.number, f"sec/{block.number.lower()}", "", block.words.text, block.place)
    if block.kind == ANNEX_BLOCK:
        return Region("annex", "", _base(found, "", ""), "", "", block.place)
    if block.kind not in (HEADING, BODY) or last.kind != "annex":
        return None
    said: Heading = heading(block.words.text)
    if said.kind not in (ANNEX, APPENDIX):
        return None
    if last.blocks or last.name:
        above = last.above or last.base if said.kind == APPENDIX else ""
        return Region("annex", said.number, _base(found, above, said.count), above, "", block.place)
    last.number, last.place = said.number, block.place
    last.base = _base(found[:-1], last.above, said.count)
    return last


def _base(found: Sequence[Region], above: str, count: str) -> str:
    """Return the address of an annex in *above*: with its own count, or the next where another has that."""
    taken = {one.base for one in found}
    start = f"{above}/annex" if above else "annex"
    wanted = f"{start}/{count}"
    return (
        wanted
        if count and wanted not in taken
        else next(one for one in (f"{start}/{number}" for number in counting(1)) if one not in taken)
    )


def _titles(region: Region, block: Block) -> bool:
    """Take *block* as the title of an annex, or as a line of it, and return whether it is one."""
    if region.kind != "annex" or region.blocks or not is_title(block):
        return False
    if region.name and not region.name.endswith(_OPEN_ENDS):
        return False
    said = heading(block.words.text, block.number)
    if said.number or said.kind == ARTICLE:
        return False
    region.name = f"{region.name} {block.words.text}".strip()
    region.place = region.place or block.place
    if block.words.notes:
        # The footnotes of a title stay with the region.
        region.blocks.append(replace(block, kind=ANNEX_BLOCK))
    return True


def _restarts(blocks: Sequence[Block]) -> bool:
    """Return whether, after a heading, paragraphs count from one again."""
    ones, fresh = 0, True
    for block in blocks:
        if block.kind == HEADING:
            if heading(block.words.text).kind == ARTICLE:
                return False
            fresh = True
        elif block.kind == BODY and numbered(block):
            found = label(block)
            ones += bool(found and found.count(FIGURE) == 1 and fresh)
            fresh = False
    return ones > 1


def _adopts(blocks: Sequence[Block]) -> bool:
    """Return whether unnumbered words, a title or more such words, and numbered paragraphs follow."""
    kinds = [one for one in blocks if one.kind != PREAMBLE]
    if len(kinds) < 2 or kinds[0].kind != BODY or label(kinds[0]) is not None:
        return False
    first, second = kinds[:2]
    plain = first.words.text.endswith((":", "\uff1a")) and second.kind == BODY and label(second) is None
    return (second.kind == HEADING or plain) and any(one.kind == BODY and numbered(one) for one in kinds)

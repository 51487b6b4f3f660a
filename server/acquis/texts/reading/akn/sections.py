"""The sections that are open at a place of a region, and what addresses begin with there.

A section is part of the address of a paragraph only where paragraphs count anew in it. It must not read
paragraphs.
"""

from dataclasses import dataclass, replace

from acquis.texts.model import Unit
from acquis.texts.reading.akn.blocks import Block
from acquis.texts.reading.akn.headings import ARTICLE, UNNUMBERED, Heading, heading
from acquis.texts.reading.akn.regions import Region
from acquis.texts.reading.akn.sheet import Sheet, join

__all__ = ["Sections"]

# A heading that ends like this goes on in the next one.
_OPEN_ENDS = (";", ":", ",")


@dataclass(frozen=True)
class _Open:
    rank: float
    path: str
    count: str


class Sections:
    """The open sections of one region; `article` is the address of the open article, "" for none."""

    def __init__(self, region: Region, sheet: Sheet) -> None:
        self.base, self.article = region.base, ""
        self._sheet, self._open = sheet, [_Open(-1, region.base, "")]
        # How many of them are part of the address of a paragraph.
        self._level = 1 if region.nested else 0

    @property
    def above(self) -> str:
        """The address of the innermost section, or of the region."""
        return self._open[-1].path

    @property
    def scope(self) -> str:
        """What the address of a paragraph begins with."""
        return self._open[min(self._level, len(self._open) - 1)].path

    @property
    def number(self) -> str:
        """The number of the open article."""
        return self._open[-1].count if self.article else ""

    @property
    def unnumbered(self) -> bool:
        """Whether the innermost section has no number."""
        return self._open[-1].rank == UNNUMBERED

    def deepen(self, tail: str) -> None:
        """Take as many sections into the addresses as it needs for *tail* to be free."""
        while join(self.scope, tail) in self._sheet.taken and self._level < len(self._open) - 1:
            self._level += 1

    def open(self, block: Block) -> None:
        """Open the section of the heading *block*, or take it as the name of the one just opened."""
        said = heading(block.words.text, block.number, [one.count for one in self._open])
        if self._names(said, block):
            return
        inner = self._open[-1]
        path, above = self._place(said)
        if path in self._sheet.taken and self._again(path, said, block):
            return
        if path in self._sheet.taken and self._lifted(inner, said.rank):
            path, above = self._place(said)
        path = self._sheet.free(path, above, said.number, block.place)
        self.article = path if said.kind == ARTICLE else ""
        self._enter(_Open(said.rank, path, said.count))
        unit = Unit(path, "section", above, said.number, said.name, place=block.place)
        self._sheet.write(unit, block.words, self.base)

    def _names(self, said: Heading, block: Block) -> bool:
        last = self._sheet.opened
        if last is None or said.number or (last.heading and not last.heading.endswith(_OPEN_ENDS)):
            return False
        self._sheet.rewrite(replace(last, heading=f"{last.heading} {said.name}".strip()))
        self._sheet.notes(block.words, last.path, self.base)
        return True

    def _place(self, said: Heading) -> tuple[str, str]:
        """Close the sections that *said* ends, and return its address and that of what it stands in."""
        while self._open[-1].rank >= said.rank:
            self._open.pop()
        above = self.above
        if said.kind == ARTICLE and said.count:
            return join(self.base, f"art/{said.count}"), above
        return join(above, f"sec/{said.count or self._sheet.next(above, 'sec')}"), above

    def _again(self, path: str, said: Heading, block: Block) -> bool:
        """Open the section at *path* again where *said* is the same heading printed twice."""
        written = next(one for one in reversed(self._sheet.units) if one.path == path)
        if (written.number, written.heading) != (said.number, said.name):
            return False
        self._enter(_Open(said.rank, path, said.count))
        repeated = f"The heading {said.number} {said.name} stands again at {block.place}."
        self._sheet.doubt(path, "repeated", repeated)
        return True

    def _lifted(self, inner: _Open, rank: float) -> bool:
        """Lift the unnumbered section *inner* above sections of *rank*, which count anew in it."""
        if inner.rank != UNNUMBERED:
            return False
        while self._open[-1].rank > rank - 1 and len(self._open) > 1:
            self._open.pop()
        path = join(self.above, f"sec/{self._sheet.next(self.above, 'sec')}")
        self._sheet.move(inner.path, path, self.above)
        self._enter(_Open(rank - 0.5, path, ""))
        return True

    def _enter(self, section: _Open) -> None:
        self._open.append(section)
        self._level = min(self._level, len(self._open) - 1) or (1 if self._level else 0)

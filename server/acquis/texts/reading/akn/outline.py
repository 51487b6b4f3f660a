"""The units of a resolution, each with its address: pp/3, op/2.a, para/12, sec/ii, annex/1/art/4.2, fn/7.

A resolution counts its preambular paragraphs in order and its operative ones as printed; a text that it
adopts counts paragraphs. What has no number, or one that another has, is an item of where it stands: it
must not look at words beyond numbers, and never makes a number up.
"""

from collections.abc import Iterable
from dataclasses import replace

from acquis.texts.model import Doubt, Unit
from acquis.texts.reading.akn.blocks import BODY, HEADING, PREAMBLE, TABLE, Block
from acquis.texts.reading.akn.numbers import ALPHA, FIGURE, ROMAN, Label, labelled
from acquis.texts.reading.akn.points import Points
from acquis.texts.reading.akn.regions import Region, is_title, label, numbered, regions
from acquis.texts.reading.akn.sections import Sections
from acquis.texts.reading.akn.sheet import Sheet, join
from acquis.texts.reading.akn.words import Words

__all__ = ["outline"]

_COLONS = (":", "\uff1a")
_COMMAS = (",", "\uff0c", "\u060c")
# The marks of direction that Arabic texts may end with.
_DIRECTION = "\u200e\u200f "


def outline(blocks: Iterable[Block]) -> tuple[list[Unit], list[Doubt]]:
    """Return the units of a file in their order, and what was not sure."""
    sheet = Sheet()
    for region in regions(blocks):
        _Outline(region, sheet).run()
    return sheet.units, sheet.doubts


class _Outline:
    """One region on its way."""

    def __init__(self, region: Region, sheet: Sheet) -> None:
        self.region, self.sheet = region, sheet
        self.sections = Sections(region, sheet)
        self.counted = any(one.kind == BODY and numbered(one) for one in region.blocks)
        # The last unit that points can stand in, its number, its points, and those that are open.
        self.stem, self.number, self.points = "", "", Points()
        self.inside: list[tuple[str, str]] = []
        self.before: tuple[str, str, Points, list[tuple[str, str]]] | None = None

    def run(self) -> None:
        """Write the units of the region."""
        region = self.region
        if region.kind:
            kind = "annex" if region.kind == "annex" else "section"
            unit = Unit(region.base, kind, region.above, region.number, region.name, place=region.place)
            self.sheet.write(unit, None, region.base)
        for block, following in zip(region.blocks, [*region.blocks[1:], None], strict=False):
            if block.kind == HEADING:
                self._heading(block)
            elif block.kind == TABLE:
                path = self._item(block.words, block)
                self.sheet.doubt(path, "table", "A table was read as one line of words.")
            elif block.kind in (BODY, PREAMBLE):
                self._paragraph(block, label(following) if following is not None else None)
            else:
                self.sheet.notes(block.words, region.base, region.base)

    def _heading(self, block: Block) -> None:
        before = (self.stem, self.number, self.points, self.inside)
        self.sections.open(block)
        self._start(self.sections.article, self.sections.number)
        # Points may go on under a heading of their own.
        self.before = before if self.sections.unnumbered else None

    def _paragraph(self, block: Block, following: Label | None) -> None:
        found, before, self.before = label(block), self.before, None
        if found is None:
            self._unlabelled(block)
            return
        if before is not None and ")" in found.printed and self._resumes(before[0], before[2], found):
            self.stem, self.number, self.points, self.inside = before
        said = block.words if block.number else block.words.after(found.length)
        inner = self._inner(found) if numbered(block) else None
        if inner is not None:
            self._point(inner, said, block, None)
        elif numbered(block) and block.kind == BODY:
            self._numbered(found, said, block)
        elif self.stem and (")" in found.printed or found.count(ALPHA) or found.count(ROMAN)):
            self._point(found, said, block, following)
        else:
            self._start_item(self._item(said, block, found.printed))

    def _resumes(self, stem: str, points: Points, found: Label) -> bool:
        """Return whether *found* is a point of the paragraph *stem* before the heading, its next or first."""
        if not points.begun and found.count(ALPHA) == 1:
            return any(one.path == stem and one.text.endswith(_COLONS) for one in self.sheet.units)
        return points.goes_on(found)

    def _unlabelled(self, block: Block) -> None:
        opened = self.sheet.opened
        if opened is not None and not opened.heading and opened.number and is_title(block):
            # The name of an article that stands without emphasis.
            self.sheet.rewrite(replace(opened, heading=block.words.text))
            self.sheet.notes(block.words, opened.path, self.region.base)
        elif block.kind == PREAMBLE or self._moved(block):
            self._preambular(block)
        elif self._operative(block):
            scope = self.sections.scope
            path = join(scope, f"op/{self.sheet.next(scope, 'op')}")
            self._write(path, "", block.words, block)
            self._start(path, "")
        else:
            self._start_item(self._item(block.words, block))

    def _inner(self, found: Label) -> Label | None:
        """Return *found* as the number of a point where a list in a numbered paragraph counts in figures.

        Under a letter it counts as a small Roman figure would, as the other languages print it.
        """
        count = found.count(FIGURE)
        roman, figure = (replace(found, options=((style, count),), whole="") for style in (ROMAN, FIGURE))
        if on := next((one for one in (roman, figure) if self.points.goes_on(one)), None):
            return on
        if count != 1 or not self.number or self.sheet.opened or not self._announced():
            return None
        return roman if self.inside else figure

    def _announced(self) -> bool:
        return self.sheet.units[-1].text.endswith(_COLONS)

    def _numbered(self, found: Label, said: Words, block: Block) -> None:
        number, sections = found.whole, self.sections
        if sections.article:
            scope, path = sections.article, f"{sections.article}.{number}"
            number = f"{sections.number} ({number})"
        else:
            tail = f"{'para' if self.region.adopted else 'op'}/{number}"
            if number == "1":
                sections.deepen(tail)
            scope, path = sections.scope, join(sections.scope, tail)
        if count := found.count(FIGURE):
            self.sheet.follow(scope, count, path, block.place)
        path = self.sheet.free(path, sections.above, number, block.place)
        first = _first_inside(said, ALPHA)
        self._write(path, number, Words() if first else said, block)
        self._start(path, number)
        if first:
            self._point(first, said.after(first.length), block, None)

    def _point(self, found: Label, said: Words, block: Block, after: Label | None) -> None:
        place = self.points.place(found, after)
        del self.inside[place.depth :]
        above, number = self.inside[-1] if self.inside else (self.stem, self.number)
        printed = f"{number} {found.printed}".strip()
        joint = "." if self.stem.rsplit("/", 1)[-1][:1].isdigit() else "/"
        path = self.sheet.free(f"{self.stem}{joint}{place.tail}", above, printed, block.place)
        if place.skipped:
            self.sheet.doubt(path, "gap", f"{printed} does not follow the number before it.")
        self.inside.append((path, printed))
        first = _first_inside(said, ROMAN)
        self._write(path, printed, Words() if first else said, block, above)
        if first:
            self._point(first, said.after(first.length), block, after)

    def _preambular(self, block: Block) -> None:
        scope = self.sections.scope
        count = self.sheet.next(scope, "pp")
        path = join(scope, f"pp/{count}")
        if block.kind == BODY:
            self.sheet.doubt(
                path, "moved", "The file has this preambular paragraph among the operative ones."
            )
        self._write(path, str(count), block.words, block)
        self._start(path, str(count))

    def _operative(self, block: Block) -> bool:
        """Return whether an unnumbered paragraph counts: no other has a number, or it adopts what follows."""
        if self.region.kind == "annex":
            return False
        if self.region.adopted:
            return f"{self.sections.scope}/op" not in self.sheet.counts
        return bool(block.words.lead) and not self.counted

    def _moved(self, block: Block) -> bool:
        """Return whether *block* is preambular by its end: operative paragraphs end with no comma."""
        if self.region.kind == "annex" or self.sheet.numbered(self.sections.scope):
            return False
        opens = bool(block.words.lead) or self.stem.split("/")[-2:-1] == ["pp"]
        return opens and block.words.text.rstrip(_DIRECTION).endswith(_COMMAS)

    def _item(self, said: Words, block: Block, number: str = "") -> str:
        scope = self.sections.article or self.sections.scope
        path = join(scope, f"item/{self.sheet.next(scope, 'item')}")
        self._write(path, number, said, block)
        return path

    def _write(self, path: str, number: str, said: Words, block: Block, above: str | None = None) -> None:
        standing = self.sections.above if above is None else above
        unit = Unit(path, "paragraph", standing, number, place=block.place)
        self.sheet.write(unit, said, self.region.base)

    def _start_item(self, path: str) -> None:
        # The points of an article count in it, whatever stands between.
        if not self.sections.article:
            self._start(path, "")

    def _start(self, path: str, number: str) -> None:
        self.stem, self.number, self.points, self.inside = path, number, Points(), []


def _first_inside(said: Words, style: str) -> Label | None:
    """Return the number of a first point right after the number of what it is in: 3. (a), (a) (i)."""
    found = labelled(said.text)
    if found is None or 1 not in (found.count(style), found.count(FIGURE) if style == ROMAN else 0):
        return None
    return replace(found, options=((style, 1),), whole="")

"""Blocks to units: annexes, sections, numbered paragraphs, points, bullets, preambular paragraphs.

It must not mend words, nor know any form.
"""

from collections.abc import Sequence

from acquis.texts.model import Doubt, Unit
from acquis.texts.reading.blocks import Block, Mended, plain, unmarked
from acquis.texts.reading.outline.notes import attached
from acquis.texts.reading.outline.numbers import Numbers
from acquis.texts.reading.outline.parts import Draft, Grown, Section, slugged
from acquis.texts.reading.outline.starts import (
    ENDED,
    HEADING_LENGTH,
    Start,
    chosen,
    following,
    named,
    opens_resolution,
    starts,
)

__all__ = ["outlined"]

_POINTS = frozenset({"letter", "roman", "bullet"})


def outlined(mended: Mended) -> tuple[str, tuple[Unit, ...], tuple[Doubt, ...]]:
    """Return the title, the units in their order, footnotes last, and what was unsure."""
    body = [one for one in mended.blocks if not one.note]
    outline = _Outline(body)
    for at, block in enumerate(body):
        outline.take(block, body[at + 1] if at + 1 < len(body) else None)
    grown = outline.grown
    attached(grown, [one for one in mended.blocks if one.note])
    if outline.bare:
        grown.doubt(
            "", "unnumbered", "No paragraph has a number or a heading: they were counted in their order."
        )
    left = [
        Doubt("", "outside", f"Stands before the first unit: “{unmarked(one)[0]}”.") for one in grown.outside
    ]
    return (
        outline.title(mended.title),
        tuple(one.unit() for one in grown.units),
        (*mended.doubts, *left, *grown.doubts),
    )


class _Outline:
    """What is open while blocks are read one after the other."""

    def __init__(self, body: Sequence[Block]) -> None:
        self.grown = Grown()
        self.numbers = Numbers(self.grown)
        self.annex: Draft | None = None
        self.sections: list[Section] = []
        self.paragraph: Draft | None = None
        self.points: list[tuple[Start, Draft]] = []
        self.within: Draft | None = None
        self.resolution = False
        self.heads: list[str] = []
        kinds = {one.kind for block in body for one in starts(plain(block.text).strip())} - _POINTS
        self.numbered = bool(kinds)
        self.bare = not kinds and not any(block.heading or named(plain(block.text)) for block in body)

    def title(self, given: str) -> str:
        """Return the heading before the first unit, the one *given*, or the longest line there."""
        lines = [unmarked(one)[0] for one in self.grown.outside]
        short = [one for one in lines if not ENDED.search(one) and len(one.split()) > 2]
        return max(self.heads, key=len, default=given) or max(short, key=len, default="")

    def take(self, block: Block, after: Block | None) -> None:
        """Read *block*; *after* is the one that follows."""
        text = plain(block.text).strip()
        readings = starts(text)
        kind = readings[0].kind if readings else ""
        if opens_resolution(text):
            self.resolution = True
            self.grown.outside.append(block.text)
        elif kind == "annex" and _headlike(block, text):
            self._open_annex(block, readings[0])
        elif section := self._section(block, text, readings):
            self._open_section(block, section)
        elif numbered := next((one for one in readings if one.kind == "paragraph"), None):
            self._open_paragraph(block, numbered)
        elif kind in _POINTS:
            self._open_point(block, readings)
        elif block.heading or named(text):
            self._open_named(block, text, after)
        else:
            self._words(block)

    # What opens a part.

    def _open_annex(self, block: Block, start: Start) -> None:
        draft = Draft(f"annex/{start.key}", "annex", "", start.printed, _rest(block, start), block.place)
        self.annex = self.grown.add(draft)
        self.sections, self.paragraph, self.points, self.within = [], None, [], None
        self.resolution = False
        self.numbers.enter(draft.path)

    def _section(self, block: Block, text: str, readings: Sequence[Start]) -> Start | None:
        """Return the reading of *block* as the heading of a section, None where it is none."""
        options = [one for one in readings if one.kind == "section"]
        if not options or not _headlike(block, text):
            return None
        if options[0].style == "figure" and not (block.heading or text.isupper()):
            return None
        last = {one.style: one.place for one in self.sections}
        follows = [one for one in options if last.get(one.style, -1) + 1 == following(one)]
        first = [one for one in options if following(one) == 1]
        return (follows or first or options)[0]

    def _open_section(self, block: Block, start: Start) -> None:
        place = following(start)
        style = f"dotted {start.key.count('.')}" if start.style == "dotted" else start.style
        last = next((one.place for one in self.sections if one.style == style), 0)
        self._close(style, block.heading)
        draft = self._add_section(block, start.key, _rest(block, start), start.printed)
        if place and place != last + 1:
            said = f"Section {start.printed} follows no section before it in the row ({block.place})."
            self.grown.doubt(draft.path, "jump", said)
        self.sections.append(Section(draft.path, style, block.heading, place))

    def _open_named(self, block: Block, text: str, after: Block | None) -> None:
        """Open a section without a number, or a heading within a paragraph, or keep a title."""
        if self._inside_paragraph(after) and not named(text):
            assert self.paragraph is not None
            path = f"{self.paragraph.path}/sec/{slugged(text)}"
            draft = Draft(path, "section", self.paragraph.path, "", block.text, block.place)
            self.within, self.points = self.grown.add(draft), []
            return
        if self.annex and not self.annex.heading and self.grown.units[-1] is self.annex and not named(text):
            self.annex.heading = block.text
            return
        if not self.grown.units and not named(text) and (self.numbered or not self.heads):
            self.heads.append(unmarked(block.text)[0])
            self.grown.outside.append(block.text)
            return
        self._close("named", block.heading)
        draft = self._add_section(block, named(text) or slugged(text), block.text, "")
        self.sections.append(Section(draft.path, "named", block.heading, 0))

    def _inside_paragraph(self, after: Block | None) -> bool:
        """Return whether a heading here divides the points of a paragraph, as principles are grouped."""
        if self.paragraph is None or after is None:
            return False
        points = {one.kind for one in starts(plain(after.text).strip())} & _POINTS
        opens = plain(self.paragraph.parts[-1]).rstrip().endswith(":")
        return bool(points) and (opens or self.within is not None)

    def _close(self, style: str, level: int) -> None:
        """Close the open sections down to the one that a new one of *style* and *level* stands beside."""
        for at, one in enumerate(self.sections):
            if one.style == style and (style != "named" or one.level >= level):
                del self.sections[at:]
                break
        self.paragraph, self.points, self.within = None, [], None

    def _add_section(self, block: Block, key: str, heading: str, number: str) -> Draft:
        above = self._above()
        path = f"{above}/sec/{key}" if above else f"sec/{key}"
        return self.grown.add(Draft(path, "section", above, number, heading, block.place))

    def _above(self) -> str:
        """Return the path of the innermost part that is open."""
        if self.sections:
            return self.sections[-1].path
        return self.annex.path if self.annex else ""

    # What holds words.

    def _open_paragraph(self, block: Block, start: Start) -> None:
        kind = "op" if self.resolution else "para"
        path = self.numbers.path(kind, start, self._above(), block.place)
        draft = Draft(path, "paragraph", self._above(), start.printed, "", block.place)
        draft.parts.append(_rest(block, start))
        self.paragraph = self.grown.add(draft)
        self.points, self.within = [], None

    def _open_point(self, block: Block, readings: Sequence[Start]) -> None:
        start = chosen(readings, [one for one, _ in self.points])
        while self.points and start.kind in ("letter", "bullet") and self.points[-1][0].kind != "letter":
            self.points.pop()
        if start.kind == "letter":
            self.points = []
        elif start.kind == "roman" and self.points and self.points[-1][0].kind != "letter":
            self.points.pop()
        owner = self.points[-1][1] if self.points else self._owner(start)
        above = owner.path if owner else self._above()
        if self.within and owner is self.paragraph:
            above = self.within.path
        path = self._point_path(owner, start)
        draft = Draft(
            path, "paragraph", above, "" if start.kind == "bullet" else start.printed, "", block.place
        )
        draft.parts.append(_rest(block, start))
        self.grown.add(draft)
        self.points.append((start, draft))

    def _owner(self, start: Start) -> Draft | None:
        """Return the paragraph of a point; one without a number has bullets only after a colon."""
        one = self.paragraph
        colon = one is not None and plain(one.parts[-1]).rstrip().endswith(":")
        return one if one is None or one.number or start.kind != "bullet" or colon else None

    def _point_path(self, owner: Draft | None, start: Start) -> str:
        if owner and start.kind != "bullet":
            self.numbers.point(owner.path, start)
            return f"{owner.path}.{start.key}"
        base = owner.path if owner else self._above()
        return self.grown.next(f"{base}/item/" if base else "item/")

    def _words(self, block: Block) -> None:
        """Take words that open nothing: those of the open paragraph, or a paragraph without a number."""
        if self.annex and not self.annex.heading and self.grown.units[-1] is self.annex and _headlike(block):
            self.annex.heading = block.text
        elif self.paragraph is not None and self.paragraph.number:
            self._go_on(block, self.paragraph)
        elif self.resolution or self._above() or self.bare:
            self._open_unnumbered(block)
        else:
            self.grown.outside.append(block.text)

    def _go_on(self, block: Block, paragraph: Draft) -> None:
        paragraph.parts.append(block.text)
        if block.firm or self.points:
            words = unmarked(block.text)[0][:60]
            said = f"“{words}” has no number ({block.place}): put at the end of the paragraph before it."
            self.grown.doubt(paragraph.path, "continued", said)

    def _open_unnumbered(self, block: Block) -> None:
        above = self._above()
        kind = "pp" if self.resolution and not above else "para"
        path = self.grown.next(f"{above}/{kind}/" if above else f"{kind}/")
        draft = Draft(path, "paragraph", above, "", "", block.place, [block.text])
        self.paragraph, self.points, self.within = self.grown.add(draft), [], None


def _headlike(block: Block, text: str = "") -> bool:
    """Return whether *block* may be a heading: marked as one, or short and not a sentence."""
    text = text or plain(block.text).strip()
    return bool(block.heading) or (len(text) < HEADING_LENGTH and not ENDED.search(text))


def _rest(block: Block, start: Start) -> str:
    """Return the words of *block* after its number."""
    return block.text.lstrip()[start.at :]

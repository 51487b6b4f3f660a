"""From the lines of pages to paragraphs as they were written: heads, feet, footnotes, hyphens, line ends.

It must not decide what the paragraphs are called.
"""

from collections import Counter
from collections.abc import Sequence

from acquis.texts.model import Doubt
from acquis.texts.reading.blocks import Block, Line, Mended, plain
from acquis.texts.reading.mending import furniture, marks, notes
from acquis.texts.reading.mending.joining import joined
from acquis.texts.reading.mending.ordering import ordered
from acquis.texts.reading.mending.words import Words

__all__ = ["mend"]


def mend(pages: Sequence[Sequence[Line]], spread: bool = False) -> Mended:
    """Return the paragraphs and footnotes of *pages*; *spread* says that all lines stand apart alike."""
    kept, doubts = furniture.cleared(pages)
    size = _size(kept)
    bodies, footnotes, last = [], [], 0
    for page in kept:
        body, found = notes.split(page, last, size)
        last = max([last, *(int(one.number) for one in found if one.number.isdigit())])
        bodies.append(body)
        footnotes.append(found)
    signed, more = _signed(bodies, footnotes)
    words = Words([line.text for page in [*signed, *_lines(footnotes)] for line in page])
    blocks, moved = ordered(joined(signed, spread, size), len(pages) > 1)
    mended = [_mended(one, words) for one in blocks]
    ended = [_note(one, words) for page in footnotes for one in page]
    # A block that held nothing but a sign of the page is none.
    whole = tuple(one for one in [*mended, *ended] if plain(one.text).strip())
    return Mended(whole, (*doubts, *more, *moved, *words.doubts), pages=_pages(pages))


def _size(pages: Sequence[Sequence[Line]]) -> float:
    """Return the size that most letters have, in points; 0 where the form does not say."""
    sizes: Counter[float] = Counter()
    for line in (line for page in pages for line in page):
        sizes[round(line.size, 1)] += len(line.text)
    return max(sizes, key=lambda one: sizes[one], default=0.0)


def _lines(footnotes: Sequence[Sequence[notes.Note]]) -> list[list[Line]]:
    return [one.lines for page in footnotes for one in page]


def _signed(
    bodies: Sequence[Sequence[Line]], footnotes: Sequence[Sequence[notes.Note]]
) -> tuple[list[list[Line]], list[Doubt]]:
    """Return *bodies* with a sign at each mark; the outline finds the footnotes that have none."""
    known = frozenset(one.number for page in footnotes for one in page)
    signed, doubts = [], []
    for body, page in zip(bodies, footnotes, strict=True):
        if any(line.raised is not None for line in body):
            lines, more = marks.raised(body, known)
            doubts += more
        else:
            lines = marks.found(body, [one.number for one in page])
        signed.append(lines)
    return signed, doubts


def _mended(block: Block, words: Words) -> Block:
    return Block(words.mend(block.text), block.place, block.heading, block.note, block.firm)


def _note(note: notes.Note, words: Words) -> Block:
    first = note.lines[0]
    place = f"page {first.page}" if first.page else f"line {first.number}"
    return Block(words.mend("\n".join(line.text for line in note.lines)), place, note=note.number, firm=True)


def _pages(pages: Sequence[Sequence[Line]]) -> int:
    return max((line.page for page in pages for line in page), default=0)

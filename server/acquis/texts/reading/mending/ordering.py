"""Headings that a program took from their page after the text that they stand above.

It must not move anything else, and says of each heading that it moved it.
"""

from collections.abc import Sequence
from itertools import groupby

from acquis.texts.model import Doubt
from acquis.texts.reading.blocks import Block, plain
from acquis.texts.reading.outline.starts import starts

__all__ = ["ordered"]

# A caption under a picture is shorter than this; a paragraph of prose is longer.
_SHORT = 160


def ordered(blocks: Sequence[Block], paged: bool) -> tuple[list[Block], list[Doubt]]:
    """Return *blocks*, a numbered heading in capitals first on its page where no prose follows it there.

    *paged* says that `place` of a block names its page.
    """
    if not paged:
        return list(blocks), []
    out: list[Block] = []
    doubts: list[Doubt] = []
    for _, group in groupby(blocks, key=lambda one: one.place):
        page = list(group)
        at = next((at for at, one in enumerate(page) if _late(page, at)), None)
        if at is not None:
            doubts.append(_said(page[at]))
            page = [page[at], *page[:at], *page[at + 1 :]]
        out += page
    return out, doubts


def _late(page: Sequence[Block], at: int) -> bool:
    """Return whether the block *at* heads the page although it stands below its text."""
    one = plain(page[at].text).strip()
    if not (
        at and page[at].heading and one.isupper() and any(start.style == "figure" for start in starts(one))
    ):
        return False
    before, after = page[:at], page[at + 1 :]
    prose = any(len(plain(one.text)) > _SHORT for one in after)
    return not prose and not any(one.heading for one in [*before, *after])


def _said(block: Block) -> Doubt:
    text = " ".join(plain(block.text).split())
    return Doubt("", "order", f"“{text}” follows the text of its page ({block.place}): read as its heading.")

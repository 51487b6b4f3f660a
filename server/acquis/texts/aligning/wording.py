"""Own the differences of two wordings, word by word. It must not know where the wordings come from."""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel

from acquis.texts.aligning.coding import MOST, Coding, folded, tokens
from acquis.texts.aligning.model import Change

__all__ = ["words"]

# Time and memory grow with the product of both lengths: so much takes about a second and 50 MB.
_LARGEST = 400_000_000
_SENTENCE = re.compile(r"(?<=[.;:!?])(?=\s)")
# A word of so many letters that stayed between two changes only makes them hard to read.
_SHORT = 3

_Runs = Iterator[tuple[str, Sequence[str], Sequence[str]]]


def words(one: str, other: str) -> tuple[Change, ...]:
    """Return how *other* came of *one*, as runs of words that were kept, removed and added, in reading order.

    Kept and added runs joined are *other*; kept and removed runs joined are *one*, but for white space,
    hyphens and quotation marks, which differ from copy to copy. Where both change a place, what was removed
    comes before what was added. Long texts are compared sentence by sentence, and what is too long even so
    is removed and added as a whole.

    >>> [(one.kind, one.text) for one in words("States should act.", "All States should act now.")]
    [('added', 'All'), ('kept', ' States should act'), ('added', ' now'), ('kept', '.')]
    """
    if one == other:
        return (Change("kept", one),) if one else ()
    return tuple(_joined(_calmed(_runs(tokens(one), tokens(other)))))


def _runs(one: Sequence[str], other: Sequence[str]) -> _Runs:
    """Yield kept, removed and added runs of tokens, each with the tokens of both sides."""
    if _fit(one, other):
        yield from _compared(one, other)
        return
    sentences = [_SENTENCE.split("".join(side)) for side in (one, other)]
    if not _fit(*sentences):
        yield from _changed(one, other)
        return
    for tag, before, after in _blocks(_compared(*sentences)):
        both = tokens("".join(before)), tokens("".join(after))
        if tag == "kept":
            yield tag, *both
        elif _fit(*both):
            yield from _compared(*both)
        else:
            yield from _changed(*both)


def _fit(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether both can be compared in bounded time and memory."""
    return len(one) * len(other) <= _LARGEST and len(one) + len(other) <= MOST


def _blocks(runs: _Runs) -> _Runs:
    """Yield *runs* with neighbouring changes as one, removed and added together."""
    before: list[str] = []
    after: list[str] = []
    for tag, one, other in runs:
        if tag == "kept" and (before or after):
            yield "changed", before, after
            before, after = [], []
        if tag == "kept":
            yield tag, one, other
        else:
            before += one
            after += other
    if before or after:
        yield "changed", before, after


def _compared(one: Sequence[str], other: Sequence[str]) -> _Runs:
    coding = Coding()
    codes = [coding.code(folded(token) for token in side) for side in (one, other)]
    for code in Indel.opcodes(*codes):
        before, after = one[code.src_start : code.src_end], other[code.dest_start : code.dest_end]
        yield {"equal": "kept", "delete": "removed", "insert": "added"}[code.tag], before, after


def _changed(one: Sequence[str], other: Sequence[str]) -> _Runs:
    yield "removed", one, ()
    yield "added", (), other


def _calmed(runs: _Runs) -> _Runs:
    """Yield *runs* in blocks; one short word or sign that stayed between two changes counts as changed."""
    blocks = list(_blocks(runs))
    last = len(blocks) - 1
    calmed = (
        ("changed", one, other)
        if tag == "kept" and 0 < place < last and _says_little(other)
        else (tag, one, other)
        for place, (tag, one, other) in enumerate(blocks)
    )
    return _blocks(calmed)


def _says_little(run: Sequence[str]) -> bool:
    return len(run) == 1 and len(run[0].strip()) <= _SHORT


def _joined(blocks: _Runs) -> Iterator[Change]:
    for tag, one, other in blocks:
        if tag == "kept":
            yield Change("kept", "".join(other))
        else:
            sides = (("removed", "".join(one)), ("added", "".join(other)))
            yield from (Change(kind, text) for kind, text in sides if text)

"""Compare one document in several languages, unit by unit: what has no counterpart, and why.

It must not look at words, nor decide which language is right.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from acquis.errors import InvalidParameter
from acquis.naming.names import LANGUAGES
from acquis.naming.symbols import normalise
from acquis.texts.model import SourceText, Unit

__all__ = ["Difference", "Parallel", "REASONS", "parallel"]

REASONS = {
    "absent": "the file does not have it",
    "added": "the file has it, and the one that it is compared with has not",
    "heading": "one file marks it as a heading, the other as a paragraph",
    "mark": "the mark of the footnote is printed otherwise",
    "moved": "the file has this preambular paragraph among the operative ones",
    "number": "the paragraph has another number",
}
_ENGLISH = "en"


@dataclass(frozen=True)
class Difference:
    """What one language has otherwise: the address in the first text, the one in its own, a key of `REASONS`.

    One of the two addresses is "" where there is no counterpart.
    """

    language: str
    path: str
    other: str
    why: str


@dataclass(frozen=True)
class Parallel:
    """One document: its languages, that of the first text before the others, and what differs from that.

    `missing` are the official languages of the UN that no text was given in.
    """

    symbol: str
    languages: tuple[str, ...]
    missing: tuple[str, ...]
    differences: tuple[Difference, ...]


def parallel(texts: Sequence[SourceText]) -> Parallel:
    """Compare *texts* with the English one among them, or with the first where there is none.

    Raises:
        InvalidParameter: there is no text, two are in one language, or they are of several documents.
    """
    _same(texts)
    first = next((one for one in texts if one.language == _ENGLISH), texts[0])
    others = [one for one in texts if one is not first]
    languages = tuple(one.language for one in (first, *others))
    missing = tuple(one for one in LANGUAGES if one not in languages)
    moved = [
        Difference(one.language, doubt.path, doubt.path, doubt.kind)
        for one in (first, *others)
        for doubt in one.doubts
        if doubt.kind == "moved"
    ]
    found = [difference for one in others for difference in _compared(first, one)]
    return Parallel(first.symbol, languages, missing, tuple(moved + found))


def _same(texts: Sequence[SourceText]) -> None:
    if not texts:
        raise InvalidParameter("Give at least one text.", name="texts")
    symbols = sorted({normalise(one.symbol) for one in texts})
    if len(symbols) > 1:
        raise InvalidParameter(f"Give one document at a time: here are {', '.join(symbols)}.", name="texts")
    if len({one.language for one in texts}) < len(texts):
        raise InvalidParameter(f"Give one text of {symbols[0]} in each language.", name="texts")


def _compared(first: SourceText, other: SourceText) -> Iterator[Difference]:
    ours, theirs = list(first.units), list(other.units)
    matcher = SequenceMatcher(None, [one.path for one in ours], [one.path for one in theirs], autojunk=False)
    for kind, start, end, from_, to in matcher.get_opcodes():
        if kind != "equal":
            pairs = zip_longest(ours[start:end], theirs[from_:to])
            yield from (_difference(other.language, one, another) for one, another in pairs)


def _difference(language: str, one: Unit | None, other: Unit | None) -> Difference:
    if one is None or other is None:
        why = "added" if one is None else "absent"
    elif one.kind == other.kind:
        why = "mark" if one.kind == "footnote" else "number"
    else:
        why = "heading"
    return Difference(language, one.path if one else "", other.path if other else "", why)

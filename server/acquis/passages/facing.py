"""Hold the words of two editions face to face: which paragraphs correspond, and how their words differ.

What corresponds is found by the words alone; it must not say that anybody confirmed it, nor why it differs.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from acquis.engine import Engine, NamedNode
from acquis.errors import InvalidParameter, UnknownEntity
from acquis.passages.held import NOTHING, Note, is_draft, languages, note, words
from acquis.readable import Value, value
from acquis.texts.aligning import Change, Pair, align
from acquis.texts.aligning import words as compared
from acquis.texts.bare import bare

__all__ = ["DIFFERENCES", "Facing", "Row", "Side", "face"]

DIFFERENCES = ("same", "reworded", "split", "merged", "added", "dropped")
_PAGE = 40
# Time grows with the product of the numbers of units.
_MOST = 250_000
_KEPT = 8

_Texts = tuple[dict[str, str], dict[str, str]]
_Compared = tuple[tuple[Pair, ...], _Texts]
# An engine does not change, and a page after the other is asked of the same two texts.
_FOUND: WeakKeyDictionary[Engine, dict[tuple[str, str, str], _Compared]] = WeakKeyDictionary()
# It takes a processor for a while: whoever asks for many waits for oneself.
_COMPARING = Lock()


@dataclass(frozen=True)
class Side:
    """One of the two editions, and the note on its words."""

    edition: Value
    is_draft: bool
    note: Note = NOTHING


@dataclass(frozen=True)
class Row:
    """Units that correspond, none on one side where something was added or dropped; see `aligning.Pair`.

    `changes` are the words of the other side with those of the first beside them.
    """

    one: tuple[Value, ...]
    other: tuple[Value, ...]
    kind: str
    score: float
    reason: str
    moved: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Facing:
    """One `page` of `pages` of two editions compared in `language`, "" where no words of both are held.

    `languages` are those in which both are held, `counts` the number of rows of all pages by kind.
    """

    one: Side
    other: Side
    languages: tuple[str, ...] = ()
    language: str = ""
    counts: Mapping[str, int] | None = None
    rows: tuple[Row, ...] = ()
    page: int = 1
    pages: int = 1


def face(
    engine: Engine, one: str, other: str, language: str = "", page: int = 1, *, liked: str = "en"
) -> Facing:
    """Return how the editions *one* and *other*, by IRI, compare in *language*, by default the *liked*.

    Raises:
        InvalidParameter: they are the same, are too long, or are not both held in *language*.
        UnknownEntity: there is no such page.
    """
    if one == other:
        raise InvalidParameter("Name two texts: these are the same.", name="other")
    tags = tuple(tag for tag in languages(engine, one) if tag in languages(engine, other))
    if not tags:
        return Facing(_side(engine, one, ""), _side(engine, other, ""))
    if language and language not in tags:
        raise InvalidParameter(f"Both are held in {', '.join(tags)}: choose one of these.", name="words")
    tag = language or (liked if liked in tags else tags[0])
    pairs, texts = _compared(engine, one, other, tag)
    pages = max(1, -(-len(pairs) // _PAGE))
    if not 1 <= page <= pages:
        raise UnknownEntity(f"There is no page {page}: the last one is page {pages}.", iri=one)
    counted = Counter(pair.kind for pair in pairs)
    return Facing(
        _side(engine, one, tag),
        _side(engine, other, tag),
        tags,
        tag,
        {kind: counted[kind] for kind in DIFFERENCES if counted[kind]},
        tuple(_row(engine, one, other, pair, texts) for pair in pairs[(page - 1) * _PAGE : page * _PAGE]),
        page,
        pages,
    )


def _side(engine: Engine, iri: str, tag: str) -> Side:
    found = note(engine, iri, tag) if tag else NOTHING
    return Side(value(engine, NamedNode(iri)), is_draft(engine, iri), found)


def _compared(engine: Engine, one: str, other: str, tag: str) -> _Compared:
    """Return how the units correspond, with their words by path; the last few answers are kept."""
    with _COMPARING:
        known = _FOUND.setdefault(engine, {})
        if (one, other, tag) not in known:
            texts = (_words(engine, one, tag), _words(engine, other, tag))
            _refuse_long(texts)
            while len(known) >= _KEPT:
                del known[next(iter(known))]
            known[one, other, tag] = align(bare(one, tag, texts[0]), bare(other, tag, texts[1])), texts
        return known[one, other, tag]


def _refuse_long(texts: _Texts) -> None:
    one, other = map(len, texts)
    if one * other > _MOST:
        raise InvalidParameter(
            f"These texts have {one:,} and {other:,} units: take two of about {math.isqrt(_MOST)} at most.",
            name="other",
        )


def _words(engine: Engine, iri: str, tag: str) -> dict[str, str]:
    return {each.unit.removeprefix(f"{iri}/"): each.text for each in words(engine, iri, tag).passages}


def _row(engine: Engine, one: str, other: str, pair: Pair, texts: _Texts) -> Row:
    before, after = _joined(pair.one, texts[0]), _joined(pair.other, texts[1])
    return Row(
        _places(engine, one, pair.one),
        _places(engine, other, pair.other),
        pair.kind,
        pair.score,
        pair.reason,
        pair.moved,
        compared(before, after),
    )


def _places(engine: Engine, edition: str, paths: Sequence[str]) -> tuple[Value, ...]:
    return tuple(value(engine, NamedNode(f"{edition}/{path}")) for path in paths)


def _joined(paths: Sequence[str], texts: Mapping[str, str]) -> str:
    return " ".join(texts[path] for path in paths)

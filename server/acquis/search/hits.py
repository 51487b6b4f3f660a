"""Own what is shown of one finding: its name with what matched marked, and a few words around the match.

It must not rank, nor write HTML.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from acquis.search.finding import Row
from acquis.search.kinds import kind_of_id
from acquis.search.stored import WORDS
from acquis.search.words import Phrase, Piece, marked, met, snippet

__all__ = ["Hit", "hit"]

# How much of an entry is looked at for words to show.
_MOST_TEXTS = 24
_LONGEST_TEXT = 6000

# A text, the tag of its language, and WORDS where it is the words of a document.
_Text = Sequence[str]


@dataclass(frozen=True)
class Hit:
    """One thing found: `iri`, its `label` with the language of that, and the kind it is grouped under.

    `is_a` says in English what it is; `status` is "draft" for what stands in a draft. `name` is the label in
    pieces. `context` is the part of a title or text that matched, in `context_language`, or the beginning of
    what is said of the thing; empty where the label says it all. `is_exact`: it is called what was typed.
    `is_quoted`: the context is the words of a document.
    """

    iri: str
    label: str
    language: str
    kind: str
    is_a: str
    symbol: str
    status: str
    name: tuple[Piece, ...]
    context: tuple[Piece, ...]
    context_language: str
    is_exact: bool
    is_quoted: bool = False


def hit(row: Row, number: int, wanted: Sequence[Phrase], *, is_exact: bool) -> Hit:
    """Return what is shown of the entry with *number*, which is *row*, found by *wanted*."""
    iri, label, language, is_a, symbol, status, *parts = row
    names, titles, texts = map(json.loads, parts)
    others = [one for one in (*titles, *texts, *names) if one[0] not in (label, symbol)]
    context, about = _context(others[:_MOST_TEXTS], wanted)
    return Hit(
        *(iri, label, language, kind_of_id(number), is_a, symbol, status),
        marked(label, wanted),
        context,
        about[1],
        is_exact,
        WORDS in about[2:],
    )


def _context(texts: Sequence[_Text], wanted: Sequence[Phrase]) -> tuple[tuple[Piece, ...], _Text]:
    """Return a part of the one of *texts* that has most of *wanted*, the first of several, and that one."""
    best = max(texts, key=lambda one: met(one[0][:_LONGEST_TEXT], wanted), default=("", ""))
    return snippet(best[0][:_LONGEST_TEXT], wanted), best

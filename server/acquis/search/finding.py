"""Rank what is found in the files of an index, without reading more than a bounded number of entries.

It must not say how a finding is shown.
"""

import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from acquis.errors import InvalidParameter, QueryTimeout
from acquis.naming.symbols import normalise, pinpoint
from acquis.search.kinds import KINDS, RECORD, SPAN, shows_exactly
from acquis.search.words import Phrase, expression, folded

__all__ = ["Found", "MOST", "Place", "Row", "Source", "found_by"]

# How many entries with the words are ranked, and how many of each kind with a name that begins so. They are
# looked at in the order of kinds, so what is left out are paragraphs rather than documents.
MOST = 3000
_MOST_BEGINNING = 200
_MOST_TYPING = 300
# A shorter beginning is that of too many names.
_SHORTEST = 2
# How long one look into a file may keep the processor busy, and how many steps of SQLite lie between two
# looks at the clock.
_SECONDS = 2.0
_STEPS = 10_000

_EXACT, _BEGINS, _NAMED, _HOLDS = range(4)
_NAMES = "names titles"
_WORDS = "SELECT rowid FROM word WHERE word MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid LIMIT ?"
# A word in a name weighs more than one in a title, and that more than one in a text.
_WEIGHED = _WORDS.replace("rowid", "rowid, bm25(word, 10.0, 5.0, 1.0)", 1)
_KEYS = "SELECT entry FROM key WHERE kind = ? AND key IN (?, ?, ?)"
_BEGINNING = "SELECT entry FROM key WHERE kind = ? AND key >= ? AND key < ? ORDER BY key LIMIT ?"
_ENTRY = "SELECT iri, label, language, is_a, symbol, status, names, titles, texts FROM entry WHERE id = ?"
_LAST_SIGN = "\U0010ffff"
# What people put before a symbol, or before the number of a resolution or decision.
_ORGANS = ("un", "unga", "ga", "general", "assembly", "doc", "document")

Row = tuple[str, str, str, str, str, str, str, str, str]
# The place of a file among those of the index, and the number of an entry in it.
Place = tuple[int, int]


@dataclass(frozen=True)
class Source:
    """One file of an index, and the numbers of those entries in it that no longer count."""

    connection: sqlite3.Connection
    hidden: frozenset[int] = frozenset()

    def entry(self, number: int) -> Row:
        """Return what the index holds of the entry with *number*."""
        (row,) = self.rows(_ENTRY, number)
        found: Row = row
        return found

    def ask(self, query: str, *values: Any) -> list[Any]:
        """Return the rows of *query* that count; the first column is the number of an entry.

        Raises:
            QueryTimeout: it took too long.
        """
        rows = self.rows(query, *values)
        return [row for row in rows if row[0] not in self.hidden] if self.hidden else rows

    def rows(self, query: str, *values: Any) -> list[Any]:
        """Return the rows of *query*, which may keep the processor busy for a while and no longer.

        Raises:
            QueryTimeout: it took too long.
        """
        until = time.thread_time() + _SECONDS
        self.connection.set_progress_handler(lambda: time.thread_time() > until, _STEPS)
        try:
            return self.connection.execute(query, values).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            raise QueryTimeout(
                "The search took too long: give more letters of each word.", limit=_SECONDS, spent=_SECONDS
            ) from None


@dataclass
class Found:
    """Where the entries found are, the first to be shown first; with `is_more` not all were looked at.

    Those in `exact` are called exactly what was typed.
    """

    order: list[Place] = field(default_factory=list)
    exact: set[Place] = field(default_factory=set)
    is_more: bool = False
    _ranks: dict[Place, tuple[int, int, float]] = field(default_factory=dict)

    def put(self, place: Place, tier: int, weight: float = 0.0, *, by_kind: bool = True) -> None:
        """Note that the entry at *place* was found, unless it was in an earlier *tier* already."""
        if tier == _EXACT and not shows_exactly(place[1]):
            tier = _BEGINS
        if tier == _EXACT:
            self.exact.add(place)
        self._ranks.setdefault(place, (tier, place[1] // SPAN if by_kind else 0, -weight))

    def sort(self) -> "Found":
        """Put them in order: by tier, kind and weight, and then as the index numbers them."""
        self.order = sorted(self._ranks, key=lambda one: (self._ranks[one], one[1], one[0]))
        return self


def found_by(
    sources: Sequence[Source],
    typed: str,
    wanted: Sequence[Phrase],
    kind: str = "",
    *,
    every: bool = True,
    typing: bool = False,
) -> Found:
    """Return what has the phrases *wanted*, *every* one or any; what is called or begins like *typed* first.

    While somebody is *typing* only names are looked at. Where there is more than can be ranked, a *kind* that
    is given is looked at by itself.

    Raises:
        QueryTimeout: it took too long.
    """
    found = Found()
    for number, source in enumerate(sources):
        if every:
            _by_name(found, number, source, typed)
        if typing:
            _by_names_held(found, number, source, wanted)
        else:
            _by_words(found, number, source, wanted, every=every)
    if kind and found.is_more:
        found.is_more = False
        for number, source in enumerate(sources):
            _by_words(found, number, source, wanted, every=every, kind=kind)
    return found.sort()


def _by_name(found: Found, number: int, source: Source, typed: str) -> None:
    """Put what is called *typed*, and what has a name that begins so."""
    keys, start = _typed_keys(typed), folded(typed)
    for kind in range(len(KINDS)):
        for (entry,) in source.ask(_KEYS, kind, *keys):
            found.put((number, entry), _EXACT)
    if len(start) < _SHORTEST:
        return
    for kind in range(len(KINDS)):
        for (entry,) in source.ask(_BEGINNING, kind, start, start + _LAST_SIGN, _MOST_BEGINNING):
            found.put((number, entry), _BEGINS)


def _by_names_held(found: Found, number: int, source: Source, wanted: Sequence[Phrase]) -> None:
    """Put what has the words in a name; while somebody is typing, who looks for no record behind others."""
    held = expression(wanted, columns=_NAMES)
    for (entry,) in source.ask(_WORDS, held, 0, KINDS.index(RECORD) * SPAN, _MOST_TYPING):
        found.put((number, entry), _NAMED)


def _by_words(
    found: Found, number: int, source: Source, wanted: Sequence[Phrase], *, every: bool, kind: str = ""
) -> None:
    """Put what has the words, those that have them in a name first."""
    first = KINDS.index(kind) if kind else 0
    within = (first * SPAN, (first + 1 if kind else len(KINDS)) * SPAN)
    everywhere, named = expression(wanted, every=every), expression(wanted, columns=_NAMES)
    rows = source.ask(_WORDS, everywhere, *within, MOST + 1)
    is_more = len(rows) > MOST
    # To weigh words all that have them are counted, which is too much where there are too many.
    weights = dict(source.ask(_WEIGHED, everywhere, *within, MOST)) if rows and not is_more else {}
    heaviest = min(weights.values(), default=-1.0)
    in_names = {entry for (entry,) in source.ask(_WORDS, named, *within, MOST)} if every else set()
    for (entry,) in rows[:MOST]:
        tier = _NAMED if entry in in_names else _HOLDS
        # Weights of two files can be compared only as parts of the heaviest.
        found.put((number, entry), tier, weights.get(entry, 0.0) / heaviest, by_kind=every)
    found.is_more |= is_more


def _typed_keys(typed: str) -> tuple[str, str, str]:
    """Return what *typed* may be exactly: as it is, as a symbol with a unit, and without the organ named."""
    plain, words = folded(typed), typed.split()
    while len(words) > 1 and folded(words[0]) in _ORGANS:
        words.pop(0)
    bare = " ".join(words)
    try:
        symbol, tail = pinpoint(bare)
        pinned = folded(f"{normalise(symbol)} {tail}")
    except InvalidParameter:
        pinned = plain
    return plain, pinned, folded(bare)

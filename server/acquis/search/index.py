"""Find things in the index of a release: exact names first, then beginnings of names, then words by weight.

It must not know where releases are kept. What is asked costs a bounded amount of work: of one search so many
candidates are looked at, in the order of kinds, and what takes too long is stopped.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from weakref import WeakKeyDictionary, finalize

from acquis.engine import Engine
from acquis.errors import ReleaseError
from acquis.search.finding import Found, Source, found_by
from acquis.search.hits import Hit, hit
from acquis.search.kinds import KINDS, kind_of_id
from acquis.search.near import nearest
from acquis.search.stored import DELTA, INDEX, create, read_only
from acquis.search.words import Phrase, phrases
from acquis.search.writing import fill

__all__ = ["Hit", "Hits", "Index", "of", "open_index"]


@dataclass(frozen=True)
class Hits:
    """What a search found: one page of hits, how many there are of each kind, and of the kind asked for.

    With `is_more` there are more than `total`, which were not counted. `has_all` is false where nothing has
    all of the words, so that these are things with some of them; `near` are then texts that may be meant.
    """

    total: int
    hits: tuple[Hit, ...]
    kinds: tuple[tuple[str, int], ...]
    is_more: bool = False
    has_all: bool = True
    near: tuple[str, ...] = ()


_NOTHING = Hits(0, (), ())


class Index:
    """The index of one release, open to be read; threads take turns."""

    def __init__(self, base: sqlite3.Connection, since: sqlite3.Connection | None = None) -> None:
        self._lock = Lock()
        self._sources = [Source(base, _hidden(base, since)), *([Source(since)] if since else [])]
        for source in self._sources:
            finalize(self, source.connection.close)

    def find(self, typed: str, kind: str = "", start: int = 0, size: int = 20) -> Hits:
        """Return *size* hits for the words *typed* from *start* on, of one *kind* of KINDS if given.

        Raises:
            InvalidParameter: *typed* is too long.
            QueryTimeout: it took too long.
            ReleaseError: the index is damaged.
        """
        wanted = phrases(typed)
        if not wanted:
            return _NOTHING
        with self._lock, _reading():
            found = found_by(self._sources, typed, wanted, kind)
            has_all = bool(found.order)
            if not has_all:
                found = found_by(self._sources, typed, wanted, kind, every=False)
            near = () if has_all else nearest(self._sources, typed)
            chosen = [one for one in found.order if not kind or kind_of_id(one[1]) == kind]
            return Hits(
                len(chosen),
                self._hits(found, chosen[start : start + size], wanted),
                _counted(number for _, number in found.order),
                found.is_more,
                has_all or len(wanted) == 1,
                near,
            )

    def suggest(self, typed: str, size: int = 8) -> tuple[Hit, ...]:
        """Return at most *size* things whose names begin with, or hold, what is *typed* so far.

        A document and its edition of the same name are offered once.

        Raises:
            InvalidParameter: *typed* is too long.
            QueryTimeout: it took too long.
            ReleaseError: the index is damaged.
        """
        wanted = phrases(typed, typing=True)
        if not wanted:
            return ()
        with self._lock, _reading():
            found = found_by(self._sources, typed, wanted, typing=True)
            hits = self._hits(found, found.order[: 3 * size], wanted)
        once = {one.label.casefold(): one for one in reversed(hits)}
        return tuple(one for one in hits if once[one.label.casefold()] is one)[:size]

    def _hits(
        self, found: Found, chosen: Sequence[tuple[int, int]], wanted: Sequence[Phrase]
    ) -> tuple[Hit, ...]:
        return tuple(
            hit(self._sources[source].entry(number), number, wanted, is_exact=(source, number) in found.exact)
            for source, number in chosen
        )


@contextmanager
def _reading(name: str = "") -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        release = f"release {name}" if name else "this release"
        raise ReleaseError(
            f"The index of {release} cannot be read: {error}. Run `acquis build` to make a new one."
        ) from error


@lru_cache(maxsize=4)
def open_index(path: Path) -> Index | None:
    """Open the index of the release in the folder *path*; None where it has none that can be used.

    Releases made before there were indexes have none; see `of`.

    Raises:
        ReleaseError: it is damaged.
    """
    if not (path / INDEX).is_file():
        return None
    with _reading(path.name):
        base = read_only(path / INDEX)
        since = read_only(path / DELTA) if (path / DELTA).is_file() else None
        return None if base is None else Index(base, since)


_MADE: WeakKeyDictionary[Engine, Index] = WeakKeyDictionary()
_MAKING = Lock()


def of(engine: Engine) -> Index:
    """Return an index of the graph of *engine* in memory, made once: some 0.1 ms for each thing in it."""
    with _MAKING:
        if engine not in _MADE:
            made = create()
            fill(made, engine)
            _MADE[engine] = Index(made)
        return _MADE[engine]


def _hidden(base: sqlite3.Connection, since: sqlite3.Connection | None) -> frozenset[int]:
    """Return the numbers of the entries in *base* that *since* has anew, or no longer."""
    rows = since.execute("SELECT iri FROM hidden").fetchall() if since else []
    found = (base.execute("SELECT id FROM entry WHERE iri = ?", row).fetchone() for row in rows)
    return frozenset(number for (number,) in filter(None, found))


def _counted(numbers: Iterable[int]) -> tuple[tuple[str, int], ...]:
    counts = Counter(map(kind_of_id, numbers))
    return tuple((kind, counts[kind]) for kind in KINDS if counts[kind])

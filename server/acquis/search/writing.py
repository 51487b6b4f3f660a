"""Make the index of a whole graph; the same graph gives the same bytes.

It must not know which release the graph is of.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path

from acquis.engine import Engine, NamedNode
from acquis.naming import names
from acquis.search.entry import OURS, Entry, Reader
from acquis.search.kinds import SPAN
from acquis.search.stored import add, create, fault

__all__ = ["fill", "write"]

# More things than these are read by several processes, so many at a time.
_MANY = 40_000
_PART = 4_000
_SUBJECTS = "SELECT DISTINCT ?s WHERE { ?s ?p ?o }"


def write(engine: Engine, path: Path, store: Path | None = None) -> None:
    """Write the index of the graph of *engine* into the file *path*, which must not exist.

    Where it is on disk, in *store*, many things are read from there by several processes.

    Raises:
        OSError: it cannot be written.
    """
    try:
        with closing(create(path)) as made:
            fill(made, engine, store)
            made.execute("INSERT INTO word (word) VALUES ('optimize')")
            made.execute("VACUUM")
    except sqlite3.DatabaseError as error:
        raise fault(error) from error


def fill(index: sqlite3.Connection, engine: Engine, store: Path | None = None) -> None:
    """Put an entry of each thing that *engine* says anything of into *index*; see `write`."""
    subjects = _subjects(engine)
    is_large = store is not None and len(subjects) > _MANY
    found = list(_side_by_side(store, subjects) if store and is_large else _entries(Reader(engine), subjects))
    index.execute("BEGIN")
    for place, entries in groupby(sorted(found, key=_order), key=lambda one: one.place):
        for number, entry in enumerate(entries, place * SPAN + 1):
            add(index, number, entry)
    index.execute("COMMIT")


def _entries(reader: Reader, subjects: Iterable[str]) -> list[Entry]:
    return [entry for iri in subjects if (entry := reader.entry(iri)) is not None]


# In each process that reads beside others, the reader of its store.
_reader: list[Reader] = []


def _side_by_side(store: Path, subjects: Sequence[str]) -> Iterator[Entry]:
    """Yield what is said in *store* of *subjects*, read by as many processes as there are processors."""
    parts = [subjects[start : start + _PART] for start in range(0, len(subjects), _PART)]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), _open, (store,)) as pool:
        for entries in pool.map(_part, parts):
            yield from entries


def _open(store: Path) -> None:
    _reader[:] = [Reader(Engine.open(store))]


def _part(subjects: Sequence[str]) -> list[Entry]:
    return _entries(_reader[0], subjects)


def _subjects(engine: Engine) -> list[str]:
    subjects = (row[0] for row in engine.query(_SUBJECTS).rows())
    return [one.value for one in subjects if isinstance(one, NamedNode) and one.value.startswith(OURS)]


def _order(entry: Entry) -> tuple[int, int, list[tuple[bool, int, str]], str]:
    return entry.place, entry.rank, names.natural(entry.iri), entry.iri

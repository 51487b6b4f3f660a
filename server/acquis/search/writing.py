"""Make the index of a whole graph; the same graph gives the same bytes.

It must not know which release the graph is of.
"""

import sqlite3
from contextlib import closing
from itertools import groupby
from pathlib import Path

from acquis.engine import Engine, NamedNode
from acquis.naming import names
from acquis.search.entry import OURS, Entry, Reader
from acquis.search.kinds import SPAN
from acquis.search.stored import add, create, fault

__all__ = ["fill", "write"]

_SUBJECTS = "SELECT DISTINCT ?s WHERE { ?s ?p ?o }"


def write(engine: Engine, path: Path) -> None:
    """Write the index of the graph of *engine* into the file *path*, which must not exist.

    Raises:
        OSError: it cannot be written.
    """
    try:
        with closing(create(path)) as made:
            fill(made, engine)
            made.execute("INSERT INTO word (word) VALUES ('optimize')")
            made.execute("VACUUM")
    except sqlite3.DatabaseError as error:
        raise fault(error) from error


def fill(index: sqlite3.Connection, engine: Engine) -> None:
    """Put an entry of each thing that *engine* says anything of into *index*."""
    reader = Reader(engine)
    found = [entry for iri in _subjects(engine) if (entry := reader.entry(iri)) is not None]
    index.execute("BEGIN")
    for place, entries in groupby(sorted(found, key=_order), key=lambda one: one.place):
        for number, entry in enumerate(entries, place * SPAN + 1):
            add(index, number, entry)
    index.execute("COMMIT")


def _subjects(engine: Engine) -> list[str]:
    subjects = (row[0] for row in engine.query(_SUBJECTS).rows())
    return [one.value for one in subjects if isinstance(one, NamedNode) and one.value.startswith(OURS)]


def _order(entry: Entry) -> tuple[int, int, list[tuple[bool, int, str]], str]:
    return entry.place, entry.rank, names.natural(entry.iri), entry.iri

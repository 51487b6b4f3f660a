"""Bring the index of a release up to date for the one that grew out of it.

It must not decide what changed, nor look at what did not: the file of the built release is shared, and the
second file, with what is different since, is copied and changed.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import ExitStack, closing
from pathlib import Path

from acquis.engine import Engine
from acquis.search.entry import OURS, Entry, Reader
from acquis.search.kinds import SPAN
from acquis.search.stored import DELTA, INDEX, add, create, fault, read_only, remove, said

__all__ = ["grow"]

_SAID = (
    "SELECT iri, label, language, is_a, symbol, status, names, titles, texts, keys FROM entry WHERE iri = ?"
)
_LAST = "SELECT MAX(id) FROM entry WHERE id >= ? AND id < ?"


def grow(before: Path, engine: Engine, changed: Iterable[str], folder: Path) -> None:
    """Write into *folder* the index of the release at *before* with the things *changed* as in *engine*.

    A release without an index, or with one that another version made, has none after it has grown.

    Raises:
        OSError: it cannot be written, or that of *before* is damaged.
    """
    if not (before / INDEX).is_file():
        return
    try:
        with ExitStack() as opened:
            base = read_only(before / INDEX)
            if base is None:
                return
            opened.enter_context(closing(base))
            os.link(before / INDEX, folder / INDEX)
            since = opened.enter_context(closing(_since(before, folder)))
            _bring_up_to_date(base, since, Reader(engine), changed)
    except sqlite3.DatabaseError as error:
        raise fault(error) from error


def _since(before: Path, folder: Path) -> sqlite3.Connection:
    """Return the second file of the index in *folder*, as it is in *before*, to be changed."""
    path = folder / DELTA
    if not (before / DELTA).is_file():
        return create(path)
    shutil.copyfile(before / DELTA, path)
    opened = sqlite3.connect(path, isolation_level=None)
    opened.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON;")
    return opened


def _bring_up_to_date(
    base: sqlite3.Connection, since: sqlite3.Connection, reader: Reader, changed: Iterable[str]
) -> None:
    since.execute("BEGIN")
    for iri in sorted({one for one in changed if one.startswith(OURS)}):
        entry = reader.entry(iri)
        in_base = base.execute(_SAID, (iri,)).fetchone()
        remove(since, iri)
        since.execute("DELETE FROM hidden WHERE iri = ?", (iri,))
        if entry is not None and in_base == said(entry):
            continue
        if in_base is not None:
            since.execute("INSERT INTO hidden VALUES (?)", (iri,))
        if entry is not None:
            add(since, _next(since, entry), entry)
    since.execute("COMMIT")
    since.execute("INSERT INTO word (word) VALUES ('optimize')")


def _next(since: sqlite3.Connection, entry: Entry) -> int:
    """Return the next free number of the kind of *entry*."""
    start = entry.place * SPAN
    (last,) = since.execute(_LAST, (start, start + SPAN)).fetchone()
    return (start if last is None else int(last)) + 1

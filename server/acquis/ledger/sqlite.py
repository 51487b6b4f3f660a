"""A ledger in one file of SQLite: how it is made, opened, locked, checked and copied.

It must not know what is read or written. The write-ahead log is synced with every commit, and writers take
their turn before they read, so none has to start again.
Source: https://www.sqlite.org/wal.html, https://www.sqlite.org/pragma.html#pragma_synchronous
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from acquis.ledger import migrating
from acquis.ledger.database import Database
from acquis.ledger.records import Fault

__all__ = ["Sqlite", "build", "sync"]

_SETTINGS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)
_SCHEMA = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name"
# Whose names a fault of the file may have; SQLite finds many for one, and the first ones say enough.
_AT_MOST = 20


class Sqlite(Database):
    """The ledger in the file *path*; the file, and a folder for it, are made when first written to."""

    def __init__(self, path: Path, *, wait: float) -> None:
        self.path = path
        super().__init__(_engine(path, wait), str(path), wait)

    def exists(self) -> bool:
        """Return whether the file is there."""
        return self.path.exists()

    def create(self) -> None:
        """Make the file: whole or not at all, as it gets its name only when it is finished."""
        _make_folder(self.path.parent)
        handle, name = tempfile.mkstemp(prefix=".ledger-", dir=self.path.parent)
        os.close(handle)
        made = Path(name)
        try:
            build(made)
            self.path.hardlink_to(made)
        except FileExistsError:
            # Somebody else made it meanwhile; there is no harm in that.
            pass
        finally:
            made.unlink()
        sync(self.path.parent)

    def reader(self) -> Engine:
        """Return the engine whose transactions take a lock for reading, when they first read."""
        return self._engine

    def writer(self) -> Engine:
        """Return the engine whose transactions take the lock for writing at once."""
        return self._engine.execution_options(ledger_begin="BEGIN IMMEDIATE")

    def take_turn(self, connection: Connection) -> None:
        """Do nothing: the transaction began with the lock."""

    def promises(self, connection: Connection) -> None:
        """Do nothing: each connection is set up so that what is acknowledged is kept."""

    def faults(self, connection: Connection) -> Iterator[Fault]:
        """Yield what SQLite finds wrong with the file, and what differs from the tables as they are made."""
        for (said,) in connection.exec_driver_sql(f"PRAGMA integrity_check({_AT_MOST})"):
            if said != "ok":
                yield Fault(f"The file {self.path} is damaged: {' '.join(said.split())}.")
        for table, row, _, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(_AT_MOST):
            yield Fault(
                f"Row {row} of the table {table} belongs to nothing: it was put in, or its owner removed."
            )
        found = {(row[0], row[1]): row[2] for row in connection.exec_driver_sql(_SCHEMA)}
        expected = _expected_schema()
        for key in sorted(found.keys() | expected.keys()):
            if found.get(key) != expected.get(key):
                yield Fault(f"The {key[0]} {key[1]} of the ledger is not as it was made.")

    def snapshot(self, path: Path) -> None:
        """Copy the file as it stands at one moment, through SQLite's own back-up."""
        with self.reader().connect() as connection, closing(sqlite3.connect(path)) as target:
            source: Any = connection.connection.driver_connection
            source.backup(target)


def build(path: Path) -> None:
    """Make an empty ledger in the empty file *path*."""
    engine = _engine(path, wait=0)
    try:
        with engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA journal_mode = WAL")
        with engine.begin() as connection:
            migrating.upgrade(connection)
    finally:
        engine.dispose()


def _engine(path: Path, wait: float) -> Engine:
    # "rw" and not "rwc": a file that went away must not come back as an empty one.
    name = f"file:{quote(str(path))}?mode=rw"

    def connect() -> sqlite3.Connection:
        made = sqlite3.connect(name, uri=True, timeout=wait, check_same_thread=False, isolation_level=None)
        # A damaged text must be told as such by its hash, and not end in the driver.
        made.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        for setting in _SETTINGS:
            made.execute(setting)
        return made

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_timeout=wait)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("ledger_begin", "BEGIN"))


def _make_folder(folder: Path) -> None:
    """Make *folder*, for its owner alone, and see that it stays."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync(folder.parent)


def sync(path: Path) -> None:
    """See that the file or folder *path* is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@cache
def _expected_schema() -> dict[tuple[str, str], str]:
    """Return the tables, indexes and triggers of a new ledger, as SQLite keeps them."""
    engine = create_engine("sqlite://")
    try:
        with engine.connect() as connection:
            migrating.upgrade(connection)
            return {(kind, name): sql for kind, name, sql in connection.exec_driver_sql(_SCHEMA)}
    finally:
        engine.dispose()

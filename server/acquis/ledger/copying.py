"""Back-up and restoring: all records out of one ledger into another, whatever database keeps them.

It must not know what a record says. A back-up is one file of SQLite, whole and in itself a ledger.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, func, insert, select

from acquis.errors import Conflict, LedgerError
from acquis.ledger.database import Database, spoken
from acquis.ledger.schema import EVENT, TABLES
from acquis.ledger.sqlite import Sqlite, sync
from acquis.ledger.verifying import faults

__all__ = ["backup", "copy", "restore"]

_PART = 100


def backup(database: Database, path: Path) -> None:
    """Write all records of *database* as they stand at one moment to the new file *path*, and sync it.

    Raises:
        Conflict: there is something at *path*.
        LedgerError: there is nothing to back up, or it cannot be read or written.
    """
    if path.exists():
        raise Conflict(f"{path} is there already: name a file that is not.")
    if not database.is_there():
        raise LedgerError(f"There is nothing at {database.place} yet, so there is nothing to back up.")
    with spoken(str(path), database.wait), tempfile.TemporaryDirectory(dir=path.parent) as folder:
        made = Path(folder) / "ledger.sqlite"
        database.snapshot(made)
        with closing(sqlite3.connect(made)) as connection:
            # One file, that is; a log beside it would be forgotten when it is moved.
            connection.execute("PRAGMA journal_mode = DELETE")
        sync(made)
        made.rename(path)
        sync(path.parent)


def restore(path: Path, database: Database) -> None:
    """Put all records of the back-up *path* into *database*, which has none; all or nothing.

    Raises:
        Conflict: the ledger is not empty.
        LedgerError: the back-up cannot be read, or is not as it was written.
    """
    with _opened(path, database.wait) as source, source.reading() as records:
        if found := list(faults(source, records, ())):
            said = " ".join(map(str, found[:3]))
            raise LedgerError(f"The back-up {path} is damaged, so nothing was restored. {said}")
        with database.writing() as target:
            if target.execute(select(func.count()).select_from(EVENT)).scalar_one():
                raise Conflict(f"The ledger {database.place} is not empty: restore into one that is.")
            copy(records, target)


def copy(source: Connection, target: Connection) -> None:
    """Copy every row of every table from *source* to *target*, which has none."""
    for table, order in TABLES.items():
        rows = source.execute(
            select(table).order_by(*(table.c[name] for name in order)), execution_options={"yield_per": _PART}
        )
        for part in rows.mappings().partitions():
            target.execute(insert(table), [dict(row) for row in part])


@contextmanager
def _opened(path: Path, wait: float) -> Iterator[Sqlite]:
    """Yield the back-up *path* as a ledger; a copy, as one of an older version is brought up to date."""
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / path.name
        with spoken(str(path), wait):
            shutil.copyfile(path, copied)
        source = Sqlite(copied, wait=wait)
        try:
            yield source
        finally:
            source.close()

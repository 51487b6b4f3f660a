"""Transactions on whatever keeps a ledger, and what its errors mean; `at` finds the right kind.

It must not know what is read or written. A ledger that is not there yet reads as an empty one and is made by
the first writing, so nothing comes to be by looking.
"""

import errno
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, create_engine, exc

from acquis.errors import AcquisError, LedgerError, Overloaded, StorageFull
from acquis.ledger import migrating
from acquis.ledger.records import Fault
from acquis.ledger.schema import METADATA

__all__ = ["Database", "failure", "spoken"]

# By the names of SQLite and the SQLSTATE of PostgreSQL. A limit on the size of files, RLIMIT_FSIZE, is an
# IOERR_WRITE; 53300 is too many connections, 55P03 a lock not had in time, 57P03 a server that is starting.
_FULL = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "53100")
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "53300", "55P03", "57P03")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Database(ABC):
    """One database: `place` is its name for people, *wait* the seconds that a writer waits for another."""

    def __init__(self, engine: Engine, place: str, wait: float) -> None:
        self.place = place
        self.wait = wait
        self._engine = engine
        self._ready = False
        self._lock = Lock()

    @abstractmethod
    def exists(self) -> bool:
        """Return whether there is anything at the place."""

    @abstractmethod
    def create(self) -> None:
        """Make an empty ledger, unless somebody else just did."""

    @abstractmethod
    def reader(self) -> Engine:
        """Return the engine whose transactions see one state of the ledger, whatever is written."""

    @abstractmethod
    def writer(self) -> Engine:
        """Return the engine whose transactions write."""

    @abstractmethod
    def take_turn(self, connection: Connection) -> None:
        """Wait until no other transaction writes; the turn ends with that of *connection*."""

    @abstractmethod
    def promises(self, connection: Connection) -> None:
        """Check that the database keeps what it acknowledges.

        Raises:
            LedgerError: it is set up so that it may not.
        """

    @abstractmethod
    def faults(self, connection: Connection) -> Iterator[Fault]:
        """Yield what the database itself finds wrong with its pages, its tables and its triggers."""

    @abstractmethod
    def snapshot(self, path: Path) -> None:
        """Write all records as they stand at one moment to *path*, as a SQLite ledger; writers go on."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that sees one state of the ledger."""
        with spoken(self.place, self.wait):
            there = self.is_there()
            with self.reader().connect() if there else _nothing() as connection:
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection in a transaction of the only writer, committed and synced at the end.

        Raises:
            LedgerError: it cannot be written.
            Overloaded: another writer did not end in time.
            StorageFull: there is no room; nothing was written.
        """
        with spoken(self.place, self.wait):
            if not self.is_there():
                self.create()
                self.is_there()
            with self.writer().begin() as connection:
                self.take_turn(connection)
                yield connection

    def is_there(self) -> bool:
        """Return whether the ledger exists; the first time that it does, bring it up to date."""
        with self._lock:
            if not self._ready and self.exists():
                self._bring_up_to_date()
                self._ready = True
        return self._ready

    def _bring_up_to_date(self) -> None:
        with self.reader().connect() as connection:
            self.promises(connection)
            current = migrating.is_current(connection, self.place)
        if not current:
            with self.writer().begin() as connection:
                self.take_turn(connection)
                migrating.upgrade(connection)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


@contextmanager
def _nothing() -> Iterator[Connection]:
    """Yield a connection to what stands in for a ledger that is not there yet."""
    engine = create_engine("sqlite://")
    try:
        with engine.connect() as connection:
            METADATA.create_all(connection)
            yield connection
    finally:
        engine.dispose()


@contextmanager
def spoken(place: str, wait: float) -> Iterator[None]:
    """Turn the errors of a database at *place* into ours, which say what to do."""
    try:
        yield
    except (exc.SQLAlchemyError, sqlite3.Error, OSError, UnicodeError) as error:
        raise failure(error, place, wait) from error


def failure(error: Exception, place: str, wait: float) -> AcquisError:
    """Return what *error* of the database at *place* means; *wait* is the seconds that it was waited for."""
    cause = getattr(error, "orig", None) or error
    code = str(getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None))
    if code.startswith(_FULL) or getattr(cause, "errno", None) in _NO_ROOM:
        return StorageFull(
            f"There is no room for the ledger {place}: nothing was kept. Try again later;"
            " who runs the service must make room on the disk."
        )
    if code.startswith(_BUSY) or isinstance(error, exc.TimeoutError):
        return Overloaded(
            "The ledger is being written by others: nothing was kept. Try again.",
            retry_after=max(1, round(wait)),
        )
    said = " ".join(str(cause).split())
    return LedgerError(
        f"The ledger {place} cannot be used: {said}. Look at the disk and the rights, run `acquis verify`,"
        " and restore a back-up if it is damaged."
    )

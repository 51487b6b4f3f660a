"""A ledger in a database of PostgreSQL: how it is made, opened, locked, checked and copied.

It must not know what is read or written. Writers take one advisory lock, so records get numbers without gaps.
Source: https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text

from acquis.errors import LedgerError
from acquis.ledger.copying import copy
from acquis.ledger.database import Database
from acquis.ledger.migrating import upgrade
from acquis.ledger.records import Fault
from acquis.ledger.schema import TABLES, VERSION_TABLE
from acquis.ledger.sqlite import Sqlite

__all__ = ["Postgresql"]

# The name of the lock: "acquis" in ASCII, read as a number.
_LOCK = int.from_bytes(b"acquis")
_NEEDED = {"fsync": ("on",), "synchronous_commit": ("on", "local", "remote_write", "remote_apply")}
_TRIGGERS = text(
    "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE c.relnamespace = current_schema()::regnamespace AND t.tgname = c.relname || '_no_change'"
    " AND t.tgenabled IN ('O', 'A')"
)


def _patience(url: URL, wait: float) -> dict[str, int]:
    """Return how long to wait for a server that does not answer, in seconds, where *url* does not say so.

    Else a server that is away without a word would hold each request, and those that read beside it.
    """
    return {} if "connect_timeout" in url.query else {"connect_timeout": max(2, round(wait))}


class Postgresql(Database):
    """The ledger in the database at *url*, in the first schema of its search path."""

    def __init__(self, url: URL, *, wait: float) -> None:
        place = url.render_as_string()
        try:
            engine = create_engine(
                url.set(drivername="postgresql+psycopg"),
                pool_pre_ping=True,
                pool_timeout=wait,
                connect_args=_patience(url, wait),
            )
        except ModuleNotFoundError as error:
            raise LedgerError(
                f"The ledger {place} needs the driver of PostgreSQL: run `pip install 'acquis[postgres]'`."
            ) from error

        @event.listens_for(engine, "connect")
        def _set(made: Any, record: object) -> None:
            made.execute(f"SET lock_timeout = {max(1, round(wait * 1000))}")
            made.commit()

        super().__init__(engine, place, wait)

    def exists(self) -> bool:
        """Return whether there are tables of a ledger."""
        with self._engine.connect() as connection:
            return inspect(connection).has_table(VERSION_TABLE)

    def create(self) -> None:
        """Make the tables, all or none; whoever comes second finds them made."""
        with self.writer().begin() as connection:
            self.take_turn(connection)
            upgrade(connection)

    def reader(self) -> Engine:
        """Return the engine whose transactions see one state and can write nothing."""
        return self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def writer(self) -> Engine:
        """Return the engine whose statements see what was committed before them."""
        return self._engine.execution_options(isolation_level="READ COMMITTED")

    def take_turn(self, connection: Connection) -> None:
        """Take the lock of the only writer, until the end of the transaction."""
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})

    def promises(self, connection: Connection) -> None:
        """Check that a commit is on the disk before it is acknowledged."""
        for name, good in _NEEDED.items():
            value = connection.execute(text(f"SHOW {name}")).scalar_one()
            if value not in good:
                raise LedgerError(f"The ledger {self.place} has {name} = {value}: set it to {good[0]}.")

    def faults(self, connection: Connection) -> Iterator[Fault]:
        """Yield the tables whose trigger against changes is gone or off."""
        kept = set(connection.execute(_TRIGGERS).scalars())
        for table in TABLES:
            if table.name not in kept:
                yield Fault(f"The table {table.name} of the ledger may be changed: its trigger is gone.")

    def snapshot(self, path: Path) -> None:
        """Copy all rows, as one transaction sees them, into a new file of SQLite."""
        target = Sqlite(path, wait=self.wait)
        try:
            target.create()
            with self.reader().connect() as source, target.writing() as connection:
                copy(source, connection)
        finally:
            target.close()

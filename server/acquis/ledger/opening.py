"""Finding the ledger that the settings name, and filling an empty one from a back-up.

It must not read or write a record. Nothing is opened or made before the ledger is used, so a server starts,
and answers what needs no ledger, even where that is damaged or away.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from acquis.config import Settings
from acquis.errors import InvalidSetting
from acquis.ledger import copying
from acquis.ledger.book import Ledger, now
from acquis.ledger.database import Database
from acquis.ledger.postgresql import Postgresql
from acquis.ledger.sqlite import Sqlite

__all__ = ["WAIT", "open_", "restore"]

# The seconds that a writer waits for another before it gives up.
WAIT = 5.0


def open_(settings: Settings, *, wait: float = WAIT, clock: Callable[[], datetime] = now) -> Ledger:
    """Return the ledger that *settings* name; close it, or use it in a `with` statement.

    One that does not exist reads as empty and is made by the first writing. One of an older version is
    brought up to date when it is first used, one of a newer version refused then.

    Raises:
        InvalidSetting: the address is none of a ledger.
        LedgerError: the driver of the database is not installed.
    """
    return Ledger(_database(settings, wait), clock=clock)


def restore(path: Path, settings: Settings, *, wait: float = WAIT) -> Ledger:
    """Put all records of the back-up *path* into the ledger that *settings* name, and return it.

    Raises:
        Conflict: the ledger is not empty.
        LedgerError: the back-up cannot be read or is damaged; nothing was restored.
    """
    database = _database(settings, wait)
    try:
        copying.restore(path, database)
    except BaseException:
        database.close()
        raise
    return Ledger(database)


def _database(settings: Settings, wait: float) -> Database:
    if not settings.ledger_url:
        return Sqlite(settings.releases_dir.parent / "ledger" / "ledger.sqlite", wait=wait)
    try:
        url = make_url(settings.ledger_url)
    except (ArgumentError, ValueError):
        raise InvalidSetting("ACQUIS_LEDGER_URL is no address of a database.") from None
    if url.drivername in ("postgresql", "postgresql+psycopg"):
        return Postgresql(url, wait=wait)
    if url.drivername != "sqlite" or not url.database or url.database == ":memory:" or url.query:
        raise InvalidSetting(
            f"ACQUIS_LEDGER_URL is {url.render_as_string()}: give sqlite:////path/of/a/file, or"
            " postgresql://user@host/name."
        )
    return Sqlite(Path(url.database).absolute(), wait=wait)

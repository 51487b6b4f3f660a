"""Which version the tables of a ledger have, and bringing them up to that of this program.

It must not open a database. Alembic is loaded only when there is something to do.
"""

from threading import Lock

from sqlalchemy import Connection, inspect, text

from acquis.errors import LedgerError
from acquis.ledger.schema import VERSION_TABLE

__all__ = ["HEAD", "REVISIONS", "is_current", "upgrade"]

# All versions that this program knows, oldest first.
REVISIONS = ("0001", "0002")
HEAD = REVISIONS[-1]

# Alembic keeps what it works on in a module, which threads share.
_ONE_AT_A_TIME = Lock()


def is_current(connection: Connection, place: str) -> bool:
    """Return whether the tables have the version of this program; *place* is the ledger's name for people.

    Raises:
        LedgerError: they are of a newer program, or not those of a ledger.
    """
    found = None
    if inspect(connection).has_table(VERSION_TABLE):
        found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    if found is None:
        raise LedgerError(f"{place} is no ledger. Set ACQUIS_LEDGER_URL to one, or to a place with nothing.")
    if found not in REVISIONS:
        raise LedgerError(
            f"The ledger {place} has the version {found} and this program knows those up to {HEAD}."
            " It was made by a newer Acquis: install that, or set ACQUIS_LEDGER_URL to another."
        )
    return bool(found == HEAD)


def upgrade(connection: Connection, revision: str = HEAD) -> None:
    """Bring the tables up to *revision*, in the transaction of *connection*."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "acquis.ledger:migrations")
    config.attributes |= {"connection": connection, "version_table": VERSION_TABLE}
    with _ONE_AT_A_TIME:
        command.upgrade(config, revision)

"""Let the database itself refuse to change or remove a row, and SQLite to put one in place of another."""

from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0002"
down_revision = "0001"

_KEYS = {
    "event": "seq = NEW.seq",
    "account": "id = NEW.id OR seq = NEW.seq OR token_sha256 = NEW.token_sha256",
    "submission": "id = NEW.id OR seq = NEW.seq OR account = NEW.account AND key = NEW.key",
    "document": "submission = NEW.submission AND name = NEW.name",
}
_REFUSAL = "The ledger is append-only."


def upgrade() -> None:
    """Make the triggers of the database that this runs on."""
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def _sqlite() -> None:
    for table, same in _KEYS.items():
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )
        # REPLACE removes the row in its way without asking the trigger for DELETE.
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}"
            f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"
            f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )


def _postgresql() -> None:
    op.execute(
        "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    for table in _KEYS:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
        )

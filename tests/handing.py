"""Own what tests of the ledger share: accounts, documents handed in, and a connection past all of its care.

It must not check anything.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from acquis.config import Settings
from acquis.ledger import Account, Handed, Ledger, Submission

__all__ = ["address", "fill", "hand_in", "past_the_ledger", "submitter"]


def submitter(kept: Ledger, issuer: str = "XAA", name: str = "Ministry") -> Account:
    """Return a new account that hands in for *issuer*."""
    return kept.issue(name, "submitter", issuer, 30)[1]


def hand_in(kept: Ledger, account: Account, data: bytes = b"<> a <x> .", **changes: Any) -> Submission:
    """Hand in *data* for *account*, with *changes* to all that is known of them."""
    known: dict[str, Any] = {
        "issuer": account.issuer,
        "kind": "definition",
        "media_type": "text/turtle",
        "report_json": '{"findings": []}',
        "shapes_version": "1",
        "content_sha256": "0" * 64,
    }
    return kept.receive(account, Handed(data=data, **known | changes))


def fill(kept: Ledger) -> list[Submission]:
    """Write some of everything, among them a comment as the last record, and return the submissions."""
    first, second = submitter(kept), submitter(kept, "XBB", "Bureau")
    reviewer = kept.issue("Reviewer", "reviewer", "", 30)[1]
    made = [
        hand_in(kept, account, f"<> <urn:x> {number} .".encode() * 40, key=f"key-{number}")
        for number, account in enumerate([first, second, first, first])
    ]
    kept.record(made[0].id, "assigned", account=reviewer, data={"to": reviewer.id})
    kept.record(made[0].id, "accepted", account=reviewer)
    kept.record(made[0].id, "published", account=None, data={"release": "r1"})
    kept.record(made[1].id, "returned", account=reviewer, text="Name the paragraph.")
    kept.revoke(second.id)
    kept.record(made[2].id, "commented", account=first, text="Please wait; “é”.")
    return [kept.submission(one.id) for one in made]


def address(settings: Settings) -> str:
    """Return the address of the ledger that *settings* name, for SQLAlchemy."""
    if settings.ledger_url:
        return settings.ledger_url.replace("postgresql:", "postgresql+psycopg:")
    return f"sqlite:///{settings.releases_dir.parent / 'ledger' / 'ledger.sqlite'}"


@contextmanager
def past_the_ledger(settings: Settings, *, guarded: bool = True) -> Iterator[Connection]:
    """Yield a connection of somebody who writes past the ledger; not *guarded*, without triggers and keys."""
    engine = create_engine(address(settings), poolclass=NullPool)
    with engine.begin() as connection:
        if not guarded and settings.ledger_url:
            connection.exec_driver_sql("SET session_replication_role = replica")
        elif not guarded:
            triggers = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
            made = connection.exec_driver_sql(triggers).all()
            for name, _ in made:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        yield connection
        if not guarded and not settings.ledger_url:
            for _, sql in made:
                connection.exec_driver_sql(sql)

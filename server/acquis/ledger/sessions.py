"""Sessions of people that they ended themselves: each end is an event of the chain, and counts for good.

It must not know cookies. A session has no record while it lasts; of one that ended, only the hash of its id
is kept.
"""

from datetime import datetime

from sqlalchemy import Connection, select

from acquis.errors import NotAuthenticated
from acquis.ledger.chain import canonical, sha256, sound
from acquis.ledger.records import Account
from acquis.ledger.schema import EVENT
from acquis.ledger.tokens import holder
from acquis.ledger.writing import append

__all__ = ["ENDED", "end", "reader"]

ENDED = "session-ended"


def end(connection: Connection, now: datetime, account_id: str, session_id: str) -> None:
    """End a session of an account; the end of one that is over is not recorded twice.

    Raises:
        InvalidParameter: a text that not every database can keep.
    """
    sound(account_id, session_id)
    if not _has_ended(connection, account_id, session_id):
        append(connection, now, ENDED, account=account_id, data=_said(session_id))


def reader(connection: Connection, now: datetime, account_id: str, session_id: str) -> Account:
    """Return the account that the session is of, as long as neither it nor the token has ended.

    Raises:
        NotAuthenticated: there is no such account, or one of them has ended.
    """
    found = holder(connection, now, account_id)
    if _has_ended(connection, account_id, session_id):
        raise NotAuthenticated("This session was ended by signing out.")
    return found


def _has_ended(connection: Connection, account_id: str, session_id: str) -> bool:
    # The data of an event are canonical JSON, so one session has one text.
    ended = select(EVENT.c.seq).where(
        EVENT.c.account == account_id, EVENT.c.kind == ENDED, EVENT.c.data == canonical(_said(session_id))
    )
    return connection.execute(ended).first() is not None


def _said(session_id: str) -> dict[str, str]:
    return {"session_sha256": sha256(session_id.encode())}

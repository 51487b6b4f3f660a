"""Tokens: how one is made, kept, looked up and ended, each as an event of the chain.

It must not keep a token: only its SHA-256 is, which is enough for a secret of 256 random bits, and its end.
"""

import hmac
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, insert, select, true

from acquis.errors import Conflict, InvalidParameter, NotAuthenticated, UnknownEntity
from acquis.ledger.chain import instant, sha256, sound, stamp
from acquis.ledger.reading import events_where
from acquis.ledger.records import ROLES, Account
from acquis.ledger.schema import ACCOUNT, EVENT
from acquis.ledger.writing import append, issuer_code

__all__ = ["ISSUED", "REVOKED", "account", "accounts", "holder", "issue", "revoke"]

ISSUED = "token-issued"
REVOKED = "token-revoked"

_PREFIX = "acq_"
_BYTES = 32
_LONGEST = 3660
_ASK = "Ask those who run the service for a new one."


def issue(
    connection: Connection, now: datetime, name: str, role: str, issuer: str, days: int
) -> tuple[str, Account]:
    """Make a token for *name* that holds for *days*, and return it, which can never be done again.

    Raises:
        InvalidParameter: no name, no such role, a submitter for nobody, or a time that is too short or long.
    """
    _check(name, role, issuer, days)
    token = _PREFIX + secrets.token_urlsafe(_BYTES)
    hashed = sha256(token.encode())
    public = secrets.token_hex(4)
    event = append(
        connection,
        now,
        ISSUED,
        account=public,
        data={
            "ending": token[-4:],
            "expires": stamp(now + timedelta(days=days)),
            "issuer": issuer_code(issuer) if issuer else "",
            "name": name.strip(),
            "role": role,
            "token_sha256": hashed,
        },
    )
    connection.execute(insert(ACCOUNT), {"id": public, "seq": event.seq, "token_sha256": hashed})
    return token, accounts(connection, EVENT.c.account == public)[0]


def _check(name: str, role: str, issuer: str, days: int) -> None:
    sound(name)
    if not name.strip():
        raise InvalidParameter("A token needs the name of who will use it.", name="name")
    if role not in ROLES:
        raise InvalidParameter(f"There is no role {role!r}: choose from {', '.join(ROLES)}.", name="role")
    if role == "submitter" and not issuer:
        raise InvalidParameter("A submitter speaks for a State or a group: name its code.", name="issuer")
    if not 1 <= days <= _LONGEST:
        raise InvalidParameter(f"A token holds for 1 to {_LONGEST} days, not {days}.", name="days")


def accounts(connection: Connection, condition: ColumnElement[bool] | None = None) -> tuple[Account, ...]:
    """Return the accounts whose events meet *condition*, by default all, oldest first.

    Raises:
        LedgerError: a record is not as it was written.
    """
    about = EVENT.c.kind.in_([ISSUED, REVOKED]) & (true() if condition is None else condition)
    made: dict[str, Account] = {}
    for event in events_where(connection, about):
        if event.kind == ISSUED:
            data = {name: event.data[name] for name in ("name", "role", "issuer", "ending")}
            expires = instant(event.data["expires"])
            made[event.account] = Account(id=event.account, created=event.at, expires=expires, **data)
        else:
            known = made[event.account]
            made[event.account] = Account(**vars(known) | {"revoked": event.at})
    return tuple(made.values())


def revoke(connection: Connection, now: datetime, account_id: str) -> Account:
    """End the token of an account, from now on.

    Raises:
        Conflict: it has ended.
        UnknownEntity: there is no such account.
    """
    sound(account_id)
    known = accounts(connection, EVENT.c.account == account_id)
    if not known:
        raise UnknownEntity(f"There is no token {account_id!r}: `acquis token list` shows them.")
    if known[0].revoked:
        raise Conflict(f"The token {account_id} was revoked on {known[0].revoked:%Y-%m-%d}.")
    append(connection, now, REVOKED, account=account_id)
    return accounts(connection, EVENT.c.account == account_id)[0]


def account(connection: Connection, now: datetime, token: str) -> Account:
    """Return whose *token* it is.

    Raises:
        NotAuthenticated: nobody's, or it has expired or was revoked.
    """
    hashed = sha256(token.encode("utf-8", "surrogatepass"))
    row = connection.execute(select(ACCOUNT).where(ACCOUNT.c.token_sha256 == hashed)).first()
    issued = events_where(connection, EVENT.c.seq == row.seq) if row else ()
    # The row only helps to find the record, which says whose token it is.
    if not issued or not hmac.compare_digest(str(issued[0].data.get("token_sha256")), hashed):
        raise NotAuthenticated(f"This token is not known here. {_ASK}")
    return holder(connection, now, issued[0].account)


def holder(connection: Connection, now: datetime, account_id: str) -> Account:
    """Return the account with that id, whose token still counts.

    Raises:
        NotAuthenticated: there is none, or its token has expired or was revoked.
    """
    sound(account_id)
    found = accounts(connection, EVENT.c.account == account_id)
    if not found:
        raise NotAuthenticated(f"This account is not known here. {_ASK}")
    known = found[0]
    if known.revoked:
        raise NotAuthenticated(f"This token was revoked on {known.revoked:%Y-%m-%d}. {_ASK}")
    if known.expires <= now.astimezone(UTC):
        raise NotAuthenticated(f"This token expired on {known.expires:%Y-%m-%d}. {_ASK}")
    return known

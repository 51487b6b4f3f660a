"""Own the way from a request to the service of submissions: whose token it is, and the ledger behind it.

It must not answer requests, nor decide who may do what. A server whose ledger is away still serves reads.
"""

from threading import Lock

from flask import current_app, request, session

from acquis import ledger
from acquis.config import Settings
from acquis.errors import NotAuthenticated
from acquis.intake import Intake
from acquis.ledger import Account, Ledger
from acquis.web.base import asking
from acquis.web.base.served import Source

__all__ = ["Desk", "account", "intake", "sign_out", "signed_in"]

_HOW = "Send it in the header Authorization, as in `Authorization: Bearer acq_…`."


class Desk:
    """The ledger of one application, opened by the first request that needs it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._ledger: Ledger | None = None

    @staticmethod
    def current() -> "Desk":
        """Return the desk of the running application."""
        desk = current_app.extensions["acquis.desk"]
        assert isinstance(desk, Desk)
        return desk

    def ledger(self) -> Ledger:
        """Return the ledger, opened.

        Raises:
            LedgerError: it cannot be opened.
        """
        with self._lock:
            if self._ledger is None:
                self._ledger = ledger.open(self._settings)
            return self._ledger

    def close(self) -> None:
        """Close the ledger, if it was opened."""
        with self._lock:
            if self._ledger is not None:
                self._ledger.close()
                self._ledger = None


def account() -> Account:
    """Return whose token came with this request, or who reads in a session of the browser.

    A session does not count for what changes something: that has pages of its own, which check their forms.

    Raises:
        NotAuthenticated: none came, or it does not count.
        TooManyRequests: it does not count, and so did too many others of this client.
    """
    given = request.authorization
    if given is None and request.method in ("GET", "HEAD") and (found := signed_in()):
        return found
    if given is None or given.type != "bearer" or not given.token:
        raise NotAuthenticated(f"This needs a token. {_HOW}")
    try:
        return Desk.current().ledger().account(given.token)
    except NotAuthenticated:
        # Whoever tries tokens is stopped soon.
        asking.fault()
        raise


def signed_in() -> Account | None:
    """Return who is signed in by the cookie of this request, None for nobody.

    Raises:
        NotAuthenticated: somebody who counts no more.
    """
    account_id, session_id = session.get("account"), session.get("id")
    if not (isinstance(account_id, str) and isinstance(session_id, str)):
        return None
    return Desk.current().ledger().reader(account_id, session_id)


def sign_out(account: Account) -> None:
    """End the session of this request, which is that of *account*: no copy of its cookie counts any more.

    The browser forgets it in any case.

    Raises:
        AcquisError: it cannot be recorded, so a copy counts until its time is over; see `Ledger`.
    """
    session_id = session["id"]
    session.clear()
    Desk.current().ledger().end_session(account.id, session_id)


def intake() -> Intake:
    """Return the service, whose documents are checked for the client of this request until it leaves."""
    return Intake(Source.current().settings, Desk.current().ledger(), asking.validated)

"""Own the sessions of people: the cookie, who is signed in by it, and that each form is of its own session.

The cookie is signed and holds the ids of an account and of the session, never a token; the ledger is asked
each time whether both still count. Nobody has one before they sign in. It must not decide who may do what,
and no page that all may share looks at it.
"""

import secrets
from datetime import timedelta

from flask import Blueprint, Flask, Response, current_app, g, request, session
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf

from acquis.errors import LedgerError, NotAuthenticated, Overloaded, StorageFull
from acquis.ledger import Account
from acquis.web.session import cookies, desk, keeping
from acquis.web.session.cookies import Cookies
from acquis.web.session.origin import refuse_foreign

__all__ = ["begin", "end", "guard", "install", "is_own", "needed", "who"]

_LIFETIME = timedelta(hours=8)
_BYTES = 16
_FIRST = "Sign in first: what you typed is kept."
_LOST = (
    "The session of this form is over, or your browser keeps no cookie of this site. What you typed is kept."
)
_csrf = CSRFProtect()


def install(app: Flask) -> None:
    """Let *app* have sessions."""
    app.session_interface = Cookies()
    app.config.update(
        PERMANENT_SESSION_LIFETIME=_LIFETIME,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        # A page asks for the check itself; a form is as old as its session, and browsers may hide its origin.
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    _csrf.init_app(app)
    # In the place of the one of Flask-WTF, which wants a key of every page.
    app.context_processor(lambda: {"csrf_token": _sign})
    app.jinja_env.globals.update(who=who)


def guard(bp: Blueprint) -> None:
    """Make all pages of *bp* those of a session: forms are checked, and nobody keeps what is shown."""
    bp.before_request(_before)
    bp.after_request(_private)
    bp.register_error_handler(CSRFError, keeping.stale)
    bp.register_error_handler(NotAuthenticated, keeping.first)
    for error in (LedgerError, Overloaded, StorageFull):
        bp.register_error_handler(error, keeping.away)


def is_own() -> bool:
    """Return whether this request is for a page of a session, which no other origin is told it may read."""
    return "own" in g


def who() -> Account | None:
    """Return who is signed in, None for nobody; for pages of a session only."""
    return g.get("account") if is_own() else None


def needed() -> Account:
    """Return who is signed in.

    Raises:
        NotAuthenticated: nobody is.
    """
    found = who()
    if found is None:
        is_lost = bool(request.form.get(keeping.TOKEN))
        raise NotAuthenticated(g.get("signed_out") or (_LOST if is_lost else _FIRST))
    return found


def begin(account: Account) -> None:
    """Sign *account* in, in a session that has nothing of the one before, which is over.

    Raises:
        AcquisError: there is no key to sign with, or the end of the session before cannot be recorded.
    """
    cookies.keyed(current_app._get_current_object())  # type: ignore[attr-defined]
    end()
    session["account"], session["id"] = account.id, secrets.token_urlsafe(_BYTES)
    session.permanent = True
    # Made now, so that the cookie never changes, and nothing puts off its end.
    generate_csrf()
    g.account = account


def end() -> None:
    """Sign out whoever is signed in.

    Raises:
        AcquisError: see `desk.sign_out`.
    """
    found, g.account = who(), None
    if found is not None:
        desk.sign_out(found)


def _before() -> None:
    """Find out who is signed in, and refuse a form that is not from a page of ours.

    Raises:
        AccessDenied: it is from another site.
        CSRFError: it may be from another session.
        LedgerError: nobody can tell who is signed in.
        UnsupportedMedia: it is no form.
    """
    g.own = True
    if request.method == "POST":
        refuse_foreign()
    try:
        g.account = desk.signed_in()
    except NotAuthenticated as error:
        g.signed_out = f"You are signed out. {error}"
        session.clear()
    if request.method == "POST" and who() is not None:
        _csrf.protect()


def _sign() -> str:
    """Return what shows of which session a form is, "" for a reader who has none."""
    return generate_csrf() if "account" in session else ""


def _private(response: Response) -> Response:
    """Let nobody keep what was shown to one person."""
    response.headers["Cache-Control"] = "no-store, private"
    response.vary.add("Cookie")
    return response

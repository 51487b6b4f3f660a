"""Own the sessions of people: the cookie, who is signed in by it, and that each form comes from our own page.

The cookie is signed and holds the id of an account, never a token; the ledger is asked each time whether that
account still counts. It must not decide who may do what, and no page that all may share looks at it.
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import timedelta
from http import HTTPStatus

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    render_template,
    request,
    session,
)
from flask_wtf.csrf import CSRFError, CSRFProtect

from acquis.errors import AccessDenied, NotAuthenticated, UnsupportedMedia
from acquis.ledger import Account
from acquis.web.base.addresses import at, here
from acquis.web.session import cookies, desk
from acquis.web.session.cookies import Cookies

__all__ = [
    "FORM",
    "Fields",
    "KEPT",
    "MULTIPART",
    "again",
    "begin",
    "end",
    "guard",
    "install",
    "is_own",
    "kept",
    "needed",
    "onward",
    "place",
    "sign_in_page",
    "who",
]

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
# What a page carries along for the next one, as names and values in order.
Fields = list[tuple[str, str]]

_LIFETIME = timedelta(hours=8)
_TOKEN = "csrf_token"
# Never carried along: what proves where a form is from, and who somebody is.
_SECRET = (_TOKEN, "token")
# Where somebody may be sent on to, once signed in.
_PLACE = re.compile(r"/(?:desk|submissions|submit)(?:/[A-Za-z0-9-]+)*(?:\?from=[A-Za-z0-9-]+)?")
_FIRST = "Sign in first: what you typed is kept."
_STALE = "The form was of an earlier session: paste the token again, and see that your browser keeps cookies."
_SIGN_IN = "sign_in.begin"
# What the names of fields begin with that somebody filled in before they had to sign in.
KEPT = "kept-"
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
    app.jinja_env.globals.update(who=who)


def guard(bp: Blueprint) -> None:
    """Make all pages of *bp* those of a session: forms are checked, and nobody keeps what is shown."""
    bp.before_request(_before)
    bp.after_request(_private)
    bp.register_error_handler(CSRFError, _stale)
    bp.register_error_handler(NotAuthenticated, _first)


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
        raise NotAuthenticated(g.get("signed_out") or _FIRST)
    return found


def begin(account: Account) -> None:
    """Sign *account* in, in a session that has nothing of the one before."""
    session.clear()
    session["account"] = account.id
    session.permanent = True
    g.account = account


def end() -> None:
    """Sign out whoever is signed in."""
    session.clear()
    g.account = None


def place(text: str) -> str:
    """Return *text* if it is a page that somebody may be sent on to, else the page of their submissions."""
    return text if _PLACE.fullmatch(text) else "/submissions"


def _before() -> None:
    """Find out who is signed in, and refuse a form that is not from a page of ours.

    Raises:
        AccessDenied: it is from another site.
        CSRFError: it may be from another session.
        LedgerError: there can be no sessions.
        UnsupportedMedia: it is no form.
    """
    g.own = True
    cookies.keyed(current_app._get_current_object())  # type: ignore[attr-defined]
    try:
        g.account = desk.signed_in()
    except NotAuthenticated as error:
        g.signed_out = f"You are signed out. {error}"
        end()
    if request.method == "POST":
        _refuse_foreign()
        _csrf.protect()


def _refuse_foreign() -> None:
    """Let a form pass when it is one, and no browser says that another site has sent it.

    Source: https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
    """
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        raise AccessDenied("This form was sent by another site: open the page here, and send it from there.")
    if request.mimetype not in (FORM, MULTIPART):
        raise UnsupportedMedia(
            f"A body of type {request.mimetype[:100] or 'unknown'} is not read here: send a form."
            f" Programs hand in at {here('submissions.hand_in')}.",
            given=request.mimetype,
            accepted=(FORM, MULTIPART),
        )


def onward(address: str) -> Response:
    """Return the answer to a form that leads on to *address*, so that to load it again sends nothing."""
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


def _private(response: Response) -> Response:
    """Let nobody keep what was shown to one person."""
    response.headers["Cache-Control"] = "no-store, private"
    response.vary.add("Cookie")
    return response


def _carried() -> Fields:
    """Return all that was sent with this request, but for secrets; files are in letters."""
    found = [(name, value) for name, value in request.form.items(multi=True) if name not in _SECRET]
    for name, file in request.files.items(multi=True):
        if file.filename:
            data = urlsafe_b64encode(file.read()).decode()
            found += [(f"{name}-data", data), (f"{name}-name", file.filename)]
    return found


def kept() -> Fields:
    """Return what somebody typed before they had to sign in, out of the form to sign in by."""
    sent = request.form.items(multi=True)
    return [(name.removeprefix(KEPT), value) for name, value in sent if name.startswith(KEPT)]


def _stale(error: CSRFError) -> Response:
    """Answer a form of another session with itself, so that it can be sent again."""
    if request.endpoint == _SIGN_IN:
        return sign_in_page(_STALE, kept(), request.form.get("then", ""), HTTPStatus.BAD_REQUEST)
    return again(_carried(), request.path, HTTPStatus.BAD_REQUEST)


def again(fields: Iterable[tuple[str, str]], path: str, status: int = HTTPStatus.OK) -> Response:
    """Return the page that sends *fields* to *path* with one click; with a fault as *status* it says why."""
    page = render_template(
        "entry/again.html", fields=list(fields), action=at(path), is_stale=status >= HTTPStatus.BAD_REQUEST
    )
    return Response(page, status, content_type="text/html; charset=utf-8")


def _first(error: NotAuthenticated) -> Response:
    """Send whoever is not signed in to sign in, with all that they typed."""
    if request.method != "POST" and "signed_out" not in g:
        return onward(here("sign_in.page", then=_here()))
    return sign_in_page(str(error), _carried() if request.method == "POST" else [], _here())


def _here() -> str:
    """Return the place of this request, to come back to."""
    kept = request.args.get("from", "")
    return request.path + (f"?from={kept}" if kept and request.method != "POST" else "")


def sign_in_page(problem: str, fields: Fields, then: str, status: int = HTTPStatus.UNAUTHORIZED) -> Response:
    """Return the page to sign in on, which says *problem* and carries *fields* on to the place *then*."""
    page = render_template("sign_in.html", problem=problem, fields=fields, kept_as=KEPT, then=place(then))
    response = Response(page, status, content_type="text/html; charset=utf-8")
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Acquis submissions"'
    return response

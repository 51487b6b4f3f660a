"""Signing in with a token, and out again; a token comes in the body of a form, never in an address.

It must not keep a token, nor know what somebody signs in for.
"""

from http import HTTPStatus

from flask import Blueprint, Response, request

from acquis.errors import AcquisError, NotAuthenticated
from acquis.ledger import Account
from acquis.web.base import asking
from acquis.web.base.addresses import here
from acquis.web.base.errors import STATUS
from acquis.web.session import keeping, sessions
from acquis.web.session.desk import Desk

__all__ = ["bp"]

bp = Blueprint("sign_in", __name__)
sessions.guard(bp)

_LONGEST = 200
_OUT = (
    "This browser is signed out, but the server could not record that: a copy of its cookie, if there is one,"
    " counts until eight hours after you signed in. Have the token revoked if somebody may have one."
)


@bp.get("/sign-in")
def page() -> Response:
    """Ask for a token; one in the address is not read, and the links of this page do not repeat it."""
    if "token" in request.args:
        return keeping.onward(here("sign_in.page"))
    return keeping.sign_in_page("", [], request.args.get("then", ""), HTTPStatus.OK)


@bp.post("/sign-in")
def begin() -> Response:
    """Sign in, and go on to where somebody came from, with what they typed there."""
    then, fields = keeping.place(request.form.get("then", "")), keeping.kept()
    if request.form.get("do") == "show":
        return keeping.sign_in_page("", fields, then, HTTPStatus.OK)
    try:
        sessions.begin(_account(request.form.get("token", "").strip()))
    except AcquisError as error:
        response = keeping.sign_in_page(str(error), fields, then, STATUS[type(error)])
        if retry := getattr(error, "retry_after", 0):
            response.headers["Retry-After"] = str(retry)
        return response
    if fields:
        return keeping.again(fields, then)
    return keeping.onward(keeping.address(then))


@bp.post("/sign-out")
def end() -> Response:
    """Sign out."""
    try:
        sessions.end()
    except AcquisError as error:
        return keeping.sign_in_page(f"{_OUT} {error}", [], "", STATUS[type(error)])
    return keeping.onward(here("sign_in.page"))


def _account(token: str) -> Account:
    """Return whose *token* it is.

    Raises:
        NotAuthenticated: nobody's, or it does not count.
        TooManyRequests: so did too many others of this client.
    """
    try:
        if not 0 < len(token) <= _LONGEST:
            raise NotAuthenticated("Paste the token that you were given: it begins with acq_.")
        return Desk.current().ledger().account(token)
    except NotAuthenticated:
        # Whoever tries tokens is stopped soon.
        asking.fault()
        raise

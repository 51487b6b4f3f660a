"""Signing in with a token, and out again; a token comes in the body of a form, never in an address.

It must not keep a token, nor know what somebody signs in for.
"""

from http import HTTPStatus

from flask import Blueprint, Response, request

from acquis.errors import NotAuthenticated, TooManyRequests
from acquis.ledger import Account
from acquis.web.base import asking
from acquis.web.base.addresses import at, here
from acquis.web.session import sessions
from acquis.web.session.desk import Desk

__all__ = ["bp"]

bp = Blueprint("sign_in", __name__)
sessions.guard(bp)

_LONGEST = 200


@bp.get("/sign-in")
def page() -> Response:
    """Ask for a token; one in the address is not read, and the links of this page do not repeat it."""
    if "token" in request.args:
        return sessions.onward(here("sign_in.page"))
    return sessions.sign_in_page("", [], request.args.get("then", ""), HTTPStatus.OK)


@bp.post("/sign-in")
def begin() -> Response:
    """Sign in, and go on to where somebody came from, with what they typed there."""
    then, fields = sessions.place(request.form.get("then", "")), sessions.kept()
    try:
        found = _account(request.form.get("token", "").strip())
    except NotAuthenticated as error:
        return sessions.sign_in_page(str(error), fields, then)
    except TooManyRequests as error:
        response = sessions.sign_in_page(str(error), fields, then, HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    sessions.begin(found)
    if fields:
        return sessions.again(fields, then)
    path, mark, query = then.partition("?")
    return sessions.onward(at(path) + mark + query)


@bp.post("/sign-out")
def end() -> Response:
    """Sign out."""
    sessions.end()
    return sessions.onward(here("sign_in.page"))


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

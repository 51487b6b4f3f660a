"""Own what somebody typed when a step cannot be taken: it comes back in a page to sign in on, or to send it.

It must not know who is signed in, nor take a step. Nothing of it is kept on the server.
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

from flask import Response, g, render_template, request

from acquis.errors import AcquisError
from acquis.web.base import addresses, errors
from acquis.web.base.addresses import at, here

__all__ = [
    "Fields",
    "KEPT",
    "TOKEN",
    "address",
    "again",
    "away",
    "carried",
    "first",
    "kept",
    "onward",
    "place",
    "sign_in_page",
    "stale",
]

# What a page carries along for the next one, as names and values in order.
Fields = list[tuple[str, str]]
# What the names of fields begin with that somebody filled in before they had to sign in.
KEPT = "kept-"
# The field that shows of which session a form is.
TOKEN = "csrf_token"

# Never carried along: what proves where a form is from, and who somebody is.
_SECRET = (TOKEN, "token")
# Where somebody may be sent on to, once signed in.
_PLACE = re.compile(
    r"/(?:desk|submissions|submit)(?:/[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)*(?:\?from=[A-Za-z0-9-]+)?"
)
_STALE = "The form was of an earlier session: paste the token again."
_SIGN_IN = "sign_in.begin"


def place(text: str) -> str:
    """Return *text* if it is a page that somebody may be sent on to, else the page of their submissions."""
    return text if _PLACE.fullmatch(text) else "/submissions"


def address(place: str) -> str:
    """Return the public address of *place*, one of ours, in the language of this request."""
    path, _, query = place.partition("?")
    sent = dict(parse_qsl(query)) | addresses.kept()
    return at(path) + (f"?{urlencode(sent)}" if sent else "")


def onward(address: str) -> Response:
    """Return the answer to a form that leads on to *address*, so that to load it again sends nothing."""
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


def kept() -> Fields:
    """Return what somebody typed before they had to sign in, out of the form to sign in by."""
    sent = request.form.items(multi=True)
    return [(name.removeprefix(KEPT), value) for name, value in sent if name.startswith(KEPT)]


def stale(error: Exception) -> Response:
    """Answer a form of another session with itself, so that it can be sent again."""
    if request.endpoint == _SIGN_IN:
        return sign_in_page(_STALE, kept(), request.form.get("then", ""), HTTPStatus.BAD_REQUEST)
    return again(carried(), request.path, HTTPStatus.BAD_REQUEST)


def away(error: AcquisError) -> Response:
    """Answer a form that finds no ledger with itself, so that it can be sent again later."""
    response = errors.ours(error)
    if request.method != "POST":
        return response
    page = again(carried(), request.path, response.status_code, str(error))
    page.headers.extend(one for one in response.headers.items() if one[0] == "Retry-After")
    return page


def first(error: Exception) -> Response:
    """Send whoever is not signed in to sign in, with all that they typed."""
    if request.method != "POST" and "signed_out" not in g:
        return onward(here("sign_in.page", then=_here()))
    return sign_in_page(str(error), carried() if request.method == "POST" else [], _here())


def again(
    fields: Iterable[tuple[str, str]], path: str, status: int = HTTPStatus.OK, problem: str = ""
) -> Response:
    """Return the page that sends *fields* to *path* with one click; with a fault as *status* it says why.

    *problem* is what hinders the step, "" where the form is not of this session. A form that is too long can
    only be saved.
    """
    found = list(fields)
    page = render_template(
        "entry/again.html",
        fields=[one for one in found if one[0] != "do"],
        step=next((value for name, value in found if name == "do"), ""),
        action=address(path),
        path=path,
        is_refused=status >= HTTPStatus.BAD_REQUEST,
        problem=problem,
        is_endless=status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    )
    return Response(page, status, content_type="text/html; charset=utf-8")


def sign_in_page(problem: str, fields: Fields, then: str, status: int = HTTPStatus.UNAUTHORIZED) -> Response:
    """Return the page to sign in on, which says *problem* and carries *fields* on to the place *then*."""
    page = render_template("sign_in.html", problem=problem, fields=fields, kept_as=KEPT, then=place(then))
    response = Response(page, status, content_type="text/html; charset=utf-8")
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Acquis submissions"'
    return response


def carried() -> Fields:
    """Return all that was sent with this request, but for secrets; files are in letters."""
    found = [(name, value) for name, value in request.form.items(multi=True) if name not in _SECRET]
    for name, file in request.files.items(multi=True):
        if file.filename:
            data = urlsafe_b64encode(file.read()).decode()
            found += [(f"{name}-data", data), (f"{name}-name", file.filename)]
    return found


def _here() -> str:
    """Return the place of this request, to come back to."""
    kept = request.args.get("from", "")
    return request.path + (f"?from={kept}" if kept and request.method != "POST" else "")

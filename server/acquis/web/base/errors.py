"""The one table from error to HTTP status, and the one shape of an error: problem details, text or a page.

It must not decide what is an error. Source: https://www.rfc-editor.org/rfc/rfc9457
"""

import json
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import RequestRedirect

from acquis import formats
from acquis.errors import (
    AccessDenied,
    AcquisError,
    Conflict,
    FindingsFound,
    InvalidData,
    InvalidDocument,
    InvalidParameter,
    InvalidQuery,
    InvalidSetting,
    LedgerError,
    NotAcceptable,
    NotAuthenticated,
    Overloaded,
    QueryFailed,
    QueryTimeout,
    QueryTooLarge,
    ReleaseError,
    StorageFull,
    TooManyRequests,
    UnknownEntity,
    UnsupportedMedia,
    UnsupportedQuery,
    Withdrawn,
)
from acquis.web.base.addresses import again, here, local

__all__ = ["STATUS", "ours", "register"]

STATUS: dict[type[AcquisError], HTTPStatus] = {
    AccessDenied: HTTPStatus.FORBIDDEN,
    AcquisError: HTTPStatus.INTERNAL_SERVER_ERROR,
    Conflict: HTTPStatus.CONFLICT,
    FindingsFound: HTTPStatus.UNPROCESSABLE_ENTITY,
    InvalidData: HTTPStatus.BAD_REQUEST,
    InvalidDocument: HTTPStatus.UNPROCESSABLE_ENTITY,
    InvalidParameter: HTTPStatus.BAD_REQUEST,
    InvalidQuery: HTTPStatus.BAD_REQUEST,
    InvalidSetting: HTTPStatus.INTERNAL_SERVER_ERROR,
    LedgerError: HTTPStatus.SERVICE_UNAVAILABLE,
    NotAcceptable: HTTPStatus.NOT_ACCEPTABLE,
    NotAuthenticated: HTTPStatus.UNAUTHORIZED,
    Overloaded: HTTPStatus.SERVICE_UNAVAILABLE,
    QueryFailed: HTTPStatus.SERVICE_UNAVAILABLE,
    QueryTimeout: HTTPStatus.GATEWAY_TIMEOUT,
    QueryTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ReleaseError: HTTPStatus.SERVICE_UNAVAILABLE,
    StorageFull: HTTPStatus.INSUFFICIENT_STORAGE,
    TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    UnknownEntity: HTTPStatus.NOT_FOUND,
    UnsupportedMedia: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    UnsupportedQuery: HTTPStatus.FORBIDDEN,
    Withdrawn: HTTPStatus.GONE,
}
# What an error carries besides its sentence, under the same names.
_DATA = (
    *("accepted", "column", "given", "iri", "limit", "line", "name", "near", "offered"),
    *("reason", "release", "report", "retry_after", "spent", "successor"),
)
_UNREADABLE = "A file of this release cannot be read now: ask another one that /releases lists."
# A client may send long names and gets them back in part only.
_LONGEST = 1000


def register(app: Flask) -> None:
    """Let *app* answer our errors and those of HTTP in the one shape, and redirect to our own address."""
    app.after_request(_led)
    app.register_error_handler(AcquisError, ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OSError, _unread)


def _unread(error: OSError) -> Response:
    """Return the answer where a file, above all of a store, cannot be read; the log says which and why."""
    current_app.logger.error("A file cannot be read: %r", error)
    return ours(ReleaseError(_UNREADABLE))


def ours(error: AcquisError) -> Response:
    """Return the answer to *error*, an error of ours."""
    status = STATUS[type(error)]
    data = {name: _cut(getattr(error, name)) for name in _DATA if getattr(error, name, None)}
    response = Response(status=status)
    if "retry_after" in data:
        response.headers["Retry-After"] = str(data["retry_after"])
    if "successor" in data:
        response.headers["Link"] = f'<{local(data["successor"])}>; rel="successor-version"'
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Acquis submissions"'
    return _shaped(response, status, _cut(str(error)), {"error": type(error).__name__, **data})


def _led(response: Response) -> Response:
    """Let a redirect to the same path, spelt better, lead where we are reached.

    Else it would lead to the host and the scheme of the request, which a proxy may have changed.
    """
    if isinstance(request.routing_exception, RequestRedirect):
        response.headers["Location"] = again(request.routing_exception.new_url)
    return response


def _cut(value: Any) -> Any:
    """Return *value*, a long text cut."""
    if isinstance(value, str) and len(value) > _LONGEST:
        return f"{value[:_LONGEST]}…"
    return value


def _http(error: HTTPException) -> Response:
    # From the response of the error itself, which has headers such as Allow and Location.
    made = error.get_response()
    response = Response(made.response, made.status_code, made.headers)
    if response.status_code < HTTPStatus.BAD_REQUEST:
        return response
    is_bare = error.code == HTTPStatus.NOT_FOUND and error.description == NotFound.description
    detail = f"There is nothing at {request.path}. {here('reference.page')} lists all addresses."
    return _shaped(
        response, HTTPStatus(response.status_code), detail if is_bare else error.description or "", {}
    )


def _shaped(response: Response, status: HTTPStatus, detail: str, data: dict[str, Any]) -> Response:
    """Fill *response* with the error in the form that the client likes best, problem details if none."""
    problem = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        **data,
    }
    try:
        form = formats.choose(request.headers.get("Accept"), "problem")
    except NotAcceptable:
        form = formats.named("problem", "problem")
    if form.suffix == "html":
        response.set_data(render_template("error.html", problem=problem))
    elif form.suffix == "txt":
        response.set_data(f"{status.value} {status.phrase}\n{detail}\n")
    else:
        response.set_data(json.dumps(problem, ensure_ascii=False, indent=2) + "\n")
    response.content_type = form.content_type
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response

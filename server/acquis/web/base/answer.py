"""Turn bytes into an answer: its type, its entity tag, and how long it may be kept.

It must not know what the bytes mean.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime

from flask import Response, request
from werkzeug.http import quote_etag

from acquis import __version__
from acquis.formats import Format
from acquis.web.base.languages import language
from acquis.web.base.marks import RELEASE
from acquis.web.base.served import Source, pinned, served

__all__ = ["answer", "fleeting", "known", "unchanged"]

# Data change by release only, so asking again costs one short answer without a body.
_CACHE = "public, no-cache"
# What a release holds never changes.
_FOR_EVER = "public, max-age=31536000, immutable"


def answer(
    form: Format, make: Callable[[], bytes | str], *, negotiated: bool = True, state: str = ""
) -> Response:
    """Return what *make* makes as *form*; it is not called when the client already has this answer.

    The entity tag stands for the release, the request, the form, and of a page its language; it is weak, as
    the same answer may be sent compressed. *negotiated* says that the form depends on the Accept header.
    *state* stands for all else that the answer depends on.
    """
    if known(form, state=state):
        return unchanged(form, negotiated=negotiated, state=state)
    return _tagged(Response(make(), content_type=form.content_type), form, negotiated, state)


def fleeting(form: Format, make: Callable[[], bytes | str], *, negotiated: bool = True) -> Response:
    """Return what *make* makes as *form*, for nobody to keep: it would be another the next time."""
    response = Response(make(), content_type=form.content_type)
    response.headers["Cache-Control"] = "no-store"
    if negotiated:
        response.vary.add("Accept")
    return response


def known(form: Format, *, state: str = "") -> bool:
    """Return whether the client already has the answer to this request as *form*; see `answer`.

    A date counts only without an entity tag. Source: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.3
    """
    if request.method not in ("GET", "HEAD"):
        return False
    if "If-None-Match" in request.headers:
        return request.if_none_match.contains_weak(_tag(form, state))
    since = request.if_modified_since
    if since is None:
        return False
    modified = _modified(form, state)
    return modified is not None and modified <= since


def unchanged(form: Format, *, negotiated: bool = True, state: str = "") -> Response:
    """Return the answer that says that the client already has it; see `answer`."""
    return _tagged(Response(status=304, content_type=form.content_type), form, negotiated, state)


def _tagged(response: Response, form: Format, negotiated: bool, state: str) -> Response:
    if request.method in ("GET", "HEAD"):
        response.headers["ETag"] = quote_etag(_tag(form, state), weak=True)
        is_fixed = pinned() and not _beside(form, state)
        response.headers["Cache-Control"] = _FOR_EVER if is_fixed else _CACHE
        if modified := _modified(form, state):
            response.last_modified = modified
        if not (pinned() or state):
            request.environ[RELEASE] = served().release_id
    if negotiated:
        response.vary.add("Accept")
    return response


def _beside(form: Format, state: str) -> str:
    """Return what the answer depends on beside its release.

    A page says if that is the current one, and is in the language that the client prefers.
    """
    if form.suffix != "html":
        return state
    current = Source.current().served().release_id if pinned() else ""
    return " ".join(part for part in (state, current, _language()) if part)


def _language() -> str:
    """Return the language of the interface, "" for that in which all pages are."""
    return "" if language() == "en" else language()


def _modified(form: Format, state: str) -> datetime | None:
    """Return when the answer last changed; None when more than its release decides that."""
    return None if _beside(form, state) else served().modified


def _tag(form: Format, state: str) -> str:
    parts = (served().release_id, __version__, request.full_path, form.content_type, _beside(form, state))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

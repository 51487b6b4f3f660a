"""Turn bytes into an answer: its type, its entity tag, how long it may be kept, and its other forms.

It must not know what the bytes mean.
"""

import hashlib
from collections.abc import Callable

from flask import Response, request
from werkzeug.http import quote_etag

from acquis import __version__
from acquis.formats import Format, offered
from acquis.web.state import at, served

__all__ = ["answer", "link_forms"]

# Data change by release only, so asking again costs one short answer without a body.
_CACHE = "public, no-cache"


def answer(form: Format, make: Callable[[], bytes | str], *, negotiated: bool = True) -> Response:
    """Return what *make* makes as *form*; it is not called when the client already has this answer.

    The entity tag stands for the release, the request and the form. *negotiated* says that the form depends
    on the Accept header.
    """
    tag = _tag(form)
    known = request.method in ("GET", "HEAD") and request.if_none_match.contains(tag)
    response = Response(None if known else make(), 304 if known else 200, content_type=form.content_type)
    if request.method in ("GET", "HEAD"):
        response.headers["ETag"] = quote_etag(tag)
        response.headers["Cache-Control"] = _CACHE
    if negotiated:
        response.vary.add("Accept")
    return response


def _tag(form: Format) -> str:
    parts = (served().release_id, __version__, request.full_path, form.media_type)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def link_forms(response: Response, path: str, form: Format, iri: str) -> Response:
    """Add to *response*, which shows *iri* as *form*, the addresses of all forms; *path* is theirs."""
    base = at(path)
    response.headers["Content-Location"] = f"{base}.{form.suffix}"
    links = [
        f'<{base}.{other.suffix}>; rel="alternate"; type="{other.media_type}"'
        for other in offered("graph")
        if other != form
    ]
    response.headers["Link"] = ", ".join([*links, f'<{iri}>; rel="canonical"'])
    return response

"""Own how an answer is described as OpenAPI has it: its forms, its headers, and what goes wrong.

It must not know addresses or questions.
"""

from collections.abc import Iterable
from typing import Any

from acquis import formats
from acquis.reference.components import STATUSES

__all__ = ["HEADERS", "Json", "content", "meant", "plain", "ref", "responses", "schema"]

Json = dict[str, Any]

HEADERS = {
    "Acquis-Release": "The release that answered.",
    "Acquis-Rows": "The number of rows in this answer, where it is a table.",
    "Acquis-Total": "The number of rows of the whole answer to a question.",
    "Acquis-Truncated": "How many rows of how many are shown, where some are left out.",
    "ETag": "The entity tag, for `If-None-Match`.",
    "Link": "Other pages or forms, the licence and this description.",
}

# What any address may answer with: an unknown release, a slow body, a long address, a server that is busy.
_ALWAYS = (404, 408, 413, 414, 503)
_LOCATION: Json = {"Location": {"schema": {"type": "string", "format": "uri-reference"}}}
_SCHEMAS = {"rows": "Table", "report": "Report"}


def content(form: str) -> Json:
    """Return what the kind of forms, or the one media type, *form* may be answered with."""
    if "/" in form:
        return {form: schema(form)}
    kinds = [one for one in formats.FORMATS if form in one.kinds]
    return {one.media_type: schema(one.media_type, form) for one in kinds}


def schema(media_type: str, kind: str = "") -> Json:
    """Return the schema of a body of *media_type*, in an answer of *kind*."""
    if media_type == "application/json" and kind in _SCHEMAS:
        return {"schema": ref("schemas", _SCHEMAS[kind])}
    if "json" in media_type:
        return {"schema": {"type": ["object", "array"]}}
    if media_type.endswith("sheet"):
        return {"schema": {"contentMediaType": media_type}}
    return {"schema": {"type": "string"}}


def meant(status: int, contents: Json) -> Json:
    """Return the response with *status* that an address is there for."""
    headers = {name: ref("headers", name) for name in HEADERS}
    if status == 201:
        headers |= _LOCATION
    return {"description": STATUSES[status], "headers": headers, "content": contents}


def responses(wanted: Json, others: Iterable[int]) -> Json:
    """Return the responses of an address by status: those that are *wanted*, and the *others*."""
    rest = {str(status): ref("responses", str(status)) for status in {*others, *_ALWAYS}}
    return dict(sorted({**rest, **wanted}.items()))


def plain(status: int) -> Json:
    """Return the response that all addresses share for *status*."""
    if status == 304:
        return {"description": STATUSES[status]}
    if status < 400:
        return {"description": STATUSES[status], "headers": _LOCATION}
    kinds = {one.media_type for one in formats.FORMATS if "problem" in one.kinds}
    problem = {"schema": ref("schemas", "Problem")}
    contents = {name: problem if "json" in name else {"schema": {"type": "string"}} for name in sorted(kinds)}
    return {"description": STATUSES[status], **_headers(status), "content": contents}


def _headers(status: int) -> Json:
    if status in (429, 503):
        return {"headers": {"Retry-After": {"schema": {"type": "integer"}}}}
    return {"headers": {"WWW-Authenticate": {"schema": {"type": "string"}}}} if status == 401 else {}


def ref(part: str, name: str) -> Json:
    """Return the reference to the component *name* of a *part*."""
    return {"$ref": f"#/components/{part}/{name}"}

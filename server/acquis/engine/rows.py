"""Count the rows of a table that the engine has written, without reading it as a whole.

It must not parse terms. The engine writes each format in one way, which `tests/test_rows.py` holds.
"""

import re
from collections.abc import Callable

__all__ = ["rows_in"]

# Inside a JSON string a quote is always escaped, so what follows a closing quote tells a value from a key.
_NEXT_ROW = re.compile(rb'\}\},\{"(?![,}])')
_STRING_OR_ROW = re.compile(rb'"(?:[^"\\]|\\.)*"|([\[,]\{)')
_QUOTED_OR_END = re.compile(rb'"(?:[^"]|"")*"|(\r\n)')
_BINDINGS = b'"bindings":['


def rows_in(body: bytes, media_type: str) -> int:
    """Return the number of rows in *body*, a table of the engine in *media_type*."""
    return _COUNTERS[media_type](body)


def _json(body: bytes) -> int:
    rows = body[body.index(_BINDINGS) + len(_BINDINGS) - 1 :]
    if rows.startswith(b"[]"):
        return 0
    if b"{}" in rows:
        # A row without any value, or a text that looks like one.
        return sum(1 for found in _STRING_OR_ROW.finditer(rows) if found[1])
    return 1 + sum(1 for _ in _NEXT_ROW.finditer(rows))


def _xml(body: bytes) -> int:
    return body.count(b"<result>")


def _csv(body: bytes) -> int:
    if b'"' in body:
        return sum(1 for found in _QUOTED_OR_END.finditer(body) if found[1]) - 1
    return body.count(b"\r\n") - 1


def _tsv(body: bytes) -> int:
    return body.count(b"\n") - 1


_COUNTERS: dict[str, Callable[[bytes], int]] = {
    "application/json": _json,
    "application/sparql-results+json": _json,
    "application/sparql-results+xml": _xml,
    "application/xml": _xml,
    "text/csv": _csv,
    "text/tab-separated-values": _tsv,
    "text/xml": _xml,
}

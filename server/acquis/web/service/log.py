"""The access log: one line of JSON a request on standard error; the text of queries only where asked for.

It must not hold more of an address than tells networks apart, nor anything of a document handed in.
"""

import ipaddress
import json
import logging
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from flask import Flask, Response, g, request

from acquis.web.base.bodies import takes_documents
from acquis.web.service.kept import Given
from acquis.web.service.teller import Note

__all__ = ["again", "record"]

_KEPT_BITS = {4: 24, 6: 48}


def record(app: Flask, wanted: str) -> None:
    """Let *app* log each request; *wanted* is off, requests, or queries for those with their text."""
    if wanted == "off":
        return
    log = _log()

    @app.after_request
    def note(response: Response) -> Response:
        log.info(json.dumps(_line(response, with_query=wanted == "queries"), ensure_ascii=False))
        return response


def again(wanted: str) -> Note:
    """Return what logs answers that were given again (`acquis.web.service.kept`), each in a line."""
    if wanted == "off":
        return lambda given: None
    log = _log()

    def note(given: Sequence[Given]) -> None:
        lines = (_line_again(one, with_query=wanted == "queries") for one in given)
        log.info("\n".join(json.dumps(line, ensure_ascii=False) for line in lines))

    return note


def _log() -> logging.Logger:
    log = logging.getLogger("acquis.access")
    if not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        log.propagate = False
    return log


def _line(response: Response, *, with_query: bool) -> dict[str, Any]:
    line = {
        **_begun(request.remote_addr or "", request.method, request.path, time.time()),
        "status": response.status_code,
        "bytes": response.content_length,
        "ms": round((time.perf_counter() - g.start) * 1000, 1),
        "release": response.headers.get("Acquis-Release"),
        "agent": request.user_agent.string,
    }
    if "query_seconds" in g:
        line["query_ms"] = round(g.query_seconds * 1000, 1)
    if with_query and not takes_documents(request.path):
        line["query"] = request.values.get("query") or request.get_data(as_text=True)
    return line


def _line_again(given: Given, *, with_query: bool) -> dict[str, Any]:
    environ = given.environ
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    line = {
        **_begun(environ["REMOTE_ADDR"], environ["REQUEST_METHOD"], path, given.at),
        "status": given.status,
        "bytes": given.bytes,
        "ms": round(given.seconds * 1000, 1),
        "release": given.release,
        "agent": environ.get("HTTP_USER_AGENT", ""),
        "again": True,
    }
    if with_query:
        line["query"] = "".join(parse_qs(environ["QUERY_STRING"]).get("query", [""])[:1])
    return line


def _begun(client: str, method: str, path: str, at: float) -> dict[str, Any]:
    return {
        "time": datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds"),
        "client": _network(client),
        "method": method,
        "path": path,
    }


@lru_cache
def _network(address: str) -> str:
    """Return the network of *address*: its first 24 bits, or 48 of IPv6.

    >>> _network("192.0.2.77"), _network("2001:db8:1:2::3"), _network("")
    ('192.0.2.0', '2001:db8:1::', '')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((address, _KEPT_BITS[found.version]), strict=False).network_address)

"""Measure the pages that people look at: the time and the processor time of the server, and their length.

It must not start a server or know how a page is made. One client asks for one page after another, and takes
it compressed as a browser does.
"""

import re
import statistics
from collections.abc import Iterator, Mapping
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

from acquis.bench.server import Server
from acquis.bench.visitors import percentile

__all__ = ["PAGES", "measure"]

PAGES = {
    "first page": "/",
    "norm (c)": "/doc/norm/gge-2015/c",
    "document A/70/174": "/doc/work/a-70-174",
    "document A/RES/73/27": "/doc/work/a-res-73-27",
    "State Estonia": "/doc/state/EST",
    "topic sovereignty": "/doc/topic/sovereignty",
    "matrix of topics, whole": "/compare/topics",
    "matrix of norms, whole": "/compare/norms",
    "search": "/search?q=critical+infrastructure",
    "question stance-holders": "/api/queries/stance-holders",
}
_TIMES = 30
# What is made once for a release, as the label of a thing, is there after these.
_WARM_UP = 3
_PATIENCE_S = 30.0
# How long a page takes to make is asked, not how long one that was kept takes.
_PLAIN = {"Accept": "text/html", "Cache-Control": "no-cache"}
_BROWSER = {**_PLAIN, "Accept-Encoding": "gzip, deflate, br, zstd"}
_TOTAL = re.compile(r"\btotal;dur=([0-9.]+)")


def measure(server: Server, pages: Mapping[str, str] = PAGES) -> list[dict[str, str | float]]:
    """Return for each of *pages* on *server* how long it takes and how long it is.

    `server_ms` and `p95_ms` are median and 95th percentile of what the server says in Server-Timing, `cpu_ms`
    is what all its processes work for one, `known_ms` the median where the client already has the page; times
    are in milliseconds. `bytes` is the length of the page, `sent_bytes` that of what is sent to a browser.

    Raises:
        ValueError: a page is not answered as it should be.
    """
    parts = urlsplit(server.address)
    with closing(HTTPConnection(parts.hostname or "", parts.port, timeout=_PATIENCE_S)) as connection:
        return [{"page": name, **_figures(server, connection, path)} for name, path in pages.items()]


def _figures(server: Server, connection: HTTPConnection, path: str) -> dict[str, float]:
    for _ in range(_WARM_UP):
        first, body = _asked(connection, path, _BROWSER, 200)
    worked = server.worked_s()
    times = list(_spent(connection, path, _BROWSER, 200))
    worked = server.worked_s() - worked
    known = {**_BROWSER, "If-None-Match": first.headers["ETag"]}
    return {
        "server_ms": round(statistics.median(times), 1),
        "p95_ms": round(percentile(times, 95), 1),
        "cpu_ms": round(worked / _TIMES * 1000, 1),
        "known_ms": round(statistics.median(_spent(connection, path, known, 304)), 1),
        "bytes": len(_asked(connection, path, _PLAIN, 200)[1]),
        "sent_bytes": len(body),
    }


def _spent(connection: HTTPConnection, path: str, headers: Mapping[str, str], status: int) -> Iterator[float]:
    """Yield for each of some requests the milliseconds that the server says it took."""
    for _ in range(_TIMES):
        response, _ = _asked(connection, path, headers, status)
        total = _TOTAL.search(response.headers["Server-Timing"])
        if total is None:
            raise ValueError(f"{path} does not say how long it took.")
        yield float(total[1])


def _asked(
    connection: HTTPConnection, path: str, headers: Mapping[str, str], status: int
) -> tuple[HTTPResponse, bytes]:
    connection.request("GET", path, headers=dict(headers))
    response = connection.getresponse()
    body = response.read()
    if response.status != status:
        raise ValueError(f"{path} was answered with {response.status} and not {status}.")
    return response, body

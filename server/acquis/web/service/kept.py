"""Own answers that are given again without asking the application: those of the current release, in memory.

It must not make answers, nor give one that somebody's own part of a request could change: a cookie, a token,
a range. What else may change an answer is what `Vary` names, as for any cache before the server. The answers
looked at least lately go first. One event loop uses a `Kept`, so nothing is locked.
Source: https://www.rfc-editor.org/rfc/rfc9111
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug.http import is_entity_header, parse_etags
from werkzeug.middleware.proxy_fix import ProxyFix

from acquis.web.base.marks import RELEASE, ROUTE

__all__ = ["Given", "Kept", "Tell"]

_Environ = dict[str, Any]
_Headers = list[tuple[str, str]]
_Answer = tuple[int, _Headers, bytes | str]
_Key = tuple[str, ...]

# What an answer may depend on beside its address; one that varies by more is not kept.
_VARIES = {"accept", "accept-encoding", "accept-language", "origin"}
_IN_KEY = tuple(f"HTTP_{name.upper().replace('-', '_')}" for name in sorted(_VARIES))
# Whoever sends one of these asks for something of their own.
_OWN = frozenset(
    f"HTTP_{name}"
    for name in ("AUTHORIZATION", "COOKIE", "EXPECT", "IF_MATCH", "IF_UNMODIFIED_SINCE", "RANGE")
) | {"HTTP_TRANSFER_ENCODING"}
# Those of an answer that say something of this one only.
_OF_ONE = ("server-timing",)
# One answer may take this part of all memory for answers; what holds it takes some bytes, too.
_PART = 4
_OVERHEAD = 2_000


@dataclass(frozen=True, slots=True)
class _Entry:
    """One answer, the release it is of, and the route it was found by."""

    release: str
    route: str
    etag: str
    headers: _Headers
    body: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given again: the request as the application would see it, and what it got.

    `at` is the time in seconds since 1970.
    """

    at: float
    environ: _Environ
    release: str
    route: str
    status: int
    bytes: int
    seconds: float


Tell = Callable[[Given], None]


class Kept:
    """At most *most_bytes* of answers; *now* names the current release, *proxies* stand before the server.

    *tell* is called with each answer that is given.
    """

    def __init__(self, now: Callable[[], str], most_bytes: int, tell: Tell, proxies: int = 0) -> None:
        self._now, self._most, self._tell = now, most_bytes, tell
        self._fix = ProxyFix(lambda *_: (), *[proxies] * 5) if proxies else None
        self._entries: OrderedDict[_Key, _Entry] = OrderedDict()
        self._release, self._size = "", 0

    def key(self, environ: _Environ) -> _Key | None:
        """Return what tells the request *environ* from others, None when its answer is for nobody else.

        The environment is that of `seen`, from before the application, which writes into it.
        """
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not _OWN.isdisjoint(environ):
            return None
        if environ.get("CONTENT_LENGTH", "0") != "0" or "no-store" in environ.get("HTTP_CACHE_CONTROL", ""):
            return None
        if "HTTP_IF_MODIFIED_SINCE" in environ and "HTTP_IF_NONE_MATCH" not in environ:
            return None
        if not environ.get("HTTP_HOST"):
            return None
        place = (environ["wsgi.url_scheme"], environ["HTTP_HOST"], environ["SCRIPT_NAME"])
        beside = (environ.get(name, "") for name in _IN_KEY)
        return (*place, environ["PATH_INFO"], environ["QUERY_STRING"], *beside)

    def seen(self, environ: _Environ) -> _Environ:
        """Return *environ* as the application will see it behind its proxies."""
        if self._fix is None:
            return environ
        asked = dict(environ)
        self._fix(asked, lambda *_: lambda _: None)
        return asked

    def again(self, key: _Key | None, environ: _Environ) -> _Answer | None:
        """Return the answer to the request *environ*, as `seen`, if it is kept and wanted so."""
        begun = time.perf_counter()
        if key is None or _is_fresh_wanted(environ):
            return None
        self._follow()
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        status, headers, body = _answer(entry, environ)
        seconds = time.perf_counter() - begun
        self._tell(Given(time.time(), environ, entry.release, entry.route, status, len(body), seconds))
        timing = ("server-timing", f"cache;desc=hit, total;dur={seconds * 1000:.1f}")
        return status, [*headers, timing], body

    def keep(self, key: _Key | None, environ: _Environ, answer: _Answer) -> None:
        """Keep the *answer* to the request *environ* with the *key*, if the application marked it so."""
        status, headers, body = answer
        if key is None or status != 200 or environ["REQUEST_METHOD"] != "GET" or isinstance(body, str):
            return
        said = dict(headers)
        if not _is_for_all(said):
            return
        left = [(name, value) for name, value in headers if name not in _OF_ONE]
        # Clients choose how long the key is.
        size = _OVERHEAD + sum(map(len, key)) + sum(len(value) for _, value in left) + len(body)
        entry = _Entry(environ.get(RELEASE, ""), environ.get(ROUTE, ""), said["etag"], left, body, size)
        self._follow()
        if entry.release and entry.release == self._release and entry.size <= self._most // _PART:
            self._drop(key)
            self._entries[key] = entry
            self._size += entry.size
            while self._size > self._most:
                self._drop(next(iter(self._entries)))

    def _follow(self) -> None:
        """Forget all answers once another release is current."""
        now = self._now()
        if now != self._release:
            self._entries.clear()
            self._release, self._size = now, 0

    def _drop(self, key: _Key) -> None:
        entry = self._entries.pop(key, None)
        self._size -= entry.size if entry else 0


def _is_fresh_wanted(environ: _Environ) -> bool:
    """Return whether the client asks for an answer that nobody kept."""
    return "no-cache" in str(environ.get("HTTP_CACHE_CONTROL", environ.get("HTTP_PRAGMA")))


def _is_for_all(said: dict[str, str]) -> bool:
    """Return whether an answer with the headers *said* may be given to others that ask the same."""
    varies = {name.strip().lower() for name in said.get("vary", "").split(",") if name.strip()}
    public = said.get("cache-control", "").startswith("public")
    return public and "etag" in said and "set-cookie" not in said and varies <= _VARIES


def _is_of_body(name: str) -> bool:
    return is_entity_header(name) and name != "content-location"


def _answer(entry: _Entry, environ: _Environ) -> _Answer:
    """Return *entry* as the request *environ* wants it: whole, without a body, or as known already."""
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and parse_etags(known).contains_raw(entry.etag):
        return 304, [one for one in entry.headers if not _is_of_body(one[0])], b""
    return 200, entry.headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else entry.body

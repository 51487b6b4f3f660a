"""Own the HTTP between this server and one engine: a request, and a whole answer within the time given.

Connections are kept for the next request; a query is stopped by closing its connection. It must not know what
is asked, nor what an answer means.
"""

from base64 import b64encode
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    parse_http_list,
    parse_keqv_list,
)

from acquis.errors import QueryTooLarge
from acquis.remote.wire import Broken, Watch, connected, is_open

__all__ = ["Exchange", "Reply"]

_PART = 1 << 16
_MOST_IDLE = 32
_UNAUTHORIZED = 401


@dataclass(frozen=True)
class Reply:
    """An answer; `whole` tells that its end was marked, so that nothing of it can be missing."""

    status: int
    headers: Message
    body: bytes
    whole: bool

    @property
    def said(self) -> str:
        """The beginning of the body as one line."""
        return " ".join(self.body[:2000].decode("utf-8", "replace").split())[:300]


class Exchange:
    """Requests to one engine, as the user named *user* with *password* where it asks for one."""

    def __init__(self, user: str = "", password: str = "") -> None:
        self._user, self._password = user, password
        # Used like a stack, so that few connections serve many threads.
        self._idle: dict[tuple[str, str], deque[HTTPConnection]] = {}
        self._challenge = ""

    def send(self, request: Request, watch: Watch, at_most: int) -> Reply:
        """Return the answer to *request*, at most *at_most* bytes long, unless *watch* ends first.

        Raises:
            Broken: there is no whole answer.
            QueryFailed: the client left.
            QueryTooLarge: the answer is longer.
            TimeoutError: it did not come in time.
        """
        reply = self._sent(request, watch, at_most)
        challenge = reply.headers.get("WWW-Authenticate", "")
        if reply.status == _UNAUTHORIZED and self._user and challenge:
            self._challenge = challenge
            if hasattr(request.data, "seek"):
                request.data.seek(0)  # type: ignore[union-attr]
            reply = self._sent(request, watch, at_most)
        return reply

    def close(self) -> None:
        """Close the connections that are not in use."""
        for idle in self._idle.values():
            while idle:
                idle.pop().close()

    def _sent(self, request: Request, watch: Watch, at_most: int) -> Reply:
        idle = self._idle.setdefault((request.type, request.host), deque())
        try:
            while (kept := _popped(idle)) is not None:
                with suppress(_Stale):
                    return self._over(kept, idle, request, watch, at_most, kept_open=True)
            return self._over(connected(request, watch), idle, request, watch, at_most)
        except TimeoutError:
            raise
        except (OSError, HTTPException, _Stale) as error:
            raise Broken(str(error) or type(error).__name__) from None

    def _over(
        self,
        connection: HTTPConnection,
        idle: "deque[HTTPConnection]",
        request: Request,
        watch: Watch,
        at_most: int,
        *,
        kept_open: bool = False,
    ) -> Reply:
        """Return the answer over *connection*, which then is *idle*, or closed if anything goes wrong."""
        held: Any = connection.sock
        held.watch = watch
        done = False
        try:
            response = self._begun(connection, request, kept_open)
            reply = Reply(response.status, response.headers, *_body(response, at_most))
            done = not response.will_close and len(idle) < _MOST_IDLE
            return reply
        finally:
            if done:
                idle.append(connection)
            else:
                connection.close()

    def _begun(self, connection: HTTPConnection, request: Request, kept_open: bool) -> HTTPResponse:
        headers = dict(request.header_items()) | self._authorised(request)
        data: Any = request.data
        try:
            connection.request(request.get_method(), request.selector, data, headers)
            return connection.getresponse()
        except (ConnectionError, HTTPException) as error:
            # The server closed a connection that was idle: it has not begun with this request.
            if kept_open and not hasattr(data, "read"):
                raise _Stale(str(error)) from None
            raise

    def _authorised(self, request: Request) -> dict[str, str]:
        """Return the header that answers the challenge of the server, none where it made none."""
        scheme, _, rest = self._challenge.partition(" ")
        if scheme.lower() == "digest":
            known = HTTPPasswordMgrWithDefaultRealm()
            known.add_password(None, request.full_url, self._user, self._password)
            asked = parse_keqv_list([one for one in parse_http_list(rest) if one])
            try:
                said = HTTPDigestAuthHandler(known).get_authorization(request, asked)
            except UnicodeEncodeError:
                raise Broken("it asks for the name in a way that takes ASCII letters only") from None
            return {"Authorization": f"Digest {said}"} if said else {}
        if scheme.lower() != "basic":
            return {}
        said = b64encode(f"{self._user}:{self._password}".encode()).decode()
        return {"Authorization": f"Basic {said}"}


class _Stale(Exception):
    """A connection that was kept was closed at the other end before it was used again."""


def _popped(idle: "deque[HTTPConnection]") -> HTTPConnection | None:
    """Return a connection of *idle* that the other end has not closed, None where there is none."""
    while True:
        try:
            connection = idle.pop()
        except IndexError:
            return None
        if is_open(connection):
            return connection
        connection.close()


def _body(response: HTTPResponse, at_most: int) -> tuple[bytes, bool]:
    """Return the body of *response*, and whether its end was marked.

    Raises:
        Broken: it ended before its end.
        QueryTooLarge: it is longer than *at_most* bytes.
    """
    whole = response.chunked or response.length is not None
    parts, size = [], 0
    while part := response.read(_PART):
        parts.append(part)
        size += len(part)
        if size > at_most:
            raise QueryTooLarge(
                f"The answer is longer than {at_most:,} bytes, the most that is sent: ask for fewer rows or"
                " columns, page with LIMIT and OFFSET, or take a dump of the release.",
                limit=at_most,
            )
    # At a premature end `http.client` says nothing when it is read in parts.
    if response.length:
        raise Broken(f"the answer ended {response.length:,} bytes before its end")
    return b"".join(parts), whole

"""Ask one server one thing after the other over one connection, and time each answer until it is whole.

It must not judge the answers. The client is Python's own, and costs some 0.2 ms an answer on every server.
"""

import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, RemoteDisconnected
from urllib.parse import urlsplit

__all__ = ["Asker", "FRESH", "Refused", "Reply"]

# What a client says that wants an answer made anew. Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1.4
FRESH = {"Cache-Control": "no-cache"}


class Refused(Exception):
    """The server did not answer as it should; the message says what it did."""


@dataclass(frozen=True)
class Reply:
    """A whole answer, and the seconds it took."""

    body: bytes
    seconds: float


class Asker:
    """A client of the server at *address*, which waits *patience_s* seconds for each part of an answer."""

    def __init__(self, address: str, patience_s: float) -> None:
        self._patience_s = patience_s
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=patience_s)

    def ask(self, path: str, accept: str, *, fresh: bool = False) -> Reply:
        """Return the answer to a GET of *path*; *fresh* asks for one that no cache has.

        Raises:
            Refused: the status is not 200, or no whole answer came in time.
        """
        headers = {"Accept": accept, **(FRESH if fresh else {})}
        try:
            return self._asked(path, headers)
        except TimeoutError:
            self.close()
            raise Refused(f"no answer in {self._patience_s:g} s") from None
        except (OSError, HTTPException) as error:
            self.close()
            raise Refused(f"the connection ended: {error!r}") from None

    def _asked(self, path: str, headers: dict[str, str]) -> Reply:
        """Return the answer; a connection that the server closed while it was idle is opened again."""
        was_open = self._connection.sock is not None
        if not was_open:
            self._connection.connect()
        start = time.perf_counter()
        try:
            self._connection.request("GET", path, headers=headers)
            response = self._connection.getresponse()
        except (RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.close()
            if not was_open:
                raise
            return self._asked(path, headers)
        body = response.read()
        seconds = time.perf_counter() - start
        if response.status != 200:
            said = " ".join(body.decode("utf-8", "replace").split())
            raise Refused(f"status {response.status}: {said[:200]}")
        return Reply(body, seconds)

    def close(self) -> None:
        """Close the connection; the next question opens another, which is not timed."""
        self._connection.close()

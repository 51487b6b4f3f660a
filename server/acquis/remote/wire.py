"""Own a connection that is read and written only within a time, and only while the client is there.

It must not know requests or answers. The client of the standard library waits for each part anew, so that a
server which sends a byte now and then would never be given up.
"""

import io
import select
import socket
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from typing import Any
from urllib.request import Request

from acquis.pool import refusals

__all__ = ["Broken", "Watch", "connected", "is_open"]

_CONNECT_S = 2.0


class Broken(Exception):
    """No whole answer came: nobody listens, the connection ended, or it is no HTTP; the message says."""


@dataclass(frozen=True)
class Watch:
    """How long to wait: `until` on the monotonic clock, and while the descriptor `left` is silent."""

    until: float
    left: int | None = None

    def seconds(self) -> float:
        """Return the seconds that are left.

        Raises:
            TimeoutError: there are none.
        """
        seconds = self.until - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds

    def wait(self, descriptor: int) -> None:
        """Return when *descriptor* can be read.

        Raises:
            QueryFailed: the client left.
            TimeoutError: it cannot in time.
        """
        watch = select.poll()
        for one in (descriptor, self.left):
            if one is not None and one >= 0:
                watch.register(one, select.POLLIN)
        ready = {one for one, _ in watch.poll(self.seconds() * 1000)}
        if self.left in ready:
            raise refusals.left()
        if descriptor >= 0 and not ready:
            raise TimeoutError

    def pause(self, seconds: float) -> None:
        """Return after *seconds*, or as soon as there is no time left.

        Raises:
            QueryFailed: the client left.
            TimeoutError: there is no time left.
        """
        Watch(min(self.until, time.monotonic() + seconds), self.left).wait(-1)


class _Socket:
    """A connected socket as `http.client` uses it; nothing is read or sent outside the `watch`."""

    def __init__(self, plain: socket.socket, watch: Watch) -> None:
        self.plain, self.watch = plain, watch

    def sendall(self, data: Any) -> None:
        """Send *data*, all of it in the time that is left."""
        self.plain.settimeout(self.watch.seconds())
        self.plain.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return what comes, as a file."""
        return io.BufferedReader(_Incoming(self.plain, self.watch))

    def close(self) -> None:
        """Close the socket, once what comes is closed too."""
        self.plain.close()


class _Incoming(io.RawIOBase):
    """What comes over *plain*, each part of it waited for within *watch*."""

    def __init__(self, plain: socket.socket, watch: Watch) -> None:
        self._plain, self._watch = plain, watch
        self._raw = plain.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        # What is read of an encrypted stream may wait here already.
        if not getattr(self._plain, "pending", int)():
            self._watch.wait(self._plain.fileno())
        self._plain.settimeout(self._watch.seconds())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def connected(request: Request, watch: Watch) -> HTTPConnection:
    """Return a new connection to the host of *request*; a later `watch` of its socket counts for what comes.

    Raises:
        Broken: there is none in time.
        OSError: nobody listens there.
    """
    kind = HTTPSConnection if request.type == "https" else HTTPConnection
    connection = kind(request.host, timeout=min(_CONNECT_S, watch.seconds()))
    try:
        connection.connect()
    except TimeoutError:
        raise Broken(f"no connection in {_CONNECT_S:g} seconds") from None
    connection.sock = _Socket(connection.sock, watch)
    return connection


def is_open(connection: HTTPConnection) -> bool:
    """Return whether *connection*, which nobody uses now, is still open at the other end."""
    watch = select.poll()
    held: Any = connection.sock
    watch.register(held.plain, select.POLLIN)
    return not watch.poll(0)

"""Clients that ask a server over and over: each with an address of its own, each noting what came back.

It must not judge. The server must believe one proxy, which these clients pretend to stand behind.
"""

import re
import socket
import statistics
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from threading import Event, Thread
from urllib.parse import urlsplit

__all__ = ["Notes", "Visitor", "asked", "percentile", "raw", "run_together"]

# What no answer may hold: a stack trace, or a path of the machine.
_LEAK = re.compile(
    rb"Traceback \(most|File \"/|(?<![\w.%:/-])/(?:home|root|usr|tmp|opt|var|proc|work)/[\w.]"
    rb"|site-packages|panicked at"
)
_GOOD_5XX = (501, 503, 504, 505)
_NUMBERS = count()


@dataclass
class Notes:
    """What came back: seconds of each answer, how often each status, and what must never be."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def take(self, what: str, status: int, body: bytes, seconds: float) -> None:
        """Note one answer, and whether it must never be given."""
        self.seconds.append(seconds)
        self.statuses[status] += 1
        if status >= 500 and status not in _GOOD_5XX:
            self.faults.append(f"{status} for {what[:200]!r}: {body[:200]!r}")
        leak = _LEAK.search(body)
        # What a client sent may come back to it.
        if leak and leak[0] not in what.encode("utf-8", "replace"):
            self.faults.append(f"{leak[0]!r} in the answer to {what[:200]!r}")

    def add(self, other: "Notes") -> None:
        """Add what *other* has noted."""
        self.seconds += other.seconds
        self.statuses += other.statuses
        self.lost += other.lost
        self.faults += other.faults

    def summary(self) -> dict[str, object]:
        """Return numbers for people: how many, which statuses, and milliseconds."""
        return {
            "answers": len(self.seconds),
            "statuses": {str(status): number for status, number in sorted(self.statuses.items())},
            "p50_ms": round(percentile(self.seconds, 50) * 1000, 1),
            "p95_ms": round(percentile(self.seconds, 95) * 1000, 1),
            "p99_ms": round(percentile(self.seconds, 99) * 1000, 1),
            "max_ms": round(max(self.seconds, default=0.0) * 1000, 1),
            "lost": len(self.lost),
            "faults": len(self.faults),
        }


def percentile(values: list[float], percent: int) -> float:
    """Return the value that *percent* of *values* do not pass; 0 for none."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


class Visitor:
    """A client of the server at *address*; without a *name* it is a new one."""

    def __init__(self, address: str, name: str = "", timeout: float = 120.0) -> None:
        self.address = address
        parts = urlsplit(address)
        number = next(_NUMBERS)
        self.name = name or f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)

    def get(self, path: str, accept: str = "*/*") -> tuple[int, bytes]:
        """Return status and body of what stands at *path*."""
        return self._send("GET", path, b"", {"Accept": accept})

    def query(
        self, text: str, accept: str = "text/csv, text/turtle", seconds: float = 0
    ) -> tuple[int, bytes]:
        """Return status and body of the answer to the query *text*, which may take *seconds* if given."""
        kind = "application/sparql-query"
        path = f"/sparql?timeout={seconds}" if seconds else "/sparql"
        return self._send(
            "POST", path, text.encode("utf-8", "replace"), {"Content-Type": kind, "Accept": accept}
        )

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        self._connection.request(method, path, body or None, {**headers, "X-Forwarded-For": self.name})
        response = self._connection.getresponse()
        return response.status, response.read()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def asked(
    notes: Notes, visitor: Visitor, what: str, call: Callable[[], tuple[int, bytes]], *good: int
) -> None:
    """Note what *call* brings *visitor*; an answer that never comes, or is none of *good*, is lost."""
    start = time.perf_counter()
    try:
        status, body = call()
    except (OSError, HTTPException) as error:
        visitor.close()
        notes.lost.append(f"{what[:100]!r}: {error!r}")
        return
    notes.take(what, status, body, time.perf_counter() - start)
    if good and status not in good:
        notes.lost.append(f"{what[:100]!r}: {status} {body[:200]!r}")


def raw(address: str, sent: bytes, patience: float = 3.0) -> tuple[int, bytes]:
    """Return status and body of the answer to the bytes *sent*.

    The status is 0 when the server just hangs up, or waits for more after *patience* seconds.
    """
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=patience) as connection:
        connection.sendall(sent)
        data = b""
        with suppress(TimeoutError):
            while part := connection.recv(1 << 16):
                data += part
    status = data[9:12]
    return int(status) if status.isdigit() else 0, data.partition(b"\r\n\r\n")[2]


def run_together(workers: list[Callable[[Event], None]], seconds: float) -> None:
    """Run *workers* side by side, each until it is done or told to stop after *seconds*."""
    stop = Event()
    threads = [Thread(target=worker, args=(stop,), daemon=True) for worker in workers]
    until = time.monotonic() + seconds
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    stop.set()
    for thread in threads:
        thread.join()

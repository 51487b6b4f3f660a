"""Ask servers at a steady rate, whatever their answers take, and note each answer.

It must not judge. The time of an answer counts from when it was due, so that one slow answer does not hide
the wait of those behind it. Load goes to 127.0.0.1 only, bounded in rate and time.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from itertools import count
from threading import Event
from urllib.parse import urlsplit

from acquis.bench.visitors import percentile, run_together

__all__ = ["Answer", "Asked", "Crowd", "Step", "times_ms"]

Step = Callable[[Event], None]

_PATIENCE_S = 30.0


@dataclass(frozen=True)
class Asked:
    """A request by GET: its path, and headers beside those that every request has."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What came of *asked*, due at `at`: `seconds` since then, of which `taken` since it was sent.

    Status 0 is none, with the reason as `body`.
    """

    asked: Asked
    at: float
    seconds: float
    taken: float
    status: int
    release: str = ""
    body: bytes = b""


class Crowd:
    """As many *clients* that together ask *rate* requests a second of *addresses*, in turns."""

    def __init__(self, addresses: Sequence[str], rate: float, clients: int) -> None:
        self._addresses, self._rate, self._clients = addresses, rate, clients

    def ask(self, requests: Sequence[Asked], seconds: float, during: Sequence[Step] = ()) -> list[Answer]:
        """Return what came of *requests*, asked over and over for some *seconds*, by the time they were due.

        What is to be done *during* that time, told when to stop, is done beside it.
        """
        found: list[list[Answer]] = [[] for _ in range(self._clients)]
        start = time.perf_counter() + 0.1
        workers = [
            partial(self._client, place, requests, start, start + seconds, noted)
            for place, noted in enumerate(found)
        ]
        run_together([*workers, *during], seconds + _PATIENCE_S)
        return sorted((one for noted in found for one in noted), key=lambda one: one.at)

    def _client(
        self,
        place: int,
        requests: Sequence[Asked],
        start: float,
        end: float,
        noted: list[Answer],
        stop: Event,
    ) -> None:
        parts = urlsplit(self._addresses[place % len(self._addresses)])
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_PATIENCE_S)
        for turn in count(place, self._clients):
            due = start + turn / self._rate
            if due >= end or stop.wait(max(0.0, due - time.perf_counter())):
                break
            noted.append(_answer(connection, requests[turn % len(requests)], place, due))
        connection.close()


def _answer(connection: HTTPConnection, asked: Asked, place: int, due: float) -> Answer:
    sent, begun = {"X-Forwarded-For": f"10.1.0.{place}", **asked.headers}, time.perf_counter()
    try:
        connection.request("GET", asked.path, headers=sent)
        response = connection.getresponse()
        body = response.read()
    except (OSError, HTTPException) as error:
        connection.close()
        response, body = None, repr(error).encode()
    now = time.perf_counter()
    status, release = (response.status, response.headers.get("Acquis-Release", "")) if response else (0, "")
    return Answer(asked, due, now - due, now - begun, status, release, body)


def times_ms(answers: Sequence[Answer]) -> dict[str, float]:
    """Return the median, the 99th percentile and the longest time of *answers* in milliseconds."""
    seconds = [one.seconds for one in answers]
    return {
        "p50_ms": round(percentile(seconds, 50) * 1000, 1),
        "p99_ms": round(percentile(seconds, 99) * 1000, 1),
        "max_ms": round(max(seconds, default=0.0) * 1000, 1),
    }

"""Single attacks on a server, each tried for itself and put into numbers; it must not judge them.

Load goes to 127.0.0.1 only, bounded in count and time.
"""

import socket
import time
from collections.abc import Callable
from functools import partial
from threading import Event, Thread

from acquis.bench import attacks
from acquis.bench.server import Server
from acquis.bench.visitors import Notes, Visitor, asked, raw, run_together

__all__ = ["PROBES"]

_FUZZED = 10_000
# Enough to see a query run; many of them would run on.
_FUZZ_S = 0.2
_DEPARTURES = 20
_PATIENCE_S = 30.0


def nested(server: Server) -> dict[str, object]:
    """Return how nested constructs of four sizes were answered, and how many processes they cost."""
    before, notes, slowest = _number(server, "stopped_crashed"), Notes(), ("", 0.0)
    for name in attacks.NESTED:
        for times in (200, 1_000, 10_000, 50_000):
            visitor = Visitor(server.address)
            text = attacks.wrapped(name, times)
            asked(notes, visitor, text, partial(visitor.query, text))
            visitor.close()
            slowest = max(slowest, (f"{name} x {times}", notes.seconds[-1]), key=lambda one: one[1])
    return {
        **notes.summary(),
        "slowest": f"{slowest[0]}: {slowest[1] * 1000:.0f} ms",
        "processes lost": _number(server, "stopped_crashed") - before,
        "first lost": notes.lost[:5],
        "first faults": notes.faults[:5],
    }


def _number(server: Server, name: str) -> float:
    """Return a number of the pool, 0 where it has none of that name yet."""
    visitor = Visitor(server.address)
    lines = visitor.get("/metrics")[1].decode().splitlines()
    visitor.close()
    return sum(float(line.split()[1]) for line in lines if line.startswith(f"acquis_pool_{name} "))


def fuzz(server: Server) -> dict[str, object]:
    """Return how ten thousand odd queries, and twice as many odd requests, were answered."""
    queries, requests = Notes(), Notes()
    workers: list[Callable[[Event], None]] = []
    for seed in range(4):
        workers.append(partial(_fuzz_queries, server, queries, seed))
        workers.append(partial(_fuzz_requests, server, requests, seed))
    run_together(workers, 600)
    return {
        name: {**notes.summary(), "first faults": notes.faults[:5], "first lost": notes.lost[:5]}
        for name, notes in (("queries", queries), ("requests", requests))
    }


def _fuzz_queries(server: Server, notes: Notes, seed: int, stop: Event) -> None:
    for _, text in zip(range(_FUZZED // 4), attacks.fuzzed(seed), strict=False):
        if stop.is_set():
            return
        visitor = Visitor(server.address)
        asked(notes, visitor, text, partial(visitor.query, text, seconds=_FUZZ_S))
        visitor.close()


def _fuzz_requests(server: Server, notes: Notes, seed: int, stop: Event) -> None:
    visitor = Visitor(server.address)
    for _, sent in zip(range(_FUZZED // 2), attacks.noise(seed), strict=False):
        if stop.is_set():
            return
        asked(notes, visitor, repr(sent), partial(raw, server.address, sent))


def departures(server: Server) -> dict[str, object]:
    """Return how long after the last client has left the last of their queries was stopped."""
    text = attacks.RUNAWAYS["cross join"]
    for _ in range(_DEPARTURES):
        visitor = Visitor(server.address, timeout=0.3)
        asked(Notes(), visitor, text, partial(visitor.query, text))
        visitor.close()
    start = time.perf_counter()
    while _number(server, "running") and time.perf_counter() - start < _PATIENCE_S:
        time.sleep(0.01)
    return {"departures": _DEPARTURES, "idle after (s)": round(time.perf_counter() - start, 2)}


def outbound(server: Server) -> dict[str, object]:
    """Return how many of the queries that name another server made ours call it."""
    calls = 0
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(1)
        queries = attacks.reaching(f"http://127.0.0.1:{listener.getsockname()[1]}/data")
        for text in queries.values():
            visitor = Visitor(server.address)
            asked(Notes(), visitor, text, partial(visitor.query, text))
            visitor.close()
        try:
            while True:
                listener.accept()[0].close()
                calls += 1
        except TimeoutError:
            return {"queries": len(queries), "calls": calls}


def shares(server: Server) -> dict[str, object]:
    """Return after how many faults, and how many queries side by side, one client is told to wait."""
    found = {"faults before 429": _until_refused(server, "SELEC"), **_side_by_side(server)}
    other = Visitor(server.address)
    return {**found, "another client": other.query("ASK {}")[0]}


def _until_refused(server: Server, text: str) -> int:
    visitor = Visitor(server.address)
    return next((number for number in range(100) if visitor.query(text)[0] == 429), 100)


def _side_by_side(server: Server) -> dict[str, int]:
    statuses: list[int] = []
    name, text = Visitor(server.address).name, attacks.RUNAWAYS["cross join"]

    def ask() -> None:
        visitor = Visitor(server.address, name)
        statuses.append(visitor.query(text)[0])
        visitor.close()

    threads = [Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"of 12 side by side, refused": statuses.count(429)}


PROBES: dict[str, Callable[[Server], object]] = {
    "client leaves": departures,
    "nested constructs": nested,
    "calls to other servers": outbound,
    "shares of a client": shares,
    "fuzzed queries and requests": fuzz,
}

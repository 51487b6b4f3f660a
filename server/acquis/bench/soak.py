"""Put a server under attack and load at once, and say what came of it; it must not know how the server works.

Load goes to 127.0.0.1 only, bounded in rate and time; the server is one of its own.
"""

import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from threading import Event
from typing import Any
from urllib.parse import quote

from acquis.bench import attacks, machine, probes
from acquis.bench.server import Server, served
from acquis.bench.visitors import Notes, Visitor, asked, raw, run_together

__all__ = ["faults", "lasting", "soak"]

_LIMIT_S = 5
_CHEAP_RATE = 50
_CHEAP_CLIENTS = 10
_TEXTS = (
    "SELECT ?l { norm:gge-2015\\/c skos:prefLabel ?l }",
    "ASK { norm:gge-2015\\/c a acq:Norm }",
    "SELECT ?s { ?s acq:onTopic topic:sovereignty ; acq:stanceValue ?v } LIMIT 20",
    "SELECT ?w ?l { ?w a acq:Resolution ; skos:prefLabel ?l } ORDER BY ?w LIMIT 20",
)
_PATHS = ("/doc/norm/gge-2015/c", "/api/queries/norm-wording?norm=c", "/doc/state/EST", "/health")
# When, the memory of all processes in megabytes, and that of each.
_Memory = tuple[float, float, dict[int, float]]


def soak(minutes: float, step: Callable[[str], None]) -> dict[str, Any]:
    """Return what a server did in *minutes* of load and attack, and in the probes before it."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ACQUIS_")}
    environ |= {name: os.environ[name] for name in ("ACQUIS_RELEASES_DIR",) if name in os.environ}
    with served(environ, proxies=1, query_seconds=_LIMIT_S, body_seconds=2, access_log="off") as server:
        figures: dict[str, Any] = {"machine": machine.describe(), "limit_s": _LIMIT_S, "minutes": minutes}
        figures["memory at rest (MB)"] = round(_rested(server))
        step("Cheap queries alone")
        figures["cheap alone"] = _mixed(server, [], 20).summary()
        for number in (4, 16):
            step(f"{number} runaway queries beside them")
            figures[f"beside {number} runaways"] = _beside(server, number)
        for name, probe in probes.PROBES.items():
            step(name)
            figures[name] = probe(server)
        step(f"{minutes:g} minutes of everything")
        figures["soak"] = _everything(server, minutes * 60)
        figures["memory 10 s after (MB)"] = round(_rested(server))
    return figures


def faults(figures: Any) -> list[str]:
    """Return each sentence in *figures* on a lost cheap query or an answer that must never be given."""
    if not isinstance(figures, dict):
        return []
    listed = [figures.get(name, ()) for name in ("first lost", "first faults", "lost", "faults")]
    own = [str(one) for found in listed if isinstance(found, list) for one in found]
    return own + [one for value in figures.values() for one in faults(value)]


def lasting(memory: list[dict[int, float]]) -> list[int]:
    """Return the sum over time of those processes in *memory*, by id, that were there all the time.

    What a query takes is not counted: its process ends with it.
    """
    pids = set.intersection(*map(set, memory)) if memory else set()
    return [round(sum(each[pid] for pid in pids)) for each in memory]


def _rested(server: Server) -> float:
    time.sleep(10)
    return server.memory_mb()


def _cheap(server: Server, notes: Notes, place: int, stop: Event) -> None:
    """Ask cheap things at a steady rate, whatever the answers take, and lose none."""
    visitor = Visitor(server.address)
    pause = _CHEAP_CLIENTS / _CHEAP_RATE
    due = time.perf_counter() + pause * place / _CHEAP_CLIENTS
    for text, path in zip(cycle(_TEXTS), cycle(_PATHS), strict=False):
        for what, call in ((text, partial(visitor.query, text)), (path, partial(visitor.get, path))):
            if stop.wait(max(0.0, due - time.perf_counter())):
                return
            asked(notes, visitor, what, call, 200)
            due = max(due + pause, time.perf_counter() - 1)


def _mixed(server: Server, others: list[Callable[[Event], None]], seconds: float) -> Notes:
    """Return what the cheap clients noted while *others* ran beside them."""
    notes = [Notes() for _ in range(_CHEAP_CLIENTS)]
    cheap = [partial(_cheap, server, one, place) for place, one in enumerate(notes)]
    run_together([*cheap, *others], seconds)
    whole = Notes()
    for one in notes:
        whole.add(one)
    return whole


def _sender(server: Server, notes: Notes, texts: Iterator[str], stop: Event) -> None:
    """Send each of *texts* as a new client, one after the other."""
    for text in texts:
        if stop.is_set():
            return
        visitor = Visitor(server.address)
        asked(notes, visitor, text, partial(visitor.query, text))
        visitor.close()


def _beside(server: Server, number: int) -> dict[str, object]:
    """Return what *number* runaway queries at a time did to the cheap ones, and when they were refused."""
    notes = Notes()
    texts = list(attacks.RUNAWAYS.values())
    attackers = [
        partial(_sender, server, notes, cycle(texts[place % len(texts) :] + texts)) for place in range(number)
    ]
    cheap = _mixed(server, list(attackers), 4 * _LIMIT_S)
    return {
        "cheap": cheap.summary(),
        "lost": cheap.lost[:5],
        "runaways": notes.summary(),
        "faults": notes.faults[:5],
    }


def _everything(server: Server, seconds: float) -> dict[str, object]:
    """Return what the cheap clients and the attackers noted, and the memory over time."""
    memory: list[_Memory] = []
    notes = {name: Notes() for name in ("runaways", "bombs", "nested", "fuzzed", "noise", "greedy")}
    nested = (attacks.wrapped(name, times) for times in cycle((50, 500, 5_000)) for name in attacks.NESTED)
    runaways = list(attacks.RUNAWAYS.values())
    others: list[Callable[[Event], None]] = [
        *(partial(_sender, server, notes["runaways"], cycle(runaways[n:] + runaways[:n])) for n in range(4)),
        partial(_sender, server, notes["bombs"], cycle(attacks.BOMBS.values())),
        partial(_sender, server, notes["nested"], nested),
        partial(_sender, server, notes["fuzzed"], attacks.fuzzed(99)),
        partial(_noise, server, notes["noise"]),
        partial(_leaver, server),
        partial(_slow, server),
        *(partial(_greedy, server, notes["greedy"]) for _ in range(10)),
        partial(_watch, server, memory, time.perf_counter()),
    ]
    cheap = _mixed(server, others, seconds)
    return {
        "cheap": cheap.summary(),
        "first lost": cheap.lost[:5],
        **{name: one.summary() for name, one in notes.items()},
        "first faults": [fault for one in (cheap, *notes.values()) for fault in one.faults][:10],
        "memory (MB)": [[round(second), round(whole)] for second, whole, _ in memory],
        "memory of what lasts (MB)": lasting([each for _, _, each in memory]),
    }


def _noise(server: Server, notes: Notes, stop: Event) -> None:
    visitor = Visitor(server.address)
    for sent in attacks.noise(7):
        if stop.wait(0.02):
            return
        asked(notes, visitor, repr(sent), partial(raw, server.address, sent))


def _leaver(server: Server, stop: Event) -> None:
    """Ask what never ends, and leave at once, over and over."""
    for text in cycle(attacks.RUNAWAYS.values()):
        if stop.is_set():
            return
        visitor = Visitor(server.address, timeout=0.3)
        asked(Notes(), visitor, text, partial(visitor.query, text))


def _slow(server: Server, stop: Event) -> None:
    """Send heads and bodies byte by byte, many at a time."""
    head = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
    head += b"Content-Length: 50\r\n\r\n"
    while not stop.is_set():
        run_together([partial(_trickle, server, head) for _ in range(20)], 5)


def _trickle(server: Server, head: bytes, stop: Event) -> None:
    visitor = Visitor(server.address)
    asked(Notes(), visitor, "slow", partial(raw, server.address, head + b"ASK", 10.0))
    stop.wait(1)


def _greedy(server: Server, notes: Notes, stop: Event) -> None:
    """Ask as one client, ten times at once, as often as it goes."""
    visitor = Visitor(server.address, name="192.0.2.66")
    text = f"SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?c ?d ?e }} # {quote('x')}"
    while not stop.wait(0.05):
        asked(notes, visitor, text, partial(visitor.query, text))


def _watch(server: Server, memory: list[_Memory], start: float, stop: Event) -> None:
    while not stop.wait(5):
        memory.append((time.perf_counter() - start, server.memory_mb(), server.resident_mb()))

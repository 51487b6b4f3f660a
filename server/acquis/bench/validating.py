"""Measure how long the check of a submission takes: in this process, over HTTP, and of many at once.

It must not know how a check works. The submissions are the worked examples, of a State that does not exist:
the graph does not know it, so what comes near is looked up as well.
"""

import time
import urllib.request
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

from acquis import validation
from acquis.bench.visitors import percentile
from acquis.engine import Engine, parse
from acquis.resources import folder

__all__ = ["ALONE", "in_bulk", "in_process", "over_http"]

ALONE = "validate a submission in process"
_TIMES = 50
_PROCESSES = 2
_TURTLE = "text/turtle"
_PATIENCE_S = 60.0


def in_process(engine: Engine) -> dict[str, float]:
    """Return milliseconds that the example of about 50 triples takes in this process, median and p95."""
    document = _example()
    validation.warm_up(engine)
    return _figures(ALONE, lambda: validation.check(document, _TURTLE, engine))


def over_http(address: str) -> dict[str, float]:
    """Return the milliseconds that the same takes the server at *address*."""
    document = _example()
    return _figures("validate a submission over HTTP", lambda: _sent(address, document))


def in_bulk(engine: Engine, number: int) -> dict[str, float]:
    """Return the seconds that *number* submissions of all kinds take in two processes; *engine* in memory."""
    examples = [path.read_bytes() for path in _paths()]
    documents = [(data, _TURTLE) for data in islice(cycle(examples), number)]
    start = time.perf_counter()
    checked = sum(1 for _ in validation.check_many(documents, engine, processes=_PROCESSES))
    return {f"validate {checked:,} submissions, {_PROCESSES} processes (s)": time.perf_counter() - start}


def _example() -> bytes:
    """Return the worked example whose number of triples is nearest to 50."""
    return min((path.read_bytes() for path in _paths()), key=lambda data: abs(len(parse(data, _TURTLE)) - 50))


def _sent(address: str, document: bytes) -> None:
    request = urllib.request.Request(f"{address}/api/validate", document, {"Content-Type": _TURTLE})
    with urllib.request.urlopen(request, timeout=_PATIENCE_S) as response:
        response.read()


def _figures(name: str, call: Callable[[], object]) -> dict[str, float]:
    call()
    times = []
    for _ in range(_TIMES):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return {f"{name}, median (ms)": percentile(times, 50), f"{name}, p95 (ms)": percentile(times, 95)}


def _paths() -> list[Path]:
    found = (folder("shapes") / "submissions" / "examples").glob("*.ttl")
    return sorted(path for path in found if path.stem != "states")

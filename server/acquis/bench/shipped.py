"""Measure the shipped sources from build to answer, each step as users run it: by its own command.

It must not know how any step works inside; load goes to 127.0.0.1 only, bounded in count.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from acquis import config
from acquis.bench import pages, publishing, validating
from acquis.bench.server import get, served
from acquis.engine import Engine
from acquis.library import queries
from acquis.releases.release import current, open_engine

__all__ = ["measure"]

_REQUESTS = 200
_SUBMISSIONS = 1000
_TURTLE = "/doc/norm/gge-2015/c.ttl"
_ASKED = ("norm-wording", "stance-holders", "affirming-resolutions", "vote-comparison")


def measure() -> dict[str, Any]:
    """Return seconds, milliseconds and megabytes as `shipped`, by what was measured, and `pages` one by one.

    It builds into a folder of its own.
    """
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "ACQUIS_RELEASES_DIR": folder}
        figures = {"acquis build (s)": _seconds(environ, "build")}
        figures["acquis build, peak memory (MB)"] = _children_peak_mb()
        figures["acquis check (s)"] = _seconds(environ, "check")
        # One client asks more in a row than it has a share for.
        with served(environ, client_seconds=10_000) as server:
            figures["server ready (s)"] = server.ready_s
            figures["norm as Turtle, median (ms)"] = _median_ms(
                partial(get, server.address + _TURTLE, {"Cache-Control": "no-cache"})
            )
            figures["norm as Turtle, kept, median (ms)"] = _median_ms(partial(get, server.address + _TURTLE))
            figures.update(validating.over_http(server.address))
            looked_at = pages.measure(server)
        figures.update(_inside(environ))
        published = publishing.grown(config.load(environ).releases_dir)
        figures["publish a submission, median (s)"] = published["publish_s"]
    return {"shipped": {name: round(value, 3) for name, value in figures.items()}, "pages": looked_at}


def _inside(environ: dict[str, str]) -> dict[str, float]:
    """Return how long the main questions and checks of submissions take in this process, as in the server."""
    settings = config.load(environ)
    engine = open_engine(current(settings.releases_dir), memory_quads=settings.memory_quads)
    return {
        **{f"ask {name}, median (ms)": _median_ms(partial(_answer, engine, name)) for name in _ASKED},
        **validating.in_process(engine),
        **validating.in_bulk(engine, _SUBMISSIONS),
    }


def _answer(engine: Engine, name: str) -> bytes:
    return queries.ask(engine, name, {}).serialise("text/csv")


def _seconds(environ: dict[str, str], command: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "acquis", command], env=environ, check=True, capture_output=True)
    return time.perf_counter() - start


def _children_peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _median_ms(call: Callable[[], object]) -> float:
    call()
    times = []
    for _ in range(_REQUESTS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000

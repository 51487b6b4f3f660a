"""Measure the shipped sources from build to answer, each step as users run it: by its own command.

It must not know how any step works inside; load goes to 127.0.0.1 only, bounded in count.
"""

import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from acquis import config, queries
from acquis.engine import Engine
from acquis.release import current, open_engine

__all__ = ["measure"]

_REQUESTS = 200
_READY_S = 30.0
_PAGES = {
    "norm page, HTML": "/doc/norm/gge-2015/c.html",
    "norm page, Turtle": "/doc/norm/gge-2015/c.ttl",
}
_ASKED = ("norm-wording", "stance-holders", "affirming-resolutions", "vote-comparison")


def measure() -> dict[str, float]:
    """Return seconds, milliseconds and megabytes by what was measured; builds into a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "ACQUIS_RELEASES_DIR": folder}
        figures = {"acquis build (s)": _seconds(environ, "build")}
        figures["acquis build, peak memory (MB)"] = _children_peak_mb()
        figures["acquis check (s)"] = _seconds(environ, "check")
        with _served(environ) as (address, ready_s):
            figures["server ready (s)"] = ready_s
            for name, path in _PAGES.items():
                figures[f"{name}, median (ms)"] = _median_ms(partial(_get, address + path))
        figures.update(_questions(environ))
    return {name: round(value, 3) for name, value in figures.items()}


def _questions(environ: dict[str, str]) -> dict[str, float]:
    """Return the median time of each of the main questions, asked in this process as the server would."""
    settings = config.load(environ)
    engine = open_engine(current(settings.releases_dir), memory_quads=settings.memory_quads)
    return {f"ask {name}, median (ms)": _median_ms(partial(_answer, engine, name)) for name in _ASKED}


def _answer(engine: Engine, name: str) -> bytes:
    return queries.ask(engine, name, {}).serialise("text/csv")


def _seconds(environ: dict[str, str], command: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "acquis", command], env=environ, check=True, capture_output=True)
    return time.perf_counter() - start


def _children_peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


@contextmanager
def _served(environ: dict[str, str]) -> Iterator[tuple[str, float]]:
    """Yield the address of a server over the built release, and how long it took to be ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    start = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "acquis", "serve"],
        env={**environ, "ACQUIS_HOST": "127.0.0.1", "ACQUIS_PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield address, _wait(address, start)
    finally:
        server.terminate()
        server.wait(timeout=_READY_S)


def _wait(address: str, start: float) -> float:
    while time.perf_counter() - start < _READY_S:
        try:
            _get(f"{address}/health")
        except OSError:
            time.sleep(0.01)
        else:
            return time.perf_counter() - start
    raise TimeoutError(f"The server did not answer within {_READY_S} s.")


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=_READY_S) as response:
        body: bytes = response.read()
    return body


def _median_ms(call: Callable[[], object]) -> float:
    call()
    times = []
    for _ in range(_REQUESTS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000

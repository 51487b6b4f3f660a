"""Measure several servers on one folder of releases, with nginx in front: requests a second, and how late.

`python -m acquis.bench.scale.fronts` prints a table. It needs nginx and wrk; it must not know how they work.
Load goes to 127.0.0.1 only, bounded in connections and time.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

from acquis.bench.scale.edge import edge
from acquis.bench.scale.made import made
from acquis.bench.server import served
from acquis.releases import release
from acquis.vocab import ID

__all__ = ["NUMBERS", "measure"]

NUMBERS = (1, 2, 4)

_WRK = shutil.which("wrk")
_SECONDS, _CONNECTIONS = 4, 8
_SHARES = {"client_seconds": 100_000, "client_queries": 100, "proxies": 1, "access_log": "off", "workers": 1}
_LOOK_UP = quote(f"SELECT ?p ?o {{ <{ID}norm/bench-0/a> ?p ?o }}")
# Path and what is accepted.
_ASKED = {
    "look-up": (f"/sparql?query={_LOOK_UP}", "text/csv"),
    "Turtle": ("/doc/norm/bench-0/a", "text/turtle"),
    "page": ("/doc/work/bench-1", "text/html"),
}
_LATENCY = re.compile(r"^\s+(50|99)%\s+([0-9.]+)(us|ms|s) *$", re.MULTILINE)
_UNIT_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def measure(quads: int, numbers: Sequence[int] = NUMBERS) -> Iterator[dict[str, object]]:
    """Yield a row for each number of servers, kind of request and way through the edge.

    Raises:
        OSError: a program is missing.
    """
    if _WRK is None:
        raise OSError("This measurement needs wrk: on Debian or Ubuntu, apt-get install wrk.")
    with tempfile.TemporaryDirectory() as folder:
        releases = made(quads, Path(folder))
        environ = {**os.environ, "ACQUIS_RELEASES_DIR": str(releases)}
        for number in numbers:
            yield from _rows(number, environ, release.current(releases).id)


def _rows(number: int, environ: Mapping[str, str], release_id: str) -> Iterator[dict[str, object]]:
    with ExitStack() as opened:
        servers = [opened.enter_context(served(environ, **_SHARES)) for _ in range(number)]
        behind = [one.address for one in servers]
        for way, keeps in (("handed on", False), ("asked anew", True), ("kept", True)):
            with edge(behind, keeps=keeps) as address:
                for kind, (path, accept) in _ASKED.items():
                    pin = "" if way != "kept" else f"{'&' if '?' in path else '?'}release={release_id}"
                    found = _load(f"{address}{path}{pin}", accept)
                    yield {"servers": number, "request": kind, "at the edge": way, **found}


def _load(address: str, accept: str) -> dict[str, object]:
    """Return requests a second and milliseconds, from a second run over the same connections."""
    for seconds in (1, _SECONDS):
        done = subprocess.run(
            [
                *(str(_WRK), "-t", "1", "-c", str(_CONNECTIONS), "-d", str(seconds), "--latency"),
                *("-H", f"Accept: {accept}", address),
            ],
            check=True,
            capture_output=True,
            text=True,
        )
    times = {name: float(value) * _UNIT_MS[unit] for name, value, unit in _LATENCY.findall(done.stdout)}
    (rate,) = re.findall(r"^Requests/sec:\s+([0-9.]+)$", done.stdout, re.MULTILINE)
    faults = sum(int(one) for one in re.findall(r"(?:Non-2xx or 3xx responses: |timeout )(\d+)", done.stdout))
    return {
        "requests/s": round(float(rate)),
        "p50 (ms)": round(times["50"], 2),
        "p99 (ms)": round(times["99"], 2),
        "faults": faults,
    }


if __name__ == "__main__":
    for place, row in enumerate(measure(int(sys.argv[1]) if sys.argv[1:] else 100_000)):
        if place == 0:
            sys.stdout.write(f"| {' | '.join(row)} |\n| {' | '.join('---' for _ in row)} |\n")
        sys.stdout.write(f"| {' | '.join(str(one) for one in row.values())} |\n")
        sys.stdout.flush()

"""Measure where a release is better held, in memory or on disk: times of answers, memory, start.

`python -m acquis.bench.scale.homes 100000` prints a table. It must not choose: that is the setting
ACQUIS_MEMORY_QUADS, whose default rests on these figures.
"""

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from urllib.parse import quote

from acquis.bench.scale.made import made
from acquis.bench.scale.steady import Asked, Crowd
from acquis.bench.server import Server, served
from acquis.vocab import ACQ, ID, PREFIXES

__all__ = ["KINDS", "measure"]

_HOMES = {"memory": 1 << 40, "disk": 0}
_TIMES, _MIXED_S = 30, 8
_SHARES = {"client_seconds": 10_000, "client_queries": 50, "proxies": 1, "access_log": "off"}
_LABEL = PREFIXES["skos"] + "prefLabel"


def _query(text: str) -> Asked:
    return Asked(f"/sparql?query={quote(text)}", {"Accept": "text/csv", "Cache-Control": "no-cache"})


KINDS: dict[str, Asked] = {
    "look-up": _query(f"SELECT ?p ?o {{ <{ID}norm/bench-0/a> ?p ?o }}"),
    "Turtle": Asked("/doc/norm/bench-0/a", {"Accept": "text/turtle", "Cache-Control": "no-cache"}),
    "page": Asked("/doc/norm/bench-0/a", {"Accept": "text/html", "Cache-Control": "no-cache"}),
    "long page": Asked("/doc/work/bench-1", {"Accept": "text/html", "Cache-Control": "no-cache"}),
    "join": _query(
        f"SELECT ?w ?l {{ ?w <{ACQ}sponsor> <{ID}state/001> ; <{_LABEL}> ?l ; <{ACQ}adoptedOn> ?d }}"
        " ORDER BY DESC(?d) LIMIT 20"
    ),
    "matrix": _query(
        f"SELECT ?s ?t (COUNT(*) AS ?n) {{ ?x a <{ACQ}Stance> ; <{ACQ}issuer> ?s ; <{ACQ}onTopic> ?t }}"
        " GROUP BY ?s ?t"
    ),
    "words": _query(f'SELECT ?s {{ ?s <{ACQ}summary> ?t FILTER CONTAINS(?t, "trust and trust") }} LIMIT 50'),
}


def measure(sizes: Sequence[int]) -> list[dict[str, object]]:
    """Return a row for each of *sizes*, in quads, and each home: milliseconds by kind, megabytes, seconds."""
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            environ = {**os.environ, "ACQUIS_RELEASES_DIR": str(made(size, Path(folder)))}
            for home, most in _HOMES.items():
                with served(environ, memory_quads=most, **_SHARES) as server:
                    rows.append({"quads": size, "home": home, **_figures(server)})
    return rows


def _figures(server: Server) -> dict[str, object]:
    rested = server.memory_mb()
    found: dict[str, object] = {"ready (s)": round(server.ready_s, 2), "at first (MB)": round(rested)}
    # Several at a time, so that all processes have worked before memory is looked at.
    Crowd([server.address], 10, 4).ask([*KINDS.values()], _MIXED_S)
    for name, one in KINDS.items():
        answers = Crowd([server.address], 1000, 1).ask([one] * _TIMES, _TIMES / 1000)
        if any(answer.status != 200 for answer in answers):
            raise ValueError(f"{one.path} is not answered: {answers[0].body[:200]!r}")
        found[f"{name} (ms)"] = round(median(answer.taken for answer in answers) * 1000, 1)
    return found | {"after (MB)": round(server.memory_mb())}


if __name__ == "__main__":
    table = measure([int(one) for one in sys.argv[1].split(",")])
    for number, row in enumerate(table):
        if number == 0:
            sys.stdout.write(f"| {' | '.join(row)} |\n| {' | '.join('---' for _ in row)} |\n")
        sys.stdout.write(f"| {' | '.join(str(one) for one in row.values())} |\n")

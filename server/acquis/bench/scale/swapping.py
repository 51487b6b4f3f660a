"""Measure what a new release does to those who read: load at a steady rate while `current` is exchanged.

`python -m acquis.bench.scale.swapping 100000` prints one JSON object; without a size, for what is shipped.
It must not know how the server follows. Each answer is held against the release that it says it is of.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Event
from urllib.parse import quote

from acquis.bench import publishing
from acquis.bench.scale.made import made
from acquis.bench.scale.steady import Answer, Asked, Crowd, times_ms
from acquis.bench.server import served
from acquis.releases import release
from acquis.releases.release import Release
from acquis.vocab import ACQ, ID

__all__ = ["measure", "wrong"]

_RATE, _CLIENTS, _SECONDS = 20, 12, 24
_EVERY_S = 3.0  # from one exchange to the next
_NEAR_S = 1.0
_SHARES = {"client_seconds": 10_000, "client_queries": 50, "proxies": 1, "access_log": "off"}
_NUMBER = f"SELECT (COUNT(?p) AS ?n) {{ ?p a <{ACQ}NationalPosition> ; <{ACQ}issuer> <{ID}state/XAA> }}"
_UNCACHED = {"Cache-Control": "no-cache"}


def measure(quads: int | None, folder: Path) -> dict[str, object]:
    """Return times before and during exchanges, and what was wrong, for *quads* made up, or those shipped."""
    releases = made(quads, folder) if quads else _shipped(folder)
    publishing.grown(releases)
    following = release.history(releases)
    release.swap(following[0], releases)
    numbers = {one.id: place for place, one in enumerate(following)}
    environ = {**os.environ, "ACQUIS_RELEASES_DIR": str(releases)}
    with served(environ, **_SHARES) as server:
        crowd, asked = Crowd([server.address], _RATE, _CLIENTS), requests(quads is None)
        crowd.ask(asked, _SECONDS / 2)
        usual = crowd.ask(asked, _SECONDS)
        moments: list[float] = []
        during = crowd.ask(asked, _SECONDS, [_exchanging(releases, following, moments)])
        memory = server.memory_mb()
    near = [one for one in during if any(0 <= one.at - moment < _NEAR_S for moment in moments)]
    return {
        "quads": following[0].manifest["quads"],
        "exchanges": len(moments),
        "answers": len(usual) + len(during),
        "releases seen": len({one.release for one in during}),
        "wrong": [*wrong(usual, numbers), *wrong(during, numbers)][:5],
        "usual": times_ms(usual),
        "during": times_ms(during),
        "within a second": times_ms(near),
        "p99 ratio": round(times_ms(during)["p99_ms"] / times_ms(usual)["p99_ms"], 2),
        "memory_mb": round(memory),
    }


def requests(is_shipped: bool) -> list[Asked]:
    """Return what is asked in turns: queries, look-ups, pages and a question, none of them long."""
    norm, state, work = (
        ("norm/gge-2015/c", "state/EST", "work/a-res-70-237")
        if is_shipped
        else ("norm/bench-0/a", "state/001", "work/bench-1")
    )
    texts = (
        _NUMBER,
        f"SELECT ?p ?o {{ <{ID}{norm}> ?p ?o }}",
        f"SELECT ?s ?p {{ ?s ?p <{ID}{state}> }} LIMIT 50",
        f"SELECT ?w {{ ?w a <{ACQ}Resolution> ; <{ACQ}sponsor> <{ID}{state}> }} ORDER BY ?w LIMIT 10",
    )
    queries = [Asked(f"/sparql?query={quote(text)}", {"Accept": "text/csv", **_UNCACHED}) for text in texts]
    pages = [
        Asked(f"/doc/{norm}", {"Accept": "text/turtle", **_UNCACHED}),
        Asked(f"/doc/{work}", {"Accept": "text/html", **_UNCACHED}),
        Asked("/health"),
    ]
    return [*queries, *pages]


def wrong(answers: Sequence[Answer], numbers: Mapping[str, int]) -> Iterator[str]:
    """Yield a sentence for each of *answers* that failed, or that is not of the release that it names.

    *numbers* gives how many made-up submissions are in each release, by its id.
    """
    for one in answers:
        if one.status != 200:
            yield f"{one.status} for {one.asked.path}: {one.body[:200]!r}"
        elif one.release not in numbers:
            yield f"release {one.release!r} for {one.asked.path}"
        elif quote(_NUMBER) in one.asked.path and one.body.split() != [b"n", b"%d" % numbers[one.release]]:
            yield f"{one.body!r} from release {one.release}, which has {numbers[one.release]}"


def _exchanging(
    releases: Path, following: Sequence[Release], moments: list[float]
) -> Callable[[Event], None]:
    """Return what makes each release after the first current, and at last that one again."""

    def exchange(stop: Event) -> None:
        for one in [*following[1 : int(_SECONDS / _EVERY_S) - 1], following[0]]:
            if stop.wait(_EVERY_S):
                return
            moments.append(time.perf_counter())
            release.swap(one, releases)

    return exchange


def _shipped(folder: Path) -> Path:
    releases = folder / "releases"
    environ = {**os.environ, "ACQUIS_RELEASES_DIR": str(releases)}
    subprocess.run([sys.executable, "-m", "acquis", "build"], env=environ, check=True, capture_output=True)
    return releases


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made_in:
        size = int(sys.argv[1]) if sys.argv[1:] else None
        sys.stdout.write(json.dumps(measure(size, Path(made_in)), indent=1) + "\n")

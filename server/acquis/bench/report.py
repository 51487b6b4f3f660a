"""Run the measurements and lay them out as one page, with the machine they were made on.

It must not measure anything itself.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from acquis.bench import machine, shipped

__all__ = ["markdown", "run"]

_PAGES = {
    "page": "page",
    "server_ms": "server, median (ms)",
    "p95_ms": "p95 (ms)",
    "cpu_ms": "processor (ms)",
    "known_ms": "known to the client, median (ms)",
    "bytes": "kB",
    "sent_bytes": "kB sent",
}
_GROWTH = {
    "triples": "stated triples",
    "inferred": "inferred triples",
    "read_s": "read (s)",
    "infer_s": "infer (s)",
    "write_s": "write (s)",
    "dump_bytes": "N-Quads (MB)",
    "store_bytes": "store (MB)",
    "peak_bytes": "peak memory (MB)",
    "publish_s": "publish a submission, median (s)",
    "publish_max_s": "longest (s)",
}


def run(sizes: Sequence[int], step: Callable[[str], None]) -> dict[str, Any]:
    """Return all figures: machine, shipped sources, and growth with generated data of *sizes* triples."""
    step("Shipped sources")
    figures: dict[str, Any] = {"machine": machine.describe(), **shipped.measure(), "growth": []}
    for size in sizes:
        step(f"{size:,} generated triples")
        command = [sys.executable, "-m", "acquis.bench.growth", str(size)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        figures["growth"].append(json.loads(done.stdout))
    return figures


def markdown(figures: dict[str, Any]) -> str:
    """Return *figures* as the page `docs/benchmarks.md`."""
    return "\n".join(
        [
            "# Measurements",
            "",
            "Made by `make bench`; the data behind the last table are generated, seeded, and mean nothing.",
            "",
            *_table(["machine", ""], [[name, value] for name, value in figures["machine"].items()]),
            "",
            "## The shipped sources",
            "",
            *_table(
                ["what", "measured"], [[name, f"{value:g}"] for name, value in figures["shipped"].items()]
            ),
            "",
            "## Pages",
            "",
            "By the server's own clock (`Server-Timing`), one request after the other, compressed as for a",
            "browser. Wanted are at most 100 ms and 100 kB, for a whole matrix 300 ms.",
            "",
            *_table(list(_PAGES.values()), _rows(_PAGES, figures["pages"], 1000)),
            "",
            "## Growth",
            "",
            *_table(list(_GROWTH.values()), _rows(_GROWTH, figures["growth"], 1_000_000)),
            "",
        ]
    )


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def _rows(columns: Mapping[str, str], found: list[dict[str, Any]], unit: int) -> list[list[str]]:
    """Return the *columns* of what was *found* as text, bytes counted in *unit*."""
    return [[_cell(name, one[name], unit) for name in columns] for one in found]


def _cell(name: str, value: str | float, unit: int) -> str:
    if isinstance(value, str):
        return value
    return f"{value / unit:.1f}" if name.endswith("bytes") else f"{value:,}"

"""Run the measurements and lay them out as one page, with the machine they were made on.

It must not measure anything itself.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

from acquis.bench import machine, shipped

__all__ = ["markdown", "run"]

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
    figures: dict[str, Any] = {"machine": machine.describe(), "shipped": shipped.measure(), "growth": []}
    for size in sizes:
        step(f"{size:,} generated triples")
        command = [sys.executable, "-m", "acquis.bench.growth", str(size)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        figures["growth"].append(json.loads(done.stdout))
    return figures


def markdown(figures: dict[str, Any]) -> str:
    """Return *figures* as the page `docs/benchmarks.md`."""
    rows = [[_cell(name, row[name]) for name in _GROWTH] for row in figures["growth"]]
    return "\n".join(
        [
            "# Measurements",
            "",
            "Made by `make bench`; the data of the second table are generated, seeded, and mean nothing.",
            "",
            *_table(["machine", ""], [[name, value] for name, value in figures["machine"].items()]),
            "",
            "## The shipped sources",
            "",
            *_table(
                ["what", "measured"], [[name, f"{value:g}"] for name, value in figures["shipped"].items()]
            ),
            "",
            "## Growth",
            "",
            *_table(list(_GROWTH.values()), rows),
            "",
        ]
    )


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def _cell(name: str, value: float) -> str:
    return f"{value / 1e6:.1f}" if name.endswith("_bytes") else f"{value:,}"

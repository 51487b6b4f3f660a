"""Compare instructions with those that are kept, and lay both out as a table: what CI shows of a slow-down.

The counts that are kept stand in `counts.json` beside this module; `acquis bench --counts --out` with this
folder writes them anew. It must not count by itself.
"""

import json
import platform
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from acquis.bench.counts.counting import counted
from acquis.bench.peers.datasets import generated, write
from acquis.bench.peers.ours import Ours

__all__ = ["FILE", "Row", "count", "kept", "markdown", "rows"]

FILE = "counts.json"

_TRIPLES = 10_000
# From here on a difference is told, as counts hardly vary; and from here on it is a fault, though another
# version of Python may count otherwise.
_TOLD, _FAULT = 1.1, 1.5
_PACKAGES = ("pyoxigraph", "flask")


@dataclass(frozen=True)
class Row:
    """A step with its instructions `now` and as `before`; None where it was not counted."""

    name: str
    now: int | None
    before: int | None

    @property
    def times(self) -> float | None:
        """How many times as many instructions it takes now; None where there is nothing to compare."""
        return self.now / self.before if self.now and self.before else None

    @property
    def said(self) -> str:
        """What there is to say of it: nothing while it is about the same."""
        if self.times is None:
            return "gone" if self.now is None else "new"
        if self.times > _TOLD:
            return "slower: a fault" if self.is_fault else "slower"
        return "quicker" if self.times * _TOLD < 1 else ""

    @property
    def is_fault(self) -> bool:
        """Whether it takes so much more that it must be mended, or the new count be kept on purpose."""
        return self.times is not None and self.times > _FAULT


def count() -> dict[str, Any]:
    """Return the instructions of all steps, and the versions they were counted with.

    Raises:
        AcquisError: there is no valgrind, or a step failed.
        Unavailable: no release of the generated data could be written.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        data, _ = write(generated(_TRIPLES), folder)
        ours = Ours(folder)
        releases = folder / "releases"
        releases.mkdir()
        ours.load(data, releases)
        found = counted([sys.executable, "-m", "acquis.bench.counts.steps", releases])
    versions = {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}}
    return {"versions": versions, "counts": found}


def kept(folder: Path = Path(__file__).parent) -> dict[str, Any]:
    """Return the instructions and versions that are kept."""
    found: dict[str, Any] = json.loads((folder / FILE).read_text("utf-8"))
    return found


def rows(now: Mapping[str, int], before: Mapping[str, int]) -> list[Row]:
    """Return the steps counted *now* and *before*, those that are new at the end."""
    return [Row(name, now.get(name), before.get(name)) for name in dict.fromkeys([*before, *now])]


def markdown(now: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Return both as a table, with the versions where they are not the same."""
    lines = ["| step | instructions | kept | times | |", "| --- | ---: | ---: | ---: | --- |"]
    lines += [
        f"| {row.name} | {_number(row.now)} | {_number(row.before)} |"
        f" {'-' if row.times is None else f'{row.times:.2f}'} | {row.said} |"
        for row in rows(now["counts"], before["counts"])
    ]
    if now["versions"] != before["versions"]:
        lines += ["", f"Counted with {_versions(now)}; kept are counts with {_versions(before)}."]
    return "\n".join(["## Instructions of main steps", "", *lines, ""])


def _number(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"


def _versions(one: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {number}" for name, number in one["versions"].items())

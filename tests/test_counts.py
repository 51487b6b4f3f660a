"""The count of instructions tells a slow-down, hardly varies, and has a kept count for each step."""

import shutil
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from acquis.bench.counts import guard
from acquis.bench.counts.counting import counted
from acquis.bench.peers.mix import queries
from acquis.errors import AcquisError

CASES = Path(__file__).parent / "cases"
ROWS: list[dict[str, Any]] = tomllib.loads((CASES / "counts.toml").read_text("utf-8"))["row"]

needs_valgrind = pytest.mark.skipif(
    not shutil.which("valgrind"), reason="needs valgrind, which .ci/run installs"
)


@pytest.mark.parametrize("case", ROWS, ids=lambda case: str(case["title"]))
def test_a_difference_is_told(case: dict[str, Any]) -> None:
    """A step that takes more is told, far more is a fault, and a step without a second count is named."""
    row = guard.Row("step", case.get("now"), case.get("before"))
    assert (row.said, row.is_fault) == (case["said"], case["fault"])


def test_the_table_has_every_step() -> None:
    """Each step stands in the table, new ones at the end, and other versions are told."""
    before = {"versions": {"python": "3.11"}, "counts": {"one": 1000, "gone": 5}}
    now = {"versions": {"python": "3.12"}, "counts": {"new": 7, "one": 2500}}
    lines = guard.markdown(now, before).splitlines()
    assert [line for line in lines if line.startswith("| ") and "---" not in line][1:] == [
        "| one | 2,500 | 1,000 | 2.50 | slower: a fault |",
        "| gone | - | 5 | - | gone |",
        "| new | 7 | - | - | new |",
    ]
    assert lines[-1] == "Counted with python 3.12; kept are counts with python 3.11."
    assert "Counted with" not in guard.markdown(before, before)


def test_every_query_of_the_mix_is_kept() -> None:
    """The counts that are kept have every query of the mix, and steps of the server beside them."""
    kept = guard.kept()["counts"]
    assert {f"query {query.name}" for query in queries("generated")} < set(kept)
    assert all(number > 0 for number in kept.values())


@needs_valgrind
def test_a_planted_slow_down_is_noticed() -> None:
    """A step that does its work three times takes about three times the instructions, and is a fault."""
    program: list[str | Path] = [sys.executable, CASES / "counted.py"]
    before, now = counted([*program, "1"]), counted([*program, "3"])
    rows = {row.name: row for row in guard.rows(now, before)}
    assert rows["once"].said == ""
    assert rows["more often"].is_fault
    assert rows["more often"].times == pytest.approx(3, rel=0.2)


@needs_valgrind
def test_a_program_that_fails_says_why() -> None:
    """A program that ends with an error is told with what it said."""
    with pytest.raises(AcquisError, match="no such step"):
        counted([sys.executable, "-c", "raise SystemExit('no such step')"])


def test_without_valgrind_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no valgrind, the error says what to install."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(AcquisError, match="apt-get install valgrind"):
        counted([sys.executable, "-c", ""])

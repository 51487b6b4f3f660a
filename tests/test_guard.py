"""The guard: what it lets through, what it refuses and in which words, and that none it passes is deadly."""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from acquis.engine import Engine, check
from acquis.errors import AcquisError, InvalidQuery, QueryTooLarge
from checkout import ROOT
from manifests import SUITE

CASES = ROOT / "tests" / "cases"
MAX_BYTES = 100_000
COUNTS = (200, 1000, 5000, 20_000, 50_000)


def read(name: str) -> list[dict[str, Any]]:
    """Return the cases in the file *name*."""
    cases: list[dict[str, Any]] = tomllib.loads((CASES / name).read_text("utf-8"))["case"]
    return cases


def repeated(case: dict[str, str], count: int) -> str:
    """Return the query that has the unit of *case* so many times."""
    unit, numbered = case["unit"], "#" in case["unit"] and case["name"] != "comments"
    units = "".join(unit.replace("#", str(n)) for n in range(count)) if numbered else unit * count
    parts = (case.get("start", ""), units, case.get("middle", ""), case.get("back", "") * count)
    return "".join((*parts, case.get("end", "")))


def refusal(text: str) -> AcquisError | None:
    """Return the error with which the guard refuses *text*, None when it lets it through."""
    try:
        check(text, max_bytes=MAX_BYTES)
    except AcquisError as error:
        return error
    return None


def passes(text: str) -> bool:
    """Return whether the guard lets *text* through."""
    return refusal(text) is None


def largest(case: dict[str, str]) -> int:
    """Return how often the unit of *case* can stand in a query that passes, 0 for never."""
    room = MAX_BYTES - len(repeated(case, 0))
    low, high = 0, room // len(case["unit"] + case.get("back", ""))
    if passes(repeated(case, high)):
        return high
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if passes(repeated(case, middle)) else (low, middle - 1)
    return low


def legal() -> Iterator[str]:
    """Yield the text of each of our queries and, where the W3C suite is, of each of its that we serve."""
    for path in sorted((ROOT / "queries").rglob("*.rq")):
        yield path.read_text("utf-8")
    for path in sorted(SUITE.rglob("*.rq")):
        if path.parent.name not in ("service", "syntax-fed") and "-escape-bad-" not in path.name:
            yield path.read_bytes().decode()


@pytest.mark.parametrize("case", read("attacks/refused.toml"), ids=lambda case: case["name"])
def test_what_is_not_served_is_refused(case: dict[str, Any]) -> None:
    """A refusal has its class, its place where it has one, and a sentence that says what to do."""
    with pytest.raises(AcquisError) as caught:
        check(case["text"], max_bytes=MAX_BYTES)
    assert type(caught.value).__name__ == case["error"]
    assert case["says"] in str(caught.value)
    if isinstance(caught.value, InvalidQuery) and "place" in case:
        assert [caught.value.line, caught.value.column] == case["place"]


@pytest.mark.parametrize("case", read("attacks/allowed.toml"), ids=lambda case: case["text"][:40])
def test_a_keyword_that_means_nothing_is_no_fault(case: dict[str, Any], engine: Engine) -> None:
    """The guard passes it, knows its kind and dataset from reading alone, and the engine agrees."""
    checked = check(case["text"], max_bytes=MAX_BYTES)
    assert (checked.kind, checked.dataset) == (case["kind"], case.get("from", False))
    assert engine.query(checked.text).kind == case["kind"]


def test_every_legal_query_passes_and_keeps_its_kind() -> None:
    """None of our queries and none of the W3C suite is refused, and the kind is the one that comes out."""
    empty = Engine.from_quads([])
    for text in legal():
        checked = check(text, max_bytes=MAX_BYTES)
        try:
            kind = empty.query(checked.text).kind
        except AcquisError:
            continue  # a bad one of the suite, or one with a function that nobody has
        assert checked.kind == kind, text


@pytest.mark.parametrize("case", read("mistakes.toml"), ids=lambda case: case["name"])
def test_a_mistake_is_explained(case: dict[str, Any], engine: Engine) -> None:
    """The error points to the mistake, shows its line and says what to do."""
    with pytest.raises(AcquisError) as caught:
        engine.query(check(case["text"], max_bytes=MAX_BYTES).text)
    assert case["says"] in str(caught.value).split("\n")[0]
    if "place" in case:
        assert isinstance(caught.value, InvalidQuery)
        assert [caught.value.line, caught.value.column] == case["place"]
        assert str(caught.value).split("\n")[2].endswith("^")


@pytest.mark.parametrize("character", [chr(0), chr(0xD800), chr(0xDFFF)])
def test_what_is_no_text_is_refused_in_words_that_are_text(character: str) -> None:
    """The error about a character that cannot be sent can itself be sent."""
    with pytest.raises(InvalidQuery, match=r"U\+[0-9A-F]{4} is no character") as caught:
        check(f"ASK {{ ?s ?p '{character}' }}", max_bytes=MAX_BYTES)
    assert "\ufffd" in caught.value.args[0].encode().decode()


@pytest.mark.parametrize("text", ["ASK {}" + " " * 95, "ASK { # " + "é" * 50 + "\n}"])
def test_length_counts_in_bytes(text: str) -> None:
    """A query longer than the limit in UTF-8 is refused with the limit."""
    assert len(text) <= 101
    with pytest.raises(QueryTooLarge, match="longer than 100 bytes") as caught:
        check(text, max_bytes=100)
    assert caught.value.limit == 100


def test_a_fault_in_a_long_line_shows_only_its_neighbourhood() -> None:
    """The error about a line of 90,000 characters is short and still points to the place."""
    with pytest.raises(InvalidQuery) as caught:
        check(f"SELECT * {{ # {'x' * 90_000}\n {' ' * 5000}{'(' * 60} }}", max_bytes=MAX_BYTES)
    sentence, shown, caret = str(caught.value).split("\n")
    assert "more than 50 brackets are open here" in sentence
    assert len(shown) < 300
    assert shown[len(caret) - 1] == "("


@pytest.mark.parametrize("case", read("attacks/repeated.toml"), ids=lambda case: case["name"])
def test_a_construct_may_stand_some_times_and_not_without_end(case: dict[str, str]) -> None:
    """Ten of each pass, unless that is no query; what does not pass is refused with a place and advice."""
    assert passes(repeated(case, 10)) or "INSERT" in case["unit"]
    refusals = [refusal(repeated(case, count)) for count in COUNTS]
    for error in filter(None, refusals):
        if isinstance(error, InvalidQuery):
            assert error.line
            assert "more than" in str(error)
        else:
            assert isinstance(error, QueryTooLarge) or "INSERT" in case["unit"]


DEADLY = """
import resource, sys, tomllib
resource.setrlimit(resource.RLIMIT_AS, (900_000_000, 900_000_000))
import test_guard
from acquis.engine import Engine, check
from acquis.errors import AcquisError
engine = Engine.from_quads([])
for case in test_guard.read("attacks/repeated.toml"):
    count = test_guard.largest(case)
    print(case["name"], count, flush=True)
    try:
        engine.query(check(test_guard.repeated(case, count), max_bytes=test_guard.MAX_BYTES).text)
    except AcquisError:
        pass
print("done")
"""


def test_no_query_that_passes_kills_or_hangs_the_engine_while_it_reads() -> None:
    """The largest query of each construct that passes is read and planned in a process with little memory."""
    folders = [str(ROOT / "server"), str(ROOT / "tests")]
    run = subprocess.run(
        [sys.executable, "-c", DEADLY],
        env={"PYTHONPATH": ":".join(folders)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (run.returncode, run.stdout.splitlines()[-1:], run.stderr) == (0, ["done"], "")

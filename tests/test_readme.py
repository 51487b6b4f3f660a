"""What the README shows is what happens: its commands give its output, its requests are answered."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sized
from pathlib import Path

import pytest

from acquis.library.queries import library
from checkout import ROOT
from serving import serving

README = (ROOT / "README.md").read_text("utf-8")
ADDRESS = "http://127.0.0.1:8000"


def blocks(language: str) -> list[str]:
    """Return the fenced blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def address(shipped_releases: Path) -> Iterator[str]:
    """Return the address of a server over the shipped sources."""
    with serving(shipped_releases) as found:
        yield found


@pytest.fixture
def environment(shipped_releases: Path, tmp_path: Path) -> dict[str, str]:
    """Return an environment in which `acquis` is this package, on the release of the shipped sources."""
    command = tmp_path / "acquis"
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT}/server exec {sys.executable} -m acquis "$@"\n')
    command.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "ACQUIS_RELEASES_DIR": str(shipped_releases)}


@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.split("\n")[0][2:40])
def test_commands_print_what_is_shown(block: str, environment: dict[str, str]) -> None:
    """Each command of the README prints exactly the lines below it."""
    command, _, shown = block.removeprefix("$ ").partition("\n")
    done = subprocess.run(
        ["sh", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, shown)


CURLS = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("curl")]


@pytest.mark.parametrize("command", CURLS)
def test_a_request_by_curl_is_answered(address: str, command: str) -> None:
    """Each curl line of the README gets rows as CSV."""
    run = ["sh", "-c", command.replace(ADDRESS, address)]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("issuerLabel,")
    assert len(done.stdout.splitlines()) > 10


def test_the_python_block_runs(address: str) -> None:
    """The Python block of the README gets every norm and rule, and the stances of the table above."""
    (block,) = blocks("python")
    found: dict[str, Sized] = {}
    exec(block.replace(ADDRESS, address), found)  # our own file
    assert (len(found["rows"]), len(found["stances"])) == (24, 18)


def test_the_make_targets_exist() -> None:
    """Every `make` word of the README is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b", README))
    assert named - targets == set()
    assert {"serve", "test"} <= named


def test_it_is_short_and_every_link_leads_somewhere() -> None:
    """The README has at most 150 lines, and its links to files are right."""
    assert len(README.splitlines()) <= 150
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_index_of_questions_is_complete() -> None:
    """`queries/README.md` names each question with its title, and none that is not there."""
    index = (ROOT / "queries" / "README.md").read_text("utf-8")
    listed = set(re.findall(r"^\| \[`([a-z0-9-]+)`\]", index, re.MULTILINE))
    assert listed == set(library())
    assert [name for name, question in library().items() if question.title not in index] == []

"""The walk of docs/submissions.md: its commands run in order on a real server and print what is shown."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from checkout import ROOT
from serving import serving

WALK = (ROOT / "docs" / "submissions.md").read_text("utf-8")
ADDRESS = "http://127.0.0.1:8000"
LONGEST_S = 600
# A block of commands, and what is shown below it, if anything is.
BLOCK = re.compile(r"^```sh\n(.*?)^```$(?:\n+^```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)
BLOCKS: list[tuple[str, str]] = BLOCK.findall(WALK)
END = "# the end of block"


@pytest.fixture(scope="module")
def environment(shipped_releases: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return an environment in which `acquis` is this package, on the release of the shipped sources."""
    folder = tmp_path_factory.mktemp("bin")
    command = folder / "acquis"
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT}/server exec {sys.executable} -m acquis "$@"\n')
    command.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ACQUIS_")}
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    return kept | {"PATH": path, "ACQUIS_RELEASES_DIR": str(shipped_releases)}


@contextmanager
def served(line: str, folder: Path) -> Iterator[str]:
    """Yield the address of the server that *line* of the walk starts in *folder*."""
    words = shlex.split(line.replace("$PWD", str(folder)))
    assert words[-2:] == ["acquis", "serve"]
    settings = dict(word.removeprefix("ACQUIS_").split("=", 1) for word in words[:-2])
    releases = Path(settings.pop("RELEASES_DIR"))
    with serving(releases, **{name.lower(): value for name, value in settings.items()}) as address:
        yield address


def run(blocks: list[str], folder: Path, environment: dict[str, str]) -> list[str]:
    """Return what each of *blocks* prints, as one session of a shell that ends at the first failure."""
    script = "".join(f"{block}echo '{END}'\n" for block in blocks)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    printed = done.stdout.split(f"{END}\n")
    assert done.returncode == 0, f"{blocks[len(printed) - 1]}\n{printed[-1]}"
    return printed[:-1]


def is_shown(line: str, printed: str) -> bool:
    """Return whether *printed* has *line*, in which … stands for anything and any year for a year."""
    pattern = re.escape(re.sub(r"\d{4}(?=-x)", "YEAR", line)).replace("…", ".*")
    return re.search(pattern, re.sub(r"\d{4}(?=-x)", "YEAR", printed)) is not None


def test_the_walk_shows_what_happens(environment: dict[str, str], tmp_path: Path) -> None:
    """A ministry and a reviewer go through all six kinds, and each block prints the lines below it."""
    (first, _), (serve, _), *rest = BLOCKS
    printed = run([first], tmp_path, environment)
    with served(serve, tmp_path) as address:
        printed += ["", *run([block.replace(ADDRESS, address) for block, _ in rest], tmp_path, environment)]
    missing = [
        (line, found)
        for (_, shown), found in zip(BLOCKS, printed, strict=True)
        for line in shown.splitlines()
        if not is_shown(line, found)
    ]
    assert missing == []


def test_the_walk_has_every_kind() -> None:
    """The table names each kind that there are forms for, and the commands hand each of them in."""
    from acquis import forms

    for kind in forms.forms():
        assert f"| `{kind}` |" in WALK
        assert any(kind in block for block, _ in BLOCKS)


def test_its_links_lead_somewhere() -> None:
    """Each link to a file is right."""
    links = re.findall(r"\]\(([^)#:]+)\)", WALK)
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []

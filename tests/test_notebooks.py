"""The notebooks run from top to bottom against a real server, and what they show is what they get."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from checkout import ROOT
from serving import serving

NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
LONGEST_S = 120


@pytest.fixture(scope="module")
def address(shipped_releases: Path) -> Iterator[str]:
    """Return the address of a server over the shipped sources."""
    with serving(shipped_releases, client_seconds=600) as found:
        yield f"{found}/"


def read(path: Path) -> Any:
    """Return the notebook at *path*."""
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def shown(notebook: Any) -> dict[str, list[str]]:
    """Return what each code cell shows as text, by the id of the cell; not which release it came from."""
    return {
        cell.id: [one.get("text") or one.data["text/plain"] for one in cell.outputs]
        for cell in notebook.cells
        if cell.cell_type == "code" and "stamp" not in cell.metadata.get("tags", [])
    }


@pytest.fixture
def run(address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Return a function that runs a notebook in an empty folder and returns it with its new outputs."""
    monkeypatch.setenv("SPARQL_ENDPOINT", address)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "server"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))

    def executed(path: Path) -> Any:
        folder = tmp_path / path.stem
        folder.mkdir()
        resources = {"metadata": {"path": str(folder)}}
        return NotebookClient(read(path), timeout=LONGEST_S, resources=resources).execute()

    return executed


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_shows_what_it_gets(path: Path, run: Any) -> None:
    """Every cell runs, without a warning, and shows what is stored in the file."""
    assert shown(run(path)) == shown(read(path))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_holds_nothing_of_one_machine(path: Path) -> None:
    """A notebook was run in order, carries no error or warning, and no address but the default one."""
    cells = [cell for cell in read(path).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not any(one.output_type in ("error", "stream") for cell in cells for one in cell.outputs)
    ports = set(re.findall(r"127\.0\.0\.1:(\d+)", path.read_text("utf-8")))
    assert ports == {"8000"}


def test_the_table_for_a_spreadsheet_is_written(run: Any, tmp_path: Path) -> None:
    """The policy team's notebook leaves a CSV file with one row for each State."""
    run(ROOT / "docs" / "notebooks" / "policy-team.ipynb")
    lines = (tmp_path / "policy-team" / "briefing.csv").read_text("utf-8").splitlines()
    assert lines[0] == "iso3,stateLabel,regionalGroup,A/RES/77/37,A/RES/78/16,changed,dueDiligence"
    assert len(lines) == 196

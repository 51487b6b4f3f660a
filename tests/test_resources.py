"""Finding the folders of the project, in a checkout and in an installed package."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from acquis.errors import AcquisError
from acquis.resources import checkout, folder

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", ["ontology", "data", "shapes", "queries"])
def test_a_checkout_serves_its_own_folders(name: str) -> None:
    """Run from source, every folder is the one at the top of the checkout."""
    assert folder(name) == ROOT / name


def test_the_checkout_is_found() -> None:
    """Run from source, the root of the checkout is known."""
    assert checkout() == ROOT


def test_a_missing_folder_is_named() -> None:
    """A folder that is nowhere is an error that names it, the places looked at and the way out."""
    with pytest.raises(AcquisError) as caught:
        folder("shapez")
    sentence = str(caught.value)
    assert "no shapez/ folder" in sentence
    assert str(ROOT) in sentence
    assert "install acquis again" in sentence


def _installed(tmp_path: Path, expression: str) -> subprocess.CompletedProcess[str]:
    package = tmp_path / "lib" / "acquis"
    (package / "ontology").mkdir(parents=True)
    (package / "__init__.py").touch()
    for module in ("errors.py", "resources.py"):
        shutil.copy(ROOT / "server" / "acquis" / module, package)
    code = f"from acquis.resources import checkout, folder; print(repr({expression}))"
    command = [sys.executable, "-c", code]
    environ = {"PYTHONPATH": str(package.parent)}
    return subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)


def test_an_installed_package_serves_what_it_carries(tmp_path: Path) -> None:
    """Installed, the folder inside the package is used and there is no checkout."""
    answer = _installed(tmp_path, "(str(folder('ontology')), checkout())")
    assert answer.stdout == f"({str(tmp_path / 'lib' / 'acquis' / 'ontology')!r}, None)\n"


def test_a_stranger_s_folder_is_never_taken(tmp_path: Path) -> None:
    """A data/ folder of the project that acquis is installed into is not mistaken for ours."""
    (tmp_path / "data").mkdir()
    (tmp_path / "pyproject.toml").touch()
    answer = _installed(tmp_path, "folder('data')")
    assert answer.returncode == 1
    assert "no data/ folder" in answer.stderr

"""What is published works away from the checkout: source archive, wheel built from it, console script."""

import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from checkout import ROOT, files

CONTENT = ("data", "ontology", "queries", "server/acquis", "shapes")
# Git ignores what `make assets` brings; SHA256SUMS in there says what that is, see test_assets.py.
VENDOR = ROOT / "server" / "acquis" / "web" / "static" / "vendor"


def _run(*command: str | Path, cwd: Path) -> str:
    """Return what *command* prints; a failure shows all that it said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ACQUIS_", "PYTHON"))}
    run = subprocess.run(command, cwd=cwd, env=kept, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{run.args} gave {run.returncode}\n{run.stdout}{run.stderr}"
    return run.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the source archive of the checkout and the wheel built from that archive."""
    folder = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def installed(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the bin folder of an environment that has acquis from the wheel, and our own dependencies."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    wheel = next(dist.glob("*.whl"))
    pip = (sys.executable, "-m", "pip", "--python", folder, "install", "--quiet", "--no-index", "--no-deps")
    _run(*pip, wheel, cwd=folder)
    # A path file adds what we have installed, but no path file in there is followed: not our checkout.
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return folder / "bin"


def test_the_wheel_holds_every_file(dist: Path) -> None:
    """The wheel has each file of package and content folders that git knows, the assets, and no other."""
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as wheel:
        packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    known = {*files(*CONTENT), *(path.relative_to(ROOT) for path in VENDOR.rglob("*") if path.is_file())}
    expected = {f"acquis/{str(path).removeprefix('server/acquis/')}" for path in known}
    assert packed == expected


def test_the_source_archive_holds_every_file(dist: Path) -> None:
    """The source archive has each file that git tracks."""
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    tracked = {str(path) for path in files(untracked=False)}
    assert tracked - packed == set()


def test_both_licences_travel_with_the_wheel(dist: Path) -> None:
    """The licence of the software and that of the data are in the wheel's metadata."""
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as wheel:
        licences = {name.rpartition("/")[2] for name in wheel.namelist() if "/licenses/" in name}
    assert licences == {"LICENSE", "LICENSE-DATA"}


def test_the_version_is_the_same_everywhere() -> None:
    """The package and the citation file name the same version."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert re.findall(r"^version: (.+)$", citation, re.MULTILINE) == [version]


def test_the_installed_package_is_the_one_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    """What the new environment imports stands inside that environment."""
    place = _run(installed / "python", "-c", "import acquis; print(acquis.__file__)", cwd=tmp_path)
    assert Path(place.strip()).is_relative_to(installed.parent)


def test_the_installed_package_makes_a_ledger(installed: Path, tmp_path: Path) -> None:
    """The migrations are in the wheel: a ledger is made and read, away from any checkout."""
    code = (
        "from acquis import config, ledger\n"
        "with ledger.open(config.load({'ACQUIS_LEDGER_URL': 'sqlite:///ledger.sqlite'})) as kept:\n"
        "    kept.issue('Ministry', 'submitter', 'XAA')\n"
        "    print(kept.head()[0], kept.verify())\n"
    )
    assert _run(installed / "python", "-c", code, cwd=tmp_path) == "1 []\n"


def test_the_installed_command_checks_its_data(installed: Path, tmp_path: Path) -> None:
    """`acquis check` finds the data of the wheel, away from any checkout, and no fault in them."""
    _run(installed / "acquis", "check", cwd=tmp_path)

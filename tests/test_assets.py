"""The scripts of others: pinned by hashes without addresses, served byte for byte, and no page needs them."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

import browser
from checkout import ROOT

VENDOR = ROOT / "server" / "acquis" / "web" / "static" / "vendor"
MOVED = (".ci/assets.py", "package.json", "package-lock.json", ".npmrc")


def listed() -> dict[str, str]:
    """Return the checksum of each file by its name, as the list has them."""
    lines = (VENDOR / "SHA256SUMS").read_text("utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def test_what_is_served_is_what_was_listed() -> None:
    """Each file of the list is there with its checksum, and no other file is."""
    there = {str(path.relative_to(VENDOR)): path for path in VENDOR.rglob("*") if path.is_file()}
    del there["SHA256SUMS"]
    if not there:
        browser.missing("The scripts of others are not installed: `make assets`")
    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in there.items()} == listed()


def test_every_script_comes_with_a_licence() -> None:
    """Beside each script stands the licence of the package that it is from."""
    licences = {Path(name).stem for name in listed() if name.startswith("licences/")}
    packages = {Path(name).name.partition(".")[0] for name in listed() if not name.startswith("licences/")}
    assert packages
    assert [one for one in packages if not any(name.endswith(one) for name in licences)] == []


def test_every_package_is_pinned_by_its_hash_and_has_no_address() -> None:
    """package.json names one version each; the lock has a hash for every package, and no host."""
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))
    versions = {**wanted["dependencies"], **wanted["devDependencies"]}
    assert [one for one in versions.values() if not re.fullmatch(r"\d+\.\d+\.\d+", one)] == []
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert set(versions) <= {name.removeprefix("node_modules/") for name in packages}
    assert [name for name, one in packages.items() if not one["integrity"].startswith("sha512-")] == []
    assert [name for name, one in packages.items() if "resolved" in one] == []


@pytest.mark.parametrize(("option", "code"), [((), 0), (("--strict",), 1)], ids=["serve", "dist"])
def test_without_a_network_one_line_says_what_is_missing(
    tmp_path: Path, option: tuple[str, ...], code: int
) -> None:
    """Making the assets ends in peace where they are not needed, and with an error where they are."""
    for name in MOVED:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    nowhere = {"npm_config_registry": "http://127.0.0.1:9", "npm_config_cache": str(tmp_path / "cache")}
    run = subprocess.run(
        [sys.executable, tmp_path / ".ci" / "assets.py", *option],
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == code, run.stderr
    (line,) = run.stderr.splitlines()
    assert line.startswith("Pages will do without editor and charts, and work: npm says ")


def test_pages_leave_out_what_is_not_there(app: Flask, tmp_path: Path) -> None:
    """Without the files no page asks for one of them."""
    app.static_folder = str(tmp_path)
    page = app.test_client().get("/sparql", headers={"Accept": "text/html"}).text
    assert '"editor": ""' in page
    assert "/vendor/" not in page

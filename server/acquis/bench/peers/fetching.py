"""Bring programs of others into a folder of the benchmark's own: by the pip, apt and Maven of this machine.

It must not change the machine: nothing is installed outside the folder. It must not know where packages are
kept. What is there already is not brought again.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["Unavailable", "debian", "jar", "pinned", "python", "run", "version_of_debian"]

_LONGEST_S = 900
_SAID = 300


class Unavailable(Exception):
    """A program cannot be had here; the message says why."""


@cache
def pinned() -> dict[str, dict[str, Any]]:
    """Return what is to be brought, by the name of the peer."""
    return tomllib.loads(Path(__file__).with_name("pinned.toml").read_text("utf-8"))


def run(command: Sequence[str | Path], **options: Any) -> str:
    """Return what *command* prints; *options* are those of `subprocess.run`.

    Raises:
        Unavailable: it is not there, failed, or did not end in time.
    """
    try:
        done = subprocess.run(
            [str(part) for part in command],
            **{"capture_output": True, "text": True, "timeout": _LONGEST_S, "check": False, **options},
        )
    except FileNotFoundError:
        raise Unavailable(f"there is no {command[0]} on this machine") from None
    except subprocess.TimeoutExpired:
        raise Unavailable(f"{Path(command[0]).name} did not end in {_LONGEST_S} seconds") from None
    if done.returncode != 0:
        said = " ".join((done.stderr or done.stdout).split())
        raise Unavailable(f"{Path(command[0]).name} failed: {said[-_SAID:] or 'it said nothing'}")
    return str(done.stdout)


def python(folder: Path, packages: Sequence[str]) -> Path:
    """Return the folder of commands of an environment in *folder* that holds *packages*, from pip.

    Raises:
        Unavailable: pip cannot bring them.
    """
    wanted, stamp = "\n".join(packages), folder / "packages"
    if not stamp.is_file() or stamp.read_text("utf-8") != wanted:
        run([sys.executable, "-m", "venv", "--clear", folder])
        options = ["--disable-pip-version-check", "--quiet"]
        run([folder / "bin" / "python", "-m", "pip", "install", *options, *packages], env=_plain())
        stamp.write_text(wanted, "utf-8")
    return folder / "bin"


def debian(folder: Path, package: str) -> Path:
    """Return the root of the tree in *folder* with *package* of Debian and what it needs and is not here.

    The packages are unpacked, not installed: no service is set up, and nobody need be root.

    Raises:
        Unavailable: there is no apt, or it cannot bring them.
    """
    root, kept = folder / "root", folder / "packages"
    stamp = folder / "unpacked"
    if not stamp.is_file() or stamp.read_text("utf-8") != package:
        shutil.rmtree(folder, ignore_errors=True)
        (kept / "partial").mkdir(parents=True)
        # Of a package that is installed on the machine, too, a copy is brought.
        options = ["--yes", "--no-install-recommends", "--download-only", "--reinstall"]
        options += ["-o", "Debug::NoLocking=1", "-o", f"Dir::Cache::archives={kept.absolute()}"]
        run(["apt-get", *options, "install", package])
        for one in sorted(kept.glob("*.deb")):
            run(["dpkg", "--extract", one, root])
        stamp.write_text(package, "utf-8")
    return root


def version_of_debian(folder: Path, package: str) -> str:
    """Return the version of *package* that `debian` brought into *folder*."""
    (found,) = (folder / "packages").glob(f"{package}_*.deb")
    return run(["dpkg-deb", "--field", found, "Version"]).strip()


def jar(folder: Path, artifact: str, sha512: str) -> Path:
    """Return the file of *artifact* (group, name and version) of Maven; its hash must be *sha512*.

    Raises:
        Unavailable: there is no Maven, it cannot bring the file, or the file is another.
    """
    _, name, version = artifact.split(":")
    found = folder / f"{name}-{version}.jar"
    if not found.is_file():
        run(["mvn", "-B", "-q", "dependency:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={folder}"])
    with found.open("rb") as file:
        digest = hashlib.file_digest(file, "sha512").hexdigest()
    if digest != sha512:
        found.unlink()
        raise Unavailable(f"{found.name} is not the file whose SHA-512 is pinned: it has {digest[:16]}…")
    return found


def _plain() -> dict[str, str]:
    """Return the environment without what would lead another Python to packages of this one."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

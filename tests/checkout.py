"""Owns what the tests know of the checkout: its root and its files; it must not know what they hold."""

import subprocess
from pathlib import Path

import pytest

__all__ = ["ROOT", "files"]

ROOT = Path(__file__).resolve().parents[1]


def files(*folders: str, untracked: bool = True) -> list[Path]:
    """Return the files under *folders* (all when none is named), sorted, as paths relative to ROOT.

    *untracked* counts those that git neither tracks yet nor ignores, so that tests hold before a commit. The
    calling test is skipped where there is no git checkout, as in an unpacked source archive.
    """
    if not (ROOT / ".git").exists():
        pytest.skip("only a git checkout says which files belong to the project")
    # The owner of a checkout may be another user, as in a container; git refuses that by default.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached"]
    command += ["--others", "--exclude-standard"] if untracked else []
    listing = subprocess.run([*command, "--", *folders], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = {Path(name) for name in listing.stdout.split("\0") if name}
    return sorted(path for path in paths if (ROOT / path).is_file())

"""Own releases as directories: which one is current, whether one is whole, and putting a new one in place.

It must not build a release or change one. The directory of a built release holds `manifest.json`, the dumps
`graph.nq.gz` and `graph.trig.gz`, `void.ttl` and the folder `store`; for one that grew out of it see
`acquis.releases.grown`. `current` beside them is a link to the one to serve.

A manifest says nothing of when it was made, as the same sources give the same bytes. That is told by the time
of its file, which stays with it when a release is moved, or copied as backups and images are.
"""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

from acquis.errors import ReleaseError, UnknownEntity
from acquis.releases import disk, grown
from acquis.releases.content import (
    AGAIN,
    DOWNLOADS,
    Release,
    content_sha256,
    downloads,
    dumps,
    file,
    lines,
    open_engine,
    verify,
)

__all__ = [
    "DOWNLOADS",
    "FILES",
    "Release",
    "content_sha256",
    "current",
    "downloads",
    "dumps",
    "file",
    "history",
    "install",
    "kept",
    "lines",
    "open_engine",
    "place",
    "read",
    "swap",
    "verify",
]

FILES = ("manifest.json", "graph.nq.gz", "graph.trig.gz", "void.ttl", "store")

_CURRENT = "current"
_KEYS = {"id": str, "content_sha256": str, "quads": int, "counts": dict, "coverage": dict}
_ID = re.compile("[A-Za-z0-9][A-Za-z0-9._-]*")


def current(releases_dir: Path) -> Release:
    """Return the release in *releases_dir* that is to be served.

    Raises:
        ReleaseError: there is none, or it cannot be read.
    """
    link = releases_dir / _CURRENT
    if not link.exists():
        raise ReleaseError(f"There is no release in {releases_dir}. Run `acquis build` first.")
    return read(link.resolve())


def kept(releases_dir: Path, release_id: str) -> Release:
    """Return the release in *releases_dir* with the id *release_id*.

    Raises:
        ReleaseError: it cannot be read.
        UnknownEntity: it is not kept there.
    """
    folder = releases_dir / release_id
    # The link to the current one is a name of no release.
    if not _ID.fullmatch(release_id) or folder.is_symlink() or not (folder / "manifest.json").is_file():
        found = ", ".join(one.id for one in reversed(history(releases_dir))) or "none"
        raise UnknownEntity(f"There is no release {release_id!r} here. Kept are, newest first: {found}.")
    return read(folder)


def history(releases_dir: Path) -> tuple[Release, ...]:
    """Return the releases kept in *releases_dir* that can be read, oldest first."""
    found = []
    for manifest in releases_dir.glob("*/manifest.json"):
        try:
            release = read(manifest.parent)
        except ReleaseError:
            continue
        # A link such as the current one, or a folder of another name, is no further release.
        if not manifest.parent.is_symlink() and release.id == manifest.parent.name:
            found.append(release)
    # Not by the second of issue: in one, several submissions may be accepted.
    return tuple(
        sorted(found, key=lambda one: (one.path.joinpath("manifest.json").stat().st_mtime_ns, one.id))
    )


def read(path: Path) -> Release:
    """Return the release in the directory *path* by its manifest; `verify` looks deeper.

    Raises:
        ReleaseError: a part is missing or the manifest cannot be used.
    """
    manifest = _manifest(path)
    parts = grown.PARTS if isinstance(manifest, dict) and grown.is_grown(manifest) else FILES
    missing = [name for name in parts if not (path / name).exists()]
    if missing:
        raise ReleaseError(f"The release {path} is incomplete: {', '.join(missing)} is missing. {AGAIN}")
    wrong = [
        key
        for key, kind in _KEYS.items()
        if not (isinstance(manifest, dict) and isinstance(manifest.get(key), kind))
    ]
    if wrong or not _ID.fullmatch(manifest["id"]):
        raise ReleaseError(f"The manifest of {path} has no usable {', '.join(wrong) or 'id'}. {AGAIN}")
    return Release(manifest["id"], path, manifest)


def _manifest(path: Path) -> Any:
    try:
        return json.loads((path / "manifest.json").read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise ReleaseError(f"The manifest of {path} cannot be read: {error}. {AGAIN}") from error


def install(built: Path, releases_dir: Path) -> Release:
    """Move the directory *built* into *releases_dir* and make it current in one step; readers see old or new.

    *built* must be on the same file system. A release of the same id that is there and whole is kept instead;
    older releases stay, so going back is installing one of them again.

    Raises:
        ReleaseError: *built* is not whole.
    """
    found = place(built, releases_dir)
    with disk.held(releases_dir):
        return swap(found, releases_dir)


def place(built: Path, releases_dir: Path) -> Release:
    """Move the directory *built* into *releases_dir*, but do not make it current; see `install`.

    Raises:
        ReleaseError: *built* is not whole.
    """
    release = read(built)
    verify(release)
    disk.sync(built)
    target = releases_dir / release.id
    if built.resolve() != target.resolve():
        _place(built, target)
    return read(target)


def swap(release: Release, releases_dir: Path) -> Release:
    """Make *release*, which is in *releases_dir*, the current one; whoever calls this holds that folder."""
    disk.sync_entry(releases_dir)
    staged = releases_dir / f".{_CURRENT}-{os.getpid()}"
    staged.unlink(missing_ok=True)
    staged.symlink_to(release.id, target_is_directory=True)
    staged.replace(releases_dir / _CURRENT)
    disk.sync_entry(releases_dir)
    return release


def _place(built: Path, target: Path) -> None:
    """Put *built* at *target*, unless a whole release is there already."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if _is_whole(target):
        shutil.rmtree(built)
        return
    if target.exists():
        shutil.rmtree(target)
    built.rename(target)


def _is_whole(path: Path) -> bool:
    try:
        verify(read(path))
    except ReleaseError:
        return False
    return True

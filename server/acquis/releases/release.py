"""Own releases as directories: which one is current, whether one is whole, and putting a new one in place.

It must not build a release or change one. A release directory holds `manifest.json`, the dumps `graph.nq.gz`
and `graph.trig.gz`, `void.ttl` and the folder `store`; `current` beside them is a link to the one to serve.

A manifest says nothing of when it was made, as the same sources give the same bytes. That is told by the time
of its file, which stays with it when a release is moved, or copied as backups and images are.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from acquis.engine import Engine
from acquis.errors import ReleaseError, UnknownEntity

__all__ = [
    "DOWNLOADS",
    "FILES",
    "Release",
    "content_sha256",
    "current",
    "history",
    "install",
    "kept",
    "open_engine",
    "read",
    "verify",
]

FILES = ("manifest.json", "graph.nq.gz", "graph.trig.gz", "void.ttl", "store")
# The files of a release that anyone may have, with their media types.
DOWNLOADS = {
    "graph.nq.gz": "application/gzip",
    "graph.trig.gz": "application/gzip",
    "manifest.json": "application/json",
    "void.ttl": "text/turtle",
}

_CURRENT = "current"
_KEYS = {"id": str, "content_sha256": str, "quads": int, "counts": dict, "coverage": dict}
_ID = re.compile("[A-Za-z0-9][A-Za-z0-9._-]*")
_AGAIN = "Run `acquis build` to make a new one."


@dataclass(frozen=True)
class Release:
    """One release at `path`; `manifest` has at least id, content_sha256, quads, counts and coverage."""

    id: str
    path: Path
    manifest: dict[str, Any]

    @property
    def issued(self) -> datetime:
        """When it was made, to the second."""
        return datetime.fromtimestamp(int((self.path / "manifest.json").stat().st_mtime), UTC)


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
    return tuple(sorted(found, key=lambda one: (one.issued, one.id)))


def read(path: Path) -> Release:
    """Return the release in the directory *path* by its manifest; `verify` looks deeper.

    Raises:
        ReleaseError: a part is missing or the manifest cannot be used.
    """
    missing = [name for name in FILES if not (path / name).exists()]
    if missing:
        raise ReleaseError(f"The release {path} is incomplete: {', '.join(missing)} is missing. {_AGAIN}")
    try:
        manifest = json.loads((path / "manifest.json").read_bytes())
    except ValueError as error:
        raise ReleaseError(f"The manifest of {path} cannot be read: {error}. {_AGAIN}") from error
    wrong = [
        key
        for key, kind in _KEYS.items()
        if not (isinstance(manifest, dict) and isinstance(manifest.get(key), kind))
    ]
    if wrong or not _ID.fullmatch(manifest["id"]):
        raise ReleaseError(f"The manifest of {path} has no usable {', '.join(wrong) or 'id'}. {_AGAIN}")
    return Release(manifest["id"], path, manifest)


def open_engine(release: Release, *, memory_quads: int = 0) -> Engine:
    """Return an engine over *release*: in memory if it has at most *memory_quads* quads, else on its store.

    Loading takes longer than opening a store, and most questions are then answered two to four times as fast.

    Raises:
        ReleaseError: the dump or the store cannot be read.
    """
    try:
        if release.manifest["quads"] <= memory_quads:
            return Engine.load(_dump(release))
        return Engine.open(release.path / "store")
    except (OSError, EOFError, zlib.error) as error:
        raise ReleaseError(f"The graph of release {release.id} cannot be read: {error}. {_AGAIN}") from error


def _dump(release: Release) -> bytes:
    """Return the N-Quads of *release*, which must have the hash that the manifest gives."""
    dump = gzip.decompress((release.path / "graph.nq.gz").read_bytes())
    if hashlib.sha256(dump).hexdigest() != release.manifest["content_sha256"]:
        raise OSError("its dump is not the one that was built")
    return dump


def content_sha256(path: Path) -> str:
    """Return the SHA-256 of the N-Quads in *path* before compression, in hexadecimal.

    Raises:
        ReleaseError: the file is damaged.
    """
    digest = hashlib.sha256()
    try:
        with gzip.open(path) as dump:
            while part := dump.read(1 << 20):
                digest.update(part)
    except (OSError, EOFError, zlib.error) as error:
        raise ReleaseError(f"The dump {path} cannot be read: {error}. {_AGAIN}") from error
    return digest.hexdigest()


def verify(release: Release) -> None:
    """Check that *release* is whole: the dump has the hash, and the store the quads, that the manifest says.

    Raises:
        ReleaseError: it is not; the message says what differs.
    """
    found = content_sha256(release.path / "graph.nq.gz")
    if found != release.manifest["content_sha256"]:
        raise ReleaseError(
            f"The dump of release {release.id} has the hash {found}, not that of its manifest. {_AGAIN}"
        )
    quads = open_engine(release).count_quads()
    if quads != release.manifest["quads"]:
        raise ReleaseError(
            f"The store of release {release.id} holds {quads} quads, its manifest says"
            f" {release.manifest['quads']}. {_AGAIN}"
        )


def install(built: Path, releases_dir: Path) -> Release:
    """Move the directory *built* into *releases_dir* and make it current in one step; readers see old or new.

    *built* must be on the same file system. A release of the same id that is there and whole is kept instead;
    older releases stay, so going back is installing one of them again.

    Raises:
        ReleaseError: *built* is not whole.
    """
    release = read(built)
    verify(release)
    target = releases_dir / release.id
    if built.resolve() != target.resolve():
        _place(built, target)
    staged = releases_dir / f".{_CURRENT}-{os.getpid()}"
    staged.unlink(missing_ok=True)
    staged.symlink_to(release.id, target_is_directory=True)
    staged.replace(releases_dir / _CURRENT)
    return read(target)


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

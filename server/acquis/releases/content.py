"""Own what a release holds, built or grown: its graph to ask and to read, its dumps, and whether it is whole.

It must not know where releases are kept or which is current: that is `acquis.releases.release`.
"""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from acquis.engine import Engine
from acquis.errors import ReleaseError
from acquis.releases import grown

__all__ = [
    "AGAIN",
    "DOWNLOADS",
    "Release",
    "base",
    "content_sha256",
    "delta",
    "downloads",
    "dumps",
    "file",
    "lines",
    "open_engine",
    "verify",
]

# The files of a release that anyone may have, with their media types.
DOWNLOADS = {
    "graph.nq.gz": "application/gzip",
    "graph.trig.gz": "application/gzip",
    "manifest.json": "application/json",
    "void.ttl": "text/turtle",
}
AGAIN = "Run `acquis build` to make a new one."
_DUMP = "graph.nq.gz"


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


def open_engine(release: Release, *, memory_quads: int = 0) -> Engine:
    """Open *release*: in memory if it has at most *memory_quads* quads, which answers faster, else its store.

    What is held in memory is checked by its hash, so that a release that was changed is not served.

    Raises:
        ReleaseError: the dump or the store cannot be read.
    """
    try:
        if release.manifest["quads"] <= memory_quads:
            return Engine.load(_held(release))
        return Engine.open(release.path / "store")
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(release, error) from error


def base(release: Release) -> str:
    """Return the content hash of the built release that *release* grew out of; its own if it was built."""
    return str(
        (release.manifest["base"] if grown.is_grown(release.manifest) else release.manifest)["content_sha256"]
    )


def delta(release: Release) -> tuple[bytes, bytes]:
    """Return the sorted N-Quads that *release* added to its base, and those that it removed.

    Raises:
        ReleaseError: they are not those that its manifest stands for.
    """
    if not grown.is_grown(release.manifest):
        return b"", b""
    try:
        return grown.delta(release.path, release.manifest)
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(release, error) from error


def lines(release: Release) -> Iterator[bytes]:
    """Yield the graph of *release* as lines of N-Quads, sorted by their bytes.

    Raises:
        ReleaseError: its files are damaged.
    """
    try:
        if grown.is_grown(release.manifest):
            yield from grown.lines(release.path, release.manifest)
            return
        with gzip.open(release.path / _DUMP) as dump:
            yield from dump
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(release, error) from error


def dumps(release: Release) -> dict[str, dict[str, Any]]:
    """Return bytes and SHA-256 of each dump of *release* by name; nothing of one that is made when asked for.

    Raises:
        ReleaseError: what is noted of them is damaged.
    """
    if not grown.is_grown(release.manifest):
        files = release.manifest.get("files", {})
        return {name: files[name] for name in grown.MADE if name in files}
    try:
        found = grown.made(release.path)
    except OSError as error:
        raise _unreadable(release, error) from error
    return {name: found.get(name, {}) for name in grown.MADE}


def downloads(release: Release) -> dict[str, str]:
    """Return the files of *release* that anyone may have, with their media types."""
    return DOWNLOADS | (grown.DOWNLOADS if grown.is_grown(release.manifest) else {})


def file(release: Release, name: str) -> Path:
    """Return the path of *name*, one of its downloads, in *release*; a dump that is not there yet is made.

    Raises:
        ReleaseError: it cannot be made.
    """
    if name not in grown.MADE or not grown.is_grown(release.manifest):
        return release.path / name
    try:
        return grown.make(release.path, release.manifest, name)
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(release, error) from error


def _unreadable(release: Release, error: Exception) -> ReleaseError:
    return ReleaseError(f"The graph of release {release.id} cannot be read: {error}. {AGAIN}")


def _held(release: Release) -> bytes:
    """Return the N-Quads of *release*; its dump, or that of its base, must have the hash that is stated."""
    is_grown = grown.is_grown(release.manifest)
    dump = gzip.decompress((release.path / (grown.BASE if is_grown else _DUMP)).read_bytes())
    if hashlib.sha256(dump).hexdigest() != base(release):
        raise OSError("its dump is not the one that was built")
    return grown.applied(dump, *grown.delta(release.path, release.manifest)) if is_grown else dump


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
        raise ReleaseError(f"The dump {path} cannot be read: {error}. {AGAIN}") from error
    return digest.hexdigest()


def verify(release: Release) -> None:
    """Check that *release* is whole: the dump has the hash, and the store the quads, that the manifest says.

    Raises:
        ReleaseError: it is not; the message says what differs.
    """
    if grown.is_grown(release.manifest):
        _verify_grown(release)
    else:
        _verify_dump(release, _DUMP)
    quads = open_engine(release).count_quads()
    if quads != release.manifest["quads"]:
        raise ReleaseError(
            f"The store of release {release.id} holds {quads} quads, its manifest says"
            f" {release.manifest['quads']}. {AGAIN}"
        )


def _verify_grown(release: Release) -> None:
    try:
        wrong = grown.fault(release.path, release.manifest)
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(release, error) from error
    if wrong:
        raise ReleaseError(f"Release {release.id} is not whole: {wrong}. {AGAIN}")
    _verify_dump(release, grown.BASE)


def _verify_dump(release: Release, name: str) -> None:
    found = content_sha256(release.path / name)
    if found != base(release):
        raise ReleaseError(
            f"The dump of release {release.id} has the hash {found}, not that of its manifest. {AGAIN}"
        )

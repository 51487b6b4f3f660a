"""Own the files of a release that was grown out of a built one: what they hold, and whether they are whole.

It must not grow a release: that is `acquis.publishing`. Beside its store a grown release has the dump of the
built release, `base.nq.gz`, which both share, and the lines that were `added` and `removed` since. Its own
dumps are made when first asked for, as that takes the longer the larger the graph is.
"""

import gzip
import hashlib
import heapq
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from acquis.engine import parse, trig
from acquis.releases import disk

__all__ = [
    "ADDED",
    "BASE",
    "DOWNLOADS",
    "MADE",
    "PARTS",
    "REMOVED",
    "applied",
    "content_sha256",
    "delta",
    "fault",
    "is_grown",
    "lines",
    "made",
    "make",
    "sealed",
]

BASE, ADDED, REMOVED = "base.nq.gz", "added.nq.gz", "removed.nq.gz"
PARTS = ("manifest.json", BASE, ADDED, REMOVED, "void.ttl", "store")
# What anyone may have of it beside what every release has, with media types.
DOWNLOADS = dict.fromkeys((ADDED, BASE, REMOVED), "application/gzip")
# Its dumps, made when first asked for.
MADE = ("graph.nq.gz", "graph.trig.gz")

_NQUADS = "application/n-quads"
_SEAL = "manifest_sha256"


def is_grown(manifest: Mapping[str, Any]) -> bool:
    """Return whether *manifest* is that of a grown release."""
    return isinstance(manifest.get("base"), dict)


def content_sha256(base: str, added: bytes, removed: bytes) -> str:
    """Return the hash that stands for the graph with the hash *base*, with lines *added* and *removed*.

    The same base and the same lines, which are sorted, give the same hash however one grew out of the other.
    """
    parts = (base, hashlib.sha256(added).hexdigest(), hashlib.sha256(removed).hexdigest())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def sealed(manifest: Mapping[str, Any]) -> bytes:
    """Return *manifest* as the bytes of its file, with a hash of all else that it says."""
    bare = {key: value for key, value in manifest.items() if key != _SEAL}
    return _written(bare | {_SEAL: hashlib.sha256(_written(bare)).hexdigest()})


def delta(path: Path, manifest: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """Return the N-Quads that the release at *path* added to its base, and those that it removed.

    Raises:
        OSError: they are not those that *manifest* stands for.
    """
    added, removed = (gzip.decompress((path / name).read_bytes()) for name in (ADDED, REMOVED))
    if content_sha256(manifest["base"]["content_sha256"], added, removed) != manifest["content_sha256"]:
        raise OSError("what was added to its base is not what was published")
    return added, removed


def applied(base: bytes, added: bytes, removed: bytes) -> bytes:
    """Return the N-Quads *base* without the lines *removed* and with those *added*, in no order."""
    gone = set(removed.splitlines(keepends=True))
    kept = (line for line in base.splitlines(keepends=True) if line not in gone) if gone else [base]
    return b"".join([*kept, added])


def lines(path: Path, manifest: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield the lines of the graph at *path* as N-Quads, sorted by their bytes.

    Raises:
        OSError: the files are damaged.
    """
    added, removed = (part.splitlines(keepends=True) for part in delta(path, manifest))
    gone = set(removed)
    with gzip.open(path / BASE) as base:
        yield from heapq.merge((line for line in base if line not in gone), added)


def made(path: Path) -> dict[str, dict[str, Any]]:
    """Return bytes and SHA-256 of those dumps of the release at *path* that have been made, by name.

    Raises:
        OSError: what is noted of one cannot be read.
    """
    try:
        return {name: json.loads(_note(path, name).read_bytes()) for name in MADE if (path / name).is_file()}
    except ValueError as error:
        raise OSError(f"what is noted of its dumps is damaged: {error}") from error


def make(path: Path, manifest: Mapping[str, Any], name: str) -> Path:
    """Return the dump *name* of the release at *path*, made now unless it is there, by one process.

    Raises:
        OSError: the files are damaged, or there is no room.
    """
    target = path / name
    if not target.is_file():
        with disk.held(path):
            if not target.is_file():
                _make(path, manifest, target)
    return target


def fault(path: Path, manifest: Mapping[str, Any]) -> str:
    """Return in words what is wrong with the files of the release at *path*; "" where all are whole.

    Raises:
        OSError: one of them is missing or cannot be read.
    """
    if sealed(manifest) != (path / "manifest.json").read_bytes():
        return "its manifest was changed"
    wrong = [
        name for name, size in sorted((manifest["files"] | made(path)).items()) if _size(path / name) != size
    ]
    wrong += [f"store/{name}" for name in disk.changed(path / "store")]
    if wrong:
        return f"{', '.join(wrong)} changed since it was published"
    delta(path, manifest)
    return ""


def _size(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "sha256": disk.sha256(path)}


def _make(path: Path, manifest: Mapping[str, Any], target: Path) -> None:
    staged = path / f".{target.name}"
    with staged.open("wb") as file:
        with gzip.GzipFile("", "wb", 6, file, 0) as zipped:
            if target.name == "graph.nq.gz":
                zipped.writelines(lines(path, manifest))
            else:
                quads = parse(b"".join(lines(path, manifest)), _NQUADS)
                zipped.write(trig(sorted(quads, key=lambda quad: (str(quad.graph_name), str(quad)))))
        file.flush()
        os.fsync(file.fileno())
    # The note first: whoever sees the dump finds it.
    _note(path, target.name).write_text(json.dumps(_size(staged)), "utf-8")
    staged.replace(target)


def _note(path: Path, name: str) -> Path:
    return path / f"{name}.json"


def _written(manifest: Mapping[str, Any]) -> bytes:
    return (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()

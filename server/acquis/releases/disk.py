"""Own how files of releases are kept safe on disk: written out, hashed, and changed by one process at a time.

It must not know what the files hold.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

__all__ = ["changed", "held", "sha256", "sum_up", "sums", "sync", "sync_entry"]

# In a folder, what each of its files hashes to, as sha256sum writes it.
_SUMS = "SHA256SUMS"


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold *folder* for this thread: any other, in whatever process, waits its turn."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def sync(folder: Path) -> None:
    """Return when *folder*, with all that is in it, is on disk and not only on its way there.

    Raises:
        OSError: it cannot be written.
    """
    for inside, _, names in os.walk(folder):
        for name in names:
            sync_entry(Path(inside, name))
        sync_entry(Path(inside))


def sync_entry(path: Path) -> None:
    """Return when the file *path*, or of a folder the list of its entries, is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256(path: Path) -> str:
    """Return the SHA-256 of the file *path*, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of the files in *folder* by name, as noted there; none where nothing is noted."""
    try:
        text = (folder / _SUMS).read_text("utf-8", "replace")
    except FileNotFoundError:
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in text.splitlines())}


def sum_up(folder: Path, known: Path | None = None) -> None:
    """Note in *folder* what its files hash to; those it shares with the folder *known* are not read again."""
    before = {} if known is None else sums(known)
    found: Mapping[str, str] = {
        path.name: before[path.name]
        if known is not None and path.name in before and path.samefile(known / path.name)
        else sha256(path)
        for path in _files(folder)
    }
    (folder / _SUMS).write_text("".join(f"{found[name]}  {name}\n" for name in sorted(found)), "utf-8")


def changed(folder: Path) -> list[str]:
    """Return the names of files in *folder* that came, went or changed since `sum_up`."""
    noted, there = sums(folder), {path.name: path for path in _files(folder)}
    return sorted(
        name for name in noted.keys() | there if name not in there or noted.get(name) != sha256(there[name])
    )


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name != _SUMS]

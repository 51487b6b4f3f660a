"""Own the folder of documents read here: all files of one document come into it, or none do.

The files are made in a folder beside. One rename says that they are whole; then each is moved to its place. A
crash before the rename leaves what nobody reads, one after it what the next to come moves on. It must not
know what the files hold.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from acquis.errors import InvalidParameter, StorageFull
from acquis.releases import disk

__all__ = ["FOLDERS", "held", "kept", "settle", "write"]

FOLDERS = ("decided", "documents", "proposed", "reports", "texts")

_STAGED, _WHOLE = ".writing-", ".whole-"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold *folder*, which is made if need be: whoever else writes there, in whatever process, waits.

    Raises:
        InvalidParameter: it cannot be made or opened.
    """
    with _told(folder):
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
    with disk.held(folder):
        _finish(folder)
        yield


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put *files*, by their paths below *folder*, there together; an empty one takes what is there away.

    Whoever calls this holds *folder*.

    Raises:
        InvalidParameter: *folder* cannot be written.
        StorageFull: there is no room; nothing was changed.
    """
    staged: Path | None = None
    try:
        with _told(folder):
            staged = Path(tempfile.mkdtemp(prefix=_STAGED, dir=folder))
            for name, data in files.items():
                (staged / name).parent.mkdir(exist_ok=True)
                (staged / name).write_bytes(data)
            whole = staged.with_name(staged.name.replace(_STAGED, _WHOLE, 1))
            staged.rename(whole)
            _move(whole, folder)
    finally:
        if staged is not None:
            shutil.rmtree(staged, ignore_errors=True)


def settle(folder: Path) -> None:
    """Finish what a crash left half done in *folder*, if it is there."""
    if any(folder.glob(f"{_WHOLE}*")):
        with held(folder):
            return


def kept(folder: Path, name: str) -> bytes | None:
    """Return the file *name* below *folder*, None where there is none."""
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        return None


def _finish(folder: Path) -> None:
    with _told(folder):
        for whole in sorted(folder.glob(f"{_WHOLE}*")):
            _move(whole, folder)
        for staged in folder.glob(f"{_STAGED}*"):
            shutil.rmtree(staged)


def _move(whole: Path, folder: Path) -> None:
    """Move each file in *whole* to its place below *folder*; to begin again does no harm."""
    for path in sorted(whole.rglob("*")):
        place = folder / path.relative_to(whole)
        if path.is_file() and path.stat().st_size:
            path.replace(place)
        elif path.is_file():
            place.unlink(missing_ok=True)
    shutil.rmtree(whole)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Turn what the system says of *folder* into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull(
                f"There is no room left in {folder}: nothing of the document was kept. Make room, or name"
                " another folder with --into, and read it again."
            ) from error
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise InvalidParameter(
            f"Nothing can be written to {folder}: {reason}. Name a folder of yours with --into or"
            " ACQUIS_TEXTS_DIR.",
            name="into",
        ) from error

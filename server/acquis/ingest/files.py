"""Own which files are read: those named, those in folders, and those packed in an archive.

It must not read a document; what a file is inside is the readers' to say.
"""

import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from acquis.errors import InvalidDocument, InvalidParameter

__all__ = ["found"]

_SUFFIXES = (".docx", ".htm", ".html", ".pdf", ".txt", ".xml")
# Of one archive: its files, and the bytes of one and of all of them unpacked.
_MOST_FILES = 20_000
_MOST_BYTES, _MOST_ALL = 100_000_000, 4_000_000_000
_PIECE = 1_000_000
# A DOCX is an archive, too, and has this.
_OF_OFFICE = "[Content_Types].xml"


@contextmanager
def found(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Yield the files that *paths* mean, in order; what an archive holds is unpacked for as long.

    Raises:
        InvalidDocument: an archive is damaged, too large or without documents.
        InvalidParameter: a path is not there, or a folder has no documents.
    """
    with TemporaryDirectory(prefix="acquis-") as folder:
        yield [file for path in paths for file in _files(path, Path(folder))]


def _files(path: Path, unpacked: Path) -> list[Path]:
    if path.is_dir():
        inside = sorted(one for one in path.rglob("*") if one.is_file() and one.suffix.lower() in _SUFFIXES)
        if not inside:
            raise InvalidParameter(
                f"There is no document in {path}: it takes files that end in {', '.join(_SUFFIXES)}.",
                name="files",
            )
        return inside
    if not path.is_file():
        raise InvalidParameter(f"There is no file {path}: correct the name.", name="files")
    return _unpacked(path, unpacked) if _is_archive(path) else [path]


def _is_archive(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as packed:
        return _OF_OFFICE not in packed.namelist()


def _unpacked(path: Path, folder: Path) -> list[Path]:
    try:
        with zipfile.ZipFile(path) as packed:
            inside = [one for one in packed.infolist() if Path(one.filename).suffix.lower() in _SUFFIXES]
            _refuse_large(path, inside)
            return [_one(packed, one, folder / str(place)) for place, one in enumerate(inside)]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise InvalidDocument(
            f"The archive {path.name} cannot be unpacked ({error}): fetch it again, or unpack it yourself."
        ) from None


def _refuse_large(path: Path, inside: Sequence[zipfile.ZipInfo]) -> None:
    if not inside:
        raise InvalidDocument(f"The archive {path.name} holds no document: name the files themselves.")
    sizes = [one.file_size for one in inside]
    if len(inside) > _MOST_FILES or max(sizes) > _MOST_BYTES or sum(sizes) > _MOST_ALL:
        raise InvalidDocument(
            f"The archive {path.name} is too large ({len(inside):,} files, {sum(sizes):,} bytes unpacked):"
            " unpack it yourself and name the files in parts."
        )


def _one(packed: zipfile.ZipFile, one: zipfile.ZipInfo, folder: Path) -> Path:
    """Unpack *one* into *folder*, under its own name only."""
    folder.mkdir()
    target = folder / Path(one.filename).name
    with packed.open(one) as source, target.open("wb") as file:
        # It gives no more than the size that was looked at above.
        shutil.copyfileobj(source, file, _PIECE)
    return target

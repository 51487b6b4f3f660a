"""Own the look into a spreadsheet before anything reads it: its size, its names, what it must not hold.

It must not know what the sheets mean. A spreadsheet is a zip archive of XML files.
Source: https://ecma-international.org/publications-and-standards/standards/ecma-376/
"""

import io
import re
import zipfile
import zlib

from acquis.errors import InvalidDocument

__all__ = ["MOST_BYTES", "screen"]

# What a file may hold once unpacked, in bytes; how many times its own size; and how many files.
MOST_BYTES = 20_000_000
_MOST_TIMES = 100
_MOST_FILES = 300

_ENCRYPTED = 0x1
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)
_REFUSED = {
    "macros": re.compile(r"vbaproject|\.bin$|macrosheets/|dialogsheets/", re.IGNORECASE),
    "links to other files": re.compile("externallinks/|connections", re.IGNORECASE),
    "embedded files": re.compile("embeddings/|activex/|customui", re.IGNORECASE),
}
# Printer settings are saved by spreadsheet programs and do nothing.
_HARMLESS = re.compile(r"xl/printerSettings/[\w.]+", re.IGNORECASE)
_UNSAFE = re.compile(r"^/|\\|:|(?:^|/)\.\.(?:/|$)|\x00")
_SAVE = "save it as an Excel workbook (.xlsx) again"


def screen(data: bytes) -> None:
    """Refuse *data* unless it is a spreadsheet that is safe to read.

    Raises:
        InvalidDocument: it is no zip archive, grows too large, or holds macros, links, embedded files or a
            document type declaration.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _sized(archive, len(data))
            for one in archive.infolist():
                _named(one)
                _plain(one.filename, archive.read(one))
    except _FAULTS:
        raise InvalidDocument(f"The file is no spreadsheet, or is damaged: {_SAVE}.") from None


def _sized(archive: zipfile.ZipFile, size: int) -> None:
    entries = archive.infolist()
    total = sum(one.file_size for one in entries)
    if len(entries) > _MOST_FILES or total > MOST_BYTES or total > max(size * _MOST_TIMES, 1_000_000):
        raise InvalidDocument(
            f"The spreadsheet unpacks to {total:,} bytes in {len(entries)} files, which is too much: copy"
            f" what you filled in to a new template. At most {MOST_BYTES:,} bytes are read."
        )
    names = [one.filename.lower() for one in entries]
    if len(set(names)) < len(names):
        raise InvalidDocument(f"The spreadsheet holds two files of one name: {_SAVE}.")


def _named(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if _UNSAFE.search(name) or entry.flag_bits & _ENCRYPTED:
        raise InvalidDocument(f"The spreadsheet is protected or holds the file {name[:80]!r}: {_SAVE}.")
    for what, pattern in _REFUSED.items():
        if pattern.search(name) and not _HARMLESS.fullmatch(name):
            raise InvalidDocument(f"The spreadsheet holds {what} ({name[:80]}): take them out, and {_SAVE}.")


def _plain(name: str, content: bytes) -> None:
    """Refuse XML with a document type, which could define entities; in another encoding it would hide."""
    if not name.lower().endswith((".xml", ".rels", ".vml")):
        return
    if b"\x00" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise InvalidDocument(f"The file {name[:80]} in the spreadsheet declares a document type: {_SAVE}.")

"""The parts of a ZIP file, each unpacked within a bound, and their XML parsed without entities.

It must not know what the parts mean.
"""

import zipfile
import zlib
from io import BytesIO
from typing import Any, TypeAlias

from lxml import etree

from acquis.errors import InvalidDocument

__all__ = ["Element", "LARGEST_PART", "Parts"]

# The text of the longest report of the UN unpacks to some 5 MB; a bomb of 10 kB unpacks to gigabytes.
LARGEST_PART = 64 * 1024 * 1024

Element: TypeAlias = Any


class Parts:
    """The parts of the ZIP file in `data`; `file` is its name, for the sentences."""

    def __init__(self, data: bytes, file: str) -> None:
        """Open the file.

        Raises:
            InvalidDocument: it is cut off or no ZIP file.
        """
        self._file = file
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise self._broken() from error

    def __contains__(self, name: str) -> bool:
        return name in self._archive.namelist()

    def tree(self, name: str) -> Element:
        """Return the root of the XML in the part *name*.

        Raises:
            InvalidDocument: it is damaged, unpacks to more than LARGEST_PART, or declares entities.
        """
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
        )
        try:
            root = etree.fromstring(self._unpacked(name), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self._broken() from error
        # Word writes no DOCTYPE; who adds one wants entities, which may name other files.
        if root.getroottree().docinfo.doctype:
            raise InvalidDocument(
                f"{self._file} declares entities, which Word never does: save it anew with Word."
            )
        return root

    def _unpacked(self, name: str) -> bytes:
        try:
            with self._archive.open(name) as part:
                # The size that the file gives of itself may be false, so it is the reading that is bounded.
                data = part.read(LARGEST_PART + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            RuntimeError,
            NotImplementedError,
            OSError,
        ) as error:
            raise self._broken() from error
        if len(data) > LARGEST_PART:
            raise InvalidDocument(
                f"{self._file} unpacks to more than {LARGEST_PART >> 20} MB: give it in parts, or as PDF."
            )
        return data

    def _broken(self) -> InvalidDocument:
        return InvalidDocument(f"{self._file} is damaged, cut off or locked: save or download it again.")

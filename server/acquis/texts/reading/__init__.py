"""Read one file into a `SourceText`: a reader for each form. It must not look at what the words mean."""

import hashlib
from pathlib import Path

from acquis.errors import InvalidDocument, InvalidParameter
from acquis.naming.names import LANGUAGES
from acquis.naming.symbols import normalise
from acquis.texts.model import SourceText
from acquis.texts.reading import akn
from acquis.texts.reading.apart import mended
from acquis.texts.reading.forms import AKN, form
from acquis.texts.reading.outline import outlined

__all__ = ["LARGEST", "read"]

# The longest reports of the UN have some 20 MB as PDF, with pictures; reading takes several times the size in
# memory.
LARGEST = 64 * 1024 * 1024


def read(path: Path, symbol: str = "", language: str = "en") -> SourceText:
    """Return the text in the file at *path*, whatever its name says of its form.

    *symbol* is that of the document, "" where it has none; *language* an official language of the UN. AKN4UN
    says both itself.

    Raises:
        InvalidParameter: *symbol* is no symbol or that of another document, *language* no official language.
        InvalidDocument: the file cannot be read; the sentence says what to do.
    """
    if language not in LANGUAGES:
        raise InvalidParameter(
            f"{language!r} is no official language of the United Nations: use one of {', '.join(LANGUAGES)}.",
            name="language",
            near=LANGUAGES,
        )
    key = normalise(symbol) if symbol else ""
    data = _bytes(path)
    kind = form(data, path.name)
    if kind == AKN:
        return _agreed(akn.read(data, path.name), key)
    found = mended(kind, data, path.name)
    title, units, doubts = outlined(found)
    if not units:
        raise InvalidDocument(f"{path.name} has no paragraphs: is it the document itself?")
    digest = hashlib.sha256(data).hexdigest()
    return SourceText(key, language, title, units, doubts, path.name, digest, kind, found.pages)


def _agreed(text: SourceText, key: str) -> SourceText:
    """Return *text*, which says its symbol itself, if that is *key* or no *key* was given.

    Raises:
        InvalidParameter: it is another document.
    """
    if key and normalise(text.symbol) != key:
        raise InvalidParameter(
            f"{text.file} is {text.symbol}, not {key}: give the one or the other.", name="symbol"
        )
    return text


def _bytes(path: Path) -> bytes:
    """Return what the file at *path* holds; its size is asked before it is read."""
    if not path.is_file():
        raise InvalidDocument(f"{path.name} is no file: give the path of one document.")
    if path.stat().st_size > LARGEST:
        raise InvalidDocument(
            f"{path.name} has more than {LARGEST >> 20} MB, which no document of the UN has: "
            "give it in parts, or without pictures."
        )
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidDocument(
            f"{path.name} cannot be read ({error.strerror}): see who may read it."
        ) from error

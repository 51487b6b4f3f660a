"""Refuse a document by looking at its bytes, before any parser: too long, an archive, too deep, not UTF-8.

It must not parse RDF. Every pattern here takes time in proportion to the length of the document.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from acquis.engine.jsonld import CONTEXT
from acquis.errors import InvalidDocument, UnsupportedMedia
from acquis.validation.catalogue import shipped

__all__ = ["CSV", "DEEPEST", "JSON_LD", "N_TRIPLES", "RDF_XML", "READ", "SHEETS", "XLSX", "place", "screened"]

DEEPEST = 60
JSON_LD = "application/ld+json"
N_TRIPLES = "application/n-triples"
RDF_XML = "application/rdf+xml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
SHEETS = (XLSX, CSV)
READ = ("text/turtle", JSON_LD, N_TRIPLES, RDF_XML, "application/trig", *SHEETS)

_ZIP = b"PK\x03\x04"
_ARCHIVES = {
    _ZIP: "a ZIP archive",
    b"PK\x05\x06": "a ZIP archive",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive",
    b"Rar!": "a RAR archive",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "a file of an older office program",
}
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_BOM = b"\xef\xbb\xbf"

# Possessive throughout, with the closing mark optional: what is left open is passed over once, not retried.
_TURTLE = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:""")?|'
    r"'''(?:[^'\\]|\\.|'(?!''))*+(?:''')?|"
    r'"(?:[^"\\\n]|\\.)*+"?|'
    r"'(?:[^'\\\n]|\\.)*+'?|"
    r"(?P<quoted><<)|<[^<>\"{}|^`\\\s]*+>?|#[^\n]*+|(?P<mark>[\[({\])}])",
    re.DOTALL,
)
_JSON = re.compile(r'"(?:[^"\\]|\\.)*+"?|(?P<mark>[\[{\]}])', re.DOTALL)
_XML = re.compile(
    r"<!--(?:(?!-->).)*+(?:-->)?|<!\[CDATA\[(?:(?!\]\]>).)*+(?:\]\]>)?|<\?(?:(?!\?>).)*+(?:\?>)?"
    r"|(?P<declared><!)|(?P<mark></?)(?:[^<>\"']|\"[^\"]*+\"?|'[^']*+'?)*+>?",
    re.DOTALL,
)
_XML_CODE = re.compile(r"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)


def screened(data: bytes, media_type: str, *, max_bytes: int) -> bytes:
    """Return *data* as it may go to the parser for *media_type*: a byte order mark is dropped.

    Raises:
        InvalidDocument: too long, not UTF-8, nested too deep, or able to reach beyond itself.
        UnsupportedMedia: *media_type* is not read, or the bytes are an archive of some kind.
    """
    if media_type not in READ:
        raise UnsupportedMedia(
            _said("media-type", given=media_type[:200], accepted=", ".join(READ)),
            given=media_type,
            accepted=READ,
        )
    if len(data) > max_bytes:
        raise InvalidDocument(_said("too-long", size=f"{len(data):,}", most=f"{max_bytes:,}"))
    _refuse_archive(data, media_type)
    if media_type == XLSX:
        return data
    text = _decoded(data)
    if media_type == JSON_LD:
        _screen_json(text)
    elif media_type == RDF_XML:
        _screen_xml(text)
    elif media_type != CSV:
        _refuse_quoted(text)
        _refuse_depth(text, _depths(_TURTLE, text))
    return text.encode()


def place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, both from 1, of *offset* in *text*.

    >>> place("ab\\ncd", 4)
    (2, 2)
    """
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _said(name: str, /, **values: str | int) -> str:
    return shipped().sentence(f"refused.{name}", **values)


def _refused(name: str, text: str, offset: int, /, **values: str | int) -> InvalidDocument:
    line, column = place(text, offset)
    return InvalidDocument(_said("at", line=line, column=column, reason=_said(name, **values)))


def _refuse_archive(data: bytes, media_type: str) -> None:
    kind = next((name for magic, name in _ARCHIVES.items() if data.startswith(magic)), "")
    if media_type == XLSX and not data.startswith(_ZIP):
        raise InvalidDocument(_said("no-spreadsheet"))
    if kind and media_type != XLSX:
        raise UnsupportedMedia(_said("archive", kind=kind), given=kind, accepted=READ)


def _decoded(data: bytes) -> str:
    if data.startswith(_WIDE):
        raise InvalidDocument(_said("wide"))
    data = data.removeprefix(_BOM)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        raise _refused("encoding", before, len(before), byte=f"{data[error.start]:02X}") from None
    if "\x00" in text:
        raise _refused("null", text, text.index("\x00"))
    return text


def _screen_json(text: str) -> None:
    _refuse_depth(text, _depths(_JSON, text))
    try:
        document = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise _refused("json", text, error.pos, reason=error.msg) from None
    for remote in _remote(document):
        raise InvalidDocument(_said("remote-context", address=remote[:200]))


def _remote(node: Any) -> Iterator[str]:
    """Yield each address that *node*, JSON-LD, would have read from elsewhere."""
    if isinstance(node, list):
        for part in node:
            yield from _remote(part)
    elif isinstance(node, dict):
        contexts = node.get("@context")
        for context in contexts if isinstance(contexts, list) else [contexts]:
            if isinstance(context, str) and context != CONTEXT:
                yield context
            elif isinstance(context, dict) and "@import" in context:
                yield str(context["@import"])
        for part in node.values():
            yield from _remote(part)


def _screen_xml(text: str) -> None:
    code = _XML_CODE.search(text[:200])
    if code and code[1].lower() not in ("utf-8", "us-ascii"):
        raise _refused("declared-encoding", text, code.start(1), given=code[1][:50])
    _refuse_depth(text, _xml_depths(text))


def _xml_depths(text: str) -> Iterator[tuple[int, int]]:
    """Yield place and depth of each element of *text*.

    Raises:
        InvalidDocument: a declaration of a document type or of entities.
    """
    depth = 0
    for found in _XML.finditer(text):
        if found["declared"]:
            raise _refused("doctype", text, found.start())
        if found["mark"] == "</":
            depth -= 1
        elif found["mark"] and not found[0].endswith("/>"):
            depth += 1
            yield found.start(), depth


def _refuse_quoted(text: str) -> None:
    # Such statements nest without brackets, and nothing in a submission is said about another statement.
    if "<<" in text:
        for found in _TURTLE.finditer(text):
            if found["quoted"]:
                raise _refused("quoted", text, found.start())


def _depths(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    depth = 0
    for found in pattern.finditer(text):
        if found["mark"]:
            depth += 1 if found["mark"] in "[({" else -1
            yield found.start(), depth


def _refuse_depth(text: str, depths: Iterator[tuple[int, int]]) -> None:
    for offset, depth in depths:
        if depth > DEEPEST:
            raise _refused("too-deep", text, offset, most=DEEPEST)

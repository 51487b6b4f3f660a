"""Read a document handed in: screened as bytes, parsed by the engine or as a sheet, refused if it oversteps.

It must not validate: whether the submission is complete and right is for the shapes.
"""

import re

from acquis.engine import Engine, NamedNode, Quad, parse
from acquis.engine.jsonld import CONTEXT, context
from acquis.errors import InvalidData, InvalidDocument
from acquis.validation import places, screening
from acquis.validation.catalogue import shipped
from acquis.validation.refusal import one_root, refuse
from acquis.vocab import NEW

__all__ = ["MOST_BYTES", "MOST_QUADS", "read"]

MOST_BYTES = 5_000_000
MOST_QUADS = 50_000
_NAMED = re.compile(r'("@context"\s*:\s*(?:\[\s*)?)' + re.escape(f'"{CONTEXT}"'))


def read(
    data: bytes, media_type: str, engine: Engine | None = None, *, max_bytes: int = MOST_BYTES
) -> tuple[list[Quad], dict[str, str]]:
    """Return the quads of the document *data*, and the place in it of each node whose place is known.

    A place is a line, or a sheet and its row. Relative addresses start at `vocab.NEW`, which is the
    submission itself; parameters of *media_type* are passed over. In a sheet, names of things in words are
    found in *engine*, a release.

    Raises:
        InvalidDocument: it cannot be read, or says something about anything but itself.
        UnsupportedMedia: a form that is not read.
    """
    media_type = media_type.partition(";")[0].strip().lower()
    data = screening.screened(data, media_type, max_bytes=max_bytes)
    is_sheet = media_type in screening.SHEETS
    try:
        quads, found = _sheet(data, media_type, engine) if is_sheet else _text(data, media_type)
    except InvalidData as error:
        place = "" if error.line is None else f"Line {error.line}, "
        raise InvalidDocument(place + str(error.args[0])) from None
    if len(quads) > MOST_QUADS:
        raise InvalidDocument(shipped().sentence("refused.too-many", most=f"{MOST_QUADS:,}"))
    quads = one_root(quads)
    refuse(quads, found)
    return quads, found


def _text(data: bytes, media_type: str) -> tuple[list[Quad], dict[str, str]]:
    text = data.decode()
    if media_type == screening.JSON_LD:
        data = _with_context(text).encode()
    quads = parse(data, media_type, base=NEW, most=MOST_QUADS + 1)
    nodes = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    return quads, places.lines(text, nodes)


def _with_context(text: str) -> str:
    """Return *text* with our own context in the place of its name, once: not even that is fetched."""
    # On one line, so that the lines of an error are those of the document.
    document = context().decode().replace("\n", " ")
    value = document[document.index(":") + 1 : document.rindex("}")].strip()
    return _NAMED.sub(lambda found: found[1] + value, text, count=1)


def _sheet(data: bytes, media_type: str, engine: Engine | None) -> tuple[list[Quad], dict[str, str]]:
    # Loaded here: a document in RDF needs nothing of what reads spreadsheets.
    from acquis.forms import sheets, tables

    return sheets.read(data, engine) if media_type == screening.XLSX else tables.read(data, engine)

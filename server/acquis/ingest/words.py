"""Own the files of words: the graph of one edition in one language, with the note on whose words they are.

It must not hold words that the document does not have.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from acquis.engine import Literal, NamedNode, Quad
from acquis.ingest.document import Document
from acquis.ingest.stating import canonical, concept, day, english, node, said, text
from acquis.ingest.units import words
from acquis.texts.model import SourceText
from acquis.vocab import LICENCE, PREFIXES, SOURCE, TEXT

__all__ = ["NOTE", "OTHER_NOTE", "Provenance", "document_file", "words_file"]


@dataclass(frozen=True)
class Provenance:
    """What the graph of a document says of itself: `status` is a code of voc/review-status, `on` its day."""

    title: str
    source: str
    on: datetime.date
    status: str


# Said of words where whoever reads a document in says nothing else.
NOTE = (
    "The United Nations is the source and is acknowledged. This is an unofficial copy, made by machine from"
    " the file named; the official document prevails. How texts of the United Nations may be used again is"
    " told at https://www.un.org/en/about-us/copyright. Not part of the data that Acquis publishes, and not"
    " under their licence."
)
OTHER_NOTE = (
    "The words are those of the authors of the document. This is a copy, made by machine from the file named."
    " Not part of the data that Acquis publishes, and not under their licence."
)


def document_file(slug: str, about: Provenance, quads: Iterable[Quad]) -> bytes:
    """Return the canonical Turtle of the document *slug*: its *quads*, and what its graph says of itself."""
    block = said(
        SOURCE + slug,
        [
            ("rdf:type", NamedNode(PREFIXES["prov"] + "Entity")),
            ("reviewStatus", concept("review-status", about.status)),
            ("dcterms:license", node(LICENCE)),
            ("dcterms:modified", day(about.on.isoformat())),
            ("dcterms:source", text(about.source)),
            ("dcterms:title", english(about.title)),
        ],
    )
    return canonical([*block, *quads])


def words_file(document: Document, one: SourceText, note: str = "") -> bytes:
    """Return the canonical Turtle of the words of *one*, a text of *document*; *note* says whose they are."""
    graph = f"{TEXT}{document.slug}.{one.language}"
    block = said(
        graph,
        [
            ("rdf:type", NamedNode(PREFIXES["prov"] + "Entity")),
            ("dcterms:title", english(f"Words of {document.label}")),
            ("dcterms:language", text(one.language)),
            ("dcterms:source", text(one.file)),
            ("dcterms:rights", english(note or (NOTE if document.symbol else OTHER_NOTE))),
            ("schema:sha256", Literal(one.sha256)),
        ],
    )
    return canonical([*block, *words(document, one)])

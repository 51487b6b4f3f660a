"""Own what is said of the units of a document: sections, paragraphs, annexes, footnotes, and their words.

It must not say what they mean.
"""

from collections.abc import Iterator, Mapping

from acquis.engine import NamedNode, Quad, Term
from acquis.ingest import places
from acquis.ingest.document import Document
from acquis.ingest.edition import checked, source_of
from acquis.ingest.stating import english, node, said, text
from acquis.texts.model import SourceText, Unit
from acquis.vocab import PREFIXES

__all__ = ["at", "units", "words"]

_CLASSES = {"annex": "Annex", "section": "Section"}


def at(document: Document, path: str) -> str:
    """Return the IRI of the unit of *document* at *path*, of its edition for ""."""
    return f"{document.iri}/{path}" if path else document.iri


def units(document: Document, verbs: Mapping[str, str]) -> list[Quad]:
    """Return what is said of each unit of *document*; *verbs* are the first verbs of paragraphs, by path."""
    there = document.units
    texts = {unit.path: text for text in reversed(document.texts) for unit in text.units}
    return [
        quad
        for path, unit in there.items()
        for quad in said(at(document, path), _unit(document, unit, there, texts[path], verbs.get(path, "")))
    ]


def words(document: Document, one: SourceText) -> list[Quad]:
    """Return the words of the units of *one*, a text of *document*."""
    return [
        quad
        for unit in one.units
        for quad in said(at(document, unit.path), [("text", english(unit.text, one.language))])
    ]


def _unit(
    document: Document, unit: Unit, there: Mapping[str, Unit], one: SourceText, verb: str
) -> Iterator[tuple[str, Term | None]]:
    yield "rdf:type", NamedNode(PREFIXES["acq"] + _CLASSES.get(unit.kind, "Paragraph"))
    yield "skos:prefLabel", english(places.label(document.label, unit, there))
    yield "number", text(places.number(unit))
    yield "standsIn", node(at(document, unit.above))
    if unit.kind in _CLASSES:
        if places.plain(unit.heading) != places.plain(places.number(unit)):
            yield "dcterms:title", english(unit.heading, one.language)
        return
    yield "checked", checked(one)
    yield "leadVerb", text(verb)
    yield "dcterms:source", text(source_of(one, unit.place))

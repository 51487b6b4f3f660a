"""Own how references that were found in a document become citations in its graph.

What could not be resolved keeps its name. It must not find a reference, nor say that one work endorses
another: that waits for a curator.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from acquis.engine import NamedNode, Quad, Term
from acquis.ingest import places
from acquis.ingest.document import Document
from acquis.ingest.edition import checked, source_of
from acquis.ingest.known import Known
from acquis.ingest.stating import concept, english, node, said, text
from acquis.ingest.units import at
from acquis.texts.citing import Reference
from acquis.texts.model import Unit
from acquis.vocab import PREFIXES, VOC

__all__ = ["by_unit", "citations", "function_of", "one_citation"]

_CITES = "cites"


def by_unit(references: Iterable[Reference]) -> dict[str, list[Reference]]:
    """Return *references* by the path of the unit that refers, each that says the same once."""
    found: defaultdict[str, dict[object, Reference]] = defaultdict(dict)
    for one in references:
        key = (one.targets or one.symbol or one.printed, one.locator, one.function)
        found[one.unit].setdefault(key, one)
    return {path: list(those.values()) for path, those in found.items()}


def citations(document: Document, references: Mapping[str, Sequence[Reference]], known: Known) -> list[Quad]:
    """Return the citations of *document* for its *references* by unit."""
    there = document.units
    return [
        quad
        for path, those in references.items()
        for number, one in enumerate(those, 1)
        for quad in one_citation(document, one, number, there, known)
    ]


def one_citation(
    document: Document, one: Reference, number: int, there: Mapping[str, Unit], known: Known
) -> list[Quad]:
    """Return citation *number* of the unit of *document* that makes the reference *one*."""
    unit = at(document, one.unit)
    iri = f"{unit}/cite/{number}"
    return [
        *said(unit, [("hasCitation", node(iri))]),
        *said(iri, _citation(document, one, there, known)),
    ]


def function_of(one: Reference) -> str:
    """Return the function of *one*: at least, it cites."""
    return one.function or _CITES


def _citation(
    document: Document, one: Reference, there: Mapping[str, Unit], known: Known
) -> Iterator[tuple[str, Term | None]]:
    function = function_of(one)
    place = there.get(one.within) or there.get(one.unit)
    yield "rdf:type", NamedNode(PREFIXES["acq"] + "Citation")
    yield "skos:prefLabel", english(_label(document, one, there, known))
    yield "checked", checked(document.main)
    yield "foundAt", text(_found_at(one, there))
    yield "function", concept("citation-function", function)
    yield "locator", text(one.locator)
    yield "namedBy", text(one.named_by)
    for target in one.targets:
        yield "target", node(target)
    if not one.targets:
        yield "targetName", text(one.symbol or one.printed)
    yield "verb", text(one.verb)
    yield "dcterms:source", text(source_of(document.main, place.place if place else ""))


def _found_at(one: Reference, there: Mapping[str, Unit]) -> str:
    """Return where the words stand: `OP 6`, `OP 6, fn 3`."""
    place = places.found_at(one.unit, there) if one.unit else ""
    if one.within == one.unit:
        return place
    note = places.found_at(one.within, there)
    return f"{place}, {note}" if place else note


def _label(document: Document, one: Reference, there: Mapping[str, Unit], known: Known) -> str:
    unit = there.get(one.unit)
    who = f"{document.label}, {places.tail(one.unit, there)}" if unit else document.label
    verb = known.label(f"{VOC}citation-function/{function_of(one)}")
    return f"{who} {verb} {_named(document, one, there, known)}"


def _named(document: Document, one: Reference, there: Mapping[str, Unit], known: Known) -> str:
    if not one.targets:
        return one.symbol or one.printed
    target, start = one.targets[0], f"{document.iri}/"
    more = f" and {len(one.targets) - 1} more" if len(one.targets) > 1 else ""
    if target.startswith(start):
        return f"its {places.tail(target.removeprefix(start), there)}{more}"
    return (one.symbol if not known.is_shipped(target) and one.symbol else known.label(target)) + more

"""Describe a graph as a dataset: VoID partitions, counts per class, and what it covers and does not.

It must not say how a release is stored. Source: https://www.w3.org/TR/void/
"""

from collections.abc import Iterator
from typing import Any

from acquis.engine import Engine, Literal, NamedNode, Quad, Term, plain
from acquis.vocab import ACQ, BASE, META, PREFIXES

__all__ = ["DATASET", "counts", "coverage", "void"]

DATASET = BASE + "dataset"

_TYPE = PREFIXES["rdf"] + "type"
_CLASSES = """
SELECT ?class (COUNT(DISTINCT ?entity) AS ?n)
WHERE { ?entity a ?class . ?class a owl:Class . FILTER(STRSTARTS(STR(?class), STR(acq:))) }
GROUP BY ?class
"""
_PROPERTIES = "SELECT ?property (COUNT(*) AS ?n) WHERE { ?s ?property ?o } GROUP BY ?property"
_DATES = "SELECT (MIN(?day) AS ?first) (MAX(?day) AS ?last) WHERE { ?work acq:adoptedOn ?day }"
_MODIFIED = f"""
SELECT (MAX(?day) AS ?last) WHERE {{ GRAPH <{META}> {{ ?graph dcterms:modified ?day }} }}
"""
_NUMBERS = {
    "works": "?x a acq:Work",
    "editions": "?x a acq:Edition",
    "draft editions": "?x acq:draftOf ?work",
    "editions with every paragraph": "?x acq:paragraphCoverage <voc/paragraph-coverage/all>",
    "States": "?x a acq:State",
    "States with a position": "?x a acq:State . ?position a acq:NationalPosition ; acq:issuer ?x",
    "States with a stance": "?x a acq:State . ?stance a acq:Stance ; acq:issuer ?x",
    "resolutions with votes State by State": "?x acq:inFavour ?state",
    "records from memory only": "?x acq:checked checked:known",
    "contested stances": "?x acq:confidence confidence:contested",
    "citations without a resolved target": "?x a acq:Citation ; acq:targetName ?name",
}


def counts(engine: Engine) -> dict[str, int]:
    """Return how many individuals each class of the ontology has, by class name."""
    found = ((plain(kind).rpartition("#")[2], int(plain(n))) for kind, n in engine.query(_CLASSES).rows())
    return dict(sorted(found))


def coverage(engine: Engine) -> dict[str, Any]:
    """Return what the graph covers: numbers, first and last date of adoption, last change of a source."""
    numbers = {name: _number(engine, pattern) for name, pattern in _NUMBERS.items()}
    first, last = next(iter(engine.query(_DATES).rows()))
    modified = next(iter(engine.query(_MODIFIED).rows()))[0]
    return {"first": plain(first), "last": plain(last), "modified": plain(modified), "numbers": numbers}


def void(engine: Engine) -> list[Quad]:
    """Return the VoID description of *engine*, as quads of the graph of metadata."""
    return [Quad(NamedNode(s), NamedNode(p), o, NamedNode(META)) for s, p, o in _described(engine)]


def _described(engine: Engine) -> Iterator[tuple[str, str, Term]]:
    space, dcterms = PREFIXES["void"], PREFIXES["dcterms"]
    title = "Acquis: the United Nations framework of responsible State behaviour in cyberspace as a graph"
    yield DATASET, _TYPE, NamedNode(space + "Dataset")
    yield DATASET, dcterms + "title", Literal(title, language="en")
    yield DATASET, dcterms + "license", NamedNode("https://creativecommons.org/licenses/by/4.0/")
    yield DATASET, space + "uriSpace", Literal(BASE)
    yield DATASET, space + "vocabulary", NamedNode(ACQ)
    for kind, n in engine.query(_CLASSES).rows():
        yield from _partition("class", plain(kind), int(plain(n)), "entities")
    for term, n in engine.query(_PROPERTIES).rows():
        yield from _partition("property", plain(term), int(plain(n)), "triples")


def _partition(sort: str, term: str, size: int, unit: str) -> Iterator[tuple[str, str, Term]]:
    space = PREFIXES["void"]
    part = f"{DATASET}/{sort}/{_name(term)}"
    yield DATASET, f"{space}{sort}Partition", NamedNode(part)
    yield part, space + sort, NamedNode(term)
    yield part, space + unit, Literal(size)


def _name(term: str) -> str:
    """Return *term* as one path segment: the local name for our own terms, prefix and name for others."""
    for prefix, space in PREFIXES.items():
        if space != BASE and term.startswith(space) and "/" not in term.removeprefix(space):
            local = term.removeprefix(space)
            return local if prefix == "acq" else f"{prefix}-{local}"
    return term.partition("://")[2].replace("/", "-").replace("#", "-")


def _number(engine: Engine, pattern: str) -> int:
    rows = engine.query(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}").rows()
    return int(plain(next(iter(rows))[0]))

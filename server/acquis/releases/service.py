"""Describe the SPARQL service: what it speaks, the graphs it holds, and its limits; claim only what is so.

It must not know HTTP. Source: https://www.w3.org/TR/sparql11-service-description/
"""

from collections.abc import Iterator
from functools import lru_cache

from acquis.config import SETTINGS, Settings
from acquis.engine import BlankNode, Engine, Literal, NamedNode, Term, Triple, plain
from acquis.naming import names
from acquis.releases.void import DATASET, TITLE
from acquis.vocab import LICENCE, META, PREFIXES

__all__ = ["FORMATS", "LIMITS", "description", "graphs", "licence"]

# The formats of answers that have an identifier of the W3C: https://www.w3.org/ns/formats/
FORMATS = {
    "JSON-LD": "application/ld+json",
    "N-Quads": "application/n-quads",
    "N-Triples": "application/n-triples",
    "RDF_XML": "application/rdf+xml",
    "SPARQL_Results_CSV": "text/csv",
    "SPARQL_Results_JSON": "application/sparql-results+json",
    "SPARQL_Results_TSV": "text/tab-separated-values",
    "SPARQL_Results_XML": "application/sparql-results+xml",
    "TriG": "application/trig",
    "Turtle": "text/turtle",
}
# The settings that limit a query or a client.
LIMITS = (
    "client_errors",
    "client_queries",
    "client_seconds",
    "max_query_bytes",
    "max_result_bytes",
    "query_memory_mb",
    "query_seconds",
)

_Node = NamedNode | BlankNode
_Fact = tuple[_Node, str, Term]

_TYPE, _SD, _SCHEMA = PREFIXES["rdf"] + "type", PREFIXES["sd"], PREFIXES["schema"]
_DCTERMS, _VOID = PREFIXES["dcterms"], PREFIXES["void"]
_FORMAT = "http://www.w3.org/ns/formats/"
_SIZES = "SELECT ?graph (COUNT(*) AS ?n) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph ORDER BY ?graph"
_TITLE = NamedNode(_DCTERMS + "title")


def description(engine: Engine, endpoint: str, settings: Settings) -> list[Triple]:
    """Return what the service at *endpoint* over *engine* with *settings* says of itself."""
    whole = NamedNode(endpoint)
    facts = [*_abilities(whole), *_limits(whole, settings), *_dataset(engine, whole)]
    return [Triple(subject, NamedNode(term), value) for subject, term, value in facts]


@lru_cache(maxsize=4)
def graphs(engine: Engine) -> tuple[tuple[str, str, int], ...]:
    """Return IRI, title and number of triples of each named graph, by IRI; the title may be empty."""
    return tuple(
        (plain(graph), _title(engine, plain(graph)), int(plain(n)))
        for graph, n in engine.query(_SIZES).rows()
    )


def licence(engine: Engine, graph: str) -> str:
    """Return the licence of a named graph; that of the whole where it states none."""
    stated = engine.triples(NamedNode(graph), NamedNode(_DCTERMS + "license"), graph=META)
    return min((plain(one.object) for one in stated), default=LICENCE)


def _title(engine: Engine, graph: str) -> str:
    found = names.preferred(one.object for one in engine.triples(NamedNode(graph), _TITLE, graph=META))
    return found.value if found else ""


def _abilities(whole: NamedNode) -> Iterator[_Fact]:
    yield whole, _TYPE, NamedNode(_SD + "Service")
    yield whole, _SD + "endpoint", whole
    yield whole, _DCTERMS + "license", NamedNode(LICENCE)
    yield whole, _SD + "supportedLanguage", NamedNode(_SD + "SPARQL11Query")
    yield whole, _SD + "feature", NamedNode(_SD + "UnionDefaultGraph")
    for name in FORMATS:
        yield whole, _SD + "resultFormat", NamedNode(_FORMAT + name)


def _limits(whole: NamedNode, settings: Settings) -> Iterator[_Fact]:
    """Yield each limit as a property and value of schema.org, with what it counts and what it is."""
    for setting in SETTINGS:
        name = setting.name.removeprefix("ACQUIS_").lower()
        if name in LIMITS:
            limit = BlankNode(f"limit-{name.replace('_', '-')}")
            yield whole, _SCHEMA + "additionalProperty", limit
            yield limit, _TYPE, NamedNode(_SCHEMA + "PropertyValue")
            yield limit, _SCHEMA + "name", Literal(setting.name)
            yield limit, _SCHEMA + "value", Literal(int(getattr(settings, name)))
            yield limit, _SCHEMA + "unitText", Literal(setting.unit)
            yield limit, PREFIXES["rdfs"] + "comment", Literal(setting.help, language="en")


def _dataset(engine: Engine, whole: NamedNode) -> Iterator[_Fact]:
    dataset, union = NamedNode(DATASET), BlankNode("union")
    yield whole, _SD + "defaultDataset", dataset
    yield dataset, _TYPE, NamedNode(_SD + "Dataset")
    yield dataset, _DCTERMS + "title", Literal(TITLE, language="en")
    yield dataset, _SD + "defaultGraph", union
    yield union, _TYPE, NamedNode(_SD + "Graph")
    yield union, _DCTERMS + "description", Literal("The union of all named graphs.", language="en")
    yield union, _VOID + "triples", Literal(len(engine))
    for place, (iri, title, size) in enumerate(graphs(engine)):
        named, held = BlankNode(f"named{place}"), BlankNode(f"graph{place}")
        yield dataset, _SD + "namedGraph", named
        yield named, _TYPE, NamedNode(_SD + "NamedGraph")
        yield named, _SD + "name", NamedNode(iri)
        yield named, _SD + "graph", held
        yield held, _TYPE, NamedNode(_SD + "Graph")
        yield held, _VOID + "triples", Literal(size)
        if title:
            yield held, _DCTERMS + "title", Literal(title, language="en")

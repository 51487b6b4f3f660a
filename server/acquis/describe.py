"""Own what is said of one thing: a page model for people, triples for machines, with bounded lists.

It must not know HTML or HTTP.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from acquis import names
from acquis.engine import BlankNode, Engine, Literal, NamedNode, Term, Triple
from acquis.errors import UnknownEntity
from acquis.vocab import PREFIXES

__all__ = ["Description", "Group", "Value", "entity", "service", "value"]

_RDF = PREFIXES["rdf"]
_TYPE = NamedNode(_RDF + "type")
_FIRST, _REST = NamedNode(_RDF + "first"), NamedNode(_RDF + "rest")
_NIL = NamedNode(_RDF + "nil")
_TOP = (*names.LABELS, _TYPE, NamedNode(PREFIXES["skos"] + "definition"))
_DEPTH = 8

_W3C_FORMATS = "http://www.w3.org/ns/formats/"
_SERVED_FORMATS = (
    "JSON-LD",
    "N-Quads",
    "N-Triples",
    "RDF_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_JSON",
    "SPARQL_Results_TSV",
    "SPARQL_Results_XML",
    "TriG",
    "Turtle",
)

# Counted by the engine and not ordered by it: of 1,800 links, counting took 2 ms, reading 25 ms and ORDER BY
# 210 ms. So as many as LIMIT says are read and put in order here.
_COUNTS = "SELECT ?o ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?o ?p"
_LINKS = "SELECT ?o ?p ?s WHERE { ?s ?p ?o } LIMIT 250"


@dataclass(frozen=True)
class Value:
    """One term to show: `text` for people, `iri` of a link, `language` and `datatype` of a literal."""

    text: str
    iri: str = ""
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True)
class Group:
    """The first values of one predicate in natural order; `total` counts those left out, too."""

    predicate: Value
    values: tuple[Value, ...]
    total: int


@dataclass(frozen=True)
class Description:
    """What the graph says of `iri`: its statements, the links to it, and the named graphs that hold them."""

    iri: str
    label: Value
    types: tuple[Value, ...]
    outgoing: tuple[Group, ...]
    incoming: tuple[Group, ...]
    graphs: tuple[Value, ...]
    _triples: tuple[Triple, ...]

    def graph(self) -> Iterable[Triple]:
        """Return all statements, the links that the page lists, and the names of everything around."""
        return self._triples


def entity(engine: Engine, iri: str, *, limit: int = 50) -> Description:
    """Return what the graph says of *iri*, with at most *limit* values of each predicate in the lists.

    Raises:
        UnknownEntity: nothing is said of *iri* and nothing leads to it.
    """
    term = names.node(iri)
    statements = list(engine.triples(term)) if term else []
    counts = _counts(engine, term) if term else {}
    if term is None or not (statements or counts):
        raise UnknownEntity(
            f"Nothing is recorded about {iri}. Start from the questions on the first page.", iri=iri
        )
    links = [link for predicate in counts for link in _links(engine, term, predicate)[:limit]]
    graphs = {quad.graph_name for quad in engine.quads(term)}
    return Description(
        iri,
        value(engine, term),
        tuple(value(engine, one.object) for one in statements if one.predicate == _TYPE),
        _groups(engine, ((one.predicate, one.object) for one in statements), {}, limit),
        _groups(engine, ((one.predicate, one.subject) for one in links), counts, limit),
        tuple(_sorted(value(engine, name) for name in graphs if isinstance(name, NamedNode))),
        tuple(_around(engine, term, statements, links)),
    )


def value(engine: Engine, term: Term) -> Value:
    """Return *term* as people read it: a thing by its label, a blank node as a line in brackets."""
    if isinstance(term, NamedNode):
        label = names.label(engine, term)
        if label is None:
            return Value(names.compact(term.value), term.value)
        return Value(label.value, term.value, label.language or "")
    if isinstance(term, Literal):
        datatype = "" if term.language else names.compact(term.datatype.value)
        return Value(term.value, "", term.language or "", "" if datatype == "xsd:string" else datatype)
    return Value(_sketch(engine, term, _DEPTH) if isinstance(term, BlankNode) else str(term))


def _counts(engine: Engine, term: NamedNode) -> dict[NamedNode, int]:
    """Return how many links lead to *term*, by predicate."""
    rows = engine.query(_COUNTS, substitutions={"o": term}).rows()
    return {
        predicate: int(number.value)
        for _, predicate, number in rows
        if isinstance(predicate, NamedNode) and isinstance(number, Literal)
    }


def _links(engine: Engine, term: NamedNode, predicate: NamedNode) -> list[Triple]:
    """Return the links to *term*, or as many as are read of them, in natural order."""
    rows = engine.query(_LINKS, substitutions={"o": term, "p": predicate}).rows()
    sources = [row[2] for row in rows if isinstance(row[2], NamedNode | BlankNode)]
    return [Triple(one, predicate, term) for one in sorted(sources, key=lambda one: names.natural(one.value))]


def _groups(
    engine: Engine, pairs: Iterable[tuple[NamedNode, Term]], counts: dict[NamedNode, int], limit: int
) -> tuple[Group, ...]:
    """Return *pairs* of predicate and term as groups: names, types and definitions first, then by label."""
    by_predicate: dict[NamedNode, list[Term]] = defaultdict(list)
    for predicate, term in pairs:
        by_predicate[predicate].append(term)
    ranked = {predicate: place for place, predicate in enumerate(_TOP)}
    groups = [
        (
            ranked.get(predicate, len(ranked)),
            Group(
                value(engine, predicate),
                tuple(_sorted(value(engine, term) for term in terms)[:limit]),
                counts.get(predicate, len(terms)),
            ),
        )
        for predicate, terms in by_predicate.items()
    ]
    return tuple(
        group for _, group in sorted(groups, key=lambda one: (one[0], one[1].predicate.text.casefold()))
    )


def _sorted(values: Iterable[Value]) -> list[Value]:
    return sorted(values, key=lambda one: names.natural(one.iri or one.text))


def _sketch(engine: Engine, term: BlankNode, depth: int) -> str:
    """Return a blank node as one line of text: a list in round brackets, anything else in square ones."""
    if depth == 0:
        return "…"
    statements = sorted(engine.triples(term), key=str)
    firsts = [one.object for one in statements if one.predicate == _FIRST]
    if firsts:
        rest = next((one.object for one in statements if one.predicate == _REST), _NIL)
        tail = _sketch(engine, rest, depth - 1)[1:-1] if isinstance(rest, BlankNode) else ""
        return f"({', '.join(part for part in (_word(engine, firsts[0], depth), tail) if part)})"
    parts = (f"{value(engine, one.predicate).text} {_word(engine, one.object, depth)}" for one in statements)
    return f"[{'; '.join(parts)}]"


def _word(engine: Engine, term: Term, depth: int) -> str:
    return _sketch(engine, term, depth - 1) if isinstance(term, BlankNode) else value(engine, term).text


def _around(
    engine: Engine, term: NamedNode, statements: list[Triple], links: list[Triple]
) -> Iterator[Triple]:
    """Yield *statements* with the blank nodes in them, *links*, and a label for each thing that they name."""
    yield from statements
    yield from _inside(engine, (one.object for one in statements), set())
    yield from links
    named = {end for one in (*statements, *links) for end in (one.subject, one.object)}
    others = (one for one in named if isinstance(one, NamedNode) and one != term)
    labels = (names.labelled(engine, one) for one in sorted(others, key=str))
    yield from (label for label in labels if label is not None)


def _inside(engine: Engine, terms: Iterable[Term], seen: set[BlankNode]) -> Iterator[Triple]:
    for term in terms:
        if isinstance(term, BlankNode) and term not in seen:
            seen.add(term)
            found = list(engine.triples(term))
            yield from found
            yield from _inside(engine, (one.object for one in found), seen)


def service(engine: Engine, endpoint: str) -> list[Triple]:
    """Return the description of the SPARQL service at *endpoint*: what it speaks, and the graphs it holds.

    Source: https://www.w3.org/TR/sparql11-service-description/
    """
    sd = PREFIXES["sd"]
    whole, dataset, union = NamedNode(endpoint), BlankNode("dataset"), BlankNode("union")
    facts: list[tuple[NamedNode | BlankNode, str, Term]] = [
        (whole, _TYPE.value, NamedNode(sd + "Service")),
        (whole, sd + "endpoint", NamedNode(endpoint)),
        (whole, sd + "supportedLanguage", NamedNode(sd + "SPARQL11Query")),
        (whole, sd + "feature", NamedNode(sd + "UnionDefaultGraph")),
        *((whole, sd + "resultFormat", NamedNode(_W3C_FORMATS + name)) for name in _SERVED_FORMATS),
        (whole, sd + "defaultDataset", dataset),
        (dataset, _TYPE.value, NamedNode(sd + "Dataset")),
        (dataset, sd + "defaultGraph", union),
        (union, _TYPE.value, NamedNode(sd + "Graph")),
    ]
    for place, name in enumerate(engine.named_graphs()):
        held = BlankNode(f"graph{place}")
        facts += [(dataset, sd + "namedGraph", held), (held, _TYPE.value, NamedNode(sd + "NamedGraph"))]
        facts += [(held, sd + "name", NamedNode(name))]
    return [Triple(subject, NamedNode(predicate), object_) for subject, predicate, object_ in facts]

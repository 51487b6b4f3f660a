"""Hand quads of the engine to rdflib, for the checks that need its kind of graph.

It must not read files: `acquis.turtle` does.
"""

from collections.abc import Iterable

from rdflib import XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from acquis import engine

__all__ = ["Graph", "graph", "triples"]


def graph(quads: Iterable[engine.Quad]) -> Graph:
    """Return the triples of *quads*, whatever graph they stand in; literals keep their lexical form."""
    data = Graph(bind_namespaces="none")
    for quad in quads:
        data.add((_node(quad.subject), _node(quad.predicate), _node(quad.object)))
    return data


def triples(quads: Iterable[engine.Quad]) -> Iterable[tuple[Node, Node, Node]]:
    """Return the triples of *quads*, each once, where no graph is needed to look them up in."""
    nodes: dict[engine.Term, Node] = {}

    def node(term: engine.Term) -> Node:
        if term not in nodes:
            nodes[term] = _node(term)
        return nodes[term]

    return dict.fromkeys((node(one.subject), node(one.predicate), node(one.object)) for one in quads)


def _node(term: engine.Term) -> Node:
    if isinstance(term, engine.NamedNode):
        # URIRef() would validate each IRI once more, which the parser has done.
        return str.__new__(URIRef, term.value)
    if isinstance(term, engine.Literal):
        return _literal(term)
    if isinstance(term, engine.BlankNode):
        return BNode(term.value)
    raise TypeError(f"rdflib has no triple terms: {term}")


def _literal(term: engine.Literal) -> Literal:
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = URIRef(term.datatype.value)
    return Literal(term.value, datatype=None if datatype == XSD.string else datatype, normalize=False)

"""The graph engine: terms, stores, queries, results, parsing and writing; the only home of pyoxigraph.

It must not import rdflib, Flask or click: everything a query needs is reached through here.
"""

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from acquis.engine.explain import no_updates
from acquis.engine.parse import parse, parse_term
from acquis.engine.results import Result, Term, graph_result, plain
from acquis.engine.store import Engine
from acquis.engine.writer import canonical, nquads, trig, write_store

__all__ = [
    "BlankNode",
    "DefaultGraph",
    "Engine",
    "Literal",
    "NamedNode",
    "Quad",
    "Result",
    "Term",
    "Triple",
    "canonical",
    "graph_result",
    "no_updates",
    "nquads",
    "parse",
    "parse_term",
    "plain",
    "trig",
    "write_store",
]

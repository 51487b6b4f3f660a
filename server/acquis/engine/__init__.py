"""The graph engine: terms, stores, queries, results, parsing and writing; the only home of pyoxigraph.

It must not import rdflib, Flask or click: everything a query needs is reached through here.
"""

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from acquis.engine.bound import bound, written
from acquis.engine.empty import why_empty
from acquis.engine.explain import no_updates
from acquis.engine.guard import Checked, check
from acquis.engine.parse import parse, parse_term
from acquis.engine.results import Result, Term, foreign_result, graph_result, plain, table
from acquis.engine.rows import rows_in
from acquis.engine.store import Engine
from acquis.engine.writer import canonical, load_store, nquads, stored, trig, write_store

__all__ = [
    "BlankNode",
    "Checked",
    "DefaultGraph",
    "Engine",
    "Literal",
    "NamedNode",
    "Quad",
    "Result",
    "Term",
    "Triple",
    "bound",
    "canonical",
    "check",
    "foreign_result",
    "graph_result",
    "load_store",
    "no_updates",
    "nquads",
    "parse",
    "parse_term",
    "plain",
    "rows_in",
    "stored",
    "table",
    "trig",
    "why_empty",
    "write_store",
    "written",
]

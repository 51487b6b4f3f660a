"""Write the requests of SPARQL 1.1 to an engine: queries and updates by SPARQLWrapper, and whole graphs.

It must not send them. Sources: https://www.w3.org/TR/sparql11-protocol/,
https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import SEEK_END
from typing import BinaryIO
from urllib.parse import quote, quote_plus
from urllib.request import Request

from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from acquis import __version__
from acquis.engine.tokens import tokens
from acquis.vocab import BASE, PREFIXES

__all__ = ["Query", "declared", "graph_request", "query_request", "update_request"]

_AGENT = f"acquis/{__version__}"
_ACCEPT = {"graph": "application/n-triples"}
_TABLE = "application/sparql-results+json"
# A longer address may be cut or refused on the way; the protocol has the body for longer queries.
_LONGEST_ADDRESS = 2000


@dataclass(frozen=True)
class Query:
    """A query as an engine is asked it, of the `kind` select, ask or graph; `beside` is sent with it."""

    text: str
    kind: str
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    beside: Sequence[tuple[str, str]] = ()


def query_request(address: str, query: Query) -> Request:
    """Return the request that asks *query* at *address*."""
    wrapper = _wrapper(address, query.text, "CONSTRUCT" if query.kind == "graph" else "SELECT")
    wrapper.addCustomHttpHeader("Accept", _ACCEPT.get(query.kind, _TABLE))
    for name, value in query.beside:
        wrapper.addParameter(name, value)
    for name, graphs in (
        ("default-graph-uri", query.default_graphs),
        ("named-graph-uri", query.named_graphs),
    ):
        for graph in graphs:
            wrapper.addParameter(name, graph)
    graphs = (*query.default_graphs, *query.named_graphs)
    if len(quote_plus(query.text)) + sum(len(graph) + 20 for graph in graphs) > _LONGEST_ADDRESS:
        wrapper.setMethod(POST)
    return wrapper._createRequest()


def update_request(address: str, text: str) -> Request:
    """Return the request that carries out the update *text* at *address*."""
    wrapper = _wrapper(address, text, "INSERT")
    wrapper.setMethod(POST)
    return wrapper._createRequest()


def graph_request(address: str, graph: str, triples: BinaryIO | None = None) -> Request:
    """Return the request after which *graph* holds just *triples*, a file of N-Triples, or is not there."""
    headers = {"User-Agent": _AGENT}
    if triples is not None:
        # N-Triples are Turtle, which every Graph Store reads.
        headers["Content-Type"] = "text/turtle"
        headers["Content-Length"] = str(triples.seek(0, SEEK_END))
        triples.seek(0)
    address = f"{address}?graph={quote(graph, safe='')}"
    return Request(address, triples, headers, method="DELETE" if triples is None else "PUT")


def declared(text: str) -> str:
    """Return the query *text* with our base, and the fixed prefixes that it uses and does not declare.

    >>> declared("ASK { ?norm a acq:Norm }").splitlines()[1]
    'PREFIX acq: <https://w3id.org/acquis/def#>'
    """
    used: set[str] = set()
    own: set[str] = set()
    before = ""
    for one in tokens(text):
        if one.kind == "name":
            (own if before == "PREFIX" else used).add(one.text.partition(":")[0])
        before = one.text.upper()
    lines = [f"PREFIX {name}: <{PREFIXES[name]}>" for name in sorted((used - own) & PREFIXES.keys())]
    return "\n".join([f"BASE <{BASE}>", *lines, text])


def _wrapper(address: str, text: str, form: str) -> SPARQLWrapper:
    returned = TURTLE if form == "CONSTRUCT" else JSON
    wrapper = SPARQLWrapper(address, returnFormat=returned, agent=_AGENT)
    # The Accept header says what is wanted; some endpoints take `format` and `output` beside it amiss.
    wrapper.setOnlyConneg(True)
    # Not by setQuery: SPARQLWrapper 2.0.0 guesses the form, and takes some queries for updates.
    wrapper.queryString, wrapper.queryType = text, form
    return wrapper

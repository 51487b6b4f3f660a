"""Own what a query or a description answers with: rows to read or bytes to send, in every format served.

It must not evaluate queries and knows nothing of HTTP beyond the names of media types.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal as Choice
from typing import TypeVar

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
)

from acquis.engine.writer import tidy
from acquis.errors import NotAcceptable
from acquis.vocab import PREFIXES

__all__ = ["Kind", "Result", "Term", "graph_result", "plain"]

Term = NamedNode | BlankNode | Literal | Triple
Kind = Choice["select", "ask", "graph"]
_Form = TypeVar("_Form")

_TABLES = {
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
    "text/xml": QueryResultsFormat.XML,
}
# Neither CSV nor TSV is defined for a yes or no: https://www.w3.org/TR/sparql11-results-csv-tsv/
_BOOLEANS = {
    name: form
    for name, form in _TABLES.items()
    if form not in (QueryResultsFormat.CSV, QueryResultsFormat.TSV)
}
# One unnamed graph is written the same in N-Quads as in N-Triples, and in TriG and N3 as in Turtle.
_GRAPHS = {
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-quads": RdfFormat.N_TRIPLES,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/trig": RdfFormat.TURTLE,
    "text/n3": RdfFormat.TURTLE,
    "text/turtle": RdfFormat.TURTLE,
}
_NOT_XML = re.compile(b"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


class Result:
    """An answer of one `kind`: "select", "ask" or "graph"; it can be read or serialised once, not both.

    `variables` are the columns in query order: subject, predicate and object for a graph, none for "ask".
    """

    def __init__(self, source: QuerySolutions | QueryBoolean | QueryTriples | list[Triple]) -> None:
        self._source: QuerySolutions | QueryBoolean | QueryTriples | list[Triple] | None = source
        self.kind: Kind = "graph"
        self.variables: tuple[str, ...] = ("subject", "predicate", "object")
        if isinstance(source, QuerySolutions):
            self.kind, self.variables = "select", tuple(variable.value for variable in source.variables)
        elif isinstance(source, QueryBoolean):
            self.kind, self.variables = "ask", ()

    def __bool__(self) -> bool:
        """The answer of "ask"; for the other kinds, whether there is any row, which uses the result up."""
        source = self._take()
        return bool(source) if isinstance(source, QueryBoolean) else next(iter(source), None) is not None

    def rows(self) -> Iterator[tuple[Term | None, ...]]:
        """Yield the rows in query order, None where a variable is unbound; "ask" has no rows."""
        source = self._take()
        if not isinstance(source, QueryBoolean):
            yield from (tuple(row) for row in source)

    def serialise(self, media_type: str) -> bytes:
        """Return the whole answer as *media_type*.

        Raises:
            NotAcceptable: this kind of answer is not written so, or holds a character that XML cannot carry.
        """
        source = self._take()
        if isinstance(source, QuerySolutions):
            data = source.serialize(format=_lookup(_TABLES, media_type))
        elif isinstance(source, QueryBoolean):
            data = source.serialize(format=_lookup(_BOOLEANS, media_type))
        else:
            form = _lookup(_GRAPHS, media_type)
            data = pyoxigraph.serialize(source, format=form, prefixes=PREFIXES)
            data = tidy(data or b"") if form == RdfFormat.TURTLE else data
        return _carried(data or b"", media_type)

    def _take(self) -> QuerySolutions | QueryBoolean | QueryTriples | list[Triple]:
        source, self._source = self._source, None
        if source is None:
            raise RuntimeError("A result is read once: ask again for a second reading.")
        return source


def plain(term: Term | None) -> str:
    """Return an IRI or the text of a literal; "" for an unbound variable, or for a term that is neither."""
    return term.value if isinstance(term, NamedNode | BlankNode | Literal) else ""


def graph_result(triples: Iterable[Triple]) -> Result:
    """Return *triples* as a result of kind "graph", each once and in order of first appearance."""
    return Result(list(dict.fromkeys(triples)))


def _lookup(forms: Mapping[str, _Form], media_type: str) -> _Form:
    form = forms.get(media_type)
    if form is None:
        raise NotAcceptable(
            f"This answer is not written as {media_type}: ask for one of {', '.join(forms)}.",
            offered=tuple(forms),
        )
    return form


def _carried(data: bytes, media_type: str) -> bytes:
    """Return *data*; XML may not hold control characters, which the engine writes as they are."""
    if media_type.endswith("xml") and _NOT_XML.search(data):
        offered = ("application/sparql-results+json", "text/turtle")
        raise NotAcceptable(
            f"The answer holds a character that XML cannot carry: ask for {' or '.join(offered)}.",
            offered=offered,
        )
    return data

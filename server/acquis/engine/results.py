"""Own what a query or a description answers with: rows to read or bytes to send, in every format served.

It must not evaluate queries and knows nothing of HTTP beyond the names of media types.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from itertools import chain, islice
from typing import Any, TypeVar
from typing import Literal as Choice

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

from acquis.engine import jsonld
from acquis.engine.flaws import reading
from acquis.engine.writer import tidy
from acquis.errors import NotAcceptable, QueryTooLarge
from acquis.vocab import PREFIXES

__all__ = ["Kind", "Result", "Term", "foreign_result", "graph_result", "plain", "table"]

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


class _Sink(BytesIO):
    """A buffer that refuses to grow beyond a number of bytes; the engine stops writing at once."""

    def __init__(self, at_most: int | None) -> None:
        super().__init__()
        self._left = sys.maxsize if at_most is None else at_most
        self._at_most = at_most or 0

    def write(self, data: Any) -> int:
        """Take *data* as the engine hands it over.

        Raises:
            QueryTooLarge: there would be too much.
        """
        self._left -= len(data)
        if self._left < 0:
            raise QueryTooLarge(
                f"The answer is longer than {self._at_most:,} bytes, the most that is sent: ask for fewer"
                " rows or columns, page with LIMIT and OFFSET, or take a dump of the release.",
                limit=self._at_most,
            )
        return super().write(data)


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
        with reading():
            return bool(source) if isinstance(source, QueryBoolean) else next(iter(source), None) is not None

    def rows(self) -> Iterator[tuple[Term | None, ...]]:
        """Yield the rows in query order, None where a variable is unbound; "ask" has no rows."""
        source = self._take()
        if not isinstance(source, QueryBoolean):
            with reading():
                for row in source:
                    yield tuple(row)

    def serialise(self, media_type: str, *, at_most: int | None = None, profile: str = "") -> bytes:
        """Return the whole answer as *media_type*, of which it is *at_most* that many bytes long.

        A yes or no is the one word `true` or `false` in CSV and TSV, which the recommendation leaves open.
        *profile* is that of JSON-LD: see `jsonld.write`; a graph of more than `jsonld.MOST` triples, or one
        that cannot be compacted, is expanded.

        Raises:
            NotAcceptable: this kind of answer is not written so, or holds a character that XML cannot carry.
            OSError: the store that it is read from is damaged.
            QueryTooLarge: the answer is longer.
        """
        source, sink = self._take(), _Sink(at_most)
        with reading():
            if isinstance(source, QuerySolutions | QueryBoolean):
                source.serialize(sink, format=_lookup(_TABLES, media_type))
                return _carried(sink.getvalue(), media_type)
            form = _lookup(_GRAPHS, media_type)
            if form == RdfFormat.JSON_LD:
                return _json_ld(iter(source), sink, profile)
            pyoxigraph.serialize(source, sink, format=form, prefixes=PREFIXES)
        data = sink.getvalue()
        return _carried(tidy(data) if form == RdfFormat.TURTLE else data, media_type)

    def _take(self) -> QuerySolutions | QueryBoolean | QueryTriples | list[Triple]:
        source, self._source = self._source, None
        if source is None:
            raise RuntimeError("A result is read once: ask again for a second reading.")
        return source


def _json_ld(triples: Iterator[Triple], sink: _Sink, profile: str) -> bytes:
    """Return *triples* as JSON-LD of *profile*, as far as that can be had."""
    first = list(islice(triples, jsonld.MOST + 1))
    written = jsonld.write(first, profile) if len(first) <= jsonld.MOST else None
    if written is not None:
        sink.write(written)
        return written
    # In a flattened document each thing stands once.
    rest = chain(first, triples)
    ordered = sorted(rest, key=lambda one: str(one.subject)) if profile == "flattened" else rest
    try:
        pyoxigraph.serialize(ordered, sink, format=RdfFormat.JSON_LD)
    except OSError:
        raise NotAcceptable(
            "JSON-LD cannot carry a triple within a triple: ask for text/turtle.", offered=("text/turtle",)
        ) from None
    return sink.getvalue()


def plain(term: Term | None) -> str:
    """Return an IRI or the text of a literal; "" for an unbound variable, or for a term that is neither."""
    return term.value if isinstance(term, NamedNode | BlankNode | Literal) else ""


def table(body: bytes) -> Result:
    """Return the table in *body*, which is SPARQL JSON of ours, for reading."""
    found = pyoxigraph.parse_query_results(body, QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions)
    return Result(found)


def foreign_result(body: bytes) -> Result:
    """Return the table, or the yes or no, in *body*, which is SPARQL JSON of whatever engine, for reading.

    It is read as it is used: a fault in it may show only then, as a SyntaxError.

    Raises:
        SyntaxError: *body* does not begin as SPARQL JSON does.
    """
    found = pyoxigraph.parse_query_results(body, QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions | QueryBoolean)
    return Result(found)


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

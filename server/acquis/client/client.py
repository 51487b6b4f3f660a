"""Own what a user of the client calls: questions, free queries, descriptions and pages of one endpoint.

It must not build query text from what a user gives: values are bound as terms.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import rdflib

from acquis.client import answers, binding, frames, lookup, paging
from acquis.client.answers import Table, Value
from acquis.client.endpoint import Endpoint, release_of
from acquis.engine import Engine, bound
from acquis.errors import InvalidParameter
from acquis.library.queries import Question, find, library
from acquis.naming import names

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Client"]

_ADDRESS = "http://127.0.0.1:8000/"


class Client:
    """A SPARQL endpoint that holds the data: an Acquis server, or any other that they were loaded into.

    *endpoint* is its address or, where that ends with a slash or has no path, that of an Acquis site. Another
    server must show the data in its default graph. *release* is the id of the release to ask, by default the
    current one. A request may take *timeout* seconds. An endpoint that is full (503), or that asks this
    client to slow down (429), is asked up to *tries* times, for which one may wait *patience* seconds.

    Questions are those of the installed package. Errors are those of `acquis.errors`.

    >>> Client("https://example.org/acquis/").endpoint
    'https://example.org/acquis/sparql'
    """

    def __init__(
        self,
        endpoint: str = _ADDRESS,
        release: str | None = None,
        *,
        timeout: float = 60,
        tries: int = 5,
        patience: float = 90,
    ) -> None:
        if tries < 1 or timeout <= 0:
            raise InvalidParameter("A request needs at least one try, and some time for it.")
        self._at = Endpoint(endpoint, release, timeout=timeout, tries=tries, patience=patience)
        self._known: dict[str, Engine] = {}

    def __repr__(self) -> str:
        return f"Client({self.endpoint!r})"

    @property
    def endpoint(self) -> str:
        """The address that queries are sent to."""
        return self._at.address

    @property
    def release(self) -> str:
        """The id of the release that answers now, asked for each time; "" where the endpoint does not say."""
        return release_of(self._at.send("ASK { }", "ask"))

    @staticmethod
    def expand(name: str) -> rdflib.URIRef:
        """Return the IRI that *name* stands for, to be used as a value or as text.

        >>> Client.expand("norm:gge-2015/c")
        rdflib.term.URIRef('https://w3id.org/acquis/id/norm/gge-2015/c')
        """
        return rdflib.URIRef(names.expand(name))

    @staticmethod
    def compact(iri: str) -> str:
        """Return *iri* with a fixed prefix where one fits.

        >>> Client.compact("https://w3id.org/acquis/id/state/EST")
        'state:EST'
        """
        return names.compact(iri)

    def questions(self) -> "pd.DataFrame":
        """Return the questions that `ask` knows, with their parameters and the defaults of these.

        Raises:
            AcquisError: pandas is not installed.
        """
        rows = [
            (one.name, one.title, _parameters(one), ", ".join(one.tags), " ".join(one.description.split()))
            for one in library().values()
        ]
        return frames.texts(("name", "title", "parameters", "tags", "description"), rows)

    def ask(self, question: str, /, *, labels: bool = False, compact: bool = False, **values: object) -> Any:
        """Return the answer to the *question* of the library, its parameters being *values* as typed.

        A parameter that is not given has its default. The answer has the form that `query` gives it.

        Raises:
            UnknownEntity: there is no such question; the message names those that come near.
            InvalidParameter: an unknown parameter, or a value that the endpoint does not know.
            AcquisError: see `query`.
        """
        text, beside = self._bound(find(question), values)
        stamp = {"question": question, "values": {name: str(value) for name, value in values.items()}}
        return self._answer(text, beside, stamp, labels=labels, compact=compact)

    def ask_rows(self, question: str, /, **values: object) -> list[dict[str, Value]]:
        """Return the rows that answer *question*, asked as by `ask`; for rows and errors see `query_rows`."""
        text, beside = self._bound(find(question), values)
        return _rows(self._at.table(text, beside)[0])

    def query(self, text: str, /, *, labels: bool = False, compact: bool = False, **values: Any) -> Any:
        """Return the answer to the SPARQL query *text*: a `pandas.DataFrame`, a bool or an `rdflib.Graph`.

        *values* give variables of the query a value in its outermost group: a `str` is text, an
        `rdflib.URIRef` (see `expand`) an IRI; numbers, truth values, days and rdflib literals are themselves.

        Columns come in query order. One whose values are all integers is Int64, all numbers float64, all
        truth values boolean, all days or all moments datetime64; any other is string, with IRIs in full, or
        with *compact* prefixed. Language tags are left out. Unbound is missing (NA, NaN or NaT). With
        *labels* each column of IRIs is followed by one with their names, such as `normLabel`.
        `attrs` holds endpoint, release, query, rows, seconds and permalink, an address that asks the same of
        the same release.

        Raises:
            InvalidQuery: it does not parse; `line` and `column` say where, if the endpoint does.
            InvalidParameter: a value that cannot be bound.
            QueryTimeout: it took too long.
            QueryTooLarge: its answer is too large.
            TooManyRequests: the endpoint wants this client to wait for longer than its patience lasts.
            AcquisError: any other refusal, no answer, or pandas is not installed.
        """
        return self._answer(_with_values(text, values), {}, {}, labels=labels, compact=compact)

    def query_rows(self, text: str, /, **values: Any) -> list[dict[str, Value]]:
        """Return the rows of the SELECT query *text* as dicts by column, in query order; needs no pandas.

        Numbers, truth values, days and moments are Python's, all else is text, unbound is None. *values* and
        errors are those of `query`.
        """
        return _rows(self._at.table(_with_values(text, values))[0])

    def pages(
        self, text: str, /, size: int = 1000, *, compact: bool = False, **values: Any
    ) -> Iterator["pd.DataFrame"]:
        """Yield the answer to the SELECT query *text* in frames of *size* rows, all of one release.

        The query needs ORDER BY. Each page is asked for with the last row of the page before it, which must
        come again: columns that do not tell all rows apart are no order. *values* are as of `query`.

        Raises:
            InvalidQuery: no ORDER BY, or a LIMIT of its own; the rows have no fixed order.
            AcquisError: see `query`.
        """
        if size < 1:
            raise InvalidParameter("A page has at least one row.", name="size")
        for asked, found, reply in paging.pages(self._at, _with_values(text, values), size):
            yield frames.frame(found, self._at.stamp(asked, {}, reply, len(found.rows)), short=compact)

    def describe(self, name: str) -> rdflib.Graph:
        """Return what the endpoint says about the thing with this IRI, prefixed name or path under `id/`.

        An Acquis server answers in full; what others put into a description they choose themselves. The
        graph is empty where nothing is known.

        Raises:
            InvalidParameter: *name* is no IRI.
            AcquisError: see `query`.
        """
        text = bound("DESCRIBE ?thing WHERE { }", {"thing": binding.term("name", self.expand(name))})
        return answers.graph(self._at.send(text, "graph"), self.endpoint)

    def _bound(self, question: Question, values: Mapping[str, object]) -> tuple[str, dict[str, str]]:
        """Return the text of *question*, and what to send beside it to give its variables their values.

        Our own server takes values beside the query, which is fastest; any other finds them in the text.
        """
        if question.name not in self._known:
            self._known[question.name] = lookup.known(question, self._turtle)
        known = self._known[question.name]
        terms = question.bind(known, {name: str(one) for name, one in values.items()})
        if terms and self._is_acquis:
            return question.query, {f"${name}": str(term) for name, term in terms.items()}
        return bound(question.query, terms), {}

    @cached_property
    def _is_acquis(self) -> bool:
        return bool(self.release)

    def _turtle(self, text: str) -> bytes:
        return self._at.send(text, "graph").body

    def _answer(
        self, text: str, beside: Mapping[str, str], stamp: Mapping[str, Any], *, labels: bool, compact: bool
    ) -> Any:
        form = binding.form(text)
        if form == "ask":
            return answers.verdict(self._at.send(text, form, beside), self.endpoint)
        if form == "graph":
            return answers.graph(self._at.send(text, form, beside), self.endpoint)
        found, reply = self._at.table(text, beside)
        stamped = {**self._at.stamp(text, beside, reply, len(found.rows)), **stamp}
        if labels:
            found = lookup.labelled(found, lambda query: self._at.table(query)[0])
        return frames.frame(found, stamped, short=compact)


def _with_values(text: str, values: Mapping[str, Any]) -> str:
    return bound(text, {name: binding.term(name, value) for name, value in values.items()})


def _parameters(question: Question) -> str:
    return ", ".join(
        one.name if one.default is None else f"{one.name}={one.default}" for one in question.params
    )


def _rows(found: Table) -> list[dict[str, Value]]:
    return [{name: answers.value(row.get(name)) for name in found.columns} for row in found.rows]

"""Read what an endpoint answers: a table as rows of bindings, a yes or no, a graph.

It must not send anything or need pandas.
"""

import datetime
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import rdflib

from acquis.client.transport import Reply
from acquis.errors import AcquisError
from acquis.naming.names import compact
from acquis.vocab import PREFIXES

__all__ = ["Binding", "Table", "Value", "graph", "table", "text", "value", "verdict"]

Binding = Mapping[str, Any]
Value = str | int | float | bool | datetime.date | None

_GRAPHS = {
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/turtle": "turtle",
    "application/x-turtle": "turtle",
    "text/turtle": "turtle",
}
_INTEGERS = (
    *("byte", "int", "integer", "long", "negativeInteger", "nonNegativeInteger", "nonPositiveInteger"),
    *("positiveInteger", "short", "unsignedByte", "unsignedInt", "unsignedLong", "unsignedShort"),
)
_WHOLE = re.compile("[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|INF)|NaN")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True)
class Table:
    """The columns of an answer in query order, and its rows; a row has no entry for an unbound variable."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Binding], ...]


def table(reply: Reply, endpoint: str) -> Table:
    """Return the table in *reply*, which came from *endpoint*.

    Source: https://www.w3.org/TR/sparql11-results-json/

    Raises:
        AcquisError: it holds no table.
    """
    found = _json(reply, endpoint)
    try:
        return Table(tuple(found["head"]["vars"]), tuple(found["results"]["bindings"]))
    except (KeyError, TypeError):
        raise _foreign(reply, endpoint) from None


def verdict(reply: Reply, endpoint: str) -> bool:
    """Return the yes or no in *reply*, which came from *endpoint*.

    Raises:
        AcquisError: it holds none.
    """
    found = _json(reply, endpoint)
    if not isinstance(found, dict) or not isinstance(found.get("boolean"), bool):
        raise _foreign(reply, endpoint)
    return bool(found["boolean"])


def graph(reply: Reply, endpoint: str) -> rdflib.Graph:
    """Return the graph in *reply*, which came from *endpoint*, with the fixed prefixes.

    Raises:
        AcquisError: it holds none.
    """
    if reply.media_type not in _GRAPHS:
        raise _foreign(reply, endpoint)
    found = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        found.bind(prefix, namespace)
    return found.parse(data=reply.body, format=_GRAPHS[reply.media_type])


def text(binding: Binding | None, *, short: bool = False) -> str | None:
    """Return *binding* as text, None when it is unbound; *short* gives an IRI its prefix."""
    if binding is None:
        return None
    if binding["type"] == "uri":
        return compact(binding["value"]) if short else str(binding["value"])
    return f"_:{binding['value']}" if binding["type"] == "bnode" else str(binding["value"])


def value(binding: Binding | None, *, short: bool = False) -> Value:
    """Return *binding* as a Python value: a number, a truth value, a day or moment, else its text.

    A literal that is none of its datatype stays text.
    """
    said = text(binding, short=short)
    if said is None or binding is None or binding["type"] not in ("literal", "typed-literal"):
        return said
    read = _READERS.get(str(binding.get("datatype", "")))
    try:
        return said if read is None else read(said.strip())
    except ValueError:
        return said


def _whole(said: str) -> int:
    return int(_fully(_WHOLE, said)[0])


def _number(said: str) -> float:
    return float(_fully(_NUMBER, said)[0])


def _truth(said: str) -> bool:
    if said not in _TRUTH:
        raise ValueError(said)
    return _TRUTH[said]


def _day(said: str) -> datetime.date:
    return datetime.date.fromisoformat(_fully(_DAY, said)[1])


def _fully(pattern: re.Pattern[str], said: str) -> re.Match[str]:
    found = pattern.fullmatch(said)
    if found is None:
        raise ValueError(said)
    return found


_READERS: Mapping[str, Callable[[str], Value]] = {
    **{PREFIXES["xsd"] + name: _whole for name in _INTEGERS},
    **{PREFIXES["xsd"] + name: _number for name in ("decimal", "double", "float")},
    PREFIXES["xsd"] + "boolean": _truth,
    PREFIXES["xsd"] + "date": _day,
    PREFIXES["xsd"] + "dateTime": datetime.datetime.fromisoformat,
}


def _json(reply: Reply, endpoint: str) -> Any:
    try:
        return json.loads(reply.body)
    except ValueError:
        raise _foreign(reply, endpoint) from None


def _foreign(reply: Reply, endpoint: str) -> AcquisError:
    return AcquisError(
        f"{endpoint} answers with {reply.media_type} that holds no result of a query: check that it is the"
        " address of a SPARQL endpoint."
    )

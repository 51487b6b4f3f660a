"""Read a query operation from a request: SPARQL 1.1 Protocol, and the extra parameters that clients send.

It must not run queries. Source: https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from dataclasses import dataclass

from flask import Request
from werkzeug.datastructures import MultiDict

from acquis import formats
from acquis.engine import Term, no_updates, parse_term
from acquis.errors import InvalidData, InvalidParameter, InvalidQuery, UnsupportedMedia
from acquis.formats import Format

__all__ = ["ACCEPTED", "Operation", "read"]

ACCEPTED = ("application/x-www-form-urlencoded", "application/sparql-query")
# The parameters that name the form of the answer, in the order they are believed.
_FORMS = ("format", "output", "results")


@dataclass(frozen=True)
class Operation:
    """A query with its dataset; `values` are those of its variables, `wanted` names a form of the answer.

    A parameter `$name` with a term gives a variable its value, as servers built on RDF4J have it. `seconds`
    lowers the time limit. `explain` asks why there is no result.
    """

    text: str
    values: dict[str, Term]
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    seconds: float | None = None
    explain: bool = False

    def form(self, accept: str | None, kind: str) -> tuple[Format, bool]:
        """Return the form for an answer of *kind*, by name or by the header *accept*, and whether by that.

        Raises:
            NotAcceptable: the header refuses all there are.
        """
        for name in self.wanted:
            found = formats.called(name, kind)
            if found is not None:
                return found, False
        return formats.choose(accept, kind), True

    def parameters(self) -> dict[str, str | tuple[str, ...]]:
        """Return the parameters of an address that asks the same, whatever its form."""
        return {
            "query": self.text,
            **{f"${name}": str(term) for name, term in self.values.items()},
            "default-graph-uri": self.default_graphs,
            "named-graph-uri": self.named_graphs,
        }


def read(asked: Request) -> Operation:
    """Return the query operation of *asked*: in the address, in a form, or a query with all else beside it.

    Raises:
        InvalidParameter: no query, or more than one.
        InvalidQuery: the body is not UTF-8.
        UnsupportedMedia: another type of body.
        UnsupportedQuery: an update.
    """
    if asked.method in ("GET", "HEAD"):
        return _operation(asked.args, asked.args)
    if asked.mimetype == "application/sparql-update":
        raise no_updates()
    if asked.mimetype == ACCEPTED[0]:
        return _operation(asked.form, asked.form)
    if asked.mimetype != ACCEPTED[1]:
        raise UnsupportedMedia(
            f"A body of type {asked.mimetype or 'none'} is not read: send {' or '.join(ACCEPTED)}.",
            given=asked.mimetype,
            accepted=ACCEPTED,
        )
    charset = asked.mimetype_params.get("charset", "utf-8")
    if charset.lower() not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMedia(
            f"The query is in {charset}: send it in UTF-8.", given=charset, accepted=("utf-8",)
        )
    try:
        text = asked.get_data().decode()
    except UnicodeDecodeError as error:
        raise InvalidQuery(f"The query is not UTF-8: {error.reason} at byte {error.start}.") from None
    return _operation(MultiDict({"query": text}), asked.args)


def _operation(sent: MultiDict[str, str], beside: MultiDict[str, str]) -> Operation:
    """Return the operation with the query in *sent* and all else *beside* it; other parameters do no harm."""
    if "update" in sent or "update" in beside:
        raise no_updates()
    texts = sent.getlist("query")
    if len(texts) != 1 or (sent is not beside and "query" in beside):
        count = len(texts) + (len(beside.getlist("query")) if sent is not beside else 0)
        raise InvalidParameter(f"Send exactly one query; there are {count}.", name="query")
    return Operation(
        texts[0],
        {name[1:]: _value(name, beside[name]) for name in beside if name[:1] == "$"},
        # Forms send fields that nobody filled in.
        tuple(filter(None, beside.getlist("default-graph-uri"))),
        tuple(filter(None, beside.getlist("named-graph-uri"))),
        tuple(beside[name] for name in _FORMS if name in beside),
        _seconds(beside.get("timeout", "")),
        beside.get("explain") == "empty",
    )


def _value(name: str, text: str) -> Term:
    try:
        return parse_term(text)
    except InvalidData as error:
        raise InvalidParameter(f"{name}: {error}", name=name) from None


def _seconds(text: str) -> float | None:
    """Return the time limit in *text*; what is no positive number of seconds asks for nothing."""
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if 0 < seconds < float("inf") else None

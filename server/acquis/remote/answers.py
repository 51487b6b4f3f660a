"""Read what an engine answered: whole and of the kind asked for, or no answer at all.

It must not send anything. What an engine cut, and says so in a header of its own, is no answer either.
"""

import json
import re

from acquis.engine import Result, foreign_result, graph_result, parse
from acquis.errors import InvalidData, InvalidQuery, QueryTooLarge
from acquis.pool import refusals
from acquis.remote.exchange import Reply
from acquis.remote.wire import Broken
from acquis.vocab import PREFIXES

__all__ = ["read", "refuse", "refuse_cut"]

_TABLES = ("application/json", "application/sparql-results+json")
_GRAPHS = {
    "application/n-triples": "application/n-triples",
    "text/plain": "application/n-triples",
    "text/turtle": "text/turtle",
}
# Virtuoso answers 200 to a query that it stopped, with what it had found.
# Source: https://docs.openlinksw.com/virtuoso/anytimequeries/
_STOPPED = "X-SQL-State"
# It says so, too, when it sent only so many rows as its own settings allow.
_MOST_ROWS = "X-SPARQL-MaxRows"
_LATE = re.compile(r"time[ds]?[ -]?(?:out|limit)|cancell?ed|exceeded", re.IGNORECASE)
_AWAY = (401, 403, 404, 405, 410, 429, 502, 503)
_OK = 200
_BOOLEAN = PREFIXES["xsd"] + "boolean"
_TRUTHS = {"0": "false", "1": "true"}


def refuse(reply: Reply, limit: float, spent: float) -> None:
    """Let *reply* pass where it is an answer; *spent* of *limit* seconds went by.

    Raises:
        AcquisError: the engine refused the query, or gave up on it.
        Broken: the engine, or what stands before it, does not answer queries now.
    """
    if reply.status == _OK:
        _refuse_part(reply, limit, spent)
        return
    if reply.status in (408, 504) or (reply.status >= 500 and _LATE.search(reply.said)):
        raise refusals.timed_out(limit, spent)
    if reply.status in _AWAY or reply.status < 400:
        raise Broken(f"it answers {reply.status}: {reply.said}")
    if reply.status == 413:
        raise QueryTooLarge("The answer is longer than the engine sends: ask for fewer rows or columns.")
    if reply.status < 500:
        raise InvalidQuery(
            f"The engine that answers queries here does not take this one: {reply.said or reply.status}"
        )
    raise refusals.crashed()


def _refuse_part(reply: Reply, limit: float, spent: float) -> None:
    """Refuse an answer that is only a part of one.

    Raises:
        AcquisError: the engine says so.
        Broken: nobody can tell.
    """
    if reply.headers.get(_STOPPED, "00000").strip() != "00000":
        raise refusals.timed_out(limit, spent)
    if not reply.whole:
        raise Broken("its answers have no length and no end, so that none can be known to be whole")


def read(reply: Reply, kind: str) -> Result:
    """Return the result in *reply* to a query of *kind*; a fault may show only when it is used.

    Raises:
        Broken: there is none in it.
    """
    media_type = reply.headers.get_content_type()
    if media_type not in (_GRAPHS if kind == "graph" else _TABLES):
        raise Broken(f"it answers with {media_type}, which was not asked for: {reply.said[:80]}")
    try:
        if kind == "graph":
            quads = parse(reply.body, _GRAPHS[media_type])
            return graph_result(quad.triple for quad in quads)
        result = foreign_result(_canonical(reply.body))
    except (SyntaxError, InvalidData) as error:
        raise Broken(f"what it answers cannot be read: {error}") from None
    if result.kind != kind:
        raise Broken(f"it answers a query of kind {kind} with {result.kind}")
    return result


def _canonical(body: bytes) -> bytes:
    """Return the table in *body* with each truth as `true` or `false`: Virtuoso writes 1 or 0.

    Raises:
        SyntaxError: *body* is no JSON.
    """
    if _BOOLEAN.encode() not in body:
        return body
    try:
        document = json.loads(body)
        for row in document["results"]["bindings"]:
            for term in row.values():
                if term.get("datatype") == _BOOLEAN:
                    term["value"] = _TRUTHS.get(term["value"], term["value"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SyntaxError("it is no SPARQL JSON") from None
    return json.dumps(document).encode()


def refuse_cut(reply: Reply, rows: int) -> None:
    """Let a table of *rows* rows pass unless it has as many as the engine sends at most.

    Raises:
        QueryTooLarge: it has.
    """
    most = reply.headers.get(_MOST_ROWS, "").strip()
    if most.isdecimal() and rows >= int(most):
        raise QueryTooLarge(
            f"The engine that answers queries here sends at most {int(most):,} rows: page with ORDER BY,"
            " LIMIT and OFFSET, or take a dump of the release."
        )

"""Own one engine as a node that holds a release or does not: its addresses, its mark, and what it is asked.

The mark is one triple in a graph of its own, written last when a release is published there and removed
first: the id of the release, and a number that no other publication has. A node is asked nothing whose mark
is not that of the release wanted, and an answer counts only while the mark is still the same after it.

It must not choose between nodes, or know how a release gets there.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.request import Request

from acquis.config import Settings
from acquis.errors import InvalidSetting
from acquis.remote.exchange import Exchange, Reply
from acquis.remote.protocol import Query, query_request
from acquis.remote.wire import Broken, Watch
from acquis.vocab import GRAPH, PREFIXES

__all__ = ["Elsewhere", "MARKER", "MARK_TERM", "Node", "Untold", "nodes", "opened"]

# The graph of the mark, and what its one triple says of it.
MARKER = GRAPH + "release"
MARK_TERM = PREFIXES["dcterms"] + "identifier"

_LOOK = Query(f"SELECT ?mark WHERE {{ GRAPH <{MARKER}> {{ <{MARKER}> <{MARK_TERM}> ?mark }} }}", "select")
_LOOK_S = 2.0
_MOST_BYTES = 10_000


class Elsewhere(Exception):
    """The node does not hold the release wanted; the message says what it holds."""


class Untold(Exception):
    """The node sends a part of a graph for the whole, by a limit of its own, without a word about it."""


@dataclass(frozen=True)
class _Addresses:
    """Where a node takes queries, updates and graphs; the last two are "" where they are not known."""

    query: str
    update: str
    graphs: str


class Node:
    """An engine at *addresses*, which are those of one server and never of several behind a balancer."""

    def __init__(self, addresses: _Addresses, exchange: Exchange) -> None:
        self.query, self.update, self.graphs = addresses.query, addresses.update, addresses.graphs
        self._exchange = exchange
        self._mark, self._server = "", ""

    def look(self, watch: Watch | None = None) -> str:
        """Return the mark that the node has now, "" where it has none.

        Raises:
            Broken: it does not answer, or nothing that can be understood.
            QueryFailed: the client left.
        """
        until = time.monotonic() + _LOOK_S
        patience = Watch(until, watch.left if watch else None)
        try:
            reply = self._exchange.send(query_request(self.query, _LOOK), patience, _MOST_BYTES)
        except TimeoutError:
            raise Broken(f"it does not say within {_LOOK_S:g} seconds which release it holds") from None
        if reply.status != 200:
            raise Broken(f"asked which release it holds it answers {reply.status}: {reply.said}")
        self._mark, self._server = _mark(reply), reply.headers.get("Server", "")
        return self._mark

    def holds(self, watch: Watch | None = None) -> str:
        """Return the id of the release that the node holds now, "" for none.

        Raises:
            Broken: see `look`.
        """
        return self.look(watch).partition(" ")[0]

    def answer(self, asked: Query, release: str, watch: Watch, at_most: int) -> Reply:
        """Return what the node answers to *asked* from *release*, whatever its status.

        Raises:
            Broken: it does not answer.
            Elsewhere: it does not hold the release, or did not all the time.
            QueryFailed: the client left.
            QueryTooLarge: the answer is longer than *at_most* bytes.
            TimeoutError: it did not come in time.
            Untold: its answer might be a part, and nobody could tell.
        """
        before = self._mark
        if before.partition(" ")[0] != release:
            before = self.look(watch)
        if before.partition(" ")[0] != release:
            raise Elsewhere(f"it holds {before.partition(' ')[0] or 'no whole release'}, not {release}")
        # Its ResultSetMaxRows is told beside a table only: seen at 7.2.5.
        if asked.kind == "graph" and self._server.startswith("Virtuoso"):
            raise Untold
        reply = self.send(query_request(self.query, asked), watch, at_most)
        # What was read before may be old: what counts is that nothing was published from then until now.
        if self.look(watch) != before:
            raise Elsewhere("another release came while it was asked")
        return reply

    def send(self, request: Request, watch: Watch, at_most: int = _MOST_BYTES) -> Reply:
        """Return the answer to *request*; see `Exchange.send`."""
        return self._exchange.send(request, watch, at_most)

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._exchange.close()


def nodes(settings: Settings) -> tuple[Node, ...]:
    """Return the nodes that *settings* name, in their order.

    Raises:
        InvalidSetting: the lists of their addresses are not of one length.
    """
    queries = settings.endpoint
    others = {
        "ACQUIS_ENDPOINT_GRAPHS": settings.endpoint_graphs,
        "ACQUIS_ENDPOINT_UPDATE": settings.endpoint_update,
    }
    for name, addresses in others.items():
        if addresses and len(addresses) != len(queries):
            raise InvalidSetting(
                f"{name} has {len(addresses)} addresses and ACQUIS_ENDPOINT {len(queries)}: give one for each"
                " engine, in the same order."
            )
    graphs, updates = (addresses or ("",) * len(queries) for addresses in others.values())
    user, password = settings.endpoint_user, settings.endpoint_password
    return tuple(
        Node(_Addresses(*one), Exchange(user, password)) for one in zip(queries, updates, graphs, strict=True)
    )


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[Node, ...]]:
    """Lend the nodes that *settings* name; their connections are closed afterwards.

    Raises:
        InvalidSetting: see `nodes`.
    """
    found = nodes(settings)
    try:
        yield found
    finally:
        for node in found:
            node.close()


def _mark(reply: Reply) -> str:
    """Return the mark in *reply*, "" for none or more than one.

    Raises:
        Broken: it is no table.
    """
    try:
        rows = json.loads(reply.body)["results"]["bindings"]
        marks = [str(row["mark"]["value"]) for row in rows]
    except (ValueError, KeyError, TypeError):
        raise Broken(f"asked which release it holds it answers no table: {reply.said[:80]}") from None
    return marks[0] if len(marks) == 1 else ""

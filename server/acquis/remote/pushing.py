"""Publish a release to a node: only what changed where that is known, else graph by graph, and the mark last.

While it is under way the node has no mark, so that nobody is answered from half a release. What was left
undone is done anew from the beginning. It must not choose what is published.
"""

import json
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from urllib.request import Request

from acquis.engine import Quad
from acquis.errors import InvalidSetting, ReleaseError, StorageFull
from acquis.releases import content as releases_content
from acquis.releases.release import Release
from acquis.remote import answers, content
from acquis.remote.exchange import Reply
from acquis.remote.node import MARK_TERM, MARKER, Node
from acquis.remote.protocol import Query, graph_request, query_request, update_request
from acquis.remote.wire import Broken, Watch
from acquis.vocab import GRAPH

__all__ = ["Pushed", "push", "state"]

# What one graph, one part of a change, or one count may take.
_LONGEST_S = 1800.0
_MOST_BYTES = 200_000_000
_SIZES = Query("SELECT ?graph (COUNT(*) AS ?n) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph", "select")
_AGAIN = (
    "It answers no queries until all of the release is there. See to it (room on its disk, the rights of"
    " ACQUIS_ENDPOINT_USER) and run `acquis push` again."
)


@dataclass(frozen=True)
class Pushed:
    """What was done to the node at `address`, which held the release `before`, "" for none.

    `how` is nothing, change, whole or loaded. `foreign` counts graphs there that are not ours.
    """

    address: str
    before: str
    how: str
    statements: int
    seconds: float
    foreign: int = 0


def push(
    node: Node,
    found: Release,
    releases_dir: Path,
    *,
    loaded: bool = False,
    step: Callable[[str], None] = lambda said: None,
) -> Pushed:
    """Make *node* hold the release *found*; *step* hears what comes.

    With *loaded* somebody says that all graphs are there, and they are only counted.

    Raises:
        InvalidSetting: there is no address for graphs.
        ReleaseError: the node cannot be reached, or refuses a part of it.
        StorageFull: it has no room.
    """
    if not node.graphs:
        raise InvalidSetting("Where the engines take graphs is not known: set ACQUIS_ENDPOINT_GRAPHS.")
    start = time.monotonic()
    try:
        before = node.holds()
        if before == found.id:
            return Pushed(node.query, before, "nothing", 0, time.monotonic() - start)
        _send(node, graph_request(node.graphs, MARKER), "the end of its mark", absent=True)
        how, statements, foreign = _brought(node, before, found, releases_dir, loaded, step)
        said = f'<{MARKER}> <{MARK_TERM}> "{found.id} {token_hex(8)}" .\n'
        _send(node, graph_request(node.graphs, MARKER, BytesIO(said.encode())), "its mark")
    except (Broken, TimeoutError) as error:
        raise ReleaseError(
            f"The engine at {node.query} does not take the release {found.id}:"
            f" {error or 'it does not answer in time'}. {_AGAIN}"
        ) from None
    return Pushed(node.query, before, how, statements, time.monotonic() - start, foreign)


def state(node: Node) -> tuple[str, str]:
    """Return the id of the release that *node* holds, "" for none, and why that is not known, if so."""
    try:
        return node.holds(), ""
    except Broken as error:
        return "", str(error)


def _brought(
    node: Node, before: str, found: Release, releases_dir: Path, loaded: bool, step: Callable[[str], None]
) -> tuple[str, int, int]:
    """Bring *found* to *node*, which held *before*; return how, how many statements, and graphs of others."""
    change = content.between(before, found, releases_dir) if before and node.update and not loaded else None
    if change is not None:
        size = sum(map(len, change))
        step(f"Change {size:,} statements at {node.query}")
        if _changed(node, *change):
            return "change", size, 0
    with tempfile.TemporaryDirectory(prefix="acquis-") as folder:
        graphs = content.split(releases_content.lines(found), Path(folder))
        if not loaded:
            _whole(node, graphs, step)
        step(f"Count what is at {node.query}")
        foreign = _counted(node, graphs)
    return "loaded" if loaded else "whole", sum(one.triples for one in graphs.values()), foreign


def _changed(node: Node, gone: Iterable[Quad], came: Iterable[Quad]) -> bool:
    """Take *gone* away from *node* and add *came*; return whether it then has the one and not the other."""
    for quads, verb, expected in ((gone, "DELETE", 0), (came, "INSERT", 1)):
        for part in content.batches(quads):
            data = "\n".join(_placed(one) for one in part)
            _send(node, update_request(node.update, f"{verb} DATA {{\n{data}\n}}"), "a change")
            rows = "\n".join(f"({one})" for one in part)
            where = f"VALUES (?g ?s ?p ?o) {{\n{rows}\n}} GRAPH ?g {{ ?s ?p ?o }}"
            (found,) = _rows(node, Query(f"SELECT (COUNT(*) AS ?n) WHERE {{ {where} }}", "select"))
            if int(found["n"]) != expected * len(part):
                return False
    return True


def _placed(statement: str) -> str:
    graph, _, triple = statement.partition(" ")
    return f"GRAPH {graph} {{ {triple} }}"


def _whole(node: Node, graphs: dict[str, content.Graph], step: Callable[[str], None]) -> None:
    """Make each of *graphs* stand at *node*, and no other of ours."""
    for left in sorted(_sizes(node).keys() - graphs.keys() - {MARKER}):
        if left.startswith(GRAPH):
            _send(node, graph_request(node.graphs, left), f"the end of {left}", absent=True)
    for place, (name, graph) in enumerate(sorted(graphs.items()), 1):
        step(f"Graph {place} of {len(graphs)} to {node.query}")
        with graph.file.open("rb") as triples:
            _send(node, graph_request(node.graphs, name, triples), f"the graph {name}")


def _counted(node: Node, graphs: dict[str, content.Graph]) -> int:
    """Return how many graphs of others *node* has besides *graphs*, each of which is there with all triples.

    Raises:
        ReleaseError: one is not, or there are more of ours.
    """
    found = {name: number for name, number in _sizes(node).items() if name != MARKER}
    wanted = {name: graph.triples for name, graph in graphs.items()}
    ours = {name: number for name, number in found.items() if name in wanted or name.startswith(GRAPH)}
    if ours != wanted:
        name = min(name for name in ours.keys() | wanted if ours.get(name) != wanted.get(name))
        raise ReleaseError(
            f"The engine at {node.query} holds {ours.get(name, 0):,} triples in {name}, and the release"
            f" {wanted.get(name, 0):,}. {_AGAIN}"
        )
    return len(found) - len(ours)


def _sizes(node: Node) -> dict[str, int]:
    """Return the number of triples in each graph at *node*."""
    return {row["graph"]: int(row["n"]) for row in _rows(node, _SIZES) if "graph" in row}


def _rows(node: Node, query: Query) -> list[dict[str, str]]:
    """Return the rows that *node* answers to *query*, by column.

    Raises:
        Broken: it answers none.
        QueryTooLarge: it answers with some of them only.
    """
    reply = _send(node, query_request(node.query, query), "a question")
    try:
        rows = json.loads(reply.body)["results"]["bindings"]
        found = [{name: str(term["value"]) for name, term in row.items()} for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Broken("it answers a question with no table") from None
    answers.refuse_cut(reply, len(found))
    return found


def _send(node: Node, request: Request, what: str, *, absent: bool = False) -> Reply:
    """Return the answer of *node* to *request*; where it may be *absent*, that is good, too.

    Raises:
        ReleaseError: the node refuses.
        StorageFull: it has no room.
    """
    reply = node.send(request, Watch(time.monotonic() + _LONGEST_S), _MOST_BYTES)
    if reply.status < 300 or (absent and reply.status == 404):
        return reply
    kind = StorageFull if reply.status == 507 else ReleaseError
    raise kind(f"The engine at {node.query} does not take {what}: {reply.status} {reply.said}. {_AGAIN}")

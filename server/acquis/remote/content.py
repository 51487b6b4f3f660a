"""Own a release as an engine takes it: a file of triples for each graph, or the statements of a change.

It must not send anything.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from acquis.engine import BlankNode, Quad, parse, written
from acquis.errors import ReleaseError, UnknownEntity
from acquis.releases import content, release
from acquis.releases.release import Release

__all__ = ["Graph", "batches", "between", "split"]

_BUFFER = 32 << 20
# Some engines read an update of many thousand lines very slowly, or not at all.
_BATCH = 500
_NQUADS = "application/n-quads"


@dataclass(frozen=True)
class Graph:
    """A graph of a release: its `file` of N-Triples, and how many there are."""

    file: Path
    triples: int


def split(lines: Iterable[bytes], folder: Path) -> dict[str, Graph]:
    """Write the N-Quads *lines* into *folder*, a file for each graph, and return these by name."""
    counts: dict[bytes, int] = {}
    waiting: dict[bytes, list[bytes]] = {}
    size = 0
    for line in lines:
        # The graph is the last term of a line, and always an IRI.
        triple, _, graph = line.rpartition(b" <")
        counts[graph] = counts.get(graph, 0) + 1
        waiting.setdefault(graph, []).append(triple + b" .\n")
        size += len(line)
        if size > _BUFFER:
            _write(waiting, counts, folder)
            size = 0
    _write(waiting, counts, folder)
    places = {graph: folder / f"{place}.nt" for place, graph in enumerate(counts)}
    return {_name(graph): Graph(places[graph], number) for graph, number in counts.items()}


def _write(waiting: dict[bytes, list[bytes]], counts: dict[bytes, int], folder: Path) -> None:
    places = {graph: place for place, graph in enumerate(counts)}
    for graph, triples in waiting.items():
        with (folder / f"{places[graph]}.nt").open("ab") as file:
            file.writelines(triples)
    waiting.clear()


def _name(rest: bytes) -> str:
    """Return the IRI of which *rest* is the end of a line of N-Quads.

    >>> _name(b"urn:x> .\\n")
    'urn:x'
    """
    return rest.partition(b">")[0].decode()


def between(held: str, after: Release, releases_dir: Path) -> tuple[list[Quad], list[Quad]] | None:
    """Return what has to go and what has to come to make *after* of the release with the id *held*.

    None where that is not known at little cost: both must have grown out of one built release, and be kept.
    None, too, where it has a blank node, which nobody can name to an engine.
    """
    try:
        before = release.kept(releases_dir, held)
        if content.base(before) != content.base(after):
            return None
        (had, lacked), (has, lacks) = _delta(before), _delta(after)
    except (ReleaseError, UnknownEntity):
        return None
    gone = _quads((had - has) | (lacks - lacked))
    came = _quads((has - had) | (lacked - lacks))
    return None if any(map(_is_nameless, (*gone, *came))) else (gone, came)


def _delta(one: Release) -> tuple[set[bytes], set[bytes]]:
    added, removed = content.delta(one)
    return set(added.splitlines(keepends=True)), set(removed.splitlines(keepends=True))


def _quads(lines: set[bytes]) -> list[Quad]:
    return parse(b"".join(sorted(lines)), _NQUADS)


def _is_nameless(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def batches(quads: Iterable[Quad]) -> Iterator[list[str]]:
    """Yield *quads* as SPARQL writes them, the graph first, so many at a time that an engine takes them."""
    rest = iter(quads)
    while part := list(islice(rest, _BATCH)):
        yield [f"{one.graph_name} {one.subject} {one.predicate} {written(one.object)}" for one in part]

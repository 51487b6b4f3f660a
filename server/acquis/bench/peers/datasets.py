"""Know the data that all servers are measured on: generated, the shipped graph, and adopted resolutions.

Each comes as N-Quads, and is asked the queries of one folder. It must not load or ask any server.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from acquis import resources, sources
from acquis.bench.generate import generate
from acquis.bench.peers import resolutions
from acquis.bench.peers.fetching import Unavailable
from acquis.bench.peers.peer import Data
from acquis.build import compile_sources
from acquis.engine import nquads

__all__ = ["DataSet", "REAL", "generated", "write"]

_SEED = 1


@dataclass(frozen=True)
class DataSet:
    """A graph by its title: the folder of the queries that are `asked`, and its `lines` of N-Quads."""

    title: str
    asked: str
    lines: Callable[[], Iterator[str]]


def generated(triples: int) -> DataSet:
    """Return the data set of so many generated *triples*."""
    return DataSet(f"{triples:,} generated triples", "generated", lambda: generate(triples, _SEED))


def write(data_set: DataSet, folder: Path) -> tuple[Data, int]:
    """Write *data_set* into *folder*, with and without its graphs, and return it with its number of lines.

    Raises:
        Unavailable: it is not there.
    """
    data, number = Data(folder / "data.nq", folder / "data.nt"), 0
    with (
        data.nquads.open("w", encoding="utf-8") as quads,
        data.ntriples.open("w", encoding="utf-8") as triples,
    ):
        for line in data_set.lines():
            number += 1
            quads.write(line)
            # The graph is the last term of a line, and always an IRI.
            triples.write(f"{line.rpartition(' <')[0]} .\n")
    return data, number


def _shipped() -> Iterator[str]:
    graph = compile_sources(sources.paths())
    return iter(nquads(graph.quads).decode().splitlines(keepends=True))


def _resolutions() -> Iterator[str]:
    root = resources.checkout()
    if root is None:
        raise Unavailable("only a checkout has a place beside it for the resolutions")
    return resolutions.read(root.parent / "shared" / "sources" / "akn4un")


REAL = {
    "shipped": DataSet("The shipped graph", "shipped", _shipped),
    "resolutions": DataSet("Resolutions of the General Assembly", "resolutions", _resolutions),
}

"""Own how the source files become named graphs: which files there are, and what each says of itself.

It must not judge what the files say: that is the work of the checks.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from acquis import resources
from acquis.engine import Literal, NamedNode, Quad, parse
from acquis.errors import InvalidSetting
from acquis.vocab import META, PREFIXES, SOURCE

__all__ = ["Source", "load", "paths", "read", "without"]

_FOLDERS = ("ontology", "data")
_TURTLE = "text/turtle"


@dataclass(frozen=True)
class Source:
    """One file: its `name` from the root ("data/norms.ttl"), its `graph`, its quads; provenance in META."""

    name: str
    graph: str
    quads: tuple[Quad, ...]


def paths() -> list[tuple[str, Path]]:
    """Return name and path of every source file, sorted by name."""
    found = [
        (f"{folder}/{path.relative_to(root).as_posix()}", path)
        for folder in _FOLDERS
        for root in (resources.folder(folder),)
        for path in root.rglob("*.ttl")
    ]
    return sorted(found)


def read(name: str, path: Path) -> Source:
    """Return the source file *name* at *path*; what it says of its own graph goes to the graph of metadata.

    Raises:
        InvalidData: the file is not Turtle; with its path and line.
    """
    data = path.read_bytes()
    graph = SOURCE + _slug(name)
    quads = parse(data, _TURTLE, path=Path(name), graph=graph)
    placed = [_placed(quad) for quad in quads]
    return Source(name, graph, (*placed, *_measured(name, graph, data, placed)))


def load(files: Iterable[tuple[str, Path]]) -> list[Source]:
    """Return the sources in *files*.

    Raises:
        InvalidData: a file is not Turtle.
    """
    return [read(name, path) for name, path in files]


def without(files: Sequence[tuple[str, Path]], leave_out: Iterable[str]) -> list[tuple[str, Path]]:
    """Return *files* but those whose graph slug is in *leave_out*.

    Raises:
        InvalidSetting: *leave_out* names a graph that no file has.
    """
    unwanted = set(leave_out)
    if unknown := unwanted - {_slug(name) for name, _ in files}:
        raise InvalidSetting(
            f"No source has the graph {', '.join(sorted(unknown))}: correct ACQUIS_LEAVE_OUT."
        )
    return [(name, path) for name, path in files if _slug(name) not in unwanted]


def _slug(name: str) -> str:
    """Return the slug of a graph: `data/documents/a-70-174.ttl` is `documents-a-70-174`."""
    folder, _, rest = name.removesuffix(".ttl").partition("/")
    return "ontology" if (folder, rest) == ("ontology", "acquis") else rest.replace("/", "-")


def _placed(quad: Quad) -> Quad:
    subject = quad.subject
    if isinstance(subject, NamedNode) and subject.value.startswith(SOURCE):
        return Quad(subject, quad.predicate, quad.object, NamedNode(META))
    return quad


def _measured(name: str, graph: str, data: bytes, quads: list[Quad]) -> list[Quad]:
    """Return what the build itself can say of a graph: its file, its hash and its size in triples."""
    size = sum(1 for quad in quads if quad.graph_name == NamedNode(graph))
    facts = {
        PREFIXES["dcterms"] + "identifier": Literal(name),
        PREFIXES["schema"] + "sha256": Literal(hashlib.sha256(data).hexdigest()),
        PREFIXES["void"] + "triples": Literal(size),
    }
    return [Quad(NamedNode(graph), NamedNode(term), value, NamedNode(META)) for term, value in facts.items()]

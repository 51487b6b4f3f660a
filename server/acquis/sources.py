"""Own how the source files become named graphs: which files there are, and what each says of itself.

Beside the shipped ones there may be a folder of documents that were read here: their editions in
`documents/`, their words in `texts/`, each in a graph of words of its own. It must not judge what the files
say: that is the work of the checks.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from acquis import resources
from acquis.engine import Literal, NamedNode, Quad, parse
from acquis.errors import InvalidSetting
from acquis.vocab import META, PREFIXES, SOURCE, TEXT

__all__ = ["DOCUMENTS", "Source", "WORDS", "graph_of", "is_words", "load", "paths", "read", "without"]

# What the names of files begin with that come from the folder of documents read here.
DOCUMENTS = "texts/documents/"
WORDS = "texts/texts/"

_FOLDERS = ("ontology", "data")
_TURTLE = "text/turtle"
# Leaves out all graphs of words.
_ALL_WORDS = "texts"


@dataclass(frozen=True)
class Source:
    """One file: its `name` from the root ("data/norms.ttl"), its `graph`, its quads; provenance in META."""

    name: str
    graph: str
    quads: tuple[Quad, ...]


def paths(texts: Path | None = None) -> list[tuple[str, Path]]:
    """Return name and path of every source file, sorted by name; those in the folder *texts* among them."""
    found = [
        (f"{folder}/{path.relative_to(root).as_posix()}", path)
        for folder in _FOLDERS
        for root in (resources.folder(folder),)
        for path in root.rglob("*.ttl")
    ]
    if texts is not None:
        found += [
            (start + path.name, path)
            for start in (DOCUMENTS, WORDS)
            for path in (texts / start.split("/")[1]).glob("*.ttl")
        ]
    return sorted(found)


def graph_of(name: str) -> str:
    """Return the graph of the source file *name*.

    >>> graph_of("texts/texts/a-70-174.en.ttl").removeprefix(TEXT)
    'a-70-174.en'
    """
    return (TEXT if name.startswith(WORDS) else SOURCE) + _slug(name)


def is_words(graph: object) -> bool:
    """Return whether *graph*, a term, is a graph of words: all that such a graph says is quoted."""
    return isinstance(graph, NamedNode) and graph.value.startswith(TEXT)


def read(name: str, path: Path) -> Source:
    """Return the source file *name* at *path*; what it says of its own graph goes to the graph of metadata.

    Raises:
        InvalidData: the file is not Turtle; with its path and line.
    """
    data = path.read_bytes()
    graph = graph_of(name)
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
    """Return *files* but those whose graph slug is in *leave_out*; `texts` there is all graphs of words.

    Raises:
        InvalidSetting: *leave_out* names a graph that no file has.
    """
    unwanted = set(leave_out)
    if unknown := unwanted - {_slug(name) for name, _ in files} - {_ALL_WORDS}:
        raise InvalidSetting(
            f"No source has the graph {', '.join(sorted(unknown))}: correct ACQUIS_LEAVE_OUT."
        )
    without_words = _ALL_WORDS in unwanted
    return [
        (name, path)
        for name, path in files
        if _slug(name) not in unwanted and not (without_words and name.startswith(WORDS))
    ]


def _slug(name: str) -> str:
    """Return the slug of a graph: `data/documents/a-70-174.ttl` is `documents-a-70-174`.

    What was read here has that of its edition, so it never meets one that is shipped.
    """
    for start in (DOCUMENTS, WORDS):
        if name.startswith(start):
            return name.removeprefix(start).removesuffix(".ttl")
    folder, _, rest = name.removesuffix(".ttl").partition("/")
    return "ontology" if (folder, rest) == ("ontology", "acquis") else rest.replace("/", "-")


def _placed(quad: Quad) -> Quad:
    subject = quad.subject
    if isinstance(subject, NamedNode) and subject.value.startswith((SOURCE, TEXT)):
        return Quad(subject, quad.predicate, quad.object, NamedNode(META))
    return quad


def _measured(name: str, graph: str, data: bytes, quads: list[Quad]) -> list[Quad]:
    """Return what the build itself can say of a graph: its file, its hash and its size in triples.

    A graph of words has said the hash already, that of the document it was read from.
    """
    size = sum(1 for quad in quads if quad.graph_name == NamedNode(graph))
    facts = {
        PREFIXES["dcterms"] + "identifier": Literal(name),
        PREFIXES["void"] + "triples": Literal(size),
    }
    if not name.startswith(WORDS):
        facts[PREFIXES["schema"] + "sha256"] = Literal(hashlib.sha256(data).hexdigest())
    return [Quad(NamedNode(graph), NamedNode(term), value, NamedNode(META)) for term, value in facts.items()]

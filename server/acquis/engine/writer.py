"""Own how quads are laid out on disk: canonical order, dumps as bytes, and the store of a release.

It must not choose what a release holds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import pyoxigraph
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Store

from acquis.vocab import PREFIXES

__all__ = [
    "canonical",
    "copy_store",
    "load_store",
    "nquads",
    "stored",
    "tidy",
    "trig",
    "with_union",
    "write_store",
]

# So many lines are given to the loader at once, which holds all of them: a million take 0.6 GB so, else 1.9.
_PART = 200_000


def canonical(quads: Iterable[Quad]) -> list[Quad]:
    """Return each of *quads* once, sorted by graph and text, with blank nodes named by what is said of them.

    The same graphs give the same list, whatever the order and blank node labels they were read with.
    Source: https://www.w3.org/TR/rdf-canon/
    """
    graphs: defaultdict[str, set[Quad]] = defaultdict(set)
    unnamed = Dataset()
    for quad in quads:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            unnamed.add(quad)
        else:
            graphs[str(quad.graph_name)].add(quad)
    # The names depend only on statements with blank nodes in them, so others need not be looked at.
    unnamed.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    for quad in unnamed:
        graphs[str(quad.graph_name)].add(quad)
    return [quad for name in sorted(graphs) for quad in sorted(graphs.pop(name), key=str)]


def nquads(quads: Iterable[Quad]) -> bytes:
    """Return *quads* as N-Quads, one line each, lines sorted by their bytes."""
    data = pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS) or b""
    return b"".join(sorted(data.splitlines(keepends=True)))


def trig(quads: Sequence[Quad]) -> bytes:
    """Return *quads* as TriG with the fixed prefixes; in canonical order each graph stands in one block."""
    return tidy(pyoxigraph.serialize(quads, format=RdfFormat.TRIG, prefixes=PREFIXES) or b"")


def tidy(data: bytes) -> bytes:
    """Return Turtle or TriG as pyoxigraph writes it, with only the prefixes in use, in order.

    >>> tidy(b"@prefix b: <u:b> .\\n@prefix a: <u:a> .\\na:x a:y a:z .\\n")
    b'@prefix a: <u:a> .\\na:x a:y a:z .\\n'
    """
    lines = data.splitlines(keepends=True)
    size = next((place for place, line in enumerate(lines) if not line.startswith(b"@prefix ")), len(lines))
    body = b"".join(lines[size:])
    # A name that only looks used, inside a text, does no harm.
    return b"".join([*sorted(line for line in lines[:size] if line.split()[1] in body), body])


def with_union(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield each quad and, for the default graph, its triple once more: plain queries see the union."""
    for quad in quads:
        yield quad
        yield Quad(quad.subject, quad.predicate, quad.object)


def write_store(quads: Iterable[Quad], path: Path) -> None:
    """Make the store directory *path*, which must not exist, out of *quads* and their union.

    Raises:
        FileExistsError: *path* exists; a store is never added to.
    """
    path.mkdir(parents=True)
    store = Store(str(path))
    store.bulk_extend(with_union(quads))
    store.optimize()
    store.flush()


def load_store(lines: Iterable[bytes], path: Path) -> None:
    """Make the store directory *path*, which must not exist, out of *lines* of N-Quads and their union.

    Each line must name its graph. The store is that of `write_store`, without an object for each quad: only
    a line with a blank node comes to be one, as the loader would give that another name. The loader keeps
    all that it is given at once in memory, so it gets a part after the other.

    Raises:
        FileExistsError: *path* exists; a store is never added to.
    """
    path.mkdir(parents=True)
    store, left, nameless = Store(str(path)), iter(lines), list[bytes]()
    while taken := list(islice(left, _PART)):
        named = [line for line in taken if b"_:" not in line]
        nameless += [line for line in taken if b"_:" in line]
        # What stands between the last two spaces of a line names its graph.
        union = (line.rsplit(b" ", 2)[0] + b" .\n" for line in named)
        store.bulk_load(b"".join([*named, *union]), RdfFormat.N_QUADS)
    if nameless:
        store.bulk_extend(with_union(pyoxigraph.parse(b"".join(nameless), RdfFormat.N_QUADS)))
    store.optimize()
    store.flush()


def stored(quads: Iterable[Quad]) -> list[Quad]:
    """Return *quads* as a store gives them back: it keeps numbers and times by value, not as written.

    >>> from pyoxigraph import Literal, NamedNode
    >>> at = Literal("2026-01-01T12:00:00+00:00", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#dateTime"))
    >>> stored([Quad(NamedNode("urn:x"), NamedNode("urn:y"), at)])[0].object.value
    '2026-01-01T12:00:00Z'
    """
    store = Store()
    store.extend(quads)
    return list(store)


def copy_store(source: Path, target: Path) -> None:
    """Make *target*, which must not exist, a store like that at *source*, to which nobody writes.

    Both share their large files on disk, so a large store takes no longer than a small one; what is done to
    one later does not change the other.

    Raises:
        OSError: *source* cannot be read, or *target* is on another file system.
    """
    try:
        Store.read_only(str(source)).backup(str(target))
    except RuntimeError as error:
        raise OSError(str(error)) from error

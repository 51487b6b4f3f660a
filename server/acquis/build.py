"""Make a release of the source files: check, infer, describe, dump, store; same sources, same bytes.

It must not know a rule of any check, nor swap a release into place: `acquis.releases.release` does that.
"""

import gzip
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from acquis import check, publishing, search, sources
from acquis.engine import Engine, Literal, NamedNode, Quad, canonical, load_store, nquads, trig
from acquis.engine.inference import entail
from acquis.engine.rule import Rule
from acquis.errors import FindingsFound
from acquis.library import queries
from acquis.publishing import Published, Standing, rulebook
from acquis.releases import dataset, disk, void
from acquis.releases.examples import examples
from acquis.releases.release import Release, place
from acquis.vocab import INFERRED, LICENCE, META, PREFIXES, TEXT

__all__ = ["Graph", "build", "compile_sources", "write"]

Step = Callable[[str], None]

_NOTHING = Standing()
_READ = "Read, infer and check the sources"


@dataclass(frozen=True)
class Graph:
    """All quads of a release in canonical order, what its manifest says of them, and the rules in use."""

    quads: tuple[Quad, ...]
    counts: dict[str, int]
    coverage: dict[str, Any]
    rules: tuple[Rule, ...]


def build(
    files: Sequence[tuple[str, Path]],
    releases_dir: Path,
    *,
    leave_out: Iterable[str] = (),
    submissions: Callable[[], Standing] = Standing,
    step: Step = lambda name: None,
) -> Release:
    """Build a release of *files* and make it the current one of *releases_dir*; *step* hears what comes.

    *submissions* gives what was accepted. It is asked twice, before the build and when nobody can publish any
    more, so that what is accepted during a build is not lost.

    Raises:
        FindingsFound: a check found an error; the current release stays as it was.
    """
    leave_out = tuple(leave_out)
    standing = submissions()
    step(_READ)
    with check.begun(files, leave_out=leave_out) as going:
        graph = _described(going, standing.published, step)
        step("Write the release")
        releases_dir.mkdir(parents=True, exist_ok=True)
        # Beside the releases, so that putting it in place is a rename within one file system.
        with tempfile.TemporaryDirectory(prefix=".build-", dir=releases_dir) as folder:
            made = Path(folder) / "release"
            made.mkdir()
            write(graph, made, leave_out, standing)
            step("Finish the checks")
            _refuse(going.done())
            step("Put it in place")
            return publishing.catch_up(place(made, releases_dir), releases_dir, standing, submissions)


def compile_sources(
    files: Sequence[tuple[str, Path]],
    *,
    leave_out: Iterable[str] = (),
    published: Sequence[Published] = (),
    step: Step = lambda name: None,
) -> Graph:
    """Return the checked and inferred graph of *files*, with the submissions *published*.

    Raises:
        FindingsFound: a check found an error.
    """
    step(_READ)
    with check.begun(files, leave_out=leave_out) as going:
        graph = _described(going, published, step)
        _refuse(going.done())
        return graph


def _refuse(report: check.Report) -> None:
    """Refuse to go on with what *report* found an error in.

    Raises:
        FindingsFound: it found one.
    """
    if report.errors:
        raise FindingsFound(
            f"Nothing was built: the checks found {len(report.errors)} errors. Correct them and build again.",
            findings=report.findings,
        )


def _described(going: check.Begun, published: Sequence[Published], step: Step) -> Graph:
    """Return the graph that is being checked, inferred, with the submissions *published* and what it holds.

    Raises:
        FindingsFound: an error is known already; it is told with all others.
    """
    report = going.taken()
    if report.errors:
        _refuse(going.done())
    step("Describe the graph")
    stated = [*report.stated, *(quad for one in published for quad in (*one.quads, *one.meta))]
    # The checks have inferred already what follows from the sources alone, and hold it.
    inferred = entail(_unquoted(stated), report.rules, INFERRED) if published else report.inferred
    held = None if published else report.engine
    made = _built_provenance(stated, inferred)
    engine = held.grown(made) if held is not None else Engine.from_quads([*stated, *inferred, *made])
    asked = examples(engine, queries.library().values())
    engine = engine.grown(asked)
    counted = dataset.counts(engine), dataset.coverage(engine)
    quads = [*stated, *inferred, *made, *asked, *void.void(engine)]
    # Of a large graph each copy takes a gigabyte: none is held longer than it is needed.
    del engine, held, stated, inferred
    rules, report = report.rules, check.Report(())
    return Graph(tuple(canonical(quads)), *counted, rules)


def write(graph: Graph, folder: Path, leave_out: Sequence[str] = (), standing: Standing = _NOTHING) -> None:
    """Write *graph*, with the submissions *standing*, into the folder of a release.

    Dumps, VoID, rules, index and manifest are the same for the same graph; the store only answers the same.
    """
    dump = nquads(graph.quads)
    content = hashlib.sha256(dump).hexdigest()
    rulebook.write(graph.rules, folder)
    # Packing leaves the interpreter alone, so that it costs no time of its own beside the store.
    with ThreadPoolExecutor() as beside:
        packed = beside.submit(_zipped, dump)
        read = beside.submit(lambda: _zipped(trig(graph.quads)))
        load_store(BytesIO(dump), folder / "store")
        # It may have hundreds of megabytes, and the index needs the room.
        del dump
        disk.sum_up(folder / "store")
        engine = Engine.open(folder / "store")
        search.write(engine, folder / search.INDEX, folder / "store")
        meta = [Quad(quad.subject, quad.predicate, quad.object) for quad in graph.quads if _is_void(quad)]
        files = {"graph.nq.gz": packed.result(), "graph.trig.gz": read.result(), "void.ttl": trig(meta)}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    files[search.INDEX] = (folder / search.INDEX).read_bytes()
    manifest = _manifest(graph, len(engine), content, files, leave_out)
    if standing.anchor:
        events, head = standing.anchor
        manifest["ledger"] = {"events": events, "head": head}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _manifest(
    graph: Graph, triples: int, content: str, files: dict[str, bytes], leave_out: Sequence[str]
) -> dict[str, Any]:
    graphs = {quad.graph_name for quad in graph.quads}
    return {
        "id": content[:12],
        "content_sha256": content,
        "quads": len(graph.quads),
        "triples": triples,
        "graphs": len(graphs),
        "left_out": sorted(leave_out),
        **_held(graphs),
        "counts": graph.counts,
        "coverage": graph.coverage,
        "files": {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
        },
    }


def _built_provenance(stated: Sequence[Quad], inferred: Sequence[Quad]) -> list[Quad]:
    """Return what the graph of metadata says of the two graphs that the build makes: INFERRED and itself."""
    graphs = {quad.graph_name for quad in _unquoted(stated)} - {NamedNode(META)}
    derived = [(PREFIXES["prov"] + "wasDerivedFrom", graph) for graph in graphs]
    size = (PREFIXES["void"] + "triples", Literal(len(inferred)))
    return [
        *_titled(INFERRED, "Statements that follow from the sources by the ontology", size, *derived),
        *_titled(META, "Where each graph comes from, and what the whole holds"),
    ]


def _unquoted(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield all of *quads* but the words of documents, from which nothing follows."""
    return (quad for quad in quads if not sources.is_words(quad.graph_name))


def _held(graphs: Iterable[object]) -> dict[str, Any]:
    """Return what the manifest says of words among *graphs*: those by edition; nothing without any."""
    words = {str(graph) for graph in graphs if sources.is_words(graph)}
    return {"texts": sorted(graph[1:-1].removeprefix(TEXT) for graph in words)} if words else {}


def _titled(graph: str, title: str, *facts: tuple[str, Any]) -> list[Quad]:
    """Return title, licence and *facts* of *graph* as quads of the graph of metadata."""
    said: list[tuple[str, Any]] = [
        (PREFIXES["rdf"] + "type", NamedNode(PREFIXES["prov"] + "Entity")),
        (PREFIXES["dcterms"] + "title", Literal(title, language="en")),
        (PREFIXES["dcterms"] + "license", NamedNode(LICENCE)),
        *facts,
    ]
    return [Quad(NamedNode(graph), NamedNode(term), value, NamedNode(META)) for term, value in said]


def _is_void(quad: Quad) -> bool:
    subject = getattr(quad.subject, "value", "")
    return subject == void.DATASET or subject.startswith(void.DATASET + "/")


def _zipped(data: bytes) -> bytes:
    # A fixed time keeps the bytes the same from build to build.
    return gzip.compress(data, compresslevel=6, mtime=0)

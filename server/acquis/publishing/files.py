"""Own the files of a grown release beside its store: what it added and removed, manifest, VoID file, index.

It must not decide what changes. Counts of the manifest are brought up to date by what came and went; numbers
that would take a look at everything stay those of the built release, which is named with them.
"""

import gzip
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from acquis import search
from acquis.engine import Engine, Literal, NamedNode, Quad, Triple, nquads, plain
from acquis.engine.increment import Increment
from acquis.publishing import rulebook
from acquis.publishing.published import Anchor
from acquis.releases import content, disk, grown
from acquis.releases.release import Release
from acquis.releases.void import DATASET
from acquis.vocab import ACQ, INFERRED, META, PREFIXES

__all__ = ["write"]

_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_CLASS = NamedNode(PREFIXES["owl"] + "Class")
_SIZE = NamedNode(PREFIXES["void"] + "triples")
_DERIVED = NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
_COMMENT = NamedNode(PREFIXES["rdfs"] + "comment")
_MODIFIED = PREFIXES["dcterms"] + "modified"
_DUMPS = "graph.nq.gz and graph.trig.gz are made when first asked for, from base, added and removed."


def write(before: Release, increment: Increment, anchor: Anchor | None, folder: Path) -> None:
    """Write all of the release that *before* becomes by *increment* into *folder*, but its store."""
    base = before.manifest.get("base") or {"id": before.id, "content_sha256": content.base(before)}
    _describe(increment, base["id"])
    sides = _delta(before, increment)
    for name, data in zip((grown.ADDED, grown.REMOVED), sides, strict=True):
        (folder / name).write_bytes(gzip.compress(data, compresslevel=1, mtime=0))
    _link(before, folder)
    search.grow(before.path, increment.engine, _changed(increment), folder)
    digest = grown.content_sha256(base["content_sha256"], *sides)
    ledger = {"ledger": {"events": anchor[0], "head": anchor[1]}} if anchor else {}
    manifest = {
        **before.manifest,
        **_counted(before.manifest, increment, base["id"]),
        "id": digest[:12],
        "content_sha256": digest,
        "base": base,
        "grown_from": before.id,
        "delta": {name: data.count(b"\n") for name, data in zip(("added", "removed"), sides, strict=True)},
        "dumps": _DUMPS,
        "files": _files(before, folder),
        **ledger,
    }
    (folder / "manifest.json").write_bytes(grown.sealed(manifest))


def _changed(increment: Increment) -> set[str]:
    """Return the IRIs of the things of which anything else is said now."""
    triples = (*increment.triples.came, *increment.triples.gone)
    return {one.subject.value for one in triples if isinstance(one.subject, NamedNode)}


def _describe(increment: Increment, base: str) -> None:
    """Say in the graph of metadata how much is inferred now, and which release its numbers are from."""
    inferred = NamedNode(INFERRED)
    sides = (increment.quads.came, increment.quads.gone)
    came, gone = (sum(quad.graph_name == inferred for quad in quads) for quads in sides)
    for stated in list(increment.engine.triples(inferred, _SIZE, graph=META)):
        size = Quad(inferred, _SIZE, Literal(int(plain(stated.object)) + came - gone), NamedNode(META))
        increment.remove([Quad(inferred, _SIZE, stated.object, NamedNode(META))])
        increment.add([size])
    increment.add([Quad(*_note(base), NamedNode(META))])
    for graph in {getattr(quad.graph_name, "value", "") for quads in sides for quad in quads} - {
        META,
        INFERRED,
    }:
        source = [Quad(inferred, _DERIVED, NamedNode(graph), NamedNode(META))]
        (increment.add if any(increment.engine.triples(graph=graph)) else increment.remove)(source)


def _note(base: str) -> tuple[NamedNode, NamedNode, Literal]:
    text = f"The numbers of this description are those of release {base}; what came later is not in them."
    return NamedNode(DATASET), _COMMENT, Literal(text, language="en")


def _delta(before: Release, increment: Increment) -> tuple[bytes, bytes]:
    """Return all lines that the base lacks and those that it has too many, sorted."""
    added, removed = (set(part.splitlines(keepends=True)) for part in content.delta(before))
    sides = (increment.quads.came, increment.quads.gone)
    came, gone = (set(nquads(quads).splitlines(keepends=True)) for quads in sides)
    now = (added - gone) | (came - removed), (removed - came) | (gone - added)
    return b"".join(sorted(now[0])), b"".join(sorted(now[1]))


def _counted(manifest: dict[str, Any], increment: Increment, base: str) -> dict[str, Any]:
    """Return the numbers of *manifest* as they are after *increment*."""
    quads, triples = increment.quads, increment.triples
    found: dict[str, Any] = {"quads": manifest["quads"] + len(quads.came) - len(quads.gone)}
    if "triples" in manifest:
        found["triples"] = manifest["triples"] + len(triples.came) - len(triples.gone)
    if "graphs" in manifest:
        found["graphs"] = len(increment.engine.named_graphs())
    counts = Counter(manifest["counts"])
    counts.update(_classes(increment.engine, triples.came))
    counts.subtract(_classes(increment.engine, triples.gone))
    days = (plain(quad.object) for quad in quads.came if quad.predicate.value == _MODIFIED)
    coverage = manifest["coverage"]
    return found | {
        "counts": {name: counts[name] for name in sorted(counts) if counts[name]},
        "coverage": coverage | {"modified": max([coverage.get("modified") or "", *days]), "numbers_of": base},
    }


def _classes(engine: Engine, triples: Iterable[Triple]) -> Counter[str]:
    """Return how many of *triples* say that something is of each class of the ontology, by class name."""
    found = Counter(one.object for one in triples if one.predicate == _TYPE)
    return Counter(
        {
            kind.value.removeprefix(ACQ): number
            for kind, number in found.items()
            if isinstance(kind, NamedNode)
            and kind.value.startswith(ACQ)
            and any(engine.triples(kind, _TYPE, _CLASS))
        }
    )


def _link(before: Release, folder: Path) -> None:
    """Put into *folder* what does not change: the base, its VoID file with a note, and the rules."""
    is_grown = grown.is_grown(before.manifest)
    os.link(before.path / (grown.BASE if is_grown else "graph.nq.gz"), folder / grown.BASE)
    if (before.path / rulebook.NAME).is_file():
        os.link(before.path / rulebook.NAME, folder / rulebook.NAME)
    if is_grown:
        os.link(before.path / "void.ttl", folder / "void.ttl")
    else:
        note = " ".join(map(str, _note(before.id)))
        (folder / "void.ttl").write_bytes((before.path / "void.ttl").read_bytes() + f"\n{note} .\n".encode())


def _files(before: Release, folder: Path) -> dict[str, dict[str, Any]]:
    """Return bytes and SHA-256 of the files in *folder*; what is shared is read if nothing is noted."""
    known = before.manifest.get("files", {})
    shared = {name: known[name] for name in (search.INDEX,) if name in known}
    if base := known.get(grown.BASE) or known.get("graph.nq.gz"):
        shared[grown.BASE] = base
    sizes = {path.name: path for path in folder.iterdir() if path.is_file()}
    return {
        name: shared.get(name) or {"bytes": path.stat().st_size, "sha256": disk.sha256(path)}
        for name, path in sorted(sizes.items())
    }

"""Make folders of releases of generated data, of a size that does not fit into memory as quads.

It must not measure anything. Each row of documents is inferred by itself: no citation or endorsement of
generated data leaves its row, so what follows is the same as if all were inferred at once.
"""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from acquis import resources, search, turtle
from acquis.bench.generate import ROW, generate
from acquis.engine import Engine, load_store, nquads, parse
from acquis.engine.inference import entail
from acquis.engine.rule import Rule
from acquis.publishing import rulebook
from acquis.releases import disk, release
from acquis.rules import compile_rules
from acquis.vocab import INFERRED

__all__ = ["lines", "made", "rules"]

_SEED = 1
_ENDLESS = 1 << 62
_NQUADS = "application/n-quads"


def rules() -> tuple[Rule, ...]:
    """Return the rules of the ontology at hand."""
    return compile_rules(turtle.load(resources.folder("ontology") / "acquis.ttl"))


def made(quads: int, folder: Path, *, searchable: bool = True) -> Path:
    """Return a folder of releases in *folder*, the current one of which has about *quads* quads.

    What follows from the data is among them: about half. Without *searchable* it has no index of words, which
    takes longest to make.
    """
    built = folder / "built"
    built.mkdir(parents=True)
    known = rules()
    found = sorted(set(lines(quads, known)))
    rulebook.write(known, built)
    (built / "void.ttl").write_text("")
    files = {"graph.nq.gz": found, "graph.trig.gz": []}
    digest = ""
    for name, content in files.items():
        digest = _zipped(content, built / name) or digest
    load_store(found, built / "store")
    disk.sum_up(built / "store")
    if searchable:
        search.write(Engine.open(built / "store"), built / search.INDEX)
    manifest = {
        "id": digest[:12],
        "content_sha256": digest,
        "quads": len(found),
        "counts": {},
        "coverage": {"first": "", "last": "", "numbers": {}},
        "files": {path.name: _size(path) for path in sorted(built.iterdir()) if path.is_file()},
    }
    (built / "manifest.json").write_text(json.dumps(manifest))
    release.install(built, folder / "releases")
    return folder / "releases"


def lines(quads: int, known: Iterable[Rule]) -> Iterator[bytes]:
    """Yield about *quads* N-Quads lines, what follows by the rules *known* among them, in no order.

    What follows of the things that all documents share, some rows yield again.
    """
    taken, known, shared, beyond = 0, tuple(known), b"", set[bytes]()
    for row, group in groupby(generate(_ENDLESS, _SEED), key=_row_of):
        stated = "".join(group).encode()
        inferred = entail(parse(shared + stated, _NQUADS), known, INFERRED)
        found = set(nquads(inferred).splitlines(keepends=True)) - beyond
        if row is None:
            shared, beyond = stated, found
        yield from (found := {*stated.splitlines(keepends=True), *found})
        taken += len(found)
        if taken >= quads:
            return


def _row_of(line: str) -> int | None:
    """Return which row of documents *line* is of, None for what all share."""
    number = line[line.rindex("bench-") + 6 : line.rindex(">")]
    return int(number) // ROW if number.isdigit() else None


def _zipped(content: Iterable[bytes], path: Path) -> str:
    """Write *content* into *path* and return its hash, "" for nothing."""
    digest, length = hashlib.sha256(), 0
    with gzip.open(path, "wb", compresslevel=1) as file:
        for line in content:
            digest.update(line)
            length += file.write(line)
    return digest.hexdigest() if length else ""


def _size(path: Path) -> dict[str, object]:
    return {"bytes": path.stat().st_size, "sha256": disk.sha256(path)}

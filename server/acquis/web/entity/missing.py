"""Own what becomes of an IRI of ours that the release does not describe: moved, withdrawn, or never recorded.

It must not describe what is there.
"""

from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from acquis import describe, formats
from acquis.engine import Engine
from acquis.errors import UnknownEntity, Withdrawn
from acquis.naming import names, spelling
from acquis.publishing.tombstones import withdrawn
from acquis.releases import release
from acquis.web.base.addresses import kept, local
from acquis.web.base.served import Source, pinned, served

__all__ = ["elsewhere"]

# How many earlier releases are looked at, the latest first; their stores are on disk and stay open.
_EARLIER = 8


def elsewhere(engine: Engine, iri: str) -> str | None:
    """Return the IRI to go to in place of *iri*; None when *engine* describes *iri* itself.

    Raises:
        UnknownEntity: nothing is recorded of *iri*; the message names what comes near.
        Withdrawn: an earlier release held it, or it is of a submission that was withdrawn.
    """
    _refuse_tombstone(engine, iri)
    if describe.recorded(engine, iri):
        return describe.moved(engine, iri)
    if iri.endswith("/") and describe.recorded(engine, iri.rstrip("/")):
        return iri.rstrip("/")
    if other := spelling.recorded(engine, iri):
        return other
    _refuse_withdrawn(iri)
    stem, _, suffix = iri.rpartition(".")
    if stem and describe.recorded(engine, stem):
        formats.named(suffix, "graph")
    near = spelling.near(engine, iri)
    named = " or ".join(local(one) for one in near)
    hint = f"Did you mean {named}?" if near else "Start from the questions on the first page."
    raise UnknownEntity(f"Nothing is recorded about {iri}. {hint}", iri=iri, near=near)


def _refuse_tombstone(engine: Engine, iri: str) -> None:
    """Raise Withdrawn when *iri* is, or is part of, a submission that was withdrawn; links to it may stay."""
    stone = withdrawn(engine, iri)
    if stone is None:
        return
    instead = f" Read {local(stone.successor)} instead." if stone.successor else ""
    raise Withdrawn(
        f"{stone.iri} was withdrawn on {stone.at[:10]}. The reason given: {stone.reason}{instead}",
        iri=iri,
        reason=stone.reason,
        successor=stone.successor,
    )


def _refuse_withdrawn(iri: str) -> None:
    """Raise Withdrawn when an earlier release that is kept describes *iri*."""
    term = names.node(iri)
    now = served()
    if term is None or now.path is None or pinned():
        return
    for path in _earlier(now.path):
        engine = _store(path)
        if engine is not None and any(engine.triples(term)):
            address = f"{local(iri).partition('?')[0]}?{urlencode({**kept(), 'release': path.name})}"
            raise Withdrawn(
                f"{iri} was withdrawn. The earlier release {path.name} still has it: {address}.",
                iri=iri,
                release=path.name,
            )


def _earlier(current: Path) -> list[Path]:
    """Return the directories of the other releases that are kept, the latest first."""
    history = release.history(Source.current().settings.releases_dir)
    others = [one.path for one in reversed(history) if one.path.resolve() != current.resolve()]
    return others[:_EARLIER]


@lru_cache(maxsize=_EARLIER)
def _store(path: Path) -> Engine | None:
    try:
        return Engine.open(path / "store")
    except OSError:
        return None

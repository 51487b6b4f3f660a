"""Own which other editions of a work are held beside a document, and which of their paragraphs correspond.

What corresponds is proposed, never written. It must not compare words: `acquis.texts.aligning` does.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from acquis.engine import Literal, NamedNode, parse, plain
from acquis.ingest import places
from acquis.ingest.document import Document
from acquis.ingest.items import Item
from acquis.ingest.known import Known
from acquis.ingest.units import at
from acquis.ingest.writing import kept
from acquis.texts.aligning import Pair, align
from acquis.texts.bare import bare
from acquis.texts.model import SourceText, Unit
from acquis.vocab import ACQ, ID

__all__ = ["beside", "correspondences"]

_TEXT = NamedNode(ACQ + "text")
_EDITION = ID + "edition/"


def beside(folder: Path, document: Document, known: Known) -> list[tuple[str, SourceText]]:
    """Return slug and words of each other edition of the same work held in *folder* in the same language."""
    language = document.main.language
    slugs = sorted(
        path.name.removesuffix(f".{language}.ttl") for path in (folder / "texts").glob(f"*.{language}.ttl")
    )
    return [
        (slug, _words(folder, slug, language))
        for slug in slugs
        if slug != document.slug and document.work and document.work in _works(folder, slug, known)
    ]


def correspondences(
    document: Document, others: Sequence[tuple[str, SourceText]], known: Known
) -> Iterator[Item]:
    """Yield for each paragraph of *document* those of the *others* that carry the same content."""
    for slug, other in others:
        label = known.label(_EDITION + slug) if known.is_shipped(_EDITION + slug) else other.symbol
        units = {unit.path: unit for unit in other.units}
        for pair in align(other, document.main):
            yield from _items(document, slug, label, pair, units, known)


def _items(
    document: Document, slug: str, label: str, pair: Pair, units: dict[str, Unit], known: Known
) -> Iterator[Item]:
    there = {f"{_EDITION}{slug}/{path}": f"{label}, {places.tail(path, units)}" for path in pair.one}
    for path in pair.other if there else ():
        unit = at(document, path)
        if set(there) & set(known.values(unit, "correspondsTo")):
            continue
        yield Item(
            f"correspondence:{path}:{slug}",
            "correspondence",
            path,
            f"{document.label}, {places.tail(path, document.units)}",
            unit,
            f"It may correspond to {', '.join(there.values())}: {pair.reason}",
            tuple(there),
            tuple((iri, name, pair.score) for iri, name in there.items()),
            {"source": f"{document.label} and {label}, compared word by word"},
        )


def _works(folder: Path, slug: str, known: Known) -> set[str]:
    """Return the works that the edition *slug* is an issue or a draft of."""
    iri = _EDITION + slug
    if known.is_shipped(iri):
        return {*known.values(iri, "draftOf"), known.work(iri)}
    stated = parse(kept(folder, f"documents/{slug}.ttl") or b"", "text/turtle")
    return {
        plain(one.object)
        for one in stated
        if one.subject == NamedNode(iri) and one.predicate.value in (f"{ACQ}draftOf", f"{ACQ}realizes")
    }


def _words(folder: Path, slug: str, language: str) -> SourceText:
    """Return what is held of the edition *slug*: its units with their words, and no more."""
    start = f"{_EDITION}{slug}/"
    found = {
        one.subject.value.removeprefix(start): one.object.value
        for one in parse(kept(folder, f"texts/{slug}.{language}.ttl") or b"", "text/turtle")
        if one.predicate == _TEXT and isinstance(one.subject, NamedNode) and isinstance(one.object, Literal)
    }
    return bare(slug, language, found)

"""Own the way of one document from its texts to its files: references, modality, suggestions, statements.

Read from top to bottom it is the whole of what is done with a document. It must neither read nor write files.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from acquis.engine import Quad
from acquis.ingest import proposing
from acquis.ingest.citable import candidates
from acquis.ingest.citations import by_unit, citations
from acquis.ingest.confirming import applied
from acquis.ingest.document import Document
from acquis.ingest.edition import edition, titles, work
from acquis.ingest.items import Item, of_items
from acquis.ingest.keeping import Earlier
from acquis.ingest.known import Known
from acquis.ingest.lineage import correspondences
from acquis.ingest.merging import conflicts, lacking
from acquis.ingest.modalities import differing, modalities, verbs
from acquis.ingest.report import as_json, markdown, report, source_of_graph, title_of
from acquis.ingest.stating import said
from acquis.ingest.units import units
from acquis.ingest.words import Provenance, document_file, words_file
from acquis.texts import citing, linking, saying
from acquis.texts.model import SourceText

__all__ = ["Made", "Wish", "made"]

_UNSUGGESTED = (
    "Modality and links were not proposed, as many documents were read at once: read it by itself for them."
)


@dataclass(frozen=True)
class Wish:
    """What is asked of the reading: its day, whether modality and links are proposed, whose the words are."""

    on: datetime.date
    suggest: bool = True
    rights: str = ""


@dataclass(frozen=True)
class Made:
    """A document as it is to be written: its slug, its files by path, its report, and the items that wait."""

    slug: str
    files: Mapping[str, bytes]
    report: Mapping[str, Any]
    items: tuple[Item, ...] = ()


def made(
    document: Document,
    known: Known,
    citable: citing.Known,
    wish: Wish,
    earlier: Earlier,
    others: Sequence[tuple[str, SourceText]] = (),
) -> Made:
    """Return the files of *document*, given what is *known* and what *earlier* readings left.

    *others* are the other editions of its work that are held, by slug.
    """
    references = citing.cite(document.main, citable, document.iri)
    sayings = saying.said(document.main)
    stated = _stated(document, references, sayings, known)
    fresh = [*earlier.quads, *lacking(document, stated, known)]
    if earlier.quads:
        fresh += said(document.iri, titles(document))
    waiting = _items(document, references, sayings, known, wish)
    those = (*earlier.items, *waiting, *correspondences(document, others, known))
    items = list({one.id: one for one in those}.values())
    quads = applied(fresh, items, earlier.decisions)
    notes = () if wish.suggest else (_UNSUGGESTED,)
    found = [*conflicts(document, known), *differing(document, sayings, known)]
    said_of = report(document, references, found, items, known, notes)
    status = "in-review" if earlier.decisions else "received"
    about = Provenance(title_of(said_of), source_of_graph(said_of), wish.on, status)
    stated_file = {f"documents/{document.slug}.ttl": document_file(document.slug, about, quads)}
    return Made(
        document.slug,
        {
            **(stated_file if quads else {}),
            **{
                f"texts/{document.slug}.{one.language}.ttl": words_file(document, one, wish.rights)
                for one in document.texts
            },
            f"reports/{document.slug}.json": as_json(said_of),
            f"reports/{document.slug}.md": markdown(said_of),
            f"proposed/{document.slug}.json": of_items(document.slug, items),
        },
        said_of,
        tuple(items),
    )


def _stated(
    document: Document, references: Sequence[citing.Reference], sayings: Sequence[saying.Saying], known: Known
) -> list[Quad]:
    """Return all that is stated of *document*, whether the data have it or not."""
    return [
        *edition(document),
        *work(document, known),
        *units(document, verbs(sayings)),
        *citations(document, by_unit(references), known),
    ]


def _items(
    document: Document,
    references: Sequence[citing.Reference],
    sayings: Sequence[saying.Saying],
    known: Known,
    wish: Wish,
) -> Iterable[Item]:
    """Yield what waits for a curator, how strongly something is said before what it is about."""
    cited = by_unit(references)
    yield from proposing.unresolved(document, _unshipped(document, cited, known))
    yield from proposing.missing_citations(document, cited, known)
    yield from proposing.endorsements(document, references, known)
    if wish.suggest:
        yield from modalities(document, sayings, known)
        among = candidates(known)
        suggested = linking.suggest(document.main, among, edition=document.iri)
        yield from proposing.links(document, suggested, among, known)
    yield from proposing.doubts(document)


def _unshipped(
    document: Document, cited: Mapping[str, list[citing.Reference]], known: Known
) -> Mapping[str, list[citing.Reference]]:
    """Return the references of units whose citations are written from this reading."""
    if not document.is_shipped:
        return cited
    return {path: those for path, those in cited.items() if not known.is_shipped(f"{document.iri}/{path}")}

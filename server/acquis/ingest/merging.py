"""Own what of a document is new, and what contradicts, where the shipped data have its edition.

The shipped data go first: nothing in them is overwritten, and units that they lack are all that is added. It
must not write.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from acquis.engine import Quad, plain
from acquis.ingest import places
from acquis.ingest.document import Document
from acquis.ingest.edition import edition, states
from acquis.ingest.known import Known
from acquis.ingest.units import at, units
from acquis.vocab import ACQ, ID, PREFIXES

__all__ = ["Conflict", "conflicts", "lacking"]

_TYPE = PREFIXES["rdf"] + "type"
_TITLE = PREFIXES["dcterms"] + "title"
# What is held against the shipped data, by class of thing.
_OF_EDITION = ("symbol", "date", "issuedOn", _TITLE)
_OF_UNITS = ("number", "standsIn")


@dataclass(frozen=True)
class Conflict:
    """What the shipped data say of the unit at `path` ("" for the edition), and what was read."""

    path: str
    what: str
    shipped: str
    read: str

    def sentence(self) -> str:
        """Return it as a sentence."""
        return f"{self.what}: the data have {self.shipped!r}, the document {self.read!r}."


def lacking(document: Document, quads: Sequence[Quad], known: Known) -> list[Quad]:
    """Return those of *quads*, all that was read of *document*, that the shipped data lack: whole units."""
    if not document.is_shipped:
        return list(quads)
    fresh = {at(document, path) for path in document.units if not known.is_shipped(at(document, path))}
    return [quad for quad in quads if _unit(getattr(quad.subject, "value", "")) in fresh]


def conflicts(document: Document, known: Known) -> list[Conflict]:
    """Return what *document* says otherwise than the shipped data; nothing of what only one of them says."""
    if not document.is_shipped:
        return []
    found = list(_differing(document, "", edition(document), _OF_EDITION, known))
    of_units = defaultdict(list)
    for quad in units(document, {}):
        of_units[getattr(quad.subject, "value", "")].append(quad)
    for path in document.units:
        iri = at(document, path)
        if known.is_shipped(iri):
            found += _differing(document, path, of_units[iri], _OF_UNITS, known)
    return [*found, *_votes(document, known)]


def _unit(iri: str) -> str:
    """Return the unit that *iri* is, or is a citation of."""
    return iri.rpartition("/cite/")[0] or iri


def _differing(
    document: Document, path: str, quads: Sequence[Quad], names: Sequence[str], known: Known
) -> Iterator[Conflict]:
    read: Mapping[str, set[str]] = defaultdict(set)
    for quad in quads:
        read[quad.predicate.value].add(plain(quad.object))
    for name in names:
        term = name if "://" in name else ACQ + name
        shipped = known.values(at(document, path), name)
        one = sorted(read[term])
        if shipped and one and not {_folded(value) for value in one} & {_folded(value) for value in shipped}:
            yield Conflict(path, _called(name), _short(shipped, known), _short(one, known))


def _votes(document: Document, known: Known) -> Iterator[Conflict]:
    """Yield each list of a vote that differs from the shipped one, with who differs."""
    vote = document.main.vote
    if vote is None:
        return
    for name, voters in (("inFavour", vote.yes), ("against", vote.no), ("abstained", vote.abstaining)):
        shipped = set(known.values(document.work, name))
        read = {plain(one) for one in states(voters, document)}
        if shipped and shipped != read:
            yield Conflict(
                "", name, _short(sorted(shipped - read), known), _short(sorted(read - shipped), known)
            )
    totals = zip(("votesInFavour", "votesAgainst", "abstentions"), vote.totals, strict=True)
    for name, total in totals:
        (kept,) = known.values(f"{ID}vote/{document.slug}/plenary", name)[:1] or [str(total)]
        if kept != str(total):
            yield Conflict("", name, kept, str(total))


def _called(name: str) -> str:
    return {_TITLE: "title", "standsIn": "place", "issuedOn": "date of issue"}.get(name, name)


def _short(values: Sequence[str], known: Known) -> str:
    return ", ".join(known.label(one) if one.startswith(ID) else one for one in values)


def _folded(value: str) -> str:
    return places.plain(value)

"""Own what is said of an edition and its work: dates, titles, meeting, vote, sponsors, subjects.

It must not say what nobody printed: what the file does not give is left out. Forms are those of the files in
`data/documents/`.
"""

import re
from collections.abc import Iterable, Iterator

from acquis.engine import Literal, NamedNode, Quad, Term
from acquis.ingest.document import Document
from acquis.ingest.known import Known, folded
from acquis.ingest.stating import concept, day, english, node, number, said, text
from acquis.texts.model import SourceText, Vote
from acquis.vocab import ID, PREFIXES

__all__ = ["LISTS", "checked", "edition", "source_of", "states", "titles", "vote_iri", "work"]

_Facts = Iterator[tuple[str, Term | None]]

_TRUE = NamedNode(PREFIXES["xsd"] + "boolean")
_REPORT = re.compile(r"[A-Z]/[^,; ]+(?: ?\([^)]*\))?")
_TOTALS = ("votesInFavour", "votesAgainst", "abstentions")
_SPOKEN = {"inFavour": "In favour", "against": "against", "abstained": "abstaining"}
# The lists of subjects that the shipped data have, and the property of a work that leads into each.
LISTS = {
    "unbis": "indexedUnder",
    "un-authority": "authorityHeading",
}


def edition(document: Document) -> list[Quad]:
    """Return what is said of the edition of *document* itself."""
    return said(document.iri, _edition(document))


def work(document: Document, known: Known) -> list[Quad]:
    """Return what is said of the work of *document* and the vote on it; nothing of a shipped one."""
    if known.is_shipped(document.work):
        return []
    main = document.main
    quads = said(document.work, _work(document, known))
    if main.vote and document.is_resolution:
        quads += said(vote_iri(document), _vote(document, main.vote))
    return quads


def titles(document: Document) -> list[tuple[str, Term | None]]:
    """Return the title of *document* in each of its languages."""
    return [("dcterms:title", english(one.title, one.language)) for one in document.texts]


def vote_iri(document: Document) -> str:
    """Return the IRI of the vote in plenary on *document*."""
    return f"{ID}vote/{document.slug}/plenary"


def source_of(one: SourceText, place: str = "") -> str:
    """Return the file that *one* was read from, as source of what stands at *place*."""
    form = "AKN4UN (the UN machine-readable copy)" if one.form == "akn" else one.form
    return f"{one.file}{place if place.startswith('#') else ''} ({form}, read by machine)"


def states(names: Iterable[str], document: Document) -> list[Term]:
    """Return the States that *names*, of the vote on *document* or its sponsors, mean."""
    found = {document.named.states[one] for one in names if one in document.named.states}
    return [NamedNode(one) for one in sorted(found)]


def _edition(document: Document) -> _Facts:
    main = document.main
    date, basis = _date(main)
    status = "draft" if document.is_draft else "issued"
    kind = "resolution" if document.is_resolution else "other"
    yield "rdf:type", NamedNode(PREFIXES["acq"] + "Edition")
    yield "skos:prefLabel", english(document.label)
    if main.without_vote is not None:
        yield "adoptedByConsensus", Literal(str(main.without_vote).lower(), datatype=_TRUE)
    yield "checked", checked(main)
    yield "date", day(date)
    yield "dateBasis", text(basis)
    yield "editionStatus", concept("edition-status", status)
    yield "issuedOn", day(main.issued)
    yield "kind", concept("document-type", kind)
    if document.symbol.startswith("A/RES/"):
        yield "originator", node(PREFIXES["body"] + "un-general-assembly")
    yield "paragraphCoverage", concept("paragraph-coverage", "all")
    yield ("draftOf" if document.is_draft else "realizes"), node(document.work)
    yield "session", text(main.session)
    yield "symbol", text(document.symbol)
    yield "dcterms:source", text(source_of(main))
    yield from titles(document)
    if document.symbol:
        # https://undocs.org/ answers to every symbol of the United Nations.
        address = f"https://undocs.org/{document.symbol.replace(' ', '')}"
        yield "url", Literal(address, datatype=NamedNode(PREFIXES["xsd"] + "anyURI"))


def checked(one: SourceText) -> Term:
    """Return how far what *one* says was checked: the copy that the UN make for machines is official."""
    return concept("checked", "official" if one.form == "akn" else "text")


def _work(document: Document, known: Known) -> _Facts:
    main = document.main
    kind = "Resolution" if document.is_resolution else "Work"
    yield "rdf:type", NamedNode(PREFIXES["acq"] + kind)
    name = f"Text that {document.label} is a draft of" if document.is_draft else document.label
    yield "skos:prefLabel", english(name)
    yield "checked", checked(main)
    yield "kind", concept("document-type", "resolution" if document.is_resolution else "other")
    yield "dcterms:source", text(source_of(main))
    if document.is_draft:
        return
    yield from titles(document)
    if document.is_resolution:
        yield from _resolution(document, known)


def _resolution(document: Document, known: Known) -> _Facts:
    main = document.main
    yield "adoptedOn", day(main.adopted)
    yield "agendaItem", text(main.agenda)
    yield "meeting", text(main.meeting)
    yield "draftSymbol", text(main.draft.partition(" (as ")[0])
    is_symbol = bool(_REPORT.fullmatch(main.committee_report))
    yield ("committeeReportSymbol" if is_symbol else "originatingPrinted"), text(main.committee_report)
    yield "attachmentCount", number(_count(main, "annex/"))
    yield "operativeCount", number(_count(main, "op/"))
    yield "preambularCount", number(_count(main, "pp/"))
    first, second = states(main.sponsors, document), states(main.additional_sponsors, document)
    yield from (("sponsor", one) for one in first)
    yield from (("additionalSponsor", one) for one in second if one not in first)
    yield from _subjects(main, known)
    if main.vote:
        yield "recordedVote", node(vote_iri(document))
        for name, voters in _voters(main.vote):
            yield from ((name, one) for one in states(voters, document))


def _voters(vote: Vote) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return ("inFavour", vote.yes), ("against", vote.no), ("abstained", vote.abstaining)


def _vote(document: Document, vote: Vote) -> _Facts:
    yield "rdf:type", NamedNode(PREFIXES["acq"] + "RecordedVote")
    yield "skos:prefLabel", english(f"Vote on {document.label} in plenary")
    yield "checked", checked(document.main)
    yield "kind", concept("vote-stage", "plenary")
    yield from _totals(document, vote)
    yield "dcterms:source", text(source_of(document.main))


def _totals(document: Document, vote: Vote) -> _Facts:
    """Yield the printed totals; one that the list beside it does not bear out is told in a note instead."""
    odd = []
    for (name, voters), total, printed in zip(_voters(vote), _TOTALS, vote.totals, strict=True):
        if (listed := len(states(voters, document))) == printed:
            yield total, number(printed)
        else:
            odd.append(f"{_SPOKEN[name]}: {printed} printed, {listed} States listed")
    yield "note", english(f"Totals and lists differ. {'; '.join(odd)}." if odd else "")


def _subjects(main: SourceText, known: Known) -> _Facts:
    for name, _ in main.subjects:
        for scheme, term in LISTS.items():
            if found := known.subjects.get((scheme, folded(name))):
                yield term, node(found)


def _count(main: SourceText, start: str) -> int:
    """Return how many units of *main* stand at the top under *start*."""
    return sum(
        unit.path.startswith(start) and unit.path.count("/") == 1 and "." not in unit.path
        for unit in main.units
    )


def _date(main: SourceText) -> tuple[str, str]:
    if main.adopted:
        return main.adopted, "adoption"
    return (main.issued, "distribution") if main.issued else ("", "")

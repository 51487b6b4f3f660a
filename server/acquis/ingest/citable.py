"""Own what a reference can lead to and a passage can be about: rows of the data for `acquis.texts`.

It must not find a reference or a likeness.
"""

from collections.abc import Iterable, Iterator

from acquis.engine import Literal
from acquis.ingest.known import Known
from acquis.texts import citing
from acquis.texts.linking import Candidate
from acquis.vocab import ACQ, ID, PREFIXES, VOC

__all__ = ["candidates", "citable"]

_KIND, _GROUP = VOC + "document-type/", VOC + "process-kind/"
_REPORTS = ("annual-progress-report", "gge-report", "oewg-report")
_GROUPS = ("gge", "oewg")
_TYPE, _TITLE = PREFIXES["rdf"] + "type", PREFIXES["dcterms"] + "title"
_SKOS = PREFIXES["skos"]
_EDITION, _WORK = ID + "edition/", ID + "work/"
# Rules of this list are no norms, though close to them.
_RULES = ID + "norm/res-73-27/"
# Classes of what a paragraph may be about, and the word for each.
_ELEMENTS = {
    "CapacityPrinciple": "capacity",
    "ConfidenceBuildingMeasure": "measure",
    "LegalPrinciple": "principle",
    "Norm": "norm",
    "Threat": "threat",
}
_TOPIC = VOC + "topic/"
_SAID = (_SKOS + "definition", _SKOS + "altLabel", ACQ + "summary")


def citable(known: Known, units: Iterable[str] = ()) -> citing.Known:
    """Return what references can lead to: all that is *known*, and the *units* read beside it."""
    editions = [iri for iri in known.said if iri.startswith(_EDITION) and known.values(iri, "editionStatus")]
    works = [(iri, work) for iri in known.said for work in known.values(iri, "realizes")]
    return citing.known(
        editions=known.editions.items(),
        works=works,
        units=[*(iri for iri in known.said if known.values(iri, "standsIn")), *units],
        # A work with a kind of its own is a series: it has no edition that could say it.
        series=[iri for iri in known.said if iri.startswith(_WORK) and known.values(iri, "kind")],
        reports=[row for iri in editions for row in _report(iri, known)],
        processes=[row for iri in known.said for row in _process(iri, known)],
        titles=[(title, iri) for iri in editions for title in known.values(iri, _TITLE)],
        addresses=[(url, iri) for iri in editions for url in known.values(iri, "url")],
    )


def candidates(known: Known) -> tuple[Candidate, ...]:
    """Return what a paragraph may be linked to: elements of the framework, and topics of paragraphs."""
    return tuple(_candidates(known))


def _report(iri: str, known: Known) -> Iterator[tuple[str, str, str, int]]:
    kind = next((one.removeprefix(_KIND) for one in known.values(iri, "kind")), "")
    process = [one for work in known.values(iri, "realizes") for one in known.values(work, "outcomeOf")]
    process = process or known.values(iri, "originator")
    date = known.values(iri, "date")
    if kind in _REPORTS and process and date:
        yield iri, kind, process[0], int(date[0][:4])


def _process(iri: str, known: Known) -> Iterator[tuple[str, str, str]]:
    for one in known.values(iri, "kind"):
        if one.removeprefix(_GROUP) in _GROUPS:
            began = known.values(iri, "startedOn")
            yield one.removeprefix(_GROUP), began[0] if began else "", iri


def _candidates(known: Known) -> Iterator[Candidate]:
    for iri in sorted(known.said):
        kinds = [one.removeprefix(ACQ) for one in known.values(iri, _TYPE)]
        kind = next((_ELEMENTS[one] for one in kinds if one in _ELEMENTS), "")
        if kind or (iri.startswith(_TOPIC) and known.values(iri, _TYPE)):
            origins = tuple(sorted({_edition(one) for one in known.values(iri, "wordedIn")}))
            yield Candidate(
                iri, _kind(iri, kind), known.label(iri), _words(iri, known), origins, _since(origins, known)
            )


def _kind(iri: str, element: str) -> str:
    return "rule" if iri.startswith(_RULES) else element or "topic"


def _words(iri: str, known: Known) -> str:
    """Return all that the data say in English of *iri* beside its label."""
    return " ".join(
        one.object.value
        for one in known.said[iri]
        if one.predicate.value in _SAID and isinstance(one.object, Literal) and one.object.language == "en"
    )


def _edition(unit: str) -> str:
    return _EDITION + unit.removeprefix(_EDITION).partition("/")[0]


def _since(origins: Iterable[str], known: Known) -> str:
    return min((date for one in origins for date in known.values(one, "date")), default="")

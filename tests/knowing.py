"""Owns what the tests know of the documents of the data: `Known` from the Turtle files, without a release."""

from functools import cache

from acquis import sources
from acquis.engine import Literal, NamedNode
from acquis.texts.citing import Known, known
from acquis.vocab import ACQ, PREFIXES, VOC

__all__ = ["shipped"]

_EDITION = PREFIXES["edition"]
_TYPE = VOC + "document-type/"
_REPORTS = ("gge-report", "oewg-report", "annual-progress-report")
_GROUPS = ("gge", "oewg")


@cache
def shipped() -> Known:
    """Return what the data in the checkout knows."""
    pairs: dict[str, list[tuple[str, str]]] = {}
    for source in sources.load(sources.paths()):
        for quad in source.quads:
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                pairs.setdefault(quad.predicate.value, []).append((quad.subject.value, quad.object.value))
    one = {
        name: dict(pairs[ACQ + name])
        for name in ("kind", "date", "originator", "realizes", "outcomeOf", "startedOn")
    }
    title = [(name, iri) for iri, name in pairs[PREFIXES["dcterms"] + "title"] if iri.startswith(_EDITION)]
    reports = [
        (iri, kind.removeprefix(_TYPE), process, int(one["date"][iri][:4]))
        for iri, kind in one["kind"].items()
        if "/edition/" in iri and kind.removeprefix(_TYPE) in _REPORTS
        if (process := one["outcomeOf"].get(one["realizes"].get(iri, "")) or one["originator"].get(iri, ""))
    ]
    processes = [
        (kind.removeprefix(VOC + "process-kind/"), one["startedOn"].get(iri, ""), iri)
        for iri, kind in one["kind"].items()
        if kind.removeprefix(VOC + "process-kind/") in _GROUPS
    ]
    return known(
        editions=[(symbol, iri) for iri, symbol in pairs[ACQ + "symbol"] if "/edition/" in iri],
        works=pairs[ACQ + "realizes"],
        units=[iri for iri, _ in pairs[ACQ + "standsIn"]],
        series=[iri for iri, _ in pairs[ACQ + "kind"] if "/work/" in iri],
        reports=reports,
        processes=processes,
        titles=title,
        addresses=[(url, iri) for iri, url in pairs[ACQ + "url"] if "/edition/" in iri],
    )

"""Own what is proposed to a curator: the items that wait, out of what was found in a document.

Nothing of it is written before somebody confirms it. It must not find anything in the words.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from acquis.engine import plain
from acquis.ingest import places
from acquis.ingest.citations import function_of, one_citation
from acquis.ingest.document import Document
from acquis.ingest.items import Item
from acquis.ingest.known import Known
from acquis.ingest.units import at
from acquis.texts.citing import Reference
from acquis.texts.linking import Candidate, Suggestion
from acquis.vocab import ACQ, PREFIXES

__all__ = ["doubts", "endorsements", "links", "missing_citations", "unresolved"]

# Functions that, once confirmed, also stand between the two works.
_BETWEEN_WORKS = {"endorses": "endorses", "calls-to-be-guided-by": "callsToBeGuidedBy"}
# What accepting takes of the suggestions; the others are there to choose from, where one is worth a look.
_LIKELY, _WORTH = 0.5, 0.35


def unresolved(document: Document, references: Mapping[str, Sequence[Reference]]) -> Iterator[Item]:
    """Yield each reference that leads nowhere yet; its citation is written, with the name alone."""
    for path, those in references.items():
        for number, one in enumerate(those, 1):
            if not one.targets:
                yield Item(
                    f"reference:{path}:{number}",
                    "reference",
                    one.within or path,
                    _label(document, path),
                    f"{at(document, path)}/cite/{number}",
                    f"“{one.printed}” was not resolved. {one.how}".strip(),
                )


def missing_citations(
    document: Document, references: Mapping[str, Sequence[Reference]], known: Known
) -> Iterator[Item]:
    """Yield each resolved reference of a shipped unit that the shipped data have no citation for."""
    there = document.units
    for path, those in references.items():
        unit = at(document, path)
        if not known.is_shipped(unit):
            continue
        kept = known.values(unit, "hasCitation")
        cited = {target for one in kept for target in known.values(one, "target")}
        fresh = [one for one in those if one.targets and not set(one.targets) & cited]
        for number, one in enumerate(fresh, len(kept) + 1):
            quads = one_citation(document, one, number, there, known)
            facts = {_name(quad.predicate.value): plain(quad.object) for quad in quads}
            yield Item(
                f"citation:{path}:{'+'.join(one.targets)}",
                "citation",
                path,
                _label(document, path),
                f"{unit}/cite/{number}",
                f"“{one.printed}” is not among the citations of the data: {one.how}",
                one.targets,
                facts={
                    "name": facts["prefLabel"],
                    "checked": facts["checked"].rpartition("/")[2],
                    "function": function_of(one),
                    "source": facts["source"],
                    **{name: facts.get(name, "") for name in ("foundAt", "locator", "namedBy", "verb")},
                },
            )


def endorsements(document: Document, references: Iterable[Reference], known: Known) -> Iterator[Item]:
    """Yield that one work endorses another where a citation says so; a draft endorses nothing."""
    if document.is_draft or document.is_shipped:
        return
    seen = set()
    for one in references:
        term = _BETWEEN_WORKS.get(one.function, "")
        for target in one.targets if term else ():
            work = known.work(target)
            if work and (term, work) not in seen:
                seen.add((term, work))
                yield Item(
                    f"endorsement:{term}:{work}",
                    "endorsement",
                    one.unit,
                    _label(document, one.unit),
                    document.work,
                    f"“{one.verb} … {one.printed}”: does it {_spoken(term)} {known.label(work)}?",
                    (work,),
                    facts={"property": term},
                )


def links(
    document: Document, suggestions: Iterable[Suggestion], among: Iterable[Candidate], known: Known
) -> Iterator[Item]:
    """Yield for each paragraph and kind of thing what it may be about; the likely are proposed."""
    labels = {one.iri: one.label for one in among}
    found: defaultdict[tuple[str, str], list[Suggestion]] = defaultdict(list)
    for one in suggestions:
        found[one.unit, one.kind].append(one)
    for (path, kind), those in found.items():
        unit = at(document, path)
        linked = {*known.values(unit, "hasTopic"), *_about(unit, known)}
        fresh = [one for one in those if one.target not in linked]
        if max((one.score for one in fresh), default=0) < _WORTH:
            continue
        reasons = ", ".join(dict.fromkeys(word for one in fresh[:1] for word in one.reason))
        yield Item(
            f"link:{path}:{kind}",
            "link",
            path,
            _label(document, path),
            unit,
            f"It may be about a {kind}: {reasons or 'by its words'}.",
            tuple(one.target for one in fresh if one.score >= _LIKELY),
            tuple((one.target, labels.get(one.target, one.target), one.score) for one in fresh),
            {
                "has_provision": known.is_shipped(f"{unit}/p/1"),
                "has_verb": bool(known.values(unit, "leadVerb")),
            },
        )


def doubts(document: Document) -> Iterator[Item]:
    """Yield what readers were unsure of, to be seen."""
    for text in document.texts:
        for number, one in enumerate(text.doubts, 1):
            yield Item(
                f"doubt:{text.language}:{number}:{one.path}",
                "doubt",
                one.path,
                _label(document, one.path),
                at(document, one.path),
                one.said,
            )


def _about(unit: str, known: Known) -> set[str]:
    provisions = (f"{unit}/p/{number}" for number in range(1, 9))
    return {value for one in provisions for value in known.values(one, "about")}


def _label(document: Document, path: str) -> str:
    return f"{document.label}, {places.tail(path, document.units)}" if path else document.label


def _name(term: str) -> str:
    for start in (ACQ, PREFIXES["dcterms"], PREFIXES["skos"], PREFIXES["rdf"]):
        term = term.removeprefix(start)
    return term


def _spoken(term: str) -> str:
    return "endorse" if term == "endorses" else "call to be guided by"

"""Write passages as annotations that other tools read: what a claim rests on, and what somebody marks.

The place is given twice: by the words with what is around them, and by their offsets in the words of the unit
(`acq:text`), in characters from 0 on. Where no words are held there is the quote alone, or the source alone.
Source: https://www.w3.org/TR/annotation-model/
"""

from collections.abc import Sequence
from typing import Any

from acquis.engine import Engine, Literal, NamedNode, Term
from acquis.errors import UnknownEntity
from acquis.naming import names
from acquis.passages.checking import HERE, check
from acquis.passages.held import words
from acquis.passages.quoting import Passage, Place, Span
from acquis.vocab import ACQ

__all__ = ["MEDIA_TYPE", "of_evidence", "of_place"]

MEDIA_TYPE = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AROUND = 32
_EVIDENCE = NamedNode(ACQ + "evidence")
_QUOTE, _UNIT, _URL, _LOCATOR, _IN = (
    NamedNode(ACQ + name) for name in ("quote", "sourceUnit", "url", "locator", "inPosition")
)


def of_place(address: str, place: Place, passages: Sequence[Passage], language: str) -> dict[str, Any]:
    """Return the annotation at *address* that marks *place* in *passages*, words in *language*."""
    return _annotation(address, "highlighting", _targets(place, passages, language))


def of_evidence(engine: Engine, iri: str, address: str) -> dict[str, Any]:
    """Return the annotation at *address* that says on which passage the claims of the evidence *iri* rest.

    Raises:
        UnknownEntity: it is no evidence, or no source of it is recorded.
    """
    node = names.node(iri)
    claims = sorted(_iris(one.subject for one in engine.triples(None, _EVIDENCE, node))) if node else []
    if node is None or not claims:
        raise UnknownEntity(f"{iri} is no evidence: name a thing that acq:evidence leads to.", iri=iri)
    bodies: list[dict[str, Any]] = [{"id": one, "purpose": "linking"} for one in claims]
    bodies += [
        {"type": "TextualBody", "value": one.value, "purpose": "describing"}
        for one in _literals(engine, node, _LOCATOR)
    ]
    return {**_annotation(address, "linking", _shown(engine, node, claims)), "body": bodies}


def _shown(engine: Engine, node: NamedNode, claims: Sequence[str]) -> list[dict[str, Any]]:
    """Return the targets of the evidence *node*: the places of its quote where words are held."""
    quotes = _literals(engine, node, _QUOTE)
    units = sorted(_iris(one.object for one in engine.triples(node, _UNIT)))
    for unit in units:
        for quote in quotes:
            found = check(engine, unit, quote.value, quote.language or "", far=False)
            if found.verdict == HERE and found.place:
                passages = words(engine, unit, found.language).passages
                return _targets(found.place, passages, found.language)
    sources = units or [one.value for one in _literals(engine, node, _URL)] or _positions(engine, claims)
    if not sources:
        raise UnknownEntity(f"No source of {node.value} is recorded that could be marked.", iri=node.value)
    return [_target(sources[0], [_exact(one.value) for one in quotes])]


def _positions(engine: Engine, claims: Sequence[str]) -> list[str]:
    found = (one.object for claim in claims for one in engine.triples(NamedNode(claim), _IN))
    return sorted(_iris(found))


def _targets(place: Place, passages: Sequence[Passage], language: str) -> list[dict[str, Any]]:
    texts = {one.unit: one.text for one in passages}
    return [
        _target({"id": one.unit, "type": "Text", "language": language}, _selectors(one, texts[one.unit]))
        for one in place.spans
    ]


def _selectors(span: Span, text: str) -> list[dict[str, Any]]:
    around = {
        "prefix": text[max(0, span.start - _AROUND) : span.start],
        "suffix": text[span.end : span.end + _AROUND],
    }
    return [
        {**_exact(text[span.start : span.end]), **{name: one for name, one in around.items() if one}},
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
    ]


def _exact(text: str) -> dict[str, Any]:
    return {"type": "TextQuoteSelector", "exact": text}


def _target(source: str | dict[str, str], selectors: Sequence[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "SpecificResource", "source": source}
    return {**found, "selector": list(selectors)} if selectors else found


def _annotation(address: str, motivation: str, targets: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "@context": _CONTEXT,
        "id": address,
        "type": "Annotation",
        "motivation": motivation,
        "target": targets[0] if len(targets) == 1 else list(targets),
    }


def _iris(terms: Any) -> list[str]:
    return [one.value for one in terms if isinstance(one, NamedNode)]


def _literals(engine: Engine, node: Term, predicate: NamedNode) -> list[Literal]:
    found = (one.object for one in engine.triples(node, predicate))
    return sorted((one for one in found if isinstance(one, Literal)), key=str)

"""Own what the graph of metadata says of a submission: who, when, for whom, of which bytes, by which shapes.

It must not say anything of what the submission claims. Source: https://www.w3.org/TR/prov-o/
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from acquis.engine import Literal, NamedNode, Quad, Term
from acquis.publishing.published import Published, Receipt, graph_of, iri_of
from acquis.vocab import ACQ, BASE, LICENCE, META, PREFIXES, VOC

__all__ = ["REASON", "REPLACED", "STATUS", "accepted", "status", "superseded", "withdrawal"]

_DCTERMS, _FOAF, _PROV = PREFIXES["dcterms"], PREFIXES["foaf"], PREFIXES["prov"]
_SCHEMA, _TYPE, _XSD = PREFIXES["schema"], PREFIXES["rdf"] + "type", PREFIXES["xsd"]

STATUS = ACQ + "reviewStatus"
REPLACED = _DCTERMS + "isReplacedBy"
REASON = PREFIXES["skos"] + "changeNote"

_MODIFIED = _DCTERMS + "modified"
_SIZE = PREFIXES["void"] + "triples"
_SHAPES = BASE + "shapes/submissions"

_Fact = tuple[str, str, Term]


def accepted(quads: Sequence[Quad], receipt: Receipt, label: str) -> tuple[Quad, ...]:
    """Return what the graph of metadata says of the graph of *quads*, whose document came with *receipt*.

    *label* is what the submission is called.
    """
    graph = graph_of(receipt.id)
    document, activity = f"{graph}/document", f"{graph}/acceptance"
    issuers = {quad.object for quad in quads if quad.predicate.value == ACQ + "submittedFor"}
    facts: list[_Fact] = [
        (graph, _TYPE, NamedNode(_PROV + "Entity")),
        (graph, _DCTERMS + "title", Literal(f"Submission {receipt.id}: {label}", language="en")),
        (graph, _DCTERMS + "license", NamedNode(LICENCE)),
        (graph, _FOAF + "primaryTopic", NamedNode(iri_of(receipt.id))),
        (graph, _MODIFIED, _day(receipt.accepted)),
        (graph, STATUS, status("accepted")),
        (graph, _SIZE, Literal(len(quads))),
        *((graph, _PROV + "wasAttributedTo", issuer) for issuer in issuers),
        (graph, _PROV + "wasGeneratedBy", NamedNode(activity)),
        (graph, _PROV + "wasDerivedFrom", NamedNode(document)),
        (activity, _PROV + "used", NamedNode(document)),
        *_activity(activity, receipt.accepted, receipt.reviewer),
        *_document(document, receipt),
    ]
    return _quads(facts)


def superseded(published: Published, successor: str, at: datetime) -> Published:
    """Return *published* as it stands once the submission with the id *successor* supersedes it.

    Its graph stays as it was, as a stance that changed is another stance: only its status says so.
    """
    facts: list[_Fact] = [(graph_of(published.id), REPLACED, NamedNode(iri_of(successor)))]
    return replace(published, meta=_restated(published, "superseded", at, facts))


def withdrawal(
    published: Published, reason: str, at: datetime, account: str, successor: str = ""
) -> Published:
    """Return what stays of *published* once *account* withdraws it for *reason*: no claim, only what it was.

    *successor* is the id of the submission to read in its place, "" for none.
    """
    graph = graph_of(published.id)
    activity = f"{graph}/withdrawal"
    facts: list[_Fact] = [
        (graph, REASON, Literal(reason)),
        (graph, _PROV + "invalidatedAtTime", _moment(at)),
        (graph, _PROV + "wasInvalidatedBy", NamedNode(activity)),
        *_activity(activity, at, account),
    ]
    if successor:
        facts.append((graph, REPLACED, NamedNode(iri_of(successor))))
    meta = _restated(published, "withdrawn", at, facts)
    return Published(published.id, (), tuple(one for one in meta if one.predicate.value != _SIZE))


def status(name: str) -> NamedNode:
    """Return the concept of the review status *name*."""
    return NamedNode(f"{VOC}review-status/{name}")


def _restated(published: Published, now: str, at: datetime, facts: list[_Fact]) -> tuple[Quad, ...]:
    graph = graph_of(published.id)
    changed = {STATUS, _MODIFIED, REPLACED, REASON}
    kept = (
        one for one in published.meta if one.subject != NamedNode(graph) or one.predicate.value not in changed
    )
    new = _quads([(graph, STATUS, status(now)), (graph, _MODIFIED, _day(at)), *facts])
    return tuple(dict.fromkeys([*kept, *new]))


def _activity(activity: str, at: datetime, account: str) -> Iterator[_Fact]:
    agent = f"{activity}/agent"
    yield activity, _TYPE, NamedNode(_PROV + "Activity")
    yield activity, _PROV + "endedAtTime", _moment(at)
    yield activity, _PROV + "wasAssociatedWith", NamedNode(agent)
    yield agent, _TYPE, NamedNode(_PROV + "Agent")
    yield agent, _FOAF + "name", Literal(account)


def _document(document: str, receipt: Receipt) -> Iterator[_Fact]:
    yield document, _TYPE, NamedNode(_PROV + "Entity")
    yield document, _SCHEMA + "sha256", Literal(receipt.sha256)
    yield document, _SCHEMA + "encodingFormat", Literal(receipt.media_type)
    yield document, _SCHEMA + "contentSize", Literal(str(receipt.size))
    yield document, _DCTERMS + "dateSubmitted", _moment(receipt.received)
    yield document, _DCTERMS + "conformsTo", NamedNode(_SHAPES)
    yield document, _SCHEMA + "schemaVersion", Literal(receipt.shapes_version)


def _day(at: datetime) -> Literal:
    return Literal(at.astimezone(UTC).date().isoformat(), datatype=NamedNode(_XSD + "date"))


def _moment(at: datetime) -> Literal:
    # As a store gives it back.
    text = at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    return Literal(text, datatype=NamedNode(_XSD + "dateTime"))


def _quads(facts: Iterable[_Fact]) -> tuple[Quad, ...]:
    return tuple(Quad(NamedNode(one), NamedNode(term), value, NamedNode(META)) for one, term, value in facts)

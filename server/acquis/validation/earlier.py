"""Hold a submission against what its issuer has said before: older stances, and submissions much like it.

It must not refuse anything: a State may change its mind, and say the same again.
"""

from collections.abc import Iterable, Iterator

from acquis.engine import Engine, NamedNode, Term, plain
from acquis.engine.near import shortened
from acquis.validation.refusal import ROOT
from acquis.validation.report import Finding
from acquis.validation.telling import Teller
from acquis.vocab import ACQ, PREFIXES

__all__ = ["older_stances", "repeated"]

_TYPE = NamedNode(f"{PREFIXES['rdf']}type")
_FOR, _BY, _KIND, _CONTAINS, _SUPERSEDES, _ISSUER, _TOPIC, _VALUE, _POSITION, _DATE, _ON = (
    NamedNode(ACQ + name)
    for name in (
        *(
            "submittedFor",
            "submittedOn",
            "kind",
            "contains",
            "supersedes",
            "issuer",
            "onTopic",
            "stanceValue",
        ),
        *("inPosition", "date", "answersOn"),
    )
)
# What says the same whatever it is called: not who says it, nor how it was recorded.
_TELLING = frozenset(
    f"{ACQ}{name}"
    for name in (
        *("onTopic", "stanceValue", "answersOn", "status", "challenge", "summary", "contactLevel", "office"),
        *("about", "capacityForm", "term", "startedOn", "endedOn"),
    )
) | {f"{PREFIXES['skos']}definition"}
_MOST = 50
_ALIKE = 80


def older_stances(teller: Teller, engine: Engine) -> Iterator[Finding]:
    """Yield advice for each stance whose issuer has one on its topic in the graph, the newest of them."""
    document = teller.document
    superseded = set(document.values(ROOT, _SUPERSEDES.value))
    for node in document.of_class(f"{ACQ}Stance"):
        issuers = document.values(node, _ISSUER.value)
        for topic in document.values(node, _TOPIC.value):
            older = [
                (date, str(position), stance, position)
                for stance, position, date in _stances(engine, topic, issuers)
                if not superseded & {position, *_submissions(engine, stance)}
            ]
            if older:
                date, _, stance, position = max(older, key=lambda one: one[:2])
                yield _older(teller, engine, node, issuers[0], stance, position, date)


def _older(
    teller: Teller, engine: Engine, node: Term, issuer: Term, stance: Term, position: Term, date: str
) -> Finding:
    words, ours = teller.document.words, teller.document.values(node, _VALUE.value)
    value = _one(engine, stance, _VALUE)
    same = "rule.same-value" if value in ours else "rule.other-value"
    earlier = next(iter(_submissions(engine, stance)), position)
    return teller.own(
        "advice",
        "supersedes",
        node,
        _VALUE.value,
        issuer=words(issuer),
        date=date or "?",
        earlier=shortened(plain(earlier)),
        says=words(value) if value is not None else {"en": "?"},
        same=teller.catalogue.words(same),
    )


def _stances(engine: Engine, topic: Term, issuers: list[Term]) -> Iterator[tuple[Term, Term, str]]:
    """Yield each stance of *issuers* on *topic* in the graph, its position and the date of that or ""."""
    for triple in engine.triples(None, _TOPIC, topic):
        stance = triple.subject
        if any(_one(engine, stance, _ISSUER) == issuer for issuer in issuers):
            position = _one(engine, stance, _POSITION) or stance
            date = _one(engine, position, _DATE)
            yield stance, position, plain(date)


def _submissions(engine: Engine, claim: Term) -> list[Term]:
    return [triple.subject for triple in engine.triples(None, _CONTAINS, claim)]


def repeated(teller: Teller, engine: Engine) -> Iterator[Finding]:
    """Yield a warning for the submission of the same issuer and kind that says most of what this one does."""
    document = teller.document
    ours = {_said((path, value) for path, value in document.said(claim)) for claim in document.claims}
    superseded = document.values(ROOT, _SUPERSEDES.value)
    best: tuple[int, str, Term] | None = None
    for other in _of_issuer(teller, engine):
        if other in superseded or not ours:
            continue
        theirs = {
            _said((part.predicate.value, part.object) for part in engine.triples(triple.object))
            for triple in engine.triples(other, _CONTAINS)
        }
        share = 100 * len(ours & theirs) // len(ours)
        if share >= _ALIKE:
            best = max(best or (0, "", other), (share, str(other), other), key=lambda one: one[:2])
    if best:
        earlier = shortened(plain(best[2]))
        path = _SUPERSEDES.value
        yield teller.own("warning", "near-duplicate", ROOT, path, share=best[0], earlier=earlier)


def _of_issuer(teller: Teller, engine: Engine) -> list[Term]:
    """Return the latest submissions in the graph of the same issuer and kind."""
    kinds = teller.document.values(ROOT, _KIND.value)
    found = []
    for issuer in teller.document.values(ROOT, _FOR.value):
        for triple in engine.triples(None, _FOR, issuer):
            if _one(engine, triple.subject, _KIND) in kinds:
                found.append((plain(_one(engine, triple.subject, _BY)), str(triple.subject), triple.subject))
    return [node for *_, node in sorted(found, key=lambda one: one[:2], reverse=True)[:_MOST]]


def _said(pairs: Iterable[tuple[str, Term]]) -> frozenset[tuple[str, str]]:
    return frozenset((path, plain(value)) for path, value in pairs if path in _TELLING)


def _one(engine: Engine, subject: Term, predicate: NamedNode) -> Term | None:
    return next((triple.object for triple in engine.triples(subject, predicate)), None)

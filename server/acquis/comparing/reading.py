"""Read from a graph all that can be compared, in a fixed number of passes however much is recorded.

It must not judge or filter.
"""

from collections.abc import Iterable, Iterator, Mapping

from acquis.comparing import norms, topics
from acquis.comparing.claims import Common, common
from acquis.comparing.once import once
from acquis.comparing.passes import Said, by_subject, code, first, instances, only
from acquis.comparing.record import Actor, Claim, Field, Record
from acquis.engine import Engine, NamedNode
from acquis.library.choices import Range, choices, fold
from acquis.readable import Value, value
from acquis.vocab import ID, VOC

__all__ = ["record"]

# Whose names a form takes.
_NAMED = (Range("state/{}", "State"), Range("group/{}", "RegionalGroup"))


@once
def record(engine: Engine) -> Record:
    """Return all that can be compared in the graph of *engine*: every State, and others that spoke."""
    shared = common(engine)
    fields = {one.name: one for one in (topics.field(engine, shared), norms.field(engine, shared))}
    groups = by_subject(engine, "memberOf")
    actors = _actors(engine, shared, groups, _speakers(fields.values()))
    names = _names(engine, actors.values(), fields.values())
    return Record(actors, fields, names, _called(engine, actors.values()))


def _speakers(fields: Iterable[Field]) -> set[str]:
    return {actor for one in fields for actor in (*one.holders, *(actor for actor, _ in one.claims))}


def _actors(engine: Engine, shared: Common, groups: Said, speakers: set[str]) -> dict[str, Actor]:
    """Return every State, and of all others those that spoke, by code: States first, each by name."""
    regions, states = by_subject(engine, "regionalGroup"), instances(engine, "State")
    issuers = {one for found in shared.issuers.values() for one in only(found)}
    others = {one for one in issuers - states if code(one) in speakers}
    found: dict[str, Actor] = {}
    for terms in (states, others):
        for term in sorted(terms, key=lambda one: (fold(value(engine, one).text), one.value)):
            found.setdefault(code(term), _actor(engine, term, term in states, regions, groups))
    return found


def _called(engine: Engine, actors: Iterable[Actor]) -> Mapping[str, tuple[str, ...]]:
    """Return the codes of *actors* by folded name: code, label, and what else people call them."""
    known = {one.node.value: one.names for within in _NAMED for one in choices(engine, within)}
    found: dict[str, list[str]] = {}
    for one in actors:
        own = {fold(one.code), fold(one.name.text), *known.get(one.name.iri, ())}
        for name in sorted(own - {""}):
            found.setdefault(name, []).append(one.code)
    return {name: tuple(codes) for name, codes in found.items()}


def _actor(engine: Engine, term: NamedNode, is_state: bool, regions: Said, groups: Said) -> Actor:
    region = first(regions, term)
    return Actor(
        code(term),
        value(engine, term),
        is_state,
        "" if region is None else code(region),
        tuple(code(one) for one in only(groups.get(term, ()))),
    )


def _names(
    engine: Engine, actors: Iterable[Actor], fields: Iterable[Field]
) -> Mapping[str, Mapping[str, Value]]:
    """Return, by sort, the names of the codes that are in use, in the order of their names."""
    everybody, claims = list(actors), list(_claims(fields))
    used = {
        "region": (VOC + "un-regional-group/", {one.region for one in everybody}),
        "group": (ID + "group/", {group for one in everybody for group in one.groups}),
        "basis": (VOC + "basis/", {basis for one in claims for basis in one.basis}),
        "confidence": (VOC + "confidence/", {one.confidence for one in claims}),
        "checked": (VOC + "checked/", {one.checked for one in claims}),
    }
    return {sort: _named(engine, start, codes) for sort, (start, codes) in used.items()}


def _claims(fields: Iterable[Field]) -> Iterator[Claim]:
    return (claim for one in fields for found in one.claims.values() for claim in found)


def _named(engine: Engine, start: str, codes: set[str]) -> dict[str, Value]:
    found = {one: value(engine, NamedNode(start + one)) for one in codes if one}
    return dict(sorted(found.items(), key=lambda one: (one[1].text, one[0])))

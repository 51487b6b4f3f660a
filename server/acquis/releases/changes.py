"""Own what differs between two releases: statements added and removed, and what they are about, in words.

It must not know how a difference is shown. What a release says of itself and what was inferred is counted,
but is no change of a thing: it follows from the sources.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from acquis.engine import BlankNode, Engine, NamedNode, Quad, Term, plain
from acquis.library.queries import QUERY
from acquis.naming import names
from acquis.releases import release
from acquis.releases.compare import compared
from acquis.releases.release import Release
from acquis.releases.void import DATASET
from acquis.vocab import ACQ, BASE, ID, INFERRED, META, PREFIXES

__all__ = ["Change", "Difference", "between", "first", "recent", "thing"]

_TYPE = PREFIXES["rdf"] + "type"
# Whose a thing is, when the change itself does not say so.
_BELONGS = tuple(NamedNode(ACQ + name) for name in ("draftOf", "inPosition", "issuer", "onTopic", "realizes"))
# Things whose identifier has a name in two parts: norm/gge-2015/c.
_TWO_PARTS = frozenset({"comment", "mention", "norm", "stance", "vote"})
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DEEPEST = 100
_NAMED = 4
_LONGEST = 120


@dataclass(frozen=True)
class Change:
    """What happened to one `thing`: it is "new", "changed" or "gone", and `sentence` says so in plain words.

    `affects` are the things it is about, itself among them; `added` and `removed` count statements.
    """

    thing: str
    label: str
    kind: str
    sentence: str
    affects: frozenset[str]
    added: int
    removed: int


@dataclass(frozen=True)
class Difference:
    """What the release `newer` changed; `older` is the release before it, "" if that is not kept.

    `added` and `removed` count quads of all graphs; `changes` are in natural order of their things, those of
    questions last.
    """

    older: str
    newer: str
    added: int
    removed: int
    changes: tuple[Change, ...]


def between(older: Release, newer: Release) -> Difference:
    """Return what *newer* changed; 100,000 quads take about half a second, and once only.

    Raises:
        ReleaseError: one of them cannot be read.
    """
    return _between(older.path, newer.path)


def first(only: Release) -> Difference:
    """Return the difference that *only*, before which none is kept, stands for."""
    quads = int(only.manifest["quads"])
    sentence = f"The first release that is kept here, with {quads:,} statements."
    change = Change(DATASET, f"Release {only.id}", "new", sentence, frozenset({DATASET}), quads, 0)
    return Difference("", only.id, quads, 0, (change,))


def recent(releases: Sequence[Release]) -> Iterator[tuple[Release, Difference]]:
    """Yield each of *releases*, which come oldest first, with what it changed, newest first.

    Raises:
        ReleaseError: one of them cannot be read.
    """
    for place in range(len(releases) - 1, -1, -1):
        newer = releases[place]
        yield newer, between(releases[place - 1], newer) if place else first(newer)


def thing(iri: str) -> str:
    """Return the thing that *iri* is a part of: of a paragraph its edition, of evidence what it is for.

    >>> thing("https://w3id.org/acquis/id/norm/gge-2015/c/evidence/1")
    'https://w3id.org/acquis/id/norm/gge-2015/c'
    """
    if not iri.startswith(ID):
        return iri
    kind, *parts = iri.removeprefix(ID).split("/")
    return ID + "/".join([kind, *parts[: 2 if kind in _TWO_PARTS else 1]])


@lru_cache(maxsize=64)
def _between(older: Path, newer: Path) -> Difference:
    old, new = release.read(older), release.read(newer)
    removed, added = compared(old, new)
    engines = release.open_engine(old), release.open_engine(new)
    changes = [_change(engines, iri, *sides) for iri, sides in _by_thing(removed, added).items()]
    changes.sort(key=lambda one: (one.thing.startswith(QUERY), names.natural(one.thing)))
    return Difference(old.id, new.id, len(added), len(removed), tuple(changes))


def _by_thing(removed: Iterable[Quad], added: Iterable[Quad]) -> dict[str, tuple[list[Quad], list[Quad]]]:
    """Return the quads of sources that were *removed* and *added*, by the thing they are about."""
    sides = tuple([quad for quad in quads if _of_a_source(quad)] for quads in (removed, added))
    blank = [quad for quads in sides for quad in quads if isinstance(quad.object, BlankNode)]
    holders: dict[Term, Term] = {quad.object: quad.subject for quad in blank}
    found: dict[str, tuple[list[Quad], list[Quad]]] = {}
    for side, quads in enumerate(sides):
        for quad in quads:
            found.setdefault(_held_by(quad.subject, holders), ([], []))[side].append(quad)
    return found


def _held_by(subject: Term, holders: dict[Term, Term]) -> str:
    """Return the thing that *subject* belongs to; a blank node that nothing leads to is an axiom."""
    for _ in range(_DEEPEST):
        subject = holders.get(subject, subject)
    return thing(subject.value) if isinstance(subject, NamedNode) else BASE + "def"


def _of_a_source(quad: Quad) -> bool:
    graph = getattr(quad.graph_name, "value", "")
    return graph != INFERRED and (graph != META or plain(quad.subject).startswith(QUERY))


def _change(engines: tuple[Engine, Engine], iri: str, removed: list[Quad], added: list[Quad]) -> Change:
    before, after = (any(engine.triples(names.node(iri))) for engine in engines)
    present = after or not (before or removed)
    kind = "changed" if before and after else "new" if present else "gone"
    engine = engines[0] if kind == "gone" else engines[1]
    sentence = _sentence(kind, iri, engines, removed, added)
    affects = frozenset(_affected(engine, iri, [*removed, *added]))
    return Change(iri, _called(engine, NamedNode(iri)), kind, sentence, affects, len(added), len(removed))


def _sentence(
    kind: str, iri: str, engines: tuple[Engine, Engine], removed: list[Quad], added: list[Quad]
) -> str:
    if kind == "changed":
        said = _differences(engines, removed, added)
        return said[:1].upper() + said[1:]
    quads, engine = (removed, engines[0]) if kind == "gone" else (added, engines[1])
    kinds = [quad.object for quad in quads if quad.predicate.value == _TYPE and plain(quad.subject) == iri]
    words = [_word(engine, one) for one in kinds if isinstance(one, NamedNode)]
    sort = "question" if iri.startswith(QUERY) else next(iter(words), "thing")
    verb = "Withdrawn" if kind == "gone" else "New"
    return f"{verb}: {sort} with {_many(len(quads), 'statement')}."


def _differences(engines: tuple[Engine, Engine], removed: list[Quad], added: list[Quad]) -> str:
    """Return in words, property by property, what was *removed* and *added*."""
    sides: dict[NamedNode, tuple[list[Quad], list[Quad]]] = {}
    for side, quads in enumerate((removed, added)):
        for quad in quads:
            sides.setdefault(quad.predicate, ([], []))[side].append(quad)
    ordered = sorted(sides.items(), key=lambda item: item[0].value)
    said = [_difference(engines, predicate, *pair) for predicate, pair in ordered[:_NAMED]]
    rest = len(ordered) - len(said)
    return "; ".join(said + ([_many(rest, "further property", "further properties")] if rest else [])) + "."


def _difference(
    engines: tuple[Engine, Engine], predicate: NamedNode, removed: list[Quad], added: list[Quad]
) -> str:
    label = _word(engines[1], predicate)
    if len(removed) == len(added) == 1 and removed[0].subject == added[0].subject:
        was, now = _called(engines[0], removed[0].object), _called(engines[1], added[0].object)
        return f"{label}: was “{was}”, is “{now}”"
    if len(added) == 1 and not removed:
        return f"{label}: “{_called(engines[1], added[0].object)}” added"
    if len(removed) == 1 and not added:
        return f"{label}: “{_called(engines[0], removed[0].object)}” removed"
    counts = ((len(added), "added"), (len(removed), "removed"))
    return f"{label}: " + " and ".join(f"{number} {verb}" for number, verb in counts if number)


def _affected(engine: Engine, iri: str, quads: Iterable[Quad]) -> Iterator[str]:
    """Yield the things that the change of *iri* by *quads* is about, among them the works of its editions."""
    found = {iri, *(thing(plain(quad.object)) for quad in quads if isinstance(quad.object, NamedNode))}
    seen: set[str] = set()
    # Twice: from evidence to an edition, and from there to its work.
    for _ in range(2):
        new = {one for one in found - seen if one.startswith(ID) and names.node(one)}
        seen |= new
        found |= {
            thing(plain(triple.object))
            for one in new
            for predicate in _BELONGS
            for triple in engine.triples(NamedNode(one), predicate)
        }
    yield from (one for one in found if one.startswith(BASE))


def _word(engine: Engine, term: NamedNode) -> str:
    """Return the label of a class or property, or its name as words: `altLabel` as "alt label"."""
    label = names.label(engine, term)
    local = re.split("[#/]", term.value)[-1]
    return label.value if label else re.sub("(?<=[a-z])([A-Z])", r" \1", local).lower()


def _called(engine: Engine, term: Term) -> str:
    if isinstance(term, NamedNode):
        label = names.label(engine, term)
        text = label.value if label else names.compact(term.value)
    else:
        text = "…" if isinstance(term, BlankNode) else plain(term)
    text = _NOT_XML.sub("\ufffd", text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _many(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or one + 's'}"

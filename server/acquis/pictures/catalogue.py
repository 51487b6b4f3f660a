"""Which pictures there are, of which things, and any one of them by its name and key.

It must not draw.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from weakref import WeakKeyDictionary

from acquis.engine import Engine, NamedNode
from acquis.errors import UnknownEntity
from acquis.naming import names
from acquis.pictures import citations, lineage, members, references, stances, steps, timeline, votes
from acquis.pictures.facts import links
from acquis.pictures.model import Picture
from acquis.pictures.references import WORK
from acquis.readable import value
from acquis.vocab import ACQ, ID, PREFIXES

__all__ = ["KINDS", "Kind", "check", "example", "keys", "kind", "picture"]

_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_TOPIC = f"{ID}topic/"
_NEAREST, _ALIKE = 3, 0.5


@dataclass(frozen=True)
class Kind:
    """One kind of picture: `of` names what it is of, "" where there is one picture only.

    `example` is the key of the one to show first, where the graph has it.
    """

    name: str
    title: str
    about: str
    draw: Callable[[Engine, str, str], Picture]
    of: str = ""
    example: str = ""


def _alone(draw: Callable[[Engine, str], Picture]) -> Callable[[Engine, str, str], Picture]:
    """Return *draw*, which takes no key, as one that does."""
    return lambda engine, _, stamp: draw(engine, stamp)


KINDS = (
    Kind(
        timeline.NAME,
        timeline.TITLE,
        "Expert groups and working groups as bars, their reports and the resolutions as marks, year by year.",
        _alone(timeline.draw),
    ),
    Kind(
        lineage.NAME,
        lineage.TITLE,
        "Where a norm is worded, where guidance stands, what affirms it, and which drafts speak to it.",
        lineage.draw,
        "norm",
        "c",
    ),
    Kind(
        citations.NAME,
        citations.TITLE,
        "The texts that refer to one text and those that it refers to, by act.",
        citations.draw,
        "text",
        "a-70-174",
    ),
    Kind(
        stances.NAME,
        stances.TITLE,
        "Each stance on record on a topic of law as a tile, by year, with its issuer.",
        stances.draw,
        "topic",
        "sovereignty",
    ),
    Kind(
        votes.NAME,
        votes.TITLE,
        "How each Member State voted on a resolution, by regional group.",
        votes.draw,
        "resolution",
        "a-res-73-27",
    ),
    Kind(
        members.NAME,
        members.TITLE,
        "Of which Member States a position is held, by regional group, without a map.",
        _alone(members.draw),
    ),
)

# An engine never changes, so what there is to choose from is listed once.
_KNOWN: WeakKeyDictionary[Engine, dict[str, Mapping[str, str]]] = WeakKeyDictionary()


def kind(name: str) -> Kind:
    """Return the kind of picture called *name*.

    Raises:
        UnknownEntity: there is none; the message names those there are.
    """
    known = {one.name: one for one in KINDS}
    if name not in known:
        near = get_close_matches(name, known)
        raise UnknownEntity(
            f"There is no picture {name[:60]!r}: take one of {', '.join(known)}.",
            near=[f"/pictures/{one}" for one in near],
        )
    return known[name]


def keys(engine: Engine, name: str) -> Mapping[str, str]:
    """Return what a picture of the kind *name* may be of, by key with the name that people know.

    Other works than those listed have pictures, too, which say that nothing is recorded.
    """
    known = _KNOWN.setdefault(engine, {})
    if name not in known:
        known[name] = _LISTS[name](engine) if name in _LISTS else {}
    return known[name]


def example(engine: Engine, name: str) -> str:
    """Return the key of a picture of the kind *name* to show first; "" where there is nothing to show."""
    found = keys(engine, name)
    wanted = kind(name).example
    return wanted if wanted in found else next(iter(found), "")


def check(engine: Engine, name: str, key: str) -> str:
    """Return *key* as the pictures called *name* have it: an issue of a text stands for the text.

    Raises:
        UnknownEntity: there is no such kind, or nothing called *key*; the message names what comes near.
    """
    found, key = kind(name), key.casefold()
    if key and not found.of:
        raise UnknownEntity(
            f"There is one picture {name} only: leave {key[:60]!r} out.", near=[f"/pictures/{name}"]
        )
    if not found.of or key in keys(engine, name):
        return key
    if name in (citations.NAME, votes.NAME) and (work := _work(engine, key)):
        return work
    raise _unknown(engine, found, key)


def picture(engine: Engine, name: str, key: str = "", stamp: str = "") -> Picture:
    """Return the picture *name* of *key*, with *stamp* as its footer.

    Raises:
        UnknownEntity: see `check`.
    """
    return kind(name).draw(engine, check(engine, name, key), stamp)


def _work(engine: Engine, key: str) -> str:
    """Return the key of the work that *key* names, or that an issue called *key* is one of; "" for none."""
    work, edition = names.node(WORK + key), names.node(f"{ID}edition/{key}")
    if not key or work is None or edition is None:
        return ""
    if any(engine.triples(work, _TYPE)):
        return key
    found = next(iter(steps.works(engine, edition)), "")
    return found.removeprefix(WORK) if found.startswith(WORK) else ""


def _unknown(engine: Engine, found: Kind, key: str) -> UnknownEntity:
    """Return the error for a *key* that names nothing, with keys whose name or key comes near."""
    known = keys(engine, found.name)
    named = {text.casefold(): one for one, text in known.items()}
    alike = get_close_matches(key, [*known, *named], n=_NEAREST, cutoff=_ALIKE) if len(key) <= 200 else []
    near = list(dict.fromkeys(named.get(one, one) for one in alike))
    hint = f"Did you mean {' or '.join(near)}?" if near else "/pictures lists them all."
    what = f"There is no {found.of} {key[:60]!r}." if key else f"Say of which {found.of}."
    return UnknownEntity(f"{what} {hint}", near=[f"/pictures/{found.name}/{one}" for one in near])


def _topics(engine: Engine) -> Mapping[str, str]:
    topics = {one.subject for one in engine.triples(None, _TYPE, NamedNode(ACQ + "LegalTopic"))}
    return _named(engine, topics, _TOPIC)


def _voted(engine: Engine) -> Mapping[str, str]:
    """Return the works with a vote on record, the newest series first."""
    found = _named(engine, {work for way in votes.WAYS for work, _ in links(engine, way)}, WORK)
    return dict(reversed(list(found.items())))


def _named(engine: Engine, nodes: Iterable[object], start: str) -> Mapping[str, str]:
    """Return the names of those *nodes* whose IRI begins with *start*, by the rest of it, by name."""
    found = {
        node.value.removeprefix(start): value(engine, node).text
        for node in nodes
        if isinstance(node, NamedNode) and node.value.startswith(start)
    }
    return dict(sorted(found.items(), key=lambda item: names.natural(item[1].casefold())))


_LISTS: Mapping[str, Callable[[Engine], Mapping[str, str]]] = {
    citations.NAME: references.works,
    lineage.NAME: steps.letters,
    stances.NAME: _topics,
    votes.NAME: _voted,
}

"""Own which text a thing is cited by: itself, what it is a part of, where it is worded, or where it is read.

It must not know how a reference is written. The number of look-ups does not grow with what leads to a thing.
"""

import re
from dataclasses import dataclass

from acquis.citation.facts import Facts, called, facts, leading
from acquis.citation.model import Place
from acquis.engine import Engine, NamedNode
from acquis.naming import names
from acquis.vocab import ACQ, ID, VOC

__all__ = ["KNOWN", "Source", "is_draft", "source"]

_STANDS_IN, _REALIZES, _WORDED_IN = ACQ + "standsIn", ACQ + "realizes", ACQ + "wordedIn"
_CHECKED, _SOURCE_UNIT = ACQ + "checked", ACQ + "sourceUnit"
# How what nobody read in a text was checked.
KNOWN = NamedNode(VOC + "checked/known")
_DRAFT = VOC + "edition-status/draft"
_DATE = ACQ + "date"
# A text as one thing, which has no edition where only its existence is known; a submission is its own text.
_WHOLE = {
    *("CommentPaper", "ImplementationReport", "NationalPosition", "Report", "Resolution", "Submission"),
    *("Treaty", "Work"),
}
# What belongs to a text, or to a claim that is read from one, by the property that leads to it.
_OWNED = (ACQ + "hasCitation", ACQ + "recordedVote", ACQ + "evidence", ACQ + "contains")
_LONGEST_WAY = 12
_MOST_PLACES = 24
_MOST_EVIDENCE = 3
_MOST_NAMED = 8
_EDITION = re.compile(re.escape(f"{ID}edition/") + "[^/]+")
# The number of such a unit is that of the whole edition, or annex: the section around it adds nothing.
_COUNTED = ("art", "fn", "op", "para", "pp")


@dataclass(frozen=True)
class Source:
    """The text `whole` at the `places` in it, and the `work` that it is an issue of, where there is one.

    `is_part` says that the thing is a unit of the text, or the text; else the text words it, or is what it
    was read from. `also` are the other places that word it. `is_read` is false where the place is known from
    the public record alone.
    """

    whole: Facts
    work: Facts | None = None
    places: tuple[Place, ...] = ()
    is_part: bool = True
    also: tuple[str, ...] = ()
    is_read: bool = True


def source(engine: Engine, thing: Facts, depth: int = 2) -> Source | None:
    """Return the text that *thing* is cited by; None where it rests on no single text.

    What belongs to something else is cited as that, up to *depth* steps away.
    """
    if thing.nodes(_STANDS_IN) or "Edition" in thing.classes:
        return _unit(engine, thing)
    if _WHOLE & thing.classes:
        return _work(engine, thing)
    if worded := thing.nodes(_WORDED_IN):
        return _worded(engine, thing, worded)
    if positions := thing.nodes(ACQ + "inPosition"):
        return _read(engine, thing, positions[0])
    if stated := thing.nodes(ACQ + "statedIn") or thing.nodes(_SOURCE_UNIT):
        return _apart(source(engine, facts(engine, stated[0]), 0), thing.text(ACQ + "locator"))
    for owning in _OWNED if depth else ():
        if owners := leading(engine, owning, thing.node):
            return _apart(source(engine, facts(engine, owners[0]), depth - 1))
    return None


def is_draft(edition: Facts) -> bool:
    """Return whether *edition* is a draft, or an issue of nothing but a draft of a work."""
    statuses = [one.value for one in edition.nodes(ACQ + "editionStatus")]
    return _DRAFT in statuses or (not statuses and bool(edition.nodes(ACQ + "draftOf")))


def _unit(engine: Engine, thing: Facts) -> Source:
    """Return the edition that *thing* stands in, or is, with the way to it."""
    chain = [thing]
    while len(chain) < _LONGEST_WAY and (above := chain[-1].nodes(_STANDS_IN)):
        chain.append(facts(engine, above[0]))
    realized = next((node for one in chain for node in one.nodes(_REALIZES)), None)
    units = [_place(one) for one in chain[:-1]]
    return Source(chain[-1], facts(engine, realized) if realized else None, _shortest(units))


def _place(unit: Facts) -> Place:
    kind, _, tail = "/".join(unit.node.value.split("/")[-2:]).partition("/")
    return Place(kind, unit.text(ACQ + "number") or tail)


def _shortest(units: list[Place]) -> tuple[Place, ...]:
    """Return the way from the outside to the first of *units*, without what adds nothing."""
    if not units:
        return ()
    around = [one for one in units[1:] if one.kind not in _COUNTED]
    if units[0].kind in _COUNTED:
        around = [one for one in around if one.kind == "annex"]
    return (*reversed(around), units[0])


def _work(engine: Engine, thing: Facts) -> Source:
    """Return the issue of *thing* to cite: one that is no draft or room paper, else the earliest."""
    issues = [_unit(engine, facts(engine, one)) for one in leading(engine, _REALIZES, thing.node)]
    return min(issues, key=lambda one: _rank(one.whole), default=Source(thing))


def _rank(edition: Facts) -> tuple[bool, bool, bool, str]:
    date, symbol = edition.text(_DATE), edition.text(ACQ + "symbol")
    return is_draft(edition), "/CRP." in symbol, not date, date


def _worded(engine: Engine, thing: Facts, places: list[NamedNode]) -> Source:
    """Return the earliest of *places* that is no draft; a draft is cited only where there is nothing else."""
    named = {one: _edition(one) for one in places[:_MOST_PLACES]}
    editions = {one: facts(engine, one) for one in dict.fromkeys(named.values())}
    ranked = sorted(named, key=lambda one: (_rank(editions[named[one]]), names.natural(one.value)))
    found = _unit(engine, facts(engine, ranked[0]))
    others = [one for one in ranked[1:] if not is_draft(editions[named[one]])]
    also = [called(engine, one) for one in others[:_MOST_NAMED]]
    also += [f"and {len(others) - _MOST_NAMED} more"] if len(others) > _MOST_NAMED else []
    is_read = not _is_from_memory(engine, thing, ranked[0])
    return Source(found.whole, found.work, found.places, False, tuple(also), is_read)


def _is_from_memory(engine: Engine, thing: Facts, place: NamedNode) -> bool:
    """Return whether the evidence that *place* words *thing* is the public record alone."""
    shown = (facts(engine, one) for one in thing.nodes(ACQ + "evidence")[:_MOST_PLACES])
    ways = [one.nodes(_CHECKED) for one in shown if place in one.nodes(_SOURCE_UNIT)]
    return bool(ways) and all(way == [KNOWN] for way in ways)


def _edition(unit: NamedNode) -> NamedNode:
    """Return the edition that *unit* stands in, by its name, which begins with that of its edition."""
    found = _EDITION.match(unit.value)
    return NamedNode(found[0]) if found else unit


def _read(engine: Engine, claim: Facts, position: NamedNode) -> Source | None:
    """Return the *position* that *claim* is read from, at the places that its evidence names."""
    found = source(engine, facts(engine, position), 0)
    if found is None:
        return None
    shown = (facts(engine, one) for one in claim.nodes(ACQ + "evidence")[:_MOST_EVIDENCE])
    places = dict.fromkeys(one.text(ACQ + "locator") for one in shown)
    pinpoint = "; ".join(filter(None, places))
    return Source(found.whole, found.work, (Place("", pinpoint),) if pinpoint else (), False)


def _apart(found: Source | None, locator: str = "") -> Source | None:
    """Return *found* as the source of what is no part of it, at *locator* where no unit of it is named."""
    if found is None:
        return None
    places = found.places or ((Place("", locator),) if locator else ())
    return Source(found.whole, found.work, places, False)

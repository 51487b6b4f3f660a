"""The States by UN regional group, each as a tile with what is held of it: a position of its own, of a group.

That nothing is held says nothing about a State.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping

from acquis.engine import Engine, NamedNode
from acquis.pictures import model, svg, tiles
from acquis.pictures.facts import Member, links, members
from acquis.pictures.model import EMPTY, Asked, Picture
from acquis.pictures.tiles import Mark
from acquis.readable import Value, value
from acquis.vocab import ACQ, PREFIXES

__all__ = ["NAME", "TITLE", "draw"]

NAME, TITLE = "members", "Member States and what is held of each"

_OWN = Mark("P", "blue", "a document of its own is held here")
_GROUP = Mark("G", "yellow", "only one of a group is held here")
_NONE = Mark("-", "paper", "no document is held here")
_COLUMNS = ("State", "Code", "Regional group", "Held", "Positions of its own", "First one", "Groups with one")
_NOTES = (
    "Held are national positions on international law that were found; one of a group is not that of each of"
    " its members.",
    "The States stand by the groups in which they are counted for elections at the United Nations, and by"
    " name. This is no map, and makes no claim about territory.",
)


def draw(engine: Engine, stamp: str = "") -> Picture:
    """Return the States; it looks a fixed number of times, and each label up once."""
    every = members(engine)
    known = [one for one in every if one.is_grouped]
    own, groups = _held(engine)
    found = [(one, _mark(one, own, groups)) for one in known]
    description = _described(found, len(every) - len(known))
    drawn, high = tiles.grid(found, (_OWN, _GROUP, _NONE))
    if not found:
        drawn, high = [svg.text(0, 16, "No State with a regional group is recorded.", colour="soft")], 40
    return Picture(
        name=NAME,
        key="",
        title=TITLE,
        description=description,
        notes=_NOTES,
        columns=_COLUMNS,
        rows=[_row(engine, one, mark, own, groups) for one, mark in found],
        svg=svg.sheet(TITLE, description, tiles.WIDE, high, *drawn, stamp=stamp),
        data=None,
        questions=(Asked("states", {}), Asked("positions", {})),
    )


def _held(engine: Engine) -> tuple[dict[NamedNode, list[NamedNode]], dict[NamedNode, list[NamedNode]]]:
    """Return the positions of each issuer, and the groups with a position that each State is a member of."""
    kind = NamedNode(ACQ + "NationalPosition")
    positions = {one.subject for one in engine.triples(None, NamedNode(PREFIXES["rdf"] + "type"), kind)}
    own, groups = defaultdict(list), defaultdict(list)
    for position, issuer in links(engine, "issuer"):
        if position in positions:
            own[issuer].append(position)
    for state, group in links(engine, "memberOf"):
        if group in own:
            groups[state].append(group)
    return own, groups


def _mark(
    one: Member,
    own: Mapping[NamedNode, list[NamedNode]],
    groups: Mapping[NamedNode, list[NamedNode]],
) -> Mark:
    if one.node in own:
        return _OWN
    return _GROUP if one.node in groups else _NONE


def _row(
    engine: Engine,
    one: Member,
    mark: Mark,
    own: Mapping[NamedNode, list[NamedNode]],
    groups: Mapping[NamedNode, list[NamedNode]],
) -> tuple[Value, ...]:
    positions = own.get(one.node, [])
    named = ", ".join(value(engine, group).text for group in groups.get(one.node, []))
    return (
        one.name,
        model.plain(one.code),
        model.plain(one.group),
        model.plain(mark.words),
        model.plain(str(len(positions))),
        value(engine, positions[0]) if positions else EMPTY,
        model.plain(named),
    )


def _described(found: list[tuple[Member, Mark]], others: int) -> str:
    held = Counter(mark.words for _, mark in found)
    told = (
        f"Of {len(found)} Member States a document of their own is held here of {held[_OWN.words]}, only one"
        f" of a group of {held[_GROUP.words]}, and none of {held[_NONE.words]}, which says nothing of a view."
    )
    return f"{told} {others} more without a regional group are not shown." if others else told

"""A recorded vote: each Member State as a tile with how it voted, and the totals of each count on record.

No vote recorded is never an abstention, an absence or anything else.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from acquis.engine import Engine, NamedNode, Term, plain
from acquis.pictures import model, svg, tiles
from acquis.pictures.facts import NO_GROUP, Member, members, objects
from acquis.pictures.model import Asked, Picture
from acquis.pictures.tiles import Mark
from acquis.readable import value
from acquis.vocab import ACQ, ID

__all__ = ["NAME", "TITLE", "WAYS", "draw"]

NAME, TITLE = "votes", "A recorded vote, State by State"

# The properties that say how a State voted.
WAYS = {
    "inFavour": Mark("Y", "blue", "in favour"),
    "against": Mark("N", "red", "against"),
    "abstained": Mark("A", "yellow", "abstained"),
}
_NONE = Mark("-", "paper", "no vote recorded")
_COLUMNS = ("State", "Code", "Regional group", "Vote")
_TOTALS = {"votesInFavour": "in favour", "votesAgainst": "against", "abstentions": "abstaining"}


def draw(engine: Engine, work: str, stamp: str = "") -> Picture:
    """Return the vote on *work*, the last part of an IRI; it looks a fixed number of times.

    Where no roll call is recorded the picture says so in words.
    """
    node = NamedNode(f"{ID}work/{work}")
    label = value(engine, node).text
    given = {state: mark for way, mark in WAYS.items() for state in objects(engine, node, way)}
    found = _tiles(engine, given) if given else []
    title = f"The recorded vote on {label}"
    description = _described(label, found)
    drawn, high = tiles.grid(found, [*WAYS.values(), _NONE]) if found else _empty(description)
    return Picture(
        name=NAME,
        key=work,
        title=title,
        description=description,
        notes=(*_counts(engine, node), "“No vote recorded” is no abstention, and does not say why."),
        columns=_COLUMNS,
        rows=[
            (one.name, model.plain(one.code), model.plain(one.group), model.plain(mark.words))
            for one, mark in found
        ],
        svg=svg.sheet(title, description, tiles.WIDE, high, *drawn, stamp=stamp),
        data=None,
        questions=(
            *((Asked("resolution-roll-call", {"resolution": label}),) if found else ()),
            Asked("vote-totals", {}),
        ),
    )


def _tiles(engine: Engine, given: Mapping[NamedNode, Mark]) -> list[tuple[Member, Mark]]:
    """Return each Member State, and whoever else is on record as voting, with the vote."""
    known = members(engine)
    listed = {one.node for one in known}
    others = [
        Member(node, node.value.rpartition("/")[2], value(engine, node), NO_GROUP)
        for node in given
        if node not in listed
    ]
    every = [one for one in known if one.is_grouped or one.node in given]
    return [(one, given.get(one.node, _NONE)) for one in (*every, *others)]


def _empty(words: str) -> tuple[list[str], float]:
    lines = svg.wrapped(words, tiles.WIDE, most=3)
    return [svg.text(0, 16 + 18 * place, one, colour="soft") for place, one in enumerate(lines)], 70


def _described(label: str, found: list[tuple[Member, Mark]]) -> str:
    if not found:
        return f"No vote of single States on {label} is recorded; that says nothing about how it was adopted."
    counted = Counter(mark.words for _, mark in found)
    ways = ", ".join(f"{counted[mark.words]} {mark.words}" for mark in WAYS.values())
    return f"On {label} the record has {ways}, and no vote of {counted[_NONE.words]} more Member States."


def _counts(engine: Engine, work: NamedNode) -> Iterator[str]:
    """Yield each count of the vote that is on record in one sentence, with its note."""
    for node in objects(engine, work, "recordedVote"):
        said: dict[str, Term] = {
            one.predicate.value.removeprefix(ACQ): one.object for one in engine.triples(node)
        }
        totals = ", ".join(f"{plain(said[name])} {words}" for name, words in _TOTALS.items() if name in said)
        stage, checked = (
            value(engine, said[name]).text if name in said else "not recorded" for name in ("kind", "checked")
        )
        note = f" {plain(said['note'])}" if "note" in said else ""
        yield f"{stage.capitalize()}: {totals or 'no totals'}; how checked: {checked}.{note}"

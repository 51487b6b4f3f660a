"""Count how often two States voted alike, as the question vote-agreement does; it must not weigh votes.

A vote that is missing is never an abstention. Source: Machine-readable General Assembly resolutions; United
Nations General Assembly Voting Data
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from acquis.comparing.once import once
from acquis.comparing.passes import by_subject, code, only
from acquis.comparing.record import Actor
from acquis.engine import Engine, Term

__all__ = ["Pair", "pairs"]

_WAYS = ("inFavour", "against", "abstained")


@dataclass(frozen=True)
class Pair:
    """Two States: on how many resolutions both votes are recorded, and on how many they are the same."""

    one: Actor
    other: Actor
    shared: int
    same: int


def pairs(engine: Engine, actors: Iterable[Actor]) -> list[Pair]:
    """Return each pair of *actors* in their order; votes of all series of resolutions count alike."""
    cast = _cast(engine)
    return [_pair(cast, one, other) for one, other in combinations(actors, 2)]


def _pair(cast: Mapping[str, frozenset[tuple[Term, str]]], one: Actor, other: Actor) -> Pair:
    mine, theirs = cast.get(one.code, frozenset()), cast.get(other.code, frozenset())
    both = {resolution for resolution, _ in mine} & {resolution for resolution, _ in theirs}
    return Pair(one, other, len(both), len({resolution for resolution, _ in mine & theirs}))


@once
def _cast(engine: Engine) -> Mapping[str, frozenset[tuple[Term, str]]]:
    """Return by State the votes that it cast, each a resolution and the way."""
    found: dict[str, set[tuple[Term, str]]] = {}
    for way in _WAYS:
        for resolution, voters in by_subject(engine, way).items():
            for voter in only(voters):
                found.setdefault(code(voter), set()).add((resolution, way))
    return {voter: frozenset(those) for voter, those in found.items()}

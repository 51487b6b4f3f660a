"""Own the wording of one norm or paragraph through time: what each text that is held changed.

It must not find the texts, nor say that a draft was adopted.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from acquis.texts.aligning.model import Held, Step
from acquis.texts.aligning.pairing import align
from acquis.texts.aligning.scoring import Scoring
from acquis.texts.aligning.wording import words
from acquis.texts.model import SourceText, Unit

__all__ = ["lineage", "trail"]


def lineage(units: Iterable[Held]) -> tuple[Step, ...]:
    """Return the wordings *units* in the order of their dates, each with its differences from the one before.

    Units of one date stay in the order given. The first has its words as kept.
    """
    found: list[Step] = []
    for held in sorted(units, key=lambda one: one.date):
        found.append(_step(found[-1].held.text, held) if found else _first(held))
    return tuple(found)


def trail(texts: Sequence[SourceText], path: str) -> tuple[Unit | None, ...]:
    """Return the unit of each of *texts*, in their order, that the one at *path* of the first became.

    Of one that was split the part with the most words is followed. It ends in None where nothing corresponds.
    """
    found: list[Unit | None] = (
        [next((unit for unit in texts[0].units if unit.path == path), None)] if texts else []
    )
    for one, other in pairwise(texts):
        found.append(_next(one, other, found[-1]))
    return tuple(found)


def _next(one: SourceText, other: SourceText, unit: Unit | None) -> Unit | None:
    if unit is None:
        return None
    units = {each.path: each for each in other.units}
    after = [units[path] for pair in align(one, other) if unit.path in pair.one for path in pair.other]
    return max(after, key=lambda each: len(each.text), default=None)


def _first(held: Held) -> Step:
    return Step(held, "first", 1.0, words(held.text, held.text))


def _step(before: str, held: Held) -> Step:
    changes = words(before, held.text)
    if all(one.kind == "kept" for one in changes):
        return Step(held, "same", 1.0, changes)
    return Step(held, "reworded", round(Scoring([before], [held.text]).order((0,), (0,)), 4), changes)

"""Own which paragraphs of two texts correspond: in order, moved, split, merged, dropped and added.

It must not write that they do, nor know which text is a draft.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import itemgetter

from acquis.texts.aligning.coding import folded
from acquis.texts.aligning.joining import Group, join
from acquis.texts.aligning.model import Pair
from acquis.texts.aligning.ordering import chain
from acquis.texts.aligning.scoring import Scoring
from acquis.texts.model import SourceText, Unit

__all__ = ["align"]

# Set on a seeded version of a text with known changes and on yearly resolutions; see tests/test_aligning.py.
_LEAST = 0.42
_LEAST_MOVED = 0.55
# A pair far below the best that one of its paragraphs has is no candidate.
_NEAR_BEST = 0.7

_Scores = dict[tuple[int, int], float]


def align(one: SourceText, other: SourceText) -> tuple[Pair, ...]:
    """Return how the paragraphs of *one* and *other* correspond, in the order of *other*.

    Each paragraph with words of its own stands in one pair; sub-paragraphs and bullets are paragraphs too.
    What was dropped comes after what it followed in *one*. Time grows with the product of both counts.
    """
    units = (_paragraphs(one), _paragraphs(other))
    scoring = Scoring(*([unit.text for unit in side] for side in units))
    groups = _groups(_near_best(scoring.pairs(_LEAST)))
    join(scoring, groups, (len(units[0]), len(units[1])))
    alone = [Group([place], []) for place in _left(groups, 0, len(units[0]))]
    alone += [Group([], [place]) for place in _left(groups, 1, len(units[1]))]
    return tuple(_pair(group, units, scoring) for group in _in_order([*groups, *alone]))


def _paragraphs(text: SourceText) -> list[Unit]:
    return [unit for unit in text.units if unit.kind == "paragraph" and unit.text.strip()]


def _near_best(scores: _Scores) -> _Scores:
    best: dict[tuple[int, int], float] = defaultdict(float)
    for pair, score in scores.items():
        for side in (0, 1):
            best[side, pair[side]] = max(best[side, pair[side]], score)
    return {
        pair: score
        for pair, score in scores.items()
        if score >= _NEAR_BEST * max(best[0, pair[0]], best[1, pair[1]])
    }


def _groups(scores: _Scores) -> list[Group]:
    """Return the pairs in order that weigh most together, and the best of those left, out of order."""
    # Squares: two pairs that are sure weigh more than three that are not.
    ordered = chain({pair: score**2 for pair, score in scores.items()})
    found = [Group([one], [other]) for one, other in ordered]
    taken = [{group.sides()[side][0] for group in found} for side in (0, 1)]
    for (one, other), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if score >= _LEAST_MOVED and one not in taken[0] and other not in taken[1]:
            found.append(Group([one], [other], moved=True))
            taken[0].add(one)
            taken[1].add(other)
    return found


def _left(groups: Sequence[Group], side: int, count: int) -> list[int]:
    paired = {place for group in groups for place in group.sides()[side]}
    return [place for place in range(count) if place not in paired]


def _in_order(groups: Sequence[Group]) -> list[Group]:
    """Return *groups* in the order of the other text, what was dropped behind what it followed."""
    kept = [group for group in groups if group.one and group.other and not group.moved]
    followed = {max(group.one): min(group.other) for group in kept}
    places = sorted(followed)
    keys = []
    for group in groups:
        if group.other:
            keys.append((min(group.other), 0, 0, group))
        else:
            before = [place for place in places if place < group.one[0]]
            keys.append((followed[before[-1]] if before else -1, 1, group.one[0], group))
    return [group for *_, group in sorted(keys, key=itemgetter(0, 1, 2))]


def _pair(group: Group, units: tuple[list[Unit], list[Unit]], scoring: Scoring) -> Pair:
    sides = tuple([units[side][place] for place in group.sides()[side]] for side in (0, 1))
    kind = _kind(sides)
    score = _score(group, kind, scoring)
    paths = tuple(tuple(unit.path for unit in side) for side in sides)
    return Pair(paths[0], paths[1], kind, score, _reason(kind, score, sides, group.moved), group.moved)


def _kind(sides: Sequence[Sequence[Unit]]) -> str:
    one, other = sides
    if not (one and other):
        return "dropped" if one else "added"
    if len(one) == len(other) == 1:
        return "same" if folded(one[0].text) == folded(other[0].text) else "reworded"
    return "split" if len(other) > 1 else "merged"


def _score(group: Group, kind: str, scoring: Scoring) -> float:
    if kind in ("dropped", "added"):
        return 0.0
    if kind == "reworded":
        alike = scoring.alike.get((group.one[0], group.other[0]), 0.0)
        return round((alike + scoring.order(group.one, group.other)) / 2, 4)
    return 1.0 if kind == "same" else round(scoring.order(group.one, group.other), 4)


_REASONS: Mapping[str, str] = {
    "same": "The words are the same.",
    "reworded": "{share} % of the words stand in both, most in the same order.",
    "split": "Its words stand in {others} paragraphs, {share} % of them in the same order.",
    "merged": "The words of {ones} paragraphs stand in one, {share} % of them in the same order.",
    "dropped": "No paragraph of the other text has enough of its words.",
    "added": "No paragraph of the other text has enough of its words.",
}


def _reason(kind: str, score: float, sides: Sequence[Sequence[Unit]], moved: bool) -> str:
    said = _REASONS[kind].format(share=round(score * 100), ones=len(sides[0]), others=len(sides[1]))
    return f"{said} The order of the two texts differs here." if moved else said

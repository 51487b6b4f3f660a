"""Own how like the words of candidates are to those of a text: BM25 over their stems.

Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009). It must not know cues.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import bm25s
from bm25s.stopwords import STOPWORDS_EN_PLUS

__all__ = ["Likeness"]

_SAYING_LITTLE = frozenset(STOPWORDS_EN_PLUS)


class Likeness:
    """What each stem weighs in each candidate."""

    def __init__(self, labels: Sequence[Sequence[str]], more: Sequence[Sequence[str]]) -> None:
        """*labels* are the stems of the label of each candidate, which count twice, *more* of the rest."""
        pairs = zip(labels, more, strict=True)
        self._weights = _weights([_telling([*label, *label, *rest]) for label, rest in pairs])
        self._whole: dict[int, float] = defaultdict(float)
        for places in self._weights.values():
            for place, weight in places.items():
                self._whole[place] += weight

    def scores(self, read: Iterable[str]) -> dict[int, float]:
        """Return how much of what a candidate weighs the stems *read* have, from 0 to 1, by its place."""
        found: dict[int, float] = defaultdict(float)
        for stem in sorted(self._weights.keys() & set(read)):
            for place, weight in self._weights[stem].items():
                found[place] += weight
        return {place: weight / self._whole[place] for place, weight in found.items()}

    def shared(self, read: Iterable[str], place: int, most: int) -> list[str]:
        """Return the *most* stems of *read* that weigh most in the candidate at *place*, the best first."""
        found = {stem: self._weights[stem].get(place, 0.0) for stem in self._weights.keys() & set(read)}
        return sorted((stem for stem in found if found[stem]), key=lambda stem: (-found[stem], stem))[:most]


def _telling(stems: Sequence[str]) -> list[str]:
    return [stem for stem in stems if stem not in _SAYING_LITTLE]


def _weights(texts: Sequence[Sequence[str]]) -> dict[str, dict[int, float]]:
    """Return the weight of each stem by the place of each text that has it."""
    places: dict[str, set[int]] = defaultdict(set)
    for place, text in enumerate(texts):
        for stem in text:
            places[stem].add(place)
    if not places:
        return {}
    index = bm25s.BM25(method="lucene")
    index.index([list(text) for text in texts], show_progress=False)
    found = {}
    for stem, within in places.items():
        scores = index.get_scores([stem])
        found[stem] = {place: float(scores[place]) for place in sorted(within)}
    return found

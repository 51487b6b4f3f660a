"""Own how well paragraphs of two texts match, where they share enough. It must not choose among the pairs."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from heapq import nlargest

from rapidfuzz.distance import LCSseq

from acquis.texts.aligning.coding import Coding, folded, tokens

__all__ = ["Scoring"]

# Pairs that share less of their telling words are no candidates.
_TOUCH = 0.15
# So many words of a paragraph say which one it is; the rest are in most of them.
_TELLING = 40


class Scoring:
    """The paragraphs of two texts, ready to be compared.

    `alike` has the likeness of the telling words, in any order, of each pair of places that share some.
    """

    def __init__(self, one: Sequence[str], other: Sequence[str]) -> None:
        coding = Coding()
        self._words = tuple([_words(text) for text in side] for side in (one, other))
        self._codes = tuple([coding.code(words) for words in side] for side in self._words)
        every = [*self._words[0], *self._words[1]]
        seen = Counter(word for words in every for word in set(words))
        self._idf = {word: math.log(1 + len(every) / times) for word, times in seen.items()}
        self.alike = self._alike()

    def pairs(self, least: float) -> dict[tuple[int, int], float]:
        """Return the score of each pair of places that have at least *least*, from 0 to 1.

        It is the mean of the share of words that stand in the same order and of the likeness of the telling
        words in any order: 1 for the same words in the same order only.
        """
        found = {}
        for (one, other), alike in self.alike.items():
            if (score := (alike + self.order((one,), (other,))) / 2) >= least:
                found[one, other] = score
        return found

    def order(self, one: Sequence[int], other: Sequence[int]) -> float:
        """Return the share of words in the same order; the paragraphs of a side are read as one."""
        first = "".join(self._codes[0][place] for place in one)
        second = "".join(self._codes[1][place] for place in other)
        both = len(first) + len(second)
        return 2 * LCSseq.similarity(first, second) / both if both else 0.0

    def within(self, one: int, other: int) -> float:
        """Return the share of the words of the shorter paragraph that the longer has in the same order."""
        first, second = self._codes[0][one], self._codes[1][other]
        shorter = min(len(first), len(second))
        return LCSseq.similarity(first, second) / shorter if shorter else 0.0

    def length(self, side: int, place: int) -> int:
        """Return the number of words of a paragraph of *side* 0 or 1."""
        return len(self._codes[side][place])

    def _alike(self) -> dict[tuple[int, int], float]:
        """Return the cosine of the weighed words of each pair that shares enough."""
        vectors = [[self._vector(words) for words in side] for side in self._words]
        holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, vector in enumerate(vectors[1]):
            for word, weight in vector.items():
                holders[word].append((place, weight))
        found: dict[tuple[int, int], float] = {}
        for place, vector in enumerate(vectors[0]):
            sums: dict[int, float] = defaultdict(float)
            for word, weight in vector.items():
                for holder, other in holders.get(word, ()):
                    sums[holder] += weight * other
            found |= {(place, holder): min(total, 1.0) for holder, total in sums.items() if total >= _TOUCH}
        return found

    def _vector(self, words: Sequence[str]) -> dict[str, float]:
        every = ((word, times * self._idf[word]) for word, times in Counter(words).items())
        weights = dict(nlargest(_TELLING, every, key=lambda one: (one[1], one[0])))
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {word: weight / length for word, weight in weights.items()} if length else {}


def _words(text: str) -> list[str]:
    read = (token.strip().lower() for token in tokens(folded(text)))
    return [word for word in read if word[:1].isalnum()]

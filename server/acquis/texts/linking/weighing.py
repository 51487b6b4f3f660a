"""Own how much speaks for a candidate in one paragraph: cues, likeness, context and its own document.

It must not rank, and not know where candidates come from.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from acquis.texts.linking.cues import Found, context, find, words
from acquis.texts.linking.likeness import Likeness
from acquis.texts.linking.model import Candidate

__all__ = ["Case", "Passage", "Weighing", "prepared"]

# How likely a link is by one cue alone, in the paragraph and in a heading above it, and by likeness where the
# paragraph has every word of the candidate. Pieces of evidence are joined as if each stood by itself:
# 1 - (1 - a)(1 - b). The figures were set on the even paragraphs of the zero draft of 2021.
_HERE = {"named": 0.95, "strong": 0.7, "some": 0.25}
_ABOVE = {"strong": 0.4, "heading": 0.4}
_ALIKE = 0.6
# What stays of a score where no word says that the kind is meant.
_OUT_OF_CONTEXT = 0.5
# How much of what is still missing the own document of an element adds, times the score.
_OWN = 0.5


@dataclass
class Case:
    """What speaks for one candidate: how doubtful it still is, from 1 to 0, and the words as printed."""

    doubt: float = 1.0
    printed: list[str] = field(default_factory=list)

    def add(self, weight: float, printed: Sequence[str] = ()) -> None:
        """Join one more piece of evidence."""
        self.doubt *= 1 - weight
        self.printed += printed


class Passage:
    """A paragraph with the headings above it: its stems, and the cues of both with what each weighs."""

    def __init__(self, text: str, above: str) -> None:
        """*text* are the words of the paragraph, *above* the headings."""
        read = words(text)
        # Each stem of the paragraph as it is printed first.
        self.first: dict[str, str] = {}
        for word in read:
            self.first.setdefault(word.stem, text[word.start : word.end])
        stems, headings = _headings(above)
        self.stems = stems | self.first.keys()
        self.cues = [
            (found, weights[found.cue.strength])
            for part, weights in ((find(text, read), _HERE), (headings, _ABOVE))
            for found in part
            if found.cue.strength in weights
        ]


class Weighing:
    """The candidates, ready to be weighed for one paragraph after the other."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = candidates
        self._places = {one.iri: place for place, one in enumerate(candidates)}
        self._kinds = frozenset(one.kind for one in candidates)
        labels, more = ([_stems(one.label) for one in candidates], [_stems(one.words) for one in candidates])
        self._likeness = Likeness(labels, more)

    def cases(self, passage: Passage) -> dict[int, Case]:
        """Return the case of each candidate that anything in *passage* speaks for, by its place."""
        cases: dict[int, Case] = defaultdict(Case)
        for found, weight in passage.cues:
            for target in found.cue.targets:
                if target in self._places:
                    cases[self._places[target]].add(weight, found.printed)
        for place, alike in self._likeness.scores(passage.first).items():
            cases[place].add(_ALIKE * alike)
        return cases

    def scores(self, cases: dict[int, Case], passage: Passage, edition: str) -> dict[int, float]:
        """Return the score of each of *cases*, from 0 to 1; *edition* is the IRI of what is read, or ""."""
        meant = {kind for kind in self._kinds if context(kind, passage.stems)}
        return {place: self._score(place, case, meant, edition) for place, case in cases.items()}

    def reason(self, case: Case, place: int, passage: Passage, most: int) -> tuple[str, ...]:
        """Return at most *most* words that speak for the candidate at *place*, those of cues first."""
        shared = self._likeness.shared(passage.first, place, most)
        return tuple(dict.fromkeys((*case.printed, *(passage.first[stem] for stem in shared))))[:most]

    def _score(self, place: int, case: Case, meant: set[str], edition: str) -> float:
        candidate, score = self._candidates[place], 1 - case.doubt
        if candidate.kind not in meant:
            score *= _OUT_OF_CONTEXT
        if edition and edition in candidate.origins:
            score += (1 - score) * _OWN * score
        return score


@lru_cache(maxsize=2)
def prepared(candidates: tuple[Candidate, ...]) -> Weighing:
    """Return *candidates* ready to be weighed; kept, as many texts are read against the same ones."""
    return Weighing(candidates)


@lru_cache(maxsize=256)
def _headings(text: str) -> tuple[frozenset[str], tuple[Found, ...]]:
    """Return the stems and the cues of headings; kept, as many paragraphs stand below the same ones."""
    read = words(text)
    return frozenset(word.stem for word in read), tuple(find(text, read))


def _stems(text: str) -> list[str]:
    return [word.stem for word in words(text)]

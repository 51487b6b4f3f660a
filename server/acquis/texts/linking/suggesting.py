"""Own which links are suggested for the paragraphs of a text, ranked within each kind.

It must not write anything, and not know where candidates come from.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from acquis.texts.linking.model import Candidate, Suggestion
from acquis.texts.linking.outline import Outline
from acquis.texts.linking.weighing import Passage, prepared
from acquis.texts.model import SourceText

__all__ = ["suggest"]

# What is less likely is not worth a look.
_LEAST = 0.15
# Full marks are for links that someone confirmed.
_MOST = 0.99
_REASONS = 5


def suggest(
    text: SourceText, candidates: Sequence[Candidate], limit: int = 5, edition: str = ""
) -> tuple[Suggestion, ...]:
    """Return up to *limit* links of each kind for each paragraph of *text*, in its order, by kind and rank.

    The words of what stands below a paragraph, such as its bullets, count for it too, those of footnotes for
    none. *edition* is the IRI of the edition that *text* is: what that edition words comes before its like.
    A candidate first worded after the text came out is left out, where both dates are known.
    """
    outline, weighing = Outline(text), prepared(tuple(candidates))
    late = {place for place, one in enumerate(candidates) if _later(one, text)}
    found = []
    for unit in text.units:
        if unit.kind == "paragraph":
            passage = Passage(outline.text(unit), outline.above(unit))
            cases = weighing.cases(passage)
            scores = weighing.scores({place: cases[place] for place in cases.keys() - late}, passage, edition)
            for rank, place in _ranked(scores, candidates, limit):
                one, reason = candidates[place], weighing.reason(cases[place], place, passage, _REASONS)
                score = round(min(scores[place], _MOST), 4)
                found.append(Suggestion(unit.path, one.iri, one.kind, rank, score, reason))
    return tuple(found)


def _ranked(
    scores: dict[int, float], candidates: Sequence[Candidate], limit: int
) -> Iterator[tuple[int, int]]:
    """Yield the rank and the place of those worth a look, the best *limit* of each kind, kinds by name."""
    kinds: dict[str, list[tuple[float, str, int]]] = defaultdict(list)
    for place, score in scores.items():
        if score >= _LEAST:
            kinds[candidates[place].kind].append((-score, candidates[place].iri, place))
    for _, found in sorted(kinds.items()):
        for rank, (_, _, place) in enumerate(sorted(found)[:limit], 1):
            yield rank, place


def _later(candidate: Candidate, text: SourceText) -> bool:
    """Return whether *candidate* was first worded after *text* came out, as far as both dates are exact."""
    day = text.issued or text.adopted
    exact = min(len(day), len(candidate.since))
    return exact > 0 and candidate.since[:exact] > day[:exact]

"""The shape of what can be linked to, and of a suggested link. It must not know how suggestions are found."""

from dataclasses import dataclass

__all__ = ["Candidate", "Suggestion"]


@dataclass(frozen=True)
class Candidate:
    """Something that a unit of a text may be about.

    `kind` is norm, rule, principle, capacity, measure, threat, topic or any other word: suggestions are
    ranked within it, so rules that repeat norms should have a kind of their own. `words` are all that the
    graph says of it in the language of the text: summary, definition, other names. `origins` are the IRIs
    of the editions that word it, and `since` the date of the first of them (ISO 8601), where known.
    """

    iri: str
    kind: str
    label: str
    words: str = ""
    origins: tuple[str, ...] = ()
    since: str = ""


@dataclass(frozen=True)
class Suggestion:
    """A link that someone may confirm: nothing is written from it without that.

    `unit` is the path of the unit, `rank` counts from 1 within the unit and the kind, `score` is more than 0
    and less than 1, and `reason` are the words, as printed in the unit or above it, that speak for the link.
    """

    unit: str
    target: str
    kind: str
    rank: int
    score: float
    reason: tuple[str, ...]

"""The shape of what a comparison of texts finds. It must not know how it is found."""

from dataclasses import dataclass

__all__ = ["Change", "Pair"]


@dataclass(frozen=True)
class Pair:
    """Paragraphs of two texts that correspond; one side is empty where nothing does.

    `one` and `other` are paths in the order of their texts: several in `other` where a paragraph was
    split, several in `one` where some were merged. `kind` is same, reworded, split, merged, dropped or
    added; `moved` says that the order of the two texts differs here. `score` goes from 0 to 1, 1 for the
    same words, and is 0 where nothing corresponds. `reason` is a sentence for people. A pair is a proposal:
    whether paragraphs correspond (acq:correspondsTo) someone confirms.
    """

    one: tuple[str, ...]
    other: tuple[str, ...]
    kind: str
    score: float
    reason: str
    moved: bool = False


@dataclass(frozen=True)
class Change:
    """A run of words: `kind` is kept, removed or added."""

    kind: str
    text: str

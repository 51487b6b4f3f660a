"""Own the words of a text as they are compared: small letters, no endings, with the place of each in print.

It must not know what any word means.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

__all__ = ["Word", "read", "stems"]

_STEMMER = snowballstemmer.stemmer("english")
_WORD = re.compile(r"[^\W_]+")
# What is left of "State's" behind the apostrophe.
_ENDS = frozenset({"s"})


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its stem, and where it stands in the text."""

    stem: str
    start: int
    end: int


def read(text: str, short: Mapping[str, Sequence[str]] | None = None) -> list[Word]:
    """Return the words of *text* in their order; *short* has the stems that an abbreviation stands for.

    >>> [word.stem for word in read("The State's confidence-building measures")]
    ['the', 'state', 'confid', 'build', 'measur']
    >>> read("of CI", {"CI": ["critic", "infrastructur"]})[2]
    Word(stem='infrastructur', start=3, end=5)
    """
    full = short or {}
    return [
        Word(stem, *found.span())
        for found in _WORD.finditer(text)
        if found[0] not in _ENDS
        for stem in full.get(found[0]) or (_stem(found[0]),)
    ]


def stems(text: str) -> list[str]:
    """Return the stems of the words of *text* in their order."""
    return [word.stem for word in read(text)]


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word.lower()))

"""Own the words of texts as they are compared in their order, each word as one character of a string.

rapidfuzz compares strings many words at a time. It must not know what the words mean.
"""

import re
from collections.abc import Iterable

__all__ = ["Coding", "MOST", "folded", "tokens"]

_TOKEN = re.compile(r"\s*(?:\w+|[^\w\s])")
# The first character for the use of anyone, behind those that no string may hold alone.
_FIRST = 0xE000
# Hyphens and quotation marks differ from copy to copy of one text.
_FOLDED = str.maketrans("\u2010\u2011\u2018\u2019\u201c\u201d", "--''\"\"")
# So many words have a character each, all different at worst.
MOST = 1_000_000


def tokens(text: str) -> list[str]:
    """Return *text* cut before each word or sign, with the white space in front; joined they are *text*.

    >>> tokens("States, all")
    ['States', ',', ' all']
    """
    found = _TOKEN.findall(text)
    end = text[sum(map(len, found)) :]
    return [*found[:-1], found[-1] + end] if found and end else found or ([text] if text else [])


def folded(text: str) -> str:
    """Return *text* with white space, hyphens and quotation marks of one kind.

    >>> folded("non\u2011binding  norms")
    'non-binding norms'
    """
    return " ".join(text.translate(_FOLDED).split())


class Coding:
    """Gives each word a character of its own."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def code(self, words: Iterable[str]) -> str:
        """Return *words* as one character each."""
        return "".join(self._known.setdefault(word, chr(_FIRST + len(self._known))) for word in words)

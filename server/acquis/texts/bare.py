"""Own texts of which only addresses and words are held, and the order in which a document has its units.

It must not know where the words are kept.
"""

from collections.abc import Mapping

from acquis.naming import names
from acquis.texts.model import SourceText, Unit

__all__ = ["bare", "place"]

# In the order in which a document has them; what is not named here stands between.
_FIRST = {"pp": 1, "sec": 2, "annex": 8, "fn": 9}
_BETWEEN = 5


def bare(symbol: str, language: str, words: Mapping[str, str]) -> SourceText:
    """Return the text with the *words* of its units by path, in the order in which a document has them."""
    units = tuple(
        Unit(path, "footnote" if "fn" in path.split("/")[::2] else "paragraph", "", text=words[path])
        for path in sorted(words, key=place)
    )
    return SourceText(symbol, language, "", units, (), "", "", "plain")


def place(path: str) -> list[tuple[int, list[tuple[bool, int, str]]]]:
    """Return what sorts the unit at *path* below its edition, such as annex/1/para/34, as it is read.

    >>> sorted(["fn/1", "para/10", "para/9", "pp/2"], key=place)
    ['pp/2', 'para/9', 'para/10', 'fn/1']
    """
    steps = path.split("/")
    pairs = zip(steps[::2], steps[1::2], strict=False)
    return [(_FIRST.get(kind, _BETWEEN), names.natural(f"{kind}/{number}")) for kind, number in pairs]

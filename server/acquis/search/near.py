"""Find words of an index that come near to typed ones that it does not have, as people mistype.

It must not rank findings.
"""

from collections.abc import Sequence
from difflib import get_close_matches

from acquis.search.finding import Source
from acquis.search.words import folded, words

__all__ = ["nearest"]

# A shorter word comes near to too many others.
_SHORTEST = 4
_LONGEST = 40
_ALIKE = 0.75
# How many words of the index are held against one that was typed.
_MOST = 5_000
_NEAREST = 3
_KNOWN = "SELECT 1 FROM vocabulary WHERE term >= ? AND term < ? LIMIT 1"
_LIKE = "SELECT term FROM vocabulary WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ? LIMIT ?"
_LAST_SIGN = "\U0010ffff"


def nearest(sources: Sequence[Source], typed: str) -> tuple[str, ...]:
    """Return at most three texts that *typed* may be meant to be, with known words for its unknown ones.

    Raises:
        QueryTimeout: it took too long.
    """
    row = words(typed)
    unknown = [one for one in dict.fromkeys(row) if not _is_known(sources, one)]
    changes = {one: _close(sources, one) for one in unknown}
    if not unknown or not all(changes.values()):
        return ()
    most = max(len(one) for one in changes.values())
    texts = (
        " ".join(changes[one][min(place, len(changes[one]) - 1)] if one in changes else one for one in row)
        for place in range(most)
    )
    return tuple(one for one in dict.fromkeys(texts) if one != folded(typed))[:_NEAREST]


def _is_known(sources: Sequence[Source], word: str) -> bool:
    within = (word, word + _LAST_SIGN)
    return any(one.rows(_KNOWN, *within) for one in sources)


def _close(sources: Sequence[Source], word: str) -> list[str]:
    """Return the words nearest to *word*, of those that begin like it if any, else of all of its length."""
    if not _SHORTEST <= len(word) <= _LONGEST:
        return []
    sizes = (len(word) - 2, len(word) + 2, _MOST)
    for start in (word[:2], word[:1], ""):
        rows = (row for one in sources for row in one.rows(_LIKE, start, start + _LAST_SIGN, *sizes))
        if found := get_close_matches(word, {term for (term,) in rows}, _NEAREST, _ALIKE):
            return found
    return []

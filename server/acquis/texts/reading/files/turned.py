"""Lines in scripts written from right to left: from the order on the page to the order of reading.

It must not know how a page is laid out.
"""

import unicodedata
from collections.abc import Sequence

__all__ = ["logical", "rightward"]

_RIGHT = frozenset({"R", "AL"})
_LEFT = frozenset({"L", "EN", "AN"})
# What stands between figures keeps their order, as in 70/237 and 13.5.
_JOINS = frozenset({"ES", "CS", "ET", "NSM"})


def rightward(text: str) -> bool:
    """Return whether most letters of *text* are of a script written from right to left."""
    kinds = [unicodedata.bidirectional(one) for one in text]
    right = sum(kind in _RIGHT for kind in kinds)
    return right > sum(kind == "L" for kind in kinds)


def logical(letters: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Return *letters*, each with what is known of it, in the order of reading.

    Letters of a line from left to right stay as they are. Of others the order is turned, runs of figures and
    Latin letters are kept, and the shapes of letters become the letters (Unicode Standard, section 9.2).

    >>> "".join(one for one, _ in logical([(one, False) for one in "70/237 \\u05d0\\u05d1"]))
    '\u05d1\u05d0 70/237'
    """
    if not rightward("".join(one for one, _ in letters)):
        return list(letters)
    turned = [one for one in reversed(letters) if one[0] != "\n"]
    found: list[tuple[str, bool]] = []
    run: list[tuple[str, bool]] = []
    for at, one in enumerate(turned):
        kind = unicodedata.bidirectional(one[0][:1] or " ")
        after = unicodedata.bidirectional((turned[at + 1][0][:1] if at + 1 < len(turned) else "") or " ")
        if kind in _LEFT or (run and kind in _JOINS and after in _LEFT):
            run.append(one)
            continue
        found += run[::-1]
        run = []
        found.append((unicodedata.normalize("NFKC", one[0]), one[1]))
    return found + run[::-1]

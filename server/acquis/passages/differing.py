"""Say word by word how one short text, such as a paragraph, differs from another.

It must not know what texts they are. Whole editions are lined up by `acquis.texts.aligning`, which needs
packages that a server goes without.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from acquis.passages.folding import CJK

__all__ = ["Change", "changes"]

# A word or a sign, with the space behind it.
_TOKEN = re.compile(f"(?:[{CJK}]|[^\\W{CJK}]+|[^\\w\\s])\\s*|\\s+")
# Words of longer texts would take too long to compare.
_MOST = 1_500


@dataclass(frozen=True)
class Change:
    """A run of words: "same" in both texts, "gone" from the first one, or "new" in the second."""

    kind: str
    text: str


def changes(before: str, now: str) -> tuple[Change, ...]:
    """Return *now* beside *before*, in runs of words; all of it as new where they are too long to compare.

    >>> [(one.kind, one.text) for one in changes("States should act", "States must act")]
    [('same', 'States '), ('gone', 'should '), ('new', 'must '), ('same', 'act')]
    """
    one, other = _TOKEN.findall(before), _TOKEN.findall(now)
    if max(len(one), len(other)) > _MOST:
        return (Change("new", now),)
    return tuple(_runs(one, other))


def _runs(one: list[str], other: list[str]) -> Iterator[Change]:
    before, now = ([token.strip() for token in side] for side in (one, other))
    for kind, start, end, first, last in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Change("same", "".join(other[first:last]))
            continue
        for name, text in (("gone", one[start:end]), ("new", other[first:last])):
            if text:
                yield Change(name, "".join(text))

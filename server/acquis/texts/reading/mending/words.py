"""Words that a line end or the spacing of a page broke: what the same document has elsewhere decides.

It must not know where on a page a line stands.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from acquis.texts.model import Doubt

__all__ = ["Words"]

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_BREAK = re.compile(r"(?P<head>\w[\w'\u2019-]{0,60}?)(?P<apart> ?)-[ \t]*\n\s*(?P<tail>\w[\w'\u2019-]{0,60})")
_PAIR = re.compile(r"(?<![\w'\u2019-])(?P<x>[a-z]+) +(?P<y>[a-z]+)(?![\w'\u2019])")
# Words that stand alone however rare the word next to them is.
# fmt: off
_SMALL = frozenset({
    "a", "all", "an", "and", "any", "are", "as", "at", "be", "both", "but", "by", "can", "do", "each",
    "every", "for", "from", "had", "has", "have", "he", "her", "his", "how", "i", "if", "in", "into",
    "is", "it", "its", "may", "my", "no", "nor", "not", "of", "off", "on", "one", "or", "our", "out",
    "over", "per", "she", "so", "some", "such", "than", "that", "the", "their", "them", "there", "they",
    "this", "those", "to", "under", "up", "upon", "us", "was", "we", "were", "what", "when", "where",
    "who", "will", "with",
})
# fmt: on
# Letters that are words in one of the official languages written in Latin letters.
_LETTERS = frozenset("aieoyu")


class Words:
    """The words of one document, and what they decide."""

    def __init__(self, lines: Sequence[str]) -> None:
        """Count the words of *lines*, but for those that a line end may have broken."""
        self._doubts: dict[Doubt, None] = {}
        self._counts = Counter(word for line in lines for word in _whole(line))
        self._kept = self._joined = 0
        for found in _BREAK.finditer("\n".join(line.rstrip() for line in lines)):
            joined, hyphened = self._seen(found["head"], found["tail"])
            self._joined += joined > hyphened
            self._kept += hyphened > joined

    def mend(self, text: str) -> str:
        """Return *text*, lines parted by line feeds, on one line with its broken words whole again."""
        text = re.sub("\u00ad[ \t]*\n?[ \t]*", "", text)
        text = _BREAK.sub(self._at_line_end, self._closed(text))
        return re.sub(r"(?<=\w) -(?=\w)", "-", " ".join(text.split()))

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What was left open so far, each thing once."""
        return tuple(self._doubts)

    def _seen(self, head: str, tail: str) -> tuple[int, int]:
        """Return how often the two stand elsewhere as one word, and with a hyphen."""
        head, tail = head.rsplit("-", 1)[-1].lower(), tail.split("-", 1)[0].lower()
        return self._counts[head + tail], self._counts[f"{head}-{tail}"]

    def _at_line_end(self, found: re.Match[str]) -> str:
        head, tail = found["head"], found["tail"]
        joined, hyphened = self._seen(head, tail)
        if joined != hyphened:
            return head + tail if joined > hyphened else f"{head}-{tail}"
        first, last = head.rsplit("-", 1)[-1], tail.split("-", 1)[0]
        # A program that spaces letters apart does so before a hyphen that was there; nobody breaks ICT.
        if found["apart"] or not last.islower() or not first[-1].islower():
            return f"{head}-{tail}"
        known = sum(self._counts[one.lower()] > 0 for one in (first, last))
        keeps = known == 2 or (known == 1 and self._joined <= self._kept)
        whole = f"{head}-{tail}" if keeps else head + tail
        self._doubt(
            "hyphen", f"A line ends in “{head}-” and the next begins with “{tail}”: read as “{whole}”."
        )
        return whole

    def _closed(self, text: str) -> str:
        """Return *text* without the spaces that a program put into words."""
        parts, done, at = [], 0, 0
        while found := _PAIR.search(text, at):
            whole = self._apart(found["x"], found["y"])
            at = found.end() if whole else found.start("y")
            if whole:
                parts += [text[done : found.start()], whole]
                done = at
        return "".join([*parts, text[done:]])

    def _apart(self, x: str, y: str) -> str:
        """Return *x* and *y* as one word where they are one, "" where they are two."""
        rare = [one for one in (x, y) if self._counts[one] <= 1 and one not in _SMALL]
        alone = [one for one in (x, y) if len(one) == 1 and one not in _LETTERS]
        if self._counts[x + y] and (len(rare) == 2 or alone):
            self._doubt("space", f"“{x} {y}” was read as “{x + y}”, which stands elsewhere.")
            return x + y
        if x in alone:
            self._doubt("space", f"“{x} {y}” may be one word: it was left as it stands.")
        return ""

    def _doubt(self, kind: str, said: str) -> None:
        self._doubts[Doubt("", kind, said)] = None


def _whole(line: str) -> Iterable[str]:
    """Yield the words of *line* in small letters, with their parts; not one that its end may have broken."""
    line = line.rstrip()
    if line.endswith(("-", "\u00ad")):
        line = line[: line.rstrip("-\u00ad ").rfind(" ") + 1]
    for found in _WORD.finditer(line):
        word = found[0].lower()
        yield word
        if "-" in word:
            yield from word.split("-")

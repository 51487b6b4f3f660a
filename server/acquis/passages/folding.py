"""Own how words are folded, so that a quote is found however it was typed, and where each sign stood before.

Spaces, quotation marks and hyphens of any form are one, signs that nobody sees are none. It must not know
where words come from.
"""

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["CJK", "Folded", "folded", "parts"]

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HYPHENS = "\u2010-\u2015\u2212\ufe58\ufe63\uff0d-"
_QUOTES = "\"'`\u00b4\u2018-\u201f\u2032\u2033\u300c-\u300f\uff02\uff07"
_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670"
# What a sign, or a run of them, is for a quote; the first that fits counts.
_SIGN = re.compile(
    "(?P<none>\u00ad\\s*|[\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+)"
    f"|(?P<hyphen>\\s*[{_HYPHENS}]+\\s*)"
    f"|(?P<quote>[\u00ab\u2039]\\s*|\\s*[\u00bb\u203a]|[{_QUOTES}]+)"
    f"|(?P<close>(?<=[{CJK}])\\s+|\\s+(?=[{CJK};:?!%]))"
    "|(?P<space>\\s+)"
    f"|(?P<other>[^\\x00-\\x7f][{_MARKS}]*|[^\\s][{_MARKS}]+)"
)
_INSTEAD = {"none": "", "hyphen": "-", "quote": "'", "close": "", "space": " "}
# What stands in a quote for words that were left out, or for words that whoever quotes put in.
_GAP = re.compile(r"[\[(]\s*(?:…|\.\s*\.\s*\.)\s*[\])]|…|\.\s*\.\s*\.\s*\.?|\[[^\[\]]{2,80}\]")
# A letter that whoever quotes made a capital, or a small one.
_LETTER = re.compile(r"\[(\w)\]")
_MARKS_AROUND = " '"
_AROUND = " '.,;:-"
_BROKEN = re.compile(rf"(?<=\w)[{_HYPHENS}]\s+(?=\w)")
_REMEMBERED = 1024


@dataclass(frozen=True)
class Folded:
    """A text as it is compared; `starts` and `ends` say of each sign where it stood in the text before."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place before folding of what is from *start* to *end* now."""
        return self.starts[start], self.ends[end - 1]

    @property
    def small(self) -> str:
        """The text in small letters, sign by sign."""
        lowered = self.text.lower()
        if len(lowered) == len(self.text):
            return lowered
        return "".join(one.lower() if len(one.lower()) == 1 else one for one in self.text)


@lru_cache(maxsize=_REMEMBERED)
def folded(text: str) -> Folded:
    """Return *text* as it is compared.

    >>> folded("the “rules\\u00ad-based”  order").text
    "the 'rules-based' order"
    """
    pieces: list[str] = []
    starts, ends = array("I"), array("I")
    done = 0
    for sign in _SIGN.finditer(text):
        begin, end = sign.span()
        pieces.append(text[done:begin])
        starts.extend(range(done, begin))
        ends.extend(range(done + 1, begin + 1))
        instead = _instead(sign)
        pieces.append(instead)
        starts.extend([begin] * len(instead))
        ends.extend([end] * len(instead))
        done = end
    pieces.append(text[done:])
    starts.extend(range(done, len(text)))
    ends.extend(range(done + 1, len(text) + 1))
    return Folded("".join(pieces), starts, ends)


def _instead(sign: re.Match[str]) -> str:
    kind = sign.lastgroup or ""
    return unicodedata.normalize("NFKC", sign[0]) if kind == "other" else _INSTEAD[kind]


def parts(quote: str) -> tuple[tuple[str, ...], ...]:
    """Return the folded parts of *quote* between its gaps, in each way in which it may be meant.

    A point or comma at its end may be the text's, or that of whoever quotes; a hyphen before a space may part
    two words, or be that of a line that ended in the middle of one.

    >>> parts("States […] should act.")
    (('States', 'should act.'), ('States', 'should act'))
    """
    if not any(map(str.isalnum, quote)):
        return ()
    plain = _LETTER.sub(r"\1", quote)
    found = (
        tuple(folded(one).text.strip(around) for one in _GAP.split(way))
        for way in (plain, _BROKEN.sub("", plain))
        for around in (_MARKS_AROUND, _AROUND)
    )
    return tuple(dict.fromkeys(way for one in found if (way := tuple(filter(None, one)))))

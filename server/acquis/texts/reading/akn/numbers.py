"""Printed numbers of paragraphs, points and headings, in the figures and letters of six languages.

A label may be read in more than one way: (i) follows (h), or stands for one. It must not choose.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["ALPHA", "CAPITAL", "FIGURE", "Label", "ROMAN", "UPPER", "counted", "labelled", "table"]

# Small letters, small Roman figures, capitals, large Roman figures, figures.
ALPHA, ROMAN, CAPITAL, UPPER, FIGURE = "alpha", "roman", "capital", "upper", "figure"
# Letters of the Russian keyboard that look like Latin ones and stand for them.
_LOOKALIKES = str.maketrans("\u0430\u0435\u0441\u0445", "aecx")
_ROMANS = {"i": 1, "v": 5, "x": 10, "l": 50}
_ROMAN = re.compile("(?=.)(xl|l?x{0,3})(ix|iv|v?i{0,3})")
# Nothing is counted to fifty in Roman figures, so that this is the letter alone.
_LETTERS_ONLY = ("l",)
# In brackets, or before one: (a), a), (iii). Then plain figures and capitals: 12., 12 -, IV., 1.2
_POINT = re.compile(r"\(?\s*([a-z\u0430\u0435\u0441\u0445]{1,5}|\d{1,2}|[\u0621-\u064a]\u0640?)\s*\)\s*")
_PLAIN = re.compile(r"(\d{1,3}(?:\.\d{1,2})*)(?:\.(?!\d)|\s*[-\u2013\u0640]|$)\s*")
# Arabic prints 1 in single quotation marks where others print (i).
_QUOTED = re.compile(r"[\u2018\u2019'](\d{1,2})[\u2018\u2019']\s*")
_LARGE = re.compile(r"([IVXL]+|[A-Z])(?:\.|(?=\s*$))\s*")
# 一、 counts paragraphs of a treaty and sections elsewhere; the same in brackets counts points.
_CHINESE = re.compile(r"([\u3007\u4e00-\u9fff]{1,3})(?:[.\u3001\uff0e]|$)\s*")
_CHINESE_POINT = re.compile(r"(?:[(\uff08]([\u3007\u4e00-\u9fff]{1,3})[)\uff09]|([\u3220-\u3229]))\s*")


@dataclass(frozen=True)
class Label:
    """A number as printed, its length in the text, and the styles and counts that it may stand for.

    `whole` is that of a figure in parts: 1.2 has the whole "1.2" and no count.
    """

    printed: str
    length: int
    options: tuple[tuple[str, int], ...]
    whole: str = ""

    def count(self, style: str) -> int:
        """Return what it counts in *style*, 0 where it has none."""
        return dict(self.options).get(style, 0)


@cache
def table() -> dict[str, Any]:
    """Return the table of words, `akn.toml`."""
    return tomllib.loads(files("acquis.texts.reading.akn").joinpath("akn.toml").read_text("utf-8"))


def labelled(text: str) -> Label | None:
    """Return the number that opens *text*, None where none does.

    >>> labelled("(i) The content").options
    (('alpha', 9), ('roman', 1))
    >>> labelled("12. Requests").options, labelled("2021 was")
    ((('figure', 12),), None)
    """
    if (found := _POINT.match(text)) and _small(found[1]):
        return Label(found[0].strip(), found.end(), _small(found[1]))
    if found := _QUOTED.match(text):
        return Label(found[0].strip(), found.end(), ((ROMAN, int(found[1])),))
    if found := _PLAIN.match(text):
        options = () if "." in found[1] else ((FIGURE, int(found[1])),)
        return Label(found[0].strip(" .-\u2013\u0640"), found.end(), options, found[1])
    if found := _LARGE.match(text):
        return Label(found[1], found.end(), _large(found[1]))
    if (found := _CHINESE.match(text)) and (count := _chinese(found[1])):
        return Label(found[1], found.end(), ((UPPER, count), (FIGURE, count)), str(count))
    if found := _CHINESE_POINT.match(text):
        count = _chinese(found[1]) if found[1] else ord(found[2]) - 0x321F
        return Label(found[0].strip(), found.end(), ((ALPHA, count),)) if count else None
    return _worded(text)


def counted(style: str, count: int) -> str:
    """Return *count* as an address has it: b, ii, 2; Roman figures stay Roman.

    >>> counted("alpha", 27), counted("upper", 4)
    ('aa', 'iv')
    """
    if style in (ROMAN, UPPER):
        pairs = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
        said = ""
        for size, letters in pairs:
            said += letters * (count // size)
            count %= size
        return said
    if style in (ALPHA, CAPITAL):
        return chr(96 + (count - 1) % 26 + 1) * ((count - 1) // 26 + 1)
    return str(count)


def _small(text: str) -> tuple[tuple[str, int], ...]:
    text = text.translate(_LOOKALIKES)
    if text.isdecimal():
        return ((FIGURE, int(text)),)
    letters: str = table()["arabic"]["letters"]
    if (arabic := text.strip("\u0640").replace("\u0627", "\u0623")) in letters:
        return ((ALPHA, letters.index(arabic) + 1),)
    found = []
    if len(set(text)) == 1 and text.isascii():
        found.append((ALPHA, (ord(text[0]) - 96) + 26 * (len(text) - 1)))
    if _ROMAN.fullmatch(text) and text not in _LETTERS_ONLY:
        found.append((ROMAN, _roman(text)))
    return tuple(found)


def _large(text: str) -> tuple[tuple[str, int], ...]:
    found = [(CAPITAL, ord(text) - 64)] if len(text) == 1 else []
    if _ROMAN.fullmatch(text.lower()) and text.lower() not in _LETTERS_ONLY:
        found.append((UPPER, _roman(text.lower())))
    return tuple(found)


def _roman(text: str) -> int:
    values = [_ROMANS[one] for one in text]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _chinese(text: str) -> int:
    figures, ten = table()["chinese"]["figures"], table()["chinese"]["ten"]
    if any(one not in figures + ten for one in text):
        return 0
    tens, sign, ones = text.rpartition(ten)
    high = (figures.index(tens) if tens else 1) * 10 if sign else 0
    return high + (figures.index(ones) if ones else 0) if len(ones) < 2 else 0


def _worded(text: str) -> Label | None:
    first = text.split(" ", 1)[0].rstrip(".")
    for count, forms in enumerate(table()["ordinals"], 1):
        if first in forms:
            rest = re.match(r"\S+\s*[-\u2013:]?\s*", text)
            return Label(first, rest.end() if rest else len(first), ((UPPER, count),))
    return None

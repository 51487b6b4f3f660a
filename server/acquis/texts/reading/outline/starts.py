"""What a block can open: an annex, a section, a numbered paragraph, a point, a bullet; all readings of it.

It must not choose between readings, nor know what stood before.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = [
    "ENDED",
    "HEADING_LENGTH",
    "Start",
    "arabic",
    "chosen",
    "following",
    "named",
    "opens_resolution",
    "starts",
]

# Longer headings exist in no report that was looked at; a paragraph without a full stop is longer.
HEADING_LENGTH = 200
# How a sentence, or a part of a list, ends: perhaps with a closing quote, bracket or mark of a footnote.
ENDED = re.compile("[.;:!?][\"'\u201d\u2019)\\]\ue000-\ue001\\d*]*\\s*$|[;,] (?:and|or)$")

_ROMAN = re.compile("(?=.)(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})")
_ROMANS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
# In Arabic a hyphen follows the number, in Chinese no space.
_PARAGRAPH = re.compile(
    r"(?P<n>\d{1,3})(?P<bis>[ -]?(?:bis|ter|quater))?"
    r"(?:\.\s+(?=\S)|\.(?=[\u3400-\u9fff])|\s?[-\u0640\u2013]\s*(?=[\u0590-\u08ff]))"
)
_DOTTED = re.compile(r"(?P<n>\d{1,3}(?:\.\d{1,2})+)\.?\s+(?=\S)")
_LARGE = re.compile(r"(?P<n>[IVXL]+|[A-Z])\.\s+(?=\S)")
_POINT = re.compile(r"\((?P<n>[a-z]{1,2}|[ivxl]+)\)\s*(?=\S)|(?P<m>[a-z])[.)]\s+(?=\S)")
_BULLET = re.compile("[\u2022\u25aa\u25cf\u25cb\u25e6\u2023\u2043\u00b7\uf0b7\uf0a7]\\s*(?=\\S)")


@dataclass(frozen=True)
class Start:
    """One reading of how a block opens.

    `kind` is annex, section, paragraph, letter, roman or bullet. `style` of a section is roman, letter,
    figure or dotted. `printed` is the number as it stands, `key` the same for an address, `at` where the
    words begin.
    """

    kind: str
    printed: str
    key: str
    at: int
    style: str = ""


def starts(text: str) -> tuple[Start, ...]:
    """Return every reading of how *text* opens, none where it opens nothing.

    >>> [(one.kind, one.key) for one in starts("(i) The content")]
    [('letter', 'i'), ('roman', 'i')]
    >>> [(one.kind, one.style) for one in starts("3.1  THREATS")]
    [('section', 'dotted'), ('paragraph', '')]
    """
    if found := _BULLET.match(text):
        return (Start("bullet", found[0].strip(), "", found.end()),)
    if found := _annex().match(text):
        return (Start("annex", (found["n"] or "").strip(), arabic(found["n"] or ""), found.end()),)
    if found := _DOTTED.match(text):
        key, at = found["n"], found.end()
        return Start("section", key, key, at, "dotted"), Start("paragraph", key, key, at)
    if found := _PARAGRAPH.match(text):
        return _figures(found)
    if found := _LARGE.match(text):
        return _large(found["n"], found.end())
    found = _POINT.match(text)
    return _points(found["n"] or found["m"], found[0].strip(), found.end()) if found else ()


def _figures(found: re.Match[str]) -> tuple[Start, ...]:
    bis = (found["bis"] or "").strip(" -")
    key = f"{int(found['n'])}{'-' if bis else ''}{bis}"
    printed = f"{found['n']}{' ' if bis else ''}{bis}"
    return (
        Start("paragraph", printed, key, found.end()),
        Start("section", printed, key, found.end(), "figure"),
    )


def _large(printed: str, at: int) -> tuple[Start, ...]:
    found = [Start("section", printed, printed.lower(), at, "letter")] if len(printed) == 1 else []
    if _ROMAN.fullmatch(printed.lower()):
        found.append(Start("section", printed, printed.lower(), at, "roman"))
    return tuple(found)


def _points(key: str, printed: str, at: int) -> tuple[Start, ...]:
    found = [Start("letter", printed, key, at)] if len(key) == 1 or key[0] == key[-1] else []
    if _ROMAN.fullmatch(key):
        found.append(Start("roman", printed, key, at))
    return tuple(found)


def arabic(printed: str) -> str:
    """Return the key of an annex printed as *printed*: Roman figures as others, letters small, "1" for none.

    >>> arabic("II"), arabic("B"), arabic(""), arabic("3")
    ('2', 'b', '1', '3')
    """
    small = printed.strip().lower()
    if small in ("", "c", "l") or not _ROMAN.fullmatch(small):
        return small or "1"
    return str(_value(small))


def _value(small: str) -> int:
    values = [_ROMANS[one] for one in small]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-one if one < after else one for one, after in pairs)


def following(start: Start) -> int:
    """Return which one in its row *start* is: 3 for 3, C, (c) and III; 0 where that cannot be said."""
    if start.kind == "roman" or start.style == "roman":
        return _value(start.key)
    if start.kind == "letter" or start.style == "letter":
        return ord(start.key[0]) - ord("a") + 1 + 26 * (len(start.key) - 1)
    return int(start.key) if start.key.isdigit() else 0


def chosen(readings: Sequence[Start], above: Sequence[Start]) -> Start:
    """Return which of the *readings* of a point holds below the open points *above*.

    (i) follows (h), or is the first below a letter.
    """
    if len(readings) == 1:
        return readings[0]
    letter, roman = readings
    last = {one.kind: following(one) for one in above}
    follows = last.get("letter", 0) + 1 == following(letter)
    if last.get("roman", 0) + 1 == following(roman) and (following(roman) > 1 or "letter" in last):
        return letter if follows and following(roman) == 1 else roman
    return letter if follows else roman


def named(text: str) -> str:
    """Return the end of the address of the heading *text* that the table knows, "" for any other.

    >>> named("The OEWG recommends that"), named("Conclusions and recommendations"), named("Discussion of it")
    ('recommendations', 'conclusions', '')
    """
    words = "" if len(text) > HEADING_LENGTH else " ".join(text.split()).rstrip(": ")
    return next((end for pattern, end in _named() if pattern.fullmatch(words)), "")


def opens_resolution(text: str) -> bool:
    """Return whether *text* is the line that opens a resolution, such as `The General Assembly,`."""
    short = len(text) <= HEADING_LENGTH
    # Arabic and Chinese have commas of their own.
    return short and bool(_body().fullmatch(" ".join(text.split())))


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("acquis.texts.reading.outline").joinpath("outline.toml").read_text("utf-8"))


@cache
def _body() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(_table()['body']['words'])}) ?[,\u060c\uff0c]")


@cache
def _named() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(one["words"]), one["is"]) for one in _table()["heading"])


@cache
def _annex() -> re.Pattern[str]:
    number = r"(?: +(?P<n>[IVXLC]+|[A-Z]|\d{1,2}))?"
    return re.compile(rf"(?:{'|'.join(_table()['annex']['words'])}){number}(?=\W|$)[.:\s\u2013\u2014-]*")

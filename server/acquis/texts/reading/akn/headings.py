"""What a heading is: an annex, an article, a section of some rank; its number and its name.

It must not know what stands under it.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from acquis.texts.reading.akn.numbers import CAPITAL, FIGURE, UPPER, counted, labelled, table

__all__ = ["ANNEX", "APPENDIX", "ARTICLE", "Heading", "UNNUMBERED", "heading", "opens_part"]

ANNEX, APPENDIX, ARTICLE = "annex", "appendix", "article"
# The larger part comes first: Part A, I, A, 1, a heading without a number, an article.
UNNUMBERED = 4
_RANKS = {UPPER: 1, CAPITAL: 2, FIGURE: 3, "": UNNUMBERED}
_DIVISION_RANK, _ARTICLE_RANK = 0, 5


@dataclass(frozen=True)
class Heading:
    """A heading: `kind` is annex, appendix, article or section, `count` its number as an address has it."""

    kind: str
    rank: int
    number: str = ""
    count: str = ""
    name: str = ""


def heading(text: str, number: str = "", opened: Collection[str] = ()) -> Heading:
    """Return what the heading *text* opens; *number* is that of an element of its own.

    *opened* are the counts of the sections that it stands in or after.

    >>> heading("Article 3 Scope").count, heading("II").number, heading("Preamble").rank
    ('3', 'II', 4)
    """
    for kind, rank, pattern in _patterns():
        if found := pattern.fullmatch(text):
            said, named = found["number"] or "", (found["name"] or "").strip(" .:-\u2013")
            printed = text[: found.end("number")] if kind == "section" else said
            return Heading(kind, rank, printed, _count(said, kind), named)
    return _section(text, number, opened)


def _count(said: str, kind: str) -> str:
    """Return *said* as an address has it: annexes and articles in figures, the others as they print it."""
    label = labelled(said)
    if label is None or not label.options:
        return ""
    if kind != "section":
        return str(label.options[-1][1])
    return counted(UPPER, label.count(UPPER)) if label.count(UPPER) else counted(*label.options[0])


def _section(text: str, number: str, opened: Collection[str]) -> Heading:
    own = labelled(text)
    label = labelled(number) if number else own
    options = [one for one in label.options if one[0] in _RANKS] if label else []
    if not label or not options:
        return Heading("section", _RANKS[""], number, name=text)
    # I may follow H, C may follow B: what comes next decides.
    follows = [one for one in options if counted(one[0], one[1] - 1) in opened]
    style, count = (follows or [one for one in options if one[0] == UPPER] or options)[0]
    # Some files print the number in the heading again.
    cut = own.length if own is not None and own.options == label.options else 0
    name = text[cut:].lstrip(" .-\u2013")
    return Heading("section", _RANKS[style], label.printed, counted(style, count), name)


def opens_part(text: str) -> bool:
    """Return whether *text* by its words alone is a heading: Article 3, Chapter I, Annex."""
    return any(pattern.fullmatch(text) for _, _, pattern in _patterns())


@cache
def _patterns() -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    words = table()
    firsts = "|".join(
        one for forms in words["ordinals"] for one in forms if one.isascii() or one.startswith("prem")
    )
    number = rf"(?P<number>{firsts}|[IVXL]+|\d{{1,3}}|[A-Z]|[\u0621-\u064a]+|[\u4e00-\u9fff]{{1,2}})"
    tail = r"(?:[.:]?\s+(?P<name>.*))?"
    annexes = {key: rf"(?i:{'|'.join(words[key])})(?:\s*{number})?(?P<name>\*?)" for key in (ANNEX, APPENDIX)}
    article = rf"(?i:{'|'.join(words['article'])})\s+(?P<number>{firsts}|\d{{1,3}})\.?{tail}"
    division = rf"(?i:{'|'.join(words['division'])})\s+{number}{tail}"
    han = r"\u7b2c(?P<number>[\u3007\u4e00-\u9fff]{1,3}|\d{1,3})"
    chinese = {
        key: rf"{han}(?:{'|'.join(words['chinese'][key])})\s*(?P<name>.*)" for key in ("article", "division")
    }
    return (
        (ANNEX, -1, re.compile(annexes[ANNEX])),
        (APPENDIX, -1, re.compile(annexes[APPENDIX])),
        (ARTICLE, _ARTICLE_RANK, re.compile(article)),
        (ARTICLE, _ARTICLE_RANK, re.compile(chinese["article"])),
        ("section", _DIVISION_RANK, re.compile(division)),
        ("section", _DIVISION_RANK, re.compile(chinese["division"])),
    )

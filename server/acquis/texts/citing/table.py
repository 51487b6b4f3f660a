"""Own the names of names.toml as patterns; it must not know which documents there are."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from acquis.vocab import ID

__all__ = ["Group", "NUMERALS", "Name", "Table", "YEARS", "table"]

NUMERALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_YEAR = r"(?:19|20)\d\d"
YEARS = rf"{_YEAR}(?:(?:, | and |, and ){_YEAR})*"
_TERM = r"(?:20\d\d[-\u2013]20\d\d|20\d\d)"
_WITHIN = "[^.;]{0,250}?"


@dataclass(frozen=True)
class Group:
    """A body with reports: its `kind`, the kind of its `reports`, the titles that tell its groups apart."""

    kind: str
    reports: str
    words: re.Pattern[str]
    titles: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Name:
    """A text with a name of its own: the IRI of its edition, or of its work where it is a series, and why.

    Each spelling has one of the `hints`.
    """

    pattern: re.Pattern[str]
    target: str
    hints: tuple[str, ...]
    capital: bool
    reason: str


@dataclass(frozen=True)
class Table:
    """The patterns. `lead` ends before "report", `tail` begins after it, `body` is any group by its name."""

    groups: tuple[Group, ...]
    names: tuple[Name, ...]
    body: re.Pattern[str]
    lead: re.Pattern[str]
    tail: re.Pattern[str]
    by_year: re.Pattern[str]
    back: re.Pattern[str]
    all_so_far: tuple[str, ...]
    about: re.Pattern[str]
    vague: re.Pattern[str]


@cache
def table() -> Table:
    """Return the table, read once."""
    read = tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))
    groups = tuple(_group(row) for row in read["group"])
    titles = [title for row in read["title"] for title in row["words"]]
    titles += [title for group in groups for title, _ in group.titles]
    body = _body([word for row in read["group"] for word in row["words"]], titles)
    several = rf"{body}(?:(?:,| and|, and)(?: the)? {body})*"
    return Table(
        groups=groups,
        names=tuple(_name(row) for row in read["name"]),
        body=re.compile(body, re.I),
        lead=_lead(read, several),
        tail=re.compile(
            rf"(?:\s+\((?P<years>{YEARS})\))?(?:\s+(?:of|by|from|adopted by|issued by)\s+"
            rf"(?:each of\s+)?(?:the\s+)?(?P<body>{several}))?"
            rf"(?:\s+(?:that\s+)?(?:were\s+)?(?:concluded|adopted|issued|published)\s+in\s+(?P<later>{_YEAR}))?",
            re.I,
        ),
        by_year=re.compile(
            rf"(?:{_any(read['contents'])}) of the (?P<all>(?P<years>{YEARS}) (?P<body>{body}))"
            rf"(?:,? (?:as well as|and)(?: those of)? the (?P<also>{_YEAR} {body})"
            rf"|, the (?P<third>{_YEAR} {body}))?",
            re.I,
        ),
        back=re.compile(_any([*read["all_so_far"], *read["last_named"]]), re.I),
        all_so_far=tuple(read["all_so_far"]),
        about=re.compile(rf"\b(?:{_any(read['about'])})", re.I),
        vague=re.compile(rf"\b(?:{_any(read['vague'])})\b", re.I),
    )


def _lead(read: dict[str, list[str]], several: str) -> re.Pattern[str]:
    """Return the pattern of the words right before "report": whose it is, years, number, qualities."""
    numbers = rf"(?:{'|'.join(NUMERALS)})(?:(?:, | and |, and )(?:{'|'.join(NUMERALS)}))*"
    qualities, others = _any(read["qualities"]), _any(read["others"])
    years = rf"(?:(?P<%s>{YEARS})\s+)?"
    return re.compile(
        rf"(?:(?P<own>\b(?:its|their))\s+)?(?:(?P<refused>{others})\s+)?(?:(?:{qualities})\s+)*"
        rf"{years % 'years'}(?:(?P<body>{several})(?:[\u2019']s|[\u2019'])?\s+(?:Chairs?[\u2019']s?\s+)?)?"
        rf"{years % 'after'}(?:(?P<number>\b{numbers})\s+)?(?P<adjectives>(?:(?:{qualities}|{others})\s+)*)$",
        re.I,
    )


def _body(words: list[str], titles: list[str]) -> str:
    before = rf"(?:(?:{'|'.join(NUMERALS)}|current|previous|United Nations|UN|{_TERM})\s+){{0,3}}"
    return rf"\b{before}(?:{_any(words)})\b(?:\s+(?:{_any(titles)}))?(?:\s+20\d\d[-\u2013]20\d\d\b)?"


def _group(row: dict[str, object]) -> Group:
    titles = row.get("title", [])
    assert isinstance(titles, list)
    words = row["words"]
    assert isinstance(words, list)
    return Group(
        kind=str(row["kind"]),
        reports=str(row["reports"]),
        words=re.compile(rf"\b(?:{_any(words)})\b", re.I),
        titles=tuple((str(one["words"]), ID + str(one["process"])) for one in titles),
    )


def _name(row: dict[str, object]) -> Name:
    words = row["words"]
    assert isinstance(words, list)
    capital = bool(row.get("capital"))
    pattern = re.compile(rf"\b(?:{_any(words)})\b", 0 if capital else re.I)
    # A word that each spelling has, so that most texts need not be searched.
    hints = tuple(sorted({max(re.findall(r"\w+", one), key=len).lower() for one in words}))
    return Name(pattern, ID + str(row["target"]), hints, capital, str(row["reason"]))


def _any(words: list[str]) -> str:
    """Return the pattern of any of *words*, the longest first; spaces may be of any kind."""
    patterns = (re.escape(one).replace(r"\ ", r"\s+").replace(r"\s+…\s+", rf"\b{_WITHIN}\b") for one in words)
    return "|".join(sorted(patterns, key=len, reverse=True))

"""Find the verb that carries a reference, by the table of verbs.toml; it must not resolve anything."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from acquis.texts.citing.printed import sentence

__all__ = ["carried", "only_points"]

_CITES = "cites"
_ADVERBS = (
    r"(?:\s+(?:also|further|furthermore|therefore|again|\w+ly|in\s+this\s+regard|in\s+particular)\b,?){0,2}"
)
# How far after the name of a text the words may stand that say it applies.
_NEAR = 60


class _Verb(NamedTuple):
    start: int
    end: int
    printed: str


@dataclass(frozen=True)
class _Pair:
    first: re.Pattern[str]
    second: re.Pattern[str] | None
    function: str
    after: bool


@dataclass(frozen=True)
class _Table:
    verb: re.Pattern[str]
    told: re.Pattern[str]
    functions: dict[str, str]
    pairs: tuple[_Pair, ...]
    subordinate: re.Pattern[str]
    through: re.Pattern[str]
    pointing: re.Pattern[str]


def carried(text: str, start: int, end: int, resolution: bool) -> tuple[str, str]:
    """Return the verb as printed, "" for none, and the function of what stands from *start* to *end*.

    *text* is that of the paragraph with the words above it; *resolution* says that it is one of a resolution,
    where the verbs lead the paragraph. The function is `cites` where no verb carries the reference.
    """
    opened, closed = (0, len(text)) if resolution else sentence(text, start)
    before, following = text[opened:start], text[end : min(closed, end + _NEAR)]
    found = [one for one in _verbs(text, resolution) if one.start >= opened and one.end <= start]
    if resolution and (pair := _pair(before, following, found)):
        return pair
    if not found:
        return "", _CITES
    last = found[-1]
    between = _table().through.sub("", text[last.end : start])
    if _table().subordinate.search(between):
        return last.printed, _CITES
    return last.printed, _table().functions[_plain(last.printed)]


def only_points(footnote: str, start: int) -> bool:
    """Say whether the words of a *footnote* before *start* only point on, as "see also" does."""
    return bool(_table().pointing.search(footnote[:start]))


@lru_cache(maxsize=64)
def _verbs(text: str, resolution: bool) -> list[_Verb]:
    """Return the verbs of *text*; a paragraph with many references asks again and again."""
    pattern = _table().verb if resolution else _table().told
    found = [_Verb(*match.span("verb"), match["verb"]) for match in pattern.finditer(text)]
    # In a quotation it is the quoted text that recalls.
    return [one for one in found if text.count("\u201c", 0, one.start) <= text.count("\u201d", 0, one.start)]


def _pair(before: str, following: str, found: list[_Verb]) -> tuple[str, str] | None:
    for pair in _table().pairs:
        # A verb of the table that stands after the pair's own carries instead.
        first = [
            one for one in pair.first.finditer(before) if not found or found[-1].start <= one.end("verb")
        ]
        if not first:
            continue
        rest = following if pair.after else before[first[-1].end() :]
        if pair.second is None or pair.second.search(rest):
            return first[-1]["verb"], pair.function
    return None


def _plain(verb: str) -> str:
    return " ".join(verb.lower().split())


@cache
def _table() -> _Table:
    read = tomllib.loads(Path(__file__).with_name("verbs.toml").read_text("utf-8"))
    functions = {word: row["function"] for row in read["verb"] for word in row["words"]}
    words = _any(functions)
    return _Table(
        verb=_leading(words),
        told=re.compile(
            rf"(?:(?:{_any(read['actors'])}){_ADVERBS}\s+|(?:\band|, and){_ADVERBS}\s+)(?P<verb>{words})\b",
            re.I,
        ),
        functions=functions,
        pairs=tuple(
            _Pair(
                _leading(_any(row["first"])),
                re.compile(rf"\b(?:{_any(row['second'])})\b", re.I) if "second" in row else None,
                row["function"],
                bool(row.get("after")),
            )
            for row in read["pair"]
        ),
        subordinate=re.compile(rf"\b(?:{_any(read['subordinate'])})\b", re.I),
        through=re.compile(rf"\b(?:{_any(read['through'])})\b", re.I),
        pointing=re.compile(rf"(?:{_any(read['pointing'])})[^.;]*$", re.I),
    )


def _leading(words: str) -> re.Pattern[str]:
    """Return the pattern of *words* at the head of a paragraph, or after a comma or "and"."""
    also = r"(?:(?:also|further|once again|in this regard|subsequently)\s+)?"
    return re.compile(
        rf"(?:^\W*(?:[Tt]he General Assembly,?\s+)?|[,;]\s+(?:and\s+)?|\band\s+){also}(?P<verb>{words})\b",
        re.I,
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in sorted(words, key=len, reverse=True))

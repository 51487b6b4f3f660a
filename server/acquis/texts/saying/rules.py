"""Own the rules of rules.toml as patterns; it must not know of units."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["Rule", "Rules", "rules"]

_ADVERBS = r"(?:\s+(?:also|further|furthermore|again|therefore|in\s+particular|\w+ly)\b,?){0,3}"
_WITHIN = r"\b[^.;]{0,250}?\b"
_PASSIVE = r"(?:was|were|is|are|has\s+been|have\s+been)"


@dataclass(frozen=True)
class Rule:
    """A row of the table. `pattern` has a group `words` around what the modality rests on."""

    name: str
    pattern: re.Pattern[str]
    modality: str
    reason: str
    sure: bool = True
    settles: bool = False
    needs_consensus: bool = False
    beside: bool = False


@dataclass(frozen=True)
class Rules:
    """The table: for headings, reports, "While …" at their head, resolutions, and earlier texts."""

    headings: tuple[Rule, ...]
    told: tuple[Rule, ...]
    while_said: tuple[Rule, ...]
    leads: tuple[Rule, ...]
    earlier: tuple[Rule, ...]


@cache
def rules() -> Rules:
    """Return the table, read once."""
    read = tomllib.loads(Path(__file__).with_name("rules.toml").read_text("utf-8"))
    speakers, some = _any(read["speakers"]), _any(read["some"])
    views = _any({*read["views"], *(verb for row in read["verb"] for verb in row["verbs"])})
    view = re.compile(rf"\b(?P<words>(?:{some}){_ADVERBS}\s+(?:{views}))\b", re.I)
    held = Rule("view of some", view, "some-states-view", "Only some States are said to hold it.")
    verbs = tuple(_rule(row, _told(row, f"{speakers}|{some}")) for row in read["verb"])
    return Rules(
        headings=tuple(_rule(row, _headed(row)) for row in read["heading"]),
        told=(held, *verbs, *(_rule(row, rf"\b(?P<words>{_any(row['words'])})\b") for row in read["phrase"])),
        while_said=tuple(_rule(row, _while(row["verbs"])) for row in read["verb"]),
        leads=tuple(_rule(row, _leading(row)) for row in read["lead"]),
        earlier=_earlier(read["earlier"], speakers),
    )


def _rule(row: dict[str, Any], pattern: str) -> Rule:
    return Rule(
        name=row["name"],
        pattern=re.compile(pattern, re.I),
        modality=row["modality"],
        reason=row["reason"],
        sure=row.get("sure", True),
        settles=row.get("settles", False),
        needs_consensus=row.get("needs_consensus", False),
        beside=row.get("beside", False),
    )


def _told(row: dict[str, Any], speakers: str) -> str:
    """Return the pattern of a verb by those who speak, in the passive, or after "and"."""
    verbs, passive = _any(row["verbs"]), rf"\b{_PASSIVE}{_ADVERBS}\s+"
    if row.get("passive"):
        return rf"{passive}(?P<words>{verbs})\b"
    # "No State agreed" is no agreement.
    speak = rf"(?<!\bno )\b(?:{speakers}){_ADVERBS}\s+"
    return rf"(?:{speak}|{passive}|\band{_ADVERBS}\s+)(?P<words>{verbs})\b"


def _while(verbs: list[str]) -> str:
    """Return the pattern of "While recalling" at the head of a sentence."""
    stems = [re.sub(r"(?:ed|s)$", "", one) for one in verbs if re.fullmatch(r"[\w-]+", one)]
    return rf"^\W*While{_ADVERBS}\s+(?P<words>(?:{_any(stems)})e?ing)\b"


def _leading(row: dict[str, Any]) -> str:
    also = r"(?:(?:also|further|again|strongly|reiterating|in\s+this\s+regard)\s+)?"
    also += r"(?:(?:deeply|gravely|particularly|equally|seriously|extremely|firmly)\s+)?"
    before = r"^\W*" if row.get("head") else r"(?:^\W*|[,;]\s+(?:and\s+)?|\band\s+)"
    return rf"{before}{also}(?P<words>{_any(row['verbs'])})(?:\s+(?:also|further))?\b"


def _earlier(row: dict[str, Any], speakers: str) -> tuple[Rule, ...]:
    bodies, acts, row = _any(row["bodies"]), _any(row["acts"]), {"name": "earlier text", **row}
    opens, told = _any(row["opens"]), rf"(?:{speakers}|{bodies})\s+(?:{acts})"
    return (
        _rule(row, rf"\b(?:{bodies})(?:\s+(?:has|have|had))?{_ADVERBS}\s+(?P<words>{acts})\b"),
        _rule(row, rf"^\W*(?P<words>(?:{opens})\b[^.;]{{0,60}}?,?\s+{told})\b"),
    )


def _headed(row: dict[str, Any]) -> str:
    before = r"\b" if row.get("ends") else r"^\W*"
    return rf"{before}(?P<words>{_any(row['words'])})\s*:?\s*$"


def _any(words: Iterable[str]) -> str:
    patterns = (re.escape(one).replace(r"\ ", r"\s+").replace(r"\s+…\s+", _WITHIN) for one in words)
    return "|".join(sorted(patterns, key=len, reverse=True))

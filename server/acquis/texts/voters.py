"""Find the State that a printed name is of, by the labels of the data and rules of printing, never by guess.

What is of no State is listed with the reason. It must not look at data: the caller brings the labels.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain

from acquis.texts.model import SourceText

__all__ = ["Named", "named", "voters"]

# What stands in brackets at the end: Bolivia (Plurinational State of), Bahamas (The).
_BRACKETED = re.compile(r"(.+?) *\((.+)\)")


@dataclass(frozen=True)
class Named:
    """The IRI of the State of each printed name, and each other name with the reason why it has none."""

    states: Mapping[str, str]
    others: tuple[tuple[str, str], ...]


def voters(text: SourceText, labels: Mapping[str, str]) -> Named:
    """Return the States of all names among the votes and sponsors of *text*; see `named`."""
    vote = text.vote
    sides = (vote.yes, vote.no, vote.abstaining) if vote else ()
    return named(chain(*sides, text.sponsors, text.additional_sponsors), labels)


def named(names: Iterable[str], labels: Mapping[str, str]) -> Named:
    """Return the States of *names*; *labels* maps each label of a State, in any language, to its IRI.

    >>> named(["BOLIVIA (PLURINATIONAL STATE OF)", "the Niger"], {"Bolivia": "b", "Niger": "n"}).states
    {'BOLIVIA (PLURINATIONAL STATE OF)': 'b', 'the Niger': 'n'}
    """
    keys = _keys(labels)
    states: dict[str, str] = {}
    others: dict[str, str] = {}
    for name in names:
        found = next((keys[key] for key in _forms(name) if keys.get(key)), None)
        reason = _reason(name)
        if found is not None and not reason:
            states[name] = found
        else:
            others[name] = reason or "unknown"
    return Named(states, tuple(others.items()))


def _keys(labels: Mapping[str, str]) -> dict[str, str]:
    """Return every form of every label with its IRI, "" where two States share one."""
    keys: dict[str, str] = {}
    for label, iri in labels.items():
        for key in _forms(label):
            keys[key] = iri if keys.get(key, iri) == iri else ""
    # A label itself is of its State alone, whatever the shorter form of another is.
    keys |= {_fold(label): iri for label, iri in labels.items()}
    for printed, label in _table()["names"].items():
        if named_so := keys.get(_fold(label)):
            keys[_fold(printed)] = named_so
    return keys


def _forms(name: str) -> list[str]:
    """Return *name* folded, then with the words in brackets put first, then without them."""
    found = _BRACKETED.fullmatch(name.strip())
    if found is None:
        return [_fold(name)]
    return [_fold(name), _fold(f"{found[2]} {found[1]}"), _fold(found[1])]


def _fold(name: str) -> str:
    """Return the letters and figures of *name*, small and without accents or an article before it."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(one for one in re.sub(r"^\s*the\s+", "", plain) if one.isalnum())


def _reason(name: str) -> str:
    return next((why for why, pattern in _table()["others"].items() if re.search(pattern, name)), "")


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("acquis.texts").joinpath("voters.toml").read_text("utf-8"))

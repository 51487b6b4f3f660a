"""Own how the units of a document are called: their addresses, numbers and labels, out of their paths.

The forms are those of the shipped data: `A/RES/76/19, OP 6 (a)`, `A/75/816, annex I, para. 34`. It must not
read a document.
"""

from collections.abc import Mapping

from acquis.errors import InvalidParameter
from acquis.naming import symbols
from acquis.texts.model import Unit

__all__ = ["found_at", "label", "number", "plain", "tail"]

_KINDS = {"op": "OP", "pp": "PP", "para": "para.", "fn": "fn.", "art": "art.", "item": "item", "sec": "sec."}
_PRINTED = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2018\u2019", "'"),
    }
)
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def number(unit: Unit) -> str:
    """Return the number of *unit* as it is written in the graph; of a section without one, what it is called.

    >>> number(Unit("op/6.a", "paragraph", "op/6", "(a)"))
    '6 (a)'
    """
    kind, _, last = "/".join(unit.path.split("/")[-2:]).partition("/")
    if kind in symbols.KINDS:
        return _printed(kind, last)
    if kind == "annex":
        return unit.number or _roman(last)
    return unit.number or last.replace("-", " ").capitalize()


def label(edition: str, unit: Unit, units: Mapping[str, Unit]) -> str:
    """Return the name of *unit* of what is called *edition*; *units* are all of it, by path."""
    named = f"{edition}, {tail(unit.path, units)}"
    return f"{named} ({unit.heading})" if unit.heading and unit.number and unit.kind == "section" else named


def tail(path: str, units: Mapping[str, Unit]) -> str:
    """Return how the unit at *path* is called within its document, such as `annex I, para. 34`."""
    steps = path.split("/")
    said = []
    for place in range(0, len(steps) - 1, 2):
        kind, last = steps[place], steps[place + 1]
        unit = units.get("/".join(steps[: place + 2]))
        if kind in symbols.KINDS:
            said.append(f"{_KINDS[kind]} {_printed(kind, last)}")
        elif kind == "annex":
            said.append(f"annex {_roman(last)}")
        else:
            said.append(f"sec. {number(unit) if unit else last}")
    return ", ".join(said)


def found_at(path: str, units: Mapping[str, Unit]) -> str:
    """Return *path* as citations name it: `OP 6`, `para 41`."""
    return tail(path, units).replace(". ", " ").replace(", ", " ")


def plain(text: str) -> str:
    """Return *text* without what printers choose: kinds of spaces, quotes and hyphens, capitals, full stops.

    >>> plain("Open\u2013ended  \u201cGroup\u201d.")
    'open-ended "group"'
    """
    return " ".join(text.translate(_PRINTED).split()).casefold().rstrip(".")


def _printed(kind: str, last: str) -> str:
    try:
        # The hyphen of 34-bis is kept: number and address are held against each other.
        return last if "-" in last else symbols.number(f"{kind}/{last}")
    except InvalidParameter:
        return last


def _roman(text: str) -> str:
    if not text.isdigit():
        return text.upper()
    left, found = int(text), ""
    for value, sign in _ROMAN:
        while left >= value:
            found, left = found + sign, left - value
    return found

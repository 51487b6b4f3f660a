"""Own what a document symbol says by itself: the organ, and the number of a resolution or decision.

It must not look at data. Source: https://research.un.org/en/docs/symbols
"""

import re
from dataclasses import dataclass

__all__ = ["Numbered", "is_united_nations", "numbered", "organ"]

_ORGANS = {"A": "un-general-assembly", "A/HRC": "un-human-rights-council", "S": "un-security-council"}
_NUMBERED = re.compile(r"(A|A/HRC|S)/(RES|DEC)/(.+)")
_DECISION = re.compile(r"Decision (\d{2,3}/\d{3})")
_UNITED_NATIONS = re.compile("(?:A|E|S|ST|T)/.")


@dataclass(frozen=True)
class Numbered:
    """A resolution or decision: the slug of its `organ`, its `number` as printed; `stands_for` is its symbol.

    The symbol is "" where the number alone is printed.
    """

    organ: str
    number: str
    is_decision: bool
    stands_for: str


def numbered(symbol: str) -> Numbered | None:
    """Return the resolution or decision that *symbol* names, None for any other document.

    >>> numbered("A/RES/2131(XX)").number, numbered("A/70/174")
    ('2131 (XX)', None)
    """
    if found := _DECISION.fullmatch(symbol):
        # So the General Assembly prints it; its library files the same text as A/DEC/75/564.
        return Numbered(_ORGANS["A"], found[1], True, "")
    found = _NUMBERED.fullmatch(symbol)
    if found is None:
        return None
    number = re.sub(r"(?<=\S)\(", " (", found[3])
    return Numbered(_ORGANS[found[1]], number, found[2] == "DEC", symbol)


def organ(symbol: str) -> str:
    """Return the slug of the principal organ among whose documents *symbol* stands, "" if unknown.

    >>> organ("A/70/174"), organ("PC.DEC/1202")
    ('un-general-assembly', '')
    """
    start = "A/HRC" if symbol.startswith("A/HRC/") else symbol.partition("/")[0]
    return _ORGANS.get(start, "") if "/" in symbol else ""


def is_united_nations(symbol: str) -> bool:
    """Return whether *symbol* is one of the United Nations."""
    return _UNITED_NATIONS.match(symbol) is not None

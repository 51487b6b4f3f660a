"""Read where in a document the words stand that a claim rests on; it must not judge what they say."""

from collections.abc import Mapping
from dataclasses import dataclass

from acquis.comparing.once import once
from acquis.comparing.passes import Said, by_subject, first, text, words
from acquis.engine import Engine, NamedNode, Term
from acquis.readable import Value, value

__all__ = ["Pinpoint", "pinpoints"]


@dataclass(frozen=True)
class Pinpoint:
    """A place of evidence: the `locator` as recorded, the `quote` word for word, and the `unit` of the text.

    Each may be missing: "" or None.
    """

    locator: str
    quote: Value | None
    unit: Value | None


@once
def pinpoints(engine: Engine) -> Mapping[str, tuple[Pinpoint, ...]]:
    """Return by the IRI of a claim where its evidence stands, as far as that is recorded."""
    locators, quotes = by_subject(engine, "locator"), by_subject(engine, "quote")
    units, evidence = by_subject(engine, "sourceUnit"), by_subject(engine, "evidence")
    found: dict[str, tuple[Pinpoint, ...]] = {}
    for claim, those in evidence.items():
        if isinstance(claim, NamedNode):
            each = (_pinpoint(engine, one, locators, quotes, units) for one in sorted(those, key=str))
            found[claim.value] = tuple(one for one in each if one.locator or one.quote)
    return found


def _pinpoint(engine: Engine, one: Term, locators: Said, quotes: Said, units: Said) -> Pinpoint:
    unit = first(units, one)
    return Pinpoint(text(locators, one), words(quotes, one), None if unit is None else value(engine, unit))

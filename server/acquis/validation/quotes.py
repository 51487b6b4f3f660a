"""Hold the quotes of a submission against the words of the documents that they name, where those are held.

It must not refuse: a document has more than one issue, and whoever read it may have read another. Where no
words are held it says nothing.
"""

from collections.abc import Iterator
from functools import partial

from acquis import passages
from acquis.engine import Engine, Literal, NamedNode, Term
from acquis.naming import names
from acquis.passages import Outcome
from acquis.validation.report import Finding
from acquis.validation.telling import Teller
from acquis.vocab import ACQ

__all__ = ["misquoted"]

_QUOTE, _UNIT = f"{ACQ}quote", f"{ACQ}sourceUnit"
# To look into all words held takes time: so many quotes of one document are looked for beyond theirs.
_MOST_FAR = 5


def misquoted(teller: Teller, engine: Engine) -> Iterator[Finding]:
    """Yield a warning for each quote that does not stand, as it is, in the unit that its evidence names."""
    far = 0
    for node, unit, quote in _quotes(teller) if passages.held(engine) else ():
        if teller.is_tired:
            return
        found = passages.check(engine, unit.value, quote.value, quote.language or "", far=far < _MOST_FAR)
        # What stands in the same edition was not looked for any further.
        far += found.verdict == passages.NOWHERE or _is_far(found, unit)
        yield from _told(teller, engine, node, unit, quote, found)


def _quotes(teller: Teller) -> Iterator[tuple[Term, NamedNode, Literal]]:
    """Yield each part with a quote, the unit that it names, and the quote."""
    document = teller.document
    for node in document.of_class(f"{ACQ}Evidence"):
        for quote in document.values(node, _QUOTE):
            for unit in document.values(node, _UNIT):
                if isinstance(quote, Literal) and isinstance(unit, NamedNode):
                    yield node, unit, quote


def _is_far(found: Outcome, unit: NamedNode) -> bool:
    units = found.place.units if found.place else ()
    return any(passages.edition_of(one) != passages.edition_of(unit.value) for one in units)


def _told(
    teller: Teller, engine: Engine, node: Term, unit: NamedNode, quote: Literal, found: Outcome
) -> Iterator[Finding]:
    """Yield what *found* says against the *quote*, if anything."""
    tell = partial(teller.own, "warning", focus=node, path=_QUOTE, value=quote)
    called, place = _called(engine, unit.value), found.place
    if found.verdict == passages.ELSEWHERE and place:
        yield tell("quote-elsewhere", unit=called, other=_called(engine, place.units[0]))
    elif found.verdict == passages.NOWHERE:
        yield tell("quote-not-found", unit=called, language=found.language)
    elif place and place.is_cased:
        yield tell("quote-case", unit=called)


def _called(engine: Engine, iri: str) -> str:
    label = names.label(engine, NamedNode(iri))
    return label.value if label else names.compact(iri)

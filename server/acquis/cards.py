"""Make small cards: what is on record of a norm or a State, short enough to stand on somebody else's page.

It must not know HTML, and it runs no question itself: whoever makes a page hands in how to ask.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from acquis.engine import Engine, NamedNode, Term
from acquis.errors import InvalidParameter, UnknownEntity
from acquis.library import cells, queries
from acquis.library.queries import Question
from acquis.library.tables import Cell, Table
from acquis.naming import names
from acquis.readable import Value, value
from acquis.vocab import ACQ, ID

__all__ = ["Ask", "CARDS", "Card", "called", "norm", "state"]

# What asks a question with a value for each variable.
Ask = Callable[[Question, Mapping[str, Term]], Table]

_MOST = 12
_SUMMARY = NamedNode(ACQ + "summary")
_LETTER = NamedNode(ACQ + "letter")
_REGION = NamedNode(ACQ + "regionalGroup")


@dataclass(frozen=True)
class Card:
    """A thing with the first of `total` rows that answer `question` about it; `used` are its parameters.

    `mark` is what people call it by beside its label, a letter or a code; `about` is one more fact on it.
    """

    iri: str
    label: Value
    mark: str
    about: Value | None
    question: Question
    used: Mapping[str, str]
    rows: tuple[Mapping[str, Value], ...]
    total: int


def norm(engine: Engine, letter: str, ask: Ask, language: str = "en") -> Card:
    """Return the card of the norm of 2015 with that *letter*: where it is worded, and the guidance on it.

    Raises:
        UnknownEntity: there is no such norm; those that come near are named.
    """
    return _card(engine, "norm-wording", {"norm": letter}, "paragraph", (_LETTER, _SUMMARY), ask, language)


def state(engine: Engine, code: str, ask: Ask, language: str = "en") -> Card:
    """Return the card of the State with that *code*, such as EST: its stances, topic by topic.

    Raises:
        UnknownEntity: there is no such State; those that come near are named.
    """
    iso3 = NamedNode(ACQ + "iso3")
    return _card(engine, "issuer-stances", {"issuer": code}, "stance", (iso3, _REGION), ask, language)


# The kinds of cards: where the things begin that have one, and how it is made.
CARDS: Mapping[str, tuple[str, Callable[[Engine, str, Ask, str], Card]]] = {
    "norm": (f"{ID}norm/gge-2015/", norm),
    "state": (f"{ID}state/", state),
}


def called(iri: str) -> str:
    """Return what the card of the thing *iri* is called, such as norm/c or state/EST; "" for none."""
    for kind, (start, _) in CARDS.items():
        name = iri.removeprefix(start)
        if name != iri and "/" not in name:
            return f"{kind}/{name}"
    return ""


def _card(
    engine: Engine,
    name: str,
    used: Mapping[str, str],
    row: str,
    stated: tuple[NamedNode, NamedNode],
    ask: Ask,
    language: str,
) -> Card:
    """Return the card of what *used* names: the answer to the question *name*, with one row for each *row*.

    *stated* are the properties that hold its mark and the fact on it.
    """
    question = queries.find(name)
    bound = _bound(engine, question, used)
    (node,) = bound.values()
    rows: dict[str, Mapping[str, Cell]] = {}
    for found in ask(question, bound).rows:
        rows.setdefault(found[row]["value"], found)
    shown = tuple(_shown(engine, one, language) for one in list(rows.values())[:_MOST])
    mark, about = (_stated(engine, node, one, language) for one in stated)
    label = value(engine, node, language)
    return Card(label.iri, label, mark.text if mark else "", about, question, used, shown, len(rows))


def _bound(engine: Engine, question: Question, used: Mapping[str, str]) -> dict[str, Term]:
    try:
        return question.bind(engine, used)
    except InvalidParameter as error:
        raise UnknownEntity(str(error), near=error.near) from error


def _shown(engine: Engine, row: Mapping[str, Cell], language: str) -> dict[str, Value]:
    found = {column: cells.shown(engine, row, column, language) for column in cells.columns(list(row), ())}
    return {column: one for column, one in found.items() if one is not None}


def _stated(engine: Engine, node: Term, predicate: NamedNode, language: str) -> Value | None:
    found = [one.object for one in engine.triples(node, predicate)]
    text = names.preferred(found, language)
    one = text if text is not None else min(found, key=str, default=None)
    return None if one is None else value(engine, one, language)

"""Fill the sections of a page: bind each question to the thing, have it asked, and read its rows.

It must not run questions itself or know HTML: one question a section, whatever the size of the thing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from acquis.describe import Description, Group
from acquis.engine import Engine, Literal, NamedNode, Term
from acquis.errors import AcquisError
from acquis.library import cells
from acquis.library.choices import belongs, code
from acquis.library.queries import Question
from acquis.library.tables import Cell, Table
from acquis.library.values import Parameter, within
from acquis.naming import names
from acquis.portal.model import DRAFT, STATUS, Filled, Kind, Row, Section
from acquis.portal.reader import kind_of
from acquis.readable import Value
from acquis.vocab import ACQ, ID

__all__ = ["Answered", "Ask", "MARKS", "Wanted", "facts", "fill", "kind", "marks", "notes"]


class Wanted(NamedTuple):
    """What a section asks: its question, a value for each variable, and how many rows at most."""

    question: Question
    values: Mapping[str, Term]
    most: int


# The first rows and how many there are in all, or why there is no answer.
Answered = tuple[Table, int] | AcquisError
# What asks all questions of a page, side by side or one by one: their answers come in the same order.
Ask = Callable[[Sequence[Wanted]], Sequence[Answered]]

# Columns and properties that say how a row is to be taken; they are shown as marks.
MARKS = (
    *(
        "editionStatus",
        "reviewStatus",
        "standing",
        "standings",
        "modality",
        "modalities",
        "confidence",
        "basis",
    ),
    *("threatStatus", "checked"),
)
_TRUTH = {"true": "yes", "false": "no"}
_OTHERS = {
    "dcterms:language": "language",
    "dcterms:source": "source",
    "dcterms:title": "title",
    "skos:related": "set beside it",
}
_HEAD_MARKS = tuple(ACQ + one for one in MARKS)
_NORMS = ID + "norm/"


def kind(found: Description) -> Kind | None:
    """Return the kind of page for what was *found*; None where the plain page is all there is.

    A page of a long list has no sections: they stand on the first.
    """
    if found.part.predicate or found.part.page > 1:
        return None
    return kind_of(found.iri, [one.iri.removeprefix(ACQ) for one in found.types])


def facts(page: Kind, found: Description) -> tuple[Group, ...]:
    """Return what is stated with the properties that *page* puts at the top, in that order."""
    groups = _stated(found, map(names.expand, page.facts))
    return tuple(replace(one, predicate=_named(one.predicate), values=_plain(one.values)) for one in groups)


def _named(predicate: Value) -> Value:
    """Return *predicate* as a heading; properties of other vocabularies have no label in the data."""
    text = _OTHERS.get(names.compact(predicate.iri), predicate.text)
    return replace(predicate, text=text[:1].upper() + text[1:])


def _plain(values: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(
        replace(
            one,
            text=_TRUTH.get(one.text, one.text) if one.datatype == "xsd:boolean" else one.text,
            datatype="",
        )
        for one in values
    )


def marks(found: Description) -> tuple[Group, ...]:
    """Return what is stated of how the thing itself is to be taken: its status, how it was checked."""
    return _stated(found, _HEAD_MARKS)


def notes(found: Description) -> tuple[Value, ...]:
    """Return the notes on the thing, which must be kept with its record."""
    return tuple(value for group in _stated(found, (ACQ + "note",)) for value in group.values)


def fill(
    engine: Engine, page: Kind, found: Description, ask: Ask, language: str = "en"
) -> tuple[Filled, ...]:
    """Return the sections of *page* that fit what was *found*, each filled with what *ask* gives for it.

    A question that has no answer, as it took too long, leaves its section with the problem in words.
    """
    thing = _Thing(engine, found, language)
    bound = [one for one in map(thing.bound, page.sections) if one is not None]
    answers = iter(ask([one.wanted for one in bound if one.wanted]))
    return tuple(thing.filled(one, next(answers)) if one.wanted else Filled(one.section, {}) for one in bound)


def _stated(found: Description, predicates: Iterable[str]) -> tuple[Group, ...]:
    groups = {group.predicate.iri: group for group in found.outgoing}
    return tuple(groups[one] for one in predicates if one in groups)


@dataclass(frozen=True)
class _Bound:
    """A section bound to a thing: the parameters as people type them, and what is asked, if anything."""

    section: Section
    used: Mapping[str, str] = field(default_factory=dict)
    wanted: Wanted | None = None


@dataclass(frozen=True)
class _Thing:
    """What a page is about, as it was `found`, and what its sections are filled with."""

    engine: Engine
    found: Description
    language: str

    def bound(self, section: Section) -> _Bound | None:
        """Return *section* bound to the thing; None where it is not for such a thing."""
        if section.stating and not _stated(self.found, [names.expand(section.stating)]):
            return None
        bound, used = dict[str, Term](), dict[str, str]()
        for param in section.question.params:
            if param.name in section.given:
                node = self._way(section.given[param.name])
                if node is None:
                    return _Bound(section)
                if not belongs(self.engine, within(param, {}), node):
                    return None
                bound[param.bound], used[param.name] = _value(param, node)
        return _Bound(section, used, Wanted(section.question, bound, section.most))

    def _way(self, way: str) -> NamedNode | None:
        """Return what the thing leads to by *way*, the first in natural order; None when that is nothing."""
        term = names.node(self.found.iri)
        if way == "iri" or term is None:
            return term
        link = NamedNode(names.expand(way.removeprefix("^")))
        ends = (
            [one.subject for one in self.engine.triples(None, link, term)]
            if way.startswith("^")
            else [one.object for one in self.engine.triples(term, link)]
        )
        nodes = [one for one in ends if isinstance(one, NamedNode)]
        return min(nodes, key=lambda one: names.natural(one.value), default=None)

    def filled(self, bound: _Bound, answer: Answered) -> Filled:
        """Return the section *bound* with what came as its *answer*."""
        section, used = bound.section, bound.used
        if isinstance(answer, AcquisError):
            return Filled(section, used, problem=str(answer))
        table, total = answer
        named = _named_columns(section)
        rows = tuple(self._row(section, row, named) for row in table.rows[: section.most])
        columns = _held(section, rows)
        headings = tuple(section.headings.get(one) or cells.heading(one) for one in columns)
        return Filled(section, used, columns, headings, rows, total)

    def _row(self, section: Section, row: Mapping[str, Cell], named: Iterable[str]) -> Row:
        shown = {column: cells.shown(self.engine, row, column, self.language) for column in named}
        values = {column: self._lettered(one) for column, one in shown.items() if one is not None}
        # A parameter stands in its own column, so the row of the thing itself is found in another one.
        bound = {param.bound for param in section.question.params}
        depth = values.get("depth")
        return Row(
            values,
            is_draft=any(one.text == DRAFT for name, one in values.items() if name.endswith(STATUS)),
            is_here=any(one["value"] == self.found.iri for name, one in row.items() if name not in bound),
            depth=int(depth.text) if depth is not None and depth.text.isdigit() else 1,
        )

    def _lettered(self, one: Value) -> Value:
        """Return *one*, a norm with the letter that people know it by before its name."""
        node = names.node(one.iri) if one.iri.startswith(_NORMS) else None
        letter = names.letter(self.engine, node) if node else ""
        return replace(one, text=f"({letter}) {one.text}") if letter else one


def _named_columns(section: Section) -> tuple[str, ...]:
    """Return the columns that *section* names, in their order, and then those that say how to show a row."""
    known = cells.columns(section.question.columns, ())
    bound = [param.bound for param in section.question.params]
    named = section.columns or cells.columns(section.question.columns, bound)
    how = [one for one in known if one.endswith(STATUS) or one in (section.by, "depth")]
    return tuple(dict.fromkeys((*named, *how)))


def _held(section: Section, rows: Iterable[Row]) -> tuple[str, ...]:
    """Return the columns of *section* that have anything in *rows*, the first one always."""
    bound = [param.bound for param in section.question.params]
    named = section.columns or cells.columns(section.question.columns, bound)
    held = {column for row in rows for column in row.cells}
    return (*named[:1], *(one for one in named[1:] if one in held))


def _value(param: Parameter, node: NamedNode) -> tuple[Term, str]:
    """Return the term that *param* is bound to for *node*, and what people type for it."""
    typed = code(within(param, {}), node)
    return (Literal(node.value.rpartition("/")[2]), typed) if param.type == "code" else (node, typed)

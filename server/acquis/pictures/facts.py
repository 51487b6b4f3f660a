"""Read what pictures show: answers of the question library as rows, and what each State is and belongs to.

It must not draw.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from acquis.engine import Engine, Literal, NamedNode, Result, Term, plain
from acquis.library import queries
from acquis.naming import names
from acquis.readable import Value, value
from acquis.vocab import ACQ, PREFIXES

__all__ = [
    "Member",
    "NO_GROUP",
    "asked",
    "dates",
    "links",
    "members",
    "moment",
    "objects",
    "rows",
    "said",
    "shown",
    "subjects",
]

# What stands in place of a regional group where none is recorded.
_APART = "No regional group"
NO_GROUP = f"{_APART} recorded"

_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


@dataclass(frozen=True)
class Member:
    """A State as recorded: its `code` of three letters, and its regional `group`, or else its membership."""

    node: NamedNode
    code: str
    name: Value
    group: str

    @property
    def is_grouped(self) -> bool:
        """Whether a regional group is recorded, as it is for every Member State and for no observer."""
        return not self.group.startswith(_APART)


def asked(engine: Engine, question: str, values: Mapping[str, str]) -> list[dict[str, Term]]:
    """Return the rows of *question* of the library, asked with *values*; what is unbound is not there.

    Raises:
        InvalidParameter: see `Question.bind`.
        UnknownEntity: there is no such question.
    """
    return rows(queries.ask(engine, question, values))


def rows(found: Result) -> list[dict[str, Term]]:
    """Return the rows of *found* by column; what is unbound is not there."""
    columns = found.variables
    return [
        {name: term for name, term in zip(columns, row, strict=True) if term is not None}
        for row in found.rows()
    ]


def said(row: Mapping[str, Term], name: str) -> str:
    """Return the text of *name* in *row*, "" where it is unbound."""
    return plain(row.get(name))


def shown(row: Mapping[str, Term], name: str, thing: str = "") -> Value:
    """Return *name* of *row* as people read it, as a link to what stands under *thing*."""
    found = row.get(name)
    language = found.language or "" if isinstance(found, Literal) else ""
    return Value(plain(found), plain(row.get(thing)), language)


def moment(date: str, *, end: bool = False) -> float | None:
    """Return *date*, which may be a month or a year, as years with a part; of the end of it with *end*.

    >>> moment("2021"), moment("2021", end=True), moment("2021-07"), moment("soon")
    (2021.0, 2022.0, 2021.5, None)
    """
    found = _DATE.match(date)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    if month is None:
        return year + float(end)
    if day is None:
        return year + (month - 1 + end) / 12
    return year + (month - 1 + day / 31) / 12


def subjects(engine: Engine, predicate: str, value: NamedNode) -> list[NamedNode]:
    """Return what *predicate* of ours leads from to *value*, each once, by IRI."""
    found = {one.subject for one in engine.triples(None, NamedNode(ACQ + predicate), value)}
    return _nodes(found)


def objects(engine: Engine, thing: NamedNode, predicate: str) -> list[NamedNode]:
    """Return what *predicate* of ours leads to from *thing*, each once, by IRI."""
    return _nodes({one.object for one in engine.triples(thing, NamedNode(ACQ + predicate))})


def links(engine: Engine, predicate: str) -> list[tuple[NamedNode, NamedNode]]:
    """Return all that *predicate* of ours links, each once, by IRI."""
    pairs = {(one.subject, one.object) for one in engine.triples(None, NamedNode(ACQ + predicate))}
    nodes = [(a, b) for a, b in pairs if isinstance(a, NamedNode) and isinstance(b, NamedNode)]
    return sorted(nodes, key=lambda pair: (pair[0].value, pair[1].value))


def dates(engine: Engine) -> dict[NamedNode, str]:
    """Return the date of each thing that has one, the first where there are more."""
    found: dict[NamedNode, str] = {}
    for one in engine.triples(None, NamedNode(ACQ + "date")):
        if isinstance(one.subject, NamedNode):
            found[one.subject] = min(found.get(one.subject, "9999"), plain(one.object))
    return found


def members(engine: Engine) -> list[Member]:
    """Return every State on record, by group and name; it takes four passes, however many there are."""
    codes = _texts(engine, "iso3")
    groups, status = dict(links(engine, "regionalGroup")), dict(links(engine, "membershipStatus"))
    states = _nodes({one.subject for one in engine.triples(None, _TYPE, NamedNode(ACQ + "State"))})
    found = [
        Member(one, codes.get(one, ""), value(engine, one), _group(engine, groups.get(one), status.get(one)))
        for one in states
    ]
    return sorted(found, key=lambda one: (not one.is_grouped, one.group, one.name.text, one.node.value))


def _group(engine: Engine, group: NamedNode | None, status: NamedNode | None) -> str:
    """Return the name of the *group*; observers have none, and stand under their *status*."""
    node = group or status
    label = None if node is None else names.label(engine, node)
    text = NO_GROUP if label is None else label.value
    return text if group or label is None else f"{_APART}: {text}"


def _texts(engine: Engine, predicate: str) -> dict[object, str]:
    return {one.subject: plain(one.object) for one in engine.triples(None, NamedNode(ACQ + predicate))}


def _nodes(found: Iterable[object]) -> list[NamedNode]:
    return sorted((one for one in found if isinstance(one, NamedNode)), key=lambda one: one.value)

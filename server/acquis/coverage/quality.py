"""Read how the records of a release were checked, what is contested among them, and what is missing.

It must not judge: every list is the answer to a question of the library, cut where it is long.
"""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from acquis.engine import Engine, NamedNode
from acquis.library import cells, queries, tables
from acquis.library.queries import Question
from acquis.library.tables import Table
from acquis.naming import names
from acquis.readable import Value, value
from acquis.vocab import PREFIXES

__all__ = ["Checked", "LISTS", "Listed", "Quality", "Region", "read"]

# The questions whose answers are lists on the page, and how many rows of each stand there.
LISTS = {
    "contested-stances": 10,
    "audit-findings": 10,
    "locator-mismatches": 10,
    "known-fields": 10,
    "unresolved-citations": 10,
    "unpublished-fields": 10,
}
_COUNTS, _STATES, _WITHOUT = "checked-counts", "states", "states-without-position"
# From the strongest way of checking to the weakest: docs/model.md.
_WAYS = ("official", "text", "page", "known")
_CHECKED = PREFIXES["voc"] + "checked/"
_DEFINITION = NamedNode(PREFIXES["skos"] + "definition")


@dataclass(frozen=True)
class Listed:
    """The answer to `question`: the first of `total` rows, with a heading for each column."""

    question: Question
    headings: tuple[str, ...]
    rows: tuple[tuple[Value | None, ...], ...]
    total: int


@dataclass(frozen=True)
class Checked:
    """The records by kind and by the way that they were checked; `ways` have a definition each."""

    question: Question
    ways: tuple[tuple[Value, Value | None], ...]
    rows: tuple[tuple[Value, tuple[int, ...]], ...]
    totals: tuple[int, ...]


@dataclass(frozen=True)
class Region:
    """A regional group of the United Nations: its States, and those without a position recorded."""

    name: str
    states: int
    without: int


@dataclass(frozen=True)
class Quality:
    """All that the page on coverage and quality shows."""

    checked: Checked
    lists: dict[str, Listed]
    regions: tuple[Region, ...]
    without: Question


@lru_cache(maxsize=2)
def read(engine: Engine) -> Quality:
    """Return how good the data of *engine* are: one query a question, kept as long as the release is."""
    return Quality(
        _checked(engine),
        {name: _listed(engine, name, most) for name, most in LISTS.items()},
        _regions(engine),
        queries.find(_WITHOUT),
    )


def _answer(engine: Engine, name: str) -> Table:
    return tables.read(queries.ask(engine, name, {}).serialise(tables.JSON))


def _listed(engine: Engine, name: str, most: int) -> Listed:
    table = _answer(engine, name)
    columns = cells.columns(table.columns, ())
    return Listed(
        queries.find(name),
        tuple(map(cells.heading, columns)),
        tuple(tuple(cells.shown(engine, row, one) for one in columns) for row in table.rows[:most]),
        len(table.rows),
    )


def _checked(engine: Engine) -> Checked:
    table = _answer(engine, _COUNTS)
    counted: Counter[tuple[str, str]] = Counter()
    classes: dict[str, Value] = {}
    for row in table.rows:
        iri, way = row["class"]["value"], row["checked"]["value"]
        counted[iri, way] += int(row["records"]["value"])
        classes[iri] = Value(row["classLabel"]["value"], iri, row["classLabel"].get("xml:lang", ""))
    ways = sorted({way for _, way in counted}, key=_rank)
    return Checked(
        queries.find(_COUNTS),
        tuple(_way(engine, way) for way in ways),
        tuple((one, tuple(counted[iri, way] for way in ways)) for iri, one in classes.items()),
        tuple(sum(counted[iri, way] for iri in classes) for way in ways),
    )


def _rank(way: str) -> tuple[int, str]:
    return (_WAYS.index(way) if way in _WAYS else len(_WAYS), way)


def _way(engine: Engine, label: str) -> tuple[Value, Value | None]:
    """Return the way of checking with that *label*, and what it means."""
    node = NamedNode(_CHECKED + label.replace(" ", "-"))
    said = names.preferred(one.object for one in engine.triples(node, _DEFINITION))
    return Value(label, node.value, "en"), None if said is None else value(engine, said)


def _regions(engine: Engine) -> tuple[Region, ...]:
    """Return the regional groups by name; States without one, which are observers, come last."""
    states, without = _by_group(_answer(engine, _STATES)), _by_group(_answer(engine, _WITHOUT))
    ordered = sorted(states, key=lambda name: (not name, name))
    return tuple(Region(name, states[name], without[name]) for name in ordered)


def _by_group(table: Table) -> Counter[str]:
    return Counter(row["regionalGroup"]["value"] if "regionalGroup" in row else "" for row in table.rows)

"""Read the dictionary of the data: each class and property, its meaning, its use, a question that uses it.

It must not define words: the ontology does.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from acquis.engine import Engine, NamedNode
from acquis.library import cells, queries, tables
from acquis.library.queries import Question
from acquis.library.tables import Cell
from acquis.naming import names
from acquis.readable import Value, value
from acquis.vocab import ACQ, PREFIXES, SOURCE

__all__ = ["KINDS", "Word", "example", "words"]

# The kinds of word as the question `terms` names them, in the order of the pages.
KINDS = ("class", "property that leads to a thing", "property that holds a value", "annotation")

_TERMS = "terms"
_SOURCE = NamedNode(PREFIXES["dcterms"] + "source")
_CLASSES = "SELECT ?word (COUNT(*) AS ?n) WHERE { ?one a ?word } GROUP BY ?word"
_PROPERTIES = "SELECT ?word (COUNT(*) AS ?n) WHERE { ?one ?word ?other } GROUP BY ?word"
_NAME = re.compile(r"(?<![\w:])acq:([A-Za-z][A-Za-z0-9]*)")


@dataclass(frozen=True)
class Word:
    """One class or property: how often it is used, what it rests on, the first question that asks with it.

    `name` is its local name; `domain` and `range` are empty where the ontology states none.
    """

    name: str
    value: Value
    kind: str
    definition: Value
    domain: tuple[Value, ...]
    range: tuple[Value, ...]
    sources: tuple[str, ...]
    uses: int
    is_computed: bool
    question: Question | None


@lru_cache(maxsize=2)
def words(engine: Engine) -> tuple[Word, ...]:
    """Return the words of our namespace in *engine*, by kind and label: three queries and one look-up."""
    rows: dict[str, list[dict[str, Cell]]] = defaultdict(list)
    for row in tables.read(queries.ask(engine, _TERMS, {}).serialise(tables.JSON)).rows:
        rows[row["term"]["value"]].append(dict(row))
    sources = _sources(engine)
    uses = dict(_counted(engine, _CLASSES)) | dict(_counted(engine, _PROPERTIES))
    found = (_word(engine, iri, said, tuple(sources[iri]), uses.get(iri, 0)) for iri, said in rows.items())
    return tuple(sorted(found, key=lambda one: (KINDS.index(one.kind), one.value.text.casefold(), one.name)))


def _word(engine: Engine, iri: str, rows: list[dict[str, Cell]], sources: tuple[str, ...], uses: int) -> Word:
    first, name = rows[0], iri.removeprefix(ACQ)
    return Word(
        name,
        Value(first["termLabel"]["value"], iri, first["termLabel"].get("xml:lang", "")),
        first["kind"]["value"],
        Value(first["definition"]["value"], "", first["definition"].get("xml:lang", "")),
        _ends(engine, rows, "domain"),
        _ends(engine, rows, "range"),
        sources,
        uses,
        first["computed"]["value"] == "true",
        example(name),
    )


def _ends(engine: Engine, rows: list[dict[str, Cell]], column: str) -> tuple[Value, ...]:
    """Return the values of *column*, each once; a class that only lists others is told as a line."""
    cellular = {str(row[column]): row for row in rows if column in row}
    found = (cells.shown(engine, row, column) for row in cellular.values())
    return tuple(one for one in found if one is not None)


def _sources(engine: Engine) -> dict[str, list[str]]:
    """Return the texts that each word rests on, as the ontology names them."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in engine.triples(None, _SOURCE, graph=SOURCE + "ontology"):
        if isinstance(one.subject, NamedNode):
            found[one.subject.value].append(value(engine, one.object).text)
    return defaultdict(list, {iri: sorted(texts, key=names.natural) for iri, texts in found.items()})


def _counted(engine: Engine, query: str) -> Iterator[tuple[str, int]]:
    for word, number in engine.query(query).rows():
        yield str(getattr(word, "value", "")), int(getattr(number, "value", 0))


def example(name: str) -> Question | None:
    """Return the first question of the library that asks with the word of that local *name*; or None."""
    found = _asked().get(name)
    return None if found is None else queries.find(found)


@cache
def _asked() -> dict[str, str]:
    """Return for each word the name of the first question that asks with it."""
    found: dict[str, str] = {}
    for question in queries.library().values():
        text = re.sub(r"(?m)(^|\s)#.*$", "", question.query)
        for name in _NAME.findall(text):
            found.setdefault(name, question.name)
    return found

"""Fetch what the parameters of a question and the labels of a table need to know from an endpoint.

It must not know what a person typed: that is compared here, on this machine, with what was fetched.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from acquis.client.answers import Binding, Table
from acquis.engine import Engine, Literal, NamedNode, parse, written
from acquis.library.queries import Question
from acquis.library.values import Parameter
from acquis.naming import names
from acquis.vocab import ACQ, PREFIXES

__all__ = ["known", "labelled"]

_AT_ONCE = 200
_NODES = ("code", "iri", "symbol")
# What acquis.library.choices and acquis.naming.names read of each thing.
_SAID = (
    *names.LABELS,
    *(NamedNode(PREFIXES["skos"] + name) for name in ("altLabel", "inScheme")),
    *(NamedNode(ACQ + name) for name in ("iso2", "realizes", "standsIn", "symbol")),
    NamedNode(PREFIXES["rdf"] + "type"),
)


def known(question: Question, fetch: Callable[[str], bytes]) -> Engine:
    """Return, in memory, what the parameters of *question* are compared with; *fetch* asks for Turtle.

    Nothing is fetched for a question whose parameters may be anything.
    """
    patterns = {pattern for param in question.params for pattern in _patterns(param)}
    if not patterns:
        return Engine.from_quads(())
    things = " UNION ".join(f"{{ {pattern} }}" for pattern in sorted(patterns))
    said = " ".join(map(written, _SAID))
    body = fetch(
        "CONSTRUCT { ?thing ?says ?what } WHERE"
        f" {{ {things} VALUES ?says {{ {said} }} ?thing ?says ?what }}"
    )
    return Engine.from_quads(parse(body, "text/turtle"))


def _patterns(param: Parameter) -> Iterator[str]:
    """Yield a pattern for each group of things that *param* may be."""
    if param.type not in _NODES:
        return
    if param.in_class:
        named = names.expand(param.in_class) if ":" in param.in_class else ACQ + param.in_class
        yield f"?thing a {written(NamedNode(named))}"
    if param.scheme:
        yield f"?thing {written(NamedNode(PREFIXES['skos'] + 'inScheme'))} ?scheme"
    if param.type == "symbol":
        yield f"?thing {written(NamedNode(ACQ + 'symbol'))} ?symbol"
        yield f"?thing {written(NamedNode(ACQ + 'realizes'))} ?work"
    elif not (param.in_class or param.scheme):
        yield "?thing a ?class"


def labelled(found: Table, fetch: Callable[[str], Table]) -> Table:
    """Return *found* with a column of names after each column of IRIs without; *fetch* asks for a table."""
    iris = {name: _iris(row.get(name) for row in found.rows) for name in found.columns}
    fresh = {name: f"{name}Label" for name, some in iris.items() if some}
    fresh = {name: label for name, label in fresh.items() if label not in found.columns}
    named = _labels((iri for name in fresh for iri in iris[name]), fetch)
    columns = [one for name in found.columns for one in (name, fresh.get(name)) if one is not None]
    return Table(tuple(columns), tuple(_with_labels(row, fresh, named) for row in found.rows))


def _iris(bindings: Iterable[Binding | None]) -> list[str]:
    return [one["value"] for one in bindings if one is not None and one["type"] == "uri"]


def _with_labels(
    row: Mapping[str, Binding], fresh: Mapping[str, str], named: Mapping[str, str]
) -> Mapping[str, Binding]:
    """Return *row* with the label of each IRI in a column of *fresh*, where *named* has one."""
    labels = {
        label: {"type": "literal", "value": named[row[name]["value"]]}
        for name, label in fresh.items()
        if name in row and row[name]["value"] in named
    }
    return {**row, **labels}


def _labels(iris: Iterable[str], fetch: Callable[[str], Table]) -> dict[str, str]:
    """Return the English name of each of *iris* that has a name."""
    found: dict[str, list[tuple[int, Literal]]] = {}
    nodes = iter(dict.fromkeys(node for node in map(names.node, iris) if node is not None))
    ways = " ".join(f"({written(way)} {rank})" for rank, way in enumerate(names.LABELS))
    while some := list(islice(nodes, _AT_ONCE)):
        things = " ".join(map(written, some))
        answer = fetch(
            f"SELECT ?thing ?rank ?label WHERE {{ VALUES ?thing {{ {things} }}"
            f" VALUES (?way ?rank) {{ {ways} }} ?thing ?way ?label FILTER(ISLITERAL(?label)) }}"
        )
        for row in answer.rows:
            said = Literal(row["label"]["value"], language=row["label"].get("xml:lang"))
            found.setdefault(row["thing"]["value"], []).append((int(row["rank"]["value"]), said))
    return {iri: _best(ranked) for iri, ranked in found.items()}


def _best(ranked: list[tuple[int, Literal]]) -> str:
    first = min(rank for rank, _ in ranked)
    named = names.preferred(label for rank, label in ranked if rank == first)
    return "" if named is None else named.value

"""Make graphs and queries at random, for tests that ask the same in two ways."""

from collections.abc import Callable
from random import Random

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

__all__ = ["graph", "query", "walk"]

_NODES = tuple(f"n{number}" for number in range(6))
_PROPERTIES = ("p", "q", "r")
_NAMES = ("a", "b", "c", "d")
_PLACE = "http://example.org/"


def graph(rng: Random) -> list[Quad]:
    """Return some quads over six nodes, three numbers and three properties, in three graphs."""
    graphs: list[DefaultGraph | NamedNode] = [DefaultGraph(), DefaultGraph()]
    graphs += [NamedNode(f"{_PLACE}{name}") for name in "gh"]
    made = []
    for _ in range(rng.randint(8, 20)):
        subject, value = (NamedNode(_PLACE + rng.choice(_NODES)) for _ in range(2))
        number = Literal(rng.randint(1, 3))
        said = NamedNode(_PLACE + rng.choice(_PROPERTIES))
        made.append(Quad(subject, said, value if rng.randrange(6) else number, rng.choice(graphs)))
    return made


def query(rng: Random) -> str:
    """Return a SELECT with an EXISTS at a place that people do and do not put it."""
    group = _group(rng, 2) if rng.randrange(3) else _gap(rng)
    while "EXISTS" not in group:
        group = _group(rng, 2)
    columns = rng.choice(["*", "(COUNT(*) AS ?n)", "?a ?b", "DISTINCT ?a ?c"])
    tail = rng.choice(["", "", "", " VALUES ?a { :n0 :n1 UNDEF }"])
    return f"PREFIX : <{_PLACE}>\nSELECT {columns} WHERE {group}{tail}"


def walk(rng: Random) -> str:
    """Return a SELECT with paths of any length that begin or end at a node of its own."""
    around = [f"{_variable(rng)} :{rng.choice(_PROPERTIES)} {_variable(rng)} ." for _ in range(2)]
    around += [_way(rng) for _ in range(rng.choice([1, 1, 2]))]
    more = [_filter(rng), _exists(rng, 1), f"OPTIONAL {_group(rng, 1)}", f"MINUS {_group(rng, 1)}"]
    more += [_triples(rng), f"VALUES {_variable(rng)} {{ {_node(rng)} UNDEF }}", f"BIND({_node(rng)} AS ?e)"]
    parts = [*around, *rng.sample(more, rng.choice([0, 1, 2]))]
    rng.shuffle(parts)
    columns = rng.choice(["*", "(COUNT(*) AS ?n)", "?a ?b", "DISTINCT ?a ?c"])
    return f"PREFIX : <{_PLACE}>\nSELECT {columns} WHERE {{ {' '.join(parts)} }}"


def _way(rng: Random) -> str:
    step, other = (f":{rng.choice(_PROPERTIES)}" for _ in range(2))
    inner = rng.choice([step, f"^{step}", f"({step}|{other})", f"({step}/{other})", f"(^{step}|{other})"])
    path, ends = f"({inner}){rng.choice('++*')}", [_variable(rng), _node(rng)]
    rng.shuffle(ends)
    return f"{ends[0]} {path} {ends[1]} ."


def _gap(rng: Random) -> str:
    """Return a group as people write it for what is not there."""
    around = [f"?a :{rng.choice(_PROPERTIES)} {rng.choice(['?b', '?b', '?c', '1'])} ." for _ in range(2)]
    inner = [
        f"?{rng.choice('xxxy')} :{rng.choice(_PROPERTIES)} {rng.choice(['?a', '?a', '?b', '?y', _node(rng)])}"
        for _ in range(rng.randint(2, 3))
    ]
    more = [_filter(rng), _filter(rng).replace("?b", "?x"), f"OPTIONAL {{ {_triples(rng)} }}", "", ""]
    body = f"FILTER NOT EXISTS {{ {' . '.join(inner)} {rng.choice(more[1:])} }}"
    parts = [*around, body, rng.choice(more)]
    rng.shuffle(parts)
    return f"{{ {' '.join(parts)} }}"


def _group(rng: Random, depth: int) -> str:
    parts = [_triples(rng)] if rng.randrange(8) else []
    parts += [_part(rng, depth) for _ in range(rng.choice([0, 1, 1, 2]))]
    parts += [_exists(rng, depth)] if rng.randrange(3) else []
    if not rng.randrange(3):
        rng.shuffle(parts)
    return f"{{ {' '.join(parts)} }}"


def _part(rng: Random, depth: int) -> str:
    if not depth:
        return _filter(rng)
    makers: list[Callable[[], str]] = [
        lambda: f"OPTIONAL {_group(rng, depth - 1)}",
        lambda: f"OPTIONAL {{ {_triples(rng)} }}",
        lambda: f"{_group(rng, depth - 1)} UNION {_group(rng, depth - 1)}",
        lambda: _group(rng, depth - 1),
        lambda: f"MINUS {_group(rng, depth - 1)}",
        lambda: f"GRAPH {rng.choice(['?g', ':g', '?a'])} {_group(rng, depth - 1)}",
        lambda: f"{{ SELECT {_variable(rng)} WHERE {_group(rng, depth - 1)} }}",
        lambda: f"VALUES {_variable(rng)} {{ {_node(rng)} {_node(rng)} {rng.choice(['UNDEF', ':far'])} }}",
        lambda: _filter(rng),
    ]
    return rng.choice(makers)()


def _exists(rng: Random, depth: int) -> str:
    word = rng.choice(["EXISTS", "NOT EXISTS", "not exists"])
    found = f"{word} {_body(rng, depth)}"
    return rng.choice(
        [f"FILTER {found}", f"FILTER {found}", f"FILTER({found} || {_variable(rng)} = {_node(rng)})"]
    )


def _body(rng: Random, depth: int) -> str:
    if depth and not rng.randrange(8):
        return _group(rng, depth - 1)
    parts = [_triples(rng) for _ in range(rng.randint(1, 3))]
    body = " ".join(parts) + " " + _triples(rng, bare=True)
    if not rng.randrange(3):
        body += f" {_filter(rng)}"
    if depth and not rng.randrange(4):
        body += f" {_exists(rng, depth - 1)}"
    return f"{{ {body} }}"


def _triples(rng: Random, *, bare: bool = False) -> str:
    subject = (
        _variable(rng) if rng.randrange(6) else rng.choice([_node(rng), "[]", f"[ :p {_variable(rng)} ]"])
    )
    said = f"{subject} {_verb(rng)} {_value(rng)}"
    if not rng.randrange(4):
        said += f" ; {_verb(rng)} {_value(rng)}" + rng.choice(["", " ;"])
    if not rng.randrange(6):
        said += "" if said.endswith(";") else f" , {_value(rng)}"
    return said if bare else f"{said} ."


def _verb(rng: Random) -> str:
    step = f":{rng.choice(_PROPERTIES)}"
    other = f":{rng.choice(_PROPERTIES)}"
    if rng.randrange(4):
        return step
    paths = (
        f"^{step}",
        f"{step}/{other}",
        f"{step}|{other}",
        f"{step}+",
        f"^({step}/{other})",
        f"{step}?/{other}",
    )
    more = f"{step}*", f"({step}|^{other})+", f"!{step}", _variable(rng), f"({step}/{other}?)"
    return rng.choice([*paths, *more])


def _value(rng: Random) -> str:
    if rng.randrange(4):
        return _variable(rng)
    return rng.choice([_node(rng), _node(rng), str(rng.randint(1, 3)), "[]", f"[ :q {_variable(rng)} ]"])


def _filter(rng: Random) -> str:
    one, other = _variable(rng), _variable(rng)
    return rng.choice(
        [
            f"FILTER({one} != {other})",
            f"FILTER({one} = {_node(rng)})",
            f"FILTER(!BOUND({one}) || isIRI({other}))",
            f"FILTER(COALESCE({one}, 2) >= 2)",
            f'FILTER REGEX(STR({one}), "n[0-3]")',
        ]
    )


def _variable(rng: Random) -> str:
    return f"?{rng.choice(_NAMES)}"


def _node(rng: Random) -> str:
    return f":{rng.choice(_NODES)}"

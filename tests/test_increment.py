"""A store that is changed step by step holds what inference over the whole would give, and its union."""

import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from pyoxigraph import Store

from acquis import resources, turtle
from acquis.engine import DefaultGraph, Engine, Literal, NamedNode, Quad, Term, Triple, parse
from acquis.engine.increment import Increment, Sides
from acquis.engine.inference import entail
from acquis.engine.rule import TYPE, Rule, from_json, is_variable, term, to_json
from acquis.engine.writer import copy_store, with_union
from acquis.releases import release
from acquis.rules import compile_rules
from acquis.vocab import GRAPH, ID, INFERRED, PREFIXES

NODES = [NamedNode(f"{ID}thing/{number}") for number in range(6)]
GRAPHS = [NamedNode(f"{GRAPH}source/{name}") for name in "ab"]
STEPS = 8

HANDED_IN = """
@prefix acq: <https://w3id.org/acquis/def#> .
@prefix s: <https://w3id.org/acquis/id/submission/2026-xaa-1/> .
@prefix id: <https://w3id.org/acquis/id/> .
s:position a acq:NationalPosition ; acq:issuer <https://w3id.org/acquis/id/state/FIN> .
s:stance a acq:Stance ; acq:issuer <https://w3id.org/acquis/id/state/FIN> ; acq:inPosition s:position ;
  acq:onTopic <https://w3id.org/acquis/id/topic/sovereignty> ; acq:evidence s:evidence .
s:evidence a acq:Evidence ; acq:sourceUnit <https://w3id.org/acquis/id/edition/a-76-135/para/19> .
s:paragraph a acq:Paragraph ; acq:standsIn <https://w3id.org/acquis/id/edition/a-70-174/para/13.c> ;
  acq:hasCitation s:citation .
s:citation a acq:Citation ; acq:target <https://w3id.org/acquis/id/edition/a-70-174/para/13> .
s:work a acq:Resolution ; acq:endorses <https://w3id.org/acquis/id/work/gge-2015-report> .
"""


@pytest.fixture(scope="module")
def rules() -> tuple[Rule, ...]:
    """Return all rules of the ontology."""
    return compile_rules(turtle.load(resources.folder("ontology") / "acquis.ttl"))


def opened(stated: Sequence[Quad], rules: Sequence[Rule]) -> Increment:
    """Return a store in memory that holds *stated*, what follows from it, and their union."""
    store = Store()
    store.extend(with_union([*stated, *entail(stated, rules, INFERRED)]))
    return Increment(store, rules, INFERRED)


def assert_whole(increment: Increment, stated: Sequence[Quad], rules: Sequence[Rule]) -> None:
    """Assert that *increment* holds *stated*, what follows from it by *rules*, their union, and no more."""
    assert set(increment.engine.quads()) == set(with_union([*stated, *entail(stated, rules, INFERRED)]))


def drawn(rng: random.Random, rules: Sequence[Rule], number: int) -> list[Quad]:
    """Return *number* triples that bodies and heads of *rules* are made of, in one of two graphs."""
    found = []
    for _ in range(number):
        rule = rng.choice([*rules, *(rule for rule in rules if len(rule.body) > 1)])
        _, predicate, value = rng.choice((rule.head, *rule.body))
        end: Term = rng.choice(NODES) if is_variable(value) else term(value)
        if predicate != TYPE and rng.randrange(20) == 0:
            end = Literal("text")
        found.append(Quad(rng.choice(NODES), NamedNode(predicate[1:-1]), end, rng.choice(GRAPHS)))
    return found


@pytest.mark.parametrize("seed", range(40))
def test_any_changes_give_what_inference_over_the_whole_gives(rules: tuple[Rule, ...], seed: int) -> None:
    """After each of a row of random additions and removals nothing is missing and nothing is left over."""
    rng = random.Random(seed)
    # Few rules at a time, so that their bodies meet; every seventh time all of them.
    chosen = rng.sample(rules, 12) + [rule for rule in rules if len(rule.body) > 1] if seed % 7 else rules
    stated = dict.fromkeys(drawn(rng, chosen, 30))
    increment = opened(list(stated), chosen)
    for _ in range(STEPS):
        gone = rng.sample(list(stated), rng.randrange(len(stated) // 2 + 1))
        came = drawn(rng, chosen, rng.randrange(8))
        increment.remove(gone)
        increment.add(came)
        stated = dict.fromkeys([*(quad for quad in stated if quad not in set(gone)), *came])
        assert_whole(increment, list(stated), chosen)


@pytest.mark.parametrize("seed", range(10))
def test_the_balance_says_what_changed(rules: tuple[Rule, ...], seed: int) -> None:
    """What came and went on balance is the difference between the store before and after."""
    rng = random.Random(seed)
    stated = drawn(rng, rules, 40)
    increment = opened(stated, rules)
    before = set(increment.engine.quads())
    for _ in range(STEPS):
        increment.add(drawn(rng, rules, 4))
        increment.remove(rng.sample(stated, 10))
        increment.add(rng.sample(stated, 5))
    after = set(increment.engine.quads())
    assert {q for q in after - before if not in_union(q)} == increment.quads.came
    assert {q for q in before - after if not in_union(q)} == increment.quads.gone
    assert {q.triple for q in after - before if in_union(q)} == increment.triples.came
    assert {q.triple for q in before - after if in_union(q)} == increment.triples.gone


def in_union(quad: Quad) -> bool:
    """Return whether *quad* is one of the default graph."""
    return isinstance(quad.graph_name, DefaultGraph)


def test_the_shipped_graph_grows_and_shrinks_back(
    shipped_releases: Path, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """On the shipped graph what is handed in brings all that follows from it, and takes it along again."""
    store = tmp_path / "store"
    copy_store(release.current(shipped_releases).path / "store", store)
    quads = parse(HANDED_IN.encode(), "text/turtle", graph=f"{GRAPH}submission/2026-xaa-1")
    increment = Increment.open(store, rules, INFERRED)
    before = set(increment.engine.quads())
    stated = [quad for quad in before if not in_union(quad) and quad.graph_name != NamedNode(INFERRED)]
    increment.add(quads)
    assert_whole(increment, [*stated, *quads], rules)
    finland = NamedNode(f"{ID}state/FIN")
    followed = {quad.triple for quad in increment.quads.came if quad.graph_name == NamedNode(INFERRED)}
    assert (
        Triple(finland, NamedNode(f"{PREFIXES['acq']}issued"), NamedNode(f"{ID}submission/2026-xaa-1/stance"))
        in followed
    )
    increment.remove(quads)
    assert set(increment.engine.quads()) == before
    assert (increment.quads.came, increment.quads.gone) == (set(), set())
    increment.close()
    assert Engine.open(store).named_graphs() == sorted(
        {str(quad.graph_name).strip("<>") for quad in stated} | {INFERRED}
    )


def test_a_graph_that_is_emptied_is_no_graph(tmp_path: Path) -> None:
    """A named graph whose last quad goes is not listed any more."""
    quad = Quad(NODES[0], NamedNode("urn:p"), NODES[1], GRAPHS[0])
    increment = Increment.open(tmp_path / "store", (), INFERRED)
    increment.add([quad])
    increment.close()
    assert Engine.open(tmp_path / "store").named_graphs() == [GRAPHS[0].value]
    increment = Increment.open(tmp_path / "store", (), INFERRED)
    increment.remove([quad])
    increment.close()
    assert Engine.open(tmp_path / "store").named_graphs() == []


def test_a_copy_of_a_store_leaves_it_as_it_was(tmp_path: Path) -> None:
    """Whatever is done to a copy, each file of the first store keeps its bytes, also when the copy goes."""
    first, second = tmp_path / "first", tmp_path / "second"
    increment = Increment.open(first, (), INFERRED)
    increment.add(Quad(node, NamedNode("urn:p"), node, GRAPHS[0]) for node in NODES)
    increment.close()
    before = {path.name: path.read_bytes() for path in first.iterdir()}
    copy_store(first, second)
    increment = Increment.open(second, (), INFERRED)
    increment.remove(list(increment.engine.quads()))
    increment.close()
    assert {path.name: path.read_bytes() for path in first.iterdir()} == before
    shutil.rmtree(second)
    assert Engine.open(first).count_quads() == len(NODES)


def test_what_is_no_store_cannot_be_copied(tmp_path: Path) -> None:
    """A folder without a store is an error of the system, as a missing file is."""
    with pytest.raises(OSError, match="nothing"):
        copy_store(tmp_path / "nothing", tmp_path / "copy")


def test_sides_hold_the_balance() -> None:
    """What comes back is as if it had never gone, and the other way round."""
    sides: Sides[str] = Sides()
    sides.put(["a", "b"])
    sides.take(["a", "c"])
    sides.put(["c"])
    assert (sides.came, sides.gone) == ({"b"}, set())


def test_rules_come_back_from_json(rules: tuple[Rule, ...]) -> None:
    """Rules written as JSON are the same when they are read; anything else is refused."""
    assert from_json(to_json(rules)) == rules
    with pytest.raises(ValueError, match="Expecting"):
        from_json("[")

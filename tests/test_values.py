"""What people type for a parameter, on the shipped graph: what is understood, and what comes near."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from acquis.engine import Engine, Literal, NamedNode
from acquis.errors import InvalidParameter
from acquis.library import queries, values
from acquis.library.choices import Range, called, choices, fold, near
from acquis.library.values import LONGEST, Parameter
from acquis.naming import names
from acquis.releases.release import current, open_engine

CASES = tomllib.loads((Path(__file__).parent / "cases" / "typed.toml").read_text(encoding="utf-8"))
UNDERSTOOD = [pytest.param(case, id=f"{case['question']} {case['typed']}") for case in CASES["understood"]]
REFUSED = [pytest.param(case, id=f"{case['question']} {case['typed']}") for case in CASES["refused"]]


@pytest.fixture(scope="session")
def shipped(shipped_releases: Path) -> Engine:
    """Return an engine over the release of the shipped sources, in memory."""
    return open_engine(current(shipped_releases), memory_quads=10**6)


@pytest.mark.parametrize("case", UNDERSTOOD)
def test_a_value_is_understood(shipped: Engine, case: dict[str, Any]) -> None:
    """Codes, names, symbols and addresses in many spellings become the term that the data know."""
    bound = queries.find(case["question"]).bind(shipped, case["typed"])[case["variable"]]
    wanted = Literal(case["text"]) if "text" in case else NamedNode(names.expand(case["iri"]))
    assert bound == wanted


@pytest.mark.parametrize("case", REFUSED)
def test_a_value_is_refused_with_those_that_come_near(shipped: Engine, case: dict[str, Any]) -> None:
    """The error names the parameter, begins with what comes nearest, and says what would do."""
    with pytest.raises(InvalidParameter) as caught:
        queries.find(case["question"]).bind(shipped, case["typed"])
    assert caught.value.name == case["name"]
    assert list(caught.value.near[: len(case["near"])]) == case["near"]
    assert bool(caught.value.near) is bool(case["near"])
    assert [part for part in case["said"] if part not in str(caught.value)] == []


def test_every_offered_value_is_understood(shipped: Engine) -> None:
    """Whatever a menu offers binds to the very thing that the menu names."""
    for question in queries.library().values():
        for param in question.params:
            if param.needs:
                continue
            offered = values.offered(shipped, param, {})
            for one in offered[:: max(1, len(offered) // 12)]:
                assert values.term(shipped, param, one.value, {}) == one.node, one


def test_every_stance_of_every_topic_can_be_given(shipped: Engine) -> None:
    """A parameter that depends on another offers the values that belong to it, each of which does."""
    topic, stance = queries.find("stance-holders").params
    topics = values.offered(shipped, topic, {})
    assert len(topics) == 30
    for one in topics:
        offered = values.offered(shipped, stance, {"topic": one.node})
        assert len(offered) >= 1
        for other in offered:
            assert values.term(shipped, stance, other.value, {"topic": one.node}) == Literal(other.value)


def test_names_are_compared_without_accents_and_case() -> None:
    """Folding drops accents, case, apostrophes and punctuation, and keeps other scripts."""
    assert fold("Côte d'Ivoire") == fold("COTE D\N{RIGHT SINGLE QUOTATION MARK}IVOIRE ") == "cote divoire"
    assert fold("A/RES/76/19") == "a res 76 19"
    assert fold("§ *") == ""
    assert fold("中国") == "中国"


def test_a_range_without_bounds_offers_nothing(engine: Engine) -> None:
    """Where any thing will do there is no menu, and nothing comes near."""
    assert choices(engine, Range()) == ()
    assert near(engine, Range(), "Estonia") == called(engine, Range(), "Estonia") == []


def test_a_long_value_is_refused(engine: Engine) -> None:
    """A value has a greatest length, which is told."""
    with pytest.raises(InvalidParameter, match=f"longer than {LONGEST}"):
        values.term(engine, Parameter("text", "string"), "x" * (LONGEST + 1), {})


def test_an_empty_value_counts_as_left_out(engine: Engine) -> None:
    """A form sends a field that was not filled in; the default holds, or nothing where none is needed."""
    assert values.term(engine, Parameter("text", "string", default="a"), " ", {}) == Literal("a")
    assert values.term(engine, Parameter("text", "string", optional=True), "", {}) is None
    with pytest.raises(InvalidParameter, match="text needs a value: give text such as cyber"):
        values.term(engine, Parameter("text", "string"), "", {})

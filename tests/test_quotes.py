"""Whether a quote stands in the words held: how it may be typed, where it is, what a report says of it."""

import tomllib
from typing import Any

import pytest

from acquis import passages, sources, validation
from acquis.engine import Engine, NamedNode, Quad, nquads, parse
from acquis.passages.folding import folded
from acquis.validation.checking import Checked
from acquis.vocab import ACQ, ID, NEW
from checkout import ROOT
from made_up import FOLDER, words

CASES = tomllib.loads((FOLDER / "quotes.toml").read_text("utf-8"))["case"]
REPORTS = tomllib.loads((FOLDER / "reports.toml").read_text("utf-8"))["case"]
EXAMPLES = ROOT / "shapes" / "submissions" / "examples"
EDITION = f"{ID}edition/"
QUOTE, EVIDENCE = f"<{ACQ}quote>", f"<{NEW}evidence-due-diligence>"


@pytest.fixture(scope="module")
def known() -> list[Quad]:
    """Return what the shipped sources say, with the fictional States."""
    quads = [quad for source in sources.load(sources.paths()) for quad in source.quads]
    return quads + parse((EXAMPLES / "states.ttl").read_bytes(), "text/turtle", graph="urn:states")


@pytest.fixture(scope="module")
def engine(known: list[Quad]) -> Engine:
    """Return an engine over what is known, and made-up words."""
    return Engine.from_quads([*known, *words()])


@pytest.fixture(scope="module")
def wordless(known: list[Quad]) -> Engine:
    """Return an engine over what is known, which holds no words."""
    return Engine.from_quads(known)


def stood(engine: Engine, outcome: passages.Outcome) -> dict[str, list[str]]:
    """Return the words at each place of *outcome*, by the path of the unit, as they are held."""
    found: dict[str, list[str]] = {}
    for span in outcome.place.spans if outcome.place else ():
        held = passages.words(engine, span.unit, outcome.language).passages
        (own,) = [one for one in held if one.unit == span.unit]
        found.setdefault(span.unit.removeprefix(EDITION), []).append(own.text[span.start : span.end])
    return found


def checked(engine: Engine, case: dict[str, Any]) -> Checked:
    """Return what comes of the worked example of a position with the quote and the unit of *case*."""
    quads = parse((EXAMPLES / "national-position.ttl").read_bytes(), "text/turtle")
    kept = [one for one in quads if (str(one.subject), str(one.predicate)) != (EVIDENCE, QUOTE)]
    assert len(kept) == len(quads) - 1
    unit = NamedNode(EDITION + case["unit"])
    added = f"{EVIDENCE} {QUOTE} {case['quote']} ; <{ACQ}sourceUnit> {unit} ."
    text = nquads([*kept, *parse(added.encode(), "text/turtle")])
    return validation.check(text, "application/n-triples", engine, issuer="XAA")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_quote_is_held_against_the_words(engine: Engine, case: dict[str, Any]) -> None:
    """The verdict, the units and the very words there are those of the case."""
    found = passages.check(engine, EDITION + case["unit"], case["quote"], case.get("language", ""))
    assert (found.verdict, stood(engine, found)) == (case["verdict"], case.get("at", {}))
    assert bool(found.place and found.place.is_cased) == case.get("is_cased", False)


@pytest.mark.parametrize(
    "text", ["a  b", "«\u00a0é\u00a0»", "x\u00ad\ny \u2013 z", "ﬁn İstanbul", "一 二", "…", ""]
)
def test_folding_keeps_places(text: str) -> None:
    """Each sign of a folded text has its place in the text before; folding again changes nothing."""
    found = folded(text)
    assert len(found.text) == len(found.starts) == len(found.ends) == len(found.small)
    assert list(found.starts) == sorted(found.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(found.starts, found.ends, strict=True))
    assert folded(found.text).text == found.text


@pytest.mark.parametrize("case", REPORTS, ids=lambda case: case["name"])
def test_a_report_says_where_a_quote_stands(engine: Engine, case: dict[str, Any]) -> None:
    """A quote that is not where it is said to be gets a warning at its field, and nothing is refused."""
    report = checked(engine, case).report
    told = [one for one in report.findings if one.rule.startswith("quote-")]
    assert report.accepted, str(report.findings)
    assert len(told) == len(case["says"]), told
    assert all(
        f"{one.rule} {one.message}".startswith(say) for one, say in zip(told, case["says"], strict=True)
    )
    assert {(one.severity, one.field, one.path) for one in told} <= {("warning", "quote", f"{ACQ}quote")}


@pytest.mark.parametrize("case", REPORTS, ids=lambda case: case["name"])
def test_nothing_is_said_where_no_words_are_held(wordless: Engine, case: dict[str, Any]) -> None:
    """A release without texts gives each quote the same report: none of it is looked for."""
    told = [one.rule for one in checked(wordless, case).report.findings if one.rule.startswith("quote-")]
    assert told == []

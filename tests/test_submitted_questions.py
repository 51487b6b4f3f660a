"""The questions over submissions, asked of what fictional States handed in and publishing made of it.

The shipped graph holds no submission, so the rows that `test_questions` reviews are few. Here the answer to
each question of cases/submitted/questions.toml is reviewed in cases/submitted/expected, and a second engine
agrees. The rows hold nothing real.
"""

import csv
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import rdflib

from acquis import publishing, sources
from acquis.engine import Engine, Literal, NamedNode, Quad, Term, nquads, parse
from acquis.engine.inference import entail
from acquis.library.queries import library
from acquis.rules import compile_rules
from acquis.vocab import ACQ, INFERRED, NEW, SOURCE
from checkout import ROOT

CASES = Path(__file__).parent / "cases" / "submitted"
SHAPES = ROOT / "shapes" / "submissions"
ASKED: dict[str, dict[str, str]] = tomllib.loads((CASES / "questions.toml").read_text("utf-8"))
RECEIPTS: list[dict[str, Any]] = tomllib.loads((CASES / "receipts.toml").read_text("utf-8"))["receipt"]
# The files of the graph that a question over submissions may need.
NEEDED = ("ontology/schemes.ttl", "data/capacity.ttl", "data/cbms.ttl", "data/norms.ttl", "data/topics.ttl")
REVIEWER = "Review desk"


def around() -> Iterator[Quad]:
    """Yield what submissions point to: elements, schemes, and the fictional States."""
    for name in NEEDED:
        yield from sources.read(name, ROOT / name).quads
    yield from sources.read("data/positions/xaa.ttl", CASES / "reading.ttl").quads
    for path in (SHAPES / "examples" / "states.ttl", SHAPES / "demo" / "world.ttl"):
        yield from parse(path.read_bytes(), "text/turtle", graph=SOURCE + "fictional")


def published(entry: Mapping[str, Any], engine: Engine) -> publishing.Published:
    """Return what publishing makes of the document and the receipt in *entry*, and of what came after."""
    quads = parse((SHAPES / entry["file"]).read_bytes(), "text/turtle")
    if earlier := entry.get("supersedes"):
        quads.append(
            Quad(NamedNode(NEW), NamedNode(ACQ + "supersedes"), NamedNode(publishing.iri_of(earlier)))
        )
    receipt = publishing.Receipt(
        id=entry["id"],
        received=entry["received"],
        media_type="text/turtle",
        size=1000,
        sha256="0" * 64,
        shapes_version="1.0",
        accepted=entry["accepted"],
        reviewer=REVIEWER,
    )
    found = publishing.view(quads, receipt, engine)
    if later := entry.get("superseded"):
        found = publishing.superseded(found, later, entry["accepted"])
    if reason := entry.get("withdrawn"):
        found = publishing.withdrawal(found, reason, entry["accepted"], REVIEWER)
    return found


@pytest.fixture(scope="module")
def quads() -> list[Quad]:
    """Return all that the questions are asked of."""
    known = list(around())
    engine = Engine.from_quads(known)
    made = [published(entry, engine) for entry in RECEIPTS]
    stated = [*known, *(quad for one in made for quad in (*one.quads, *one.meta))]
    axioms = rdflib.Graph().parse(ROOT / "ontology" / "acquis.ttl")
    return [*stated, *entail(stated, compile_rules(axioms), INFERRED)]


@pytest.fixture(scope="module")
def handed_in(quads: list[Quad]) -> Engine:
    """Return an engine over them."""
    return Engine.from_quads(quads)


@pytest.fixture(scope="module")
def second(quads: list[Quad]) -> rdflib.Dataset:
    """Return the same in the second engine, with the union as the default graph."""
    found = rdflib.Dataset(default_union=True)
    return found.parse(data=nquads(quads).decode(), format="nquads")


def rows(lines: Iterable[str]) -> list[list[str]]:
    """Return CSV as rows of cells."""
    return list(csv.reader(lines))


@pytest.mark.parametrize("name", ASKED)
def test_the_answer_is_as_reviewed(name: str, handed_in: Engine) -> None:
    """Each question gives the reviewed rows, in the reviewed order."""
    answer = library()[name].ask(handed_in, ASKED[name]).serialise("text/csv").decode().splitlines()
    assert rows(answer) == rows((CASES / "expected" / f"{name}.csv").read_text("utf-8").splitlines())


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")
@pytest.mark.parametrize("name", ASKED)
def test_both_engines_agree(name: str, handed_in: Engine, second: rdflib.Dataset) -> None:
    """The second engine gives the same rows, each as often."""
    question = library()[name]
    found = question.ask(handed_in, ASKED[name])
    bound = question.bind(handed_in, ASKED[name])
    answer = second.query(question.query, initBindings={key: _second(term) for key, term in bound.items()})
    names = [rdflib.Variable(one) for one in found.variables]
    assert Counter(tuple(_plain(row.get(one)) for one in names) for row in answer.bindings) == Counter(
        tuple(_plain(getattr(term, "value", None)) for term in row) for row in found.rows()
    )


def _plain(value: object) -> str:
    """Return *value* as text; the engines write Greenwich in two ways."""
    return "" if value is None else str(value).replace("+00:00", "Z")


def _second(term: Term) -> rdflib.term.Identifier:
    """Return the term of a parameter as the second engine holds it."""
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    assert isinstance(term, Literal)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))


def test_no_expected_answer_is_left_over() -> None:
    """Each expected answer belongs to a question that is asked, and each new question is asked."""
    assert {path.stem for path in (CASES / "expected").iterdir()} == set(ASKED)
    over = {name for name, question in library().items() if "submissions" in question.tags}
    assert over - set(ASKED) == set()


def test_what_is_not_public_is_in_no_answer(handed_in: Engine) -> None:
    """No question shows an address, a number or a claim that was handed in as not public."""
    hidden = ("+999", "Legal Adviser", "A line between crisis centres", "No office has the task")
    for name, values in ASKED.items():
        answer = library()[name].ask(handed_in, values).serialise("text/csv").decode()
        assert [text for text in hidden if text in answer] == [], name
        assert "@" not in answer, name

"""Every public question on the shipped graph: header, reviewed answer, and a second engine that agrees.

The answer to name.rq with its defaults stands in expected/name.csv, that of a CONSTRUCT in expected/name.nt.
`acquis ask name --format csv` writes one anew; read each changed row against the documents before it is kept.
"""

import csv
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
import rdflib
import rdflib.plugins.sparql
import rdflib.term

from acquis import config
from acquis.engine import BlankNode, DefaultGraph, Engine, Literal, NamedNode, Term
from acquis.engine.tokens import Token, tokens
from acquis.library.queries import Question, library
from acquis.releases.release import current, open_engine
from acquis.vocab import ACQ, PREFIXES
from checkout import ROOT

EXPECTED = Path(__file__).parent / "expected"
QUESTIONS = library()
STRING = NamedNode(PREFIXES["xsd"] + "string")
DRAFT = NamedNode(PREFIXES["voc"] + "edition-status/draft")

Row = tuple[str | None, ...]
each = pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))


@pytest.fixture(scope="session")
def shipped(shipped_releases: Path) -> Engine:
    """Return an engine over the release of the shipped sources, in memory as the server holds it."""
    return open_engine(current(shipped_releases), memory_quads=config.load({}).memory_quads)


@pytest.fixture(scope="session")
def second(shipped: Engine) -> tuple[rdflib.Graph, rdflib.Dataset]:
    """Return the same graph in the second engine: the union, and the named graphs with their union."""
    union, named = rdflib.Graph(), rdflib.Dataset(default_union=True)
    known: dict[Term, rdflib.term.Identifier] = {}
    for quad in shipped.quads():
        s, p, o = (
            known.setdefault(term, _second(term)) for term in (quad.subject, quad.predicate, quad.object)
        )
        if isinstance(quad.graph_name, DefaultGraph):
            union.add((s, p, o))
        else:
            named.graph(rdflib.URIRef(str(quad.graph_name.value))).add((s, p, o))
    return union, named


def _second(term: Term) -> rdflib.term.Identifier:
    """Return *term* as the second engine holds it."""
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if not isinstance(term, Literal):
        raise TypeError(f"the data hold no such term: {term}")
    datatype = None if term.language or term.datatype == STRING else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, lang=term.language, datatype=datatype)


def _key(term: rdflib.term.Node | None) -> str | None:
    """Return *term* as text that two engines share: plain strings and xsd:string are one."""
    if isinstance(term, rdflib.Literal) and term.datatype == rdflib.XSD.string:
        return rdflib.Literal(str(term)).n3()
    return None if term is None else term.n3()


def _first(term: Term | None) -> str | None:
    return None if term is None else _key(_second(term))


def _asked_of_second(question: Question, values: Mapping[str, Term], graph: rdflib.Graph) -> Counter[Row]:
    found = graph.query(question.query, initBindings={name: _second(term) for name, term in values.items()})
    if found.graph is not None:
        return Counter(tuple(map(_key, triple)) for triple in found.graph)
    names = found.vars or []
    return Counter(tuple(_key(row.get(name)) for name in names) for row in found.bindings)


def _asked(engine: Engine, name: str, **values: str) -> list[dict[str, str]]:
    """Return the rows of the question *name* by column, as plain text; unbound is empty."""
    found = QUESTIONS[name].ask(engine, values)
    return [
        {column: "" if term is None else str(getattr(term, "value", term)) for column, term in pairs}
        for pairs in (zip(found.variables, row, strict=True) for row in found.rows())
    ]


def _words(question: Question) -> list[Token]:
    return list(tokens(question.query))


def _columns(question: Question) -> list[str]:
    """Return the columns of the outermost SELECT, none for a CONSTRUCT."""
    head = re.search(r"^SELECT (?:DISTINCT )?((?:\?\w+\s+)+)WHERE", question.query, re.MULTILINE)
    return re.findall(r"\w+", head[1]) if head else []


@each
def test_the_header_is_complete(question: Question) -> None:
    """A reader learns what a row is, what the answer cannot show, where it comes from, and what to give."""
    assert question.title.endswith("?")
    assert len(question.description) > 80
    assert question.description.endswith(".")
    assert question.tags
    assert question.source
    for param in question.params:
        assert param.label, param.name
        assert param.default, param.name
        assert param.type != "iri" or param.in_class or param.scheme, param.name
        assert f"?{param.variable}" in {token.text for token in _words(question)}


def test_the_order_of_the_library_is_total() -> None:
    """No two questions ask for the same place, and the four main ones come first."""
    orders = [question.order for question in QUESTIONS.values()]
    assert len(set(orders)) == len(orders) >= 45
    main = ["norm-wording", "affirming-resolutions", "stance-holders", "vote-comparison"]
    assert list(QUESTIONS)[:4] == main


@each
def test_the_text_keeps_the_house_style(question: Question) -> None:
    """Prefixes are declared and used, keywords stand in upper case, columns are named, lines are short."""
    words = _words(question)
    declared = re.findall(r"^PREFIX (\w+): <(.+)>$", question.query, re.MULTILINE)
    used = {token.text.partition(":")[0] for token in words if token.kind == "name"} - {""}
    assert declared == sorted((name, PREFIXES[name]) for name in used)
    bare = {token.text for token in words if token.kind == "word"} - {"a", "true", "false"}
    assert {word for word in bare if not word.isdigit() and word != word.upper()} == set()
    assert not re.search(r"SELECT (DISTINCT )?\*", question.query)
    assert "ORDER BY" in question.query
    text = (ROOT / "queries" / "questions" / f"{question.name}.rq").read_text("utf-8")
    assert [line for line in text.splitlines() if len(line) > 120 or line != line.rstrip()] == []


@each
def test_the_answer_is_as_reviewed(question: Question, shipped: Engine) -> None:
    """With its defaults the question gives the reviewed rows, in the reviewed order."""
    found = question.ask(shipped, {})
    if found.kind == "graph":
        lines = sorted(found.serialise("application/n-triples").decode().splitlines())
        assert lines == (EXPECTED / f"{question.name}.nt").read_text("utf-8").splitlines()
        return
    answer = found.serialise("text/csv").decode().splitlines()
    reviewed = (EXPECTED / f"{question.name}.csv").read_text("utf-8").splitlines()
    assert list(csv.reader(answer)) == list(csv.reader(reviewed))


def test_no_expected_answer_is_left_over() -> None:
    """Each expected answer belongs to a question."""
    assert {path.stem for path in EXPECTED.iterdir()} == set(QUESTIONS)


# The second engine still uses names of its own that it has deprecated.
quiet = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")


@quiet
@each
def test_both_engines_agree(
    question: Question, shipped: Engine, second: tuple[rdflib.Graph, rdflib.Dataset]
) -> None:
    """The second engine gives the same rows, each as often."""
    _agree(question, {}, shipped, second)


@quiet
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("compendium-contributions", {"compendium": "A/76/135"}),
        ("edition-outline", {"edition": "a-60-202"}),
        ("graph-changes", {"since": "2100-01-01"}),
        ("group-positions", {"group": "OSCE"}),
        ("label-suggest", {"prefix": "no label begins so"}),
        ("new-stances", {"since": "2100-01-01"}),
        ("resolution-paragraphs", {"resolution": "A/RES/70/1"}),
        ("stance-holders", {"topic": "due-diligence", "stance": "undecided"}),
        ("state-statements", {"state": "LBR"}),
        ("vote-agreement", {"state": "PSE"}),
        ("vote-comparison", {"one": "A/RES/76/19", "other": "A/RES/79/237"}),
    ],
)
def test_nothing_recorded_is_no_row(
    name: str, values: dict[str, str], shipped: Engine, second: tuple[rdflib.Graph, rdflib.Dataset]
) -> None:
    """Where nothing is recorded neither engine makes up an empty row."""
    assert _agree(QUESTIONS[name], values, shipped, second) == 0


def _agree(
    question: Question,
    values: Mapping[str, str],
    shipped: Engine,
    second: tuple[rdflib.Graph, rdflib.Dataset],
) -> int:
    """Return the number of rows, the same from both engines."""
    rows = Counter(tuple(map(_first, row)) for row in question.ask(shipped, values).rows())
    named = any(token.text == "GRAPH" for token in _words(question))
    assert _asked_of_second(question, question.bind(shipped, values), second[named]) == rows
    return rows.total()


@pytest.mark.parametrize(
    "question", [one for one in QUESTIONS.values() if _columns(one)], ids=lambda one: str(one.name)
)
def test_the_order_is_total(question: Question, shipped: Engine) -> None:
    """No two rows of a table share what they are ordered by, so it always comes in the same order."""
    columns = _columns(question)
    keys = list(dict.fromkeys(re.findall(r"\?(\w+)", question.query.rpartition("ORDER BY")[2])))
    hidden = " ".join(f"?{key}" for key in keys if key not in columns)
    text = re.sub(
        r"^(SELECT [^{]*?)(\s+WHERE)", rf"\1 {hidden}\2", question.query, count=1, flags=re.MULTILINE
    )
    found = shipped.query(text, substitutions=question.bind(shipped, {}))
    places = [found.variables.index(key) for key in keys]
    rows = [tuple(str(row[place]) for place in places) for row in found.rows()]
    assert [row for row, times in Counter(rows).items() if times > 1] == []


def test_every_term_is_asked_for(shipped: Engine) -> None:
    """Each class and property of the ontology, computed ones included, is used by a question."""
    defined = NamedNode(PREFIXES["rdfs"] + "isDefinedBy")
    subjects = (triple.subject for triple in shipped.triples(None, defined))
    terms = {one.value for one in subjects if isinstance(one, NamedNode) and one.value.startswith(ACQ)}
    words = (token for question in QUESTIONS.values() for token in _words(question) if token.kind == "name")
    asked = {ACQ + token.text.removeprefix("acq:") for token in words if token.text.startswith("acq:")}
    assert len(terms) > 150
    assert terms - asked == set()


@each
def test_draft_text_is_marked(question: Question, shipped: Engine) -> None:
    """A row that shows a unit of a draft says so in one of its columns."""
    found = shipped.triples(None, NamedNode(ACQ + "editionStatus"), DRAFT)
    drafts = tuple(str(triple.subject)[:-1] + end for triple in found for end in ("/", ">"))
    rows = list(question.ask(shipped, {}).rows()) if _columns(question) else []
    shown = [row for row in rows if any(str(term).startswith(drafts) for term in row)]
    assert [row for row in shown if '"draft"@en' not in map(str, row)] == []


@pytest.mark.parametrize("letter", "abcdefghijk")
def test_every_norm_is_worded_once_and_explained(letter: str, shipped: Engine) -> None:
    """Each of the eleven norms stands in one lettered paragraph of 2015 and has guidance of 2021."""
    rows = _asked(shipped, "norm-wording", norm=letter)
    wording = [row for row in rows if row["kind"] == "wording"]
    assert [row["pinpoint"] for row in wording] == [f"A/70/174, para. 13 ({letter})"]
    assert {row["editionLabel"] for row in rows if row["kind"] == "guidance"} == {"A/76/135"}


@pytest.mark.parametrize("letter", "abcdefghijk")
def test_weak_verbs_affirm_nothing(letter: str, shipped: Engine) -> None:
    """No resolution affirms a norm by recalling, recognizing, welcoming or taking note."""
    rows = _asked(shipped, "affirming-resolutions", norm=letter)
    assert {row["act"] for row in rows} == {"calls to be guided by"}
    assert {row["verb"] for row in rows} <= {"", "Calls upon", "Calling upon"}
    preambular = {row["resolutionLabel"] for row in rows if row["part"] == "preambular"}
    assert preambular == {"A/RES/77/37", "A/RES/78/16"}


def test_a_rule_of_2018_is_not_the_norm_of_2015(shipped: Engine) -> None:
    """A/RES/73/27 words its own rule, and that is no affirmation of the norm it resembles."""
    rule = _asked(shipped, "affirming-resolutions", norm="norm/res-73-27/1.6")
    norm = _asked(shipped, "affirming-resolutions", norm="f")
    assert [(row["resolutionLabel"], row["act"]) for row in rule] == [("A/RES/73/27", "words it")]
    assert "A/RES/73/27" not in {row["resolutionLabel"] for row in norm}


@pytest.mark.parametrize(
    ("one", "other", "totals"),
    [
        ("A/RES/77/37", "A/RES/78/16", ((156, 7, 14), (161, 9, 11))),
        ("A/RES/73/27", "A/RES/73/266", ((119, 46, 14), (138, 12, 16))),
    ],
)
def test_a_missing_vote_is_no_abstention(
    one: str, other: str, totals: tuple[tuple[int, ...], ...], shipped: Engine
) -> None:
    """The votes add up to the printed totals, and a State with one vote is neither changed nor unchanged."""
    rows = _asked(shipped, "vote-comparison", one=one, other=other)
    for column, printed in zip(("voteOne", "voteTwo"), totals, strict=True):
        votes = Counter(row[column] for row in rows)
        assert tuple(votes[vote] for vote in ("in favour", "against", "abstained")) == printed
    for row in rows:
        missing = "no vote recorded" in (row["voteOne"], row["voteTwo"])
        changed = "one vote only" if missing else "no" if row["voteOne"] == row["voteTwo"] else "yes"
        assert row["changed"] == changed


def test_contested_stances_keep_their_note(shipped: Engine) -> None:
    """Every contested stance comes with the note that says who disagrees."""
    rows = _asked(shipped, "contested-stances")
    assert len(rows) > 20
    assert [row["stance"] for row in rows if not row["note"]] == []

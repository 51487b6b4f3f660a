"""The library of questions: headers, parameters as people type them, and asking."""

from pathlib import Path

import pytest

from acquis.engine import Engine, Literal, NamedNode
from acquis.errors import InvalidData, InvalidParameter, UnknownEntity
from acquis.library import queries
from acquis.library.queries import Question, library
from acquis.vocab import ID

FOLDER = Path(__file__).parent / "cases" / "questions"
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture
def wording() -> Question:
    """Return the question with one parameter."""
    return library(FOLDER)["wording"]


def test_a_header_becomes_a_question(wording: Question) -> None:
    """Every entry of the header is there, and the query is without it."""
    assert wording.title == "Where is a norm worded?"
    assert wording.description == "One row for each paragraph: none means nothing recorded."
    assert (wording.order, wording.tags, wording.source) == (2, ("norms", "texts"), "A/70/174, para. 13")
    assert [(one.name, one.variable, one.label, one.default) for one in wording.params] == [
        ("norm", "theNorm", "Norm", "c")
    ]
    assert wording.query.startswith("# A comment that stays")
    assert "#+" not in wording.query


def test_the_library_is_in_order() -> None:
    """Questions come by their order, those without one last."""
    assert list(library(FOLDER)) == ["every-kind", "wording", "plain"]


@pytest.mark.parametrize(
    "typed", ["c", "C", " c ", "norm:gge-2015/c", "norm/gge-2015/c", ID + "norm/gge-2015/c"]
)
def test_a_norm_may_be_typed_as(engine: Engine, wording: Question, typed: str) -> None:
    """A letter, a prefixed name, a path and a whole IRI lead to the same norm."""
    assert wording.bind(engine, {"norm": typed}) == {"theNorm": NamedNode(ID + "norm/gge-2015/c")}


@pytest.mark.parametrize("typed", ["Prevent misuse of territory", "EMPÊCHER LE MÉSUSAGE"])
def test_a_norm_may_be_typed_by_its_name(engine: Engine, wording: Question, typed: str) -> None:
    """A label in any language does, whatever its case."""
    assert wording.bind(engine, {"norm": typed}) == {"theNorm": NamedNode(ID + "norm/gge-2015/c")}


@pytest.mark.parametrize("typed", ["EST", "est", "Estonia", "state:EST"])
def test_each_kind_of_parameter_binds(engine: Engine, typed: str) -> None:
    """Values become terms of the declared type; an optional one that is left out is not bound."""
    assert library(FOLDER)["every-kind"].bind(engine, {"state": typed}) == {
        "state": NamedNode(ID + "state/EST"),
        "work": NamedNode(ID + "work/gge-2015-report"),
        "text": Literal("a } b"),
        "number": Literal("13", datatype=NamedNode(XSD + "integer")),
        "since": Literal("2024-01-31", datatype=NamedNode(XSD + "date")),
    }


@pytest.mark.parametrize(
    ("name", "typed", "bound"),
    [
        ("concept", "Estonia", ID + "state/EST"),
        ("thing", "work:gge-2015-report", ID + "work/gge-2015-report"),
        ("work", "a/70/174", ID + "work/gge-2015-report"),
    ],
)
def test_an_iri_is_found(engine: Engine, name: str, typed: str, bound: str) -> None:
    """A member of a scheme, anything that is described, and a text by its symbol."""
    assert library(FOLDER)["every-kind"].bind(engine, {"state": "EST", name: typed})[name] == NamedNode(bound)


@pytest.mark.parametrize(
    ("name", "typed", "part"),
    [
        ("state", "XXX", "state cannot be 'XXX': give one such as EST"),
        ("state", "c", "state cannot be 'c'"),
        ("state", "a b> <c", "state cannot be"),
        ("state", "", "state needs a value: give one such as EST"),
        ("state", None, "state needs a value"),
        ("concept", "FRA", "such as state/EST"),
        ("thing", "work:nothing", "thing cannot be"),
        ("work", "A/RES/1/1", "give the symbol of a text such as A/70/174"),
        ("work", "§", "work cannot be"),
        ("number", "1.5", "give a whole number such as 13"),
        ("number", "1_0", "number cannot be"),
        ("since", "31.1.2024", "give a day written as year-month-day such as 2024-01-31"),
        ("since", "2024-02-30", "since cannot be"),
        ("sate", "EST", "has no parameter 'sate': it has state, concept"),
    ],
)
def test_a_value_that_cannot_be_is_refused(engine: Engine, name: str, typed: str | None, part: str) -> None:
    """The error names the parameter and the value, and gives examples of values that are in the data."""
    values = {"state": "EST"} | {name: typed}
    given = {key: value for key, value in values.items() if value is not None}
    with pytest.raises(InvalidParameter) as caught:
        library(FOLDER)["every-kind"].bind(engine, given)
    assert caught.value.name == name
    assert part in str(caught.value)


def test_a_question_without_parameters_says_so(engine: Engine) -> None:
    """A value for a question that takes none is refused."""
    with pytest.raises(InvalidParameter, match="has no parameters"):
        library(FOLDER)["plain"].ask(engine, {"norm": "c"})


def test_asking_gives_rows(engine: Engine, wording: Question) -> None:
    """The default is used when nothing is given, and the value stands in its column."""
    rows = [[getattr(term, "value", "") for term in row] for row in wording.ask(engine, {}).rows()]
    assert rows == [["13 (c)", ID + "norm/gge-2015/c"]]
    assert list(wording.ask(engine, {"norm": "d"}).rows()) == []


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("#+ description: no title", "title"),
        ("#+ title: a: b", "mapping values"),
        ("#+ title: T\n#+ colour: red", "colour is no key of a header"),
        ("#+ title: T\n#+ params: {a: {type: colour}}", "there are code, date, integer, iri"),
        ("#+ title: T\n#+ params: {a: {type: iri, shape: x}}", "shape is no key"),
        ("#+ title: T\n#+ params: {a: iri}", "header"),
        ("#+ title: T\n#+ params: {page: {type: string}}", "page is no name for a parameter"),
        ("#+ title: T\n#+ params: {a: {type: code, scheme: 'x/{b}'}}", "a needs b, which must come before"),
        ("SELECT ?s { ?s ?p ?o }", "header"),
    ],
)
def test_a_faulty_header_names_the_file(tmp_path: Path, header: str, part: str) -> None:
    """A header that cannot be used is an error with the path of the file."""
    (tmp_path / "faulty.rq").write_text(f"{header}\nSELECT ?s {{ ?s ?p ?o }}\n", encoding="utf-8")
    with pytest.raises(InvalidData, match=part) as caught:
        library(tmp_path)
    assert caught.value.path == tmp_path / "faulty.rq"


def test_the_name_of_a_file_becomes_part_of_an_address(tmp_path: Path) -> None:
    """A name that an address cannot hold as it is, is refused."""
    (tmp_path / "A b.rq").write_text("#+ title: T\nASK {}\n", encoding="utf-8")
    with pytest.raises(InvalidData, match="lower-case letters"):
        library(tmp_path)


def test_a_question_knows_its_answer_without_asking(wording: Question, tmp_path: Path) -> None:
    """The kind and the columns of the answer come from the query alone."""
    assert (wording.kind, wording.columns) == ("select", ("number", "theNorm"))
    for name, text in {"is": "ASK {}", "all": "CONSTRUCT WHERE { ?s ?p ?o }"}.items():
        (tmp_path / f"{name}.rq").write_text(f"#+ title: T\n{text}\n", encoding="utf-8")
    found = library(tmp_path)
    assert (found["is"].kind, found["is"].columns) == ("ask", ())
    assert (found["all"].kind, found["all"].columns) == ("graph", ("subject", "predicate", "object"))


def test_an_unknown_question_names_those_that_come_near(engine: Engine) -> None:
    """A slip of the pen is answered with the right name."""
    known = next(iter(library()))
    with pytest.raises(UnknownEntity, match=f"Did you mean .*{known}"):
        queries.ask(engine, known + "s", {})
    with pytest.raises(UnknownEntity, match="lists all"):
        queries.find("%")


@pytest.mark.parametrize("name", library())
def test_a_published_question_can_be_asked(engine: Engine, name: str) -> None:
    """Every question parses, names its parameters as columns, and has words and a source."""
    question = queries.find(name)
    assert "?" in question.title
    assert question.description
    bound = {param.variable or param.name: Literal("nothing") for param in question.params}
    result = engine.query(question.query, substitutions=bound)
    assert result.kind == "graph" or set(bound) <= set(result.variables)
    assert all(len(row) == len(result.variables) for row in result.rows())

"""The Python client against our own server, one that nobody here wrote, and one in trouble."""

import gzip
import json
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

import acquis
from acquis import errors
from acquis.client.binding import term
from acquis.engine import Engine, Literal, NamedNode, Term, bound, written
from acquis.library.queries import library
from acquis.releases import release
from checkout import ROOT
from foreign import oxigraph
from scripted import Said, scripted
from serving import serving

PREFIXES = """PREFIX acq: <https://w3id.org/acquis/def#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
STATES = f"{PREFIXES} SELECT ?state ?label {{ ?state a acq:State ; skos:prefLabel ?label }} ORDER BY ?state"
NORM_C = "https://w3id.org/acquis/id/norm/gge-2015/c"


@pytest.fixture(scope="module")
def ours(shipped_releases: Path) -> Iterator[acquis.Client]:
    """Return a client of our own server over the shipped sources."""
    with serving(shipped_releases, client_errors=1000, client_seconds=600) as address:
        yield acquis.Client(address)


@pytest.fixture(scope="module")
def theirs(shipped_releases: Path) -> Iterator[acquis.Client]:
    """Return a client of another server over the same store."""
    with oxigraph(shipped_releases / "current") as address:
        yield acquis.Client(address)


@pytest.fixture(scope="module")
def shipped(shipped_releases: Path) -> Engine:
    """Return an engine over the same store."""
    return release.open_engine(release.current(shipped_releases))


@pytest.fixture(params=["ours", "theirs"])
def client(request: pytest.FixtureRequest) -> Any:
    """Return a client of each of the two servers."""
    return request.getfixturevalue(request.param)


def says(value: object, expected: Term | None) -> bool:
    """Return whether *value* of a row is what the engine has as *expected*."""
    if value is None or expected is None:
        return value is expected
    assert isinstance(expected, NamedNode | Literal)
    if isinstance(value, bool):
        return str(value).lower() == expected.value
    return float(expected.value) == value if isinstance(value, float) else str(value) == expected.value


@pytest.mark.parametrize("name", [one.name for one in library().values() if one.kind == "select"])
def test_every_question_has_the_same_rows_everywhere(
    name: str, ours: acquis.Client, theirs: acquis.Client, shipped: Engine
) -> None:
    """Values beside the query and values in the query give the rows that the engine gives, in its order."""
    found = library()[name].ask(shipped, {})
    expected = list(found.rows())
    for client in (ours, theirs):
        rows = client.ask_rows(name)
        assert len(rows) == len(expected)
        for row, terms in zip(rows, expected, strict=True):
            assert tuple(row) == found.variables
            assert all(map(says, row.values(), terms))


@pytest.mark.parametrize("name", [one.name for one in library().values() if one.kind == "graph"])
def test_every_question_for_a_graph_gives_the_same_one(
    name: str, ours: acquis.Client, theirs: acquis.Client, shipped: Engine
) -> None:
    """A question that constructs gives a graph with all the triples that the engine gives."""
    expected = {str(row[2]) for row in library()[name].ask(shipped, {}).rows()}
    for client in (ours, theirs):
        found = client.ask(name)
        assert isinstance(found, rdflib.Graph)
        assert {one.n3() for one in found.objects()} == expected


def test_a_question_is_asked_as_people_type(client: acquis.Client) -> None:
    """Parameters are read as on the command line, and the frame says where it came from."""
    found = client.ask("state-votes", state="estonia", compact=True)
    assert set(found["state"]) == {"state:EST"}
    assert found["adoptedOn"].dtype.kind == "M"
    assert {"question": "state-votes", "values": {"state": "estonia"}, "rows": len(found)}.items() <= (
        found.attrs.items()
    )
    assert found.attrs["release"] == client.release
    assert found.attrs["endpoint"] == client.endpoint


def test_the_permanent_link_gives_the_same_again(ours: acquis.Client) -> None:
    """The address in `attrs` gives the same rows of the same release to any program."""
    found = ours.ask("stance-holders", topic="due-diligence", stance="binding-obligation")
    again = pd.read_csv(f"{found.attrs['permalink']}&format=csv")
    assert f"release={ours.release}" in found.attrs["permalink"]
    assert list(again["issuer"]) == list(found["issuer"])


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"norm": "zz"}, "norm cannot be 'zz'"),
        ({"norms": "c"}, "it has norm"),
    ],
)
def test_a_wrong_value_is_refused_with_advice(
    client: acquis.Client, values: dict[str, str], sentence: str
) -> None:
    """What the data do not know is refused before the question is sent, with what would do."""
    with pytest.raises(errors.InvalidParameter, match=sentence):
        client.ask("norm-wording", **values)


def test_an_unknown_question_names_those_that_come_near(client: acquis.Client) -> None:
    """A slip in the name of a question is answered with the right one."""
    with pytest.raises(errors.UnknownEntity, match="norm-wording"):
        client.ask("norm-wordings")


def test_types_of_columns(client: acquis.Client) -> None:
    """A column has the type of its values, text where they differ; unbound is missing in each."""
    found = client.query(
        PREFIXES
        + """SELECT ?whole ?number ?truth ?day ?moment ?text ?iri ?mixed ?huge ?none {
          VALUES (?whole ?number ?truth ?day ?moment ?text ?iri ?mixed ?huge ?none) {
            (1 1.5 true "2021-03-12"^^xsd:date "2021-03-12T10:00:00Z"^^xsd:dateTime "a"@fr acq:Norm 1
             100000000000000000000 UNDEF)
            (UNDEF 2e0 UNDEF UNDEF UNDEF UNDEF UNDEF "one" 1 UNDEF)
          } } ORDER BY ?huge"""
    ).iloc[::-1]
    assert {name: str(kind) for name, kind in found.dtypes.items()} == {
        "whole": "Int64",
        "number": "float64",
        "truth": "boolean",
        "day": str(found["day"].dtype),
        "moment": str(found["moment"].dtype),
        **dict.fromkeys(("text", "iri", "mixed", "huge", "none"), "string"),
    }
    first, second = found.to_dict("records")
    assert (first["whole"], first["number"], first["truth"], first["text"]) == (1, 1.5, True, "a")
    assert (first["day"], first["moment"]) == (
        pd.Timestamp("2021-03-12"),
        pd.Timestamp("2021-03-12T10:00Z"),
    )
    assert first["iri"] == "https://w3id.org/acquis/def#Norm"
    assert [name for name, value in second.items() if not pd.isna(value)] == ["number", "mixed", "huge"]


def test_rows_need_no_frame(client: acquis.Client) -> None:
    """`query_rows` gives Python values in query order, None for unbound; a wrong literal stays text."""
    assert client.query_rows(
        PREFIXES
        + """SELECT ?b ?a ?day ?odd ?none { VALUES (?a ?b ?day ?odd)
             { (2 "x" "2021-03-12"^^xsd:date "two"^^xsd:integer) } }"""
    ) == [{"b": "x", "a": 2, "day": date(2021, 3, 12), "odd": "two", "none": None}]


def test_yes_no_and_graphs(client: acquis.Client) -> None:
    """ASK is a truth value; CONSTRUCT and DESCRIBE are graphs with our prefixes."""
    assert client.query(PREFIXES + "ASK { ?norm a acq:Norm }") is True
    assert client.query(PREFIXES + "ASK { ?norm a acq:Nothing }") is False
    made = client.query(PREFIXES + "CONSTRUCT { ?s a acq:Norm } WHERE { ?s a acq:Norm }")
    assert len(made) == 24
    described = client.describe("norm:gge-2015/c")
    assert rdflib.URIRef(NORM_C) in described.subjects()
    assert "acq:letter" in described.serialize(format="turtle")
    assert len(client.describe("norm:gge-2015/none")) == 0


@pytest.mark.parametrize(
    ("value", "written_as"),
    [
        ("a'b\"c\\u0022\n", '"a\'b\\"c\\\\\\u00750022\\n"'),
        (7, '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (True, '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        (Decimal("1.50"), '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        (date(2021, 3, 12), '"2021-03-12"^^<http://www.w3.org/2001/XMLSchema#date>'),
        (datetime(2021, 3, 12, 10), '"2021-03-12T10:00:00"^^<http://www.w3.org/2001/XMLSchema#dateTime>'),
        (rdflib.Literal("été", lang="fr"), '"été"@fr'),
        (rdflib.Literal("5", datatype=rdflib.XSD.byte), '"5"^^<http://www.w3.org/2001/XMLSchema#byte>'),
        (acquis.Client.expand("norm:gge-2015/c"), f"<{NORM_C}>"),
        (Literal("x"), '"x"'),
    ],
)
def test_values_become_terms(value: Any, written_as: str) -> None:
    """Each kind of Python value is one kind of term."""
    assert written(term("x", value)) == written_as


@pytest.mark.parametrize("value", [rdflib.URIRef("no iri> { "), rdflib.BNode("b"), None, ["c"]])
def test_what_is_no_term_is_refused(value: Any) -> None:
    """A value that is no term, or an IRI that is none, does not get into a query."""
    with pytest.raises(errors.InvalidParameter, match="x cannot be"):
        term("x", value)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_breaks_out_of_its_quotes(text: str) -> None:
    """Any text comes back from an engine as it was given, and nothing else does."""
    query = bound("SELECT ?x { }", {"x": Literal(text)})
    assert list(Engine.from_quads(()).query(query).rows()) == [(Literal(text),)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?x { ?x ?p ?o }", "SELECT ?x { VALUES ?x { 1 } ?x ?p ?o }"),
        ("ASK { FILTER(?x = '{') }", "ASK { VALUES ?x { 1 } FILTER(?x = '{') }"),
        (
            "CONSTRUCT { ?x ?p ?o } WHERE { ?x ?p ?o }",
            "CONSTRUCT { ?x ?p ?o } WHERE { VALUES ?x { 1 } ?x ?p ?o }",
        ),
        (
            "SELECT ?x { { SELECT ?x { ?x ?p ?o } } }",
            "SELECT ?x { VALUES ?x { 1 } { SELECT ?x { VALUES ?x { 1 } ?x ?p ?o } } }",
        ),
        (
            "SELECT ?x { { SELECT (COUNT(?x) AS ?n) { ?x ?p ?o { SELECT ?x { ?x a ?c } } } } }",
            "SELECT ?x { VALUES ?x { 1 } { SELECT (COUNT(?x) AS ?n)"
            " { ?x ?p ?o { SELECT ?x { ?x a ?c } } } } }",
        ),
        (
            "SELECT ?x { # {\n FILTER NOT EXISTS { ?x ?p ?o } }",
            "SELECT ?x { VALUES ?x { 1 } # {\n FILTER NOT EXISTS { ?x ?p ?o } }",
        ),
    ],
)
def test_where_values_stand(query: str, expected: str) -> None:
    """A value stands in the outermost group, and in sub-selects that hand the variable out."""
    block = written(term("x", 1))
    assert bound(query, {"x": term("x", 1)}) == expected.replace("{ 1 }", f"{{ {block} }}")


@pytest.mark.parametrize("query", ["SELECT ?y { ?y ?p ?o }", "DESCRIBE ?x"])
def test_a_value_without_a_place_is_refused(query: str) -> None:
    """A value for a variable that is not there, or a query without a group, is an error."""
    with pytest.raises(errors.InvalidParameter):
        bound(query, {"x": Literal("a")})


def test_values_of_a_free_query(client: acquis.Client) -> None:
    """A free query takes IRIs and texts as values."""
    query = f"{PREFIXES} SELECT ?norm ?letter {{ ?norm acq:letter ?letter }}"
    assert client.query_rows(query, norm=client.expand("norm:gge-2015/c"), letter="c") == [
        {"norm": NORM_C, "letter": "c"}
    ]
    assert client.query_rows(query, norm=NORM_C) == []


def test_labels_stand_beside_iris(client: acquis.Client) -> None:
    """Each column of IRIs is followed by their names, unless the query has them."""
    pattern = "{ ?state a ?class, acq:State ; skos:prefLabel ?l FILTER(STR(?l) = ?n) }"
    query = f"{PREFIXES} SELECT ?state ?class {pattern}"
    found = client.query(query, n="Estonia", labels=True, compact=True)
    row = found[found["class"] == "acq:State"].iloc[0]
    assert list(found.columns) == ["state", "stateLabel", "class", "classLabel"]
    assert list(row) == ["state:EST", "Estonia", "acq:State", "State"]
    assert list(client.query(STATES.replace("?label", "?stateLabel"), labels=True)) == ["state", "stateLabel"]


def test_pages_join_to_the_whole(client: acquis.Client) -> None:
    """Pages hold each row once, in order, and no empty page comes at the end."""
    whole = client.query(STATES)
    size = len(whole) // 3
    pages = list(client.pages(STATES, size))
    assert [len(page) for page in pages] == [size] * 3 + ([len(whole) % 3] if len(whole) % 3 else [])
    assert pd.concat(pages, ignore_index=True).equals(whole)
    assert {page.attrs["release"] for page in pages} == {client.release}
    nothing = f"{PREFIXES} SELECT ?x {{ ?x a acq:Nothing }} ORDER BY ?x VALUES ?y {{ 1 }}"
    assert [len(page) for page in client.pages(nothing, 5)] == [0]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("SELECT ?s { ?s ?p ?o }", "ORDER BY"),
        ("SELECT ?s { { SELECT ?s { ?s ?p ?o } ORDER BY ?s } }", "ORDER BY"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?s", "SELECT"),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 5", "Leave LIMIT out"),
        ("SELECT ?s { ?s ?p ?o } ORDER BY RAND()", "tell all rows apart"),
    ],
)
def test_what_cannot_be_paged_is_refused(client: acquis.Client, query: str, sentence: str) -> None:
    """Pages without a fixed order would lose rows, so they are refused."""
    with pytest.raises(errors.InvalidQuery, match=sentence):
        list(client.pages(query, 50))


def test_questions_are_listed() -> None:
    """All questions of the library stand in one frame, with their parameters."""
    found = acquis.Client().questions().set_index("name")
    assert set(found.index) == set(library())
    assert found.loc["stance-holders", "parameters"] == "topic=due-diligence, stance=binding-obligation"


def test_a_query_that_does_not_parse_says_where(ours: acquis.Client, theirs: acquis.Client) -> None:
    """Our server's error arrives with line and column; that of another as a sentence with its words."""
    with pytest.raises(errors.InvalidQuery) as caught:
        ours.query("SELECT ?x {\n ?x ?? }")
    assert (caught.value.line, caught.value.column) == (2, 6)
    with pytest.raises(errors.InvalidQuery, match=f"{theirs.endpoint} answers 400: .*2:"):
        theirs.query("SELECT ?x {\n ?x ?? }")


def test_refusals_of_our_server_are_our_errors(ours: acquis.Client) -> None:
    """An update, a release that is not there, a page that is no endpoint: each raises what it stands for."""
    with pytest.raises(errors.UnsupportedQuery):
        ours.query("INSERT DATA { <a:a> <a:b> <a:c> }")
    with pytest.raises(errors.UnknownEntity, match="no release 'none'"):
        acquis.Client(ours.endpoint, "none").query("ASK { }")
    with pytest.raises(errors.AcquisError, match="holds no result of a query"):
        acquis.Client(ours.endpoint.replace("/sparql", "/health")).query("ASK { }")


def test_a_release_is_kept_to(ours: acquis.Client, theirs: acquis.Client) -> None:
    """A release that is asked for answers; an endpoint that does not know releases says so."""
    pinned = acquis.Client(f"{ours.endpoint}?release={ours.release}")
    assert pinned.query(STATES).attrs["release"] == ours.release
    assert theirs.release == ""
    with pytest.raises(errors.ReleaseError, match="an unnamed release"):
        acquis.Client(theirs.endpoint, "abc").query("ASK { }")


def test_our_server_slows_a_faulty_client_down(shipped_releases: Path) -> None:
    """A client that sends one faulty query after the other is told for how long to wait."""
    with serving(shipped_releases, client_errors=2) as address:
        client = acquis.Client(address, patience=0)
        for _ in range(2):
            with pytest.raises(errors.InvalidQuery):
                client.query("SELECT")
        with pytest.raises(errors.TooManyRequests) as caught:
            client.query("SELECT")
        assert caught.value.retry_after > 0


SOON = format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    "wait", [{"Retry-After": "0"}, {"Retry-After": SOON}, {}], ids=["now", "date", "none"]
)
def test_a_busy_endpoint_is_asked_again(status: int, wait: dict[str, str]) -> None:
    """After 429 and 503 the same request is sent once more."""
    with scripted([Said(status, b"busy", "text/plain", wait), Said()]) as script:
        assert acquis.Client(script.address).query("ASK { }") is True
        assert len(script.heard) == 2
        assert script.heard[0][:2] == script.heard[1][:2]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.InvalidQuery),
        (401, errors.AcquisError),
        (404, errors.UnknownEntity),
        (413, errors.QueryTooLarge),
        (500, errors.QueryFailed),
        (504, errors.QueryTimeout),
    ],
)
def test_a_refusal_is_not_asked_again(status: int, kind: type[errors.AcquisError]) -> None:
    """Nothing else is sent twice, and the words of the endpoint are in the error, without tags."""
    page = b"<html><style>p {}</style><p>No &amp; never</p></html>"
    with scripted([Said(status, page, "text/html; charset=nonsense"), Said()]) as script:
        with pytest.raises(kind, match=f"{script.address} answers {status}: No & never$") as caught:
            acquis.Client(script.address).query("ASK { }")
        assert type(caught.value) is kind
        assert len(script.heard) == 1


def test_patience_and_tries_are_bounded() -> None:
    """An hour is not waited for, and a number of tries is kept to."""
    with scripted([Said(429, b"", "text/plain", {"Retry-After": "3600"})]) as script:
        with pytest.raises(errors.TooManyRequests) as caught:
            acquis.Client(script.address).query("ASK { }")
        assert (caught.value.retry_after, len(script.heard)) == (3600, 1)
    with scripted([Said(503, b"", "text/plain")]) as script:
        with pytest.raises(errors.Overloaded):
            acquis.Client(script.address, tries=2).query("ASK { }")
        assert len(script.heard) == 2


def test_an_error_of_ours_is_made_again() -> None:
    """Problem details become the error that they name, with all that it carries."""
    problem = {"detail": "Too long.", "error": "QueryTimeout", "limit": 2.5, "spent": 2.6, "other": 1}
    said = Said(504, json.dumps(problem).encode(), "application/problem+json")
    expected = pytest.raises(errors.QueryTimeout, match=r"^Too long\.$")
    with scripted([said]) as script, expected as caught:
        acquis.Client(script.address).query("ASK { }")
    assert (caught.value.limit, caught.value.spent) == (2.5, 2.6)


@pytest.mark.parametrize(
    ("said", "kind", "sentence"),
    [
        (Said(body=b"<html></html>", media_type="text/html"), errors.AcquisError, "text/html that holds no"),
        (Said(body=b"[]"), errors.AcquisError, "holds no result"),
        (Said(missing=10), errors.AcquisError, "does not answer"),
        (Said(body=b"x", headers={"Content-Encoding": "gzip"}), errors.AcquisError, "does not answer"),
        (Said(late=1.0), errors.QueryTimeout, "within 0.2 seconds"),
    ],
    ids=["page", "list", "cut", "not-gzip", "late"],
)
def test_a_broken_answer_is_a_plain_error(said: Said, kind: type[errors.AcquisError], sentence: str) -> None:
    """An answer that is no answer never looks like a result."""
    with scripted([said]) as script, pytest.raises(kind, match=sentence) as caught:
        acquis.Client(script.address, timeout=0.2).query("ASK { }")
    assert script.address in str(caught.value)


def test_nobody_listens() -> None:
    """An address without a server is named in the error."""
    with pytest.raises(errors.AcquisError, match=r"http://127\.0\.0\.1:9/sparql does not answer"):
        acquis.Client("http://127.0.0.1:9").query("ASK { }")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "127.0.0.1:8000", "https:///sparql", ""])
def test_what_is_no_web_address_is_refused(address: str) -> None:
    """Only web addresses are asked."""
    with pytest.raises(errors.InvalidParameter, match="no web address"):
        acquis.Client(address)


def test_how_requests_look() -> None:
    """Short queries go in the address, long ones in the body; the client says who it is."""
    reply = Said(body=gzip.compress(Said().body), headers={"Content-Encoding": "gzip"})
    with scripted([reply]) as script:
        client = acquis.Client(f"{script.address}?default-graph-uri=urn:x")
        assert client.query("ASK { }") is True
        assert client.query(f"ASK {{ }} # {'x' * 3000}") is True
    (short, path, sent), (long, with_parameters, _) = script.heard
    assert (short, long) == ("GET", "POST")
    assert path == "/query?default-graph-uri=urn%3Ax&query=ASK+%7B+%7D"
    assert with_parameters == "/query?default-graph-uri=urn%3Ax"
    assert sent["User-Agent"] == f"acquis-client/{acquis.__version__}"
    assert sent["Accept"].startswith("application/sparql-results+json")


def run(code: str, *options: str, path: str) -> subprocess.CompletedProcess[str]:
    """Run *code* in a Python of its own that finds modules on *path*."""
    command = [sys.executable, *options, "-c", code]
    return subprocess.run(command, env={"PYTHONPATH": path}, capture_output=True, text=True, check=False)


def test_the_package_stays_light() -> None:
    """`import acquis` loads nothing, and a client loads no pandas before the first frame."""
    heavy = "{'pandas', 'rdflib', 'SPARQLWrapper', 'pyoxigraph'} & sys.modules.keys()"
    code = f"import sys, acquis; print({heavy}); acquis.Client; print('pandas' in sys.modules)"
    done = run(code, path=str(ROOT / "server"))
    assert (done.stdout.split("\n")[:2], done.stderr) == (["set()", "False"], "")


def test_without_pandas(theirs: acquis.Client, tmp_path: Path) -> None:
    """Where pandas is not installed rows work, and a frame is refused with what to install."""
    for one in Path(sysconfig.get_path("purelib")).iterdir():
        if not one.name.startswith(("pandas", "__")):
            (tmp_path / one.name).symlink_to(one)
    code = f"""
import acquis
client = acquis.Client({theirs.endpoint!r})
print(len(client.ask_rows("norm-wording")))
try:
    client.ask("norm-wording")
except acquis.errors.AcquisError as error:
    print(error)
"""
    done = run(code, "-S", path=f"{ROOT / 'server'}:{tmp_path}")
    rows, message, *_ = [*done.stdout.splitlines(), "", done.stderr]
    assert rows == "3", done.stderr
    assert "pip install 'acquis[client]'" in message

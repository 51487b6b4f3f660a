"""The W3C SPARQL 1.1 suite, query and result cases, through our guard and our pool of processes.

The suite is read where it stands beside the checkout and never copied. All its data make one release, each
file a graph of its own; each case names its dataset as the protocol does. Cases of federation, entailment and
update do not apply: none of that is served.
"""

import csv
import tomllib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, Namespace
from rdflib.term import Identifier, Node

from acquis import config
from acquis.engine import NamedNode, Quad, check, parse, parse_term
from acquis.errors import InvalidQuery, UnsupportedQuery
from acquis.pool import Answer, Job, Pool, start
from acquis.releases import release
from checkout import ROOT
from conftest import make_release
from manifests import SUITE, Case, cases

APPLIES = [case for part in ("query", "results") for case in cases(SUITE / f"manifest-sparql11-{part}.ttl")]
FAILURES = tomllib.loads((ROOT / "tests" / "cases" / "w3c-sparql.toml").read_text("utf-8"))["failures"]
# Of the 495 cases that the suite has with updates these remain, and at most 11 of all were to fail.
COUNT, AT_MOST_FAILING = 338, 11
PLACE = "https://example.org/sparql11/"
MAX_BYTES = 100_000
NUMBERS = ("integer", "decimal", "double", "float")
XSD = "http://www.w3.org/2001/XMLSchema#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"

pytestmark = pytest.mark.skipif(not APPLIES, reason="the W3C suites are not beside this checkout")


def address(path: Path) -> str:
    """Return the IRI that a file of the suite has here."""
    return PLACE + path.relative_to(SUITE).as_posix()


def data() -> list[Quad]:
    """Return the data of all cases, each file as a graph named by its address."""
    files = sorted({path for case in APPLIES for path in (*case.data, *case.graphs)})
    store = ox.Store()  # where two numbers of the same value are one, as they will be in the release
    for path in files:
        for quad in ox.parse(path=path, base_iri=address(path), rename_blank_nodes=True):
            store.add(Quad(quad.subject, quad.predicate, quad.object, NamedNode(address(path))))
    return list(store)


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    """Yield a pool that serves a release of all data of the suite."""
    folder = tmp_path_factory.mktemp("w3c")
    release.install(make_release(folder, data(), "w3c"), folder / "releases")
    settings = config.load({"ACQUIS_RELEASES_DIR": str(folder / "releases")})
    with start(settings) as started:
        front = Pool(settings, started.address)
        yield front
        front.close()


def asked(pool: Pool, case: Case, media_type: str = "") -> Answer:
    """Return our answer to the query of *case*, over its data, by default in a form that loses nothing."""
    checked = check(case.query.read_bytes().decode(), max_bytes=MAX_BYTES)
    offered = {"graph": "application/n-triples"}.get(checked.kind, "application/sparql-results+json")
    job = Job(
        f"BASE <{address(case.query)}>\n{checked.text}",
        media_type or offered,
        default_graphs=()
        if checked.dataset
        else [address(path) for path in case.data] or [f"{PLACE}nothing"],
        named_graphs=() if checked.dataset else [address(path) for path in case.graphs],
    )
    answer = pool.run(job)
    assert answer.kind == checked.kind
    return answer


def key(term: object) -> object:
    """Return what makes two terms equal: numbers and truth values by type and value, one name for UTC."""
    if not isinstance(term, ox.Literal) or not term.datatype.value.startswith(XSD):
        return term
    kind = term.datatype.value.removeprefix(XSD)
    if kind in NUMBERS:
        return kind, float(term.value) if kind in ("double", "float") else Decimal(term.value)
    if kind == "boolean":
        return kind, {"0": "false", "1": "true"}.get(term.value, term.value)
    if kind in ("dateTime", "time", "date"):
        return kind, term.value.replace("+00:00", "Z")
    return term


Row = Sequence[object]
Table = tuple[set[str], list[Row]]


def matched(left: Row, right: Row, nodes: dict[object, object]) -> dict[object, object] | None:
    """Return *nodes*, a map of blank nodes one to one, made to fit *left* and *right*; None if it cannot."""
    nodes = dict(nodes)
    for one, other in zip(left, right, strict=True):
        if isinstance(one, ox.BlankNode) and isinstance(other, ox.BlankNode):
            if nodes.setdefault(one, other) != other or len(set(nodes.values())) < len(nodes):
                return None
        elif one != other:
            return None
    return nodes


def same_rows(expected: list[Row], found: list[Row], nodes: dict[object, object]) -> bool:
    """Return whether both hold the same rows as often, for some naming of blank nodes."""
    if not expected or not found:
        return not expected and not found
    for n, row in enumerate(found):
        fitting = matched(expected[0], row, nodes)
        if fitting is not None and same_rows(expected[1:], found[:n] + found[n + 1 :], fitting):
            return True
    return False


def table(source: bytes, form: ox.QueryResultsFormat) -> Table | bool:
    """Return columns and rows of a table, or a yes or no; columns in order of name."""
    read = ox.parse_query_results(source, form)
    if isinstance(read, ox.QueryBoolean):
        return bool(read)
    assert isinstance(read, ox.QuerySolutions)
    names = sorted(variable.value for variable in read.variables)
    return set(names), [[key(row[name]) for name in names] for row in read]


def described_table(path: Path) -> Table:
    """Return the table that *path* describes in Turtle with the result set vocabulary of the suite."""
    graph = Graph().parse(path, format="turtle", publicID=address(path))
    rs = Namespace(RS)
    names = sorted(str(name) for name in graph.objects(None, rs.resultVariable))
    rows: list[Row] = []
    for solution in graph.objects(None, rs.solution):
        bindings = graph.objects(solution, rs.binding)
        row = {str(graph.value(one, rs.variable)): written(graph.value(one, rs.value)) for one in bindings}
        rows.append([key(parse_term(row[name])) if name in row else None for name in names])
    return set(names), rows


def written(term: Node | None) -> str:
    """Return *term* in N-Triples."""
    return term.n3() if isinstance(term, Identifier) else ""


def same_table(case: Case, answer: Answer, form: ox.QueryResultsFormat) -> bool:
    """Return whether the table in *answer*, of the same *form* as the expected one, equals that."""
    assert case.result is not None
    is_described = case.result.suffix == ".ttl"
    expected = described_table(case.result) if is_described else table(case.result.read_bytes(), form)
    found = table(answer.body, form)
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    return expected[0] == found[0] and same_rows(expected[1], found[1], {})


def same_graph(case: Case, answer: Answer) -> bool:
    """Return whether *answer*, in N-Triples, is the expected graph but for the names of blank nodes."""
    assert case.result is not None
    graphs = []
    for source, media_type in ((case.result.read_bytes(), "text/turtle"), (answer.body, "text/turtle")):
        graph = ox.Dataset(parse(source, media_type, base=address(case.result)))
        graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        graphs.append(graph)
    return graphs[0] == graphs[1]


def same_csv(case: Case, answer: Answer) -> bool:
    """Return whether *answer* has the expected fields; order of rows and names of blank nodes are free."""
    assert case.result is not None
    sources = (case.result.read_text("utf-8"), answer.body.decode())
    (head, *expected), (other, *found) = ([*csv.reader(StringIO(source, newline=""))] for source in sources)

    def plain(row: list[str]) -> list[str]:
        return ["_:" if field.startswith("_:") else number(field) for field in row]

    return head == other and sorted(map(plain, expected)) == sorted(map(plain, found))


def number(field: str) -> str:
    """Return *field*, a number in one way: the engine keeps the value of a number, not how it was written."""
    try:
        return str(float(field))
    except ValueError:
        return field


TABLES = {
    ".srj": ("application/sparql-results+json", ox.QueryResultsFormat.JSON),
    ".srx": ("application/sparql-results+xml", ox.QueryResultsFormat.XML),
    ".tsv": ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
}


def passes(pool: Pool, case: Case) -> bool:
    """Return whether *case* passes."""
    if case.type in ("PositiveSyntaxTest11", "NegativeSyntaxTest11"):
        try:
            asked(pool, case)
        except UnsupportedQuery as error:
            # Well formed: one case calls a function that nobody has.
            return "function" in str(error) and case.type == "PositiveSyntaxTest11"
        except InvalidQuery:
            return case.type == "NegativeSyntaxTest11"
        return case.type == "PositiveSyntaxTest11"
    assert case.result is not None
    if case.type == "CSVResultFormatTest":
        return same_csv(case, asked(pool, case, "text/csv"))
    if case.result.suffix in TABLES or RS in case.result.read_text("utf-8"):
        media_type, form = TABLES.get(case.result.suffix, TABLES[".srj"])
        return same_table(case, asked(pool, case, media_type), form)
    return same_graph(case, asked(pool, case))


@pytest.mark.parametrize("case", APPLIES, ids=str)
def test_a_case_passes_unless_its_failure_is_known(pool: Pool, case: Case) -> None:
    """Each case passes; one listed with a reason fails, and when it passes it must leave the list."""
    assert passes(pool, case) is (case.name not in FAILURES), FAILURES.get(case.name)


def test_the_list_of_failures_is_short_and_true() -> None:
    """All cases are there, no more fail than may, and each listed one exists."""
    print(f"{len(APPLIES)} cases apply, {len(APPLIES) - len(FAILURES)} pass")  # noqa: T201
    assert len(APPLIES) == COUNT
    assert len(FAILURES) <= AT_MOST_FAILING
    assert set(FAILURES) <= {case.name for case in APPLIES}

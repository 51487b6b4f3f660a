"""Programs that people use ask the server as they do: curl, pandas, Comunica, editors, spreadsheets.

rdflib and SPARQLWrapper ask in test_serve.py and test_acceptance.py; the Python client in test_client.py.
"""

import gzip
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pandas as pd
import pytest
import rdflib

from serving import serving

PREFIX = "PREFIX acq: <https://w3id.org/acquis/def#>\n"
NORM = "https://w3id.org/acquis/id/norm/gge-2015/"
SELECT = f"{PREFIX}SELECT ?norm ?letter WHERE {{ ?norm acq:letter ?letter }} ORDER BY ?norm LIMIT 3"
ASK = f"{PREFIX}ASK {{ ?norm a acq:Norm }}"
CONSTRUCT = (
    f"{PREFIX}CONSTRUCT {{ ?norm acq:letter ?letter }} WHERE {{ ?norm a acq:Norm ; acq:letter ?letter }}"
)
ROWS = [(f"{NORM}{letter}", letter) for letter in "abc"]
CSV = "norm,letter\r\n" + "".join(f"{norm},{letter}\r\n" for norm, letter in ROWS)
JSON, TURTLE, TRIPLES = "application/sparql-results+json", "text/turtle", "application/n-triples"
LONGEST_S = 120

COMUNICA = "4.5.0"


@pytest.fixture(scope="module")
def address(shipped_releases: Path) -> Iterator[str]:
    """Return the address of a server over the shipped sources."""
    with serving(shipped_releases) as found:
        yield found


def done(*command: str) -> str:
    """Run *command*, which must succeed, and return what it prints."""
    found = subprocess.run(command, capture_output=True, timeout=LONGEST_S, check=False)
    assert found.returncode == 0, found.stderr.decode()
    return found.stdout.decode()


@pytest.mark.parametrize(
    "options",
    [
        ("--get", "--data-urlencode", f"query={SELECT}"),
        ("--get", "--data-urlencode", f"query={SELECT}", "--compressed"),
        ("--get", "--data-urlencode", f"query={SELECT}", "--http1.0"),
        ("--data-urlencode", f"query={SELECT}"),
        ("--data-binary", SELECT, "--header", "Content-Type: application/sparql-query"),
        ("--request", "QUERY", "--data-binary", SELECT, "--header", "Content-Type: application/sparql-query"),
        (
            "--data-binary",
            SELECT,
            "--header",
            "Content-Type: application/sparql-query",
            "--header",
            "Expect:",
        ),
        (
            *("--data-binary", SELECT, "--header", "Transfer-Encoding: chunked"),
            *("--header", "Content-Type: application/sparql-query; charset=utf-8"),
        ),
    ],
    ids=["get", "compressed", "http1.0", "form", "body", "query", "no-expect", "chunked"],
)
def test_curl(address: str, options: tuple[str, ...]) -> None:
    """Every way in which curl can send a query gets the same CSV, byte for byte."""
    assert done("curl", "-sS", "--fail", "--header", "Accept: text/csv", *options, f"{address}/sparql") == CSV


def test_curl_head_and_condition(address: str, tmp_path: Path) -> None:
    """HEAD has the headers of GET and no body; an answer that did not change is not sent again."""
    asked = f"{address}/sparql?{urlencode({'query': SELECT})}"
    head = done("curl", "-sS", "--fail", "--head", asked)
    assert head.startswith("HTTP/1.1 200")
    assert "content-type: application/sparql-results+json" in head.lower()
    tag, body = tmp_path / "tag", tmp_path / "body"
    conditional = ("--etag-save", str(tag), "--etag-compare", str(tag), "-w", "%{http_code}", "-o", str(body))
    tag.touch()
    assert [done("curl", "-sS", *conditional, asked) for _ in range(2)] == ["200", "304"]


def test_curl_follows_an_iri_to_its_data(address: str) -> None:
    """With --location curl comes from the thing to what is said about it."""
    accept = ("--location", "--header", "Accept: text/turtle")
    assert 'acq:letter "c"' in done("curl", "-sS", "--fail", *accept, f"{address}/id/norm/gge-2015/c")


def test_pandas_reads_an_address(address: str) -> None:
    """pandas makes a frame of the address of a query, in CSV, in TSV and in SPARQL JSON."""
    asked = f"{address}/sparql?{urlencode({'query': SELECT})}"
    by_csv = pd.read_csv(f"{asked}&format=csv")
    assert list(by_csv.itertuples(index=False, name=None)) == ROWS
    by_tsv = pd.read_csv(f"{asked}&format=tsv", sep="\t")
    assert list(by_tsv["?letter"]) == ["a", "b", "c"]
    by_header = pd.read_csv(asked, storage_options={"Accept": "text/csv"})
    assert by_header.equals(by_csv)
    with urlopen(f"{asked}&format=json") as response:
        rows = pd.json_normalize(json.load(response)["results"]["bindings"])
    assert list(rows["letter.value"]) == ["a", "b", "c"]


@dataclass(frozen=True)
class Sent:
    """What a program sends beside the address of the endpoint, and the type that it gets."""

    accept: str
    expected: str
    query: str = SELECT
    method: str = "GET"
    beside: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


JENA_TABLE = (
    "application/sparql-results+json,application/sparql-results+xml;q=0.9,text/tab-separated-values;q=0.7,"
    "text/csv;q=0.5,application/json;q=0.2,application/xml;q=0.2,*/*;q=0.1"
)
JENA_ASK = (
    "application/sparql-results+json,application/sparql-results+xml;q=0.9,application/json;q=0.2,"
    "application/xml;q=0.2,*/*;q=0.1"
)
JENA_GRAPH = (
    "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"
)
RDF4J = {"queryLn": "SPARQL", "infer": "true", "timeout": "30"}
VIRTUOSO = {"default-graph-uri": "", "should-sponge": "", "timeout": "0", "debug": "on", "run": " Run Query "}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
SENT = {
    "yasgui-select": Sent(f"{JSON},*/*;q=0.9", JSON, method="POST", headers=FORM),
    "yasgui-get": Sent(f"{JSON},*/*;q=0.9", JSON),
    "yasgui-ask": Sent(f"{JSON},*/*;q=0.9", JSON, ASK, "POST", headers=FORM),
    "yasgui-construct": Sent(f"{TRIPLES},*/*;q=0.9", TRIPLES, CONSTRUCT, "POST", headers=FORM),
    "yasgui-page": Sent(
        f"{JSON},*/*;q=0.9", JSON, method="POST", headers={**FORM, "Origin": "https://example.org"}
    ),
    "jena-select": Sent(JENA_TABLE, JSON, headers={"Accept-Encoding": "gzip, deflate"}),
    "jena-ask": Sent(JENA_ASK, JSON, ASK),
    "jena-construct": Sent(JENA_GRAPH, TURTLE, CONSTRUCT, "POST", headers=FORM),
    "rdf4j-select": Sent(
        "application/x-binary-rdf-results-table;q=0.8, application/sparql-results+xml;q=0.8,"
        " application/sparql-results+json;q=0.9, text/csv;q=0.5",
        JSON,
        method="POST",
        beside=RDF4J,
        headers=FORM,
    ),
    "rdf4j-boolean": Sent(
        "text/boolean, application/sparql-results+xml", "application/sparql-results+xml", ASK
    ),
    "virtuoso-csv": Sent(BROWSER, "text/csv", beside={**VIRTUOSO, "format": "text/csv"}),
    "virtuoso-xml": Sent(
        "*/*",
        "application/sparql-results+xml",
        beside={**VIRTUOSO, "format": "application/sparql-results+xml"},
    ),
    "spreadsheet": Sent("*/*", "text/csv", beside={"format": "csv"}),
    "spreadsheet-of-a-browser": Sent(BROWSER, "text/csv", beside={"output": "csv"}),
}


def sent(address: str, one: Sent) -> tuple[str, bytes, dict[str, str]]:
    """Send *one* and return the media type, the body and the headers of the answer."""
    parameters = urlencode({"query": one.query, **one.beside})
    headers = {"Accept": one.accept, **one.headers}
    if one.method == "GET":
        request = Request(f"{address}/sparql?{parameters}", headers=headers)
    else:
        request = Request(f"{address}/sparql", parameters.encode(), headers, method=one.method)
    with urlopen(request, timeout=LONGEST_S) as response:
        body = response.read()
        if response.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return response.headers.get_content_type(), body, dict(response.headers)


@pytest.mark.parametrize("name", SENT)
def test_what_programs_send(address: str, name: str) -> None:
    """A request in the shape that a program gives it gets the type that the program likes best."""
    media_type, body, headers = sent(address, SENT[name])
    assert media_type == SENT[name].expected
    assert body
    lower = {one.lower(): value for one, value in headers.items()}
    assert lower["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("name", ["spreadsheet", "spreadsheet-of-a-browser", "virtuoso-csv"])
def test_a_spreadsheet_gets_the_table(address: str, name: str) -> None:
    """CSV is the same whoever asks for it."""
    assert sent(address, SENT[name])[1].decode() == CSV


@pytest.mark.parametrize("name", ["yasgui-construct", "jena-construct"])
def test_graphs_of_programs_are_whole(address: str, name: str) -> None:
    """A graph holds the letter of each norm of 2015."""
    media_type, body, _ = sent(address, SENT[name])
    found = rdflib.Graph().parse(io.BytesIO(body), format=media_type)
    assert {str(one) for one in found.objects()} >= set("abcdefghijk")


def test_a_value_beside_the_query(address: str) -> None:
    """RDF4J's way to bind a variable works, and a wrong term is refused."""
    bound = Sent(JSON, JSON, beside={**RDF4J, "$norm": f"<{NORM}c>"})
    rows = json.loads(sent(address, bound)[1])["results"]["bindings"]
    assert [row["letter"]["value"] for row in rows] == ["c"]
    with pytest.raises(HTTPError) as caught:
        sent(address, Sent(JSON, JSON, beside={"$norm": "<no iri"}))
    with caught.value as error:
        assert error.code == 400


def test_an_editor_in_a_page_may_ask(address: str) -> None:
    """The preflight of a browser, for the headers that YASGUI and others set, is granted."""
    headers = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    with urlopen(Request(f"{address}/sparql", headers=headers, method="OPTIONS")) as response:
        assert response.status == 204
        assert "POST" in response.headers["Access-Control-Allow-Methods"]
        assert "content-type" in response.headers["Access-Control-Allow-Headers"].lower()


@pytest.fixture(scope="session")
def comunica(request: pytest.FixtureRequest) -> Path:
    """Return the command of Comunica, installed outside the tree of the project and kept for the next run."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("Comunica needs Node.js and npm")
    assert request.config.cache is not None
    folder = request.config.cache.mkdir(f"comunica-{COMUNICA}")
    command = folder / "node_modules" / ".bin" / "comunica-sparql"
    if not command.exists():
        (folder / "package.json").write_text('{"private": true}')
        install = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        tried = subprocess.run(
            [*install, f"@comunica/query-sparql@{COMUNICA}"],
            cwd=folder,
            capture_output=True,
            timeout=600,
            check=False,
        )
        if tried.returncode != 0:
            pytest.skip(f"npm could not install Comunica: {tried.stderr.decode().strip()[:200]}")
    return command


@pytest.mark.parametrize("source", ["sparql@{}/sparql", "{}/sparql"], ids=["endpoint", "description"])
def test_comunica_selects(address: str, comunica: Path, source: str) -> None:
    """Comunica gets the rows, told that it is an endpoint or finding out from the service description."""
    found = done("node", str(comunica), source.format(address), "-q", SELECT, "-t", "text/csv")
    # Comunica writes an IRI in CSV between < and >.
    assert found.replace("<", "").replace(">", "").split() == CSV.split()


def test_comunica_constructs(address: str, comunica: Path) -> None:
    """Comunica builds a graph out of the answers of the endpoint."""
    found = done("node", str(comunica), f"sparql@{address}/sparql", "-q", CONSTRUCT, "-t", TRIPLES)
    letters = {str(one) for one in rdflib.Graph().parse(data=found, format="nt").objects()}
    assert letters >= set("abcdefghijk")


def test_comunica_reads_a_page(address: str, comunica: Path) -> None:
    """Comunica takes the page of a thing as a source of linked data, over its redirect."""
    query = f"{PREFIX}SELECT ?letter WHERE {{ <{NORM}c> acq:letter ?letter }}"
    for path in ("id", "doc"):
        source = f"{address}/{path}/norm/gge-2015/c"
        assert done("node", str(comunica), source, "-q", query, "-t", "text/csv").split() == ["letter", "c"]

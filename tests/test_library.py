"""The library of questions over HTTP on the shipped graph, and a question that is added as a file."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from acquis import config
from acquis.cli import main
from acquis.library import queries
from acquis.releases.release import current, open_engine
from acquis.vocab import LICENCE
from acquis.web import create_app
from checkout import ROOT
from serving import serving

VOTES = "/api/queries/state-votes"


@pytest.fixture(scope="module")
def shipped(shipped_releases: Path) -> FlaskClient:
    """Return a client of an application over the shipped data."""
    engine = open_engine(current(shipped_releases), memory_quads=10**6)
    return create_app(config.load({}), engine).test_client()


def _links(value: str) -> dict[str, str]:
    """Return address by relation of a Link header."""
    return {name: address for address, name in re.findall(r'<([^>]*)>; rel="([^"]*)"', value)}


def status_of(address: str) -> int:
    """Return the status that *address* answers with."""
    try:
        with urllib.request.urlopen(address) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("name", queries.library())
def test_every_question_answers(shipped: FlaskClient, name: str) -> None:
    """With its defaults each question is a page and data, with the rows that asking it directly gives."""
    question = queries.find(name)
    page = shipped.get(f"/api/queries/{name}", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert f"<h1>{question.title}</h1>" in page.text.replace("&#39;", "'")
    assert 'role="alert"' not in page.text
    if question.kind != "select":
        assert shipped.get(f"/api/queries/{name}.nt").text.count(" .\n") > 0
        return
    expected = _rows((ROOT / "tests" / "expected" / f"{name}.csv").read_text("utf-8"))
    answer = shipped.get(f"/api/queries/{name}.csv")
    assert _rows(answer.text) == expected
    assert answer.headers["Acquis-Rows"] == answer.headers["Acquis-Total"] == str(len(expected) - 1)
    assert json.loads(shipped.get(f"/api/queries/{name}").text)["total"] == len(expected) - 1


def test_pages_lead_from_first_to_last(shipped: FlaskClient) -> None:
    """Following the links of the header brings every row once, in the order of the whole answer."""
    whole = _rows(shipped.get(f"{VOTES}.csv?state=EST").text)
    address, found, pages = f"{VOTES}.csv?state=EST&size=30", [], 0
    while address:
        answer = shipped.get(address)
        links = _links(answer.headers["Link"])
        found += _rows(answer.text)[1:]
        pages += 1
        assert answer.headers["Acquis-Total"] == str(len(whole) - 1)
        assert urlsplit(links["first"]).query == "state=EST&page=1&size=30"
        assert ("prev" in links) is (pages > 1)
        address = links.get("next", "")
    assert found == whole[1:]
    assert pages == -(-len(found) // 30)
    assert links["last"].endswith(f"page={pages}&size=30")


def test_a_page_beyond_the_end_is_empty(shipped: FlaskClient) -> None:
    """It has the columns and no rows, and the header and the page lead to the last one."""
    answer = shipped.get(f"{VOTES}.csv?state=EST&size=30&page=99")
    links = _links(answer.headers["Link"])
    assert (answer.status_code, len(_rows(answer.text)), answer.headers["Acquis-Rows"]) == (200, 1, "0")
    assert links["prev"] == links["last"]
    assert "There is no page 99" in shipped.get(f"{VOTES}.html?state=EST&size=30&page=99").text


def test_a_web_page_shows_the_first_hundred_rows(shipped: FlaskClient) -> None:
    """More rows than that come by pages, whose links keep the values; the downloads have them all."""
    page = shipped.get("/api/queries/state-topic-matrix.html").text
    total = len(_rows(shipped.get("/api/queries/state-topic-matrix.csv").text)) - 1
    assert page.count("<tr>") == 101
    assert f"Page 1 of {-(-total // 100)}: 100 of {total:,} rows." in page
    assert 'state-topic-matrix.html?page=2&amp;size=100" rel="next"' in page
    assert 'href="http://localhost/api/queries/state-topic-matrix.csv"' in page


def test_labels_on_request(shipped: FlaskClient) -> None:
    """A column of names is put beside addresses that have none, in each form of the answer."""
    address = f"{VOTES}.{{}}?state=EST&size=1&labels=1"
    (heading, row) = _rows(shipped.get(address.format("csv")).text)
    assert heading[-2:] == ["state", "stateLabel"]
    assert row[-1] == "Estonia"
    assert json.loads(shipped.get(address.format("json")).text)["data"][0]["stateLabel"] == "Estonia"
    assert '"Estonia"@en' in shipped.get(address.format("tsv")).text
    assert "stateLabel" not in shipped.get(f"{VOTES}.csv?state=EST&size=1").text


def test_a_spreadsheet_says_what_it_is(shipped: FlaskClient) -> None:
    """Beside the rows stand the question, the values, the release, the licence and an address that works."""
    answer = shipped.get(f"{VOTES}.xlsx?state=Estonia&size=5&page=2")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    about = {str(name.value): str(value.value) for name, value in book["About"].iter_rows()}
    assert book["Answer"].max_row == 6
    assert about["Question"] == queries.find("state-votes").title
    assert (about["State"], about["Licence"]) == ("Estonia", LICENCE)
    assert about["Release"] == answer.headers["Acquis-Release"]
    assert about["Page"].startswith("2 of ")
    assert about["Address"] in about["How to cite"]
    again = openpyxl.load_workbook(io.BytesIO(shipped.get(about["Address"]).data))
    assert list(again["Answer"].values) == list(book["Answer"].values)


def test_what_a_stance_may_be_depends_on_the_topic(shipped: FlaskClient) -> None:
    """The menu offers the stances of the topic, and a stance of another is refused with those there are."""
    path = "/api/queries/stance-holders"
    page = shipped.get(f"{path}.html?topic=sovereignty&stance=standalone-rule").text
    assert '<option value="standalone-rule" selected>' in page
    assert 'value="binding-obligation"' not in page
    refused = shipped.get(f"{path}?topic=sovereignty&stance=binding-obligation")
    assert refused.status_code == 400
    assert "standalone-rule, undecided, those of topic sovereignty" in json.loads(refused.text)["detail"]
    again = shipped.get(f"{path}.html?topic=sovereignty&stance=binding-obligation")
    assert again.status_code == 400
    assert '<option value="standalone-rule">' in again.text


def test_the_page_leads_to_the_same_query(shipped: FlaskClient) -> None:
    """Run and change it: the endpoint gives the same rows for the query and its values."""
    page = shipped.get(f"{VOTES}.html?state=FRA").text
    (found,) = re.findall(r'href="(/sparql\?[^"]*)"', page)
    rows = _rows(shipped.get(found.replace("&amp;", "&"), headers={"Accept": "text/csv"}).text)
    assert rows == _rows(shipped.get(f"{VOTES}.csv?state=FRA").text)


def test_a_graph_comes_in_the_forms_of_graphs(shipped: FlaskClient) -> None:
    """A CONSTRUCT question answers as Turtle, JSON-LD with our context, and a page with its triples."""
    path = "/api/queries/paragraph-page"
    assert shipped.get(path).content_type == "text/turtle; charset=utf-8"
    assert json.loads(shipped.get(path, headers={"Accept": "application/ld+json"}).text)
    page = shipped.get(f"{path}.html").text
    assert page.count("<tr>") - 1 == shipped.get(f"{path}.nt").text.count(" .\n")


def test_what_is_known_is_not_asked_again(shipped: FlaskClient) -> None:
    """The entity tag brings a 304, but not for a value that is wrong."""
    tag = shipped.get(f"{VOTES}.csv?state=EST").headers["ETag"]
    assert shipped.get(f"{VOTES}.csv?state=EST", headers={"If-None-Match": tag}).status_code == 304
    assert shipped.get(f"{VOTES}.csv?state=FRA", headers={"If-None-Match": tag}).status_code == 200
    assert shipped.get(f"{VOTES}.csv?state=XXX", headers={"If-None-Match": "*"}).status_code == 400


def test_wrong_values_are_faults_of_a_client(shipped_releases: Path) -> None:
    """To look for what comes near costs time, so too many wrong values are refused; a right one is not."""
    with serving(shipped_releases, client_errors=3) as address:
        statuses = [status_of(f"{address}/api/queries/norm-wording?norm=zz{number}") for number in range(5)]
    assert (statuses[:3], statuses[-1]) == ([400] * 3, 429)


def test_the_command_gives_labels_and_spreadsheets(shipped_releases: Path) -> None:
    """`acquis ask` puts names beside addresses, and writes a spreadsheet as the web does."""
    runner = CliRunner(env={"ACQUIS_RELEASES_DIR": str(shipped_releases)})
    asked = ["ask", "state-votes", "--state", "Estonia"]
    labelled = _rows(runner.invoke(main, [*asked, "--labels", "--format", "csv"]).output)
    assert {row[-1] for row in labelled[1:]} == {"Estonia"}
    made = runner.invoke(main, [*asked, "--format", "xlsx"])
    book = openpyxl.load_workbook(io.BytesIO(made.stdout_bytes))
    about = {str(name.value): str(value.value) for name, value in book["About"].iter_rows()}
    assert book["Answer"].max_row == len(labelled)
    assert (about["State"], about["Release"]) == ("Estonia", current(shipped_releases).id)
    refused = runner.invoke(main, ["ask", "paragraph-page", "--format", "xlsx"])
    assert refused.exit_code == 2
    assert "xlsx" in refused.output


ADDED = """#+ title: Which letters have the norms got?
#+ tags: [norms]
#+ params: {norm: {type: iri, template: "norm/gge-2015/{}", class: Norm, default: c, label: Norm}}
SELECT ?letter ?norm
WHERE { ?norm acq:letter ?letter }
ORDER BY ?letter
"""
CALLS = """
from click.testing import CliRunner
from acquis import config
from acquis.cli import main
from acquis.web import create_app
from acquis.releases.release import current, open_engine
settings = config.load()
client = create_app(settings, open_engine(current(settings.releases_dir))).test_client()
assert "added-question" in client.get("/api/queries").text
assert "Which letters have" in client.get("/api/queries/added-question.html").text
assert client.get("/api/queries/added-answer").json["boolean"] is True
assert '<p class="verdict">Yes</p>' in client.get("/api/queries/added-answer.html").text
assert "/api/queries/added-question" in client.get("/api/openapi.json").json["paths"]
print(client.get("/api/queries/added-question.csv?norm=d").text)
print(CliRunner().invoke(main, ["ask", "added-question", "--norm", "d", "--format", "csv"]).output)
"""


def test_a_question_is_added_by_its_file(tmp_path: Path, releases: Path) -> None:
    """One more file is one more entry, page, address, description and command, with no code."""
    shutil.copytree(ROOT / "server", tmp_path / "server", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "queries", tmp_path / "queries")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "queries" / "questions" / "added-question.rq").write_text(ADDED, encoding="utf-8")
    answer = tmp_path / "queries" / "questions" / "added-answer.rq"
    answer.write_text("#+ title: Are there norms?\nASK { ?s a acq:Norm }\n", encoding="utf-8")
    environment = {"PYTHONPATH": str(tmp_path / "server"), "ACQUIS_RELEASES_DIR": str(releases)}
    run = subprocess.run(
        [sys.executable, "-c", CALLS],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    rows = ["letter,norm", "d,https://w3id.org/acquis/id/norm/gge-2015/d"]
    assert run.stdout.split() == rows * 2, run.stderr

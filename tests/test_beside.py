"""A few States side by side: what a blank means, the files of the page, names that people use, links."""

import csv
import html
import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient

from acquis import config
from acquis.comparing.reading import record
from acquis.comparing.view import actor
from acquis.engine import Engine, parse
from acquis.errors import InvalidParameter
from acquis.releases import release
from acquis.web import create_app

SMALL = Path(__file__).parent / "cases" / "comparing" / "small.trig"
HTML = {"Accept": "text/html"}
LEFT_OUT = "left out by the filters"


@pytest.fixture(scope="module")
def site() -> FlaskClient:
    """Return a client of the application over fictional States that meet every kind of cell."""
    engine = Engine.from_quads(parse(SMALL.read_bytes(), "application/trig"))
    return create_app(config.load({}), engine).test_client()


@pytest.fixture(scope="module")
def shipped(shipped_releases: Path) -> Engine:
    """Return an engine over the shipped release."""
    return release.open_engine(release.current(shipped_releases), memory_quads=1_000_000)


def rows(site: FlaskClient, query: str) -> list[dict[str, str]]:
    """Return the rows of the CSV of the States that *query* names."""
    text = site.get(f"/compare/states.csv?{query}").text.removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def recorded(site: FlaskClient, query: str) -> dict[tuple[str, str], list[str]]:
    """Return what the CSV says is recorded, by item and code."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows(site, query):
        if row["section"] != "votes":
            found.setdefault((row["item"], row["code"]), []).append(row["recorded"])
    return found


def test_what_the_filters_leave_out_is_never_called_nothing(site: FlaskClient) -> None:
    """A claim that a filter hides is said to be left out, in the page and in the file."""
    query = "state=XAA&state=XBA&from=2020"
    page = html.unescape(site.get("/compare/states?state=XAA&state=XCA&from=2022", headers=HTML).text)
    assert re.search(r"Left out by the filters is what is recorded on:\s*<span>Sovereignty</span>\.", page)
    assert "Documents from: 2022" in page
    current = site.get("/health").headers["Acquis-Release"]
    cited = f"Acquis, release {current}: Alphaland, Ceeland: side by side. http://localhost/compare/states?state=XAA"
    assert cited in page
    assert recorded(site, query)["c", "XAA"] == [LEFT_OUT]
    assert recorded(site, query)["due-diligence", "XAA"] == ["nothing on this"]
    assert recorded(site, "state=XCA&state=XBA")["sovereignty", "XCA"] == ["no document held"]
    # On one line with a claim that is shown, too.
    beside = "state=XAA&state=XG&to=2020"
    assert recorded(site, beside)["sovereignty", "XG"] == [LEFT_OUT]
    assert LEFT_OUT in site.get(f"/compare/states?{beside}", headers=HTML).text


def test_the_files_have_what_the_page_shows(site: FlaskClient) -> None:
    """Each claim is a row with its pinpoint, quote, basis and note; votes stand there as well."""
    found = rows(site, "state=XAA&state=XBA")
    (first,) = (row for row in found if row["claim"].endswith("/xaa-2019/sovereignty"))
    assert {
        "section": "topics",
        "item": "sovereignty",
        "verdict": "several, or contested",
        "name": "Alphaland",
        "recorded": "spoke",
        "value": "Rule",
        "definition": "It is a rule.",
        "document": "Alphaland, 2019",
        "date": "2019-05-02",
        "pinpoint": "p. 2",
        "quote": "Sovereignty is a rule.",
        "basis": "primary",
        "confidence": "high",
        "checked": "read on a page",
    }.items() <= first.items()
    (contested,) = (row for row in found if row["item"] == "due-diligence" and row["code"] == "XBA")
    assert (contested["confidence"], contested["note"]) == ("contested", "Two readers differ.")
    assert [row["value"] for row in found if row["section"] == "votes"] == [
        "1 the same of 2 where both are recorded"
    ]
    assert {row["release"] for row in found} == {site.get("/health").headers["Acquis-Release"]}
    assert all("/compare/states?state=XAA&state=XBA&release=" in row["address"] for row in found)
    assert {row["verdict"] for row in rows(site, "state=XBA&state=XEA&differ=1") if row["code"]} == {
        "differs"
    }


def test_the_spreadsheet_and_the_data_say_what_they_are(site: FlaskClient) -> None:
    """XLSX has the same rows and a sheet about them; JSON has the claims behind each cell."""
    query = "state=XAA&state=XBA&latest=1"
    answer = site.get(f"/compare/states.xlsx?{query}")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="acquis-states-')
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book["Answer"].max_row - 1 == len(rows(site, query))
    about = {line[0]: line[1] for line in book["About"].iter_rows(values_only=True)}
    assert about["Title"] == "Alphaland, Betaland: side by side"
    assert about["Only the latest document on each"] == "yes"
    body = json.loads(site.get(f"/compare/states.json?{query}").text)
    assert [one["code"] for one in body["actors"]] == ["XAA", "XBA"]
    line = next(one for part in body["parts"] for one in part["lines"] if one["code"] == "sovereignty")
    assert [claim["value"] for cell in line["cells"] for claim in cell["claims"]] == ["principle", "rule"]
    assert body["votes"] == [{"one": "XAA", "other": "XBA", "bothRecorded": 2, "same": 1}]


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json"])
def test_a_file_is_kept_by_caches_until_the_release_changes(site: FlaskClient, suffix: str) -> None:
    """It has an entity tag, answers a known one without a body, and HEAD like GET."""
    path = f"/compare/states.{suffix}?state=XAA"
    first = site.get(path)
    again = site.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    head = site.head(path)
    assert (head.status_code, head.headers["ETag"], head.data) == (200, first.headers["ETag"], b"")


def test_links_of_the_page_keep_what_was_asked(site: FlaskClient) -> None:
    """Its files, and the same with other lines, have the filters, the release and the language."""
    current = site.get("/health").headers["Acquis-Release"]
    query = f"state=XAA&state=XEA&from=2020&topic=sovereignty&lang=fr&release={current}"
    page = html.unescape(site.get(f"/compare/states?{query}", headers=HTML).text)
    asked = f"state=XAA&state=XEA&topic=sovereignty&from=2020&release={current}"
    assert f'href="/compare/states.csv?{asked}"' in page
    assert f'href="/compare/states?{asked}&lang=fr&differ=1"' in page
    assert (
        f"/compare/topics?topic=sovereignty&from=2020&state=XAA&state=XEA&with=XAA&release={current}" in page
    )
    changed = site.get("/compare/changes?region=african-group&all=1", headers=HTML)
    assert changed.status_code == 200


def test_to_show_all_changes_keeps_the_filters(shipped: Engine) -> None:
    """The link to the rest of a list leads to the rest of that list."""
    client = create_app(config.load({}), shipped).test_client()
    page = html.unescape(client.get("/compare/changes?from=2000&lang=en", headers=HTML).text)
    assert 'href="/compare/changes?from=2000&lang=en&all=1"' in page or "Show all" not in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("state=XAA&from=MMXX", "from cannot be 'MMXX'"),
        ("state=XAA&differ=maybe", "differ cannot be 'maybe'"),
        ("state=", "Name one State or group at least"),
        ("", "Name one State or group at least"),
        ("state=%0d%0aSet-Cookie:a=b", "state cannot be"),
    ],
)
def test_a_file_of_what_cannot_be_is_refused(site: FlaskClient, query: str, said: str) -> None:
    """What is wrong is said as a problem, and nothing of it becomes a header."""
    answer = site.get(f"/compare/states.csv?{query}")
    body: dict[str, Any] = answer.get_json()
    assert (answer.status_code, said in body["detail"]) == (400, True)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("UK", "GBR"),
        ("gb", "GBR"),
        ("Royaume-Uni", "GBR"),
        ("South Korea", "KOR"),
        ("DPRK", "PRK"),
        ("USA", "USA"),
        ("Росси́я", "RUS"),
        ("法国", "FRA"),
        ("European Union", "EU"),
    ],
)
def test_states_have_the_names_that_people_use(shipped: Engine, typed: str, code: str) -> None:
    """The names that a search takes do here, too, in any of the six languages."""
    assert actor(record(shipped), typed).code == code


def test_a_name_of_nobody_is_refused_with_what_comes_near(shipped: Engine) -> None:
    """A slip in a name that people use leads to the State, and an empty name to nobody."""
    with pytest.raises(InvalidParameter, match=r"GBR \(United Kingdom"):
        actor(record(shipped), "Untied Kingdom")
    for typed in ("", "*", "Utopia", "x" * 10_000):
        with pytest.raises(InvalidParameter):
            actor(record(shipped), typed)


def test_a_thousand_values_are_read_at_once(shipped: Engine) -> None:
    """However many values an address has, in whatever spelling, each list of names is folded once."""
    client = create_app(config.load({}), shipped).test_client()
    many = "&".join(
        f"state={'e' if n % 2 else 'E'}st&topic=Sovereignt{'y' if n % 2 else 'Y'}" for n in range(700)
    )
    answer = client.get(f"/compare/topics.json?{many}")
    assert answer.status_code == 200
    assert [row["code"] for row in answer.get_json()["rows"]] == ["EST"]

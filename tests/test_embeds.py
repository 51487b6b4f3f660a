"""Cards on other pages: who may frame them, what is stamped on them, and the script that puts them there."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from acquis import config, web
from acquis.releases import release
from acquis.web import create_app

CARDS = ("/embed/norm/c", "/embed/state/EST", "/embed/matrix/topics", "/embed/matrix/norms")
MOST = 100_000
# How a row of a matrix begins, and none of what its marks mean.
ROW = '<tr><th scope="row"'
SCRIPT = Path(web.__file__).parent / "static" / "embed-host.js"


@pytest.fixture(scope="module")
def shipped(shipped_releases: Path) -> Iterator[FlaskClient]:
    """Return a client of an application over the shipped data."""
    engine = release.open_engine(release.current(shipped_releases), memory_quads=1_000_000)
    app = create_app(config.load({"ACQUIS_RELEASES_DIR": str(shipped_releases)}), engine)
    yield app.test_client()
    app.extensions["acquis"].close()


@pytest.mark.parametrize("path", CARDS)
def test_a_card_can_stand_anywhere_and_stands_alone(shipped: FlaskClient, path: str) -> None:
    """Any page may frame it; it has one heading, no script or style of its own, and weighs little."""
    response = shipped.get(path)
    assert response.status_code == 200, response.text
    policy = response.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors *")
    assert "'unsafe" not in policy
    assert len(response.data) <= MOST
    assert response.text.count("<h1") == 1
    assert re.findall(r"<script(?![^>]* src=)|<style| style=| on\w+=", response.text) == []
    assert '<base target="_blank">' in response.text


@pytest.mark.parametrize("path", CARDS)
def test_a_card_is_stamped(shipped: FlaskClient, path: str) -> None:
    """It names its release and its licence, says what absence means, and leads back to the full page."""
    response = shipped.get(path)
    assert f"<code>{response.headers['Acquis-Release']}</code>" in response.text
    assert 'rel="license">CC BY 4.0' in response.text
    assert "Absence means that nothing is recorded here" in response.text
    (back,) = re.findall(r'<a href="([^"]+)">See all of it in Acquis', response.text)
    assert back.startswith(("/doc/", "/compare/"))


@pytest.mark.parametrize("path", ["/", "/about", "/doc/norm/gge-2015/c.html", "/embed", "/embed/acquis.js"])
def test_nothing_else_can_be_framed(shipped: FlaskClient, path: str) -> None:
    """Every other page may stand in frames of this site alone."""
    assert "frame-ancestors 'self'" in shipped.get(path).headers["Content-Security-Policy"]


def test_the_card_of_a_norm_shows_where_it_is_worded(shipped: FlaskClient) -> None:
    """Wording and guidance stand apart, each with its place, its standing and how it was checked."""
    text = re.sub(r"\s+", " ", shipped.get("/embed/norm/c").text)
    assert "<h1>Norm (c): <span>Prevent misuse of territory</span></h1>" in text
    rows = re.findall(
        r'<tr> <th scope="row"><a href="([^"]+)">([^<]+)</a></th> <td>(\w+)</td> <td><span[^>]*>(\w+)', text
    )
    assert ("/doc/edition/a-70-174/para/13.c", "A/70/174, para. 13 (c)", "wording", "issued") in rows
    assert {kind for _, _, kind, _ in rows} == {"wording", "guidance"}
    assert len({place for place, _, _, _ in rows}) == len(rows)


def test_the_card_of_a_state_keeps_the_notes_of_contested_stances(shipped: FlaskClient) -> None:
    """A contested stance has its note and its confidence, and the longer list is a link away."""
    text = shipped.get("/embed/state/EST").text
    assert "first State to take this view; Temple codes Estonia no" in text
    assert ">contested</span>" in text
    assert re.search(r'href="/api/queries/issuer-stances\?issuer=EST">All \d+ stances', text)


def test_a_state_without_stances_is_not_called_silent(shipped: FlaskClient) -> None:
    """The card says that nothing is recorded, and that this says nothing about the State."""
    text = shipped.get("/embed/state/AND").text
    assert "No stance is recorded. That says nothing about the State" in text


def test_a_matrix_takes_the_filters_of_the_pages_that_compare(shipped: FlaskClient) -> None:
    """Only those who spoke stand in it unless all are asked for, and its link back has the same filters."""
    some, all_ = (shipped.get(f"/embed/matrix/topics{tail}").text for tail in ("", "?spoke=0"))
    assert 10 < some.count(ROW) < all_.count(ROW)
    asked = shipped.get("/embed/matrix/topics?state=EST&state=FRA").text
    assert asked.count(ROW) == 2
    assert "/compare/topics?state=EST&amp;state=FRA&amp;spoke=1" in asked


@pytest.mark.parametrize("name", ["topics", "norms"])
def test_a_matrix_says_what_its_marks_mean(shipped: FlaskClient, name: str) -> None:
    """Every mark in a cell stands among the kinds of cells, or among the letters of the columns."""
    text = shipped.get(f"/embed/matrix/{name}").text
    rows = "".join(re.findall(f"{ROW}.*", text.partition("<h2>What the marks mean</h2>")[0]))
    marks = {
        one for cell in re.findall(r"<td>(?:<a [^>]*>)?([^<]+)", rows) for one in re.split("[/+ ]", cell)
    }
    legend = text.partition("<h2>What the marks mean</h2>")[2]
    known = set(re.findall(r'<td class="\w">([^<]+)</td>', legend)) | set(re.findall("<b>(.)</b>", legend))
    assert len(marks) > 3
    assert {one.removesuffix("?") or one for one in marks} <= known


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/embed/norm/z", 404, "norm cannot be"),
        ("/embed/state/Estland", 404, "EST (Estonia)"),
        ("/embed/state/%3Cscript%3E", 404, "&lt;script&gt;"),
        ("/embed/matrix/votes", 404, "topics, norms"),
        ("/embed/matrix/topics?state=XYZW", 400, "state cannot be"),
        ("/embed/matrix/topics?nonsense=1", 200, "State or group"),
        ("/embed/norm/c?release=none", 404, "none"),
        ("/embed?of=norm/z", 404, "norm cannot be"),
        ("/embed?of=votes", 404, "such as norm/c or state/EST"),
        ("/embed?of=state/%3Cscript%3E", 404, "&lt;script&gt;"),
    ],
)
def test_what_is_not_there_is_said_so(shipped: FlaskClient, path: str, status: int, said: str) -> None:
    """An unknown norm, State, matrix, filter or release is refused with what comes near."""
    response = shipped.get(path, headers={"Accept": "text/html"})
    assert (response.status_code, said in response.text) == (status, True), response.text
    assert "<script>" not in response.text


@pytest.mark.parametrize(
    ("page", "name", "title"),
    [
        ("/doc/norm/gge-2015/f", "norm/f", "Norm (f)"),
        ("/doc/state/CIV", "state/CIV", "Côte d&amp;#39;Ivoire"),
    ],
)
def test_the_page_of_a_thing_leads_to_the_code_of_its_card(
    shipped: FlaskClient, page: str, name: str, title: str
) -> None:
    """Its own card alone stands there, as code and as it looks, and a name in the code is escaped as code."""
    (way,) = re.findall(r'href="(/embed\?of=[^"]+)"', shipped.get(page, headers={"Accept": "text/html"}).text)
    assert way == f"/embed?of={name}"
    text = shipped.get(way).text
    assert re.findall(r"data-acquis=&#34;([^&]+)&#34;", text) == [name]
    assert f"title=&#34;{title}&#34;" in text
    assert f'<iframe src="/embed/{name}"' in text


def test_only_norms_of_2015_and_states_have_a_card(shipped: FlaskClient) -> None:
    """The page of anything else leads to no code."""
    for path in ("/doc/norm/res-73-27/1.3", "/doc/topic/sovereignty", "/doc/group/EU"):
        response = shipped.get(path, headers={"Accept": "text/html"})
        assert response.status_code == 200
        assert "/embed?of=" not in response.text


def test_a_card_stays_in_its_release_and_its_language(releases: Path) -> None:
    """`?release=` and `?lang=` go on in every link of a card that leads to us."""
    app = create_app(config.load({"ACQUIS_RELEASES_DIR": str(releases)}))
    try:
        page = app.test_client().get("/embed/norm/c?release=tiny&lang=fr").text
    finally:
        app.extensions["acquis"].close()
    links = [one for one in re.findall(r'<a href="([^"]+)"', page) if one.startswith("/")]
    assert links
    assert all("release=tiny" in one and "lang=fr" in one for one in links)
    assert '<html lang="fr"' in page
    assert "traduction non officielle" in page


def test_the_script_is_small_and_kept_for_a_day(client: FlaskClient) -> None:
    """It is served as JavaScript, from one address, below 5 kB, to any page."""
    response = client.get("/embed/acquis.js")
    assert response.mimetype == "text/javascript"
    assert len(response.data) < 5_000
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age=86400" in response.headers["Cache-Control"]
    again = client.get("/embed/acquis.js", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_the_page_that_explains_has_code_that_works(app: Flask) -> None:
    """Each address in the code to copy is one that is served, and whole."""
    page = unescape(app.test_client().get("/embed?lang=fr").text)
    scripts = set(re.findall(r'script src="(http[^"]+)" defer', page))
    assert scripts == {"http://localhost/embed/acquis.js"}
    adapter = app.url_map.bind("localhost")
    for path in re.findall(r'(?:data-acquis="|/embed/)([a-z]+/[A-Za-z]+)', page):
        assert adapter.match(f"/embed/{path}")[0].startswith("embeds.")
    assert 'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"' in page
    assert "allow-same-origin" not in page + SCRIPT.read_text("utf-8")

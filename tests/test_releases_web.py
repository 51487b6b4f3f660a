"""Releases over HTTP: the list, each release, its files, and the feeds of changes."""

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from acquis.engine import NamedNode, Quad, canonical
from acquis.releases import release
from conftest import make_release, tiny_quads
from published import publish, site

ATOM = "{http://www.w3.org/2005/Atom}"
HOST = "http://localhost"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two releases."""
    return publish(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[FlaskClient]:
    """Yield a client of a server over the two releases."""
    with site(folder) as found:
        yield found


def feed(client: FlaskClient, query: str = "") -> list[tuple[str, str]]:
    """Return release and thing of each entry of the Atom feed, which is valid, for *query*."""
    root = ElementTree.fromstring(client.get(f"/feed.atom{query}").data)
    assert [len(root.findall(ATOM + name)) for name in ("id", "title", "updated", "author")] == [1, 1, 1, 1]
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    assert [link.get("href") for link in root.findall(f"{ATOM}link[@rel='self']")] == [
        f"{HOST}/feed.atom{query}"
    ]
    found = []
    for entry in root.findall(f"{ATOM}entry"):
        assert all(entry.findtext(ATOM + name) for name in ("id", "title", "updated", "summary"))
        assert datetime.fromisoformat(str(entry.findtext(f"{ATOM}updated"))).tzinfo
        release_id, _, thing = str(entry.findtext(f"{ATOM}id")).rpartition("releases/")[2].partition("#")
        found.append((release_id, thing))
    assert len({entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")}) == len(found)
    return found


def test_releases_are_listed_newest_first(client: FlaskClient) -> None:
    """The list has every release with its time, hash and files, and says which is current."""
    found = json.loads(client.get("/releases", headers={"Accept": "application/json"}).data)
    assert found["current"] == "second"
    assert [one["id"] for one in found["releases"]] == ["second", "first"]
    assert found["releases"][1]["issued"] == "2026-01-01T00:00:00+00:00"
    assert found["releases"][0]["dumps"]["graph.nq.gz"] == f"{HOST}/dumps/second/graph.nq.gz"
    page = client.get("/releases", headers={"Accept": "text/html"}).text
    assert page.index('href="/releases/second"') < page.index('href="/releases/first"')
    assert "1 February 2026, 12:30 UTC" in page


def test_a_release_says_what_it_changed(client: FlaskClient) -> None:
    """The page and the JSON of a release have its manifest and the changes against the one before."""
    found = json.loads(client.get("/releases/second?format=json").data)
    assert found["changes"]["since"] == "first"
    assert "New: stance with 5 statements." in [one["what"] for one in found["changes"]["things"]]
    assert found["counts"] == {"Norm": 2}
    page = client.get("/releases/second", headers={"Accept": "text/html"}).text
    assert "Withdrawn: legal topic with 2 statements." in page
    assert 'href="http://localhost/doc/topic/old?release=first"' in page
    assert client.get("/doc/topic/old?release=first").status_code == 200
    assert "No release before it is kept here." in client.get("/releases/first?format=html").text


def test_a_release_that_is_not_kept_is_a_404_that_says_which_are(client: FlaskClient) -> None:
    """Under every address that names a release, the answer lists those that are kept."""
    for path in ("/releases/nothing", "/dumps/nothing/graph.nq.gz", "/catalog?release=nothing"):
        response = client.get(path)
        assert response.status_code == 404
        assert "second, first" in response.get_json(force=True)["detail"]


def test_a_dump_can_be_taken_in_parts(client: FlaskClient, folder: Path) -> None:
    """A whole dump has its hash; a part is that part; who has it gets a 304; it may be kept for ever."""
    path = "/dumps/second/graph.nq.gz"
    whole = client.get(path, buffered=True)
    manifest = release.current(folder).manifest
    assert hashlib.sha256(whole.data).hexdigest() == manifest["files"]["graph.nq.gz"]["sha256"]
    assert hashlib.sha256(gzip.decompress(whole.data)).hexdigest() == manifest["content_sha256"]
    assert "immutable" in whole.headers["Cache-Control"]
    part = client.get(path, headers={"Range": "bytes=5-9"}, buffered=True)
    assert (part.status_code, part.data) == (206, whole.data[5:10])
    again = client.get(path, headers={"If-None-Match": whole.headers["ETag"]}, buffered=True)
    assert (again.status_code, again.data) == (304, b"")


def test_a_part_is_never_compressed(client: FlaskClient) -> None:
    """A part of a text file is a part of its own bytes, whatever coding the client would take."""
    path, sent = "/dumps/second/manifest.json", {"Accept-Encoding": "gzip, br"}
    whole = client.get(path, buffered=True).data
    part = client.get(path, headers=sent | {"Range": "bytes=0-799"}, buffered=True)
    assert (part.status_code, part.data) == (206, whole[:800])
    assert "Content-Encoding" not in part.headers


@pytest.mark.parametrize("name", ["store", "store/CURRENT", "..%2Ffirst%2Fmanifest.json", "x"])
def test_only_the_files_of_a_release_are_sent(client: FlaskClient, name: str) -> None:
    """Neither the store nor anything beside it can be had."""
    assert client.get(f"/dumps/second/{name}").status_code == 404


def test_the_latest_dump_follows_the_current_release(client: FlaskClient) -> None:
    """The lasting address of the dump leads to that of the current release, and is asked for each time."""
    response = client.get("/dumps/latest/graph.nq.gz")
    assert (response.status_code, response.location) == (302, "/dumps/second/graph.nq.gz")
    assert response.headers["Cache-Control"] == "no-cache"
    assert client.get("/dumps/latest/store").status_code == 404


def test_the_feed_is_newest_first(client: FlaskClient) -> None:
    """Every change of the newer release, then the older one as a whole."""
    assert feed(client) == [
        ("second", "def%23cites"),
        ("second", "id/norm/gge-2015/c"),
        ("second", "id/norm/gge-2015/d"),
        ("second", "id/stance/est-2021/x"),
        ("second", "id/topic/old"),
        ("first", "dataset"),
    ]


@pytest.mark.parametrize(
    ("query", "things"),
    [
        ("?state=EST", ["id/stance/est-2021/x"]),
        ("?state=estonia", ["id/stance/est-2021/x"]),
        ("?norm=c", ["id/norm/gge-2015/c"]),
        ("?document=A/70/174", ["id/stance/est-2021/x"]),
        ("?state=EST&norm=c", []),
    ],
)
def test_a_feed_follows_one_thing(client: FlaskClient, query: str, things: list[str]) -> None:
    """A State, a norm and a document, as people type them, leave the changes that are about them."""
    assert [thing for _, thing in feed(client, query)] == things


@pytest.mark.parametrize("query", ["?state=XYZ", "?norm=zz", "?document=A/RES/1/1", "?page=0", "?page=x"])
def test_an_unknown_filter_is_refused_with_what_there_is(client: FlaskClient, query: str) -> None:
    """What is not in the data is a 400 that names the parameter."""
    response = client.get(f"/feed.json{query}")
    assert response.status_code == 400
    assert response.get_json(force=True)["name"] == query[1:].partition("=")[0]


def test_the_json_feed_says_the_same(client: FlaskClient) -> None:
    """The JSON Feed has the keys that version 1.1 asks for, and the entries of the Atom feed."""
    found = json.loads(client.get("/feed.json").data)
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["feed_url"] == f"{HOST}/feed.json"
    assert [one["id"].rpartition("#")[2] for one in found["items"]] == [thing for _, thing in feed(client)]
    assert all(
        one.keys() >= {"id", "url", "title", "content_text", "date_published"} for one in found["items"]
    )
    statuses = [client.get(one["url"].removeprefix(HOST)).status_code for one in found["items"]]
    assert statuses == [200] * len(statuses)


def test_a_feed_stays_in_the_release_asked_for(client: FlaskClient) -> None:
    """Asked of the first release, the feed and the list end there."""
    assert [one for one, _ in feed(client, "?release=first")] == ["first"]
    assert '"id": "second"' not in client.get("/releases?release=first&format=json").text


def test_a_long_feed_has_pages(tmp_path: Path) -> None:
    """A hundred entries stand on a page; links lead on and back, and no entry is lost or repeated."""
    old = tiny_quads()
    label = next(quad for quad in old if "Cooperate" in str(quad.object))
    things = (NamedNode(f"https://w3id.org/acquis/id/topic/t{number}") for number in range(150))
    many = [Quad(thing, label.predicate, label.object, label.graph_name) for thing in things]
    for name, quads in (("one", old), ("two", canonical([*old, *many]))):
        release.install(make_release(tmp_path, quads, name), tmp_path / "releases")
    with site(tmp_path / "releases") as client:
        pages = [feed(client), feed(client, "?page=2")]
        first = client.get("/feed.json").get_json(force=True)
        assert "next_url" not in client.get("/feed.json?page=2").get_json(force=True)
    assert first["next_url"] == f"{HOST}/feed.json?page=2"
    assert [len(page) for page in pages] == [100, 51]
    assert len({*pages[0], *pages[1]}) == 151


def test_an_answer_says_when_it_changed(tmp_path: Path) -> None:
    """A date does where there is no entity tag, until another release is made current, be it an older one."""
    folder = publish(tmp_path)
    with site(folder) as client:
        changed = client.get("/doc/norm/gge-2015/c").headers["Last-Modified"]
        since = {"If-Modified-Since": changed}
        again = client.get("/doc/norm/gge-2015/c", headers=since)
        assert (again.status_code, again.data) == (304, b"")
        early = {"If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"}
        assert client.get("/doc/norm/gge-2015/c", headers=early).status_code == 200
        assert client.get("/doc/norm/gge-2015/zz", headers=since).status_code == 404
        tagged = {**since, "If-None-Match": '"another"'}
        assert client.get("/doc/norm/gge-2015/c", headers=tagged).status_code == 200
        link = folder / "current"
        link.unlink()
        link.symlink_to("first")
        later = parsedate_to_datetime(changed).timestamp() + 60
        os.utime(link, (later, later), follow_symlinks=False)
        assert client.get("/doc/norm/gge-2015/c", headers=since).status_code == 200


def test_what_more_than_a_release_decides_has_no_date(client: FlaskClient) -> None:
    """Lists of the releases that are kept change when one is removed, which no date of theirs tells."""
    for path in ("/releases", "/catalog", "/feed.atom", "/releases?release=first"):
        headers = client.get(path).headers
        assert "Last-Modified" not in headers, path
        assert "immutable" not in headers["Cache-Control"], path


def test_a_page_of_an_earlier_release_says_so(client: FlaskClient) -> None:
    """It names its release, above and below, leads to the current one, and is not kept for ever."""
    html = {"Accept": "text/html"}
    old = client.get("/doc/norm/gge-2015/c?release=first", headers=html)
    assert "This is release first, which is not the current one." in old.text
    assert old.text.count("Release <code>first</code>") == 1
    assert '<a href="/doc/norm/gge-2015/c">See the current release</a>' in old.text
    assert "immutable" not in old.headers["Cache-Control"]
    assert "See the current release" not in client.get("/doc/norm/gge-2015/c", headers=html).text
    data = client.get("/doc/norm/gge-2015/c.ttl?release=first")
    assert "immutable" in data.headers["Cache-Control"]

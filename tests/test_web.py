"""The web surface by its answers: each case of tests/cases/http, and what needs more than one request."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from acquis import config, errors
from acquis.engine import Engine
from acquis.errors import AcquisError, ReleaseError
from acquis.releases import release
from acquis.web import create_app
from acquis.web.base.errors import STATUS
from conftest import make_release, tiny_quads

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted((Path(__file__).parent / "cases" / "http").glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]
KEYS = {
    *("name", "method", "path", "query", "headers_sent", "type_sent", "sent", "sent_hex", "repeat"),
    *("status", "type", "headers", "no_headers", "vary", "body", "absent", "empty"),
}


# The tiny graph uses terms and graphs that it does not describe, and is no release that is kept; the shapes
# come with the software and name lists of values that it does not hold.
ONLY_NAMED = ("/def/", "/doc/ruleset/", "/graph/", "/releases/unreleased-", "/voc/")
# What the pages for readers show by examples of States and groups that the tiny graph does not have.
EXAMPLES = ("/api/queries/group-norm-gaps", "/api/queries/stance-holders?", "/compare/states?", "/embed?of=")
# Addresses that answer only what a form sends.
FORMS = ("/cite", "/sign-out")
# As browsers say it.
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
# Of addresses that differ in their parameters alone, so many are looked at.
ALIKE = 6


@pytest.mark.parametrize("case", CASES)
def test_a_request_is_answered(client: FlaskClient, case: dict[str, Any]) -> None:
    """Status, type, headers and text of the answer are those of the case; of a header, a part will do."""
    assert case.keys() <= KEYS
    sent = bytes.fromhex(case["sent_hex"]) if "sent_hex" in case else case.get("sent", "").encode()
    response = client.open(
        case["path"],
        method=case.get("method", "GET"),
        query_string=case.get("query"),
        headers=case.get("headers_sent"),
        data=sent * case.get("repeat", 1),
        content_type=case.get("type_sent"),
        buffered=True,
    )
    assert response.status_code == case["status"], response.text
    assert response.content_type == case.get("type", response.content_type)
    for name, text in case.get("headers", {}).items():
        assert text in response.headers.get(name, ""), name
    assert response.headers.get("Vary") == case.get("vary", response.headers.get("Vary"))
    assert not set(case.get("no_headers", ())) & set(response.headers.keys())
    body = response.get_data().decode(errors="replace")
    assert [part for part in case.get("body", ()) if part not in body] == [], body
    assert [part for part in case.get("absent", ()) if part in body] == []
    assert bool(body) is not case.get("empty", not body)


def test_every_status_of_the_table_has_an_error() -> None:
    """Each of our errors has one status, and the table names no other."""
    tree = {getattr(errors, name) for name in errors.__all__}
    assert set(STATUS) == tree
    assert all(issubclass(kind, AcquisError) for kind in tree)


@pytest.mark.parametrize("accept", ["text/turtle", "text/html", "application/ld+json"])
def test_an_answer_that_is_known_is_not_sent_again(client: FlaskClient, accept: str) -> None:
    """The entity tag of an answer brings a 304 without a body, and is another for each form and address."""
    path, headers = "/doc/norm/gge-2015/c", {"Accept": accept}
    first = client.get(path, headers=headers)
    again = client.get(path, headers=headers | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    for other_path, other_accept in ((path, "application/n-triples"), ("/doc/norm/gge-2015/d", accept)):
        other = client.get(
            other_path, headers={"Accept": other_accept, "If-None-Match": first.headers["ETag"]}
        )
        assert other.status_code == 200


def test_a_query_that_is_known_is_not_serialised_again(client: FlaskClient) -> None:
    """A query by GET has an entity tag; one by POST has none and is not stored."""
    query = {"query": "SELECT ?l { ?n acq:letter ?l }"}
    tag = client.get("/sparql", query_string=query).headers["ETag"]
    assert client.get("/sparql", query_string=query, headers={"If-None-Match": tag}).status_code == 304
    assert "ETag" not in client.post("/sparql", data=query).headers


def test_every_link_of_a_page_leads_somewhere(client: FlaskClient) -> None:
    """From the first page on, each address of ours answers, but for terms and graphs that are only named.

    Of the addresses that differ in their parameters alone a few are enough, and the language of the interface
    changes no link.
    """
    seen: dict[str, int] = {}
    waiting = ["/"]
    alike: Counter[str] = Counter()
    while waiting:
        path = waiting.pop()
        response = client.get(path, headers=BROWSER, follow_redirects=True, buffered=True)
        seen[path] = response.status_code
        found = (
            re.findall(r'(?:href|action)="(/[^"#]*)', response.text)
            if "html" in response.content_type
            else []
        )
        for link in sorted({link.replace("&amp;", "&") for link in found} - seen.keys() - set(waiting)):
            alike[link.partition("?")[0]] += 1
            if "lang=" not in link and alike[link.partition("?")[0]] <= ALIKE:
                waiting.append(link)
    assert len(seen) > 30
    wrong = {path: status for path, status in seen.items() if status != 200 and path not in FORMS}
    assert [path for path in wrong if not path.startswith(ONLY_NAMED + EXAMPLES)] == []
    assert {status for path, status in wrong.items() if not path.startswith(EXAMPLES)} == {404}


def test_every_page_can_be_used_without_seeing_it(client: FlaskClient) -> None:
    """Each kind of page has a language, one main heading, a skip link, captions, and labels of fields."""
    query = "/sparql?query=SELECT%20%3Fs%20%7B%20%3Fs%20a%20acq%3ANorm%20%7D"
    for path in ("/", "/doc/norm/gge-2015/c", "/sparql", query, "/nothing", "/def"):
        page = client.get(path, headers={"Accept": "text/html"}).text
        assert '<html lang="en" dir="ltr">' in page
        assert page.count("<h1") == page.count("<main") == page.count('href="#main"') == 1
        assert page.count("<table") == page.count("<caption>")
        assert page.count("<textarea") == page.count('<label for="query">')
        assert not re.search(r"<th(?! scope=|ead)", page)
        assert not re.search(r'<script(?! type="application/(?:ld\+)?json")(?![^>]* src=)', page)


def test_addresses_begin_with_the_public_one(engine: Engine) -> None:
    """Behind a proxy, links, redirects and the description of the service use the configured address."""
    settings = config.load({"ACQUIS_PUBLIC_URL": "https://example.org/acquis/"})
    client = create_app(settings, engine).test_client()
    assert client.get("/id/norm/gge-2015/c").location == "https://example.org/acquis/doc/norm/gge-2015/c"
    assert 'href="https://example.org/acquis/doc/norm/gge-2015/c"' in client.get("/def/Norm.html").text
    assert "sd:endpoint <https://example.org/acquis/sparql>" in client.get("/sparql").text
    link = client.get("/doc/norm/gge-2015/c").headers["Link"]
    assert "<https://example.org/acquis/doc/norm/gge-2015/c.nt>" in link


def test_addresses_begin_where_the_application_is_mounted(engine: Engine) -> None:
    """Inside another application, links keep the path of the mount."""
    client = create_app(config.load({}), engine).test_client()
    mounted = {"SCRIPT_NAME": "/graph-of-norms"}
    found = client.get("/id/norm/gge-2015/c", environ_overrides=mounted)
    assert found.location == "/graph-of-norms/doc/norm/gge-2015/c"
    page = client.get("/def/Norm.html", environ_overrides=mounted).text
    assert 'href="/graph-of-norms/doc/norm/gge-2015/c"' in page
    assert 'href="/graph-of-norms/static/acquis.css"' in page


def test_two_applications_do_not_share_anything(engine: Engine) -> None:
    """Each application has its own engine and release name."""
    empty = create_app(config.load({}), Engine.from_quads([])).test_client()
    full = create_app(config.load({}), engine).test_client()
    assert empty.get("/doc/norm/gge-2015/c").status_code == 404
    assert full.get("/doc/norm/gge-2015/c").status_code == 200
    assert empty.get("/health").headers["Acquis-Release"] != full.get("/health").headers["Acquis-Release"]


def test_a_swap_is_seen_without_a_restart(
    application: Callable[..., Flask], releases: Path, tmp_path: Path
) -> None:
    """The server answers from the release that is current at the time, with its name and a new entity tag."""
    client = application(releases).test_client()
    before = client.get("/doc/norm/gge-2015/c")
    assert before.headers["Acquis-Release"] == "tiny"
    kept = [quad for quad in tiny_quads() if "gge-2015/c" not in str(quad.subject)]
    release.install(make_release(tmp_path, kept, "next"), releases)
    after = client.get("/doc/norm/gge-2015/d", headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.headers["Acquis-Release"]) == (200, "next")
    assert client.get("/doc/norm/gge-2015/c").status_code == 410
    assert client.get("/doc/norm/gge-2015/c?release=tiny").status_code == 200
    assert client.get("/health").json == {"status": "ok", "release": "next", "quads": len(kept)}


def test_a_release_that_vanishes_is_a_503(application: Callable[..., Flask], releases: Path) -> None:
    """While there is no release, every answer says so, and the first one back is right again."""
    client = application(releases).test_client()
    (releases / "current").rename(releases / "away")
    response = client.get("/health")
    assert response.status_code == 503
    assert json.loads(response.text)["error"] == "ReleaseError"
    (releases / "away").rename(releases / "current")
    assert client.get("/health").status_code == 200


def test_an_application_without_a_release_is_not_made(tmp_path: Path) -> None:
    """A server that could answer nothing does not start."""
    with pytest.raises(ReleaseError, match="acquis build"):
        create_app(config.load({"ACQUIS_RELEASES_DIR": str(tmp_path)}))


def test_the_first_page_of_a_release_has_its_figures(
    application: Callable[..., Flask], releases: Path
) -> None:
    """Numbers and dates come from the manifest."""
    page = application(releases).test_client().get("/").text
    assert "Release <code>tiny</code>" in page
    assert "from 22 July 2015 to 22 July 2015" in page
    assert '<th scope="row">Works</th><td>1</td>' in page


def test_a_fault_of_ours_is_a_500_without_a_trace(engine: Engine) -> None:
    """An unexpected exception is answered in the one shape and tells nothing about the inside."""
    app = create_app(config.load({}), engine)
    app.add_url_rule("/fault", view_func=lambda: str(int("secret")))
    response = app.test_client().get("/fault")
    assert response.status_code == 500
    assert response.content_type == "application/problem+json"
    assert "secret" not in response.text

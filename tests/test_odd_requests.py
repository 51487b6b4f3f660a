"""Requests that try to lead others astray: headers that proxies believe, long addresses, odd bytes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from acquis import config
from acquis.engine import Engine
from acquis.web import create_app

HTML = {"Accept": "text/html"}
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Forwarded-Prefix", "//evil.example"),
        ("X-Forwarded-Prefix", "/\\evil.example"),
        ("X-Forwarded-Prefix", "https://evil.example"),
        ("X-Forwarded-Prefix", "/a//b"),
        ("X-Forwarded-Prefix", "/<script>alert(1)</script>"),
        ("X-Forwarded-Prefix", "/a b"),
        ("X-Forwarded-Proto", "javascript"),
        ("X-Forwarded-Host", "evil.example/path"),
        ("X-Forwarded-Host", "a<script>"),
    ],
)
def test_links_are_made_of_no_odd_place(
    application: Callable[..., Flask], releases: Path, name: str, value: str
) -> None:
    """Behind a proxy that lets such a header of a client pass, the request is refused and leads nowhere."""
    client = application(releases, proxies=1).test_client()
    for path in ("/id/norm/gge-2015/c", "/doc/norm/gge-2015/c.html", "/"):
        answer = client.get(path, headers={name: value})
        assert answer.status_code == 400
        assert "evil" not in answer.headers.get("Location", "")
        assert "evil" not in answer.headers.get("Link", "")
        assert "<script>alert" not in answer.text


def test_a_path_before_ours_is_kept_in_links(application: Callable[..., Flask], releases: Path) -> None:
    """A proxy may put us under a path of its own, and without one that is believed nobody can."""
    for proxies, prefix in ((1, "/acquis"), (0, "")):
        client = application(releases, proxies=proxies).test_client()
        answer = client.get("/id/norm/gge-2015/c", headers={"X-Forwarded-Prefix": "/acquis"})
        assert answer.headers["Location"] == f"{prefix}/doc/norm/gge-2015/c"


def test_a_path_with_two_slashes_leads_to_our_own_address(
    application: Callable[..., Flask], releases: Path
) -> None:
    """The one without is named as all addresses are, not by the host and scheme that a proxy talked to."""
    for settings, place in (
        ({}, ""),
        ({"public_url": "https://norms.example.org/a"}, "https://norms.example.org/a"),
    ):
        client = application(releases, **settings).test_client()
        answer = client.get("/id//norm/gge-2015/c?release=tiny", headers={"Host": "inner.example"})
        assert (answer.status_code, answer.headers["Location"]) == (
            308,
            f"{place}/id/norm/gge-2015/c?release=tiny",
        )


def test_a_feed_takes_a_document_by_its_path(application: Callable[..., Flask], releases: Path) -> None:
    """A filter takes what a question does: a path, a name and a symbol."""
    client = application(releases).test_client()
    assert client.get("/feed.json?document=work/gge-2015-report").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/api/references?iri=norm:gge-2015/c&x=",
        "/catalog?x=",
        "/releases?x=",
        "/search?x=",
        "/compare/norms?x=",
        "/doc/norm/gge-2015/c?x=",
        "/api/queries/norm-wording?norm=c&lang=",
        "/pictures/timeline?x=",
    ],
)
def test_headers_do_not_grow_with_the_address(engine: Engine, path: str) -> None:
    """An answer to a long address has headers that proxies take, which is 4,000 bytes for many of them."""
    client = create_app(config.load({}), engine).test_client()
    answer = client.get(path + "a" * 20_000, headers=HTML)
    assert answer.status_code in (200, 400, 406)
    assert len(str(answer.headers)) < 4_000


@pytest.mark.parametrize(
    "name", ["question", "endpoint", "_scheme", "_external", "_anchor", "_method", "self", "values", "suffix"]
)
def test_no_name_of_a_parameter_is_taken_for_one_of_ours(engine: Engine, name: str) -> None:
    """A page refuses a parameter that a question has not, whatever it is called, and makes no link of it."""
    client = create_app(config.load({}), engine).test_client()
    for path in (
        "/api/queries/norm-wording",
        "/compare/norms",
        "/compare/states",
        "/search",
        "/doc/norm/gge-2015/c",
    ):
        answer = client.get(f"{path}?{name}=javascript", headers=HTML)
        assert answer.status_code in (200, 400)
        assert "javascript:" not in answer.text
        assert "javascript:" not in str(answer.headers)


@pytest.mark.parametrize("path", ["/api/queries/norm-wording", "/api/queries/norm-wording.csv"])
def test_thousands_of_fields_are_counted_once(engine: Engine, path: str) -> None:
    """A form of 40,000 fields is refused by the first that is repeated, not compared field by field."""
    client = create_app(config.load({}), engine).test_client()
    fields = "&".join(f"a{number}=" for number in range(40_000))
    assert client.post(path, data=f"{fields}&b=1&b=2", content_type=FORM).status_code == 400


def test_forms_and_links_of_a_question_stay_in_the_release(
    application: Callable[..., Flask], releases: Path
) -> None:
    """To ask with other values does not change the release that answers, nor the language, without a word."""
    client = application(releases).test_client()
    page = client.get("/api/queries/norm-wording?norm=c&release=tiny&lang=fr", headers=HTML).text
    form = page.partition('<form class="find"')[2].partition("</form>")[0]
    assert '<input type="hidden" name="release" value="tiny">' in form
    assert '<input type="hidden" name="lang" value="fr">' in form
    assert 'href="/api/queries?release=tiny&amp;lang=fr"' in page
    sent = client.get("/query/norm-wording?release=tiny&lang=fr", headers=HTML)
    assert sent.headers["Location"] == "/api/queries/norm-wording?release=tiny&lang=fr"


def test_a_report_runs_as_its_own_language_does(engine: Engine) -> None:
    """Sentences in English on a page that is read from the right begin at the left, and say so."""
    client = create_app(config.load({}), engine).test_client()
    answer = client.post(
        "/api/validate?lang=ar", data=b"<> a <urn:x> .", content_type="text/turtle", headers=HTML
    )
    assert answer.status_code in (200, 422)
    assert '<html lang="ar" dir="rtl">' in answer.text
    assert '<div lang="en" dir="ltr">' in answer.text

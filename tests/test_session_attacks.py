"""Attacks on the pages to sign in, submit and review on: other sites, caches, hosts, files, long forms."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage, MultiDict

import desk
from acquis import forms
from acquis.web import create_app
from entering import Browser, Page, Site, opened
from handing import past_the_ledger

OWN = ("/submit/definition", "/submit/upload", "/sign-in", "/submissions", "/desk")
FORM = "application/x-www-form-urlencoded"
FORMULAE = ("{{7*7}}", "{% raw %}", "${7*7}", "<%= 7*7 %>", "{{config.SECRET_KEY}}", "%(name)s", "{0}", "%s")
SENT_BY = {
    "the same origin": ({"Sec-Fetch-Site": "same-origin"}, 200),
    "somebody who typed": ({"Sec-Fetch-Site": "none"}, 200),
    "a program": ({}, 200),
    "an older browser": ({"Origin": "http://localhost"}, 200),
    "an older browser at another port": ({"Origin": "http://localhost:8080"}, 200),
    "another site": ({"Sec-Fetch-Site": "cross-site"}, 403),
    "a sister site": ({"Sec-Fetch-Site": "same-site"}, 403),
    "no site that there is": ({"Sec-Fetch-Site": "x"}, 403),
    "another site that says our origin": (
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        403,
    ),
    "another site in an older browser": ({"Origin": "https://evil.example"}, 403),
    "a site that begins as ours": ({"Origin": "http://localhost.evil.example"}, 403),
    "a site with our name before an at sign": ({"Origin": "http://localhost@evil.example"}, 403),
    "a frame without an origin": ({"Origin": "null"}, 403),
    "nonsense": ({"Origin": "http://[::1"}, 403),
    "nothing": ({"Origin": ""}, 403),
}


@pytest.fixture(scope="module")
def site(fictional_releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a site at which a client may make as many faults as tests do."""
    folder = tmp_path_factory.mktemp("attacks")
    with opened(fictional_releases, folder, client_errors=10_000, client_seconds=10_000) as site:
        yield site


def post(browser: Browser, path: str, data: dict[str, list[str]], **headers: str) -> Page:
    """Return the answer to *data*, sent as a form."""
    response = browser.client.post(path, data=data, headers={"Accept": "text/html", **headers})
    return Page(response, path)


# Who sends a form, and who reads the answer.


@pytest.mark.parametrize("sender", SENT_BY)
@pytest.mark.parametrize("path", ["/submit/definition", "/sign-in"])
def test_only_our_own_pages_send_forms(site: Site, sender: str, path: str) -> None:
    """Nobody is signed in, or checks a form, by the page of another, even with a token of the attacker."""
    headers, status = SENT_BY[sender]
    browser = site.browser()
    data = {"token": [site.people.xaa.token], "do": ["show"]}
    page = post(browser, path, data, **headers)
    assert page.status == status
    assert browser.client.get_cookie("acquis") is None


@pytest.mark.parametrize("path", ["/submit/definition", "/submit/upload", "/sign-out", "/sign-in"])
def test_a_session_needs_its_own_sign(site: Site, path: str) -> None:
    """Without the sign of the session nothing is done, whatever the headers say, and the session goes on."""
    browser = site.browser("xaa")
    page = post(browser, path, {"do": ["hand-in"]}, **{"Sec-Fetch-Site": "same-origin"})
    assert page.status == 400
    assert "Signed in as Ministry of Examplia" in browser.open("/submissions").text


def test_a_cookie_that_was_planted_is_of_no_use(site: Site) -> None:
    """Whoever signs in gets a new session, so that no attacker knows its cookie."""
    attacker, victim = site.browser("xbb"), site.browser()
    planted = attacker.client.get_cookie("acquis")
    assert planted is not None
    victim.client.set_cookie("acquis", planted.value)
    victim.sign_in(site.people.xaa.token)
    found = victim.client.get_cookie("acquis")
    assert found is not None
    assert found.value != planted.value
    assert "Signed in as Ministry of Examplia" in victim.open("/submissions").text
    assert attacker.open("/submissions").status == 401


@pytest.mark.parametrize("spoilt", ["", ".", "x" * 4000, "e30.aaaaaa.aaaa", "\u00e9", "a.b.c.d"])
def test_a_cookie_of_no_sense_is_nobody(site: Site, spoilt: str) -> None:
    """It is no error either."""
    response = site.app.test_client().get("/submissions", headers={"Cookie": f"acquis={spoilt}"})
    assert (response.status_code, response.headers["Location"]) == (303, "/sign-in?then=/submissions")


@pytest.mark.parametrize("path", OWN)
def test_no_other_page_shows_a_page_of_a_session(site: Site, path: str) -> None:
    """It stands in no frame, so nobody is led to click on it unseen, and no other site loads it."""
    for browser in (site.browser(), site.browser("reviewer")):
        headers = browser.client.get(path, headers={"Accept": "text/html"}).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "form-action 'self'" in headers["Content-Security-Policy"]
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/api/submissions", "/submissions", "/desk"])
def test_nobody_gets_the_answer_of_another_from_a_cache(site: Site, path: str) -> None:
    """No answer to one person has an entity tag or a date, so none is "not modified" for the next."""
    for who in ("xaa", "reviewer"):
        browser = site.browser(who)
        first = browser.client.get(path, headers={"Accept": "text/html"})
        assert "no-store" in first.headers["Cache-Control"]
        assert not {"ETag", "Last-Modified"} & set(first.headers.keys())
        conditions = {"If-None-Match": "*", "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
        again = browser.client.get(path, headers={"Accept": "text/html", **conditions})
        assert again.status_code == first.status_code
        assert {"Cookie"} <= {one.strip() for one in again.headers["Vary"].split(",")}


@pytest.mark.parametrize(
    ("settings", "headers", "is_secure"),
    [
        ({}, {}, False),
        ({}, {"X-Forwarded-Proto": "https"}, False),
        ({"proxies": 1}, {"X-Forwarded-Proto": "https"}, True),
        ({"proxies": 1}, {"X-Forwarded-Proto": "HTTPS"}, True),
        ({"proxies": 1}, {"X-Forwarded-Proto": "http"}, False),
        ({"public_url": "https://norms.example.org"}, {}, True),
    ],
)
def test_a_cookie_behind_a_proxy(
    site: Site, settings: dict[str, object], headers: dict[str, str], is_secure: bool
) -> None:
    """It is for safe connections as soon as a proxy that is believed, or the public address, says so."""
    app = create_app(desk.settings_of(site.releases, access_log="off", **settings))
    try:
        client = app.test_client()
        said = client.post("/sign-in", data={"token": site.people.xaa.token}, headers=headers).headers
    finally:
        app.extensions["acquis"].close()
    assert ("Secure" in said["Set-Cookie"]) == is_secure
    assert said["Set-Cookie"].startswith("__Host-acquis=" if is_secure else "acquis=")
    assert "Domain" not in said["Set-Cookie"]


# Who tries tokens.


@pytest.mark.parametrize(
    "token", ["acq_", "acq_" + "A" * 43, "' OR 1=1 --", "\u202eacq_", "acq_\0", "x" * 200]
)
def test_a_refusal_tells_nothing_of_other_tokens(site: Site, token: str) -> None:
    """Each that nobody has is answered with the same sentence, here and at the interface."""
    page = post(site.browser(), "/sign-in", {"token": [token]})
    assert page.status == 401
    assert "This token is not known here." in page.text
    assert "WWW-Authenticate" in page.response.headers


def test_whoever_tries_tokens_is_stopped_on_every_way(fictional_releases: Path, tmp_path: Path) -> None:
    """Wrong ones count together, at the page and at the interface; a language makes no new client."""
    with opened(fictional_releases, tmp_path, client_errors=4) as site:
        seen = []
        for number in range(6):
            browser = site.browser()
            if number % 2:
                answer = browser.client.get("/api/submissions", headers={"Authorization": "Bearer acq_x"})
                seen.append(answer.status_code)
            else:
                seen.append(
                    post(browser, f"/sign-in?lang={'fr' if number else 'en'}", {"token": ["acq_x"]}).status
                )
        assert seen == [401, 401, 401, 401, 429, 429]


# Where somebody is led, and what stands in a header.


@pytest.mark.parametrize(
    "then",
    [
        "//evil.example",
        "/\\evil.example",
        "/submit//evil.example",
        "/submit/../../evil",
        "/submissions?from=//evil.example",
        "/desk\n",
        "/desk\r\nLocation: //evil.example",
        "/desk#//evil.example",
        "/desk?from=a&from=b",
        "/sign-out",
        "data:text/html,x",
        " /desk",
        "/DESK",
        "/desk\u2028",
        "/submit/\u0660",
    ],
)
def test_nobody_is_led_away(site: Site, then: str) -> None:
    """What is not exactly an address of ours becomes the page of one's own submissions."""
    page = post(site.browser(), "/sign-in", {"token": [site.people.xaa.token], "then": [then]})
    assert (page.status, page.response.headers["Location"]) == (303, "/submissions")
    shown = site.app.test_client().get("/sign-in", query_string={"then": then}).text
    assert 'name="then" value="/submissions"' in shown


def test_the_language_comes_along_when_somebody_signs_in(site: Site) -> None:
    """The page after signing in is in the language that was asked for."""
    data = {"token": [site.people.xaa.token], "then": ["/submit/definition?from=example"]}
    page = post(site.browser(), "/sign-in?lang=fr", data)
    assert page.response.headers["Location"] == "/submit/definition?from=example&lang=fr"


@pytest.mark.parametrize("text", ["a\r\nSet-Cookie: x=y", "a%0d%0aX: y", "\u2028x", '"; filename="evil.exe'])
def test_nothing_typed_becomes_a_header(site: Site, text: str) -> None:
    """Addresses, names of files and hosts are no way into the head of an answer."""
    browser = site.browser("xaa")
    form = browser.open("/submit/definition?from=example")
    saved = browser.press(form, "save:ttl", title=text)
    assert saved.response.headers["Content-Disposition"] == 'attachment; filename="definition-draft.ttl"'
    for query in ({"from": text}, {"then": text}, {"lang": text}, {"status": text, "after": text}):
        for path in OWN:
            headers = browser.client.get(path, query_string=query).headers
            assert not [value for value in headers.values() if "\n" in value or "x=y" in value]


@pytest.mark.parametrize("text", FORMULAE)
def test_what_is_typed_is_no_template(site: Site, text: str) -> None:
    """It stands on each page as it was typed: form, preview, to sign in on, to send again."""
    browser = site.browser()
    page = browser.press(browser.open("/submit/definition?from=example"), "update", title=text)
    assert ("title", text) in page.form().fields
    preview = browser.press(page, "preview", submittedFor="XAA")
    signing = browser.send(preview, "key", button=("do", "hand-in"), change={"title": text})
    assert ("kept-title", text) in signing.form("token").fields
    again = browser.send(signing, "token", change={"token": site.people.xaa.token})
    assert ("title", text) in again.form("key").fields
    assert "49" not in {value for _, value in again.form("key").fields}


def test_marks_of_direction_turn_nothing_around(site: Site) -> None:
    """A name from right to left stays within its place, and the State after it is read as it is."""
    token, _ = site.ledger.issue("Ministry \u202eAAX fo", "submitter", "XAA")
    browser = site.browser()
    page = browser.sign_in(token)
    assert re.search(r"Signed in as <bdi>Ministry \u202eAAX fo</bdi> \(XAA\)", page.html)
    upload = sent(browser, b"<> a <x> .", "\u202egpj.ttl")
    assert re.search(r'<h2 id="file" dir="auto">\u202egpj.ttl</h2>', upload.html)


# Files.


def sent(browser: Browser, data: bytes, name: str, do: str = "check") -> Page:
    """Return the answer to a file."""
    page = browser.open("/submit/upload")
    return browser.send(page, "do", button=("do", do), file=("document", FileStorage(io.BytesIO(data), name)))


def bomb() -> bytes:
    """Return a spreadsheet that is small and would be 200 MB unpacked."""
    packed, inner = io.BytesIO(), "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open(inner, "w") as file:
            for _ in range(200):
                file.write(b" " * 1_000_000)
    return packed.getvalue()


def laughing() -> bytes:
    """Return a spreadsheet whose parts name entities that name entities."""
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{lines}]><workbook>&l9;</workbook>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            archive.writestr(name, text)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bomb.xlsx", bomb()),
        ("laughing.xlsx", laughing()),
        ("deep.json", b"[" * 200_000 + b"]" * 200_000),
        ("deep.jsonld", b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
        ("deep.ttl", b"<> <urn:p> " + b"( " * 100_000 + b") " * 100_000 + b"."),
        ("outside.jsonld", b'{"@context": "http://127.0.0.1:1/context.jsonld", "@id": ""}'),
        ("entities.rdf", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
    ],
)
@pytest.mark.parametrize("do", ["check", "open"])
def test_a_file_that_is_a_weapon_is_refused(site: Site, name: str, data: bytes, do: str) -> None:
    """The page says why, holds the file, and the next one is read as ever."""
    browser = site.browser()
    page = sent(browser, data, name, do)
    assert page.status in (200, 413, 415, 422), page.text[:300]
    assert "root:" not in page.html
    assert "Accepted" not in page.text
    good = (desk.EXAMPLES / "capacity.ttl").read_bytes()
    assert "Accepted" in sent(browser, good, "capacity.ttl").text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/cron.d/x.ttl", "x.ttl"),
        ("/etc/passwd.ttl", "passwd.ttl"),
        ("a\x00.ttl", ".ttl"),
        ("..", ""),
        ("." * 300 + ".ttl", ""),
        ("'; DROP TABLE event; --.ttl", "'; DROP TABLE event; --.ttl"),
    ],
)
def test_the_name_of_a_file_leads_nowhere(site: Site, name: str, shown: str) -> None:
    """It is shown without its folders, and no file of the server is read or written by it."""
    before = sorted(site.releases.parent.rglob("*"))
    page = sent(site.browser(), b"<> a <x> .", name)
    assert page.status in (200, 400)
    assert "/etc/" not in page.html
    assert (shown in page.text) or page.status == 400
    assert [one for one in sorted(site.releases.parent.rglob("*")) if one not in before] == []


@pytest.mark.parametrize("data", ["!!!", "é", "A", "=" * 1000, "PD4gYSA8eD4gLg"])
def test_a_file_that_was_changed_on_its_way_is_no_accident(site: Site, data: str) -> None:
    """What a page carried along and came back spoilt is told to choose anew, or is read as what it is."""
    page = post(
        site.browser(),
        "/submit/upload",
        {"document-data": [data], "document-name": ["a.ttl"], "do": ["check"]},
    )
    assert page.status in (200, 400, 422)


# Forms that are too much.


def test_ten_thousand_fields_come_back(site: Site) -> None:
    """A form as long as nobody fills in is told so, and nothing of it is lost; it is not checked."""
    data = {f"term-definition-{n}-term": [f"term {n}"] for n in range(1, 10_001)}
    page = post(site.browser(), "/submit/definition", data | {"do": ["check"]})
    assert page.status == 413
    assert "10,000 parts" in page.text
    fields = dict(page.form("term-definition-1-term").fields)
    assert {name: [value] for name, value in fields.items() if name in data} == data
    saved = post(site.browser(), "/submit/definition", data | {"do": ["save:ttl"]})
    assert saved.response.data.count(b"a acq:TermDefinition") == 10_000


def test_ten_thousand_values_of_one_field_come_back(site: Site) -> None:
    """So does a field with more values than anybody types."""
    values, name = [f"A/RES/{n}" for n in range(10_001)], "term-definition-1-about"
    page = post(site.browser(), "/submit/definition", {name: values, "do": ["show"]})
    assert page.status == 413
    assert "10,001 values" in page.text
    assert [value for given, value in page.form(name).fields if given == name] == values


def test_fields_that_no_form_has_are_not_carried_for_ever(site: Site) -> None:
    """10,000 of them change nothing on the page of a form, and whoever has to sign in keeps them all."""
    data = {f"x{n}": ["y"] for n in range(10_000)}
    page = post(site.browser(), "/submit/definition", data | {"do": ["show"]})
    assert page.status == 200
    assert "x9999" not in page.html
    signing = post(site.browser(), "/submit/definition", data | {"do": ["hand-in"]})
    assert signing.status == 401
    assert len(signing.form("token").fields) > 10_000


@pytest.mark.parametrize("path", ["/submit/definition", "/sign-in", "/sparql", "/api/submissions/x/events"])
def test_a_body_of_nothing_but_separators_is_refused(site: Site, path: str) -> None:
    """It is not taken apart, whoever sends it: 413, with what to do."""
    response = site.app.test_client().post(path, data=b"a&" * 50_001, content_type=FORM)
    assert response.status_code == 413
    assert "send it in parts" in json.loads(response.data)["detail"]


def test_a_form_in_thousands_of_parts_is_refused(site: Site) -> None:
    """A body with a part for each field takes more work than it is worth: 413."""
    data = MultiDict([(f"x{n}", "y") for n in range(2_000)])
    response = site.app.test_client().post("/submit/upload", data=data, content_type="multipart/form-data")
    assert response.status_code == 413


@pytest.mark.parametrize("key", ["", "../../x", "x" * 10_000, "\r\n", "0" * 36, "-" * 36])
def test_a_key_that_we_did_not_make_hands_in_once_all_the_same(site: Site, key: str) -> None:
    """Whatever stands there, the content is kept once, and the key leads to no submission of others."""
    browser = site.browser("xbb")
    page = browser.open("/submit/cbm-report?from=example")
    change: dict[str, str | list[str]] = {"submittedFor": "XBB", "title": f"By key {key[:20]!r}", "key": key}
    first = browser.send(page, button=("do", "hand-in"), change=change, follow=False)
    assert first.status == 303
    second = browser.send(page, button=("do", "hand-in"), change=change, follow=False)
    assert second.status in (303, 409)
    if second.status == 303:
        assert second.response.headers["Location"] == first.response.headers["Location"]


# Nothing typed is lost.


def test_a_form_survives_a_ledger_that_is_away(fictional_releases: Path, tmp_path: Path) -> None:
    """While the ledger cannot be read, the answer is a page that sends all of it again."""
    with opened(fictional_releases, tmp_path) as site:
        browser = site.browser("xaa")
        page = browser.open("/submit/definition?from=example")
        with past_the_ledger(desk.settings_of(site.releases)) as past:
            past.exec_driver_sql("ALTER TABLE event RENAME TO elsewhere")
        again = browser.send(page, button=("do", "hand-in"), change={"title": "Kept through it all"})
        assert again.status == 503
        assert "nothing is lost" in again.text
        assert ("title", "Kept through it all") in again.form("key").fields
        with past_the_ledger(desk.settings_of(site.releases)) as past:
            past.exec_driver_sql("ALTER TABLE elsewhere RENAME TO event")
        done = browser.send(again, "key", button=again.form("key").buttons[0])
        assert done.path.startswith("/submissions/2"), done.text[:300]


def test_back_to_the_form_hands_nothing_in(site: Site) -> None:
    """Who signed in on the way to hand in, and goes back to the form instead, has handed in nothing."""
    browser = site.browser()
    page = browser.open("/submit/definition?from=example")
    page = browser.send(page, button=("do", "hand-in"), change={"title": "Not yet"})
    again = browser.send(page, "token", change={"token": site.people.xaa.token})
    before = site.ledger.head()
    back = browser.send(again, "key", button=("do", "show"))
    assert back.status == 200
    assert ("title", "Not yet") in back.form().fields
    assert site.ledger.head() == before


@pytest.mark.parametrize(
    ("path", "holding", "do"),
    [
        ("/submit/definition?from=example", "term-definition-1-term", "show"),
        ("/sign-in?then=/desk", "token", "show"),
        ("/submit/upload", "do", "show"),
    ],
)
def test_another_language_keeps_what_was_typed(site: Site, path: str, holding: str, do: str) -> None:
    """The languages of a page with a form are buttons of it, which Enter does not press."""
    browser = site.browser()
    page = browser.open(path)
    plain = path.partition("?")[0]
    found = re.findall(
        rf'<button class="link" form="([\w-]+)" name="do" value="{do}" formaction="([^"]+)"', page.html
    )
    assert f"{plain}?lang=fr" in [address for _, address in found]
    assert f'id="{found[0][0]}"' in page.html
    enter = page.html.find('aria-hidden="true"')
    assert holding == "do" or 0 < enter < page.html.find('class="link"')
    sent_on = MultiDict([*page.form(holding).fields, ("do", do)])
    french = post(browser, f"{plain}?lang=fr", dict(sent_on.lists()))
    assert (french.status, '<html lang="fr"' in french.html) == (200, True)
    volatile = ("csrf_token", "key")
    assert [one for one in french.form(holding).fields if one[0] not in volatile] == [
        one for one in page.form(holding).fields if one[0] not in volatile
    ]


def test_another_language_takes_no_step_at_the_desk(site: Site) -> None:
    """A step that somebody began to write comes back in its box, and is not taken."""
    browser = site.browser("xaa")
    page = browser.open("/submit/cbm-report?from=example")
    own = browser.send(page, button=("do", "hand-in"), change={"title": "Of the desk"})
    reviewer = site.browser("reviewer")
    one = reviewer.open(own.path.replace("/submissions/", "/desk/"))
    form = next(one for one in one.forms if ("action", "reject") in one.fields)
    data = {name: [value] for name, value in form.fields} | {"text": ["Because"], "do": ["show"]}
    shown = post(reviewer, f"{one.path}?lang=fr", data)
    assert shown.status == 200
    assert ("text", "Because") in next(
        one for one in shown.forms if ("action", "reject") in one.fields
    ).fields
    assert site.ledger.submission(own.path.rpartition("/")[2]).status == "validated"
    assert re.search(r'<button class="link" form="reject" name="do" value="show"', shown.html)


def test_secrets_are_carried_nowhere(site: Site) -> None:
    """Neither a token nor the sign of a session stands in a page to send again or to sign in on."""
    browser = site.browser("xaa")
    page = post(
        browser, "/submit/definition", {"token": ["acq_secret"], "csrf_token": ["wrong"], "do": ["check"]}
    )
    assert page.status == 400
    assert "acq_secret" not in page.html
    assert ("csrf_token", "wrong") not in page.form("do").fields


@pytest.mark.parametrize("kind", sorted(forms.forms()))
def test_each_kind_shows_an_example_in_short(site: Site, kind: str) -> None:
    """An empty form has the first lines of the worked example and leads to all of it."""
    page = site.browser().open(f"/submit/{kind}")
    sample = page.html.split('<details class="sample">')[1].split("</details>")[0]
    assert 3 < sample.count('<th scope="row"') <= 12
    assert f'href="/submit/{kind}?from=example"' in sample
    assert "sample" not in site.browser().open(f"/submit/{kind}?from=example").html.split("<main")[1]


def test_a_server_that_is_busy_is_no_fault_of_the_form(fictional_releases: Path, tmp_path: Path) -> None:
    """Whoever used up their share of checks is told to wait, and not that something has to be mended."""
    with opened(fictional_releases, tmp_path, client_seconds=1) as site:
        browser = site.browser()
        page = browser.open("/submit/definition?from=example")
        for _ in range(40):
            page = browser.press(page, "check", title="Kept")
            if page.status == 429:
                break
        assert page.status == 429
        assert int(page.response.headers["Retry-After"]) >= 1
        assert "It could not be done now" in page.text
        assert "has to be mended" not in page.text
        assert ("title", "Kept") in page.form().fields

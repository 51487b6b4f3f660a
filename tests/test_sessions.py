"""Sessions of people: who is signed in, what a cookie holds, and forms that are not from our own pages."""

import json
import re
import stat
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import desk
from acquis import config
from acquis.errors import InvalidSetting, LedgerError
from acquis.ledger import Ledger
from acquis.web import create_app
from acquis.web.session import secret
from entering import Browser, Page, Site, opened, text_of
from handing import past_the_ledger

KINDS = ("/submit/definition", "/submit/upload", "/sign-in")
OWN = ("/submissions", "/desk")


@pytest.fixture(scope="module")
def site(fictional_releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a site at which a client may make as many faults as tests do."""
    with opened(fictional_releases, tmp_path_factory.mktemp("sessions"), client_errors=10_000) as site:
        yield site


def cookie(page: Page) -> str:
    """Return the header that sets the cookie of *page*, "" for none."""
    found = page.response.headers.getlist("Set-Cookie")
    return next((one for one in found if "acquis=" in one), "")


def test_a_token_signs_in_and_the_cookie_does_not_hold_it(site: Site) -> None:
    """The cookie is for the server alone, of limited life, and says which account it is, by no token."""
    browser, token = site.browser(), site.people.xaa.token
    page = browser.send(browser.open("/sign-in"), "token", change={"token": f" {token}\n"}, follow=False)
    assert (page.status, page.response.headers["Location"]) == (303, "/submissions")
    said = cookie(page)
    assert all(part in said for part in ("HttpOnly", "SameSite=Lax", "Path=/", "Expires="))
    assert "Secure" not in said
    value = said.split("=", 1)[1].split(";")[0]
    payload = urlsafe_b64decode(value.lstrip(".").split(".")[0] + "===")
    assert token not in value
    # Flask packs what is long.
    held = json.loads(zlib.decompress(payload) if value.startswith(".") else payload)
    assert held["account"] == site.people.xaa.account.id
    assert token not in json.dumps(held)
    assert "Signed in as Ministry of Examplia (XAA)" in browser.open("/submissions").text


def test_over_a_safe_connection_the_cookie_is_for_that_host_only(site: Site) -> None:
    """It is marked as secure, and by its name no other host of the domain can set it."""
    data = {"token": site.people.xaa.token}
    response = site.app.test_client().post("/sign-in", data=data, base_url="https://localhost")
    said = response.headers["Set-Cookie"]
    assert said.startswith("__Host-acquis=")
    assert "Secure" in said
    assert "Domain" not in said


@pytest.mark.parametrize("which", ["unknown", "none", "expired", "long"])
def test_a_token_that_does_not_count_signs_nobody_in(site: Site, which: str) -> None:
    """The sentence says why; what was wrong does not come back, and nobody is signed in."""
    token = {"unknown": "acq_no", "none": "", "expired": site.expired, "long": "x" * 5000}[which]
    browser = site.browser()
    page = browser.send(browser.open("/sign-in"), "token", change={"token": token})
    assert page.status == 401
    sentence = {"unknown": "not known here", "expired": "expired on"}.get(which, "Paste the token")
    assert sentence in page.text
    assert not token or f'value="{token}"' not in page.html
    assert browser.open("/submissions").path.startswith("/sign-in")


def test_a_token_in_an_address_is_not_read(site: Site) -> None:
    """Addresses stand in logs and histories, so a token there signs nobody in."""
    browser = site.browser()
    page = browser.open(f"/sign-in?token={site.people.xaa.token}")
    assert site.people.xaa.token not in page.html
    assert browser.open("/submissions").path.startswith("/sign-in")


def test_an_account_that_ends_is_signed_out_at_once(site: Site) -> None:
    """Each request asks the ledger; the sentence says why, on a page of the session and at the interface."""
    token, account = site.ledger.issue("Desk for a day", "submitter", "XAA")
    browser = site.browser()
    assert "Desk for a day" in browser.sign_in(token).text
    assert browser.client.get("/api/submissions").status_code == 200
    site.ledger.revoke(account.id)
    assert browser.client.get("/api/submissions").status_code == 401
    page = browser.open("/submissions")
    assert page.status == 401
    assert "You are signed out. This token was revoked" in page.text
    assert browser.open("/submissions").path.startswith("/sign-in")


def test_what_was_typed_survives_an_account_that_ends(site: Site) -> None:
    """The session is lost in the middle of a form: the page to sign in on holds it all and brings it back."""
    token, account = site.ledger.issue("Desk for an hour", "submitter", "XAA")
    browser = site.browser()
    browser.sign_in(token)
    page = browser.open("/submit/definition?from=example")
    site.ledger.revoke(account.id)
    typed = "a text\nof two lines <b>&"
    page = browser.send(page, button=("do", "hand-in"), change={"term-definition-1-definition": typed})
    assert page.status == 401
    assert "You are signed out. This token was revoked" in page.text
    page = browser.send(page, "token", change={"token": site.people.xaa.token})
    assert "You are signed in" in page.text
    sent = page.form("term-definition-1-definition")
    assert dict(sent.fields)["term-definition-1-definition"].replace("\r\n", "\n") == typed
    assert sent.buttons[0] == ("do", "hand-in")


def test_a_session_before_signing_in_is_of_no_use_after(site: Site) -> None:
    """Whoever planted a cookie or a form before somebody signed in can send nothing in their name."""
    browser = site.browser()
    before = browser.open("/submit/definition")
    browser.sign_in(site.people.xaa.token)
    page = browser.send(before, button=("do", "check"))
    assert page.status == 400
    planted = site.browser()
    planted.open("/sign-in")
    assert planted.open("/submissions").path.startswith("/sign-in")


def sign_out(browser: Browser, page: Page) -> int:
    """Sign out by the button on *page*, and return the status of the answer."""
    sent = next(one for one in page.forms if one.action == "/sign-out")
    return browser.client.post("/sign-out", data=dict(sent.fields)).status_code


def test_a_cookie_that_was_copied_ends_with_the_session(site: Site) -> None:
    """Whoever has a copy is signed out with its owner; another session of the same account goes on."""
    browser, other, thief = site.browser("xaa"), site.browser("xaa"), site.browser()
    page, found = browser.open("/submissions"), browser.client.get_cookie("acquis")
    assert found is not None
    thief.client.set_cookie("acquis", found.value)
    assert "Signed in as Ministry of Examplia" in thief.open("/submissions").text
    assert sign_out(browser, page) == 303
    assert thief.client.get("/api/submissions").status_code == 401
    assert sign_out(thief, page) == 303
    thief.client.set_cookie("acquis", found.value)
    refused = thief.open("/submissions")
    assert refused.status == 401
    assert "You are signed out. This session was ended by signing out." in refused.text
    assert "Signed in as Ministry of Examplia" in other.open("/submissions").text


def test_signing_in_again_ends_the_session_before(site: Site) -> None:
    """Who changes to another account leaves no session behind."""
    browser = site.browser("xaa")
    found = browser.client.get_cookie("acquis")
    assert found is not None
    browser.sign_in(site.people.reviewer.token)
    assert "Signed in as Reviewer" in browser.open("/desk").text
    thief = site.browser()
    thief.client.set_cookie("acquis", found.value)
    assert thief.open("/submissions").status == 401


def test_a_session_has_its_end_from_its_beginning(site: Site) -> None:
    """No page sets the cookie anew, so nobody puts off the end of a session by using it."""
    browser = site.browser("xaa")
    for path in ("/submissions", "/submit/definition", "/submit/upload", "/sign-in", "/submissions"):
        assert "Set-Cookie" not in browser.open(path).response.headers


def test_signing_out_says_so_when_it_cannot_be_recorded(fictional_releases: Path, tmp_path: Path) -> None:
    """The browser forgets the session all the same, and the sentence says what a copy could still do."""
    with opened(fictional_releases, tmp_path) as site:
        browser = site.browser("xaa")
        page = browser.open("/submissions")
        with past_the_ledger(desk.settings_of(site.releases), guarded=False) as past:
            past.exec_driver_sql(
                "CREATE TRIGGER full BEFORE INSERT ON event BEGIN SELECT RAISE(FAIL, 'no'); END"
            )
        sent = next(one for one in page.forms if one.action == "/sign-out")
        response = browser.client.post("/sign-out", data=dict(sent.fields), headers={"Accept": "text/html"})
        assert response.status_code == 503
        assert "This browser is signed out, but the server could not record that" in text_of(response.text)
        assert browser.client.get_cookie("acquis") is None


def test_looking_writes_nothing_and_sets_no_cookie(fictional_releases: Path, tmp_path: Path) -> None:
    """The key comes with the first who signs in; before, no page makes it, not even for a made-up cookie."""
    with opened(fictional_releases, tmp_path) as site:
        browser, path = site.browser(), secret.place(desk.settings_of(site.releases))
        for cookie_sent in (False, True):
            if cookie_sent:
                browser.client.set_cookie("acquis", "eyJhY2NvdW50IjoiYSJ9.aaaaaa.bbbb")
            pages = [
                browser.open(one) for one in ("/submit/definition", "/submit/upload", "/sign-in", "/desk")
            ]
            pages.append(browser.press(browser.open("/submit/definition?from=example"), "check"))
            assert {page.status for page in pages} == {200}
            assert not [page for page in pages if "Set-Cookie" in page.response.headers]
            assert not path.exists()
        assert browser.sign_in(site.people.xaa.token).path == "/submissions"
        assert path.exists()


def test_signing_out_ends_the_session(site: Site) -> None:
    """Nobody is signed in any more, and what was shown was not to be kept by anybody."""
    browser = site.browser("xaa")
    page = browser.open("/submissions")
    assert page.response.headers["Cache-Control"] == "no-store, private"
    assert sign_out(browser, page) == 303
    assert browser.open("/submissions").path.startswith("/sign-in")


@pytest.mark.parametrize("token", [None, "", "no.such.token", "other"])
def test_a_form_of_no_session_or_another_is_not_carried_out(site: Site, token: str | None) -> None:
    """It is a 400 that holds everything, with one button that sends it again."""
    browser, other = site.browser("xaa"), site.browser("xaa")
    page = browser.open("/submit/definition?from=example")
    sign = dict(other.open("/submit/definition").form().fields)["csrf_token"] if token == "other" else token
    fields = [(name, value) for name, value in page.form().fields if name != "csrf_token"]
    data: dict[str, list[str]] = {}
    for name, value in [*fields, ("do", "check"), *([] if sign is None else [("csrf_token", sign)])]:
        data.setdefault(name, []).append(value)
    response = browser.client.post("/submit/definition", data=data, headers={"Accept": "text/html"})
    again = Page(response, "/submit/definition")
    assert again.status == 400
    assert "Nothing is lost" in again.text
    kept = [one for one in again.form("do").fields if one[0] != "csrf_token"]
    assert sorted(kept) == sorted(fields)
    after = browser.send(again, "do", button=again.form("do").buttons[0])
    assert after.status == 200
    assert "Nothing has to be mended" in after.text


@pytest.mark.parametrize("origin", ["cross-site", "same-site"])
def test_a_form_that_another_site_sent_is_refused(site: Site, origin: str) -> None:
    """Not even the page to send it again comes, and the session stays as it was."""
    browser = site.browser("xaa")
    page = browser.open("/submit/definition?from=example")
    refused = browser.send(page, button=("do", "check"), headers={"Sec-Fetch-Site": origin})
    assert refused.status == 403
    assert "sent by another site" in refused.text
    assert not cookie(refused)
    assert browser.send(page, button=("do", "check"), headers={"Sec-Fetch-Site": "same-origin"}).status == 200


@pytest.mark.parametrize("path", KINDS)
@pytest.mark.parametrize("type_", ["application/json", "text/plain", "text/turtle"])
def test_what_is_no_form_is_refused(site: Site, path: str, type_: str) -> None:
    """Programs are told where they hand in."""
    response = site.app.test_client().post(path, data=b"{}", content_type=type_)
    assert response.status_code == 415
    assert "/api/submissions" in json.loads(response.data)["detail"]


@pytest.mark.parametrize("path", [*KINDS, *OWN])
def test_a_page_of_a_session_is_kept_by_nobody(site: Site, path: str) -> None:
    """Neither caches nor other origins may have it, signed in or not."""
    for who in ("", "xaa", "reviewer"):
        headers = site.browser(who).client.get(path).headers
        assert headers["Cache-Control"] == "no-store, private"
        assert "Cookie" in headers["Vary"]
        assert "Access-Control-Allow-Origin" not in headers
        assert "Access-Control-Allow-Credentials" not in headers


@pytest.mark.parametrize(
    "path", ["/", "/submit", "/submit/stances", "/api/submissions/kinds/capacity", "/api"]
)
def test_a_page_for_everybody_is_the_same_for_all(site: Site, path: str) -> None:
    """Whoever is signed in sees what all see, byte for byte, and a cache may keep it; no cookie is set."""
    plain = site.browser().client.get(path, headers={"Accept": "text/html"})
    signed = site.browser("xaa").client.get(path, headers={"Accept": "text/html"})
    assert (plain.status_code, plain.data) == (200, signed.data)
    for response in (plain, signed):
        assert response.headers["Cache-Control"].startswith("public")
        assert "Cookie" not in response.headers.get("Vary", "")
        assert "Set-Cookie" not in response.headers
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers


def test_a_session_reads_at_the_interface_and_changes_nothing_there(site: Site) -> None:
    """The files of a submission open in the browser; a step by cookie alone is refused."""
    browser = site.browser("xaa")
    found = browser.client.get("/api/submissions")
    assert found.status_code == 200
    assert "no-store" in found.headers["Cache-Control"]
    assert {"Authorization", "Cookie"} <= {one.strip() for one in found.headers["Vary"].split(",")}
    data = desk.document("definition")
    assert browser.client.post("/api/submissions", data=data, content_type=desk.TURTLE).status_code == 401


@pytest.mark.parametrize(
    ("then", "place"),
    [
        ("/desk", "/desk"),
        ("/submit/definition?from=example", "/submit/definition?from=example"),
        ("https://evil.example/", "/submissions"),
        ("//evil.example/submit", "/submissions"),
        ("/submit/..%2f..", "/submissions"),
        ("/submit\r\nSet-Cookie: a=b", "/submissions"),
        ("javascript:alert(1)", "/submissions"),
        ("/doc/norm", "/submissions"),
    ],
)
def test_signing_in_leads_to_pages_of_ours_only(site: Site, then: str, place: str) -> None:
    """An address that somebody else wrote leads nobody away."""
    browser = site.browser()
    page = browser.open("/sign-in")
    change: dict[str, str | list[str]] = {"token": site.people.reviewer.token, "then": then}
    page = browser.send(page, "token", change=change, follow=False)
    assert (page.status, page.response.headers["Location"]) == (303, place)


def test_whoever_tries_tokens_is_slowed_down_and_keeps_what_they_typed(
    fictional_releases: Path, tmp_path: Path
) -> None:
    """After some wrong ones a client has to wait, even with a right one that is wrong once more."""
    with opened(fictional_releases, tmp_path, client_errors=3) as site:
        browser = site.browser()
        page = browser.open("/submit/definition?from=example")
        page = browser.send(page, button=("do", "hand-in"))
        for _ in range(3):
            page = browser.send(page, "token", change={"token": "acq_guess"})
            assert page.status == 401
        page = browser.send(page, "token", change={"token": "acq_guess"})
        assert page.status == 429
        assert int(page.response.headers["Retry-After"]) >= 1
        assert "kept-term-definition-1-term" in dict(page.form("token").fields)


def test_the_key_is_made_once_and_only_its_owner_reads_it(site: Site) -> None:
    """It stands beside the ledger, and a cookie of one process counts in another."""
    browser = site.browser("xaa")
    path = secret.place(desk.settings_of(site.releases))
    assert path.parent == site.releases.parent / "ledger"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir() if one.name.startswith(".key")] == []
    other = create_app(desk.settings_of(site.releases, access_log="off"))
    try:
        second = Browser(other)
        found = browser.client.get_cookie("acquis")
        assert found is not None
        second.client.set_cookie("acquis", found.value)
        assert "Signed in as Ministry of Examplia" in second.open("/submissions").text
        second.client.set_cookie("acquis", found.value[:-2] + "xx")
        assert second.open("/submissions").path.startswith("/sign-in")
    finally:
        other.extensions["acquis"].close()


def test_a_key_that_is_set_counts(tmp_path: Path) -> None:
    """With ACQUIS_SECRET_KEY nothing is written; one that is too short is refused without being shown."""
    chosen = desk.settings_of(tmp_path / "releases", secret_key="k" * 40)
    assert secret.key(chosen) == "k" * 40
    assert not secret.place(chosen).exists()
    with pytest.raises(InvalidSetting, match="ACQUIS_SECRET_KEY is too short") as caught:
        config.load({"ACQUIS_SECRET_KEY": "sesame"})
    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize(
    "spoil", [lambda path: path.mkdir(parents=True), lambda path: path.write_text("short")]
)
def test_a_key_that_cannot_be_used_says_what_to_do(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    """Pages that need it answer with a sentence."""
    chosen = desk.settings_of(tmp_path / "releases")
    path = secret.place(chosen)
    path.parent.mkdir(parents=True)
    spoil(path)
    for use in (secret.key, secret.found):
        with pytest.raises(LedgerError, match="ACQUIS_SECRET_KEY"):
            use(chosen)


def test_no_page_holds_a_token_of_the_ledger(site: Site) -> None:
    """Whoever looks over a shoulder, or at a saved page, finds none."""
    browser = site.browser("xaa")
    pages = [browser.open(path) for path in ("/submissions", "/submit/capacity", "/submit/upload")]
    assert [page.path for page in pages if re.search(r"acq_[A-Za-z0-9_-]{20}", page.html)] == []


def test_an_account_is_looked_up_by_its_id(site: Site) -> None:
    """The ledger gives who a session is of, as long as the token counts, and a sentence afterwards."""
    kept: Ledger = site.ledger
    known = site.people.xbb.account
    assert kept.holder(known.id) == known

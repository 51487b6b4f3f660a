"""Signing in and out, other languages and impatient fingers in a real browser, with script and without."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import browser
import desk
from acquis import ledger
from acquis.ledger import Ledger
from desk import People
from serving import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

scripted = pytest.mark.parametrize("script", [True, False])


@pytest.fixture(scope="module")
def releases(fictional_releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of releases that may grow."""
    folder = tmp_path_factory.mktemp("sessions") / "releases"
    shutil.copytree(fictional_releases, folder, symlinks=True)
    return folder


@pytest.fixture(scope="module")
def kept(releases: Path) -> Iterator[Ledger]:
    """Return the ledger of the site."""
    with ledger.open(desk.settings_of(releases)) as opened:
        yield opened


@pytest.fixture(scope="module")
def people(kept: Ledger) -> People:
    """Return those who have accounts at the site."""
    return desk.people(kept)


@pytest.fixture(scope="module")
def address(releases: Path, people: People) -> Iterator[str]:
    """Return the address of a server over fictional States."""
    with serving(releases, access_log="off", client_errors=10_000, workers=1) as found:
        # The first check loads the shapes; on a machine with much to do that takes longer than a page may.
        headers = {"Content-Type": desk.TURTLE}
        assert desk.ask(f"{found}/api/validate", body=desk.document(), headers=headers).status == 200
        yield found


def sign_in(page: "Page", token: str) -> None:
    """Sign in with *token* and the key Enter."""
    page.goto("/sign-in")
    page.get_by_label("Token").fill(token)
    page.get_by_label("Token").press("Enter")
    page.get_by_role("button", name="Sign out").wait_for()


def language(page: "Page") -> Any:
    """Return the language that *page* is marked with."""
    return page.evaluate("() => document.documentElement.lang")


@scripted
def test_another_language_keeps_what_was_typed(chromium: "Browser", address: str, script: bool) -> None:
    """A form that somebody is filling in comes back in the other language with all that stood in it."""
    with browser.visiting(chromium, address, java_script_enabled=script) as page:
        page.goto("/submit/definition")
        page.locator("#title-1").fill("Words of Examplia")
        page.locator("#term-definition-1-term-1").fill("ICT «security»")
        page.get_by_role("button", name="français").click()
        page.wait_for_url("**/submit/definition?lang=fr")
        assert language(page) == "fr"
        assert page.locator("#title-1").input_value() == "Words of Examplia"
        assert page.locator("#term-definition-1-term-1").input_value() == "ICT «security»"


@scripted
def test_enter_changes_no_language(chromium: "Browser", address: str, people: People, script: bool) -> None:
    """The languages come first on a page, and still Enter does what the form is for."""
    with browser.visiting(chromium, address, java_script_enabled=script) as page:
        page.goto("/submit/definition")
        page.locator("#title-1").fill("Kept")
        page.locator("#title-1").press("Enter")
        page.wait_for_load_state()
        assert (language(page), page.locator("#title-1").input_value()) == ("en", "Kept")
        sign_in(page, people.xaa.token)
        assert (language(page), page.url.rpartition("/")[2]) == ("en", "submissions")


def test_a_comment_survives_another_language(
    chromium: "Browser", address: str, kept: Ledger, people: People
) -> None:
    """What a reviewer began to write stands in its box, and no step is taken."""
    name = handed_in(chromium, address, people, "To be commented")
    with browser.visiting(chromium, address) as page:
        sign_in(page, people.reviewer.token)
        page.goto(f"/desk/{name}")
        page.locator("#text-comment").fill("Which law?")
        page.get_by_role("link", name="français").click()
        page.wait_for_url(f"**/desk/{name}?lang=fr")
        assert page.locator("#text-comment").input_value() == "Which law?"
        page.get_by_role("button", name="العربية").click()
        page.wait_for_url(f"**/desk/{name}?lang=ar")
        assert page.locator("#text-comment").input_value() == "Which law?"
        browser.axe(page)
    assert kept.submission(name).status == "validated"
    assert len(kept.events(name)) == 2


def handed_in(chromium: "Browser", address: str, people: People, title: str) -> str:
    """Hand in a worked example of the first State called *title* with two quick clicks; return its number."""
    with browser.visiting(chromium, address) as page:
        sign_in(page, people.xaa.token)
        page.goto("/submit/definition?from=example")
        page.locator("#title-1").fill(title)
        page.get_by_role("button", name="See what becomes public").click()
        page.get_by_role("button", name="Hand in").dblclick()
        page.wait_for_url("**/submissions/2*")
        return page.url.rpartition("/")[2].partition("#")[0]


def test_two_quick_clicks_hand_in_once(
    chromium: "Browser", address: str, kept: Ledger, people: People
) -> None:
    """Whoever clicks twice has one submission."""
    before = len(kept.list(issuer="XAA"))
    name = handed_in(chromium, address, people, "Twice in a moment")
    assert len(kept.list(issuer="XAA")) == before + 1
    assert kept.submission(name).status == "validated"


def test_a_copied_cookie_ends_with_its_session(chromium: "Browser", address: str, people: People) -> None:
    """Whoever took a copy while somebody was signed in reads nothing once they have signed out."""
    with browser.visiting(chromium, address) as page:
        sign_in(page, people.xaa.token)
        copied: Any = page.context.cookies()
        assert [(one["httpOnly"], one["sameSite"]) for one in copied] == [(True, "Lax")]
        assert page.evaluate("() => document.cookie") == ""
        with browser.visiting(chromium, address) as thief:
            thief.context.add_cookies(copied)
            thief.goto("/submissions")
            assert thief.get_by_role("button", name="Sign out").is_visible()
            page.get_by_role("button", name="Sign out").click()
            page.get_by_label("Token").wait_for()
            thief.goto("/submissions")
            assert "This session was ended by signing out" in thief.locator("#problem").inner_text()
        page.go_back()
        assert not page.get_by_role("heading", name="My submissions").is_visible()


def test_another_site_sends_no_form(chromium: "Browser", address: str, people: People) -> None:
    """A page of no site of ours that sends our form to sign in signs nobody in."""
    fields = f'<input name="token" value="{people.xaa.token}"><button>Win a prize</button>'
    with browser.visiting(chromium, address) as page:
        page.set_content(f'<form method="post" action="{address}/sign-in">{fields}</form>')
        page.get_by_role("button", name="Win a prize").click()
        page.get_by_role("heading", name="Forbidden").wait_for()
        assert "sent by another site" in page.locator("main").inner_text()
        assert page.context.cookies() == []

"""Submitting and reviewing in a real browser: with script and without, by keyboard, narrow and dark."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import browser
import desk
from acquis import ledger
from desk import People
from serving import serving
from visitor import at_home

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SOVEREIGNTY = "Status of sovereignty (topic:sovereignty)"


@pytest.fixture(scope="module")
def people(fictional_copy: Path) -> Iterator[People]:
    """Return those who have accounts at the site."""
    with ledger.open(desk.settings_of(fictional_copy)) as kept:
        yield desk.people(kept)


@pytest.fixture(scope="module")
def fictional_copy(fictional_releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of releases that may grow."""
    folder = tmp_path_factory.mktemp("browser") / "releases"
    shutil.copytree(fictional_releases, folder, symlinks=True)
    return folder


@pytest.fixture(scope="module")
def address(fictional_copy: Path, people: People) -> Iterator[str]:
    """Return the address of a server over fictional States."""
    with serving(fictional_copy, access_log="off", client_errors=10_000, workers=1) as found:
        # The first check loads the shapes; on a machine with much to do that takes longer than a page may.
        body = desk.document()
        assert (
            desk.ask(f"{found}/api/validate", body=body, headers={"Content-Type": desk.TURTLE}).status == 200
        )
        yield found


@contextmanager
def signed_in(chromium: "Browser", address: str, token: str, **options: Any) -> Iterator["Page"]:
    """Yield a page of somebody who has signed in with *token*."""
    with browser.visiting(chromium, address, **options) as page:
        page.goto("/sign-in")
        page.get_by_label("Token").fill(token)
        page.get_by_role("button", name="Sign in").click()
        yield page


@pytest.mark.parametrize("script", [True, False])
def test_a_position_from_an_empty_form_to_the_graph(
    chromium: "Browser", address: str, people: People, script: bool
) -> None:
    """Topic, stance and evidence are filled in, checked, handed in after signing in, accepted and public."""
    title = f"Position with{'' if script else 'out'} script"
    with browser.visiting(chromium, address, java_script_enabled=script) as page:
        page.goto("/submit/national-position")
        page.locator("#submittedFor-1").fill("XAA")
        page.locator("#national-position-1-title-1").fill(title)
        page.locator("#national-position-1-date-1").fill("2026-03-02")
        page.locator("#stance-1-onTopic-1").fill(SOVEREIGNTY)
        page.locator("#stance-1-onTopic-1").blur()
        if not script:
            page.get_by_role("button", name="Update the form").click()
        page.locator("#stance-1-stanceValue-1").select_option(label="Stand-alone rule")
        page.locator("#evidence-1-quote-1").fill(f"{title} stands on its own.")
        page.locator("#evidence-1-locator-1").fill("p. 2, para. 7")
        page.get_by_role("button", name="See what becomes public").click()
        assert page.get_by_role("heading", level=1).inner_text() == "What becomes public"
        page.get_by_role("button", name="Hand in").click()
        page.get_by_label("Token").fill(people.xaa.token)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url("**/submissions/2*")
        name = page.url.rpartition("/")[2]
    with signed_in(chromium, address, people.reviewer.token, java_script_enabled=script) as page:
        page.goto(f"/desk/{name}")
        page.get_by_role("button", name="Accept and publish").click()
        page.get_by_role("link", name="Its public page").click()
        assert name in page.url


def test_submit_a_position_and_see_it_published(
    chromium: "Browser", address: str, people: People, record_property: Callable[[str, object], None]
) -> None:
    """Ministry, reviewer and reader each come to the first page, and are done in a minute by clicking."""
    title = "Examplia on sovereignty, by clicking"
    with at_home(chromium, address, record_property) as ministry:
        ministry.menu("Submit")
        ministry.click("link", "National position")
        ministry.type("Submitted for required", "XAA")
        document = ministry.see("group", "National position")
        ministry.type("Title required", title, document, pasted=True)
        # As a browser in English asks for a date, part by part: the second of March.
        ministry.type("Date required", "03022026", document)
        ministry.type("Topic required", "sovereignty")
        ministry.type("Quote required", f"{title}: it is a rule.", pasted=True)
        ministry.type("Place", "p. 2")
        ministry.pick("Stance required", "Stand-alone rule")
        ministry.click("button", "See what becomes public, and hand in")
        ministry.click("button", "Hand in")
        ministry.type("Token", people.xaa.token, pasted=True)
        ministry.click("button", "Sign in")
        ministry.click("button", "Go on")
        ministry.page.wait_for_url("**/submissions/2*")
        number = ministry.page.get_by_role("heading", level=1).inner_text().split()[-1]
    with at_home(chromium, address, record_property) as reviewer:
        reviewer.menu("Submit")
        reviewer.click("link", "Reviewer's desk")
        reviewer.type("Token", people.reviewer.token, pasted=True)
        reviewer.click("button", "Sign in")
        reviewer.click("link", number)
        reviewer.click("button", "Accept and publish")
        reviewer.see("link", "Its public page").wait_for()
    with at_home(chromium, address, record_property) as reader:
        reader.type("Search", title, pasted=True)
        reader.press("Enter")
        reader.click("link", title)
        stances = reader.see("region", "Stances coded from it").inner_text()
        assert "Stand-alone rule" in stances
        assert f"{title}: it is a rule." in stances


def test_parts_come_and_go_without_loading_the_page(chromium: "Browser", address: str) -> None:
    """One more stance has the focus, what was typed stays, and what was taken out comes back."""
    with browser.visiting(chromium, address) as page:
        page.goto("/submit/national-position")
        page.evaluate("() => { window.same = true; }")
        page.locator("#national-position-1-title-1").fill("Kept")
        page.get_by_role("button", name="Add: Stance").click()
        page.locator("#stance-2").wait_for()
        assert page.evaluate("() => document.activeElement.id") == "stance-2"
        page.locator("#evidence-2-quote-1").fill("Said.")
        page.get_by_role("button", name="Take out: Stance 2").click()
        page.locator("#stance-2").wait_for(state="detached")
        page.get_by_role("button", name="Put back").click()
        assert page.locator("#evidence-2-quote-1").input_value() == "Said."
        assert page.locator("#national-position-1-title-1").input_value() == "Kept"
        assert page.evaluate("() => window.same") is True


def test_faults_get_the_focus_and_lead_to_their_fields(chromium: "Browser", address: str) -> None:
    """The summary is read first; its links put the keyboard where the fault is."""
    with browser.visiting(chromium, address) as page:
        page.goto("/submit/point-of-contact")
        page.locator("#point-of-contact-1-url-1").fill("https://cert.examplia.example")
        page.get_by_role("button", name="Check", exact=True).click()
        page.locator("#summary").wait_for()
        assert page.evaluate("() => document.activeElement.id") == "summary"
        page.locator("#summary a").first.click()
        assert page.evaluate("() => document.activeElement.closest('.box') !== null")
        browser.axe(page)


@pytest.mark.parametrize(
    "path",
    [
        "/submit",
        "/submit/national-position?from=example",
        "/submit/capacity?from=example",
        "/submit/upload",
        "/sign-in",
    ],
)
def test_a_page_to_submit_on_is_for_everybody(chromium: "Browser", address: str, path: str) -> None:
    """axe finds nothing in light and dark, nothing sticks out at 320 px, and the keyboard skips."""
    with browser.visiting(chromium, address) as page:
        page.goto(path)
        if path != "/sign-in":
            browser.skips(page)
        browser.axe(page)
        page.set_viewport_size(browser.NARROW)
        browser.fits(page)


@pytest.mark.parametrize("path", ["/desk?status=", "/submissions"])
def test_a_page_of_a_session_is_for_everybody(
    chromium: "Browser", address: str, people: People, path: str
) -> None:
    """The same holds for lists and for one submission, at the desk and at home."""
    who = people.reviewer if path.startswith("/desk") else people.xaa
    with signed_in(chromium, address, people.xaa.token) as page:
        page.goto("/submit/definition?from=example")
        page.locator("#title-1").fill(f"Terms for {path}")
        page.get_by_role("button", name="See what becomes public").click()
        browser.axe(page)
        page.get_by_role("button", name="Hand in").click()
        page.wait_for_url("**/submissions/2*")
        name = page.url.rpartition("/")[2]
    with signed_in(chromium, address, who.token) as page:
        for one in (path, f"{path.partition('?')[0]}/{name}"):
            page.goto(one)
            browser.axe(page)
            page.set_viewport_size(browser.NARROW)
            browser.fits(page)
            page.set_viewport_size(browser.WIDE)

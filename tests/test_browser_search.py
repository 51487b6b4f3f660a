"""The box to search from in a real browser: suggestions by keyboard and pointer, and no script at all."""

from typing import TYPE_CHECKING

import pytest

import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def _typed(page: "Page", text: str) -> None:
    """Type *text* into the box of the first page and wait for suggestions."""
    page.goto("/")
    page.get_by_role("combobox").press_sequentially(text)
    page.get_by_role("option").first.wait_for()


def test_suggestions_are_chosen_by_keyboard(chromium: "Browser", site: str) -> None:
    """Arrows go round the suggestions and the box, which keeps the focus; Enter opens the one chosen."""
    with browser.visiting(chromium, site) as page:
        _typed(page, "prevent mis")
        box = page.get_by_role("combobox")
        assert box.get_attribute("aria-expanded") == "true"
        assert box.get_attribute("aria-activedescendant") is None
        box.press("ArrowDown")
        chosen = page.locator("[aria-selected=true]")
        assert chosen.get_attribute("id") == box.get_attribute("aria-activedescendant")
        assert "Prevent misuse of territory" in chosen.inner_text()
        browser.axe(page)
        box.press("ArrowUp")
        assert box.get_attribute("aria-activedescendant") is None
        box.press("ArrowDown")
        box.press("Enter")
        page.wait_for_url("**/doc/norm/gge-2015/c")


def test_suggestions_close_and_enter_then_searches(chromium: "Browser", site: str) -> None:
    """Escape closes the list and leaves the text; Enter in the box sends the form."""
    with browser.visiting(chromium, site) as page:
        _typed(page, "territory")
        box = page.get_by_role("combobox")
        box.press("Escape")
        assert box.get_attribute("aria-expanded") == "false"
        assert not page.get_by_role("listbox").is_visible()
        assert box.input_value() == "territory"
        box.press("Enter")
        page.wait_for_url("**/search?q=territory")
        assert page.locator(".hits mark").first.inner_text().casefold() == "territory"


def test_a_suggestion_is_opened_by_a_click(chromium: "Browser", site: str) -> None:
    """A click on a suggestion leads to the thing, although the box loses its list when left."""
    with browser.visiting(chromium, site) as page:
        _typed(page, "esto")
        page.get_by_role("option", name="Estonia").first.click()
        page.wait_for_url("**/doc/state/EST")


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_searching_works_without_script(chromium: "Browser", site: str, *, narrow: bool) -> None:
    """Without script the box is a plain form, and its answer the same page."""
    with browser.visiting(chromium, site, narrow=narrow, java_script_enabled=False) as page:
        page.goto("/")
        page.get_by_role("searchbox").fill("A/70/174, para. 13 (c)")
        page.get_by_role("button", name="Find").click()
        page.get_by_role("link", name="A/70/174, para. 13 (c)").click()
        assert page.url.endswith("/doc/edition/a-70-174/para/13.c")

"""A matrix in a real browser: arrow keys move in it, a mark leads to what is recorded, and all can use it."""

import pytest
from playwright.sync_api import Browser

import browser


def test_arrow_keys_move_from_mark_to_mark(chromium: Browser, site: str) -> None:
    """One stop of the Tab key stands for all marks; arrows move between them, and Enter follows one."""
    with browser.visiting(chromium, site) as page:
        page.goto("/compare/topics?state=AUT&state=EST")
        stops = page.locator('.matrix tbody a[tabindex="0"]')
        assert stops.count() == 1
        assert page.get_by_text("The arrow keys move from mark to mark").is_visible()
        assert page.locator(".matrix").get_attribute("aria-describedby") == "arrows"
        stops.focus()
        focused = page.locator(".matrix tbody a:focus")
        assert focused.inner_text() == "Austria"
        page.keyboard.press("ArrowDown")
        assert focused.inner_text() == "Estonia"
        page.keyboard.press("ArrowRight")
        assert focused.get_attribute("href") == "EST#1"
        page.keyboard.press("Enter")
        page.wait_for_url("**/compare/EST#1")
        assert page.locator("tr:target th").inner_text().startswith("Applicability of IHL")


@pytest.mark.parametrize("query", ["with=FRA&group=EU", "topic=sovereignty&with=FRA&spoke=1"])
def test_a_matrix_can_be_used_by_all(chromium: Browser, site: str, query: str) -> None:
    """Nothing is found by axe-core on a matrix, in letters and in words, in light and in dark."""
    with browser.visiting(chromium, site, narrow=True) as page:
        page.goto(f"/compare/topics?{query}")
        browser.axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= browser.NARROW["width"]

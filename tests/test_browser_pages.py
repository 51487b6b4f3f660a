"""Each kind of page in a real browser: axe in light and dark, 320 px, keyboard, no foreign request."""

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest

import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CASES = Path(__file__).parent / "cases" / "browser" / "pages.toml"
PAGES: list[dict[str, Any]] = tomllib.loads(CASES.read_text("utf-8"))["page"]


@pytest.mark.parametrize("case", PAGES, ids=[one["name"] for one in PAGES])
def test_a_page(chromium: "Browser", site: str, case: dict[str, Any]) -> None:
    """It answers, axe is content in light and dark, nothing sticks out at 320 px, and the keyboard skips."""
    current = json.loads(urlopen(f"{site}/health").read())["release"]
    with browser.visiting(chromium, site) as page:
        response = page.goto(case["path"].format(release=current), wait_until="load")
        assert response is not None
        assert response.status == case.get("status", 200)
        if "wait" in case:
            page.locator(case["wait"]).first.wait_for()
        browser.skips(page)
        browser.axe(page)
        page.set_viewport_size(browser.NARROW)
        browser.fits(page)

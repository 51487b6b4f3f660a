"""Own how tests look at pages: a browser without a window, and what holds of each page that it shows.

It must not know what a page is for. The browser is the machine's own Chromium; nothing is downloaded.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, ViewportSize, sync_playwright

from checkout import ROOT

__all__ = ["NARROW", "WIDE", "axe", "fits", "missing", "running", "skips", "visiting"]

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 700}
# A page of the release is there at once; a machine with much to do is not.
PATIENCE_MS = 30_000

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_AXE = ROOT / "build" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
_STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# axe leaves it out unless it is asked for.
_RULES = {"target-size": {"enabled": True}}
_COLOURS = ["color-contrast", "link-in-text-block"]
_RUN = """async ([exclude, runOnly, rules]) => {
  const found = await axe.run({ include: [["html"]], exclude: exclude.map((one) => [one]) },
    { runOnly, rules, resultTypes: ["violations"] });
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(" ")} ${node.html.slice(0, 120)} ${node.any.concat(node.all, node.none)
      .map((check) => check.message).join("; ").slice(0, 200)}`));
}"""
_FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const seen = box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
  return [one.className, seen, style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2];
}"""


def missing(what: str) -> None:
    """Skip the calling test since *what* is not here; in CI, where it must be, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}: CI must have it, see .ci/run")
    pytest.skip(what)


@contextmanager
def running() -> Iterator[Browser]:
    """Yield a browser; the calling test is skipped where the machine has none."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        missing("There is no Chromium: `apt-get install chromium`")
    # Chromium refuses to run as root with its sandbox, as in a container.
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*flags, "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visiting(
    browser: Browser,
    address: str,
    *,
    framed: str = "",
    narrow: bool = False,
    dark: bool = False,
    **options: Any,
) -> Iterator[Page]:
    """Yield a page of a fresh visitor to the site at *address*; *options* are those of Playwright.

    At its end the visitor must have asked no other host for anything, but for the site at *framed*, and the
    browser must have complained of nothing but the status of a page that was opened.
    """
    known = tuple(f"{one}/" for one in (address, framed) if one)
    context = browser.new_context(
        base_url=address,
        viewport=NARROW if narrow else WIDE,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        **options,
    )
    context.set_default_timeout(PATIENCE_MS)
    foreign: list[str] = []
    said: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith((*known, "data:", "blob:")):
            foreign.append(request.url)

    def complained(message: ConsoleMessage) -> None:
        is_status = message.text.startswith("Failed to load resource")
        is_own = message.page is not None and message.location["url"] == message.page.url
        if message.type in ("error", "warning") and not (is_status and is_own):
            said.append(f"{message.text} ({message.location['url']})")

    context.on("request", asked)
    context.on("console", complained)
    context.on("weberror", lambda error: said.append(str(error.error)))
    try:
        yield context.new_page()
        assert not foreign, "asked elsewhere:\n" + "\n".join(foreign)
        assert not said, "the browser complained:\n" + "\n".join(said)
    finally:
        context.close()


def axe(page: Page, exclude: Sequence[str] = ()) -> None:
    """Assert that axe-core finds nothing on *page*, by WCAG 2.2 AA and good practice, but in *exclude*.

    In dark colours only the colours are looked at again.
    Source: https://github.com/dequelabs/axe-core/blob/develop/doc/API.md
    """
    found = _violations(page, exclude, {"type": "tag", "values": _STANDARDS}, _RULES)
    page.emulate_media(color_scheme="dark")
    found += _violations(page, exclude, {"type": "rule", "values": _COLOURS}, {})
    page.emulate_media(color_scheme="light")
    assert not found, "\n".join([page.url, *found])


def _violations(
    page: Page, exclude: Sequence[str], run_only: dict[str, Any], rules: dict[str, Any]
) -> list[str]:
    """Return a line for each thing that axe-core finds on *page*."""
    if not _AXE.is_file():
        missing("axe-core is not installed: `make assets`")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(_RUN, [list(exclude), run_only, rules])
    return found


def fits(page: Page) -> None:
    """Assert that *page* is no wider than its window: what is wider scrolls within a region of its own."""
    wide = page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((one) => {
          if (one.closest(".wide, pre, .skip, .hidden, .drawing, .CodeMirror, svg")) return false;
          return one.getBoundingClientRect().right > innerWidth + 1;
        }).slice(0, 5).map((one) => one.outerHTML.slice(0, 120))"""
    )
    across = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert not across, "\n".join([f"{page.url} is {across} pixels too wide", *wide])


def skips(page: Page) -> None:
    """Assert that the first key of a visitor without a mouse reaches a visible link to the content."""
    page.keyboard.press("Tab")
    assert page.evaluate(_FOCUS) == ["skip", True, True], page.url
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main", page.url

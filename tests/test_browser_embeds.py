"""Cards in frames on pages of others, in a real browser: shown whole, and shut off both ways."""

from typing import TYPE_CHECKING

import pytest

import browser
import elsewhere

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CARDS = {
    "norm/f": "Norm (f): Do not damage critical infrastructure",
    "state/EST": "Estonia EST",
    "matrix/norms": "Who said what on each norm",
    "matrix/topics?region=african-group": "Who said what on each topic",
}
# Whether a card ends where its frame does, but for a part of a pixel, as soon as it has told its height.
WHOLE = """async (root) => {
  for (let tries = 0; tries < 100; tries += 1) {
    if (Math.abs(root.getBoundingClientRect().height - innerHeight) < 1) return true;
    await new Promise((done) => setTimeout(done, 100));
  }
  return false;
}"""


def marked(site: str, *cards: str) -> str:
    """Return the lines that put *cards* on a page."""
    boxes = [f'<div data-acquis="{one}"><a href="{site}/embed/{one}">A card</a></div>' for one in cards]
    return "\n".join([*boxes, f'<script src="{site}/embed/acquis.js" defer></script>'])


def test_all_cards_stand_on_one_page_and_each_is_as_high_as_it_is(chromium: "Browser", site: str) -> None:
    """Every frame that is looked at shows its card with no part of it hidden below, wide and narrow."""
    with (
        elsewhere.page_of(marked(site, *CARDS)) as other,
        browser.visiting(chromium, other, framed=site) as page,
    ):
        page.goto("/")
        for size in (browser.WIDE, browser.NARROW):
            page.set_viewport_size(size)
            for place, heading in enumerate(CARDS.values()):
                frame = page.locator("iframe").nth(place)
                frame.scroll_into_view_if_needed()
                card = frame.content_frame
                card.get_by_role("heading", level=1, name=heading).wait_for()
                is_whole = card.locator(":root").evaluate(WHOLE)
                assert is_whole, (heading, size, frame.get_attribute("height"))


def test_a_link_in_a_card_opens_our_page_beside_the_page_of_others(chromium: "Browser", site: str) -> None:
    """The page around the card stays, and the one that opens has all that our pages have."""
    with (
        elsewhere.page_of(marked(site, "norm/f")) as other,
        browser.visiting(chromium, other, framed=site) as page,
    ):
        page.goto("/")
        with page.expect_popup() as opening:
            page.frame_locator("iframe").get_by_role("link", name="See all of it in Acquis").click()
        ours = opening.value
        ours.get_by_role("heading", level=1, name="Do not damage critical infrastructure").wait_for()
        assert ours.url == f"{site}/doc/norm/gge-2015/f"
        assert page.url == f"{other}/"


def test_a_card_and_the_page_around_it_are_shut_off_from_each_other(chromium: "Browser", site: str) -> None:
    """Neither reads the other, the card keeps nothing, and only its own word on its height counts."""
    with (
        elsewhere.page_of(marked(site, "norm/f")) as other,
        browser.visiting(chromium, other, framed=site) as page,
    ):
        page.goto("/")
        page.frame_locator("iframe").get_by_role("heading", level=1).wait_for()
        (card,) = page.frames[1:]
        assert card.evaluate("() => self.origin") == "null"
        assert card.evaluate("() => { try { return parent.document.title; } catch { return null; } }") is None
        assert page.evaluate("() => document.querySelector('iframe').contentDocument") is None
        assert page.context.cookies() == []
        page.wait_for_function("() => document.querySelector('iframe').height !== '320'")
        height = page.locator("iframe").get_attribute("height")
        page.evaluate(
            "() => new Promise((done) => { postMessage({ acquis: 'height', height: 9999 }, '*');"
            " setTimeout(done, 200); })"
        )
        assert page.locator("iframe").get_attribute("height") == height


def test_a_card_is_a_link_where_scripts_are_off(chromium: "Browser", site: str) -> None:
    """A page of others without script has a link to the card, which is a page that says the same."""
    with (
        elsewhere.page_of(marked(site, "norm/f")) as other,
        browser.visiting(chromium, other, framed=site, java_script_enabled=False) as page,
    ):
        page.goto("/")
        page.get_by_role("link", name="A card").click()
        assert page.get_by_role("heading", level=1).inner_text() == CARDS["norm/f"]


@pytest.mark.parametrize("path", ["/", "/doc/norm/gge-2015/f", "/sign-in", "/compare/norms"])
def test_no_other_page_of_ours_stands_in_a_frame_of_others(chromium: "Browser", site: str, path: str) -> None:
    """The browser refuses the frame, so that nobody is led to click on what they do not see."""
    with elsewhere.page_of(f'<iframe src="{site}{path}" title="Ours"></iframe>') as other:
        context = chromium.new_context(base_url=other)
        try:
            page = context.new_page()
            with page.expect_console_message(lambda one: "frame-ancestors" in one.text):
                page.goto("/")
            assert page.frame_locator("iframe").get_by_role("heading").count() == 0
        finally:
            context.close()


@pytest.mark.parametrize("card", CARDS)
def test_a_card_is_for_everybody(chromium: "Browser", site: str, card: str) -> None:
    """axe finds nothing in light and dark, and nothing sticks out at 320 px."""
    with browser.visiting(chromium, site) as page:
        page.goto(f"/embed/{card}")
        browser.axe(page)
        page.set_viewport_size(browser.NARROW)
        browser.fits(page)

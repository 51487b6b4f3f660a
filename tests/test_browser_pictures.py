"""Pictures in a real browser: what the button to explore them shows, and that the picture comes back."""

import json
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest

import browser
from checkout import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

VENDOR = ROOT / "server" / "acquis" / "web" / "static" / "vendor"
GRAPHS = ("citations/a-70-174", "lineage/c")
CHARTS = ("timeline", "stances/sovereignty")
STILL = ("votes/a-res-73-27", "members")
# How many pixels of a canvas have a colour.
PAINTED = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let found = 0;
  for (let place = 3; place < data.length; place += 4) found += data[place] > 0;
  return found;
}"""


@pytest.fixture(autouse=True)
def _scripts() -> None:
    """Skip where the scripts of others are not there."""
    if not (VENDOR / "cytoscape.min.js").is_file():
        browser.missing("The scripts of others are not installed: `make assets`")


def spec(site: str, name: str) -> Any:
    """Return what the server says that a picture shows."""
    with urlopen(f"{site}/pictures/{name}.json") as answer:
        return json.load(answer)["spec"]


def explore(page: "Page", name: str) -> None:
    """Open a picture and press the button to explore it."""
    page.goto(f"/pictures/{name}")
    assert page.get_by_role("region", name="The picture").is_visible()
    page.get_by_role("button", name="Explore it").click()


def returns(page: "Page") -> None:
    """Assert that the same button brings the picture back, and what was explored after it."""
    page.get_by_role("button", name="Back to the picture").click()
    assert page.get_by_role("region", name="The picture").is_visible()
    assert not page.locator(".explored").is_visible()
    page.get_by_role("button", name="Explore it").click()
    assert page.locator(".explored").is_visible()
    assert not page.get_by_role("region", name="The picture").is_visible()


@pytest.mark.parametrize("name", GRAPHS)
def test_a_graph_can_be_explored(chromium: "Browser", site: str, name: str) -> None:
    """The canvas is painted, and a drag moves what is on it."""
    with browser.visiting(chromium, site) as page:
        explore(page, name)
        canvas = page.locator(".explored canvas").last
        canvas.wait_for()
        page.wait_for_function(f"(canvas) => ({PAINTED})(canvas) > 1000", arg=canvas.element_handle())
        before = canvas.screenshot()
        box = page.locator(".explored").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 8, box["y"] + 8)
        page.mouse.down()
        page.mouse.move(box["x"] + 68, box["y"] + 48, steps=4)
        page.mouse.up()
        assert canvas.screenshot() != before
        returns(page)
        assert page.locator(".explored > *").count() == 1


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_can_be_explored(chromium: "Browser", site: str, name: str) -> None:
    """There is a drawing with a mark for each thing that the server named."""
    with browser.visiting(chromium, site) as page:
        explore(page, name)
        page.locator(".explored svg").wait_for()
        layers = [spec(site, name)]
        marks = page.locator(".explored svg [role=graphics-symbol]").count()
        assert marks >= len(layers[0]["data"]["values"])
        returns(page)


@pytest.mark.parametrize("name", [*GRAPHS, *CHARTS])
def test_what_is_explored_is_for_everybody(chromium: "Browser", site: str, name: str) -> None:
    """The keyboard reaches the button, axe finds nothing around it, nothing sticks out at 320 px."""
    with browser.visiting(chromium, site, dark=True) as page:
        page.goto(f"/pictures/{name}")
        page.get_by_role("button", name="Explore it").focus()
        page.keyboard.press("Enter")
        page.locator(".explored :is(canvas, svg)").first.wait_for()
        browser.axe(page)
        page.set_viewport_size(browser.NARROW)
        browser.fits(page)


@pytest.mark.parametrize("name", STILL)
def test_a_picture_that_cannot_be_explored_offers_no_button(
    chromium: "Browser", site: str, name: str
) -> None:
    """Tiles stand still, and the table beside them has as many rows as before."""
    with browser.visiting(chromium, site) as page:
        page.goto(f"/pictures/{name}")
        assert page.get_by_role("button", name="Explore it").count() == 0
        assert page.locator("tbody tr").count() > 100


def test_without_script_a_picture_has_no_button(chromium: "Browser", site: str) -> None:
    """The picture, its table and its files are there all the same."""
    with browser.visiting(chromium, site, java_script_enabled=False) as page:
        page.goto(f"/pictures/{GRAPHS[0]}")
        assert page.get_by_role("button", name="Explore it").count() == 0
        assert page.get_by_role("img").first.is_visible()
        assert page.get_by_role("link", name="CSV").count() == 1


def test_when_nothing_can_be_loaded_it_says_so(chromium: "Browser", site: str) -> None:
    """Where the script does not come the place says so in words, and the picture is a click away."""
    context = chromium.new_context(base_url=site)
    try:
        page = context.new_page()
        page.route("**/cytoscape*", lambda route: route.abort())
        explore(page, GRAPHS[0])
        page.locator(".explored").get_by_text("It cannot be shown").wait_for()
        page.get_by_role("button", name="Back to the picture").click()
        assert page.get_by_role("region", name="The picture").is_visible()
    finally:
        context.close()

"""The editor of SPARQL and the charts of answers in a real browser, and what the server does meanwhile."""

import json
import time
import urllib.request
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

import browser
from acquis.library import queries
from checkout import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

VENDOR = ROOT / "server" / "acquis" / "web" / "static" / "vendor"
LETTERS = "SELECT ?norm ?letter { ?norm acq:letter ?letter } ORDER BY ?norm LIMIT 3"
# Never ends by itself.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
STORED = """async () => [localStorage.length, sessionStorage.length, document.cookie,
  (await indexedDB.databases()).length]"""


@pytest.fixture
def editor(chromium: "Browser", site: str) -> Iterator["Page"]:
    """Return the page of the editor, ready to type; its visitor leaves nothing in the browser."""
    if not (VENDOR / "yasqe.min.js").is_file():
        browser.missing("The scripts of others are not installed: `make assets`")
    with browser.visiting(chromium, site) as page:
        page.goto("/sparql")
        page.locator("#ask[data-ready]").wait_for()
        yield page
        assert page.evaluate(STORED) == [0, 0, "", 0]


def write(page: "Page", query: str) -> None:
    """Type *query* in place of what stands in the editor."""
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)


def written(page: "Page") -> str:
    """Return what stands in the editor."""
    return str(page.evaluate("() => document.querySelector('.CodeMirror').CodeMirror.getValue()"))


def run(page: "Page") -> None:
    """Run the query by the keyboard, and wait for what comes of it."""
    page.keyboard.press("Control+Enter")
    page.locator("#result > *").first.wait_for()


def number(site: str, name: str) -> float:
    """Return a number that the pool of queries tells of itself."""
    with urllib.request.urlopen(f"{site}/metrics") as response:
        lines = response.read().decode().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(f"acquis_pool_{name} "))


def comes_to(site: str, name: str, wanted: float) -> bool:
    """Return whether the pool tells of *wanted* before half a minute is over."""
    for _ in range(300):
        if number(site, name) == wanted:
            return True
        time.sleep(0.1)
    return False


def test_a_query_is_answered_beside_it(editor: "Page") -> None:
    """The answer has labels, links into this site, downloads, a citation, and its time and release."""
    write(editor, LETTERS)
    run(editor)
    assert editor.locator("#result tbody tr").count() == 3
    assert editor.locator("#result td a").first.get_attribute("href") == "/doc/norm/gge-2015/a"
    assert editor.locator("#result").get_by_role("link", name="Cite this answer").count() == 1
    assert editor.locator("#result").get_by_role("link", name="CSV").count() == 1
    assert "ms from release" in editor.locator("#state").inner_text()
    browser.axe(editor)
    editor.set_viewport_size(browser.NARROW)
    browser.fits(editor)


def test_an_answer_that_is_cut_says_so(editor: "Page") -> None:
    """Of more rows than a page shows the first are there, with the number of all."""
    write(editor, "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1200")
    run(editor)
    assert "The first 1,000 of 1,200 rows" in editor.locator("#result").inner_text()


def test_an_empty_answer_says_why(editor: "Page") -> None:
    """No row brings the reasons that the server finds."""
    write(editor, 'SELECT ?n { ?n acq:letter "zz" }')
    run(editor)
    assert editor.get_by_role("heading", name="Why is this empty?").count() == 1


def test_a_fault_leads_to_its_place(editor: "Page") -> None:
    """The sentence of the server stands there with the line, and a button puts the cursor on it."""
    write(editor, "SELECT ?norm {\n  ?norm acq:letter }\nLIMIT 3")
    run(editor)
    problem = editor.get_by_role("alert")
    assert "Bad Request" in problem.inner_text()
    assert editor.locator(".wrong").count() == 1
    browser.axe(editor)
    problem.get_by_role("button").click()
    cursor = editor.evaluate("() => document.querySelector('.CodeMirror').CodeMirror.getCursor().line")
    assert cursor == 1


def test_a_name_without_prefix_is_refused_in_words(editor: "Page") -> None:
    """What is refused for another reason than its syntax is told the same way."""
    write(editor, "SELECT ?s { SERVICE <https://example.org/> { ?s ?p ?o } }")
    run(editor)
    assert "Forbidden" in editor.get_by_role("alert").inner_text()


def test_stop_ends_the_work_of_the_server(editor: "Page", site: str) -> None:
    """The query runs in the pool until the button is pressed, and then no longer."""
    write(editor, ENDLESS)
    editor.keyboard.press("Control+Enter")
    assert comes_to(site, "running", 1)
    editor.get_by_role("button", name="Stop").click()
    assert comes_to(site, "running", 0)
    assert editor.locator("#state").inner_text() == "Stopped, on the server too."
    write(editor, LETTERS)
    run(editor)
    assert editor.locator("#result tbody tr").count() == 3


def test_a_link_shares_the_query(editor: "Page") -> None:
    """The link holds the query after the # sign, and opens it again as it was written."""
    query = 'SELECT ("a+b & 50% #x" AS ?text) {\n}'
    write(editor, query)
    editor.get_by_role("button", name="Share").click()
    link = editor.get_by_label("Link to this query").input_value()
    assert "?" not in link.partition("#")[0]
    editor.goto("about:blank")
    editor.goto(link)
    editor.locator("#ask[data-ready]").wait_for()
    assert written(editor) == query


def test_an_example_opens(editor: "Page") -> None:
    """A question of the library comes into the editor as it runs, and runs."""
    editor.get_by_label("Example").select_option(label=queries.find("norm-wording").title)
    editor.get_by_role("button", name="Open in the editor").click()
    editor.locator(".CodeMirror-code").get_by_text("VALUES").first.wait_for()
    editor.keyboard.press("Control+Enter")
    editor.locator("#result tbody tr").first.wait_for()


def test_names_are_completed_from_this_graph(editor: "Page") -> None:
    """Classes and properties come from the description of the dataset, things from the graph."""
    write(editor, "SELECT ?x { ?x a acq:Nor")
    editor.keyboard.press("Control+Space")
    hint = editor.locator(".CodeMirror-hint").filter(has_text="acq:Norm").first
    hint.wait_for()
    hint.click()
    assert written(editor).endswith("acq:Norm")
    write(editor, "SELECT ?x { ?x acq:onTopic topic:sover")
    editor.keyboard.press("Control+Space")
    editor.locator(".CodeMirror-hint").filter(has_text="topic:sovereignty").first.click()
    assert written(editor).endswith("topic:sovereignty")


def test_every_question_is_understood_while_it_is_typed(editor: "Page") -> None:
    """The editor finds no fault in any query of the library."""
    found = editor.evaluate(
        """(texts) => texts.filter((text) => {
          const editor = document.querySelector(".CodeMirror").CodeMirror;
          editor.setValue(text);
          const line = editor.lineCount() - 1;
          return editor.getTokenAt({ line, ch: editor.getLine(line).length }, true).state.OK === false;
        })""",
        [question.query for question in queries.library().values()],
    )
    assert found == []


def test_what_cannot_stand_there_is_said_while_it_is_typed(editor: "Page") -> None:
    """The line is named in words, not by a colour alone."""
    write(editor, "SELECT ?norm {\n ?norm LIMIT }")
    editor.wait_for_function("() => document.getElementById('state').textContent.startsWith('Line 2')")
    assert editor.locator(".wrong").count() == 1


def test_the_keyboard_alone_is_enough(editor: "Page") -> None:
    """Tab goes into the editor and out of it, and on to the buttons."""
    field = editor.get_by_label("Query", exact=True)
    field.focus()
    editor.keyboard.press("Tab")
    assert editor.evaluate("() => document.activeElement.textContent") == "Run"
    editor.keyboard.press("Shift+Tab")
    assert editor.evaluate("() => document.activeElement.id") == "query-editor"


def test_the_form_works_without_script(chromium: "Browser", site: str) -> None:
    """Without script the plain box sends the query, and the answer is a page; nothing is offered in vain."""
    with browser.visiting(chromium, site, java_script_enabled=False) as page:
        page.goto("/sparql")
        assert not page.get_by_role("button", name="Stop").is_visible()
        assert not page.get_by_label("Example").is_visible()
        page.get_by_label("Query", exact=True).fill(LETTERS)
        page.get_by_role("button", name="Run").click()
        assert page.locator("tbody tr").count() == 3


def test_a_question_opens_in_the_editor(chromium: "Browser", site: str) -> None:
    """The link on the page of a question brings its query with the values given there."""
    with browser.visiting(chromium, site) as page:
        page.goto("/api/queries/topic-stances?topic=sovereignty")
        page.get_by_role("link", name="Open it in the editor").click()
        page.locator("#ask[data-ready]").wait_for()
        assert "topic/sovereignty" in written(page)
        page.get_by_role("button", name="Run").click()
        page.locator("#result tbody tr").first.wait_for()


CHARTS = ("class-counts", "topic-stances?topic=sovereignty")


@pytest.mark.parametrize("path", CHARTS)
def test_a_chart_has_a_bar_for_each(chromium: "Browser", site: str, path: str) -> None:
    """The chart is drawn with as many bars as the server put there, above the table, in light and dark."""
    if not (VENDOR / "vega.min.js").is_file():
        browser.missing("The scripts of others are not installed: `make assets`")
    with browser.visiting(chromium, site) as page:
        page.goto(f"/api/queries/{path}")
        page.locator(".drawing svg").wait_for()
        spec: dict[str, Any] = json.loads(page.locator("figure script").inner_text())
        assert page.locator(".drawing .mark-rect path").count() == len(spec["data"]["values"])
        assert page.locator("table tbody tr").count() > 0
        browser.axe(page)
        assert page.locator(".drawing svg").count() == 1


def test_a_chart_is_no_gap_without_script(chromium: "Browser", site: str) -> None:
    """Without script the table stands alone."""
    with browser.visiting(chromium, site, java_script_enabled=False) as page:
        page.goto(f"/api/queries/{CHARTS[0]}")
        assert not page.locator("figure").is_visible()
        assert page.locator("tbody tr").count() > 0

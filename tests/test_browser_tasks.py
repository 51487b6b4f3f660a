"""Nine tasks in words, each done within a minute by clicking from the first page; see visitor.py.

The tenth, to hand in a position and see it published, stands with its site in test_browser_entry.py.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import openpyxl
import pytest
import rispy

import browser
import elsewhere
from acquis.engine import parse, plain
from acquis.vocab import ACQ, ID
from checkout import ROOT
from visitor import Visitor, at_home

if TYPE_CHECKING:
    from playwright.sync_api import Browser

VENDOR = ROOT / "server" / "acquis" / "web" / "static" / "vendor"
GAPS = ("no document held", "nothing on this")
# Never ends by itself.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture
def visitor(
    chromium: "Browser", site: str, record_property: Callable[[str, object], None]
) -> Iterator[Visitor]:
    """Return a visitor at the first page of the shipped release."""
    with at_home(chromium, site, record_property, permissions=["clipboard-read", "clipboard-write"]) as found:
        yield found


def copied(visitor: Visitor) -> str:
    """Return what the visitor has copied, once it is there."""
    visitor.page.wait_for_function("() => navigator.clipboard.readText().then((text) => text.length)")
    return str(visitor.page.evaluate("() => navigator.clipboard.readText()"))


def sheet(data: bytes) -> list[tuple[object, ...]]:
    """Return the rows of the first sheet of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return list(book.worksheets[0].iter_rows(values_only=True))


def test_who_says_that_espionage_alone_can_breach_sovereignty_and_cite_it(visitor: Visitor) -> None:
    """A scholar finds those who hold the stance, and leaves with a citation in words and one in a file."""
    visitor.type("Search", "espionage")
    visitor.click("option", re.compile("^Cyber espionage and sovereignty"))
    assert "can itself breach sovereignty" in visitor.row("Violates sovereignty").first.inner_text()
    holders = visitor.see("region", "Who holds which, on what basis")
    said = holders.get_by_role("row").filter(has_text="Violates sovereignty").all_inner_texts()
    assert any(one.startswith("Brazil") for one in said)
    assert any(one.startswith("China") for one in said)
    assert not any(one.startswith("New Zealand") for one in said)
    visitor.click("link", "Violates sovereignty", visitor.row("Brazil"))
    visitor.open("Cite this")
    visitor.click("button", "Copy", visitor.page.locator("dd").filter(has_text="A/76/136").first)
    assert copied(visitor).startswith("Brazil")
    _, data = visitor.take("RIS")
    (entry,) = rispy.loads(data.decode())
    assert "A/76/136" in str(entry)


def test_export_the_gap_list_of_the_african_group_on_norm_g(visitor: Visitor) -> None:
    """A policy officer gets a table of the 54 members, which says of each whether anything is recorded."""
    visitor.menu("Compare")
    visitor.click("link", "States by the norms of 2015")
    visitor.pick("Regional group", "African Group")
    visitor.open("Choose norms")
    visitor.click("checkbox", "(g) Protect critical infrastructure")
    visitor.click("button", "Show")
    name, data = visitor.take("CSV")
    assert re.fullmatch(r"acquis-norms-.+\.csv", name)
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == 54
    assert {row["regional group"] for row in rows} == {"African Group"}
    (column,) = (one for one in rows[0] if one.startswith("norm g"))
    gaps = {row["name"] for row in rows if row[column] in GAPS}
    assert "Nigeria" in gaps
    _, workbook = visitor.take("XLSX")
    head, *cells = sheet(workbook)
    assert {row[head.index("name")] for row in cells if row[head.index(column)] in GAPS} == gaps


def test_compare_three_states_on_sovereignty_and_due_diligence_and_take_the_table(visitor: Visitor) -> None:
    """Three States stand side by side in words on two topics, and the table has the same words."""
    visitor.menu("Compare")
    for number, name in enumerate(("Estonia", "France", "Israel"), 1):
        visitor.type(f"State or group {number}", name)
    visitor.click("button", "Compare")
    assert "Status of sovereignty" in visitor.see("region", "Topics of international law").inner_text()
    visitor.click("link", "As a matrix")
    visitor.open("Choose topics")
    visitor.click("checkbox", "Status of sovereignty")
    visitor.click("checkbox", "Due diligence")
    visitor.click("button", "Show")
    _, data = visitor.take("XLSX")
    head, *rows = sheet(data)
    assert [row[head.index("name")] for row in rows] == ["Estonia", "France", "Israel"]
    assert [str(one).partition(":")[0] for one in head[3:]] == ["topic due-diligence", "topic sovereignty"]
    for row in rows:
        words = visitor.row(str(row[1])).inner_text()
        assert all(str(one).rpartition(": ")[2] in words for one in row[3:])


def test_see_who_changed_their_view_over_time(visitor: Visitor) -> None:
    """Both stances stand there with their documents and dates, the earlier one first."""
    visitor.menu("Compare")
    visitor.click("link", "Who changed over time")
    changes = visitor.see("region", "Changes").get_by_role("row")
    assert changes.count() > 1
    for cells in (changes.nth(place).get_by_role("cell") for place in (1, changes.count() - 1)):
        before, after = (re.findall(r"\b(?:19|20)\d\d\b", cells.nth(place).inner_text()) for place in (1, 2))
        assert min(before) <= max(after)


def test_find_a_paragraph_by_another_spelling_of_its_symbol_and_get_its_turtle(visitor: Visitor) -> None:
    """The paragraph comes first however its symbol is typed, and its data say that it words norm (c)."""
    visitor.type("Search", "UN Doc a/70/174, at para 13c")
    visitor.press("Enter")
    visitor.click("link", "A/70/174, para. 13 (c)")
    visitor.page.get_by_role("heading", level=1, name="A/70/174, para. 13 (c)").wait_for()
    visitor.click("link", "Turtle")
    visitor.page.wait_for_url("**.ttl")
    written = visitor.page.locator("body").inner_text()
    said = {tuple(map(plain, [*one][:3])) for one in parse(written.encode(), "text/turtle")}
    assert (f"{ID}norm/gge-2015/c", f"{ACQ}wordedIn", f"{ID}edition/a-70-174/para/13.c") in said


def test_how_a_state_voted_on_the_whole_series_and_who_votes_like_it(visitor: Visitor) -> None:
    """Every vote of Estonia is there, no vote recorded is no abstention, and the others come with numbers."""
    visitor.type("Search", "estonia")
    visitor.click("option", re.compile("^Estonia\\s*State"))
    visitor.click("link", "Who votes alike")
    alike = visitor.see("region", "Who votes alike").get_by_role("row")
    assert re.search(r"\d+\s+\d+$", alike.nth(1).inner_text())
    visitor.click(
        "link",
        re.compile(r"^All \d+ rows"),
        visitor.see("region", re.compile("^Votes on the series .*[0-9]$")),
    )
    assert "against" in visitor.row("A/RES/73/27").inner_text()
    assert "in favour" in visitor.row("A/RES/73/266").inner_text()


def test_ask_a_question_with_a_value_and_keep_a_link_that_gives_the_same(visitor: Visitor) -> None:
    """The chart and the table are those of the value picked, and the permanent link answers as cited."""
    if not (VENDOR / "vega.min.js").is_file():
        browser.missing("The scripts of others are not installed: `make assets`")
    visitor.menu("Questions")
    visitor.click("link", "Which stances are on record on a topic, by whom and with which pinpoint?")
    visitor.pick("Topic", "Due diligence")
    visitor.click("button", "Ask")
    visitor.page.get_by_label(re.compile("^Bar chart")).wait_for()
    visitor.click("link", "How to cite this answer")
    size, sum_ = (visitor.page.get_by_role("definition").nth(place).inner_text() for place in (1, 2))
    visitor.click("link", re.compile("sha256="))
    assert "The answer is as cited." in visitor.page.get_by_role("main").inner_text()
    assert (size, sum_) == tuple(
        visitor.page.get_by_role("definition").nth(place).inner_text() for place in (1, 2)
    )


def test_open_a_question_in_the_editor_change_it_run_it_and_stop_a_long_one(visitor: Visitor) -> None:
    """The query behind a page can be read, changed and run, and what takes too long is stopped."""
    if not (VENDOR / "yasqe.min.js").is_file():
        browser.missing("The scripts of others are not installed: `make assets`")
    visitor.menu("Questions")
    visitor.click("link", "In which paragraphs of which edition is a norm worded, and what guidance exists?")
    visitor.click("link", "Open it in the editor")
    visitor.see("button", "Tidy up").wait_for()
    visitor.point("ORDER BY")
    visitor.press("Control+End")
    visitor.keys("\nLIMIT 2")
    visitor.click("button", "Run")
    answer = visitor.see("region", "Answer")
    answer.get_by_text("2 rows").wait_for()
    visitor.point("ORDER BY")
    visitor.press("Control+a")
    visitor.keys(ENDLESS, pasted=True)
    visitor.press("Control+Enter")
    visitor.click("button", "Stop")
    visitor.page.get_by_role("status").filter(has_text="Stopped, on the server too.").wait_for()
    assert not answer.inner_text()


@pytest.mark.parametrize(
    ("code", "direction", "language", "search", "cards", "copy"),
    [
        (
            *("fr", "ltr", "français", "Chercher", "Des cartes pour votre propre page"),
            "Copier le code avec le script",
        ),
        (*("ar", "rtl", "العربية", "البحث", "بطاقات لصفحتك"), "انسخ الشفرة مع البرنامج النصي"),
    ],
)
def test_read_norm_f_in_another_language_print_it_and_put_its_card_on_another_page(
    visitor: Visitor,
    site: str,
    chromium: "Browser",
    code: str,
    direction: str,
    language: str,
    search: str,
    cards: str,
    copy: str,
) -> None:
    """The language stays from page to page, paper has no menus, and the copied code works on another site."""
    visitor.click("link", language)
    visitor.type(search, "norm f")
    visitor.press("Enter")
    visitor.click("link", re.compile("^Do not damage critical infrastructure"))
    page = visitor.page.locator(f"html[lang={code}][dir={direction}]")
    page.get_by_role("heading", level=1, name=re.compile("Do not damage")).wait_for()
    visitor.page.emulate_media(media="print")
    assert not visitor.page.get_by_role("navigation").first.is_visible()
    visitor.page.emulate_media(media="screen")
    visitor.click("link", cards)
    visitor.click("button", copy)
    with (
        elsewhere.page_of(copied(visitor)) as other,
        browser.visiting(chromium, other, framed=site, locale=code) as page_elsewhere,
    ):
        page_elsewhere.goto("/")
        card = page_elsewhere.frame_locator("iframe")
        card.locator(f"html[lang={code}]").get_by_role("heading", name=re.compile("Do not damage")).wait_for()
        assert card.get_by_role("row").count() > 2

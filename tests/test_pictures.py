"""Pictures: what they show is what their tables say, they can be read by everyone, and labels stay text."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from font_source_sans_pro import font_files_ttf
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFont
from reportlab.pdfbase.ttfonts import TTFont

from acquis import config
from acquis.engine import Engine, NamedNode, canonical, parse
from acquis.errors import UnknownEntity
from acquis.naming import names
from acquis.pictures import catalogue, palette, raster, svg
from acquis.pictures.lanes import stacked
from acquis.pictures.model import Picture, Row
from acquis.releases import release
from acquis.web import create_app
from checkout import ROOT

SVG = "{http://www.w3.org/2000/svg}"
STAMP = "Acquis, release of tests, CC BY 4.0"
# Name and key of a picture, and the columns of its table that one mark of it says in words.
SHOWN = (
    ("timeline", "", (0, 3)),
    ("lineage", "c", (0, 1, 3)),
    ("lineage", "k", (0, 1, 3)),
    ("citations", "a-70-174", (1,)),
    ("citations", "a-res-76-19", (1,)),
    ("citations", "oewg-2021-report", (1,)),
    ("stances", "sovereignty", (0, 1, 2)),
    ("stances", "data-as-object", (0, 1, 2)),
    ("votes", "a-res-73-27", (0, 3)),
    ("votes", "a-res-60-45", (0, 3)),
    ("members", "", (0, 3)),
)
EMPTY = (
    ("timeline", "", "Nothing is recorded since 1998."),
    ("votes", "w", "No vote of single States on W is recorded; that says nothing about how it was adopted."),
    ("citations", "w", "No reference from or to W is recorded."),
    ("stances", "t", "No stance on T is recorded. That says nothing about any State."),
)
PREFIXES = """
@prefix acq: <https://w3id.org/acquis/def#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix id: <https://w3id.org/acquis/id/> .
@prefix state: <https://w3id.org/acquis/id/state/> .
@prefix work: <https://w3id.org/acquis/id/work/> .
@prefix topic: <https://w3id.org/acquis/id/topic/> .
"""
GRAPH = "https://w3id.org/acquis/graph/source/made"
HOSTILE = (
    "<script>alert(1)</script>",
    "</text></svg><img src=x onerror=alert(1)>",
    '" onload="alert(1)',
    "]]> &amp; --> <![CDATA[",
    '=HYPERLINK("http://evil.example")',
    "\u202egnp.exe\u0000\u0008",
    "\u0645\u0648\u0642\u0641 \u65e5\u672c",
    "x" * 3000,
)


@pytest.fixture(scope="module")
def shipped(shipped_releases: Path) -> Engine:
    """Return an engine over the shipped release, in memory."""
    return release.open_engine(release.current(shipped_releases), memory_quads=10**9)


def made(turtle: str) -> Engine:
    """Return an engine over *turtle*, which has our prefixes."""
    text = f"{PREFIXES}\n<{GRAPH}> {{ {turtle} }}"
    return Engine.from_quads(canonical(parse(text.encode(), "application/trig")))


@cache
def drawn(engine: Engine, name: str, key: str) -> tuple[Picture, ElementTree.Element]:
    """Return a picture, and its drawing as a tree."""
    found = catalogue.picture(engine, name, key, STAMP)
    return found, ElementTree.fromstring(svg.alone(found.svg))


def marks(tree: ElementTree.Element) -> list[str]:
    """Return what each mark says in words when a pointer rests on it."""
    return [str(title.text) for group in tree.iter(f"{SVG}g") for title in group.findall(f"{SVG}title")]


def words(tree: ElementTree.Element) -> Iterator[tuple[float, float, float, str, bool]]:
    """Yield where each text begins, its base line, its size, the text, and whether it is bold."""
    anchors = {child: parent for parent in tree.iter() for child in parent}
    for one in tree.iter(f"{SVG}text"):
        size = float(one.get("font-size", "12"))
        anchor = next((found for at in _up(one, anchors) if (found := at.get("text-anchor"))), "start")
        bold, text = one.get("font-weight") is not None, one.text or ""
        wide = real_width(text, size, bold)
        x = float(one.get("x", "0")) - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        yield x, float(one.get("y", "0")), size, text, bold


def _up(
    one: ElementTree.Element, parents: dict[ElementTree.Element, ElementTree.Element]
) -> Iterator[ElementTree.Element]:
    while True:
        yield one
        if one not in parents:
            return
        one = parents[one]


def real_width(text: str, size: float, bold: bool) -> float:
    """Return how wide *text* is in the font that is shipped, which the PNG is set in."""
    return _font("SourceSansProSemibold" if bold else "SourceSansPro").getlength(text) * size / 100


@cache
def _font(name: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font_files_ttf[name], 100)


def luminance(colour: str) -> float:
    """Return the relative luminance of *colour*. Source: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("name", "key", "columns"), SHOWN)
def test_the_picture_shows_each_row_of_its_table(
    shipped: Engine, name: str, key: str, columns: tuple[int, ...]
) -> None:
    """There is one mark for each row, and it says what the row says."""
    found, tree = drawn(shipped, name, key)
    told = marks(tree)
    assert len(told) == len(found.rows) > 0
    left = list(told)
    for row in found.rows:
        said = [row[place].text for place in columns]
        mark = next((one for one in left if all(text in one for text in said)), None)
        assert mark is not None, said
        left.remove(mark)


@pytest.mark.parametrize(("name", "key", "columns"), SHOWN)
def test_the_picture_can_be_read_in_words(
    shipped: Engine, name: str, key: str, columns: tuple[int, ...]
) -> None:
    """A picture is an image with a name and a description in whole sentences, which have its numbers."""
    found, tree = drawn(shipped, name, key)
    assert (tree.get("role"), tree.get("aria-label")) == ("img", f"{found.title}. {found.description}")
    assert [tree.findtext(f"{SVG}title"), tree.findtext(f"{SVG}desc")] == [found.title, found.description]
    assert re.fullmatch(r"[A-Z0-9].*\.", found.description)
    assert re.search(r"[0-9]", found.description)
    assert STAMP in {text for _, _, _, text, _ in words(tree)}
    assert all(len(row) == len(found.columns) for row in found.rows)
    assert any(cell.iri for row in found.rows for cell in row)
    assert found.questions


@pytest.mark.parametrize(("name", "key", "columns"), SHOWN)
def test_nothing_in_a_picture_needs_a_right(
    shipped: Engine, name: str, key: str, columns: tuple[int, ...]
) -> None:
    """There is no script, no style on an element, and nothing from elsewhere; each colour is one of ours."""
    found, tree = drawn(shipped, name, key)
    known = {one.light for one in palette.COLOURS.values()} | {"none"}
    for one in tree.iter():
        assert one.tag.removeprefix(SVG) in {"svg", "title", "desc", "style", "g", "rect", "text", "path"}
        assert not {name for name in one.attrib if name.startswith("on") or name in ("style", "href")}
        assert {one.get(name) for name in ("fill", "stroke")} <= known | {None}
    assert "<style" not in found.svg
    assert catalogue.picture(shipped, name, key, STAMP) == found


@pytest.mark.parametrize(("name", "key", "columns"), SHOWN)
def test_text_fits(shipped: Engine, name: str, key: str, columns: tuple[int, ...]) -> None:
    """Text in a box is no wider than the box, no text leaves the sheet, and no width is underestimated."""
    found, tree = drawn(shipped, name, key)
    wide, high = svg.size(found.svg)
    for x, y, size, text, bold in words(tree):
        assert real_width(text, size, bold) <= svg.width(text, size) * 1.02, text
        assert x >= 0
        assert y <= high
        assert x + real_width(text, size, bold) <= wide + 1, text
    for group in tree.iter(f"{SVG}g"):
        box = group.find(f"{SVG}rect")
        if box is None:
            continue
        left, top, across, down = (float(box.get(one, "0")) for one in ("x", "y", "width", "height"))
        for one in group.findall(f"{SVG}text"):
            x, y = float(one.get("x", "0")), float(one.get("y", "0"))
            inside = left <= x <= left + across and top <= y <= top + down
            size, bold = float(one.get("font-size", "12")), one.get("font-weight") is not None
            assert not inside or real_width(one.text or "", size, bold) <= across, one.text


def test_a_draft_is_never_drawn_as_adopted(shipped: Engine) -> None:
    """Each draft in a lineage or among citations has a broken line and the word; nothing else has both."""
    for name, key in (("lineage", "c"), ("citations", "a-70-174")):
        found, tree = drawn(shipped, name, key)
        column = found.columns.index("Kind" if name == "lineage" else "Status of the other text")
        drafts = sum(row[column].text == "draft" for row in found.rows)
        dashed = [
            group
            for group in tree.iter(f"{SVG}g")
            if (box := group.find(f"{SVG}rect")) is not None and box.get("stroke-dasharray")
        ]
        assert len(dashed) == drafts > 0
        for group in dashed:
            assert any("draft" in (one.text or "").lower() for one in group.findall(f"{SVG}text"))


def test_a_report_without_consensus_is_not_drawn_as_an_agreed_one(shipped: Engine) -> None:
    """Two expert groups agreed on nothing: they and the reports on them say so, and look unlike others."""
    found, tree = drawn(shipped, "timeline", "")
    apart = {
        row[3].text: row[4].text for row in found.rows if row[4].text.endswith("ended without consensus")
    }
    assert apart["A/60/202"] == apart["A/72/327"] == "the process ended without consensus"
    assert len(apart) == 4
    looks: dict[bool, set[str | None]] = {True: set(), False: set()}
    for group in tree.iter(f"{SVG}g"):
        name = next((str(one.text) for one in group.findall(f"{SVG}title")), "")
        box, label = group.find(f"{SVG}rect"), group.findtext(f"{SVG}text") or ""
        if box is not None and name.startswith("A/") and "/RES/" not in name:
            looks[name.partition(",")[0] in apart].add(box.get("fill"))
            assert label.endswith("(no consensus)") is (name.partition(",")[0] in apart)
    assert looks[True].isdisjoint(looks[False])
    assert "2 of the processes ended without consensus." in found.description


def test_totals_of_a_vote_are_those_on_record(shipped: Engine) -> None:
    """A/RES/73/27 was adopted by 119 to 46 with 14 abstentions; the rest has no vote, and no other word."""
    found = catalogue.picture(shipped, "votes", "a-res-73-27")
    votes = [row[3].text for row in found.rows]
    assert [votes.count(way) for way in ("in favour", "against", "abstained")] == [119, 46, 14]
    assert votes.count("no vote recorded") == len(votes) - 179 == 14
    assert any("119 in favour, 46 against, 14 abstaining" in note for note in found.notes)
    assert any("Yugoslavia" in note for note in found.notes)


def test_states_stand_by_group_and_name(shipped: Engine) -> None:
    """193 Member States stand in the five groups in order of their names; observers are told of in words."""
    found = catalogue.picture(shipped, "members")
    assert len(found.rows) == 193
    assert list(dict.fromkeys(row[2].text for row in found.rows)) == [
        *("African Group", "Asia-Pacific Group", "Eastern European Group"),
        *("Latin American and Caribbean Group", "Western European and Others Group"),
    ]
    assert [(row[2].text, row[0].text) for row in found.rows] == sorted(
        (row[2].text, row[0].text) for row in found.rows
    )
    assert "2 more without a regional group are not shown." in found.description
    # No document held here is no State without a position, wherever the picture is taken.
    assert "no document is held here" in found.svg
    assert "no position" not in found.svg.lower()


def test_what_is_left_out_is_said(shipped: Engine) -> None:
    """A side with more references than are drawn says how many more there are."""
    found = catalogue.picture(shipped, "citations", "a-res-76-19")
    assert len(found.rows) == 34
    assert found.description.endswith(
        "The newest 24 references of each side are shown; 17 more are left out."
    )


@pytest.mark.parametrize(
    ("name", "key", "asked"),
    [
        *(("timeline", "", 3), ("lineage", "c", 3), ("citations", "a-70-174", 0)),
        *(("stances", "sovereignty", 1), ("votes", "a-res-73-27", 0), ("members", "", 0)),
    ],
)
def test_a_fixed_number_of_queries(
    shipped: Engine, monkeypatch: pytest.MonkeyPatch, name: str, key: str, asked: int
) -> None:
    """However much a picture shows, it asks so many queries; references are read once for an engine."""
    catalogue.picture(shipped, name, key)
    queries: list[str] = []
    plain: Callable[..., object] = Engine.query

    def counted(self: Engine, text: str, **options: object) -> object:
        queries.append(text)
        return plain(self, text, **options)

    monkeypatch.setattr(Engine, "query", counted)
    catalogue.picture(shipped, name, key)
    assert len(queries) == asked


@pytest.mark.parametrize(("name", "key", "said"), EMPTY)
def test_nothing_recorded_is_said_in_words(name: str, key: str, said: str) -> None:
    """A picture of what is not recorded is no empty frame: it says that nothing is, and no more."""
    engine = made(
        'work:w a acq:Resolution ; skos:prefLabel "W"@en . topic:t a acq:LegalTopic ; skos:prefLabel "T"@en .'
    )
    found, tree = drawn(engine, name, key)
    assert (found.description, list(found.rows)) == (said, [])
    assert any(
        re.search("Nothing|No (vote|reference|stance)|nothing", text) for _, _, _, text, _ in words(tree)
    )


def test_no_state_is_said_in_words() -> None:
    """Without States the grid says that there are none."""
    found, tree = drawn(made("work:w a acq:Resolution ."), "members", "")
    assert list(found.rows) == []
    assert "No State with a regional group is recorded." in {text for _, _, _, text, _ in words(tree)}


class Outline(HTMLParser):
    """What a browser makes of a page: its elements, and the attributes that run something."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.running: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one element."""
        self.elements.add(tag)
        self.running += [name for name, _ in attrs if name.startswith("on") or name == "style"]


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_stays_text(label: str) -> None:
    """Whatever a label holds is shown as text, in the picture, in its table and on its page."""
    quoted = label.replace("\\", "\\\\").replace('"', '\\"').replace("\0", "\\u0000").replace("\b", "\\b")
    engine = made(
        f'state:XAA a acq:State ; acq:iso3 "XAA" ; skos:prefLabel "{quoted}"@en ; acq:regionalGroup id:g .'
        f' id:g skos:prefLabel "{quoted}"@en .'
        f' work:w a acq:Resolution ; acq:inFavour state:XAA ; skos:prefLabel "{quoted}"@en .'
    )
    for name, key in (("members", ""), ("votes", "w")):
        found, tree = drawn(engine, name, key)
        assert found.rows[0][0].text == label
        shown = re.sub("[\x00-\x08]", "\ufffd", label)
        assert any(shown in mark for mark in marks(tree))
        assert tree.find(f".//{SVG}script") is None
        client = create_app(config.load({}), engine).test_client()
        address = f"/pictures/{name}/{key}".rstrip("/")
        page = client.get(address, headers={"Accept": "text/html"}).get_data(as_text=True)
        seen = Outline()
        seen.feed(page)
        assert {"svg", "table"} <= seen.elements
        assert (seen.elements & {"script", "img", "iframe"}, seen.running) == (set(), [])
        assert png_size(client.get(f"{address}.png").data)[0] > 100
        table = client.get(f"{address}.csv").get_data(as_text=True)
        assert not re.search(r'(?m)^"?=', table)


@pytest.mark.parametrize(
    ("name", "key", "near"),
    [
        ("timelin", "", ["/pictures/timeline"]),
        ("stances", "soverignty", ["/pictures/stances/sovereignty"]),
        ("stances", "Status of sovereinty", ["/pictures/stances/sovereignty"]),
        ("votes", "a-res-73-72", ["/pictures/votes/a-res-73-27"]),
        ("lineage", "", []),
        ("lineage", "x" * 5000, []),
        ("members", "est", ["/pictures/members"]),
        ("votes", "a b<c>", []),
    ],
)
def test_what_is_not_there_names_what_comes_near(
    shipped: Engine, name: str, key: str, near: list[str]
) -> None:
    """An unknown picture or thing is refused in a sentence, with addresses that do lead somewhere."""
    with pytest.raises(UnknownEntity) as refused:
        catalogue.picture(shipped, name, key)
    assert len(str(refused.value)) < 400
    assert set(near) <= set(refused.value.near)
    assert bool(near) is bool(refused.value.near) or name == "votes"


def test_keys_are_found_in_any_case_and_by_issue(shipped: Engine) -> None:
    """A key in capitals is the same, and an issue whose annex is the text stands for the text."""
    assert catalogue.check(shipped, "lineage", "C") == "c"
    assert catalogue.check(shipped, "citations", "a-75-816") == "oewg-2021-report"


@pytest.mark.parametrize("fill", palette.FILLS)
def test_text_on_a_fill_has_contrast(fill: str) -> None:
    """Text on each fill has a contrast of at least 4.5, on light paper and on dark paper."""
    behind, text = palette.COLOURS[fill], palette.COLOURS[palette.FILLS[fill]]
    assert contrast(behind.light, text.light) >= 4.5
    assert contrast(behind.dark, text.dark) >= 4.5


@pytest.mark.parametrize("colour", ["ink", "soft"])
@pytest.mark.parametrize("paper", ["paper", "tint"])
def test_text_on_paper_has_contrast(colour: str, paper: str) -> None:
    """Text outside of fills has a contrast of at least 4.5, on light paper and on dark paper."""
    text, behind = palette.COLOURS[colour], palette.COLOURS[paper]
    assert min(contrast(text.light, behind.light), contrast(text.dark, behind.dark)) >= 4.5


def test_pages_and_files_have_the_same_colours() -> None:
    """What turns dark does so alike in the style sheet of the pages and in a picture that stands alone."""
    rule = re.compile(r"\.([fs]-\w+) ?\{ ?(?:fill|stroke): ?(#\w+);? ?\}")
    style = (ROOT / "server" / "acquis" / "web" / "static" / "pictures.css").read_text("utf-8")
    assert dict(rule.findall(style)) == dict(rule.findall(palette.rules()))
    site = (ROOT / "server" / "acquis" / "web" / "static" / "acquis.css").read_text("utf-8")
    for name in ("ink", "soft", "line", "paper", "tint"):
        known = palette.COLOURS[name]
        assert re.findall(rf"--{name}: (#\w+);", site)[:2] == [known.light, known.dark]


def png_size(data: bytes) -> tuple[int, int]:
    """Return width and height of the PNG *data*. Source: https://www.w3.org/TR/png-3/#11IHDR"""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def test_the_font_has_each_letter_of_the_names_that_are_drawn(shipped: Engine) -> None:
    """Every name in English, which pictures show, can be set in the font that is shipped."""
    known = TTFont("shipped", font_files_ttf["SourceSansPro"]).face.charToGlyph
    things = {one.subject for way in names.LABELS for one in shipped.triples(None, way)}
    labels = [names.label(shipped, one) for one in things if isinstance(one, NamedNode)]
    texts = [one.value for one in labels if one is not None]
    assert len(texts) > 5000
    assert [text for text in texts if any(ord(letter) not in known for letter in text)] == []


def test_a_png_is_as_wide_as_asked_and_has_its_text() -> None:
    """The same picture has the same bytes, its text is set in the shipped font, and others are not needed."""
    blank, written = (svg.sheet("T", "D", 300, 40, svg.text(0, 20, one)) for one in ("", "A/RES/70/237"))
    raster.png.cache_clear()
    first = raster.png(written, 600)
    raster.png.cache_clear()
    assert (raster.png(written, 600), png_size(first)[0]) == (first, 600)
    assert raster.png(blank, 600) != first


@pytest.mark.parametrize("width", [0, -1, raster.WIDEST + 1])
def test_a_png_has_a_width_that_can_be(width: int) -> None:
    """A picture of no pixels, or of too many, is refused."""
    with pytest.raises(ValueError, match="from 1 to"):
        raster.png(svg.sheet("T", "D", 10, 10), width)


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_drawn(title: str, label: str) -> None:
    """Every text makes a sheet that XML can carry, in one piece and of its size."""
    sheet = svg.sheet(title, label, 200, 100, svg.box(0, 0, 50, 20, svg.text(0, 9, label), said=title))
    tree = ElementTree.fromstring(svg.alone(sheet))
    assert len(list(tree.iter(f"{SVG}rect"))) == 2
    assert svg.size(sheet)[0] == 232


@settings(deadline=None)
@given(st.text(max_size=60), st.floats(min_value=20, max_value=400), st.integers(min_value=1, max_value=4))
def test_wrapped_text_is_as_narrow_as_asked(label: str, wide: float, most: int) -> None:
    """Lines are no wider and no more than asked for."""
    lines = svg.wrapped(label, wide, 12, most)
    assert len(lines) <= most
    assert all(svg.width(line) <= wide for line in lines)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 99), st.integers(1, 30)).map(lambda pair: (pair[0], sum(pair)))).map(
        sorted
    )
)
def test_marks_in_a_row_stand_apart(spans: list[tuple[int, int]]) -> None:
    """No two spans in one row touch."""
    rows = stacked(spans, 1)
    for place, (start, _) in enumerate(spans):
        before = [spans[other][1] for other in range(place) if rows[other] == rows[place]]
        assert all(end < start for end in before)


def cells(rows: list[list[dict[str, str]]]) -> list[list[str]]:
    """Return the texts of a table as JSON has it."""
    return [[cell["text"] for cell in row] for row in rows]


@pytest.fixture(scope="module")
def pages(shipped: Engine) -> FlaskClient:
    """Return a client of an application over the shipped graph."""
    return create_app(config.load({}), shipped).test_client()


@pytest.mark.parametrize(("name", "key", "columns"), SHOWN)
def test_every_form_has_the_same(pages: FlaskClient, name: str, key: str, columns: tuple[int, ...]) -> None:
    """Page, data and spreadsheet have the same rows; a second look costs nothing; no page is too heavy."""
    address = f"/pictures/{name}/{key}".rstrip("/")
    page = pages.get(address, headers={"Accept": "text/html"})
    data = pages.get(f"{address}.json").get_json()
    table = pages.get(f"{address}.csv").get_data(as_text=True)
    body = page.get_data(as_text=True)
    assert body.count("<tr>") == len(data["rows"]) + 1
    assert len(cells(data["rows"])) < len(table.splitlines()) or not data["rows"]
    assert len(page.data) <= 100_000
    assert "style=" not in body
    again = pages.get(address, headers={"Accept": "text/html", "If-None-Match": page.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for one in re.findall(r'href="(/api/queries/[^"]+)"', body):
        assert pages.get(one.replace("&amp;", "&")).status_code == 200
    width = round(svg.size(pages.get(f"{address}.svg").get_data(as_text=True))[0]) * 2
    assert png_size(pages.get(f"{address}.png").data)[0] == min(width, raster.WIDEST)


def test_rows_are_values(shipped: Engine) -> None:
    """What a table links to is described in the graph."""
    rows: list[Row] = [row for name, key, _ in SHOWN for row in catalogue.picture(shipped, name, key).rows]
    from acquis import describe

    linked = {cell.iri for row in rows for cell in row if cell.iri}
    assert len(linked) > 300
    assert [iri for iri in sorted(linked)[::7] if not describe.recorded(shipped, iri)] == []

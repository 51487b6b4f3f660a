"""Comparing States: each case of tests/cases/comparing, what a cell may say, exports, and a large matrix."""

import csv
import html
import io
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from acquis import config
from acquis.comparing import beside, votes
from acquis.comparing.changes import changes
from acquis.comparing.matrix import Matrix, matrix
from acquis.comparing.reading import record
from acquis.comparing.view import read
from acquis.engine import Engine, Literal, NamedNode, Quad, Triple, parse
from acquis.errors import InvalidParameter
from acquis.library import queries, tables
from acquis.releases import release
from acquis.vocab import ACQ, ID, PREFIXES, SOURCE, VOC
from acquis.web import create_app

FOLDER = Path(__file__).parent / "cases" / "comparing"
CASES = [
    pytest.param(case, id=case["name"])
    for case in tomllib.loads((FOLDER / "matrix.toml").read_text(encoding="utf-8"))["case"]
]
HTML = {"Accept": "text/html"}
STATES, TOPICS, VALUES = 193, 41, 3


@pytest.fixture(scope="module")
def small() -> Engine:
    """Return an engine over fictional States that meet every kind of cell."""
    return Engine.from_quads(parse((FOLDER / "small.trig").read_bytes(), "application/trig"))


@pytest.fixture(scope="module")
def site(small: Engine) -> FlaskClient:
    """Return a client of the application over the small graph."""
    return create_app(config.load({}), small).test_client()


def shown(engine: Engine, field: str, **given: list[str]) -> Matrix:
    """Return the matrix of *field* in *engine* that the parameters *given* ask for."""
    found = record(engine)
    return matrix(found, read(found, field, given))


@pytest.mark.parametrize("case", CASES)
def test_a_view_has_the_right_cells(small: Engine, case: dict[str, Any]) -> None:
    """Rows and their order, and the mark of each cell, are those of the case."""
    found = shown(small, case["field"], **case.get("given", {}))
    marks = {row.actor.code: " ".join(cell.mark for cell in row.cells) for row in found.rows}
    assert list(marks.items()) == list(case["rows"].items())
    for code, names in case.get("kinds", {}).items():
        (row,) = (row for row in found.rows if row.actor.code == code)
        assert "|".join(cell.kind.name for cell in row.cells) == names


@pytest.mark.parametrize(
    ("given", "name", "near"),
    [
        ({"state": ["Alfaland"]}, "state", ("XAA",)),
        ({"state": ["XAB"]}, "state", ("XBA", "XAA")),
        ({"state": ["<script>alert(1)</script>"]}, "state", ()),
        ({"state": ["\r\nSet-Cookie: a=b"]}, "state", ()),
        ({"state": ["x" * 10_000]}, "state", ()),
        ({"topic": ["soverainty"]}, "topic", ("sovereignty",)),
        ({"region": ["african"]}, "region", ("african-group",)),
        ({"region": ["african-group", "asia-pacific-group"]}, "region", ()),
        ({"group": ["XGG"]}, "group", ("XG",)),
        ({"with": ["sovereignty/rul"]}, "with", ("sovereignty/rule",)),
        ({"with": ["sovereignty/not-addressed"]}, "with", ()),
        ({"with": ["Betalant"]}, "with", ("XBA",)),
        ({"with": ["XAA"] * 21}, "with", ()),
        ({"basis": ["primry"]}, "basis", ("primary",)),
        ({"from": ["20"]}, "from", ()),
        ({"to": ["٢٠٢٠"]}, "to", ()),
        ({"from": ["2022"], "to": ["2020"]}, "from", ()),
        ({"spoke": ["maybe"]}, "spoke", ()),
        ({"sort": ["regions"]}, "sort", ("region",)),
    ],
    ids=lambda one: str(one)[:40],
)
def test_what_cannot_be_is_refused(
    small: Engine, given: dict[str, list[str]], name: str, near: tuple[str, ...]
) -> None:
    """The refusal names the parameter, says what to give, and which values come near."""
    with pytest.raises(InvalidParameter) as caught:
        shown(small, "topics", **given)
    assert caught.value.name == name
    assert set(near) <= set(caught.value.near)
    assert "give" in str(caught.value) or "did you mean" in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("case", CASES)
def test_the_parameters_of_a_view_ask_for_it_again(small: Engine, case: dict[str, Any]) -> None:
    """A link made of a view leads to the same view."""
    found = record(small)
    view = read(found, case["field"], case.get("given", {}))
    again: dict[str, list[str]] = {}
    for name, text in view.parameters():
        again.setdefault(name, []).append(text)
    assert read(found, case["field"], again) == view


def test_side_by_side_says_who_differs(small: Engine) -> None:
    """Two who agree, two who differ, a contested line, and the topics on which nobody speaks."""
    found = record(small)

    def verdicts(*codes: str) -> dict[str, str]:
        actors = [found.actors[code] for code in codes]
        view = read(found, "topics", {})
        return {
            one.column.code: one.verdict for one in beside.lines(small, found.fields["topics"], view, actors)
        }

    assert verdicts("XBA", "XEA") == {"due-diligence": beside.ONE, "sovereignty": beside.DIFFERENT}
    assert verdicts("XBA", "XG") == {"due-diligence": beside.OPEN, "sovereignty": beside.ONE}
    assert verdicts("XAA", "XBA")["sovereignty"] == beside.OPEN
    assert verdicts("XCA", "XDA") == {}
    view = read(found, "topics", {"to": ["2019"]})
    (line,) = beside.lines(small, found.fields["topics"], view, [found.actors["XAA"], found.actors["XCA"]])
    assert [one.locator for one in line.said[0][0].pinpoints] == ["p. 2"]
    assert [one.name for one in line.blanks] == ["left out by the filters", "no document held"]


def test_a_change_is_from_one_date_to_a_later_one(small: Engine) -> None:
    """What a submission replaced counts as earlier; a year is neither before nor after a day in it."""
    found = record(small)
    said = [
        (one.actor.code, one.before[0].document.date, one.after[0].document.date)
        for one in changes(found, read(found, "topics", {}))
    ]
    assert said == [("XAA", "2019-05-02", "2021"), ("XEA", "2023-01-10", "2024-01-10")]
    assert changes(found, read(found, "topics", {"region": ["african-group"], "to": ["2020"]})) == []
    norms = read(found, "norms", {})
    assert changes(found, norms) == []


def test_votes_count_where_both_are_recorded(small: Engine) -> None:
    """A missing vote counts for nothing."""
    actors = [record(small).actors[code] for code in ("XAA", "XBA", "XEA")]
    pairs = votes.pairs(small, actors)
    assert [(one.one.code, one.other.code, one.shared, one.same) for one in pairs] == [
        ("XAA", "XBA", 2, 1),
        ("XAA", "XEA", 1, 0),
        ("XBA", "XEA", 1, 0),
    ]


def test_the_shipped_matrix_is_that_of_the_library(shipped_releases: Path) -> None:
    """Every stance of the question state-topic-matrix stands in its cell, and no other."""
    engine = release.open_engine(release.current(shipped_releases), memory_quads=1_000_000)
    body = engine.query(queries.find("state-topic-matrix").query).serialise(tables.JSON)
    asked = {
        tuple(row[name]["value"] for name in ("stance", "issuer", "topic", "value"))
        for row in tables.read(body).rows
    }
    found = record(engine)
    cells = {
        (claim.iri, row.actor.name.iri, column.label.iri, f"{VOC}stance/{column.code}/{claim.value}")
        for row in shown(engine, "topics").rows
        for column, cell in zip(found.fields["topics"].columns.values(), row.cells, strict=True)
        for claim in cell.claims
    }
    assert cells == asked
    assert len(cells) > 600


def test_a_page_works_without_colour_and_script(site: FlaskClient) -> None:
    """Each cell has a mark, marks lead to what is recorded, rows and columns have heads."""
    page = site.get("/compare/topics?with=XBA", headers={"Accept": "text/html"}).text
    assert "<a href=XEA#2>" in page.replace('"', "")
    assert "≠ Principle" in page
    assert page.count("<th scope=row>") == 7
    assert "no document held" in page
    assert "Where the one compared with gives several" in page
    assert "What a group says is not what its members say" in page
    one = site.get("/compare/XEA", headers={"Accept": "text/html"}).text
    assert '<tr id="2"' in one
    assert 'href="/doc/stance/xea-2024/sovereignty"' in one
    assert "xea-2023" not in one


def test_a_citation_of_a_view_names_its_release(application: Callable[..., Flask], releases: Path) -> None:
    """The permanent link has the release and the filters, and links of a pinned page keep the release."""
    client = application(releases).test_client()
    page = client.get("/compare/topics?spoke=1&release=tiny", headers={"Accept": "text/html"}).text
    assert "release tiny: What States and groups say on topics of international law." in page
    assert "/compare/topics?spoke=1&amp;release=tiny" in page
    assert 'href="EST?release=tiny"' in client.get("/compare/norms?release=tiny", headers=HTML).text


@pytest.mark.parametrize(
    ("suffix", "media_type", "start"),
    [
        ("csv", "text/csv; charset=utf-8", b"\xef\xbb\xbfcode,name,regional group,"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("json", "application/json", b'{\n "title"'),
        ("svg", "image/svg+xml", b"<svg "),
        ("png", "image/png", b"\x89PNG"),
    ],
)
def test_a_view_is_exported(site: FlaskClient, suffix: str, media_type: str, start: bytes) -> None:
    """Each form has its type and the same bytes each time, by suffix and by Accept alike."""
    first = site.get(f"/compare/topics.{suffix}?with=XBA")
    assert first.content_type.partition(";")[0] == media_type.partition(";")[0]
    assert first.data.startswith(start)
    assert site.get(f"/compare/topics.{suffix}?with=XBA").data[:5000] == first.data[:5000]
    assert (
        site.get("/compare/topics?with=XBA", headers={"Accept": media_type}).content_type
        == first.content_type
    )
    again = site.get(f"/compare/topics.{suffix}?with=XBA", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert ("attachment" in first.headers.get("Content-Disposition", "")) is (suffix in ("csv", "xlsx"))


def test_tables_say_what_their_cells_mean(site: FlaskClient) -> None:
    """CSV has words in each cell; XLSX and JSON say what it is about, with release and filters."""
    rows = list(
        csv.DictReader(io.StringIO(site.get("/compare/topics.csv?with=XBA").text.removeprefix("\ufeff")))
    )
    sovereignty = {row["code"]: row["topic sovereignty: Sovereignty"] for row in rows}
    assert sovereignty == {
        "XAA": "several, or contested: Principle; Rule",
        "XBA": "agrees: Rule",
        "XCA": "no document held",
        "XDA": "nothing on this",
        "XEA": "differs: Principle",
        "XG": "nothing on this: Not addressed",
    }
    assert {row["release"] for row in rows} == {site.get("/health").headers["Acquis-Release"]}
    book = openpyxl.load_workbook(io.BytesIO(site.get("/compare/topics.xlsx?region=african-group").data))
    about = {line[0]: line[1] for line in book["About"].iter_rows(values_only=True)}
    assert about["Regional group"] == "African Group"
    assert book["Answer"].max_row == 3
    body = json.loads(site.get("/compare/norms.json?norm=c").text)
    cells = {row["code"]: row["cells"][0] for row in body["rows"]}
    assert cells["XCA"] == {"kind": "no document held"}
    assert [one["value"] for one in cells["XBA"]["claims"]] == ["supports", "cites"]
    assert cells["XEA"]["claims"][0]["document"] == ID + "submission/two"


def test_a_drawing_can_be_read_by_machines(site: FlaskClient) -> None:
    """The SVG is well formed, has a title and a description, and no style or script in it."""
    text = site.get("/compare/topics.svg?with=XBA").text
    tree = ElementTree.fromstring(text)
    assert [one.tag.rpartition("}")[2] for one in tree][:2] == ["title", "desc"]
    assert {one.tag.rpartition("}")[2] for one in tree.iter()} == {
        "svg",
        "title",
        "desc",
        "path",
        "g",
        "text",
    }
    words = [one.text for one in tree.iter() if one.tag.endswith("text")]
    assert "≠A" in words
    assert any("release=" in (one or "") for one in words)
    image = Image.open(io.BytesIO(site.get("/compare/topics.png?with=XBA").data))
    assert image.size == tuple(2 * int(tree.attrib[name]) for name in ("width", "height"))
    assert len(image.convert("RGB").getcolors(1_000_000) or ()) > 50


HOSTILE = "=cmd|'/C calc'!A0\"><script>alert(1)</script>\x07"


@pytest.fixture(scope="module")
def hostile(small: Engine) -> FlaskClient:
    """Return a client over the small graph with names that try to be markup, formulas and addresses."""
    changed = {"Alphaland": HOSTILE, "Sovereignty": HOSTILE, "Rule": HOSTILE, "Two readers differ.": HOSTILE}
    quads = [
        Quad(one.subject, one.predicate, Literal(changed[one.object.value], language="en"), one.graph_name)
        if isinstance(one.object, Literal) and one.object.value in changed
        else one
        for one in parse((FOLDER / "small.trig").read_bytes(), "application/trig")
    ]
    script = NamedNode(ID + "state/javascript:alert(1)")
    graph = NamedNode(SOURCE + "actors")
    quads += [
        Quad(script, NamedNode(PREFIXES["rdf"] + "type"), NamedNode(ACQ + "State"), graph),
        Quad(script, NamedNode(PREFIXES["skos"] + "prefLabel"), Literal("اسم", language="ar"), graph),
    ]
    return create_app(config.load({}), Engine.from_quads(quads)).test_client()


@pytest.mark.parametrize(
    "path",
    [
        "/compare",
        "/compare/topics",
        "/compare/topics?with=XBA&state=XAA",
        "/compare/norms",
        "/compare/states?state=XAA&state=XBA",
        "/compare/changes",
        "/compare/XBA",
    ],
)
def test_hostile_names_stay_text(hostile: FlaskClient, path: str) -> None:
    """No name becomes markup or an address that runs, and one in another language says so."""
    page = hostile.get(path, headers=HTML)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert not re.search("""href=["']?javascript:""", page.text)
    if path == "/compare/topics":
        assert '<a href=javascript%3Aalert%281%29 lang="ar" dir="auto">اسم</a>' in page.text


def test_hostile_names_are_no_formulas(hostile: FlaskClient) -> None:
    """In CSV and XLSX no cell begins as a formula, and the drawing stays well formed."""
    text = hostile.get("/compare/topics.csv").text.removeprefix("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))] == []
    book = openpyxl.load_workbook(io.BytesIO(hostile.get("/compare/topics.xlsx").data))
    assert {cell.data_type for row in book["Answer"].iter_rows() for cell in row} <= {"s", "n"}
    assert ElementTree.fromstring(hostile.get("/compare/topics.svg").text).tag.endswith("svg")
    assert hostile.get("/compare/topics.png").data.startswith(b"\x89PNG")


class Counted(Engine):
    """An engine that counts the passes over it: look-ups that name no subject."""

    passes = 0
    others = 0

    def triples(self, subject: Any = None, *rest: Any, **named: Any) -> Iterator[Triple]:
        """Count one look-up, and answer it."""
        if subject is None:
            self.passes += 1
        else:
            self.others += 1
        return super().triples(subject, *rest, **named)


def full() -> Iterator[Quad]:
    """Yield a graph in which each of 193 States has a stance on each of 41 topics, with what goes with it."""
    graph, kind = NamedNode(SOURCE + "full"), NamedNode(PREFIXES["rdf"] + "type")
    label = NamedNode(PREFIXES["skos"] + "prefLabel")

    def said(one: NamedNode, name: str, *values: NamedNode | Literal) -> Iterator[Quad]:
        yield from (Quad(one, NamedNode(ACQ + name), value, graph) for value in values)

    def named(one: NamedNode, of: str, text: str) -> Iterator[Quad]:
        yield Quad(one, kind, NamedNode(ACQ + of), graph)
        yield Quad(one, label, Literal(text, language="en"), graph)

    topics = [NamedNode(f"{ID}topic/question-of-law-{number:02}") for number in range(TOPICS)]
    for number, topic in enumerate(topics):
        yield from named(topic, "LegalTopic", f"Question of law {number}")
        values = [NamedNode(f"{VOC}stance/question-of-law-{number:02}/{one}") for one in range(VALUES)]
        yield from said(topic, "allowsStance", *values)
    for number in range(STATES):
        code = f"X{chr(65 + number // 26)}{chr(65 + number % 26)}"
        state, paper = NamedNode(f"{ID}state/{code}"), NamedNode(f"{ID}position/{code}-2026")
        yield from named(state, "State", f"State of the name {number}")
        yield from named(paper, "NationalPosition", f"State of the name {number}, 2026")
        yield from said(paper, "issuer", state)
        yield from said(paper, "date", Literal("2026-01-01"))
        for place, topic in enumerate(topics):
            stance = NamedNode(f"{ID}stance/{code}-2026/question-of-law-{place:02}")
            value = NamedNode(f"{VOC}stance/question-of-law-{place:02}/{(number + place) % VALUES}")
            yield Quad(stance, kind, NamedNode(ACQ + "Stance"), graph)
            yield from said(stance, "issuer", state)
            yield from said(stance, "onTopic", topic)
            yield from said(stance, "inPosition", paper)
            yield from said(stance, "stanceValue", value)
            yield from said(stance, "basis", NamedNode(VOC + "basis/primary"))
            yield from said(stance, "confidence", NamedNode(VOC + "confidence/high"))
            yield from said(stance, "checked", NamedNode(VOC + "checked/page"))


def test_a_full_matrix_takes_no_more_passes_and_stays_small() -> None:
    """193 States by 41 topics, a stance in each cell: as many passes as over a small graph, then none."""
    engines = [
        Counted.from_quads(parse((FOLDER / "small.trig").read_bytes(), "application/trig")),
        Counted.from_quads(full()),
    ]
    passes = []
    for engine in engines:
        assert isinstance(engine, Counted)
        client = create_app(config.load({}), engine).test_client()
        client.get("/compare/topics", headers=HTML)
        passes.append(engine.passes)
        engine.passes = engine.others = 0
        page = client.get("/compare/topics?sort=spoke", headers=HTML)
        assert (engine.passes, engine.others) == (0, 0)
    assert passes[0] == passes[1]
    assert page.text.count("<td><a href=") == STATES * TOPICS
    assert len(page.data) <= 300_000


def test_pages_about_a_few_stay_small(shipped_releases: Path) -> None:
    """The six States of which most is recorded fit on a page of 100 kB, as do all changes."""
    engine = release.open_engine(release.current(shipped_releases), memory_quads=1_000_000)
    client = create_app(config.load({}), engine).test_client()
    most = [row.actor.code for row in shown(engine, "topics", sort=["spoke"]).rows[:6]]
    query = "&".join(f"state={code}" for code in most)
    for path in (f"/compare/states?{query}", "/compare", "/compare/changes", f"/compare/{most[0]}"):
        page = client.get(path, headers=HTML)
        assert page.status_code == 200
        assert len(page.data) <= 100_000, path
    assert len(client.get("/compare/topics", headers=HTML).data) <= 100_000


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("", 200, "Compare States"),
        ("state=", 200, "Compare States"),
        ("state=Alfaland&state=XBA", 400, "did you mean XAA (Alphaland)"),
        ("state=Alfaland&state=XBA", 400, 'value="Alfaland"'),
        ("&".join(["state=XAA"] * 500), 400, "500 are too many"),
        ("state=xaa&state=xaa", 200, "Alphaland"),
        ("state=XAA&state=XEA&differ=1", 200, "They differ on none"),
        ("state=XBA&state=XEA&differ=1", 200, "≠ differs"),
    ],
)
def test_states_are_named_in_a_form(site: FlaskClient, query: str, status: int, said: str) -> None:
    """A wrong name brings the form back as it was filled in, with what comes near; programs get a problem."""
    page = site.get(f"/compare/states?{query}", headers=HTML)
    assert page.status_code == status
    assert said in html.unescape(page.text)
    if status == 400:
        problem = site.get(f"/compare/states?{query}")
        assert (problem.status_code, problem.json and problem.json["name"]) == (400, "state")

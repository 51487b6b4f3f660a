"""The pages that explain: figures are those of questions, words have definitions, links lead somewhere."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

from acquis import config
from acquis.coverage import dictionary, quality
from acquis.engine import Engine
from acquis.library import queries
from acquis.releases import release
from acquis.vocab import ACQ
from acquis.web import create_app

PAGES = (
    *("/about", "/about/coverage", "/about/data", "/about/data/links", "/about/data/values"),
    *("/about/data/annotations", "/about/how-to/scholars", "/about/how-to/policy", "/about/how-to/portals"),
    "/embed",
)
MOST = 100_000


@pytest.fixture(scope="module")
def graph(shipped_releases: Path) -> Engine:
    """Return an engine over the shipped data."""
    return release.open_engine(release.current(shipped_releases), memory_quads=1_000_000)


@pytest.fixture(scope="module")
def shipped(graph: Engine, shipped_releases: Path) -> Iterator[FlaskClient]:
    """Return a client of an application over the shipped data."""
    app = create_app(config.load({"ACQUIS_RELEASES_DIR": str(shipped_releases)}), graph)
    yield app.test_client()
    app.extensions["acquis"].close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_light_and_in_order(shipped: FlaskClient, path: str) -> None:
    """It has one h1, no heading that skips a level, a caption in each table, and weighs at most 100 kB."""
    response = shipped.get(path)
    assert response.status_code == 200, response.text
    assert len(response.data) <= MOST
    levels = [int(one) for one in re.findall(r"<h([1-6])", response.text)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert response.text.count("<table") == response.text.count("<caption")


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_ours_leads_somewhere(shipped: FlaskClient, graph: Engine, path: str) -> None:
    """Pages that explain name no page that is not there, and give no question values that it refuses."""
    text = shipped.get(path).text
    own = sorted({unescape(one) for one in re.findall(r'href="(/[^"]*)"', text)})
    questions = [urlsplit(one) for one in own if one.startswith("/api/queries/")]
    for one in questions:
        name = one.path.removeprefix("/api/queries/").partition(".")[0]
        given = {key: value for key, value in parse_qsl(one.query) if key not in queries.RESERVED}
        assert queries.find(name).bind(graph, given) is not None
    # The words of the data lead to hundreds of pages of one kind, which the crawl of all data asks for.
    left_out = ("/api/queries/", "/def/", "/doc/", "/static/", "/voc/")
    for address in [one for one in own if not one.startswith(left_out)]:
        response = shipped.get(address, headers={"Accept": "text/html"}, buffered=True)
        assert response.status_code in (200, 302, 303), address


@pytest.mark.parametrize("path", ["/about/data/none", "/about/how-to/lawyers", "/about/how-to/<script>"])
def test_a_page_that_is_not_there_names_those_that_are(shipped: FlaskClient, path: str) -> None:
    """An unknown kind of word or of reader is refused with the known ones."""
    response = shipped.get(path, headers={"Accept": "text/plain"})
    assert response.status_code == 404
    assert re.search("classes, links, values|scholars, policy, portals", response.text)


def _answer(client: FlaskClient, name: str) -> list[dict[str, str]]:
    text = client.get(f"/api/queries/{name}.csv").text
    return list(csv.DictReader(io.StringIO(text)))


def test_the_table_of_checks_adds_up(shipped: FlaskClient, graph: Engine) -> None:
    """Each cell is a row of its question or 0, from the strongest way to the weakest, with the sums below."""
    found = quality.read(graph).checked
    ways = [way.text for way, _ in found.ways]
    assert ways == [way for way in ("official", "text", "page", "known") if way in ways]
    assert all(meaning is not None for _, meaning in found.ways)
    cells = {
        (kind.iri, way): count
        for kind, counts in found.rows
        for way, count in zip(ways, counts, strict=True)
        if count
    }
    answer = _answer(shipped, "checked-counts")
    assert cells == {(row["class"], row["checked"]): int(row["records"]) for row in answer}
    totals = Counter(dict.fromkeys(ways, 0))
    for row in answer:
        totals[row["checked"]] += int(row["records"])
    assert dict(zip(ways, found.totals, strict=True)) == totals


def test_regions_count_each_state_once(shipped: FlaskClient, graph: Engine) -> None:
    """The regional groups hold all States, and those without a position are those of the question."""
    regions = quality.read(graph).regions
    assert sum(one.states for one in regions) == len(_answer(shipped, "states"))
    without = _answer(shipped, "states-without-position")
    assert sum(one.without for one in regions) == len(without)
    issuers = {row["issuer"] for row in _answer(shipped, "positions")}
    assert issuers & {row["state"] for row in without} == set()


@pytest.mark.parametrize("name", quality.LISTS)
def test_a_list_says_how_long_it_is_and_leads_to_all_of_it(
    shipped: FlaskClient, graph: Engine, name: str
) -> None:
    """A list that is cut says so, and each one names its question."""
    found = quality.read(graph).lists[name]
    assert found.total == len(_answer(shipped, name))
    assert len(found.rows) == min(found.total, quality.LISTS[name])
    page = shipped.get("/about/coverage").text
    assert f'href="/api/queries/{name}"' in page
    if found.total > len(found.rows):
        assert f"{len(found.rows)} of {found.total:,} rows." in page


def test_contested_stances_keep_their_notes_on_the_page(shipped: FlaskClient, graph: Engine) -> None:
    """Every row of that list that has a note shows it."""
    found = quality.read(graph).lists["contested-stances"]
    place = found.headings.index("Note")
    notes = [row[place].text for row in found.rows if row[place] is not None]  # type: ignore[union-attr]
    page = unescape(shipped.get("/about/coverage").text)
    assert notes
    assert [note for note in notes if note not in page] == []


def test_the_dictionary_has_every_word_once(graph: Engine) -> None:
    """Each class and property of ours has one entry with a definition, a kind and a number of uses."""
    found = dictionary.words(graph)
    answer = queries.ask(graph, "terms", {}).rows()
    assert sorted(one.value.iri for one in found) == sorted({str(row[-1].value) for row in answer})  # type: ignore[union-attr]
    assert {one.kind for one in found} == set(dictionary.KINDS)
    assert all(one.definition.text and one.value.iri == ACQ + one.name for one in found)
    by_name = {one.name: one for one in found}
    assert by_name["Norm"].uses == sum(1 for _ in graph.query("SELECT ?n { ?n a acq:Norm }").rows())
    assert by_name["letter"].uses == sum(1 for _ in graph.query("SELECT ?n { ?n acq:letter ?l }").rows())
    assert by_name["partOf"].is_computed
    assert not by_name["standsIn"].is_computed
    assert [one.text for one in by_name["hasCitation"].range] == ["citation"]


@pytest.mark.parametrize("name", ["Norm", "letter", "hasCitation", "stanceValue"])
def test_the_question_of_a_word_asks_with_it(name: str) -> None:
    """An example really uses the word, and is the first in the order of the library that does."""
    found = dictionary.example(name)
    assert found is not None
    uses = [one for one in queries.library().values() if re.search(rf"\bacq:{name}\b", one.query)]
    assert found == uses[0]


def test_a_word_that_no_question_asks_with_has_none() -> None:
    """A name that stands in no query has no example."""
    assert dictionary.example("NoSuchWord") is None


def test_figures_are_read_once(graph: Engine) -> None:
    """However often the pages are asked for, a release is read once for each."""
    assert quality.read(graph) is quality.read(graph)
    assert dictionary.words(graph) is dictionary.words(graph)


# Links that need no release: files, feeds, and what is asked of another one.
OF_NONE = re.compile(r"/(static|feed|api/openapi|context|dumps|releases/|embed/)|\.(ttl|jsonld|json|csv)\b")


def links(text: str) -> list[str]:
    """Return where the links of a page lead within this site."""
    return [unescape(one) for one in re.findall(r'<a [^>]*?href="(/[^"]*)"', text)]


@pytest.mark.parametrize(
    "path", ["/", "/about", "/about/data", "/about/how-to/policy", "/def", "/api/queries"]
)
def test_a_pinned_page_leads_to_pages_of_its_release(releases: Path, path: str) -> None:
    """Head, foot and content stay in the release that was asked for, but in one that is not there."""
    app = create_app(config.load({"ACQUIS_RELEASES_DIR": str(releases)}))
    try:
        client = app.test_client()
        page, lost = (
            client.get(f"{path}?release={one}&lang=fr", headers={"Accept": "text/html"}).text
            for one in ("tiny", "none")
        )
    finally:
        app.extensions["acquis"].close()
    # The way to the current release, and to another language, is this address itself.
    ours, others = ([one for one in links(text) if one.partition("?")[0] != path] for text in (page, lost))
    assert len(ours) > 10
    assert [one for one in ours if "release=tiny" not in one and not OF_NONE.search(one)] == []
    assert [one for one in others if "release=" in one] == []
    assert others

"""Searching a release: what is found first, in any spelling and language; hostile input; growth; pages."""

import json
import re
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from acquis import publishing, search
from acquis.engine import Engine, Literal, NamedNode, Quad
from acquis.errors import InvalidParameter, QueryTimeout, ReleaseError
from acquis.library import queries
from acquis.naming import names
from acquis.releases import release
from acquis.search import Hits, Index, finding, writing
from acquis.search.words import phrases
from acquis.vocab import ACQ, BASE, GRAPH, ID, PREFIXES
from conftest import make_release, tiny_quads
from test_publishing import example

FOLDER = Path(__file__).parent / "cases" / "search"
CASES = [
    pytest.param(case, id=f"{name}: {case['name']}")
    for name in ("names", "words")
    for case in tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))["case"]
]
KEYS = {*("name", "q", "kind", "first", "exact", "contains", "kinds", "none", "near", "has_all", "status")}
HOSTILE = tomllib.loads((FOLDER / "hostile.toml").read_text("utf-8"))["texts"]
TITLE = NamedNode(PREFIXES["dcterms"] + "title")
LABEL = NamedNode(PREFIXES["skos"] + "prefLabel")


@pytest.fixture(scope="module")
def shipped(shipped_releases: Path) -> Path:
    """Return the folder of the release of the shipped sources."""
    return (shipped_releases / "current").resolve()


@pytest.fixture(scope="module")
def index(shipped: Path) -> Index:
    """Return the index of the shipped sources."""
    return opened(shipped)


@pytest.fixture(scope="module")
def graph(shipped: Path) -> Engine:
    """Return the graph of the shipped sources."""
    return release.open_engine(release.read(shipped), memory_quads=10**9)


def iris(found: Hits) -> list[str]:
    """Return what was found, without our base."""
    return [one.iri.removeprefix(BASE) for one in found.hits]


@pytest.mark.parametrize("case", CASES)
def test_a_search_finds(index: Index, case: dict[str, Any]) -> None:
    """The first hits, those that have to be among them, and what is said of all are those of the case."""
    assert case.keys() <= KEYS
    found = index.find(case["q"], case.get("kind", ""))
    first = case.get("first", [])
    assert iris(found)[: len(first)] == first
    assert set(case.get("contains", ())) <= set(iris(found))
    assert sum(one.is_exact for one in found.hits) == case.get(
        "exact", sum(one.is_exact for one in found.hits)
    )
    assert {one.kind for one in found.hits} <= set(case.get("kinds", search.KINDS))
    assert (found.total == 0) is case.get("none", False)
    assert found.has_all is case.get("has_all", found.has_all)
    assert set(case.get("near", ())) <= set(found.near)
    assert bool(found.near) is bool(case.get("near", found.near))
    assert [one.status for one in found.hits[:1]] == [
        case.get("status", one.status) for one in found.hits[:1]
    ]


def test_every_document_symbol_leads_to_what_carries_it(index: Index, graph: Engine) -> None:
    """Each symbol in the graph, as printed, finds an edition with it among what is called exactly so."""
    symbol = NamedNode(ACQ + "symbol")
    for printed in names.symbols(graph):
        carried = {triple.subject for triple in graph.triples(None, symbol, Literal(printed))}
        exact = {NamedNode(one.iri) for one in index.find(printed).hits if one.is_exact}
        assert carried & exact, printed


def test_every_title_leads_to_what_has_it(index: Index, graph: Engine) -> None:
    """The first words of each title of a resolution, in six languages, find it, alone or among its like."""
    languages = set()
    for triple in graph.triples(None, TITLE):
        work, title = triple.subject, triple.object
        if not (
            isinstance(work, NamedNode)
            and isinstance(title, Literal)
            and work.value.startswith(f"{ID}work/a-res-7")
        ):
            continue
        languages.add(title.language)
        found = index.find(" ".join(title.value.split()[:8])[: search.LONGEST], "document", size=500)
        assert work.value in {one.iri for one in found.hits}, title.value
    assert languages == {"ar", "en", "es", "fr", "ru", "zh"}


def test_everything_named_is_found_by_its_name(index: Index, graph: Engine) -> None:
    """Each English label of a thing, typed in full, finds it."""
    things = [one for one in graph.triples(None, LABEL) if str(one.subject).startswith(f"<{ID}")]
    assert len(things) > 3000
    for triple in sorted(things, key=str)[::40]:
        label = getattr(triple.object, "value", "")
        if len(label.split()) <= 20 and len(label) <= search.LONGEST:
            found = index.find(label, size=3000)
            assert getattr(triple.subject, "value", "") in {one.iri for one in found.hits}, label


@pytest.mark.parametrize("typed", [*HOSTILE, *(one * 40 for one in HOSTILE if len(one) in (1, 2))])
def test_nothing_that_is_typed_is_syntax(index: Index, typed: str) -> None:
    """A text that means something to SQL, FTS5 or a terminal is searched for as words, and suggested."""
    found = index.find(typed)
    assert found.total >= len(found.hits)
    assert len(index.suggest(typed)) <= 8


@pytest.mark.parametrize(
    "typed", ["x" * 301, "x" * 10_000, "a " * 5_000, "網" * 301, " ".join(map(str, range(30)))]
)
def test_what_is_too_long_is_refused(index: Index, typed: str) -> None:
    """A long text, or very many words, is no search: the sentence says how much is."""
    for ask in (index.find, index.suggest):
        with pytest.raises(InvalidParameter, match="give at most"):
            ask(typed)


def test_a_search_that_takes_too_long_is_stopped(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the end of its time a search gives up with a sentence, and the next one works."""
    monkeypatch.setattr(finding, "_STEPS", 10)
    monkeypatch.setattr(finding, "_SECONDS", -1.0)
    with pytest.raises(QueryTimeout, match="more letters"):
        index.find("state cyber")
    monkeypatch.undo()
    assert index.find("state cyber").total > 0


def test_hits_of_one_kind_and_all_pages_are_those_of_the_whole(index: Index) -> None:
    """Pages follow each other without a gap, and a kind is what it is among all kinds, counted."""
    whole = index.find("cyber state", size=5000)
    assert len(whole.hits) == whole.total == sum(number for _, number in whole.kinds)
    pages = [index.find("cyber state", start=start, size=7) for start in range(0, whole.total, 7)]
    assert [one.iri for page in pages for one in page.hits] == [one.iri for one in whole.hits]
    for kind, number in whole.kinds:
        alone = index.find("cyber state", kind, size=5000)
        assert alone.total == number
        assert {one.iri for one in alone.hits} == {one.iri for one in whole.hits if one.kind == kind}


def test_more_than_can_be_ranked_says_so(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound the first kinds are ranked, the count says that there are more, a kind is whole."""
    whole = index.find("state", size=5000)
    monkeypatch.setattr(finding, "MOST", 50)
    bounded = index.find("state", size=5000)
    assert (whole.is_more, bounded.is_more) == (False, True)
    assert 50 <= bounded.total < whole.total
    assert {one.iri for one in bounded.hits} < {one.iri for one in whole.hits}
    norms = index.find("state", "norm", size=5000)
    assert norms.total == dict(whole.kinds)["norm"]


def test_a_symbol_comes_before_all_that_names_it(index: Index) -> None:
    """Documents stand before editions, and those before paragraphs, when all are called so."""
    order = [search.KINDS.index(one.kind) for one in index.find("A/RES/73/27", size=200).hits]
    exact = [one.is_exact for one in index.find("A/RES/73/27", size=200).hits]
    assert exact == sorted(exact, reverse=True)
    begins = order[sum(exact) : sum(exact) + 5]
    assert all(one <= other for one, other in pairwise(begins))


def test_what_matched_is_marked(index: Index) -> None:
    """The words that were typed are marked in name and context, and the pieces are the text itself."""
    (hit, *_) = index.find("MISUSE territ").hits
    assert "".join(one.text for one in hit.name) == hit.label == "Prevent misuse of territory"
    assert [one.text for one in hit.name if one.is_match] == ["misuse", "territory"]
    (hit, *_) = index.find("网络犯罪").hits
    assert [one.text for one in hit.context if one.is_match] == ["网络犯罪"]
    assert hit.context_language == "zh"
    (hit, *_) = index.find("cybercriminalite").hits
    assert [one.text for one in hit.context if one.is_match] == ["cybercriminalité"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("A/RES/70/2", "id/work/a-res-70-237"),
        ("a/70/174, para. 13 (", "id/edition/a-70-174/para/13"),
        ("Esto", "id/state/EST"),
        ("est", "id/state/EST"),
        ("prevent mis", "id/norm/gge-2015/c"),
        ("cote d'iv", "id/state/CIV"),
        ("terri", "id/principle/territory-non-state"),
    ],
)
def test_names_are_suggested_while_somebody_types(index: Index, typed: str, first: str) -> None:
    """The first of at most eight suggestions is what the name begins with, or holds."""
    found = index.suggest(typed)
    assert found[0].iri == BASE + first
    assert len(found) <= 8
    assert len({one.label.casefold() for one in found}) == len(found)


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path, graph: Engine, shipped: Path) -> None:
    """An index made again, in whatever order the graph comes, is the same file, as the manifest says."""
    search.write(graph, tmp_path / "again")
    again = (tmp_path / "again").read_bytes()
    assert again == (shipped / search.INDEX).read_bytes()
    noted = json.loads((shipped / "manifest.json").read_text())["files"][search.INDEX]
    assert noted["bytes"] == len(again)


def test_many_things_are_read_side_by_side_alike(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index of a large graph, which several processes read from its store, is the same file."""
    monkeypatch.setattr(writing, "_MANY", 100)
    search.write(Engine.open(shipped / "store"), tmp_path / "index", shipped / "store")
    assert (tmp_path / "index").read_bytes() == (shipped / search.INDEX).read_bytes()


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """Return a folder of releases whose current one holds the tiny graph, with an index."""
    made = make_release(tmp_path, tiny_quads(), "tiny")
    search.write(Engine.from_quads(tiny_quads()), made / search.INDEX)
    folder = tmp_path / "releases"
    release.install(made, folder)
    return folder


def opened(path: Path) -> Index:
    """Return the index of the release in the folder *path*, which has one."""
    found = search.open_index(path)
    assert found is not None
    return found


def entries(index: Index, *typed: str) -> dict[str, tuple[Any, ...]]:
    """Return all that *index* shows of the things that any of the texts *typed* finds."""
    found = (index.find(one, size=1000) for one in typed)
    return {one.iri: (one.label, one.kind, one.is_a, one.symbol) for hits in found for one in hits.hits}


def test_what_is_published_is_found_and_what_is_withdrawn_is_not(releases: Path) -> None:
    """A release that grew finds all that one built of its graph would, and shares the file it grew from."""
    typed = ("definition", "incident", "norm", "estonia", "A/70/174", "submission", "examplia", "territory")
    before = release.current(releases)
    for step in ("published", "withdrawn"):
        given = example("definition", 1)
        if step == "withdrawn":
            given = publishing.withdrawal(given, "A draft.", datetime(2026, 6, 1, tzinfo=UTC), "Ministry")
        found = publishing.publish(releases, [given], (1, "ab"))
        grown = opened(found.path)
        assert entries(grown, *typed) == entries(search.of(release.open_engine(found)), *typed)
        assert any("submission/" in iri for iri in entries(grown, *typed)) is (step == "published")
        assert (found.path / search.INDEX).samefile(before.path / search.INDEX)
        release.verify(found)


def test_words_of_what_was_withdrawn_are_not_offered(releases: Path) -> None:
    """A word that only a withdrawn text had is no longer one that a mistyped word comes near to."""
    word = NamedNode(f"{ID}submission/2026-xaa-1"), LABEL, Literal("Quixotical", language="en")
    graph = f"{GRAPH}submission/2026-xaa-1"
    there = publishing.grow(releases, add={graph: [Quad(*word, NamedNode(graph))]})
    gone = publishing.grow(releases, remove=[graph])
    near = [opened(one.path).find("quixotcal").near for one in (there, gone)]
    assert near == [("quixotical",), ()]


def test_a_changed_name_is_found_by_the_new_one_only(releases: Path) -> None:
    """What the first file says of a thing that changed counts no longer, nor after a second change."""
    norm, home = NamedNode(f"{ID}norm/gge-2015/c"), f"{GRAPH}submission/2026-xaa-1"
    for name in ("Zebra crossing", "Giraffe crossing"):
        more = Quad(norm, LABEL, Literal(name, language="aa"), NamedNode(home))
        found = opened(publishing.grow(releases, add={home: [more]}).path)
        assert [one.iri for one in found.find(name.split()[0]).hits] == [norm.value]
        assert [one.iri for one in found.find("norm c").hits] == [norm.value]
    assert found.find("zebra").total == 0
    back = opened(publishing.grow(releases, remove=[home]).path)
    assert (back.find("crossing").total, len(back.find("territory").hits)) == (0, 1)


def test_a_release_without_an_index_grows_without_one(tmp_path: Path) -> None:
    """Releases from before there were indexes stay as they are; what grows out of them has none either."""
    release.install(make_release(tmp_path, tiny_quads(), "tiny"), tmp_path / "releases")
    found = publishing.publish(tmp_path / "releases", [example("definition", 1)], (1, "ab"))
    assert not [path for path in found.path.iterdir() if path.name.startswith("search")]
    assert search.open_index(found.path) is None


@pytest.mark.parametrize(("name", "damage"), [(search.INDEX, b"no database"), (search.DELTA, b"no database")])
def test_a_damaged_index_says_so(releases: Path, name: str, damage: bytes) -> None:
    """A file that is none is told as a release that cannot be read, and how to make a new one."""
    (release.current(releases).path / name).write_bytes(damage * 1000)
    with pytest.raises(ReleaseError, match="acquis build"):
        search.open_index(release.current(releases).path)


def test_an_index_that_is_damaged_when_it_is_read_says_so(tmp_path: Path) -> None:
    """Pages of the file that are no pages any more, behind the first of them, are told, not skipped."""
    made = make_release(tmp_path, tiny_quads(), "tiny")
    search.write(Engine.from_quads(tiny_quads()), made / search.INDEX)
    with (made / search.INDEX).open("r+b") as file:
        size = file.seek(0, 2)
        for place in range(4096, size, 4096):
            file.seek(place)
            file.write(b"damaged!" * 64)
    opened = search.open_index(made)
    assert opened is not None
    for ask in (opened.find, opened.suggest):
        with pytest.raises(ReleaseError, match="cannot be read"):
            ask("security")


def test_an_index_of_another_version_is_made_again_in_memory(
    application: Callable[..., Flask], tmp_path: Path
) -> None:
    """A release without an index that this software reads is searched all the same, unless it is large."""
    release.install(make_release(tmp_path, tiny_quads(), "tiny"), tmp_path / "releases")
    client = application(tmp_path / "releases").test_client()
    assert json.loads(client.get("/search?q=territory").text)["hits"][0]["iri"] == f"{ID}norm/gge-2015/c"
    large = application(tmp_path / "releases", memory_quads=1).test_client()
    answer = large.get("/search?q=territory")
    assert (answer.status_code, "was made without an index" in json.loads(answer.text)["detail"]) == (
        404,
        True,
    )


def test_questions_of_the_library_that_fit() -> None:
    """Words of a title bring the question, and words that ask nothing bring none."""
    found = search.matching(queries.library().values(), "norm worded in which paragraphs")
    assert "norm-wording" in [one.name for one in found]
    assert search.matching(queries.library().values(), "which of the") == ()
    assert len(search.matching(queries.library().values(), "states")) == 3


def test_each_word_that_is_typed_counts_once() -> None:
    """A text of the same word over and over asks for it once."""
    assert len(phrases("norm Norm NORM nörm")) == 1


def test_the_page_of_findings(client: FlaskClient) -> None:
    """A page has what was typed in its box, marks what matched, and escapes what things are called."""
    page = client.get("/search?q=report gge", headers={"Accept": "text/html"}).text
    assert 'value="report gge"' in page
    assert "&lt;b&gt;<mark>GGE</mark>&lt;/b&gt; <mark>report</mark> of 2015" in page
    assert page.count("<h1") == 1
    hostile = client.get("/search?q=%22%3E%3Cscript%3Ealert(1)", headers={"Accept": "text/html"}).text
    assert "<script>" not in hostile


def test_links_of_the_page_stay_in_the_release(application: Callable[..., Flask], releases: Path) -> None:
    """Hits, kinds and the form of a search in a kept release lead into that release."""
    publishing.publish(releases, [example("definition", 1)], (1, "ab"))
    client = application(releases).test_client()
    page = client.get("/search?q=norm&release=tiny", headers={"Accept": "text/html"}).text
    main = page[page.index('<ol class="hits">') : page.index("</main>")]
    links = re.findall(r'href="([^"]+)"', main)
    assert links
    assert all("release=tiny" in link for link in links)
    assert '<input type="hidden" name="release" value="tiny">' in page
    pinned = client.get("/api/suggest?q=norm&release=tiny")
    assert all("release=tiny" in one["address"] for one in json.loads(pinned.text)["suggestions"])

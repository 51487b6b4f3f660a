"""The pages of the portal by kind: what their files may say, what stands on them, how heavy they are."""

import html
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from threading import Barrier, Condition

import pytest
from flask import Flask
from flask.testing import FlaskClient

from acquis import config, describe
from acquis.engine import Engine, NamedNode, parse
from acquis.errors import InvalidData, QueryTimeout
from acquis.library import tables
from acquis.naming import names
from acquis.pool import Answer, Gone, Inline, Job
from acquis.portal import maker, reader
from acquis.portal.model import Kind, Section
from acquis.releases import release
from acquis.vocab import ACQ, ID, PREFIXES
from acquis.web import create_app
from acquis.web.base.served import Source

KINDS = reader.kinds()
SECTIONS = [(kind, section) for kind in KINDS for section in kind.sections]
MOST_BYTES = 100_000
TYPE = NamedNode(PREFIXES["rdf"] + "type")
# The questions of sections that have nothing to show.
LINK = re.compile(r'<a href="([^"]+)" aria-describedby=')
# What may never be said where nothing is recorded.
DISHONEST = ("silent", "no position is held", "not implemented", "does not implement", "no view")

# One thing of each kind, with the ids of sections that have something in the shipped data, and of some
# that have not.
EXAMPLES: dict[str, tuple[str, str, str]] = {
    "work/a-res-77-37": ("document", "titles editions outline votes roll-call sponsors citations", ""),
    "work/oewg-2021-report": ("document", "titles editions outline cited-by processes relations", ""),
    "work/a-res-76-19": ("document", "titles outline relations sponsors subjects", "votes roll-call"),
    "edition/oewg-2021-zero-draft": ("edition", "outline citations counterparts comments identity", ""),
    "edition/a-70-174": ("edition", "outline cited-by elements", "counterparts"),
    "edition/oewg-2021-zero-draft/sec/d": ("part", "place outline says mentions", ""),
    "edition/a-75-816/annex/1": ("part", "place outline", ""),
    "edition/a-70-174/para/13.c": ("paragraph", "place around", "comments counterparts cited-by"),
    "edition/oewg-2021-zero-draft/para/50": ("paragraph", "place around says", ""),
    "norm/gge-2015/c": (
        "norm",
        "wording lineage resolutions law rules beside mentions stances said",
        "answers",
    ),
    "norm/res-73-27/1.3": ("rule", "wording", ""),
    "ruleset/gge-2015": ("rule-set", "norms", ""),
    "principle/non-intervention": ("principle", "places stances said", ""),
    "topic/sovereignty": ("topic", "values stances", ""),
    "cbm/gge2021-poc": ("measure", "places", "reports"),
    "threat/attack-surface": ("threat", "places", ""),
    "process/oewg-2019-2021": ("process", "timeline documents named", "members"),
    "process/gge-6": ("process", "timeline members", ""),
    "state/EST": (
        "state",
        "positions stances gaps votes alike sponsorships said",
        "answers submissions",
    ),
    "state/NRU": ("state", "gaps votes alike", "positions stances answers said"),
    "group/EU": ("group", "positions stances members said", ""),
    "body/un-general-assembly": ("body", "documents", "said"),
    "position/est-2021": ("position", "stances editions others", ""),
    "stance/est-2019/self-defence": ("stance", "evidence others values", ""),
}


@pytest.fixture(scope="module")
def shipped(shipped_releases: Path) -> Engine:
    """Return an engine over the shipped data."""
    return release.open_engine(release.current(shipped_releases), memory_quads=1_000_000)


@pytest.fixture(scope="module")
def site(shipped: Engine) -> FlaskClient:
    """Return a client of the application over the shipped data."""
    return create_app(config.load({}), shipped).test_client()


def page(site: FlaskClient, path: str) -> str:
    """Return the page about the thing at *path*, which is there."""
    response = site.get(f"/doc/{path}.html")
    assert response.status_code == 200, path
    return response.text


def sections(text: str) -> dict[str, str]:
    """Return the HTML of each section of a page by its id, in order."""
    parts = re.findall(r'<section aria-labelledby="([^"]+)">(.*?)</section>', text, re.DOTALL)
    return dict(parts)


def plain(text: str) -> str:
    """Return *text* without tags, each run of white space as one space."""
    return " ".join(re.sub(r"<[^>]+>", "", text).split())


def of_kinds(engine: Engine) -> dict[str, list[str]]:
    """Return the IRIs of the things of each kind of page."""
    classes: dict[str, set[str]] = defaultdict(set)
    for one in engine.triples(None, TYPE):
        if isinstance(one.subject, NamedNode) and isinstance(one.object, NamedNode):
            classes[one.subject.value].add(one.object.value.removeprefix(ACQ))
    found: dict[str, list[str]] = defaultdict(list)
    for iri, names_ in sorted(classes.items()):
        kind = reader.kind_of(iri, names_)
        if kind is not None:
            found[kind.name].append(iri)
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: str(one.name))
def test_a_kind_names_classes_and_properties_of_the_ontology(kind: Kind, shipped: Engine) -> None:
    """Each class, and each property at the top of the page or on the way to a value, is defined."""
    ways = [way.removeprefix("^") for section in kind.sections for way in section.given.values()]
    named = [*kind.facts, *(way for way in ways if way != "iri"), *(one.stating for one in kind.sections)]
    iris = [names.expand(name) for name in named if name]
    iris += [ACQ + name for name in kind.classes]
    ours = [iri for iri in iris if iri.startswith(ACQ)]
    assert [iri for iri in ours if not any(shipped.triples(NamedNode(iri)))] == []
    others = [iri for iri in iris if not iri.startswith(ACQ)]
    assert [iri for iri in others if not any(shipped.triples(None, NamedNode(iri)))] == []


@pytest.mark.parametrize(("kind", "section"), SECTIONS, ids=lambda one: str(getattr(one, "name", "")))
def test_a_section_reads_well_and_honestly(kind: Kind, section: Section) -> None:
    """Its sentences end, absence is never called silence, and what shows how sure a row is shows its note."""
    for text in (section.intro, section.empty):
        assert re.fullmatch(r"[A-Z].*\.", text), text
        assert [word for word in DISHONEST if word in text.lower()] == []
    assert not section.title.endswith(".")
    held = section.question.columns
    assert ("confidence" not in section.columns) or ("note" not in held) or ("note" in section.columns)
    assert (
        ("checked" not in held)
        or ("checked" in (*section.columns, section.by))
        or section.view in (*("around", "groups", "path"),)
    )
    statuses = [one for one in held if one.endswith("tatus")]
    assert not statuses or section.view != "table" or set(statuses) & set(section.columns) or kind.name


def test_every_kind_has_an_example_here() -> None:
    """Each file of a kind is tried on real things, but for those of which the shipped data have none."""
    tried = {name for name, _, _ in EXAMPLES.values()}
    assert {kind.name for kind in KINDS} - tried == {"capacity", "paper", "submission"}


@pytest.mark.parametrize("path", EXAMPLES)
def test_the_page_of_a_thing_has_the_sections_of_its_kind(path: str, site: FlaskClient) -> None:
    """What is recorded stands in its section; what is not has an honest line in the last one."""
    name, filled, empty = EXAMPLES[path]
    (kind,) = [one for one in KINDS if one.name == name]
    found = sections(page(site, path))
    by_id = {one.id: one for one in kind.sections}
    assert set(found) <= {*by_id, "nothing"}
    assert [one for one in (*by_id, "nothing") if one in found] == list(found)
    for one in filled.split():
        assert re.search("<table|<ul|<ol|<dl", found[one]), one
    for one in empty.split():
        line = re.search(f'<dt id="{one}">(.*?)</dt>\\s*<dd>(.*?)(?: <a |</dd>)', found["nothing"])
        assert line is not None, one
        assert [html.unescape(text) for text in line.groups()] == [by_id[one].title, by_id[one].empty]
    assert [one for one, text in found.items() if "could not be answered" in text] == []


def test_a_norm_has_its_letter_where_people_look_for_it(site: FlaskClient) -> None:
    """It stands in the heading, in the tab of the browser, and before its name on the pages of others."""
    norm = page(site, "norm/gge-2015/c")
    assert "<h1>Norm (c): <span>Prevent misuse of territory</span></h1>" in norm
    assert "<title>Norm (c): Prevent misuse of territory · Acquis</title>" in norm
    for path, section in (("work/a-70-174", "elements"), ("ruleset/gge-2015", "norms")):
        assert ">(c) Prevent misuse of territory</a>" in sections(page(site, path))[section]
    assert "<h1>Rule 1.3 of A/RES/73/27</h1>" in page(site, "norm/res-73-27/1.3")


def test_counts_of_one_vote_say_who_counted(site: FlaskClient) -> None:
    """Two counts of the vote in plenary differ in their source, which stands beside each."""
    table = sections(page(site, "work/a-res-73-27"))["votes"]
    rows = re.findall(r"<tr><td>([^<]+)</td><td>(.*?)</td>", table)
    assert len(rows) == len(set(rows)) > len({stage for stage, _ in rows})


def test_a_roll_call_says_how_it_was_checked(site: FlaskClient) -> None:
    """What is the same in all rows is said once above them, where names stand in groups, too."""
    names = sections(page(site, "work/a-res-77-37"))["roll-call"]
    assert re.search(r"In each row:\s*<span[^>]*>Checked: <span>official", names)


def test_votes_of_a_state_begin_with_the_newest(site: FlaskClient) -> None:
    """The first rows, which alone stand on the page, are those that people look for."""
    for section in ("votes", "sponsorships"):
        days = re.findall(r"<td[^>]*>(\d{4}-\d{2}-\d{2})", sections(page(site, "state/EST"))[section])
        assert days == sorted(days, reverse=True)
        assert len(set(days)) > 5


def test_pictures_have_their_size_before_they_are_there(site: FlaskClient) -> None:
    """Each image on a page of a thing says how wide and how high its place is."""
    for path in ("norm/gge-2015/c", "work/a-res-73-27", "topic/sovereignty"):
        images = re.findall("<img [^>]+>", page(site, path))
        assert images
        assert all(re.search('width="[0-9]+" height="[0-9]+"', one) for one in images)


class Outline(HTMLParser):
    """The headings of a page with their levels, and every id."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a heading, an id, a link within the page."""
        held = dict(attrs)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if name := held.get("id"):
            self.ids.append(name)
        if (held.get("href") or "").startswith("#"):
            self.targets.append(str(held["href"])[1:])


@pytest.mark.parametrize("path", EXAMPLES)
def test_a_page_is_in_good_order(path: str, site: FlaskClient) -> None:
    """One first heading, none skipped, no id twice, every link within the page leads somewhere."""
    text = page(site, path)
    found = Outline(text)
    assert found.levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(found.levels))
    assert len(found.ids) == len(set(found.ids))
    assert set(found.targets) <= set(found.ids)
    assert " style=" not in text
    assert "<style" not in text
    assert "None" not in plain(text)


@pytest.mark.parametrize("path", EXAMPLES)
def test_each_section_leads_to_its_question_with_the_same_answer(path: str, site: FlaskClient) -> None:
    """The link under a section is the page of its question, bound to the thing: as many rows as it says."""
    found = sections(page(site, path))
    for link in LINK.findall(found.pop("nothing", "")):
        answer = site.get(html.unescape(link), headers={"Accept": "application/json"})
        assert answer.status_code == 200
        assert answer.json is not None
        # Rows that all say so are none.
        assert answer.json["total"] == 0 or "nothing recorded" in answer.text, link
    for name, text in found.items():
        link = re.search(r'<p class="more"><a href="([^"]+)">', text)
        assert link is not None, name
        answer = site.get(link[1].replace("&amp;", "&"), headers={"Accept": "application/json"})
        assert answer.status_code == 200, (name, link[1], answer.text[:300])
        counted = re.search(r"<h2[^>]*>[^<]*(?:<small>([0-9,]+)</small>)?</h2>", text)
        assert counted is not None
        assert answer.json is not None
        assert answer.json["total"] == int((counted[1] or "0").replace(",", "")), name


def test_draft_text_is_marked(site: FlaskClient) -> None:
    """Each part in the outline of a draft has the mark, and none in that of a report that was issued."""
    draft = sections(page(site, "edition/oewg-2021-zero-draft"))["outline"]
    issued = sections(page(site, "edition/a-70-174"))["outline"]
    lines = re.findall(r"<li class=\"d.*?</li>", draft, re.DOTALL)
    assert len(lines) > 50
    assert [line for line in lines if 'class="badge draft"' not in line] == []
    assert 'class="badge draft"' not in issued


def test_a_contested_stance_shows_its_note(site: FlaskClient) -> None:
    """The page of a State shows for a contested stance both the mark and, in the row below, the note."""
    rows = re.findall(r"<tr.*?</tr>", sections(page(site, "state/EST"))["stances"], re.DOTALL)
    notes = [after for row, after in pairwise(rows) if "badge contested" in row]
    assert notes
    assert all('class="noted"' in note for note in notes)
    assert any("Temple codes Estonia no" in note for note in notes)


def test_the_paragraphs_before_and_after_are_those_of_the_text(site: FlaskClient) -> None:
    """The neighbours of paragraph 13 (c) are 13 (b) and 13 (d)."""
    around = plain(sections(page(site, "edition/a-70-174/para/13.c"))["around"])
    assert "Before A/70/174, para. 13 (b)" in around
    assert "After A/70/174, para. 13 (d)" in around


class Counting:
    """A runner that counts what it is asked, and has it answered by the one it stands before."""

    def __init__(self, runner: Inline) -> None:
        self.jobs: list[Job] = []
        self._runner = runner

    def run(self, job: Job, *, client: str = "", gone: Gone | None = None) -> Answer:
        """Count one job."""
        self.jobs.append(job)
        return self._runner.run(job, client=client, gone=gone)

    def fault(self, client: str) -> None:
        """Pass the fault on."""
        self._runner.fault(client)

    def stats(self) -> dict[str, float]:
        """Return the numbers of the runner behind."""
        return self._runner.stats()


@pytest.fixture(scope="module")
def sizes(shipped: Engine) -> Mapping[str, list[str]]:
    """Return the things of each kind, from the one with the fewest statements to the one with the most."""

    def size(iri: str) -> int:
        term = NamedNode(iri)
        return sum(1 for _ in shipped.triples(term)) + sum(1 for _ in shipped.triples(None, None, term))

    return {name: sorted(iris, key=size) for name, iris in of_kinds(shipped).items()}


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: str(one.name))
def test_the_largest_page_of_a_kind_is_light_and_asks_as_much_as_the_smallest(
    kind: Kind, shipped: Engine, sizes: Mapping[str, list[str]]
) -> None:
    """A page asks one question a section at most, however large the thing, and stays under 100 kB."""
    things = sizes.get(kind.name, [])
    assert bool(things) == (kind.name != "submission")
    app = create_app(config.load({}), shipped)
    source = app.extensions["acquis"]
    assert isinstance(source, Source)
    counting = Counting(Inline(shipped, config.load({}).max_result_bytes))
    source.runner = counting
    for iri in (*things[-3:], *things[:1]):
        counting.jobs.clear()
        text = page(app.test_client(), iri.removeprefix(ID))
        assert len(counting.jobs) <= len(kind.sections)
        found = sections(text)
        bare = len(LINK.findall(found.pop("nothing", "")))
        assert len(counting.jobs) == bare + sum('class="more"' in one for one in found.values())
        assert len(text.encode()) <= MOST_BYTES, iri


class Meeting(Counting):
    """A runner that answers nobody before three ask at the same time; then it answers the last one first."""

    def __init__(self, runner: Inline) -> None:
        super().__init__(runner)
        self._together, self._turn = Barrier(3, timeout=60), Condition()
        self._answered = 0

    def run(self, job: Job, *, client: str = "", gone: Gone | None = None) -> Answer:
        """Answer one job, of the first three the one that came last before the others."""
        with self._turn:
            place = len(self.jobs)
            self.jobs.append(job)
        if place >= 3:
            return self._runner.run(job, client=client, gone=gone)
        self._together.wait()
        with self._turn:
            self._turn.wait_for(lambda: self._answered == 2 - place)
            self._answered += 1
            self._turn.notify_all()
            return self._runner.run(job, client=client, gone=gone)


def test_questions_of_a_page_run_side_by_side(shipped: Engine) -> None:
    """Three of them run at once, and each answer stands in its own section, whichever comes first."""
    app = create_app(config.load({}), shipped)
    source = app.extensions["acquis"]
    assert isinstance(source, Source)
    plain_page = page(app.test_client(), "norm/gge-2015/c")
    source.runner = meeting = Meeting(Inline(shipped, config.load({}).max_result_bytes))
    assert page(app.test_client(), "norm/gge-2015/c") == plain_page
    assert len(meeting.jobs) > 3


def asking(engine: Engine, broken: str = "") -> maker.Ask:
    """Return what asks *engine*, but for the question *broken*, which takes too long."""

    def one(wanted: maker.Wanted) -> maker.Answered:
        if wanted.question.name == broken:
            return QueryTimeout("The question took longer than 2 seconds: ask for less.", limit=2, spent=2)
        answer = engine.query(wanted.question.query, substitutions=wanted.values).serialise(tables.JSON)
        table = tables.read(answer)
        return table.part(0, wanted.most), len(table.rows)

    return lambda wanted: [one(each) for each in wanted]


def test_a_question_without_an_answer_leaves_the_others_alone(shipped: Engine) -> None:
    """The section says what is wrong in words, and all others are filled."""
    found = describe.entity(shipped, ID + "norm/gge-2015/c")
    kind = maker.kind(found)
    assert kind is not None
    filled = maker.fill(shipped, kind, found, asking(shipped, "norm-wording"))
    assert [one.section.id for one in filled if one.problem] == ["wording"]
    assert "took longer" in filled[0].problem
    assert sum(bool(one.rows) for one in filled) >= 5


def test_a_page_with_a_failed_section_is_not_kept(shipped: Engine) -> None:
    """Where an answer outgrows a limit the page is there, says so in place, and has no entity tag."""
    small = create_app(config.load({"ACQUIS_MAX_RESULT_BYTES": "400"}), shipped).test_client()
    response = small.get("/doc/norm/gge-2015/c.html")
    assert response.status_code == 200
    assert "This part could not be answered now." in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    assert small.get("/doc/norm/gge-2015/c.ttl").headers["ETag"]


def test_a_whole_page_is_not_made_twice(site: FlaskClient) -> None:
    """The entity tag of a page brings a 304."""
    first = site.get("/doc/state/EST.html")
    again = site.get("/doc/state/EST.html", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_pinned_page_answers_and_links_within_its_release(
    application: Callable[..., Flask], shipped_releases: Path
) -> None:
    """The questions of a page run in the pool, on the release that it asks for, and their links keep it."""
    name = release.current(shipped_releases).id
    response = (
        application(shipped_releases)
        .test_client()
        .get(f"/doc/stance/est-2019/self-defence.html?release={name}")
    )
    found = sections(response.text)
    links = re.findall(r'<p class="more"><a href="([^"]+)">', response.text)
    assert len(links) == len(found) == 3
    assert [link for link in links if f"release={name}" not in link] == []
    assert "could not be answered" not in response.text
    assert response.headers["Acquis-Release"] == name
    assert "query;dur=" in response.headers["Server-Timing"]


HOSTILE = """
@prefix acq: <https://w3id.org/acquis/def#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix id: <https://w3id.org/acquis/id/> .
@prefix voc: <https://w3id.org/acquis/voc/> .
<https://w3id.org/acquis/id/state/XAA> a acq:State , acq:Actor ; acq:iso3 "XAA" ;
  skos:prefLabel "<script>alert(1)</script>"@en , "دولة"@ar ; acq:note "\\"><img src=x onerror=alert(2)>" ;
  acq:memberOf <javascript:alert(3)> .
<https://w3id.org/acquis/id/position/xaa-1> a acq:NationalPosition ;
  acq:issuer <https://w3id.org/acquis/id/state/XAA> ; skos:prefLabel "موقف"@ar ;
  acq:checked <https://w3id.org/acquis/voc/checked/page> ;
  <http://purl.org/dc/terms/title> "</table><script>alert(4)</script>"@en .
<https://w3id.org/acquis/id/edition/xaa-1> acq:realizes <https://w3id.org/acquis/id/position/xaa-1> ;
  acq:url "javascript:alert(5)" .
<https://w3id.org/acquis/voc/checked/page> skos:prefLabel "page"@en .
"""


@pytest.fixture
def hostile() -> FlaskClient:
    """Return a client over a graph whose labels and addresses are meant to do harm."""
    return create_app(
        config.load({}), Engine.from_quads(parse(HOSTILE.encode(), "text/turtle"))
    ).test_client()


def test_hostile_labels_stay_text(hostile: FlaskClient) -> None:
    """Script in labels, notes and titles is shown, not run, and each link is one of the web."""
    text = page(hostile, "state/XAA")
    assert "&lt;script&gt;alert(1)" in text
    assert "&lt;script&gt;alert(4)" in text
    assert not re.search(r"<script(?! type=\"module\")", text)
    assert "<img src=x" not in text
    assert 'href="javascript:' not in text
    assert "javascript:alert(5)" in text


def test_labels_in_other_languages_say_so(hostile: FlaskClient) -> None:
    """What has no English label is shown in the language that it has, with its language and direction."""
    assert '<a href="/doc/position/xaa-1" lang="ar" dir="auto">موقف</a>' in page(hostile, "state/XAA")


BROKEN = {
    "question": ('question = "norm-wordings"', "section a: question: there is no question 'norm-wordings'"),
    "parameter": ('with = { state = "iri" }', "section a: with: there is no 'state', only norm"),
    "unbound": ("with = {}", "section a: with: norm needs a value"),
    "way": ('with = { norm = "the norm" }', "section a: with: 'the norm' is neither iri nor a property"),
    "column": ('columns = ["colour"]', "section a: columns: there is no 'colour', only letter,"),
    "heading": ('headings = { colour = "Colour" }', "section a: columns: there is no 'colour'"),
    "by": ('view = "groups"', "section a: by: the view groups needs the column"),
    "view": ('view = "cloud"', "section a: view: there is no 'cloud', only around, groups, list"),
    "key": ('colour = "red"', "section a: colour is no key here; there are by, columns"),
    "id": ('id = "A b"', "'A b' is no id of a section"),
}
SECTION = {
    "id": 'id = "a"',
    "title": 'title = "Where"',
    "intro": 'intro = "Places."',
    "empty": 'empty = "No place."',
    "question": 'question = "norm-wording"',
    "with": 'with = { norm = "iri" }',
}


def written(folder: Path, *lines: str, head: str = 'title = "Norm"\nclasses = ["Norm"]\n') -> Path:
    """Write a page with one section, in which *lines* stand in the place of those with the same key."""
    keys = {line.partition(" = ")[0]: line for line in lines}
    body = "\n".join(line for line in (SECTION | keys).values() if line)
    (folder / "made.toml").write_text(f"{head}\n[[sections]]\n{body}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("fault", BROKEN)
def test_a_page_that_cannot_be_made_is_refused_with_its_file_and_key(fault: str, tmp_path: Path) -> None:
    """Whoever wrote the file learns which one it is, which section, and what could stand there."""
    line, said = BROKEN[fault]
    with pytest.raises(InvalidData) as refused:
        reader.kinds(written(tmp_path, line))
    assert "made.toml" in str(refused.value)
    assert said.casefold() in str(refused.value).casefold()


@pytest.mark.parametrize("key", ["title", "intro", "empty", "question", "with"])
def test_a_section_that_lacks_a_key_is_refused(key: str, tmp_path: Path) -> None:
    """A key that each section needs is asked for by name."""
    folder = written(tmp_path)
    text = (folder / "made.toml").read_text("utf-8").replace(SECTION[key] + "\n", "")
    (folder / "made.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidData, match=f"made.toml: .*section a: the key {key} is missing"):
        reader.kinds(folder)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("title = ", "cannot be read"),
        ('title = "Norm"\nclasses = ["Norm"]\ncolour = "red"', "colour is no key here"),
        ('title = "Norm"', "classes"),
    ],
)
def test_a_page_with_a_wrong_head_is_refused(head: str, said: str, tmp_path: Path) -> None:
    """A file that is no TOML, or names what there is not, is named."""
    with pytest.raises(InvalidData, match=f"made.toml: .*{said}"):
        reader.kinds(written(tmp_path, head=head))


def test_two_sections_of_one_name_are_refused(tmp_path: Path) -> None:
    """Each section has an address within its page, so no two have the same id."""
    folder = written(tmp_path)
    text = (folder / "made.toml").read_text("utf-8")
    (folder / "made.toml").write_text(text + text.partition("\n\n")[2], encoding="utf-8")
    with pytest.raises(InvalidData, match="same id"):
        reader.kinds(folder)


def test_the_words_of_the_pages_are_listed_for_translation() -> None:
    """Every title, sentence and heading is among the words, each once."""
    listed = reader.words()
    assert len(listed) == len(set(listed)) > 150
    for kind, section in SECTIONS:
        assert {kind.title, section.title, section.intro, section.empty} <= set(listed)

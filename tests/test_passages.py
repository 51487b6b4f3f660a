"""The words of documents where they are held: what there is, finding them, and pages that show them."""

import json
import re
import sqlite3
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from acquis import config, passages, search, sources
from acquis.engine import Engine, parse
from acquis.errors import InvalidParameter, UnknownEntity
from acquis.search import Index
from acquis.vocab import ACQ, ID
from acquis.web import create_app
from made_up import words

EDITION = f"{ID}edition/"
PAGE = {"Accept": "text/html"}
# A claim with a quote, as a submission would bring it.
CLAIM = f"""
@prefix acq: <{ACQ}> .
@base <{ID}submission/2026-xaa-9/> .
<stance> acq:evidence <proof>, <elsewhere>, <bare> .
<proof> a acq:Evidence ; acq:quote "lend their […] to smugglers"@en ; acq:locator "para 13 (c)" ;
  acq:sourceUnit <{EDITION}a-70-174/para/13.c> .
<elsewhere> a acq:Evidence ; acq:quote "Seen on a page."@en ; acq:url "https://lamps.example/page" .
<bare> a acq:Evidence ; acq:quote "Seen nowhere."@en .
"""
LIGHTHOUSE = f"{EDITION}a-70-174/para/13.c"


@pytest.fixture(scope="module")
def wordless() -> Engine:
    """Return an engine over the shipped sources, which hold no words."""
    return Engine.from_quads(quad for source in sources.load(sources.paths()) for quad in source.quads)


@pytest.fixture(scope="module")
def engine() -> Engine:
    """Return an engine over the shipped sources and made-up words."""
    shipped = [quad for source in sources.load(sources.paths()) for quad in source.quads]
    claim = parse(CLAIM.encode(), "text/turtle", graph="urn:claim")
    return Engine.from_quads([*shipped, *words(), *claim])


@pytest.fixture(scope="module")
def site(engine: Engine) -> FlaskClient:
    """Return a client of the application over that."""
    return create_app(config.load({}), engine).test_client()


@pytest.fixture(scope="module")
def index(engine: Engine) -> Index:
    """Return the index of that."""
    return search.of(engine)


def test_it_is_known_what_is_held(engine: Engine, wordless: Engine) -> None:
    """Editions are listed with their languages, English first; a release without texts holds nothing."""
    held = passages.held(engine)
    assert held["a-70-174"] == ("en", "ar", "zh", "fr", "ru")
    assert held["oewg-2021-zero-draft"] == ("en",)
    assert dict(passages.held(wordless)) == {}
    assert passages.languages(engine, LIGHTHOUSE, "fr-CA") == ("fr",)
    assert passages.languages(engine, f"{ID}state/EST") == ()


def test_a_unit_has_its_words_and_those_of_the_units_in_it(engine: Engine) -> None:
    """A paragraph is read with its sub-paragraphs in their order, a sub-paragraph by itself."""
    whole = passages.words(engine, f"{EDITION}a-70-174/para/13", "en")
    assert [one.unit.rpartition("/")[2] for one in whole.passages] == ["13", "13.b", "13.c", "13.d"]
    assert passages.words(engine, LIGHTHOUSE, "en").text.endswith("smugglers of borrowed moonlight;")
    assert passages.words(engine, LIGHTHOUSE, "es").passages == ()
    assert passages.words(engine, f"{EDITION}a-70-174", "en").passages == whole.passages


def test_words_come_with_their_note(engine: Engine) -> None:
    """The file, its fingerprint and the rights are those of the graph; a draft is known as one."""
    note = passages.note(engine, LIGHTHOUSE, "en")
    assert (note.file, len(note.sha256)) == ("made-up.txt", 64)
    assert note.rights.startswith("Made up for tests")
    assert passages.note(engine, LIGHTHOUSE, "fr") == passages.Note()
    assert passages.is_draft(engine, f"{EDITION}oewg-2021-zero-draft/para/30")
    assert not passages.is_draft(engine, LIGHTHOUSE)


@pytest.mark.parametrize(
    ("typed", "tag", "mark"),
    [
        ("smugglers moonlight", "en", "smugglers"),
        ("contrebandiers emprunte", "fr", "contrebandiers"),
        ("مناراتها لمهربي", "ar", "مناراتها"),
        ("灯塔", "zh", "灯塔"),
        ("маяки контрабандистам", "ru", "маяки"),
    ],
)
def test_words_are_found_with_a_part_of_them(index: Index, typed: str, tag: str, mark: str) -> None:
    """Typed words are found in any language, and shown as words of the document with the match marked."""
    (hit,) = [one for one in index.find(typed).hits if one.iri == LIGHTHOUSE]
    assert (hit.is_quoted, hit.context_language, hit.kind) == (True, tag, "paragraph")
    assert mark in "|".join(one.text for one in hit.context if one.is_match)


def test_names_come_before_words(index: Index) -> None:
    """What is called by the words typed stands before a paragraph that has them."""
    found = [one.kind for one in index.find("sovereignty", size=200).hits]
    assert found[0] in ("principle", "topic")
    draft = next(one for one in index.find("hire smugglers").hits if one.iri.endswith("draft/para/30"))
    assert draft.status == "draft"


def test_a_release_without_texts_has_the_same_index(wordless: Engine, tmp_path: Path) -> None:
    """No text of such an index is marked as the words of a document."""
    search.write(wordless, tmp_path / "index")
    rows = sqlite3.connect(tmp_path / "index").execute("SELECT texts FROM entry").fetchall()
    assert {len(one) for (texts,) in rows for one in json.loads(texts)} == {2}


def test_pages_of_words_are_cut_and_a_quote_opens_its_own(engine: Engine) -> None:
    """Each page has so many bytes of words, and a quote leads to the one on which it begins."""
    whole = f"{EDITION}a-70-174"
    views = [passages.view(engine, whole, "en", page=number, most=100) for number in (1, 2, 3, 4)]
    assert [one.pages for one in views] == [4] * 4
    assert [line.unit.rpartition("/")[2] for one in views for line in one.lines] == [
        "13",
        "13.b",
        "13.c",
        "13.d",
    ]
    found = passages.view(engine, whole, quote="borrowed moonlight", most=100)
    assert (found.page, found.cited, found.quote) == (3, LIGHTHOUSE, "borrowed moonlight")
    with pytest.raises(UnknownEntity, match="the last one is page 4"):
        passages.view(engine, whole, "en", page=5, most=100)
    with pytest.raises(InvalidParameter, match="choose one of these"):
        passages.view(engine, whole, "es")
    with pytest.raises(InvalidParameter, match="at most 3,000"):
        passages.view(engine, whole, quote="x" * 3_001)


def test_a_paragraph_shows_its_words(site: FlaskClient) -> None:
    """The page of a paragraph has the words as a quotation, with language and rights, and leads to citing."""
    text = site.get("/doc/edition/a-70-174/para/13.c.html").text
    assert '<blockquote class="held" lang="en" dir="auto">' in text
    assert "smugglers of borrowed moonlight;" in text
    assert "Made up for tests; nobody has rights in them." in text
    assert "/passages/edition/a-70-174/para/13.c?words=en" in text
    assert text.count("smugglers of borrowed") == 1
    draft = site.get("/doc/edition/oewg-2021-zero-draft/para/30.html").text
    assert "never quote them as agreed text" in draft
    assert '<blockquote class="held draft"' in draft
    whole = site.get("/doc/edition/a-70-174.html").text
    assert "The words of this text are held here, in en, ar, zh, fr, ru." in whole


def test_a_passage_is_cited(site: FlaskClient) -> None:
    """The words are marked, and each style has them as they are held, with the smallest unit."""
    answer = site.get("/passages/edition/a-70-174/para/13?quote=LEND their%0Alighthouses", headers=PAGE)
    text = unescape(answer.text)
    assert answer.status_code == 200
    assert "<mark>lend their lighthouses</mark>" in text
    assert len(re.findall(">lend their lighthouses</span>”:", text)) == 3
    assert "UN Doc A/70/174, para 13(c)" in text
    assert "#:~:text=lend%20their%20lighthouses" in text
    (link,) = re.findall('href="http://localhost(/passages/[^"]+)#passage"', text)
    assert "The capital letters are those of the text" in text
    # The release of an engine that was handed in has a name, and is no kept one.
    assert re.search("[?&]release=unreleased-", link)
    assert "<mark>lend their lighthouses</mark>" in site.get(link, headers=PAGE).text


def test_a_quote_that_stands_elsewhere_leads_there(site: FlaskClient) -> None:
    """The page says that it is not here, and links to the unit that has it; none of it is called a fault."""
    text = unescape(site.get("/passages/edition/a-70-174/para/13.c?quote=swap wicks", headers=PAGE).text)
    (link,) = re.findall('href="(/passages/edition/a-70-174/para/13.d[^"]+)#passage"', text)
    assert "<mark>swap wicks</mark>" in site.get(link, headers=PAGE).text
    text = site.get("/passages/edition/a-70-174/para/13.c?quote=no such lamp", headers=PAGE).text
    assert "The quote is not found in the words held." in text


def test_every_sentence_offered_is_found(site: FlaskClient) -> None:
    """What the menu offers is a quote that the page then marks."""
    text = site.get("/passages/edition/a-70-174/para/13", headers=PAGE).text
    offered = [unescape(one) for one in re.findall('<option value="([^"]+)">', text)]
    assert len(offered) >= 4
    for one in offered:
        found = site.get("/passages/edition/a-70-174/para/13", query_string={"quote": one}).get_json()
        assert (found["verdict"], found["quote"]) == ("here", one.strip())


def selectors(annotation: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the selectors of each target of *annotation*, by their types."""
    targets = annotation["target"]
    listed = targets if isinstance(targets, list) else [targets]
    return [{one["type"]: one for one in target.get("selector", [])} for target in listed]


def test_an_evidence_is_an_annotation(site: FlaskClient, engine: Engine) -> None:
    """Each part of its quote is given by its words and by its place in them; the claim is the body."""
    answer = site.get("/annotations/submission/2026-xaa-9/proof")
    found = answer.get_json()
    assert answer.content_type == 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    assert (found["@context"], found["type"]) == ("http://www.w3.org/ns/anno.jsonld", "Annotation")
    assert found["body"][0]["id"] == f"{ID}submission/2026-xaa-9/stance"
    text = passages.words(engine, LIGHTHOUSE, "en").text
    for one in selectors(found):
        quote, place = one["TextQuoteSelector"], one["TextPositionSelector"]
        assert text[place["start"] : place["end"]] == quote["exact"]
        assert text.find(quote["prefix"] + quote["exact"] + quote["suffix"]) >= 0
    assert [one["TextQuoteSelector"]["exact"] for one in selectors(found)] == ["lend their", "to smugglers"]
    assert {one["source"]["id"] for one in found["target"]} == {LIGHTHOUSE}


def test_an_evidence_without_words_held_keeps_its_quote(site: FlaskClient) -> None:
    """The source is then the address that it names, and the selector the quote alone."""
    found = site.get("/annotations/submission/2026-xaa-9/elsewhere").get_json()
    assert found["target"]["source"] == "https://lamps.example/page"
    assert selectors(found) == [
        {"TextQuoteSelector": {"type": "TextQuoteSelector", "exact": "Seen on a page."}}
    ]
    assert site.get("/annotations/submission/2026-xaa-9/bare").status_code == 404


def test_a_norm_is_walked_through_its_wordings(site: FlaskClient, engine: Engine) -> None:
    """By date, with words that came and went between wordings; guidance is not compared."""
    steps = passages.walk(engine, f"{ID}norm/gge-2015/c")
    assert [(one.date[:4], one.kind, bool(one.words), one.before) for one in steps] == [
        ("2015", "wording", True, ""),
        ("2018", "rule", True, "A/70/174, para. 13 (c)"),
        ("2021", "guidance", True, ""),
        ("2021", "guidance", False, ""),
    ]
    told = [(one.kind, one.text) for one in steps[1].changes]
    assert [(kind, text.strip()) for kind, text in told[:3]] == [
        ("kept", "Parties"),
        ("removed", "should"),
        ("added", "must"),
    ]
    assert "".join(text for kind, text in told if kind != "removed") == steps[1].words
    text = site.get("/wording/norm/gge-2015/c", headers=PAGE).text
    assert re.search("<del> ?should ?</del><ins> ?must ?</ins>", text)
    assert "Close rule of another list, never the same norm" in text
    assert "/wording/norm/gge-2015/c" in site.get("/doc/norm/gge-2015/c.html").text


def test_without_words_pages_say_how_to_add_them(wordless: Engine) -> None:
    """All else is shown, one sentence says that words are not held, and a link says how to add them."""
    bare = create_app(config.load({}), wordless).test_client()
    for path in (
        "/doc/edition/a-70-174/para/13.c.html",
        "/passages/edition/a-70-174",
        "/wording/norm/gge-2015/c",
    ):
        text = bare.get(path, headers=PAGE).text
        assert "not held on this server" in text
        assert "/about/how-to/scholars#words" in text
        assert "<blockquote" not in text
    assert 'id="words"' in bare.get("/about/how-to/scholars").text


@pytest.mark.parametrize(
    "path",
    [
        "/doc/edition/a-70-174/para/13.c.html",
        "/passages/edition/a-70-174/para/13?quote=swap wicks",
        "/wording/norm/gge-2015/a",
    ],
)
def test_pages_with_words_are_light(site: FlaskClient, path: str) -> None:
    """No page weighs more than 100 kB."""
    assert len(site.get(path, headers=PAGE).data) <= 100_000

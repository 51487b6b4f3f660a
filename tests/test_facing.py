"""Two texts face to face: what corresponds, word by word, over words that we made up."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from acquis import config, passages, sources
from acquis.engine import Engine, Literal, NamedNode, Quad
from acquis.errors import InvalidParameter, UnknownEntity
from acquis.texts.bare import bare
from acquis.vocab import ACQ, ID, TEXT
from acquis.web import create_app
from made_up import words

EDITION = f"{ID}edition/"
ONE, OTHER, DRAFT = (f"{EDITION}{slug}" for slug in ("a-70-174", "a-res-73-27", "oewg-2021-zero-draft"))
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def engine() -> Engine:
    """Return an engine over the shipped sources and made-up words."""
    shipped = [quad for source in sources.load(sources.paths()) for quad in source.quads]
    return Engine.from_quads([*shipped, *words()])


@pytest.fixture(scope="module")
def site(engine: Engine) -> FlaskClient:
    """Return a client of the application over that."""
    return create_app(config.load({}), engine).test_client()


def said(*numbers: int, slug: str) -> list[Quad]:
    """Return words of so many paragraphs of the edition *slug*, each of its own."""
    graph, text = NamedNode(f"{TEXT}{slug}.en"), NamedNode(ACQ + "text")
    return [
        Quad(
            NamedNode(f"{EDITION}{slug}/para/{number}"),
            text,
            Literal(
                f"Harbour {number} pays {number * 7} crowns to fund {number % 13} each year.", language="en"
            ),
            graph,
        )
        for number in numbers
    ]


def test_what_corresponds_is_found_with_its_words(engine: Engine) -> None:
    """A reworded paragraph has both wordings; what stands in one text only is told, in reading order."""
    found = passages.face(engine, ONE, OTHER)
    assert (found.languages, found.language) == (("en",), "en")
    assert found.counts == {"reworded": 1, "dropped": 3}
    (row,) = [one for one in found.rows if one.kind == "reworded"]
    assert [one.iri for one in (*row.one, *row.other)] == [f"{ONE}/para/13.c", f"{OTHER}/op/1.3"]
    kept = {kind: "".join(one.text for one in row.changes if one.kind == kind) for kind in ("added", "kept")}
    assert "must" in kept["added"]
    assert "knowingly lend their lighthouses to smugglers" in kept["kept"]
    dropped = [one.one[0].iri.rpartition("/")[2] for one in found.rows if one.kind == "dropped"]
    assert dropped == ["13", "13.b", "13.d"]


def test_many_paragraphs_come_page_by_page() -> None:
    """Pages follow each other without a gap; numbers are read as numbers, so nothing seems moved."""
    both = Engine.from_quads([*said(*range(1, 101), slug="one"), *said(*range(1, 101), slug="other")])
    pages = [passages.face(both, f"{EDITION}one", f"{EDITION}other", page=number) for number in (1, 2, 3)]
    assert {(one.pages, one.counts["same"]) for one in pages if one.counts} == {(3, 100)}
    rows = [row for one in pages for row in one.rows]
    assert [row.other[0].iri for row in rows] == [f"{EDITION}other/para/{number}" for number in range(1, 101)]
    assert not any(row.moved for row in rows)
    with pytest.raises(UnknownEntity, match="the last one is page 3"):
        passages.face(both, f"{EDITION}one", f"{EDITION}other", page=4)


def test_what_cannot_be_compared_is_refused(engine: Engine) -> None:
    """The same text twice, a language that only one has, and texts that are too long get a sentence."""
    with pytest.raises(InvalidParameter, match="these are the same"):
        passages.face(engine, ONE, ONE)
    with pytest.raises(InvalidParameter, match="Both are held in en"):
        passages.face(engine, ONE, OTHER, "fr")
    long = Engine.from_quads([*said(*range(600), slug="one"), *said(*range(500), slug="other")])
    with pytest.raises(InvalidParameter, match="600 and 500 units: take two of about 500"):
        passages.face(long, f"{EDITION}one", f"{EDITION}other")


def test_texts_without_words_have_no_rows(engine: Engine) -> None:
    """Where one of the two is not held, that is no difference between them."""
    found = passages.face(engine, ONE, f"{EDITION}a-68-98")
    assert (found.language, found.rows, found.counts) == ("", (), None)


def test_a_page_says_how_to_add_words(site: FlaskClient) -> None:
    """Without words of both there are no rows: the page leads to both texts, and to how words are added."""
    address = "/compare/texts?one=A/70/174&other=A/68/98"
    text = site.get(address, headers=PAGE).text
    assert "are not held here in one language" in text
    for link in ("/doc/edition/a-70-174", "/doc/edition/a-68-98", "/about/how-to/scholars#words"):
        assert link in text
    assert "<blockquote" not in text
    found = site.get(address).get_json()
    assert (found["languages"], found["counts"], found["rows"]) == ([], {}, [])


def test_a_page_shows_both(site: FlaskClient) -> None:
    """The page has what went and what came, says that nobody confirmed it, and marks a draft as such."""
    text = unescape(site.get("/compare/texts?one=A/70/174&other=A/RES/73/27", headers=PAGE).text)
    assert re.search("<del> ?should ?</del><ins> ?must ?</ins>", text)
    assert "nobody has confirmed it here" in text
    assert "Only in the first: 3" in text
    assert "Draft text, not adopted" not in text
    draft = unescape(site.get("/compare/texts?one=oewg-2021-zero-draft&other=a-70-174", headers=PAGE).text)
    assert draft.count("Draft text, not adopted") == 1
    assert "made-up-draft.txt" in draft
    assert 'blockquote class="held draft"' in draft


def test_the_same_comes_as_data(site: FlaskClient) -> None:
    """JSON has each row with its words, and whose they are; text has a line for each."""
    found = site.get("/compare/texts?one=A/70/174&other=A/RES/73/27").get_json()
    assert (found["one"]["draft"], found["one"]["source"]) == (False, "made-up.txt")
    (row,) = [one for one in found["rows"] if one["kind"] == "reworded"]
    assert "".join(one["text"] for one in row["changes"] if one["kind"] != "added").startswith(
        "Parties should"
    )
    lines = site.get("/compare/texts?one=A/70/174&other=A/RES/73/27&format=txt").text.splitlines()
    assert [line.split("\t")[0] for line in lines] == [one["kind"] for one in found["rows"]]


def test_held_texts_are_offered(site: FlaskClient) -> None:
    """The form offers what is held, and the page of such a text leads to it."""
    assert '<option value="a-76-135">' in site.get("/compare/texts", headers=PAGE).text
    assert "/compare/texts?one=a-70-174" in site.get("/doc/edition/a-70-174.html").text


def test_units_are_read_in_their_order() -> None:
    """Preamble, numbered paragraphs with their letters, annexes, notes; numbers count as numbers."""
    paths = ["pp/2", "pp/10", "para/2.a", "para/2.b", "para/10", "annex/1/para/1", "fn/1"]
    found = bare("", "en", dict.fromkeys(reversed(paths), "Lamps."))
    assert [unit.path for unit in found.units] == paths
    assert [unit.kind for unit in found.units] == ["paragraph"] * 6 + ["footnote"]

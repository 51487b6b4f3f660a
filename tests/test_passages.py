"""The words of documents where they are held: what there is, finding them, and pages that show them."""

import json
import sqlite3
from pathlib import Path

import pytest

from acquis import passages, search, sources
from acquis.engine import Engine
from acquis.search import Index
from acquis.vocab import ID
from made_up import words

EDITION = f"{ID}edition/"
LIGHTHOUSE = f"{EDITION}a-70-174/para/13.c"


@pytest.fixture(scope="module")
def wordless() -> Engine:
    """Return an engine over the shipped sources, which hold no words."""
    return Engine.from_quads(quad for source in sources.load(sources.paths()) for quad in source.quads)


@pytest.fixture(scope="module")
def engine() -> Engine:
    """Return an engine over the shipped sources and made-up words."""
    shipped = [quad for source in sources.load(sources.paths()) for quad in source.quads]
    return Engine.from_quads([*shipped, *words()])


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

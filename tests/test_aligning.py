"""Two texts, paragraph by paragraph and word by word."""

import tomllib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.texts.aligning import Change, Pair, align, words
from acquis.texts.aligning.coding import folded
from acquis.texts.model import SourceText, Unit
from acquis.texts.reading import akn, read
from checkout import ROOT
from revising import revise

CASES = tomllib.loads((ROOT / "tests" / "cases" / "texts" / "alignments.toml").read_text("utf-8"))["case"]
SERIES = tomllib.loads((ROOT / "tests" / "cases" / "texts" / "series.toml").read_text("utf-8"))["series"]
SOURCES = ROOT.parent / "shared" / "sources"
ZERO_DRAFT = SOURCES / "oewg-zero-draft.txt"
OWN = ROOT / "tests" / "cases" / "texts" / "examplia.txt"
real = pytest.mark.skipif(
    not SOURCES.is_dir(), reason="the source texts are not beside this checkout (../shared/sources)"
)


def _text(*paragraphs: str) -> SourceText:
    units = tuple(
        Unit(f"para/{number}", "paragraph", "", str(number), text=said)
        for number, said in enumerate(paragraphs, 1)
    )
    return SourceText("", "en", "", units, (), "own.txt", "", "plain")


def _line(pair: Pair) -> str:
    sides = (",".join(path.removeprefix("para/") for path in side) or "-" for side in (pair.one, pair.other))
    return f"{' = '.join(sides)} {pair.kind}{' moved' if pair.moved else ''}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_paragraphs_are_aligned(case: dict[str, Any]) -> None:
    """Each case of two short texts has its pairs, in the order of the second."""
    assert [_line(pair) for pair in align(_text(*case["one"]), _text(*case["other"]))] == case["pairs"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_each_paragraph_stands_in_one_pair(case: dict[str, Any]) -> None:
    """No paragraph is lost or counted twice, and a score is 0 just where one side is empty."""
    pairs = align(_text(*case["one"]), _text(*case["other"]))
    for side, other in (("one", "other"), ("other", "one")):
        paths = sorted(path for pair in pairs for path in getattr(pair, side))
        assert paths == sorted(f"para/{number}" for number in range(1, len(case[side]) + 1)), other
    assert [(pair.score > 0, pair.score <= 1) for pair in pairs] == [
        (bool(pair.one and pair.other), True) for pair in pairs
    ]


def test_a_pair_says_why() -> None:
    """The reason is a sentence with the share of words, and says where the order differs."""
    found = [pair for case in CASES for pair in align(_text(*case["one"]), _text(*case["other"]))]
    assert {pair.kind for pair in found} == {"same", "reworded", "split", "merged", "dropped", "added"}
    assert all(pair.reason.endswith(".") for pair in found)
    assert all(("order of the two texts differs" in pair.reason) is pair.moved for pair in found)


@pytest.mark.parametrize("path", [OWN, pytest.param(ZERO_DRAFT, marks=real)], ids=lambda path: path.stem)
@pytest.mark.parametrize("reworded", [0.1, 0.25, 0.5])
def test_a_revision_is_followed(path: Path, reworded: float) -> None:
    """Of a text that a seed renumbers, drops, moves, splits, merges and rewords most pairs are found."""
    text = read(path)
    right = found = there = 0
    for seed in range(6):
        revision = revise(text, seed, reworded)
        pairs = {(one, two) for pair in align(text, revision.text) for one in pair.one for two in pair.other}
        right += len(pairs & revision.pairs)
        found += len(pairs)
        there += len(revision.pairs)
    assert (right / found >= 0.98, right / there >= 0.97) == (True, True), (right, found, there)


def _resolution(symbol: str) -> SourceText:
    path = SOURCES / "akn4un" / "English" / f"{symbol.replace('/', '_')}_E.xml"
    return akn.read(path.read_bytes(), path.name)


@real
@pytest.mark.parametrize("series", SERIES, ids=lambda series: str(series["other"]))
def test_resolutions_that_followed_each_other(series: dict[str, Any]) -> None:
    """What a person paired is found, but for what is listed as missed, and nothing unlisted."""
    pairs = align(_resolution(series["one"]), _resolution(series["other"]))
    found = {f"{one}={other}" for pair in pairs for one in pair.one for other in pair.other}
    assert found == set(series["pairs"]) - set(series["missed"]) | set(series["doubtful"])


def test_the_figures_on_resolutions() -> None:
    """By the list at least 0.95 of what is found is right, and at least 0.95 of what is right is found."""
    right, missed, doubtful = (
        sum(len(series[key]) for series in SERIES) for key in ("pairs", "missed", "doubtful")
    )
    found = right - missed
    assert (found / (found + doubtful) >= 0.95, found / right >= 0.95) == (True, True)


@real
def test_a_paragraph_is_followed_through_resolutions() -> None:
    """What Member States should be guided by moves from the operative part to the preamble in 76/19."""
    texts = [_resolution(symbol) for symbol in ("A/RES/74/28", "A/RES/75/32", "A/RES/76/19")]
    path = "op/1.a"
    for one, other in pairwise(texts):
        (path,) = next(pair.other for pair in align(one, other) if path in pair.one)
    assert path == "pp/13"


@real
def test_what_was_moved_is_said_to_be() -> None:
    """Moved paragraphs are told apart from those that only got another number."""
    text = read(ZERO_DRAFT)
    right = found = there = 0
    for seed in range(6):
        revision = revise(text, seed)
        moved = {path for pair in align(text, revision.text) if pair.moved for path in pair.one}
        right, found, there = (
            right + len(moved & revision.moved),
            found + len(moved),
            there + len(revision.moved),
        )
    assert (right / found >= 0.95, right / there >= 0.95) == (True, True), (right, found, there)


@real
def test_a_text_is_aligned_with_itself() -> None:
    """Every paragraph of a real text has its own as counterpart, with score 1."""
    text = read(ZERO_DRAFT)
    pairs = align(text, text)
    assert {(pair.one == pair.other, pair.kind, pair.score, pair.moved) for pair in pairs} == {
        (True, "same", 1.0, False)
    }
    assert len(pairs) == sum(unit.kind == "paragraph" and bool(unit.text) for unit in text.units)


@pytest.mark.parametrize(
    ("one", "other", "changes"),
    [
        ("", "", ()),
        ("Act now.", "Act now.", (("kept", "Act now."),)),
        ("", "Act now.", (("added", "Act now."),)),
        ("Act now.", "", (("removed", "Act now."),)),
        (
            "States affirmed that law applies.",
            "States reaffirmed that law applies.",
            (
                ("kept", "States"),
                ("removed", " affirmed"),
                ("added", " reaffirmed"),
                ("kept", " that law applies."),
            ),
        ),
        (
            "Lamps burn in the harbour.",
            "Lights shine at the quay.",
            (("removed", "Lamps burn in the harbour"), ("added", "Lights shine at the quay"), ("kept", ".")),
        ),
        ("non-binding norms", "non\u2011binding  norms", (("kept", "non\u2011binding  norms"),)),
    ],
)
def test_words_that_changed(one: str, other: str, changes: tuple[tuple[str, str], ...]) -> None:
    """Differences come word by word, removed before added; a short word between two is part of them."""
    assert words(one, other) == tuple(Change(*change) for change in changes)


@given(
    st.text(alphabet="ab .,\n\u2019é\u0628中", max_size=40),
    st.text(alphabet="ab .,\n\u2019é\u0628中", max_size=40),
)
def test_no_word_is_lost(one: str, other: str) -> None:
    """Kept and added words are the second text, kept and removed ones the first but for white space."""
    changes = words(one, other)
    second = "".join(change.text for change in changes if change.kind != "removed")
    first = "".join(change.text for change in changes if change.kind != "added")
    assert (second, folded(first).replace(" ", "")) == (other, folded(one).replace(" ", ""))


def test_long_texts_are_compared_in_bounded_time() -> None:
    """Two texts of 60,000 words with a few changes have them; two that share nothing are told as a whole."""
    start = " ".join(f"The lamp of harbour {number} burns at night." for number in range(7_500))
    found = [
        one
        for one in words(start, start.replace("harbour 700 burns", "harbour 700 shines"))
        if one.kind != "kept"
    ]
    assert found == [Change("removed", " burns"), Change("added", " shines")]
    one, other = (" ".join(f"{letter}{number}" for number in range(30_000)) for letter in "ab")
    assert words(one, other) == (Change("removed", one), Change("added", other))


def test_five_hundred_paragraphs_are_aligned() -> None:
    """A pair of texts with 500 paragraphs each, half of them moved to the other end, is aligned."""
    said = [
        f"Harbour {number} pays {number * 7} crowns to fund {number % 13} each year." for number in range(500)
    ]
    pairs = align(_text(*said), _text(*said[250:], *said[:250]))
    assert ({pair.kind for pair in pairs}, sum(pair.moved for pair in pairs)) == ({"same"}, 250)


def test_notes_and_headings_are_not_aligned() -> None:
    """Only paragraphs with words of their own are paired."""
    text = _text("All harbours keep a lamp burning at night.", "")
    more = replace(text, units=(*text.units, Unit("fn/1", "footnote", "para/1", text="See above, page 3.")))
    assert [_line(pair) for pair in align(text, more)] == ["1 = 1 same"]

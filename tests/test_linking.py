"""Links that are suggested for the paragraphs of a text."""

import tomllib
from typing import Any

import pytest

from acquis.naming.names import expand
from acquis.texts.linking import Candidate, Suggestion, suggest
from acquis.texts.linking.cues import table
from acquis.texts.model import SourceText, Unit
from checkout import ROOT
from elements import candidates

CASES = tomllib.loads((ROOT / "tests" / "cases" / "texts" / "links.toml").read_text("utf-8"))["case"]
ZERO_DRAFT = expand("edition:oewg-2021-zero-draft")


def _text(*units: Unit, title: str = "", issued: str = "") -> SourceText:
    return SourceText("", "en", title, units, (), "own.txt", "", "plain", issued=issued)


def _paragraph(text: str, path: str = "para/1", above: str = "") -> Unit:
    return Unit(path, "paragraph", above, path.rpartition("/")[2], text=text)


def _by_target(found: tuple[Suggestion, ...]) -> dict[str, Suggestion]:
    return {one.target: one for one in found}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"][:40])
def test_a_paragraph_is_linked(case: dict[str, Any]) -> None:
    """What a paragraph speaks of is among the first of its kind, with the words that say so."""
    section = Unit("sec/a", "section", "", heading=case.get("heading", ""))
    found = _by_target(suggest(_text(section, _paragraph(case["says"], above="sec/a")), candidates()))
    for link in case["links"]:
        one = found[expand(link["to"])]
        assert (one.rank <= link["rank"], link["because"] in one.reason) == (True, True), one


def test_suggestions_are_ranked_within_their_kind() -> None:
    """Of each kind come at most so many, best first, ranks counted from 1, scores within 0 and 1."""
    text = _text(*(_paragraph(case["says"], f"para/{number}") for number, case in enumerate(CASES, 1)))
    found = suggest(text, candidates(), limit=2)
    for unit, kind in {(one.unit, one.kind) for one in found}:
        some = [one for one in found if (one.unit, one.kind) == (unit, kind)]
        assert [one.rank for one in some] == list(range(1, len(some) + 1))[:2]
        assert sorted((one.score for one in some), reverse=True) == [one.score for one in some]
    assert all(0 < one.score < 1 and one.reason for one in found)


def test_the_same_text_has_the_same_suggestions() -> None:
    """The order of the candidates changes nothing."""
    text = _text(*(_paragraph(case["says"], f"para/{number}") for number, case in enumerate(CASES, 1)))
    assert suggest(text, candidates()) == suggest(text, tuple(reversed(candidates())))


def test_words_that_say_nothing_are_linked_to_nothing() -> None:
    """A paragraph about something else, an empty one and a text of none have no suggestions."""
    other = _text(_paragraph("Snow fell on the old mill near the river."), _paragraph("", "para/2"))
    assert suggest(other, candidates()) == suggest(_text(), candidates()) == suggest(other, ()) == ()


def test_what_stands_below_counts_for_a_paragraph() -> None:
    """A paragraph is linked by the words of its bullets too, a bullet by its own, and a footnote by none."""
    units = (
        _paragraph("Among them are:", "para/1"),
        _paragraph("disinformation;", "para/1/item/1", above="para/1"),
        _paragraph("quantum computing.", "para/1/item/2", above="para/1"),
        Unit("fn/1", "footnote", "para/1", text="See the treaty on supply chains."),
    )
    found = {(one.unit, one.target) for one in suggest(_text(*units), candidates()) if one.kind == "topic"}
    told = expand("voc:topic/information-operations"), expand("voc:topic/emerging-technology")
    assert found == {
        *(("para/1", one) for one in told),
        ("para/1/item/1", told[0]),
        ("para/1/item/2", told[1]),
    }


def test_the_measures_of_the_same_document_come_first() -> None:
    """Where measures of several documents have one content, that of the edition which is read leads."""
    text = _text(_paragraph("A point of contact is a confidence-building measure in itself."))
    found = [one.target for one in suggest(text, candidates(), edition=ZERO_DRAFT) if one.kind == "measure"]
    assert found[0] == expand("cbm:oewg2021-poc")


@pytest.mark.parametrize(
    ("issued", "since", "there"),
    [
        ("2021-01-19", "2023-07", False),
        ("2021-01-19", "2021-01", True),
        ("2021-01-19", "2015-07-22", True),
        ("2021", "2021-03-10", True),
        ("", "2023", True),
        ("2021-01-19", "", True),
    ],
)
def test_a_text_speaks_of_nothing_that_came_later(issued: str, since: str, there: bool) -> None:
    """What was first worded after the text is left out, as far as both dates are exact."""
    own = Candidate("https://example.org/measure", "measure", "Shared weather reports", since=since)
    text = _text(_paragraph("Weather reports are shared, with confidence."), issued=issued)
    assert bool(suggest(text, [own])) is there


def test_units_that_stand_in_each_other_are_read_once() -> None:
    """A broken text, with two paragraphs each above the other, is read all the same."""
    units = (_paragraph("Trust.", "para/1", "para/2"), _paragraph("Trade.", "para/2", "para/1"))
    assert {one.unit for one in suggest(_text(*units), candidates())} == {"para/1", "para/2"}


def test_every_cue_speaks_for_something_there_is() -> None:
    """The table names only elements of the data, and no words twice for one of them with one strength."""
    known = {one.iri for one in candidates()}
    named = {target for cue in table() for target in cue.targets}
    pairs = [(cue.parts, cue.strength, target) for cue in table() for target in cue.targets]
    assert (named - known, len(pairs) - len(set(pairs))) == (set(), 0)


def test_a_candidate_without_words_is_linked_by_its_label() -> None:
    """A label is enough; one without any word is never suggested."""
    plain = [
        Candidate("https://example.org/a", "topic", "Lighthouses"),
        Candidate("https://example.org/b", "topic", ""),
    ]
    found = suggest(_text(_paragraph("A lighthouse warns ships.")), plain)
    assert [(one.target, one.rank, one.reason) for one in found] == [(plain[0].iri, 1, ("lighthouse",))]

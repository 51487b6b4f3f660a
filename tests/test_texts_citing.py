"""References of a text: printed words, verb, target.

The forms in which the United Nations refers to texts stand in cases/texts/citing, in sentences of our own.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from acquis.texts.citing import cite, known
from acquis.texts.model import Address, Unit
from knowing import shipped
from references import OWN, read_case, source, told

CASES = Path(__file__).parent / "cases" / "texts" / "citing"


def cases() -> list[Any]:
    """Return every case, named by file and name."""
    return [
        pytest.param(case, id=f"{path.stem}-{case['name']}")
        for path in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(path.read_text("utf-8"))["case"]
    ]


def paragraph(text: str, path: str = "para/1", **more: Any) -> Unit:
    """Return a paragraph with *text*."""
    return Unit(path, "paragraph", "", path.split("/")[1], "", text, **more)


@pytest.mark.parametrize("case", cases())
def test_a_printed_form(case: dict[str, Any]) -> None:
    """Each form has the references that stand beside it: words, kind, symbol, targets, function."""
    assert told(read_case(case)) == case["references"]


@pytest.mark.parametrize("case", cases())
def test_offsets_lead_to_what_is_printed(case: dict[str, Any]) -> None:
    """What is printed stands at its offsets, holds its locator, and is named as its kind says."""
    for one in read_case(case):
        assert len(one.printed) == one.end - one.start
        assert one.locator in one.printed
        assert one.named_by == ("symbol printed" if one.symbol and one.kind != "back" else "by name")


def test_a_reference_without_target_says_why() -> None:
    """What could not be resolved is listed with a sentence, and nothing is put in its place."""
    (one,) = cite(source(paragraph("See A/99/999.")), known(), OWN)
    assert (one.symbol, one.targets) == ("A/99/999", ())
    assert one.how == "The data has no edition with this symbol."


def test_a_footnote_belongs_to_the_unit_with_its_mark() -> None:
    """The unit is that of the mark; the offsets count in the footnote."""
    case = {"text": "States recalled lamps.{1}", "notes": {"1": "See A/70/174, para. 10."}}
    (one,) = read_case(case)
    assert (one.unit, one.within, one.start, one.verb, one.function) == (
        "para/3",
        "fn/1",
        4,
        "recalled",
        "recalls",
    )
    assert one.locator == "para. 10"


def test_the_same_words_that_lead_to_two_paragraphs_are_a_doubt() -> None:
    """A pinpoint stays as printed, and a curator is told where the same words lead elsewhere."""
    text = source(
        paragraph("Keepers follow the principles contained in paragraph 2 of this report.", "para/1"),
        paragraph("Lamps are lit at dusk.", "para/2"),
        paragraph("Keepers read the principles contained in paragraph 3.", "para/3"),
    )
    first, second = cite(text, known(), OWN)
    assert (first.targets, second.targets) == ((f"{OWN}/para/2",), (f"{OWN}/para/3",))
    assert first.doubt == "In para/3 the same words lead to paragraph 3: one of the two may be wrong."
    assert second.doubt == "In para/1 the same words lead to paragraph 2: one of the two may be wrong."


def test_a_title_of_another_text_beside_a_symbol_is_a_doubt() -> None:
    """The symbol decides, and the title that another text bears is told."""
    title = "Creation of a global culture of cybersecurity and the protection of critical information"
    (one,) = cite(source(paragraph(f"Resolution 64/211 entitled “{title} infrastructures”.")), shipped(), OWN)
    assert one.targets == ("https://w3id.org/acquis/id/edition/a-res-64-211",)
    assert one.doubt == "The title printed with it is that of another text in the data."


def test_a_link_of_the_file_says_which_body_a_number_is_of() -> None:
    """A number alone may be of two bodies; a symbol that a link contradicts is kept, with a doubt."""
    link = "https://undocs.org/A/HRC/RES/52/28"
    text = "Recalling resolution 52/28 and A/70/174,"
    links = (Address(21, 26, link), Address(31, 39, "https://undocs.org/en/A/70/172"))
    first, second = cite(source(paragraph(text, "pp/1", addresses=links)), shipped(), OWN)
    assert first.symbol == "A/HRC/RES/52/28"
    assert (second.symbol, second.doubt) == (
        "A/70/174",
        "The link of the file leads to A/70/172, the words say A/70/174.",
    )


def test_a_link_over_other_words_is_a_reference() -> None:
    """A link to a document over words that name none leads there."""
    links = (Address(4, 9, "https://undocs.org/en/A/RES/73/27"),)
    (one,) = cite(source(paragraph("See these lamps.", addresses=links)), shipped(), OWN)
    assert (one.kind, one.symbol, one.printed) == ("address", "A/RES/73/27", "these")


def test_a_text_without_an_edition_does_not_refer_to_itself() -> None:
    """Where neither edition nor symbol is given, "paragraph 1" is listed and not resolved."""
    (one,) = cite(source(paragraph("See paragraph 1.")), known())
    assert (one.targets, one.how) == ((), "A part of this text, whose edition was not given.")


def test_known_leaves_out_what_names_two() -> None:
    """A title of two editions and a symbol that is none lead nowhere."""
    rows = known(
        editions=[("A/70/174", "x:a"), ("<none>", "x:b")],
        titles=[("A report on all the lamps", "x:a"), ("A report on all the lamps", "x:b")],
        processes=[("gge", "2012", "x:three"), ("gge", "2009", "x:two")],
    )
    assert (rows.editions, rows.titles, rows.processes) == (
        {"A/70/174": "x:a"},
        {},
        {"gge": ("x:two", "x:three")},
    )

"""References of a text: printed words, verb, target.

The forms in which the United Nations refers to texts stand in cases/texts/citing, in sentences of our own.
Real texts, where they are beside the checkout, are measured against the tables of facts: every difference
stands in cases/texts/differing/citing.toml with the side that is right.
"""

import csv
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from acquis.naming.symbols import slug, unit_path
from acquis.texts.citing import Reference, cite, known
from acquis.texts.model import Address, Unit
from acquis.texts.reading import read
from acquis.vocab import ID
from checkout import ROOT
from knowing import shipped
from references import OWN, read_case, source, told

SOURCES = ROOT.parent / "shared" / "sources"
FACTS = ROOT.parent / "shared" / "facts"
real = pytest.mark.skipif(
    not (SOURCES.is_dir() and FACTS.is_dir()),
    reason="the source texts and facts are not beside this checkout (../shared)",
)

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


def test_a_paragraph_in_an_annex_or_an_article_is_of_the_same() -> None:
    """Annexes and articles count their paragraphs anew; what is missing is not looked for elsewhere."""
    text = source(
        paragraph("Lamps.", "op/1"),
        paragraph("Lamps of islands.", "annex/1/para/1"),
        paragraph("See paragraph 1 and paragraph 7.", "annex/1/para/2"),
        paragraph("Oil.", "annex/2/art/6.1"),
        paragraph("See paragraph 1 and paragraph 3.", "annex/2/art/6.2"),
    )
    targets = [one.targets for one in cite(text, known(), OWN)]
    assert targets == [(f"{OWN}/annex/1/para/1",), (), (f"{OWN}/annex/2/art/6.1",), ()]


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


def differences(text: str) -> dict[tuple[str, str], bool]:
    """Return unit and document of each known difference in *text*, and whether the reference is ours."""
    table = tomllib.loads((CASES.parent / "differing" / "citing.toml").read_text("utf-8"))["difference"]
    return {(one["unit"], one["document"]): one["ours"] for one in table if one["text"] == text}


def document(iri: str) -> str:
    """Return the id that the tables of facts have for the document of *iri*."""
    return iri.removeprefix(ID).split("/")[1]


def found(references: tuple[Reference, ...], own: str) -> set[tuple[str, str]]:
    """Return unit and document of every reference with a target, those to the text itself left out."""
    return {(one.unit, document(iri)) for one in references for iri in one.targets if document(iri) != own}


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of facts."""
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ids() -> dict[str, str]:
    """Return the ids of documents by symbol."""
    return {row["symbol"]: row["id"] for row in rows("framework/documents.csv") if row["symbol"]}


def shares(ours: set[tuple[str, str]], theirs: set[tuple[str, str]]) -> tuple[float, float]:
    """Return precision and recall."""
    both = len(ours & theirs)
    return both / len(ours), both / len(theirs)


def as_told(ours: set[tuple[str, str]], theirs: set[tuple[str, str]]) -> dict[tuple[str, str], bool]:
    """Return every difference, as `differences` has them."""
    return {one: one in ours for one in ours ^ theirs}


@real
def test_the_zero_draft() -> None:
    """Of the references of 117 paragraphs 98 % are right and 95 % are found; each difference is told."""
    references = cite(read(SOURCES / "oewg-zero-draft.txt"), shipped(), f"{ID}edition/oewg-2021-zero-draft")
    known_ids = ids()
    theirs = {
        (f"para/{row['number']}", known_ids.get(one, one))
        for row in rows("framework/paragraphs_oewg2021.csv")
        for one in filter(None, row["cites"].split(";"))
    }
    theirs |= {
        (f"para/{place[1]}", row["object_id"])
        for row in rows("framework/document_relations.csv")
        if row["subject_id"] == "oewg-2021-zero-draft" and (place := re.match(r"para (\d+)", row["locator"]))
    }
    ours = found(references, "oewg-2021-zero-draft")
    precision, recall = shares(ours, theirs)
    assert precision >= 0.98
    assert recall >= 0.95
    assert as_told(ours, theirs) == differences("oewg-zero-draft")


@real
def test_the_zero_draft_refers_to_itself() -> None:
    """Paragraphs and sections are those of the facts, but for 43 (85 is printed, 86 meant) and 110."""
    text = read(SOURCES / "oewg-zero-draft.txt")
    references = cite(text, shipped(), OWN)
    sections = {unit.path: unit for unit in text.units}
    ours: dict[str, set[int]] = {}
    for one in references:
        for path in (iri.removeprefix(f"{OWN}/") for iri in one.targets if iri.startswith(f"{OWN}/")):
            under = [
                unit for unit in text.units if unit.kind == "paragraph" and _stands_in(unit, path, sections)
            ]
            ours.setdefault(one.unit, set()).update(
                int(unit.path.split("/")[1].split(".")[0]) for unit in under
            )
    theirs = {
        f"para/{row['number']}": set(range(int(first), int(last or first) + 1))
        for row in rows("framework/paragraphs_oewg2021.csv")
        if row["refers_to_paragraphs"]
        for first, _, last in (row["refers_to_paragraphs"].partition("-"),)
    }
    assert theirs.pop("para/43") == {86}
    assert ours.pop("para/43") == {85}
    # 110 prints "sections B to F", which end with 94; the facts go on to the last recommendation, 109.
    assert (theirs.pop("para/110"), ours.pop("para/110")) == (set(range(15, 110)), set(range(15, 95)))
    assert ours == theirs
    doubts = {one.unit: one.doubt for one in references if one.doubt and one.kind == "paragraph"}
    assert "paragraph 86" in doubts["para/43"]
    assert "paragraph 85" in doubts["para/91"]


def _stands_in(unit: Unit, path: str, units: dict[str, Unit]) -> bool:
    above: Unit | None = unit
    while above is not None and above.path != path:
        above = units.get(above.above)
    return above is not None


@real
def test_the_functions_in_the_zero_draft() -> None:
    """The verb gives the function of the facts, but for "noted", which the facts count as taking note."""
    references = cite(read(SOURCES / "oewg-zero-draft.txt"), shipped(), OWN)
    ours: dict[tuple[str, str], set[str]] = {}
    for one in references:
        for iri in one.targets:
            ours.setdefault((one.unit, document(iri)), set()).add(one.function.replace("-", ""))
    theirs: dict[tuple[str, str], set[str]] = {}
    for row in rows("framework/document_relations.csv"):
        if row["subject_id"] == "oewg-2021-zero-draft" and (place := re.match(r"para (\d+)", row["locator"])):
            theirs.setdefault((f"para/{place[1]}", row["object_id"]), set()).add(row["relation"].lower())
    differ = {unit for unit, many in theirs.items() if unit in ours and not many & ours[unit]}
    assert differ == {("para/46", "a-res-2131-xx"), ("para/52", "a-69-723")}


@real
def test_the_summary_of_a_conference() -> None:
    """Every text that the facts have by section is found; what is ours alone is named in the text."""
    references = cite(read(SOURCES / "unidir-cs21-summary.txt"), shipped(), f"{ID}edition/unidir-cs21")
    ours = {(re.findall(r"sec/([\d.]+)", unit)[-1], one) for unit, one in found(references, "unidir-cs21")}
    theirs = {
        (place[1].rstrip("."), row["object_id"])
        for row in rows("framework/document_relations.csv")
        if row["subject_id"] == "unidir-cs21" and (place := re.match(r"sec\. ([\d.]+)", row["locator"]))
    }
    assert theirs <= ours
    assert as_told(ours, theirs) == differences("unidir-cs21-summary")
    short = {one.within: one for one in references if one.kind == "short"}
    assert short["fn/9"].locator == "annex II, para. 29"
    assert short["fn/9"].targets == (f"{ID}edition/a-75-816/annex/2/para/29",)
    assert short["fn/10"].targets == ()


@real
def test_the_core_resolutions() -> None:
    """Every symbol and every name that the facts have for 11 resolutions is found; differences are told."""
    known_ids = ids()
    table = rows("resolutions/paragraphs.csv")
    relations = [one for one in rows("resolutions/relations.csv") if one["scope"] == "core"]
    for symbol in sorted({row["symbol"] for row in table}):
        path = SOURCES / "akn4un" / "English" / f"{symbol.replace('/', '_')}_E.xml"
        ours = found(cite(read(path), shipped()), slug(symbol))
        theirs = {
            (unit_path(row["kind"][0] + "p", row["number"]), known_ids.get(one, one))
            for row in table
            if row["symbol"] == symbol
            for one in filter(None, f"{row['cites']};{row['cites_by_name']}".split(";"))
        }
        theirs |= {
            (unit_path(kind.lower(), number), row["object_id"])
            for row in relations
            if row["subject_symbol"] == symbol and row["object_kind"] == "document" and row["object_id"]
            for kind, _, number in (row["locator"].partition(" "),)
        }
        assert as_told(ours, theirs) == differences(symbol), symbol

"""Readers of texts: four forms of a report that we wrote, and two real texts where they are at hand."""

import csv
import re
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import rendering
from acquis.errors import InvalidParameter
from acquis.texts.model import SourceText, Unit
from acquis.texts.reading import read
from checkout import ROOT

CASES = ROOT / "tests" / "cases" / "texts"
SHARED = ROOT.parent / "shared"
ZERO_DRAFT = SHARED / "sources" / "oewg-zero-draft.txt"
SUMMARY = SHARED / "sources" / "unidir-cs21-summary.txt"
FORMS: dict[str, Callable[[], bytes]] = {
    "plain": lambda: rendering.txt().encode(),
    "pdf": rendering.pdf,
    "docx": rendering.docx,
    "html": rendering.html,
}
beside = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the source texts are not beside this checkout (../shared/sources)"
)


@cache
def _real(path: Path) -> SourceText:
    return read(path)


@cache
def _form(form: str) -> SourceText:
    with tempfile.TemporaryDirectory() as folder:
        # The name does not say the form of the file.
        path = Path(folder) / "report.dat"
        path.write_bytes(FORMS[form]())
        return read(path, "XA/31/204")


def _row(unit: Unit) -> list[str]:
    marks = " ".join(f"{one.at}:{one.printed}" for one in unit.marks)
    words = unit.text.split() or ["", ""]
    return [unit.path, unit.kind, unit.above, unit.number, unit.heading, marks, words[0], words[-1]]


def _expected() -> list[list[str]]:
    with (CASES / "examplia.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_the_same_units(form: str) -> None:
    """Each form of the report has the listed units, its title, its own form, and nothing that is unsure."""
    text = _form(form)
    assert [_row(one) for one in text.units] == _expected()
    assert (text.form, text.symbol, text.language) == (form, "XA/31/204", "en")
    assert text.title == "Report of the Group of Examplia on the Safe Use of Signal Lamps"
    assert {one.kind for one in text.doubts} <= {"header", "footer", "outside"}


def test_every_form_has_the_same_words() -> None:
    """The words of each unit are the same in all forms, and those of the source."""
    texts = [{one.path: one.text for one in _form(form).units} for form in FORMS]
    assert all(one == texts[0] for one in texts[1:])
    source = " ".join(re.sub(r"\[\^\d+\]|\|", "", rendering.SOURCE.read_text(encoding="utf-8")).split())
    assert [text for text in texts[0].values() if text not in source] == []


def test_units_stand_in_units_that_are_there() -> None:
    """Paths are there once, and each unit stands in one that comes before it, or in the edition."""
    seen = {""}
    for unit in _form("plain").units:
        assert unit.path not in seen
        assert unit.above in seen
        seen.add(unit.path)


@pytest.mark.parametrize("gap", ["", "\n"], ids=["no empty lines", "an empty line after each"])
def test_empty_lines_need_not_say_anything(tmp_path: Path, gap: str) -> None:
    """Without empty lines, or with one after every line, the text has the same units."""
    path = tmp_path / "report.txt"
    rows = [f"{row}\n{gap}" for row in rendering.txt().split("\n") if row.strip()]
    path.write_text("".join(rows), encoding="utf-8")
    assert [_row(one) for one in read(path).units] == _expected()


def _words(text: str) -> Counter[str]:
    """Count the letters of *text*: mending may move hyphens and spaces, but no letter or figure."""
    return Counter(one for one in text if one.isalnum())


def _kept(text: SourceText) -> Counter[str]:
    """Count the letters in units, with marks, and in what was left out as often as it was."""
    found: Counter[str] = Counter()
    for unit in text.units:
        marks = "".join(one.printed for one in unit.marks)
        found += _words(unit.number + unit.heading + unit.text + marks)
    for doubt in text.doubts:
        if doubt.kind in ("header", "footer", "link", "outside"):
            times = re.search(r"Left out (\d+) times", doubt.said)
            for _ in range(int(times[1]) if times else 1):
                found += _words(doubt.said[doubt.said.index("“") :])
    return found


@beside
@pytest.mark.parametrize("path", [ZERO_DRAFT, SUMMARY], ids=lambda path: path.stem)
def test_no_letter_of_a_real_text_is_lost(path: Path) -> None:
    """Each letter and figure of the file is in a unit, or listed as left out, and none besides."""
    assert _kept(_real(path)) == _words(path.read_text(encoding="utf-8"))


@beside
def test_the_zero_draft_is_divided_as_the_facts_say() -> None:
    """117 of 117 paragraphs have the number, section and subsection that the table of facts gives them."""
    with (SHARED / "facts" / "framework" / "paragraphs_oewg2021.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        facts = list(csv.DictReader(file))
    units = {one.path: one for one in _real(ZERO_DRAFT).units}
    wanted = {}
    for row in facts:
        sub = "" if row["subsection"] == "none" else f"/sec/{row['subsection'].lower()}"
        wanted[f"para/{row['number']}"] = f"sec/{row['section'].lower()}{sub}"
    found = {path: unit.above for path, unit in units.items() if re.fullmatch(r"para/\d+", path)}
    assert len(wanted) == 117
    assert found == wanted
    titles = {row["section"].lower(): row["section_title"] for row in facts}
    assert {key: units[f"sec/{key}"].heading for key in titles} == titles


@beside
def test_the_zero_draft_has_its_footnotes_and_bullets() -> None:
    """Each footnote stands below the paragraph that the facts name with it; paragraph 86 has ten points."""
    text = _real(ZERO_DRAFT)
    with (SHARED / "facts" / "framework" / "document_relations.csv").open(encoding="utf-8") as file:
        cited = re.findall(r"zero draft \(19 Jan 2021\) (para \d+), fn (\d+)", file.read())
    wanted = {f"fn/{note}": para.replace(" ", "/") for para, note in cited}
    notes = {one.path: one.above for one in text.units if one.kind == "footnote"}
    assert len(wanted) == 11
    assert {path: above for path, above in notes.items() if path != "fn/0"} == wanted
    points = [one.path for one in text.units if one.path.startswith("para/86/item/")]
    assert points == [f"para/86/item/{number}" for number in range(1, 11)]
    # The title of the draft, with the asterisk that leads to the note, is not in the file.
    assert [one.path for one in text.doubts if one.kind == "note"] == ["fn/0"]
    assert text.pages == 18


@beside
def test_a_resolution_in_akn_is_known_by_its_content() -> None:
    """A file of the UN's own form is read as such; with the symbol of another document it is refused."""
    path = next((SHARED / "sources" / "akn4un" / "English").glob("*.xml"))
    text = read(path)
    assert (text.form, read(path, text.symbol)) == ("akn", text)
    with pytest.raises(InvalidParameter, match=f"is {text.symbol}, not A/70/174"):
        read(path, "A/70/174")


@beside
def test_words_of_the_zero_draft_are_whole() -> None:
    """What a line end, a mark or the spacing of the page broke is one word again; hyphens are kept."""
    units = {one.path: one for one in _real(ZERO_DRAFT).units}
    for path, words in {
        "para/5": "recognized that",
        "para/7": "and 2015), which",
        "para/17": "opportunities",
        "para/18": "far-reaching",
        "para/39": "in-depth",
        "para/80": "Agenda. In this",
        "para/82": "capacity-building requirements",
    }.items():
        assert words in units[path].text
    assert [one.printed for one in units["para/7"].marks] == ["2", "3"]
    paragraphs = [one for one in units.values() if one.kind == "paragraph"]
    assert not [one.path for one in paragraphs if re.search(r"[a-z]\d{1,2}(?=[ .,])", one.text)]


@beside
def test_the_summary_has_its_sections_and_footnotes() -> None:
    """The summary of UNIDIR, set in another way, has its sections, their parts, and eleven footnotes."""
    text = _real(SUMMARY)
    sections = [one.path for one in text.units if one.kind == "section"]
    parts = [f"sec/3/sec/3.{number}" for number in range(1, 6)]
    assert sections == ["sec/1", "sec/2", "sec/3", *parts, "sec/4"]
    notes = {one.path: one.above.rpartition("/para/")[0] for one in text.units if one.kind == "footnote"}
    assert list(notes) == [f"fn/{number}" for number in range(1, 12)]
    assert notes["fn/2"] == "sec/1"
    assert notes["fn/10"] == "sec/3/sec/3.5"
    assert notes["fn/11"] == "sec/4"
    assert sum(one.path.startswith("sec/2/item/") for one in text.units) == 7
    assert {one.said.split("”")[0] for one in text.doubts if one.kind == "order"} == {
        "“1. INTRODUCTION",
        "“4. CONCLUSION AND THE WAY FORWARD",
    }

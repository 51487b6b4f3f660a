"""Resolutions in the UN's machine-readable form: read whole, in six languages, against the facts."""

import csv
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from acquis import sources
from acquis.engine import Literal, NamedNode
from acquis.errors import InvalidDocument, InvalidParameter
from acquis.texts.model import Address, Mark, SourceText
from acquis.texts.parallel import REASONS, parallel
from acquis.texts.reading.akn import is_akn, read
from acquis.texts.voters import named, voters
from acquis.vocab import PREFIXES
from checkout import ROOT

CASES = ROOT / "tests" / "cases" / "texts" / "akn"
CORPUS = ROOT.parent / "shared" / "sources" / "akn4un"
FACTS = ROOT.parent / "shared" / "facts" / "resolutions"
OWN = ("en", "fr", "ar")
LAYOUTS: list[dict[str, Any]] = tomllib.loads((CASES / "layouts.toml").read_text("utf-8"))["layout"]

corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the resolutions are not beside this checkout (../shared/sources/akn4un)"
)
facts = pytest.mark.skipif(
    not (FACTS.is_dir() and CORPUS.is_dir()), reason="the tables of facts are not beside this checkout"
)


def table(path: Path, delimiter: str = "\t") -> list[dict[str, str]]:
    """Return the rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@cache
def own(language: str) -> SourceText:
    """Return the resolution that we wrote."""
    return read((CASES / f"lamps.{language}.xml").read_bytes(), f"lamps.{language}.xml")


@cache
def labels() -> dict[str, str]:
    """Return the label of each State in the data with its IRI."""
    (source,) = sources.load([("states", ROOT / "data" / "states.ttl")])
    label = NamedNode(PREFIXES["skos"] + "prefLabel")
    return {
        quad.object.value: quad.subject.value
        for quad in source.quads
        if quad.predicate == label
        and isinstance(quad.object, Literal)
        and isinstance(quad.subject, NamedNode)
        and "/id/state/" in quad.subject.value
    }


def packed(number: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield the packed resolutions, or those whose name has *number*, a regular expression."""
    for path in sorted(CORPUS.glob("resolutions-en-*.zip")):
        with ZipFile(path) as archive:
            names = [one for one in archive.namelist() if one.endswith(".xml") and re.search(number, one)]
            yield from ((name, archive.read(name)) for name in names)


@cache
def languages() -> dict[str, list[SourceText]]:
    """Return the texts of each resolution that is there in several languages; one file is empty."""
    found = defaultdict(list)
    for path in sorted(CORPUS.glob("*/*.xml")):
        if path.stat().st_size:
            text = read(path.read_bytes(), path.name)
            found[text.symbol].append(text)
    return found


@cache
def english() -> dict[str, SourceText]:
    """Return the English text of each resolution in the tables of facts."""
    listed = [*table(FACTS / "res_core.csv", ","), *table(FACTS / "res_related.csv", ",")]
    wanted = {row["symbol"] for row in listed}
    shared = [one for texts in languages().values() for one in texts if one.language == "en"]
    numbers = "|".join(one.removeprefix("A/RES/").replace("/", "_") for one in sorted(wanted))
    texts = [read(data, name) for name, data in packed(rf"[/_]({numbers})[-_ ]")]
    return {one.symbol: one for one in (*texts, *shared)}


def by_path(text: SourceText) -> dict[str, tuple[str, str, str, str]]:
    """Return kind, place above, number and place of each unit by its address."""
    return {one.path: (one.kind, one.above, one.number, one.place) for one in text.units}


@pytest.mark.parametrize("language", OWN)
def test_units_have_the_same_addresses_in_every_language(language: str) -> None:
    """Paragraphs, points, articles and footnotes are where the table says, with their numbers as printed."""
    rows = table(CASES / "lamps.tsv")
    wanted = {row["path"]: (row["kind"], row["above"], row[language]) for row in rows}
    assert {path: found[:3] for path, found in by_path(own(language)).items()} == wanted
    assert [one.path for one in own(language).units] == [row["path"] for row in rows]


def test_units_keep_the_place_in_the_file() -> None:
    """A unit says the id of its element."""
    wanted = {row["path"]: row["place"] for row in table(CASES / "lamps.tsv")}
    assert {path: found[3] for path, found in by_path(own("en")).items()} == wanted


def test_words_marks_and_links_stand_at_their_offsets() -> None:
    """A paragraph is one line; marks of footnotes are out of it, and links cover the words they are on."""
    units = {one.path: one for one in own("en").units}
    text = "Recalling its resolution 90/1 of 3 May 2090 and the lamp that it lit,"
    target = "https://undocs.org/en/A/RES/90/1"
    assert units["pp/1"].text == text
    assert units["pp/1"].marks == (Mark(len(text), "1"),)
    assert units["pp/1"].addresses == (Address(25, 29, target),)
    assert units["pp/2"].text == "Noting with care that every harbour has a lamp,"
    assert units["fn/1"].text == "91/2, para. 4."
    assert units["annex/1/art/2.2"].text == ""
    assert units["annex/1/art/2.2.a"].text == "No Party blows out a lamp;"
    assert units["annex/1/art/1"].heading == "Use of terms"


def test_arabic_marks_lose_their_brackets() -> None:
    """The brackets around the mark of a footnote are no words of the paragraph or the note."""
    units = {one.path: one for one in own("ar").units}
    assert "(" not in units["pp/1"].text + units["op/1"].text + units["fn/1"].text + units["fn/2"].text
    assert [(one.path, one.kind) for one in own("ar").doubts] == [("pp/2", "moved")]


def test_a_resolution_says_what_it_is() -> None:
    """Symbol, title, dates, meeting, report, draft, agenda, subjects and vote are as the file has them."""
    text = own("en")
    assert (text.symbol, text.language, text.title, text.form) == (
        "A/RES/98/7",
        "en",
        "Lamps of harbours",
        "akn",
    )
    assert (text.adopted, text.issued, text.meeting) == ("2098-12-06", "2098-12-09", "A/98/PV.45")
    assert (text.committee_report, text.draft) == ("A/98/444", "A/C.1/98/L.7/Rev.1")
    assert (text.session, text.agenda, text.without_vote) == ("98", "9 (b)", False)
    assert text.subjects == (
        ("LIGHTHOUSES", "http://metadata.un.org/thesaurus/0"), ("UN. Lighthouse Group", ""),
    )  # fmt: skip
    assert text.vote is not None
    assert (text.vote.totals, text.vote.no) == ((3, 1, 2), ("CÔTE D'IVOIRE",))
    assert text.sponsors[1:4] == ("the Niger", "Bolivia (Plurinational State of)", "Trinidad and Tobago")
    assert text.additional_sponsors == ("Ghana", "Côte d'Ivoire", "Antigua and Barbuda")


def layout(body: str) -> str:
    """Return the XML of a main body written in short."""
    lines = []
    for line in body.strip().splitlines():
        number, bar, words = line.partition("|") if "|" in line else ("", "", line)
        num = f"<num>{number}</num>" if bar else ""
        sign, said = (words[0], words[2:]) if words[:2] in ("= ", "> ", "* ") else ("", words)
        first, _, rest = said.partition(" ")
        content = {
            ">": f'<span class="bold">{said}</span>',
            "*": f'<span class="italic">{first}</span> {rest}',
        }.get(sign, said)
        inner = f"<subheading>{said}</subheading>" if sign == "=" else f"<content><p>{content}</p></content>"
        lines.append(f'<paragraph class="SingleTxt">{num}{inner}</paragraph>')
    return "".join(lines)


@pytest.mark.parametrize("case", LAYOUTS, ids=[case["name"] for case in LAYOUTS])
def test_a_layout_gets_its_addresses(case: dict[str, Any]) -> None:
    """Sections, points and numbers that restart, are missing or stand twice get the addresses of the case."""
    whole = (CASES / "lamps.en.xml").read_text("utf-8")
    head = whole[: whole.index("<preamble>")]
    text = read(f"{head}<mainBody>{layout(case['body'])}</mainBody></statement></akomaNtoso>".encode(), "x")
    assert [one.path for one in text.units] == case["paths"]
    assert [f"{one.kind} {one.path}" for one in text.doubts] == case.get("doubts", [])


def test_totals_that_do_not_add_up_are_told() -> None:
    """A total that is not the number of States, and a State that is listed twice, are doubts."""
    data = (CASES / "lamps.en.xml").read_bytes()
    changed = data.replace(b'value="3"', b'value="4"').replace(b"VIET NAM", b"GHANA")
    said = [one.said for one in read(changed, "x").doubts if one.kind == "vote"]
    assert said == ["The total of inFavour is 4, and 3 States are named.", "GHANA is listed more than once."]


BOMB = '<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>'
WHOLE = '<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0">{}</akomaNtoso>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "lamps.xml is empty: download it again"),
        (b" \n", "lamps.xml is empty"),
        ((CASES / "lamps.en.xml").read_bytes()[:4000], "lamps.xml is cut off or broken"),
        (b"%PDF-1.7 \x00", "lamps.xml is cut off or broken"),
        ((BOMB + WHOLE.format("&c;")).encode(), "lamps.xml has a DOCTYPE"),
        ((OUTSIDE + WHOLE.format("&b;")).encode(), "lamps.xml has a DOCTYPE"),
        (("<a>" * 5000 + "</a>" * 5000).encode(), "lamps.xml is cut off or broken"),
        (b"<a>" + b" " * 33 * 1024 * 1024 + b"</a>", "lamps.xml has more than 32 MB"),
        (b"<html/>", "lamps.xml is XML of another form"),
        (WHOLE.format("").encode(), "lamps.xml has no resolution"),
        (WHOLE.format("<statement/>").encode(), "lamps.xml has no symbol on its cover"),
    ],
    ids=[
        "empty",
        "blank",
        "truncated",
        "pdf",
        "bomb",
        "outside",
        "deep",
        "long",
        "html",
        "bare",
        "no symbol",
    ],
)
def test_a_bad_file_is_refused_with_what_to_do(data: bytes, said: str) -> None:
    """Nothing is expanded, fetched or half read: a sentence tells what is wrong."""
    with pytest.raises(InvalidDocument, match=re.escape(said)):
        read(data, "lamps.xml")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ((CASES / "lamps.fr.xml").read_bytes(), True),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a --><akomaNtoso>', True),
        (b"<akomaNtosos>", False),
        (b"<html>akomaNtoso</html>", False),
        (b"", False),
    ],
)
def test_the_form_is_told_by_its_root(data: bytes, found: bool) -> None:
    """What begins with the root element of the form is of it, whatever its name."""
    assert is_akn(data) is found


def test_languages_are_compared_unit_by_unit() -> None:
    """Three languages have the same units; the preambular paragraph that stands elsewhere is told."""
    found = parallel([own(one) for one in OWN])
    assert (found.languages, found.missing) == (OWN, ("zh", "ru", "es"))
    assert [(one.language, one.path, one.why) for one in found.differences] == [("ar", "pp/2", "moved")]


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("<num>2.</num><list>", "<num>4.</num><list>", {"number"}),
        ('marker="2"', 'marker="5"', {"mark"}),
        ("<subheading>\tDevoirs</subheading>", "<content><p>9. Devoirs.</p></content>", {"added"}),
        (
            'class="H23"><subheading>\tL\u2019huile</subheading>',
            'class="SingleTxt"><content><p>L\u2019huile.</p></content>',
            {"heading"},
        ),
        ("</num>", "</num>", set()),
    ],
)
def test_a_difference_has_its_reason(old: str, new: str, wanted: set[str]) -> None:
    """Another number, another mark and a heading that is a paragraph are told apart."""
    changed = (CASES / "lamps.fr.xml").read_text("utf-8").replace(old, new)
    found = parallel([own("en"), read(changed.encode(), "x")])
    assert {one.why for one in found.differences} & REASONS.keys() == wanted


def test_texts_of_several_documents_are_not_compared() -> None:
    """Only one document at a time is compared, one text a language."""
    other = read((CASES / "lamps.fr.xml").read_bytes().replace(b"A/RES/98/7<", b"A/RES/98/8<"), "x")
    for texts, said in (
        ((), "at least one"),
        ((own("en"), other), "one document"),
        ((own("en"),) * 2, "each"),
    ):
        with pytest.raises(InvalidParameter, match=said):
            parallel(texts)


def test_names_of_states_are_found_by_labels_and_rules_only() -> None:
    """Every name of our resolution is a State of the data; what is of none has a reason."""
    found = voters(own("en"), labels())
    assert found.others == ()
    assert {iri.rpartition("/")[2] for iri in found.states.values()} == {
        "ATG", "AUT", "BOL", "CIV", "GBR", "GHA", "NER", "TTO", "VNM",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("TÜRKÝYE", "TUR"),
        ("Bahamas (The)", "BHS"),
        ("Bolivarian Republic of Venezuela", "VEN"),
        ("Netherlands", "NLD"),
        ("Kingdom of the Netherlands", "NLD"),
        ("Timor Leste", "TLS"),
        ("Democratic People\u2019s Republic of Korea", "PRK"),
        ("Congo", "COG"),
        ("Niger", "NER"),
        ("Uganda (on behalf of the Group of 77 and China)", "on behalf of others"),
        ("submitted by the Vice-Chair of the Committee", "an office"),
        ("Viet Nama", "unknown"),
        ("Guinea Equatorial Bissau", "unknown"),
    ],
)
def test_a_printed_name_is_a_state_or_has_a_reason(printed: str, found: str) -> None:
    """A name with a slip is not guessed."""
    result = named([printed], labels())
    said = [iri.rpartition("/")[2] for iri in result.states.values()] + [why for _, why in result.others]
    assert said == [found]


@corpus
def test_every_packed_resolution_is_read() -> None:
    """Addresses are unique, offsets lie in the text, votes add up, and every voter is a State."""
    unequal, unnamed, count = [], set(), 0
    for name, data in packed():
        text = read(data, name)
        count += 1
        paths = {one.path for one in text.units}
        assert len(paths) == len(text.units), name
        assert {one.above for one in text.units} <= paths | {""}, name
        for one in text.units:
            assert all(0 <= mark.at <= len(one.text) for mark in one.marks), (name, one.path)
            assert all(0 <= link.start < link.end <= len(one.text) for link in one.addresses), (
                name,
                one.path,
            )
        unequal += [(text.symbol, one.said) for one in text.doubts if one.kind == "vote"]
        if text.vote is not None:
            assert text.without_vote is False, name
            unnamed |= set(named((*text.vote.yes, *text.vote.no, *text.vote.abstaining), labels()).others)
    assert count >= 1590
    # The file names 58 of the 59 States that it counts.
    assert unequal == [("A/RES/77/293", "The total of abstaining is 59, and 58 States are named.")]
    assert unnamed == set()


@corpus
def test_the_empty_file_is_told() -> None:
    """One of the files in six languages has no byte."""
    empty = [path for path in sorted(CORPUS.glob("*/*.xml")) if not path.stat().st_size]
    assert [path.name for path in empty] == ["A_RES_74_28_R.xml"]
    with pytest.raises(InvalidDocument, match="is empty"):
        read(empty[0].read_bytes(), empty[0].name)


@corpus
def test_differences_between_languages_are_those_explained() -> None:
    """All 21 resolutions have the same units in six languages, but for what the table explains."""
    wanted = {
        (row["symbol"], row["language"], row["why"]): int(row["count"])
        for row in table(CASES / "languages.tsv")
    }
    compared = [parallel(texts) for texts in languages().values()]
    found = Counter((one.symbol, each.language, each.why) for one in compared for each in one.differences)
    assert dict(found) == wanted
    assert [(one.symbol, one.missing) for one in compared if one.missing] == [("A/RES/74/28", ("ru",))]
    assert len(compared) == 21


def read_as(text: SourceText) -> dict[str, str]:
    """Return what was read in the columns of the tables of facts."""
    paths = [one.path for one in text.units]
    totals = text.vote.totals if text.vote else ("", "", "")
    return {
        "title_en": text.title,
        "session": text.session,
        "adoption_date": text.adopted,
        "publication_date": text.issued,
        "meeting": text.meeting,
        "draft_symbol": text.draft,
        "committee_report": text.committee_report,
        "agenda_item": text.agenda,
        "adoption": "consensus" if text.without_vote else "recorded vote",
        **dict(zip(("yes", "no", "abstain"), map(str, totals), strict=True)),
        "n_preambular": str(sum(bool(re.fullmatch(r"pp/\d+", one)) for one in paths)),
        "n_operative": str(sum(bool(re.fullmatch(r"(op|para)/\d+", one)) for one in paths)),
        "n_attachments": str(sum(bool(re.fullmatch(r"annex/\d+", one)) for one in paths)),
    }


@facts
def test_what_resolutions_say_of_themselves_agrees_with_the_facts() -> None:
    """In 46 resolutions every column agrees but for the disagreements that are listed with who is right."""
    rows = [*table(FACTS / "res_core.csv", ","), *table(FACTS / "res_related.csv", ",")]
    found = {
        (row["symbol"], key, row[key], said)
        for row in rows
        if row["symbol"] in english()
        for key, said in read_as(english()[row["symbol"]]).items()
        if (row[key] or "0" if key == "n_attachments" else row[key]) != said
    }
    listed = table(CASES / "disagreements.tsv")
    assert found == {(row["symbol"], row["field"], row["facts"], row["read"]) for row in listed}
    assert sum(row["symbol"] in english() for row in rows) == 46


@facts
def test_votes_and_sponsors_agree_with_the_facts() -> None:
    """All votes of 21 recorded votes, and all sponsors of 46 resolutions, State by State."""
    votes: dict[str, dict[str, str]] = defaultdict(dict)
    mine = {}
    for row in table(FACTS / "votes.csv", ","):
        votes[row["symbol"]][row["iso3"]] = row["vote"]
    for symbol, text in english().items():
        if text.vote is None:
            continue
        sides = {"yes": text.vote.yes, "no": text.vote.no, "abstain": text.vote.abstaining}
        mine[symbol] = {code: side for side, names in sides.items() for code in codes(names)}
    assert mine == {symbol: found for symbol, found in votes.items() if symbol in english()}
    assert sum(map(len, mine.values())) == 3673
    sponsors = defaultdict(set)
    for row in table(FACTS / "sponsors.csv", ","):
        sponsors[row["symbol"], row["kind"]].add(row["iso3"])
    for (symbol, kind), wanted in sponsors.items():
        if named_in := english().get(symbol):
            first, added = named_in.sponsors, named_in.additional_sponsors
            assert codes(first if kind == "sponsor" else added) == wanted, symbol


def codes(names: tuple[str, ...]) -> set[str]:
    """Return the codes of the States among *names*."""
    return {iri.rpartition("/")[2] for iri in named(names, labels()).states.values()}


@facts
def test_paragraphs_agree_with_the_facts() -> None:
    """All 234 paragraphs have their number, their place, their lead verb and their links."""
    rows = table(FACTS / "paragraphs.csv", ",")
    links = re.compile(r"https?://(?:undocs|docs\.un)\.org/(?:en/)?")
    for row in rows:
        units = {one.path: one for one in english()[row["symbol"]].units}
        number = re.sub(r" ?\((\w+)\)", r".\1", row["number"])
        path = f"{'pp' if row['kind'] == 'preambular' else 'op'}/{number}"
        assert units[path].place == "#" + row["source"].rpartition("#")[2]
        assert units[path.partition(".")[0]].text.startswith(row["lead_verbs"].split(";")[0])
        noted = [
            units[path],
            *(one for one in units.values() if one.kind == "footnote" and one.above == path),
        ]
        linked = {links.sub("", link.target) for one in noted for link in one.addresses}
        # The link of 43/78 H leads to the number without its letter, and decisions have no links.
        cited = {one.removesuffix(" H") for one in row["cites"].split(";") if one.startswith("A/")}
        assert linked == cited, (row["symbol"], path)
    assert len(rows) == 234

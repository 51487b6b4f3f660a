"""From a text that was read to its files: looks like the shipped data, passes the checks, invents nothing."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from acquis import check, sources
from acquis.engine import Engine, NamedNode, Quad, parse
from acquis.errors import AcquisError, InvalidDocument, InvalidParameter
from acquis.ingest import confirming, items, merging
from acquis.ingest.chain import Made, Wish, made
from acquis.ingest.citable import candidates, citable
from acquis.ingest.document import Document, assembled, slug_of, symbol_of
from acquis.ingest.items import Decision, Item
from acquis.ingest.keeping import Earlier
from acquis.ingest.known import Known, known
from acquis.ingest.lineage import beside
from acquis.ingest.words import NOTE, OTHER_NOTE
from acquis.texts import citing
from acquis.texts.model import Doubt, Mark, SourceText, Unit, Vote
from acquis.texts.voters import named
from acquis.vocab import ACQ, ID, PREFIXES

DAY = datetime.date(2031, 3, 14)
EDITION = f"{ID}edition/a-res-99-1"
# Nothing of this is in any document.
UNITS = (
    Unit("pp/1", "paragraph", "", text="Recalling its resolution 70/237,", place="#container_2"),
    Unit("op/1", "paragraph", "", "1", text="Welcomes the lamps:", marks=(Mark(8, "1"),), place="#para_1"),
    Unit("op/1.a", "paragraph", "op/1", "(a)", text="Of the north;", place="#para_1_a"),
    Unit("op/1.b", "paragraph", "op/1", "(b)", text="Of the south;"),
    Unit("fn/1", "footnote", "op/1", "1", text="See A/70/174, para. 13."),
    Unit("op/2", "paragraph", "", "2", text="Recalls decision 98/998 and A/98/999."),
    Unit("annex/1", "annex", "", "", "Rules of the lamps"),
    Unit("annex/1/sec/a", "section", "annex/1", "A", "Oil"),
    Unit("annex/1/para/1", "paragraph", "annex/1/sec/a", "1", text="Oil is kept dry."),
)
TEXT = SourceText(
    "A/RES/99/1", "en", "Lamps", UNITS, (Doubt("op/2", "number", "The number was set by hand."),),
    "lamps.xml", "0" * 64, "akn", adopted="2031-03-01", issued="2031-03-05", meeting="A/99/PV.1",
    committee_report="A/99/400", draft="A/C.1/99/L.1 (as amended)", session="99", agenda="93",
    without_vote=False, vote=Vote(("France", "TÜRKIYE", "Examplia"), ("Côte d\u2019Ivoire",), (), (3, 1, 0)),
    sponsors=("Chile",), additional_sponsors=("Chile", "Peru"),
    subjects=(("INFORMATION TECHNOLOGY", ""), ("LAMPS", "")),
)  # fmt: skip


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Known:
    """Return what is known with nothing read here."""
    return known(tmp_path_factory.mktemp("nothing"))


@pytest.fixture(scope="module")
def to_cite(shipped: Known) -> citing.Known:
    """Return what references can lead to, the units of the made-up resolution among it."""
    return citable(shipped, [f"{EDITION}/{unit.path}" for unit in UNITS])


def document(shipped: Known, *texts: SourceText, edition: str = "", draft_of: str = "") -> Document:
    """Return the document of *texts*."""
    symbol = symbol_of(texts[0], "")
    return assembled(slug_of(symbol, edition, shipped), symbol, texts, shipped, draft_of)


def read(
    shipped: Known,
    to_cite: citing.Known,
    *texts: SourceText,
    edition: str = "",
    earlier: Earlier | None = None,
) -> Made:
    """Return what is made of *texts*, without suggestions."""
    whole = document(shipped, *texts, edition=edition)
    return made(whole, shipped, to_cite, Wish(DAY, suggest=False), earlier or Earlier())


def graph(one: Made) -> Engine:
    """Return what the file of the document says."""
    return Engine.from_quads(parse(one.files[f"documents/{one.slug}.ttl"], "text/turtle", graph="urn:g"))


def values(engine: Engine, subject: str, name: str) -> list[str]:
    """Return what *engine* says of *subject* under the term of ours *name*, or a name with a prefix."""
    prefix, colon, rest = name.partition(":")
    term = NamedNode(PREFIXES[prefix] + rest if colon else ACQ + name)
    return sorted(str(getattr(one.object, "value", "")) for one in engine.triples(NamedNode(subject), term))


def put(folder: Path, one: Made) -> Path:
    """Write the files of *one* into *folder*."""
    for name, data in one.files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_a_resolution_passes_every_check(shipped: Known, to_cite: citing.Known, tmp_path: Path) -> None:
    """With the shipped data no rule finds a fault, but that a vote names a State that does not exist."""
    folder = put(tmp_path, read(shipped, to_cite, TEXT))
    report = check.run(sources.paths(folder))
    assert [one.line() for one in report.findings] == []
    without = check.run(sources.paths(folder), leave_out=["texts"])
    assert len(report.stated) > len(without.stated)
    assert set(report.inferred) == set(without.inferred)


def test_an_edition_is_written_as_the_shipped_ones_are(shipped: Known, to_cite: citing.Known) -> None:
    """Dates, labels, numbers, places and the vote have the forms of `data/documents/`."""
    said = graph(read(shipped, to_cite, TEXT))
    work = f"{ID}work/a-res-99-1"
    assert values(said, EDITION, "realizes") == [work]
    assert values(said, EDITION, "date") == ["2031-03-01"]
    assert values(said, EDITION, "dateBasis") == ["adoption"]
    assert values(said, EDITION, "adoptedByConsensus") == ["false"]
    assert values(said, EDITION, "url") == ["https://undocs.org/A/RES/99/1"]
    assert values(said, work, "draftSymbol") == ["A/C.1/99/L.1"]
    assert values(said, work, "committeeReportSymbol") == ["A/99/400"]
    assert [values(said, work, f"{one}Count") for one in ("preambular", "operative")] == [["1"], ["2"]]
    assert values(said, work, "inFavour") == [f"{PREFIXES['state']}FRA", f"{PREFIXES['state']}TUR"]
    assert values(said, work, "against") == [f"{PREFIXES['state']}CIV"]
    assert values(said, work, "additionalSponsor") == [f"{PREFIXES['state']}PER"]
    assert values(said, work, "indexedUnder") == [f"{PREFIXES['voc']}unbis/information-technology"]
    vote = f"{ID}vote/a-res-99-1/plenary"
    assert [values(said, vote, one) for one in ("votesInFavour", "votesAgainst", "abstentions")] == [
        [],
        ["1"],
        ["0"],
    ]
    assert values(said, vote, "note") == ["Totals and lists differ. In favour: 3 printed, 2 States listed."]


@pytest.mark.parametrize(
    ("path", "number", "label", "above"),
    [
        ("pp/1", "1", "A/RES/99/1, PP 1", ""),
        ("op/1.a", "1 (a)", "A/RES/99/1, OP 1 (a)", "op/1"),
        ("fn/1", "1", "A/RES/99/1, fn. 1", "op/1"),
        ("annex/1", "I", "A/RES/99/1, annex I", ""),
        ("annex/1/sec/a", "A", "A/RES/99/1, annex I, sec. A (Oil)", "annex/1"),
        ("annex/1/para/1", "1", "A/RES/99/1, annex I, para. 1", "annex/1/sec/a"),
    ],
)
def test_a_unit_has_number_label_and_place(
    shipped: Known, to_cite: citing.Known, path: str, number: str, label: str, above: str
) -> None:
    """Each unit is called as units of the shipped data are, and stands in the one above it."""
    said = graph(read(shipped, to_cite, TEXT))
    unit = f"{EDITION}/{path}"
    assert values(said, unit, "number") == [number]
    assert values(said, unit, "skos:prefLabel") == [label]
    assert values(said, unit, "standsIn") == [f"{EDITION}/{above}".rstrip("/")]


def test_citations_keep_what_is_printed_apart_from_what_is_meant(
    shipped: Known, to_cite: citing.Known
) -> None:
    """A resolved one leads to its target, an unresolved one keeps its name, and no endorsement is written."""
    one = read(shipped, to_cite, TEXT)
    said = graph(one)
    assert values(said, f"{EDITION}/pp/1/cite/1", "target") == [f"{ID}edition/a-res-70-237"]
    assert values(said, f"{EDITION}/pp/1/cite/1", "function") == [
        f"{PREFIXES['voc']}citation-function/recalls"
    ]
    assert values(said, f"{EDITION}/op/1/cite/1", "foundAt") == ["OP 1, fn 1"]
    assert values(said, f"{EDITION}/op/2/cite/1", "targetName")
    assert not values(said, f"{EDITION}/op/2/cite/1", "target")
    waiting = [item for item in one.items if item.kind == "reference"]
    assert {item.path for item in waiting} == {"op/2"}
    assert not list(said.triples(None, NamedNode(ACQ + "endorses")))


def test_words_stand_apart_with_the_note(shipped: Known, to_cite: citing.Known) -> None:
    """The words are in the file of words alone, each on its unit, and the graph says whose they are."""
    one = read(shipped, to_cite, TEXT)
    assert b"acq:text" not in one.files["documents/a-res-99-1.ttl"]
    said = Engine.from_quads(parse(one.files["texts/a-res-99-1.en.ttl"], "text/turtle", graph="urn:g"))
    own = f"{PREFIXES['graph']}text/a-res-99-1.en"
    assert values(said, f"{EDITION}/annex/1/para/1", "text") == ["Oil is kept dry."]
    assert values(said, own, "dcterms:rights") == [NOTE]
    assert values(said, own, "schema:sha256") == ["0" * 64]
    assert values(said, own, "dcterms:source") == ["lamps.xml"]
    ours = read(shipped, to_cite, replace(TEXT, symbol=""), edition="lamps")
    assert OTHER_NOTE.encode() in ours.files["texts/lamps.en.ttl"]


def test_the_report_lists_what_was_unsure(shipped: Known, to_cite: citing.Known) -> None:
    """Doubts, names that no State has, subjects of no list, unresolved references: each is there by name."""
    one = read(shipped, to_cite, TEXT)
    assert one.report["unmapped"] == ["Examplia: unknown"]
    assert one.report["subjects"] == ["LAMPS"]
    assert [doubt["path"] for doubt in one.report["doubts"]] == ["op/2"]
    page = one.files["reports/a-res-99-1.md"].decode()
    assert "## Names that are no State in the data\n\n- Examplia: unknown\n" in page
    assert "- op/2: The number was set by hand." in page


def test_the_same_text_gives_the_same_bytes(shipped: Known, to_cite: citing.Known) -> None:
    """Nothing in the files depends on chance."""
    assert read(shipped, to_cite, TEXT).files == read(shipped, to_cite, TEXT).files


def test_languages_are_parallel(shipped: Known, to_cite: citing.Known) -> None:
    """Six languages are one work: a title and words for each, units once, and what one lacks is reported."""
    french = replace(TEXT, language="fr", title="Lampes", units=UNITS[:-1], file="lampes.xml")
    one = read(shipped, to_cite, french, TEXT)
    assert {"texts/a-res-99-1.en.ttl", "texts/a-res-99-1.fr.ttl"} < one.files.keys()
    assert values(graph(one), EDITION, "dcterms:title") == ["Lampes", "Lamps"]
    assert one.report["differences"] == ["fr, annex I, para. 1: the file does not have it."]


def test_a_language_read_later_joins(shipped: Known, to_cite: citing.Known, tmp_path: Path) -> None:
    """What an earlier reading wrote stays, and the new title and words come to it."""
    from acquis.ingest.keeping import earlier
    from acquis.ingest.known import with_earlier

    first = read(shipped, to_cite, TEXT)
    put(tmp_path, first)
    french = replace(TEXT, language="fr", title="Lampes", file="lampes.xml")
    kept = earlier(tmp_path, "a-res-99-1", {"fr"})
    second = read(with_earlier(shipped, kept.quads), to_cite, french, earlier=kept)
    assert values(graph(second), EDITION, "dcterms:title") == ["Lampes", "Lamps"]
    assert len(graph(second)) == len(graph(first)) + 1
    assert earlier(tmp_path, "a-res-99-1", {"en"}).quads == ()


@pytest.mark.parametrize(
    ("symbol", "edition", "title", "draft_of", "work"),
    [
        ("A/C.1/99/L.7", "", "Lamps", "", "work/a-c.1-99-l.7"),
        ("", "lamps-zero-draft", "Lamps", "", "work/lamps-zero-draft"),
        ("", "lamps", "Draft report on lamps", "", "work/lamps"),
        ("A/99/77", "", "Report on lamps", "oewg-2021-report", "work/oewg-2021-report"),
        ("A/99/77", "", "Report on lamps", "A/70/174", "work/a-70-174"),
        ("A/C.1/77/L.73", "", "Lamps", "", "work/a-res-77-37"),
    ],
)
def test_a_draft_realizes_no_work(
    shipped: Known, to_cite: citing.Known, symbol: str, edition: str, title: str, draft_of: str, work: str
) -> None:
    """What its symbol, its title, its caller or the data call a draft never counts as the adopted text."""
    text = replace(TEXT, symbol=symbol, title=title, form="plain", vote=None)
    whole = document(shipped, text, edition=edition, draft_of=draft_of)
    assert whole.is_draft
    assert whole.work == ID + work
    one = made(whole, shipped, to_cite, Wish(DAY, suggest=False), Earlier())
    said = graph(one)
    assert not list(said.triples(None, NamedNode(ACQ + "realizes")))
    assert not [item for item in one.items if item.kind == "endorsement"]
    if not whole.is_shipped:
        assert values(said, whole.iri, "draftOf") == [ID + work]


def test_an_adopted_text_proposes_what_it_endorses(shipped: Known, to_cite: citing.Known) -> None:
    """That one work endorses another waits for a curator, whose answer writes it."""
    unit = replace(UNITS[1], text="Endorses the report contained in document A/70/174.", marks=())
    one = read(shipped, to_cite, replace(TEXT, units=(unit,)))
    (item,) = [item for item in one.items if item.kind == "endorsement"]
    assert not list(graph(one).triples(None, NamedNode(ACQ + "endorses")))
    quads = confirming.statements(item, item.proposed)
    assert [str(quad.object) for quad in quads] == [f"<{ID}work/a-70-174>"]


def test_of_a_shipped_edition_only_what_lacks_is_written(shipped: Known, to_cite: citing.Known) -> None:
    """Its footnotes come, its own statements stay, and contradictions are told and not written."""
    note = Unit("fn/9", "footnote", "op/1", "9", text="A note.")
    text = replace(
        TEXT, symbol="A/RES/76/19", title="Lamps", adopted="2021-12-07", issued="2021-12-08", vote=None,
        units=(Unit("op/1", "paragraph", "op/2", "1", text="Welcomes A/65/201."), note),
    )  # fmt: skip
    one = read(shipped, to_cite, text)
    said = graph(one)
    unit = f"{ID}edition/a-res-76-19/fn/9"
    own = {str(quad.subject) for quad in said.quads() if "graph/source" not in str(quad.subject)}
    assert own == {f"<{unit}>"}
    assert [(two["path"], two["said"].partition(":")[0]) for two in one.report["conflicts"]] == [
        ("", "date"),
        ("", "title"),
        ("op/1", "place"),
    ]
    (item,) = [item for item in one.items if item.kind == "citation"]
    assert item.proposed == (f"{ID}edition/a-65-201",)


def test_an_edition_is_lined_up_with_others_of_its_work(
    shipped: Known, to_cite: citing.Known, tmp_path: Path
) -> None:
    """Where the adopted text is held, too, what corresponds is proposed with a score; nothing is written."""
    adopted = replace(TEXT, symbol="", units=UNITS[:6], vote=None)
    put(tmp_path, made(document(shipped, adopted, edition="lamps"), shipped, to_cite, Wish(DAY), Earlier()))
    known_work = replace(
        shipped, said={**shipped.said, f"{ID}work/lamps": shipped.said[f"{ID}work/a-70-174"]}
    )
    draft = replace(
        adopted, units=(replace(UNITS[5], path="op/7", text="Recalls decision 98/998 and others."),)
    )
    whole = document(known_work, draft, edition="lamps-draft", draft_of="lamps")
    others = beside(tmp_path, whole, shipped)
    assert [slug for slug, _ in others] == ["lamps"]
    one = made(whole, known_work, to_cite, Wish(DAY), Earlier(), others)
    (item,) = [item for item in one.items if item.kind == "correspondence"]
    assert item.proposed == (f"{ID}edition/lamps/op/2",)
    assert 0 < item.options[0][2] < 1
    assert b"correspondsTo" not in one.files["documents/lamps-draft.ttl"]
    said = Engine.from_quads(confirming.statements(item, item.proposed))
    assert values(said, f"{ID}edition/lamps-draft/op/7", "correspondsTo") == list(item.proposed)
    (node,) = said.triples(None, NamedNode(PREFIXES["rdf"] + "type"), NamedNode(ACQ + "Correspondence"))
    assert len(values(said, str(node.subject)[1:-1], "joins")) == 2


def test_how_strongly_a_paragraph_speaks_is_proposed(shipped: Known, to_cite: citing.Known) -> None:
    """Of a report each paragraph waits with what its words say; of a resolution the first verb says it."""
    unit = Unit("para/1", "paragraph", "", "1", text="States agreed that lamps are to be lit at dusk.")
    whole = document(shipped, replace(TEXT, symbol="", units=(unit,), vote=None), edition="lamps")
    one = made(whole, shipped, to_cite, Wish(DAY), Earlier())
    (item,) = [item for item in one.items if item.kind == "modality"]
    assert (item.id, item.proposed) == ("modality:para/1", ("agreed",))
    assert "“agreed”" in item.said
    assert "recommends" in [value for value, _, _ in item.options]
    resolution = made(document(shipped, TEXT), shipped, to_cite, Wish(DAY), Earlier())
    led = {item.path for item in resolution.items if item.kind == "modality"}
    assert not {path for path in led if path.startswith(("op/", "pp/"))}
    assert values(graph(resolution), f"{EDITION}/op/2", "leadVerb") == ["Recalls"]


def test_a_vote_that_differs_is_a_conflict(shipped: Known) -> None:
    """Who voted otherwise than the data say is named on both sides."""
    vote = Vote(("France",), (), (), (1, 0, 0))
    found = merging.conflicts(document(shipped, replace(TEXT, symbol="A/RES/77/37", vote=vote)), shipped)
    sides = {one.what: one for one in found}
    assert "Russian Federation" in sides["against"].shipped
    assert (sides["votesInFavour"].shipped, sides["votesInFavour"].read) == ("156", "1")


@pytest.mark.parametrize(
    ("text", "given", "edition", "error", "said"),
    [
        (TEXT, "A/RES/99/2", "", InvalidDocument, "lamps.xml says that it is A/RES/99/1, not A/RES/99/2"),
        (TEXT, "lamps!", "", InvalidParameter, "is no document symbol"),
        (TEXT, "", "Lamps and oil", InvalidParameter, "cannot name an edition"),
        (TEXT, "", "norms", InvalidParameter, "cannot name an edition"),
        (
            replace(TEXT, symbol=""),
            "",
            "",
            InvalidParameter,
            "does not say which document it is: add --symbol",
        ),
        (replace(TEXT, symbol="A/70/174"), "", "lamps", InvalidParameter, "A/70/174 is the edition a-70-174"),
    ],
)
def test_names_that_contradict_are_refused(
    shipped: Known, text: SourceText, given: str, edition: str, error: type[AcquisError], said: str
) -> None:
    """The sentence says what does not go together, and what to do."""
    with pytest.raises(error, match=r".*") as caught:
        slug_of(symbol_of(text, given), edition, shipped, text.file)
    assert said in str(caught.value)


def test_two_texts_in_one_language_are_refused(shipped: Known) -> None:
    """Both files are named."""
    with pytest.raises(InvalidParameter, match=r"lamps\.xml and lamps2\.xml are both the text of A/RES/99/1"):
        document(shipped, TEXT, replace(TEXT, file="lamps2.xml", sha256="1" * 64))


def test_every_state_that_votes_is_known_by_its_printed_name(shipped: Known) -> None:
    """Names as printed in capitals, with the article, earlier or in common use lead to the State."""
    printed = {
        "IRAN (ISLAMIC REPUBLIC OF)": "IRN",
        "Bahamas (The)": "BHS",
        "Turkey": "TUR",
        "the former Yugoslav Republic of Macedonia": "MKD",
        "Lao People\u2019s Democratic Republic": "LAO",
    }
    found = named(printed, shipped.states)
    assert found.states == {name: PREFIXES["state"] + code for name, code in printed.items()}


def test_what_a_passage_can_be_about_comes_from_the_data(shipped: Known) -> None:
    """Every norm, and every topic, is a candidate, with where and when it was first worded."""
    found = {one.iri: one for one in candidates(shipped)}
    norm = found[f"{PREFIXES['norm']}gge-2015/c"]
    assert (norm.kind, norm.origins, norm.since) == ("norm", (f"{ID}edition/a-70-174",), "2015-07-22")
    assert {one.kind for one in found.values()} == {
        "capacity",
        "measure",
        "norm",
        "principle",
        "rule",
        "threat",
        "topic",
    }


def item(kind: str, **facts: object) -> Item:
    """Return an item on the first paragraph of the made-up resolution."""
    options = (("agreed", "agreed", 0.0), ("recalled", "recalled", 0.0)) if kind == "modality" else ()
    proposed = (
        ("agreed",)
        if kind == "modality"
        else (f"{PREFIXES['norm']}gge-2015/c", f"{PREFIXES['voc']}topic/norms")
    )
    return Item(
        f"{kind}:op/1", kind, "op/1", "A/RES/99/1, OP 1", f"{EDITION}/op/1", "", proposed, options, facts
    )


def test_a_decision_writes_and_can_be_taken_back() -> None:
    """What was confirmed is stated, a changed answer takes its place, and refusing leaves nothing."""
    those = [item("modality"), item("link")]
    yes = [Decision(one.id, "accepted", one.proposed) for one in those]
    quads: list[Quad] = confirming.applied([], those, yes)
    said = Engine.from_quads(quads)
    provision = f"{EDITION}/op/1/p/1"
    assert values(said, provision, "modality") == [f"{PREFIXES['modality']}agreed"]
    assert values(said, provision, "about") == [f"{PREFIXES['norm']}gge-2015/c"]
    assert values(said, f"{EDITION}/op/1", "hasTopic") == [f"{PREFIXES['voc']}topic/norms"]
    other = [Decision("modality:op/1", "changed", ("recalled",)), yes[1]]
    changed = Engine.from_quads(confirming.applied(quads, those, other, yes))
    assert values(changed, provision, "modality") == [f"{PREFIXES['modality']}recalled"]
    assert values(changed, provision, "about") == [f"{PREFIXES['norm']}gge-2015/c"]
    none = [Decision(one.id, "refused") for one in those]
    assert confirming.applied(quads, those, none, yes) == []


@pytest.mark.parametrize(
    ("answer", "given", "found"),
    [
        ("accepted", "", ("agreed",)),
        ("refused", "", ()),
        ("changed", "2", ("recalled",)),
        ("changed", "recalled, 1", ("recalled", "agreed")),
    ],
)
def test_an_answer_is_read_as_typed(answer: str, given: str, found: tuple[str, ...]) -> None:
    """Numbers of the list, values and labels all do."""
    assert confirming.values_of(item("modality"), answer, given) == found


@pytest.mark.parametrize("given", ["3", "", "strongly"])
def test_an_answer_that_does_not_fit_is_refused(given: str) -> None:
    """What is not in the list is refused with a sentence."""
    with pytest.raises(InvalidParameter, match=r"give numbers of the list|name a value"):
        confirming.values_of(item("modality"), "changed", given)


def test_items_and_decisions_survive_being_kept() -> None:
    """What is written as JSON is read as it was; what is damaged is named."""
    those = [item("modality", first=2), item("link")]
    assert items.items(items.of_items("x", those)) == those
    kept = [Decision("a", "accepted", ("1",), "2031-03-14"), Decision("a", "refused", (), "2031-03-15")]
    assert items.decisions(items.of_decisions("x", kept)) == kept[1:]
    for damaged in (b"{", b'{"decisions": [{"id": "a", "answer": "perhaps", "values": []}]}', b"[]"):
        with pytest.raises(InvalidDocument, match="What was decided cannot be read"):
            items.decisions(damaged)

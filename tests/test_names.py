"""From what people type to IRIs, and from IRIs to names."""

import pytest

from acquis.engine import Engine, Literal, NamedNode, Quad, parse
from acquis.errors import InvalidParameter
from acquis.naming import names, spelling, symbols
from acquis.vocab import ACQ, BASE, ID

EDITION = NamedNode(ID + "edition/a-70-174")


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("norm:gge-2015/c", ID + "norm/gge-2015/c"),
        ("norm/gge-2015/c", ID + "norm/gge-2015/c"),
        ("acq:Norm", ACQ + "Norm"),
        ("https://example.org/x", "https://example.org/x"),
        ("urn:x:y", "urn:x:y"),
    ],
)
def test_a_name_stands_for_an_iri(name: str, iri: str) -> None:
    """Prefixed names, paths under id/ and whole IRIs are understood."""
    assert names.expand(name) == iri


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        (ID + "norm/gge-2015/c", "norm:gge-2015/c"),
        (ACQ + "Norm", "acq:Norm"),
        (BASE + "def", BASE + "def"),
        ("https://example.org/x", "https://example.org/x"),
        (ACQ, ACQ),
    ],
)
def test_an_iri_is_shortened_where_a_prefix_fits(iri: str, name: str) -> None:
    """The longest namespace wins, and a bare namespace stays as it is."""
    assert names.compact(iri) == name


@pytest.mark.parametrize("typed", ["A/70/174", "a/70/174", "A / 70 / 174", "A/70/174*"])
def test_a_symbol_leads_to_the_issued_edition(engine: Engine, typed: str) -> None:
    """Any printed spelling leads to the edition that realizes a work, not to a draft of the same symbol."""
    assert names.edition(engine, typed) == EDITION
    assert names.work(engine, typed) == NamedNode(ID + "work/gge-2015-report")


def test_an_unknown_symbol_leads_nowhere(engine: Engine) -> None:
    """A symbol without an edition is None; what is no symbol is an error."""
    assert names.edition(engine, "A/RES/1/1") is None
    assert names.work(engine, "A/RES/1/1") is None
    with pytest.raises(InvalidParameter):
        names.edition(engine, "§")


def test_a_label_in_the_data_that_is_no_symbol_is_passed_over() -> None:
    """A draft may carry words in place of a symbol."""
    quads = [
        Quad(NamedNode(ID + "edition/x"), NamedNode(ACQ + "symbol"), Literal("Entwurf §1")),
        Quad(EDITION, NamedNode(ACQ + "symbol"), Literal("A/70/174")),
    ]
    assert names.edition(Engine.from_quads(quads), "A/70/174") == EDITION


def test_the_label_is_english_first() -> None:
    """The kind of label counts most; then English, no language, those of the United Nations, all others."""
    node, skos, rdfs = NamedNode("urn:x"), *names.LABELS[:2]
    texts = [
        Literal("de", language="de"),
        Literal("fr", language="fr"),
        Literal("none"),
        Literal("en", language="en"),
    ]
    quads = [Quad(node, skos, text) for text in texts]
    for place, best in ((4, "en"), (3, "none"), (2, "fr"), (1, "de")):
        found = names.label(Engine.from_quads(quads[:place]), node)
        assert found is not None
        assert found.value == best
    other = Engine.from_quads([Quad(node, rdfs, Literal("en", language="en")), quads[1]])
    assert names.label(other, node) == Literal("fr", language="fr")
    assert names.label(other, NamedNode("urn:y")) is None


def test_numbers_are_put_in_order_as_numbers() -> None:
    """Paragraph 9 comes before 10, and letters after a number keep their place."""
    iris = ["para/10", "para/9", "para/13.c", "para/13", "para/13.a", "op/1"]
    assert sorted(iris, key=names.natural) == [
        "op/1",
        "para/9",
        "para/10",
        "para/13",
        "para/13.a",
        "para/13.c",
    ]


def test_what_is_no_iri_is_no_term() -> None:
    """Text that cannot be an IRI gives None instead of an error."""
    assert names.node("urn:x:y") == NamedNode("urn:x:y")
    assert names.node("a b") is None


def test_a_symbol_whose_annexes_are_works_stands_for_the_first() -> None:
    """The symbol of a document that only carries others leads to the work of its annex I."""
    text = """
        <urn:e> acq:symbol "A/75/816" .
        <urn:e/annex/2> acq:standsIn <urn:e> ; acq:realizes <urn:summary> .
        <urn:e/annex/1> acq:standsIn <urn:e> ; acq:realizes <urn:report> .
    """
    head = "@prefix acq: <https://w3id.org/acquis/def#> .\n"
    engine = Engine.from_quads(parse((head + text).encode(), "text/turtle", graph="urn:g"))
    assert names.work(engine, "a/75/816") == NamedNode("urn:report")


def test_the_units_of_an_edition_are_those_in_its_annexes_too() -> None:
    """A unit is found by the end of its IRI, first in the body of the text."""
    text = """@prefix acq: <https://w3id.org/acquis/def#> .
        <urn:e/para/10> acq:standsIn <urn:e> . <urn:e/para/9> acq:standsIn <urn:e> .
        <urn:e/annex/1> acq:standsIn <urn:e> . <urn:e/annex/1/para/9> acq:standsIn <urn:e/annex/1> .
        <urn:e/annex/1/para/34> acq:standsIn <urn:e/annex/1> . <urn:e> acq:standsIn <urn:e/para/9> ."""
    engine, whole = Engine.from_quads(parse(text.encode(), "text/turtle")), NamedNode("urn:e")
    held = [one.value.removeprefix("urn:e/") for one in names.units(engine, whole)]
    assert held == ["annex/1", "annex/1/para/9", "annex/1/para/34", "para/9", "para/10"]
    found = {
        tail: names.unit(engine, whole, tail) for tail in ("para/9", "para/34", "annex/1/para/9", "para/1")
    }
    assert found == {
        "para/9": NamedNode("urn:e/para/9"),
        "para/34": NamedNode("urn:e/annex/1/para/34"),
        "annex/1/para/9": NamedNode("urn:e/annex/1/para/9"),
        "para/1": None,
    }


@pytest.mark.parametrize(
    ("given", "symbol", "tail"),
    [
        ("A/70/174/para/13 (c)", "A/70/174", "para/13.c"),
        ("A/70/174/para/13.c", "A/70/174", "para/13.c"),
        ("A/70/174, para. 13(c)", "A/70/174", "para/13.c"),
        ("A/70/174 paragraph 13 (c)", "A/70/174", "para/13.c"),
        ("A/RES/73/27, OP 1.3", "A/RES/73/27", "op/1.3"),
        ("A/75/816, annex I, para. 34", "A/75/816", "annex/1/para/34"),
        ("A/75/816/annex/1/para/34", "A/75/816", "annex/1/para/34"),
        ("A/RES/2131 (XX)", "A/RES/2131 (XX)", ""),
        ("S/PV.8900 (Resumption 1)", "S/PV.8900 (Resumption 1)", ""),
    ],
)
def test_a_pinpoint_is_a_symbol_and_a_unit(given: str, symbol: str, tail: str) -> None:
    """What is cited is split into the symbol as given and the end of the IRI of the unit."""
    assert symbols.pinpoint(given) == (symbol, tail)


@pytest.mark.parametrize("given", ["A/70/174, para. 13 to 15", "A/" + "," * 300])
def test_what_is_no_pinpoint_is_an_error(given: str) -> None:
    """A range is no unit, and a text without end is no symbol."""
    with pytest.raises(InvalidParameter):
        symbols.pinpoint(given)


@pytest.mark.parametrize(
    ("iri", "recorded", "near"),
    [
        (ID + "state/est", ID + "state/EST", [ID + "state/EST"]),
        (ID + "norm/gge-2015/C", ID + "norm/gge-2015/c", [ID + "norm/gge-2015/c"]),
        (ID + "norm/gge-2015/c", None, [ID + "norm/gge-2015/c"]),
        (ID + "norm/gge-2016/d", None, [ID + "norm/gge-2015/d", ID + "norm/gge-2015/c"]),
        (ACQ + "norms", None, [ACQ + "Norm"]),
        ("https://example.org/x", None, []),
        (ID + "norm/" + "x" * 300, None, []),
    ],
)
def test_a_misspelled_iri_has_neighbours(
    engine: Engine, iri: str, recorded: str | None, near: list[str]
) -> None:
    """One that differs in case only is known for sure; others are named, the nearest first."""
    assert spelling.recorded(engine, iri) == recorded
    assert spelling.near(engine, iri) == near


def test_iris_that_differ_in_case_only_are_not_mixed_up() -> None:
    """Where two names differ in case only, a third spelling stands for neither."""
    quads = [
        Quad(NamedNode(ACQ + name), NamedNode("urn:p"), Literal("")) for name in ("Evidence", "evidence")
    ]
    assert spelling.recorded(Engine.from_quads(quads), ACQ + "EVIDENCE") is None

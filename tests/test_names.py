"""From what people type to IRIs, and from IRIs to names."""

import pytest

from acquis import names
from acquis.engine import Engine, Literal, NamedNode, Quad, parse
from acquis.errors import InvalidParameter
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
    """The kind of label counts most; then English, no language, and others in order of their tags."""
    node, skos, rdfs = NamedNode("urn:x"), *names.LABELS[:2]
    texts = [
        Literal("fr", language="fr"),
        Literal("de", language="de"),
        Literal("none"),
        Literal("en", language="en"),
    ]
    quads = [Quad(node, skos, text) for text in texts]
    for place, best in ((4, "en"), (3, "none"), (2, "de"), (1, "fr")):
        found = names.label(Engine.from_quads(quads[:place]), node)
        assert found is not None
        assert found.value == best
    other = Engine.from_quads([Quad(node, rdfs, Literal("en", language="en")), quads[0]])
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

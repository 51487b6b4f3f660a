"""The description of one thing: statements, links to it, graphs, and the triples behind them."""

import pytest

from acquis.describe import Group, Part, entity, moved
from acquis.engine import Engine, Literal, NamedNode, Quad, graph_result, parse
from acquis.errors import UnknownEntity
from acquis.readable import Value, value
from acquis.vocab import ACQ, ID, INFERRED, PREFIXES, SOURCE

C = ID + "norm/gge-2015/c"
EDITION = ID + "edition/a-70-174"


def shown(groups: tuple[Group, ...]) -> dict[str, list[str]]:
    """Return the texts of *groups* by the text of their predicate."""
    return {group.predicate.text: [value.text for value in group.values] for group in groups}


def test_statements_are_grouped_and_named(engine: Engine) -> None:
    """Each predicate stands once, names first, with labels where there are any and short names elsewhere."""
    page = entity(engine, C)
    assert page.label == Value("Prevent misuse of territory", C, "en")
    assert [value.text for value in page.types] == ["norm"]
    assert list(shown(page.outgoing)) == [
        "skos:prefLabel",
        "rdf:type",
        "acq:letter",
        "acq:setOutIn",
        "acq:wordedIn",
    ]
    assert shown(page.outgoing)["acq:wordedIn"] == ["edition:a-70-174/para/13.c"]
    assert {value.language for value in page.outgoing[0].values} == {"en", "fr"}


def test_a_sentence_says_what_it_is() -> None:
    """A definition comes before a summary, English before other languages; most things have neither."""
    engine = graph("""<urn:x> acq:summary "Short"@en ; skos:definition "Une phrase"@fr , "A sentence"@en .
        <urn:y> acq:summary "Only this" .""")
    assert entity(engine, "urn:x").about == Value("A sentence", language="en")
    assert entity(engine, "urn:y").about == Value("Only this")
    assert entity(many(1), ID + "edition/x").about is None


def test_links_are_counted(engine: Engine) -> None:
    """What leads to a thing is grouped by predicate with the number of all links."""
    page = entity(engine, EDITION)
    assert shown(page.incoming) == {
        "acq:setOutIn": ["Prevent misuse of territory"],
        "acq:standsIn": ["edition:a-70-174/para/13.c"],
    }
    assert [group.total for group in page.incoming] == [1, 1]


def test_the_graphs_are_named(engine: Engine) -> None:
    """The page says which named graphs hold the statements, by their titles."""
    assert [(value.text, value.iri) for value in entity(engine, C).graphs] == [
        ("graph:inferred", INFERRED),
        ("The norms of 2015", SOURCE + "norms"),
    ]


def many(number: int) -> Engine:
    """Return an engine over a thing that *number* paragraphs stand in, and that has as many notes."""
    whole, part, note = NamedNode(ID + "edition/x"), NamedNode(ACQ + "standsIn"), NamedNode(ACQ + "note")
    numbers = range(1, number + 1)
    links = [Quad(NamedNode(f"{whole.value}/para/{one}"), part, whole) for one in numbers]
    return Engine.from_quads([*links, *(Quad(whole, note, Literal(f"note {one}")) for one in numbers)])


@pytest.mark.parametrize(
    ("page", "first", "last", "triples"),
    [(1, 1, 50, 50 + 120), (2, 51, 100, 50 + 50), (3, 101, 120, 20 + 20)],
)
def test_long_lists_are_paged_and_counted(page: int, first: int, last: int, triples: int) -> None:
    """Each page has its values in natural order; the data of the first hold all statements, too."""
    found = entity(many(120), ID + "edition/x", Part(page=page))
    (group,) = found.incoming
    expected = [str(number) for number in range(first, last + 1)]
    assert [value.text.rpartition("/")[2] for value in group.values] == expected
    assert [value.text for value in found.outgoing[0].values] == [f"note {number}" for number in expected]
    assert (group.total, found.pages) == (120, 3)
    assert len(list(found.graph())) == triples


@pytest.mark.parametrize("incoming", [True, False])
def test_one_list_can_be_asked_for(incoming: bool) -> None:
    """With a predicate and a way, only that list is given, page by page, and only its data."""
    predicate = ACQ + ("standsIn" if incoming else "note")
    found = entity(many(120), ID + "edition/x", Part(predicate, incoming, page=3))
    (group,) = found.incoming if incoming else found.outgoing
    assert (found.outgoing if incoming else found.incoming) == ()
    assert (group.predicate.iri, len(group.values), group.total, found.pages) == (predicate, 20, 120, 3)
    assert {one.predicate.value for one in found.graph()} == {predicate}


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (Part(page=4), "no page 4: the last one is page 3"),
        (Part(ACQ + "cites", True), "leads to .* by acq:cites"),
        (Part(ACQ + "standsIn", False), "is stated of .* with acq:standsIn"),
    ],
)
def test_a_list_or_page_that_is_not_there_is_unknown(part: Part, message: str) -> None:
    """The sentence says which pages there are, or which list there is not."""
    with pytest.raises(UnknownEntity, match=message):
        entity(many(120), ID + "edition/x", part)


def graph(text: str) -> Engine:
    """Return an engine over *text*, which is Turtle with the usual prefixes."""
    head = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("acq", "dcterms", "owl", "skos"))
    return Engine.from_quads(parse((head + text).encode(), "text/turtle"))


def test_what_is_no_longer_in_use_names_its_successors() -> None:
    """A thing may say what replaces it, and what supersedes it says so itself."""
    engine = graph("""<urn:old> owl:deprecated true ; dcterms:isReplacedBy <urn:new> ; skos:prefLabel "Old" .
        <urn:newer> acq:supersedes <urn:old> .""")
    page = entity(engine, "urn:old")
    assert page.deprecated
    assert [one.iri for one in page.successors] == ["urn:new", "urn:newer"]
    other = entity(engine, "urn:newer")
    assert (other.deprecated, other.successors) == (False, ())


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("<urn:old> dcterms:isReplacedBy <urn:new> .", "urn:new"),
        ("<urn:old> owl:sameAs <urn:new> .", "urn:new"),
        ('<urn:old> owl:sameAs <urn:new> ; skos:prefLabel "Old" .', None),
        ("<urn:old> owl:sameAs <urn:old> .", None),
        ("<urn:other> owl:sameAs <urn:old> .", None),
    ],
)
def test_a_thing_of_which_only_its_new_name_is_said_has_moved(text: str, target: str | None) -> None:
    """Nothing but a new name means that the thing is described there."""
    assert moved(graph(text), "urn:old") == target


def test_blank_nodes_are_shown_and_followed(engine: Engine) -> None:
    """A list reads as a list on the page, and its triples are in the data to the end."""
    page = entity(engine, ACQ + "setOutIn")
    assert shown(page.outgoing)["owl:propertyChainAxiom"] == ["(acq:setOutIn, acq:partOf)"]
    data = graph_result(page.graph()).serialise("application/n-triples")
    assert data.count(b"22-rdf-syntax-ns#rest") == 2


def test_a_cycle_of_blank_nodes_ends() -> None:
    """A page about a thing with blank nodes that name each other is cut off, its data are whole."""
    text = b"<urn:x> <urn:p> _:a . _:a <urn:p> _:b ; <urn:q> 1 . _:b <urn:p> _:a ."
    page = entity(Engine.from_quads(parse(text, "text/turtle")), "urn:x")
    assert "…" in page.outgoing[0].values[0].text
    assert len(list(page.graph())) == 4


def test_the_data_hold_statements_links_and_names(engine: Engine) -> None:
    """Triples behind the page: what is said, what leads there, and the names of things around."""
    data = graph_result(entity(engine, EDITION).graph()).serialise("text/turtle")
    for part in (b"acq:realizes work:gge-2015-report", b"acq:standsIn edition:a-70-174", b"report of 2015"):
        assert part in data


@pytest.mark.parametrize("iri", [ID + "norm/nothing", "no iri", ""])
def test_what_is_not_recorded_is_unknown(engine: Engine, iri: str) -> None:
    """An IRI that the graph does not hold is an error that carries it."""
    with pytest.raises(UnknownEntity) as caught:
        entity(engine, iri)
    assert caught.value.iri == iri


def test_what_is_only_linked_to_is_described(engine: Engine) -> None:
    """A thing without statements of its own has a page with what leads to it."""
    page = entity(engine, ACQ + "partOf")
    assert page.outgoing == ()
    assert [group.total for group in page.incoming] == [1]


def test_values_are_shown_as_people_read_them(engine: Engine) -> None:
    """Texts keep their language, other literals their datatype, plain ones neither."""
    date = Literal("2015-07-22", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    assert value(engine, date) == Value("2015-07-22", datatype="xsd:date")
    assert value(engine, Literal("x")) == Value("x")
    assert value(engine, Literal("x", language="ar")) == Value("x", language="ar")

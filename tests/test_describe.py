"""The description of one thing: statements, links to it, graphs, and the triples behind them."""

import pytest

from acquis import describe
from acquis.describe import Group, Value, entity
from acquis.engine import Engine, Literal, NamedNode, Quad, graph_result, parse
from acquis.errors import UnknownEntity
from acquis.vocab import ACQ, ID, INFERRED, SOURCE

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


def test_long_lists_are_cut_and_counted() -> None:
    """The first values in natural order are shown and in the data; the total counts them all."""
    whole, part = NamedNode(ID + "edition/x"), NamedNode(ACQ + "standsIn")
    quads = [Quad(NamedNode(f"{whole.value}/para/{number}"), part, whole) for number in range(1, 121)]
    page = entity(Engine.from_quads(quads), whole.value, limit=10)
    (group,) = page.incoming
    assert [value.text.rpartition("/")[2] for value in group.values] == [
        str(number) for number in range(1, 11)
    ]
    assert group.total == 120
    assert len(list(page.graph())) == 10


def test_many_values_of_one_statement_are_cut_on_the_page_only() -> None:
    """The data hold every statement about a thing, however many."""
    quads = [
        Quad(NamedNode("urn:x"), NamedNode(ACQ + "note"), Literal(f"note {number}")) for number in range(60)
    ]
    page = entity(Engine.from_quads(quads), "urn:x")
    assert [(len(group.values), group.total) for group in page.outgoing] == [(50, 60)]
    assert len(list(page.graph())) == 60


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
    assert describe.value(engine, date) == Value("2015-07-22", datatype="xsd:date")
    assert describe.value(engine, Literal("x")) == Value("x")
    assert describe.value(engine, Literal("x", language="ar")) == Value("x", language="ar")


def test_the_service_describes_itself(engine: Engine) -> None:
    """The description names the endpoint, the language, the formats and every named graph."""
    triples = describe.service(engine, "https://example.org/sparql")
    store = Engine.from_quads(Quad(*triple) for triple in triples)
    query = """SELECT ?name WHERE {
      ?service a sd:Service ; sd:endpoint <https://example.org/sparql> ;
        sd:supportedLanguage sd:SPARQL11Query ; sd:feature sd:UnionDefaultGraph ;
        sd:defaultDataset/sd:namedGraph/sd:name ?name
    } ORDER BY ?name"""
    assert [getattr(row[0], "value", "") for row in store.query(query).rows()] == engine.named_graphs()
    assert bool(store.query("ASK { ?s sd:resultFormat <http://www.w3.org/ns/formats/Turtle> }"))

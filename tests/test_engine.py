"""The engine: stores, queries and what they refuse, results in every format, parsing and writing."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.engine import (
    BlankNode,
    Engine,
    Literal,
    NamedNode,
    Quad,
    Term,
    canonical,
    graph_result,
    load_store,
    nquads,
    parse,
    parse_term,
    trig,
    write_store,
    writer,
)
from acquis.engine.tokens import refuse_service
from acquis.errors import InvalidData, InvalidQuery, NotAcceptable, UnsupportedMedia, UnsupportedQuery
from acquis.vocab import ACQ, INFERRED, SOURCE
from conftest import tiny_quads

C = NamedNode("https://w3id.org/acquis/id/norm/gge-2015/c")
D = NamedNode("https://w3id.org/acquis/id/norm/gge-2015/d")
NORM = NamedNode(ACQ + "Norm")


def words(engine: Engine, text: str, **substitutions: Term) -> list[list[str]]:
    """Return the rows of a query as plain values, "" for unbound, sorted."""
    rows = engine.query(text, substitutions=substitutions).rows()
    return sorted([str(getattr(term, "value", "")) for term in row] for row in rows)


def test_a_plain_query_sees_the_union_of_all_graphs(engine: Engine) -> None:
    """The default graph holds what sources state and what was inferred."""
    query = "ASK { norm:gge-2015\\/c acq:wordedIn ?p ; acq:setOutIn edition:a-70-174 }"
    assert bool(engine.query(query))


def test_the_union_holds_each_triple_once() -> None:
    """A triple that stands in two graphs is one triple of the union and two quads."""
    quads = [Quad(C, NamedNode(ACQ + "p"), D, NamedNode(SOURCE + name)) for name in ("a", "b")]
    engine = Engine.from_quads(quads)
    assert (len(engine), engine.count_quads()) == (1, 2)
    assert engine.named_graphs() == [SOURCE + "a", SOURCE + "b"]


@pytest.mark.parametrize(
    ("default_graphs", "named_graphs", "found"),
    [
        ((), (), [["c"], ["d"]]),
        ((SOURCE + "norms",), (), [["c"], ["d"]]),
        ((INFERRED,), (), []),
        ((), (SOURCE + "norms",), []),
    ],
)
def test_the_dataset_of_the_protocol_is_exactly_the_one_named(
    engine: Engine, default_graphs: tuple[str, ...], named_graphs: tuple[str, ...], found: list[list[str]]
) -> None:
    """Graphs named by the protocol replace the union, also when only named graphs are given."""
    query = "SELECT ?l { ?n acq:letter ?l } ORDER BY ?l"
    rows = engine.query(query, default_graphs=default_graphs, named_graphs=named_graphs).rows()
    assert [[getattr(term, "value", "") for term in row] for row in rows] == found


def test_the_protocol_overrides_from(engine: Engine) -> None:
    """FROM in the query is ignored when the protocol names graphs."""
    query = f"ASK FROM <{SOURCE}norms> {{ ?n acq:letter ?l }}"
    assert bool(engine.query(query))
    assert not bool(engine.query(query, default_graphs=[INFERRED]))


def test_a_graph_that_is_no_iri_is_an_invalid_query(engine: Engine) -> None:
    """A graph of the protocol must be an IRI."""
    with pytest.raises(InvalidQuery, match="no IRI"):
        engine.query("ASK {}", default_graphs=["norms"])


def test_fixed_prefixes_and_the_base_are_declared(engine: Engine) -> None:
    """Our prefixes need no PREFIX line, and relative IRIs start at the base."""
    assert words(engine, "SELECT ?l { <id/norm/gge-2015/c> acq:letter ?l }") == [["c"]]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("SELECT * { ?z acq:letter ?b . OPTIONAL { ?b acq:x $a } }", ("z", "b", "a")),
        ("PREFIX x: <urn:x> SELECT DISTINCT*{ ?z ?b ?a FILTER EXISTS { ?q ?z ?b } }", ("z", "b", "a")),
        ("SELECT * { { SELECT (COUNT(*) AS ?n) ?k { ?k a ?c } GROUP BY ?k } }", ("n", "k")),
        ("SELECT ?b (COUNT(*) AS ?a) { ?b ?p ?o } GROUP BY ?b", ("b", "a")),
        ("SELECT * # ?y\n { ?x a ?o }", ("x", "o")),
        ("SELECT * { <urn:s> <urn:p> <urn:o> }", ()),
    ],
)
def test_columns_come_in_order_of_appearance(engine: Engine, text: str, columns: tuple[str, ...]) -> None:
    """`SELECT *` gives its columns in the order in which the query names them."""
    assert engine.query(text).variables == columns


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT ?norm ?l { ?norm acq:letter ?l }", ["c"]),
        ("SELECT ?norm ?l { ?x acq:letter ?l FILTER(?x = ?norm) }", ["c"]),
        ("SELECT ?norm ?l { ?x a acq:Norm OPTIONAL { ?x acq:letter ?l FILTER(?x = ?norm) } }", ["", "c"]),
        (
            "SELECT ?norm ?l { { ?norm acq:letter ?l } UNION { ?x acq:letter ?l FILTER(?x = ?norm) } }",
            ["c"] * 2,
        ),
        ("SELECT ?norm ?l { ?x acq:letter ?l MINUS { ?x acq:letter ?l FILTER(?x = ?norm) } }", ["d"]),
        ("SELECT ?norm ?l { ?x acq:letter ?l FILTER NOT EXISTS { ?norm acq:letter ?l } }", ["d"]),
        ("SELECT ?norm ?l { GRAPH ?g { ?norm acq:letter ?l } }", ["c"]),
        ("SELECT ?norm ?l { { SELECT ?norm ?l { ?x acq:letter ?l FILTER(?x = ?norm) } } }", ["c"]),
        ("SELECT ?norm (MAX(?k) AS ?l) { ?norm acq:letter ?k } GROUP BY ?norm", ["c"]),
        ("SELECT ?norm ?l { ?x acq:letter ?l FILTER(COALESCE(?norm, ?x) = ?x) }", ["c"]),
        ("SELECT ?norm ?l { ?norm (acq:letter|acq:nothing)+ ?l }", ["c"]),
        ("SELECT ?norm ?l { ?x acq:letter ?l BIND(?x = ?norm AS ?k) FILTER(?k) }", ["c"]),
    ],
)
def test_a_substitution_reaches(engine: Engine, query: str, found: list[str]) -> None:
    """A value reaches every construct that the docstring of `query` promises, and stays in its column."""
    rows = words(engine, query, norm=C)
    assert [row[1] for row in rows] == found
    assert {row[0] for row in rows} == {C.value}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT ?norm ?l { { SELECT ?l { ?norm acq:letter ?l } } }", ["c", "d"]),
        ("SELECT ?norm ?l { BIND(?norm AS ?l) }", [""]),
        ("SELECT ?norm ?l { ?x acq:letter ?l FILTER(BOUND(?norm)) }", []),
    ],
)
def test_a_substitution_does_not_reach(engine: Engine, query: str, found: list[str]) -> None:
    """The limits that the docstring of `query` names are those of the engine in use; a change shows here."""
    assert [row[1] for row in words(engine, query, norm=C)] == found


def test_an_unset_variable_leaves_coalesce_open(engine: Engine) -> None:
    """The way to write "if given" lets everything through when nothing is given."""
    query = "SELECT ?norm ?l { ?x acq:letter ?l FILTER(COALESCE(?norm, ?x) = ?x) }"
    assert [row[1] for row in words(engine, query)] == ["c", "d"]


def test_a_substituted_variable_must_be_a_column(engine: Engine) -> None:
    """A value for a variable that is not in SELECT is refused instead of being dropped."""
    with pytest.raises(InvalidQuery, match=r"\?norm .* columns of SELECT"):
        engine.query("SELECT ?l { ?norm acq:letter ?l }", substitutions={"norm": C})


def test_a_value_is_a_term_and_never_text(engine: Engine) -> None:
    """A value that looks like SPARQL is compared as a literal."""
    attack = Literal('c" } UNION { ?x ?p ?l } #')
    assert words(engine, "SELECT ?q ?l { ?x acq:letter ?l FILTER(?l = ?q) }", q=attack) == []


@pytest.mark.parametrize(
    ("text", "line", "column", "part"),
    [
        ("SELECT ?x WHERE {\n  ?x foo:name ?y }", 2, 6, "the prefix foo: is not declared"),
        ("SELECT ?x {\r\n ?x ?y ?z .\r\n FILTER(?x = ) }", 3, 14, " FILTER(?x = ) }\n             ^"),
        ("SELECT ?x { ?a ?b ; }", 1, 19, "; cannot stand here"),
        ("SELECT ?x WHER { ?x a ?y }", 1, 11, "WHER cannot stand here"),
        ("# note\nSELECT ?x, ?y { ?x a ?y }", 2, 10, ", cannot stand here"),
        ("SELECT ?s { ?s a acq:Norm } ORDER ?s", 1, 35, "?s cannot stand here"),
        ('SELECT ?s { ?s ?p """a\nb""" ?o }', 2, 6, "?o cannot stand here"),
        ("SELECT ?s { ?s a <http://[> }", 1, 18, "IRI parsing failed"),
        ("SELECT ?x { ?x a ?y } GROUP BY ?z", 1, 34, "SELECT contains a variable that is unbound"),
        ("SELECT ?s { ?s a acq:Norm ", 1, 26, "ends too early"),
        ("", 1, 1, "ends too early"),
    ],
)
def test_a_syntax_error_says_where(engine: Engine, text: str, line: int, column: int, part: str) -> None:
    """The error carries line and column, and its sentence shows the line and points into it."""
    with pytest.raises(InvalidQuery) as caught:
        engine.query(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert part in str(caught.value)
    assert "SERVICE" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1SERVICE<http://127.0.0.1:1/>{ ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICE<http://127.0.0.1:1/>{ ?s ?p ?o } }",
        "PREFIX : <http://127.0.0.1:1/> SELECT * { SERVICE:x{ ?s ?p ?o } }",
        "PREFIX e: <http://h:> SELECT * { ?s ?p e:SERVICE<http://127.0.0.1:1/>{ ?a ?b ?c } }",
        "PREFIX e: <http://h:> SELECT * { ?s e:true.SERVICE<http://127.0.0.1:1/>{ ?a ?b ?c } }",
        "SELECT * { ?s ?p ?o # a comment ends here\r SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "PREFIX e: <urn:e:> SELECT * { ?s ?p e:a\\'b . SERVICE <http://127.0.0.1:1/> {} ?x ?y e:c\\' }",
        "SELECT * { ?s ?p ?o FILTER(?s<?o) SERVICE ?o { ?a ?b ?c } FILTER(?a>?b) }",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "PREFIX a: <urn:a> # note\nDELETE WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:1/>",
        "SELECT (<urn:f>(1) AS ?x) {}",
    ],
)
def test_what_leaves_the_graph_is_refused(engine: Engine, text: str) -> None:
    """Calls to other servers, updates and unknown functions are refused before anything runs."""
    with pytest.raises(UnsupportedQuery):
        engine.query(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service a acq:Norm }",
        "ASK { ?s ?p 'SERVICE <x> {' }",
        'ASK { ?s ?p """it\'s SERVICE\n""" } # SERVICE',
        "ASK { ?s ?p <http://example.org/SERVICE> }",
        "ASK { ?s ?p threat:essential-services ; a sd:Service , <urn:x:service> }",
        "PREFIX e: <urn:e:> ASK { ?s ?p e:self-service }",
        "SELECT (1 AS ?insert) { }",
    ],
)
def test_the_word_alone_is_no_fault(engine: Engine, text: str) -> None:
    """The keyword in a variable, a string, a comment, an IRI or the end of a name is legal."""
    assert engine.query(text).kind in ("ask", "select")


@given(st.text(alphabet="SERVICE service:?'\"\\#<>{}.1\n\r", max_size=40))
def test_reading_tokens_ends_on_any_text(text: str) -> None:
    """Any text is read to its end; a bare keyword between spaces is always found."""
    with pytest.raises(UnsupportedQuery):
        refuse_service("ASK { SERVICE ?x {} } " + text)


def test_reading_tokens_is_linear() -> None:
    """A hundred thousand characters that could be names, strings or IRIs do not take a square of steps."""
    for piece in ("a.", "a-", "<", "'", '"""', "\\", "a:", "?"):
        refuse_service(piece * (100_000 // len(piece)))


@pytest.mark.parametrize(
    ("query", "media_type", "start"),
    [
        (
            "SELECT ?l { ?n acq:letter ?l } ORDER BY ?l",
            "application/sparql-results+json",
            b'{"head":{"vars":["l"]}',
        ),
        ("SELECT ?l { ?n acq:letter ?l } ORDER BY ?l", "application/json", b'{"head"'),
        ("SELECT ?l { ?n acq:letter ?l } ORDER BY ?l", "application/sparql-results+xml", b"<?xml"),
        ("SELECT ?l { ?n acq:letter ?l } ORDER BY ?l", "text/csv", b"l\r\nc\r\nd\r\n"),
        ("SELECT ?l { ?n acq:letter ?l } ORDER BY ?l", "text/tab-separated-values", b'?l\n"c"\n"d"\n'),
        ("ASK { ?n acq:letter 'c' }", "application/sparql-results+json", b'{"head":{},"boolean":true}'),
        ("ASK { ?n acq:letter 'c' }", "text/xml", b"<?xml"),
        (
            "CONSTRUCT WHERE { ?n acq:letter 'c' }",
            "text/turtle",
            b"@prefix acq: <https://w3id.org/acquis/def#> .\n",
        ),
        (
            "CONSTRUCT WHERE { ?n acq:letter 'c' }",
            "application/n-quads",
            b"<https://w3id.org/acquis/id/norm/",
        ),
        ("ASK {}", "text/csv", b"true"),
        ("ASK {}", "text/tab-separated-values", b"true"),
        ("CONSTRUCT WHERE { ?n acq:letter 'c' }", "application/trig", b"@prefix acq:"),
        (
            "CONSTRUCT WHERE { ?n acq:letter 'c' }",
            "application/ld+json",
            b'{\n "@context": "https://w3id.org/acquis/context.jsonld"',
        ),
        ("DESCRIBE norm:gge-2015\\/d", "application/rdf+xml", b"<?xml"),
    ],
)
def test_a_result_is_written_as(engine: Engine, query: str, media_type: str, start: bytes) -> None:
    """Each kind of answer is written in each of its formats."""
    assert engine.query(query).serialise(media_type).startswith(start)


@pytest.mark.parametrize(
    ("query", "media_type"),
    [
        ("ASK {}", "text/turtle"),
        ("SELECT ?s { ?s ?p ?o }", "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv"),
        ("SELECT ?s { ?s ?p ?o }", "image/png"),
    ],
)
def test_a_result_is_not_written_as_another_kind(engine: Engine, query: str, media_type: str) -> None:
    """The refusal lists what there is."""
    with pytest.raises(NotAcceptable) as caught:
        engine.query(query).serialise(media_type)
    assert caught.value.offered
    assert media_type not in caught.value.offered


@pytest.mark.parametrize("character", ["\x01", "\x0b", "\x1f", "\ufffe"])
def test_xml_is_refused_rather_than_broken(character: str) -> None:
    """An answer with a character that XML cannot hold is not written as XML."""
    engine = Engine.from_quads([Quad(C, NamedNode(ACQ + "note"), Literal(f"a{character}b"))])
    for query, media_type in (
        ("SELECT ?o { ?s ?p ?o }", "text/xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/rdf+xml"),
    ):
        with pytest.raises(NotAcceptable, match="XML cannot carry"):
            engine.query(query).serialise(media_type)
    assert (
        character.encode()
        in json.loads(engine.query("SELECT ?o { ?s ?p ?o }").serialise("application/json"))["results"][
            "bindings"
        ][0]["o"]["value"].encode()
    )


def test_rows_keep_order_and_gaps(engine: Engine) -> None:
    """Rows come in query order as tuples of terms, None where a variable is unbound."""
    query = "SELECT ?n ?w { ?n a acq:Norm OPTIONAL { ?n acq:wordedIn ?w } } ORDER BY DESC(?n)"
    rows = list(engine.query(query).rows())
    assert [row[0] for row in rows] == [D, C]
    assert rows[0][1] is None


def test_a_result_is_read_once(engine: Engine) -> None:
    """A second reading fails loudly instead of looking empty."""
    result = engine.query("SELECT ?n { ?n a acq:Norm }")
    assert len(list(result.rows())) == 2
    with pytest.raises(RuntimeError, match="read once"):
        result.serialise("text/csv")


def test_a_graph_result_holds_each_triple_once(engine: Engine) -> None:
    """Triples of a description that come twice are written once."""
    triples = list(engine.triples(D))
    lines = graph_result([*triples, *triples]).serialise("application/n-triples").splitlines()
    assert len(lines) == len(set(lines)) == 3


def test_a_store_on_disk_answers_like_memory(engine: Engine, tmp_path: Path) -> None:
    """A store made of quads, opened read-only twice, holds the same graphs and union."""
    quads = [quad for quad in engine.quads() if isinstance(quad.graph_name, NamedNode)]
    write_store(quads, tmp_path / "store")
    first, second = Engine.open(tmp_path / "store"), Engine.open(tmp_path / "store")
    assert set(first.quads()) == set(second.quads()) == set(engine.quads())


def test_a_store_made_of_lines_is_that_made_of_quads(tmp_path: Path) -> None:
    """Lines of N-Quads give the store that the quads give: the same graphs, union and blank nodes."""
    quads = [*tiny_quads(), *parse(b'_:c14n0 <urn:a> "_:x and _:y" <urn:g> .\n', "application/n-quads")]
    write_store(quads, tmp_path / "quads")
    load_store(nquads(quads).splitlines(keepends=True), tmp_path / "lines")
    made, loaded = (Engine.open(tmp_path / name) for name in ("quads", "lines"))
    assert sorted(map(str, loaded.quads())) == sorted(map(str, made.quads()))
    assert loaded.count_quads() == len(quads)
    with pytest.raises(FileExistsError):
        load_store([], tmp_path)


def test_a_long_store_is_made_of_all_its_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More lines than are given to the loader at once arrive, each in its graph and in the union."""
    monkeypatch.setattr(writer, "_PART", 999)
    load_store((b'<urn:s%d> <urn:p> "%d" <urn:g> .\n' % (n, n) for n in range(10_000)), tmp_path / "store")
    engine = Engine.open(tmp_path / "store")
    assert (engine.count_quads(), len(engine)) == (10_000, 10_000)


def test_a_store_is_never_added_to(tmp_path: Path) -> None:
    """Writing to a directory that exists is refused."""
    with pytest.raises(FileExistsError):
        write_store([], tmp_path)


@pytest.mark.parametrize("damage", ["missing", "empty", "garbage"])
def test_a_damaged_store_is_an_os_error(tmp_path: Path, damage: str) -> None:
    """Whatever is wrong with a store, opening it fails in one way."""
    path = tmp_path / "store"
    if damage != "missing":
        path.mkdir()
    if damage == "garbage":
        (path / "CURRENT").write_text("no store\n")
    with pytest.raises(OSError, match=r"\w"):
        Engine.open(path)


@pytest.mark.parametrize(
    ("media_type", "text"),
    [
        ("text/turtle", "<urn:s> <urn:p> 'o' ."),
        ("application/trig", "<urn:s> <urn:p> 'o' . <urn:g> { <urn:s> <urn:p> 'o' . }"),
        ("application/n-triples", "<urn:s> <urn:p> 'o' ."),
        ("application/n-quads", '<urn:s> <urn:p> "o" <urn:g> .'),
        ("application/ld+json", '{"@id": "urn:s", "urn:p": "o"}'),
    ],
)
def test_five_formats_are_read(media_type: str, text: str) -> None:
    """Triples without a graph go to the one asked for; others keep theirs."""
    quads = parse(text.replace("'", '"').encode(), media_type, graph="urn:mine")
    assert {quad.object for quad in quads} == {Literal("o")}
    assert {str(quad.graph_name) for quad in quads} <= {"<urn:mine>", "<urn:g>"}


@pytest.mark.parametrize(
    ("media_type", "text", "line", "part"),
    [
        (
            "text/turtle",
            "<urn:s> <urn:p> 1 .\n<urn:s> x:p 1 .",
            2,
            "column 9: The prefix x: has not been declared",
        ),
        ("application/n-quads", "<urn:s> <urn:p> .", 1, "column"),
        ("application/ld+json", '{"@id":\n', 2, "column"),
        ("application/ld+json", '{"@context": "http://127.0.0.1:1/c", "a": 1}', None, "never fetched"),
        ("text/turtle", "\xff", 1, "column 1"),
    ],
)
def test_a_document_that_does_not_parse_says_where(
    media_type: str, text: str, line: int | None, part: str
) -> None:
    """The error carries path, line and column; a remote context is an error and never a request."""
    with pytest.raises(InvalidData) as caught:
        parse(text.encode("latin-1"), media_type, path=Path("data/x.ttl"))
    assert caught.value.line == line
    assert str(caught.value).startswith("data/x.ttl")
    assert part in str(caught.value)


def test_an_unknown_media_type_is_refused() -> None:
    """A form that is not among those read is refused, and the error names those that are."""
    with pytest.raises(UnsupportedMedia) as caught:
        parse(b"", "text/n3")
    assert "text/turtle" in caught.value.accepted


def test_a_document_type_in_xml_is_refused() -> None:
    """RDF/XML is read, but never with a document type, which could carry entities."""
    head = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    text = head + b"<rdf:Description rdf:about='urn:s'><rdf:value>&a;</rdf:value></rdf:Description></rdf:RDF>"
    (quad,) = parse(text.replace(b"&a;", b"a"), "application/rdf+xml")
    assert str(quad.object) == '"a"'
    with pytest.raises(InvalidData, match="document type"):
        parse(b'<!DOCTYPE r [<!ENTITY a "aaaa">]>' + text, "application/rdf+xml")


def test_blank_nodes_of_two_documents_do_not_meet() -> None:
    """The same label in two documents names two things; in two readings of a dump it names one."""
    turtle = {quad.subject for _ in range(2) for quad in parse(b"_:a <urn:p> 1 .", "text/turtle")}
    dump = {quad.subject for _ in range(2) for quad in parse(b"_:a <urn:p> <urn:o> .", "application/n-quads")}
    assert (len(turtle), len(dump)) == (2, 1)


def test_canonical_order_does_not_depend_on_the_input() -> None:
    """Quads in another order, twice, and with other blank node labels give the same dumps, byte by byte."""
    text = b"<urn:s> <urn:p> [ <urn:q> 1 , 2 ] , [ <urn:q> 3 ] . <urn:g> { <urn:s> <urn:p> 'x'@en . }"
    one, other = (canonical(parse(text, "application/trig")) for _ in range(2))
    other = canonical([*reversed(other), *other])
    assert nquads(one) == nquads(other)
    assert trig(one) == trig(other)
    assert nquads(one).splitlines() == sorted(set(nquads(one).splitlines()))


def test_dumps_hold_the_same_quads(engine: Engine) -> None:
    """What is written as N-Quads and as TriG reads back as what was written."""
    quads = canonical(quad for quad in engine.quads() if isinstance(quad.graph_name, NamedNode))
    for data, media_type in ((nquads(quads), "application/n-quads"), (trig(quads), "application/trig")):
        assert canonical(parse(data, media_type)) == quads


def test_blank_nodes_are_terms(engine: Engine) -> None:
    """A blank node in a row is a term like any other."""
    rows = engine.query("SELECT ?b { acq:setOutIn owl:propertyChainAxiom ?b }").rows()
    assert [type(row[0]) for row in rows] == [BlankNode]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("<urn:x>", NamedNode("urn:x")),
        ('"a . b"', Literal("a . b")),
        ('"a"@en', Literal("a", language="en")),
        ('"1"^^<urn:t>', Literal("1", datatype=NamedNode("urn:t"))),
    ],
)
def test_a_term_is_read_from_text(text: str, term: Term) -> None:
    """One term in N-Triples is read, whatever characters its text holds."""
    assert parse_term(text) == term


@pytest.mark.parametrize("text", ["", "c", "norm:c", "<a b>", '"a" . <urn:s> <urn:p> "b"', "<urn:x> .", '"a'])
def test_what_is_not_one_term_is_refused(text: str) -> None:
    """Nothing, a bare word, a broken term and two statements are no term."""
    with pytest.raises(InvalidData, match="not one term"):
        parse_term(text)

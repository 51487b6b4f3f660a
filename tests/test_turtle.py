"""Canonical Turtle: exact reading, one text a graph, small diffs; examples stand in cases/turtle/."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.term import Node

from acquis import turtle
from acquis.errors import InvalidData
from acquis.vocab import ACQ, ID, PREFIXES

CASES = Path(__file__).parent / "cases" / "turtle"
TERMS = Namespace(ACQ)


@pytest.fixture(scope="module")
def reread(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Graph]:
    """Return a function that loads a text by way of a file, as every reader of ours does."""
    path = tmp_path_factory.mktemp("turtle") / "graph.ttl"

    def read(text: str) -> Graph:
        path.write_bytes(text.encode())
        return turtle.load(path)

    return read


def _second_opinion(text: str, form: ox.RdfFormat) -> set[str]:
    """Return the canonical quads of *text* as another parser reads it."""
    quads = ox.Dataset(ox.parse(text.encode(), form))
    quads.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(map(str, quads))


# Graphs whose blank nodes form trees, with everything that is hard to spell.

_LOCALS = ["9", "10", "13.b", "13.c", "a-70-174/para/9", "x.", "-x", "_x", "a:b", "é", "%41", "1.3", ""]
_SPACES = [ID, ID + "norm/", ACQ, "http://example.org/", "http://example.org/a#", "urn:x:"]
_IRIS = st.builds(
    lambda space, local: URIRef(space + local), st.sampled_from(_SPACES), st.sampled_from(_LOCALS)
)
_PREDICATES = (
    st.sampled_from([RDF.type, RDFS.label, SKOS.prefLabel, SKOS.definition, RDF._9, RDF._10]) | _IRIS
)
_TYPED = {
    XSD.boolean: ["true", "false", "1", "0"],
    XSD.date: ["2021-03-12", "2021-03-12Z"],
    XSD.decimal: ["1.0", "1.50", "01.5", "-0.0", "0.0", "-7.25", ".5", "1.", "0.0000001", "12"],
    XSD.double: ["1e3", "1.0E0", "INF", "1"],
    XSD.integer: ["0", "7", "-7", "01", "+5", "-0", "12345678901234567890"],
    XSD.string: ["", "plain"],
    TERMS.unit: ["", "1", "true"],
}
_LITERALS = st.one_of(
    st.builds(Literal, st.text(max_size=6)),
    st.builds(Literal, st.text('\\"\n\r\t\u0000\u0085\u2028\U0001f600', max_size=6)),
    st.builds(Literal, st.sampled_from(["a", "b"]), lang=st.sampled_from(["en", "en-GB", "zh-Hans", "ar"])),
    st.sampled_from(
        [Literal(form, datatype=kind, normalize=False) for kind in _TYPED for form in _TYPED[kind]]
    ),
)
_VALUES: st.SearchStrategy[Any] = st.recursive(
    _IRIS | _LITERALS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.lists(st.tuples(_PREDICATES, inner), max_size=3).map(tuple)
    ),
    max_leaves=8,
)
_SUBJECTS = _IRIS | st.none()
_STATEMENTS = st.lists(st.tuples(_SUBJECTS, _PREDICATES, _VALUES), max_size=8)


def _node(value: Any, graph: Graph) -> Node:
    """Add *value* to *graph*: a list as an RDF list, a tuple of pairs as a blank node."""
    if isinstance(value, list):
        items = [_node(item, graph) for item in value]
        return Collection(graph, BNode(), items).uri if items else RDF.nil
    if not isinstance(value, tuple):
        assert isinstance(value, Node)
        return value
    node = BNode()
    for predicate, inner in value:
        graph.add((node, predicate, _node(inner, graph)))
    return node


def _graph(statements: list[tuple[URIRef | None, URIRef, Any]]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for subject, predicate, value in statements:
        graph.add((subject or BNode(), predicate, _node(value, graph)))
    return graph


_GRAPHS = _STATEMENTS.map(_graph)


@settings(deadline=None)
@given(graph=_GRAPHS)
def test_nothing_is_lost(reread: Callable[[str], Graph], graph: Graph) -> None:
    """What is written is read back as the same graph, by our reader and by an independent parser."""
    text = turtle.dumps(graph)
    assert isomorphic(reread(text), graph)
    triples = graph.serialize(format="nt")
    assert _second_opinion(text, ox.RdfFormat.TURTLE) == _second_opinion(triples, ox.RdfFormat.N_TRIPLES)


@settings(deadline=None)
@given(graph=_GRAPHS)
def test_writing_again_changes_nothing(reread: Callable[[str], Graph], graph: Graph) -> None:
    """A canonical text, read and written again, is the same text."""
    text = turtle.dumps(graph)
    assert turtle.dumps(reread(text)) == text


@settings(deadline=None)
@given(graph=_GRAPHS, seed=st.integers())
def test_order_and_blank_node_names_do_not_matter(graph: Graph, seed: int) -> None:
    """The same triples in another order, with other blank node labels, give the same text."""
    triples = sorted(graph)
    random.Random(seed).shuffle(triples)
    labels = {node: BNode() for triple in triples for node in triple if isinstance(node, BNode)}
    shuffled = Graph(bind_namespaces="none")
    for subject, predicate, value in triples:
        shuffled.add((labels.get(subject, subject), predicate, labels.get(value, value)))  # type: ignore[call-overload]
    assert turtle.dumps(shuffled) == turtle.dumps(graph)


@settings(deadline=None)
@given(graph=_GRAPHS, predicate=_PREDICATES, value=_IRIS | _LITERALS, data=st.data())
def test_one_more_triple_is_one_more_line(
    graph: Graph, predicate: URIRef, value: URIRef | Literal, data: st.DataObject
) -> None:
    """Between terms already in use, a triple about a known subject adds a line and touches no other."""
    subjects = sorted(subject for subject in graph.subjects() if isinstance(subject, URIRef))
    if not subjects:
        return
    subject = data.draw(st.sampled_from(subjects))
    graph.add((URIRef("urn:in-use"), predicate, value))
    before = turtle.dumps(graph).splitlines()
    is_new = (subject, predicate, value) not in graph
    after = turtle.dumps(graph.add((subject, predicate, value))).splitlines()
    assert _added(before, after) == int(is_new)


def _added(before: list[str], after: list[str]) -> int:
    """Return by how many lines *after* is longer, if these stand together and all others are untouched."""
    more = len(after) - len(before)
    same = next(
        (n for n, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), len(before)
    )
    # Where lines repeat, the insertion may seem to start later; the rest still has to be the same.
    assert before == after[:same] + after[same + more :]
    return more


def _restriction(graph: Graph) -> None:
    node = BNode()
    graph.add((TERMS.Edition, RDFS.subClassOf, node)).add((node, RDF.type, OWL.Restriction))
    graph.add((node, OWL.onProperty, TERMS.standsIn)).add((node, OWL.someValuesFrom, TERMS.Work))


def _last_member(graph: Graph) -> None:
    head = graph.value(TERMS.affirms, OWL.propertyChainAxiom)
    assert head is not None
    Collection(graph, head).append(TERMS.affirms)


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (lambda graph: graph.add((TERMS.Conclusion, RDFS.label, Literal("Conclusion", lang="en"))), 1),
        (lambda graph: graph.add((TERMS.Conclusion, RDFS.subClassOf, TERMS.Work)), 1),
        (lambda graph: graph.add((TERMS.Edition, RDFS.subClassOf, TERMS.Work)), 4),
        (_restriction, 8),
        (_last_member, 1),
    ],
    ids=["a label", "a link", "a new subject", "a new subject with a restriction", "a list member"],
)
def test_a_small_change_is_a_small_diff(change: Callable[[Graph], object], lines: int) -> None:
    """A reviewer sees the lines of the change and no other."""
    graph = turtle.load(CASES / "chain.ttl")
    before = turtle.dumps(graph).splitlines()
    change(graph)
    assert _added(before, turtle.dumps(graph).splitlines()) == lines


@pytest.mark.parametrize("path", sorted(CASES.glob("*.given")), ids=lambda path: path.stem)
def test_a_given_file_has_this_canonical_form(path: Path) -> None:
    """Each *.given file, written canonically, is the *.ttl file beside it."""
    assert turtle.dumps(turtle.load(path)) == path.with_suffix(".ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "spelt",
    [
        *(f'"{form}"^^<{kind}>' for kind in _TYPED for form in _TYPED[kind]),
        *("01", "+5", "-0", "1.50", ".5", "0.0000001", "1e3", "1.0E0", "true", "# 1\n 07"),
        *('"a"@en-GB', '"a"@zh-Hans'),
    ],
)
def test_literals_are_read_as_they_are_spelt(reread: Callable[[str], Graph], spelt: str) -> None:
    """Lexical form, datatype and language tag come through reading byte by byte."""
    text = f"<urn:a> <urn:b> {spelt} ."
    (value,) = reread(text).objects()
    (quad,) = ox.parse(text.encode(), ox.RdfFormat.TURTLE)
    assert isinstance(value, Literal)
    assert isinstance(quad.object, ox.Literal)
    assert str(value) == quad.object.value
    # The second parser puts language tags in lower case, ours may not.
    assert value.language == (spelt.partition("@")[2] or None)
    assert value.language or str(value.datatype) == quad.object.datatype.value


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("<urn:a> <urn:b> 1 .\n\n<urn:c> <urn:d>\n", 3, "objectList expected"),
        ("<urn:a>\n <urn:b> x:y .", 2, 'Prefix "x:" not bound'),
        ('\n<urn:a> <urn:b> "open\n" .', 2, "newline found in string literal"),
        ("<urn:a> <urn:b> ( 1 2 .", 1, "expected item in list"),
        ("\n<urn:a> <urn:b> <c> .", 2, "the IRI <c> is relative"),
        ("@prefix x: <y> .", 1, "the IRI <y> is relative"),
        ("\n\n<urn:a b> <urn:c> 1 .", 3, "<urn:a b> holds a character that no IRI has"),
        ('"a" <urn:b> 1 .', 1, "a subject must be an IRI or a blank node"),
        ("<urn:a> [] 1 .", 1, "a predicate an IRI"),
        ("<urn:a>!<urn:b> <urn:c> 1 .", 1, "expected"),
        ("?x <urn:b> 1 .", 1, ""),
        (r'<urn:a> <urn:b> "\ud800" .', 1, "surrogates not allowed"),
        ("<urn:a> <urn:b> " + "[ <urn:b> " * 2000, 1, "nested too deeply"),
    ],
)
def test_what_is_not_turtle_is_refused(
    reread: Callable[[str], Graph], text: str, line: int, reason: str
) -> None:
    """The error names the file, the line and the reason, and says what to do."""
    with pytest.raises(InvalidData) as caught:
        reread(text)
    assert (caught.value.path and caught.value.path.name, caught.value.line) == ("graph.ttl", line)
    assert f"graph.ttl:{line}: The Turtle cannot be read: " in str(caught.value)
    assert reason in str(caught.value)
    assert "Correct it near here." in str(caught.value)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are an error that names their line."""
    path = tmp_path / "latin.ttl"
    path.write_bytes('<urn:a> <urn:b>\n "é" .'.encode("latin-1"))
    with pytest.raises(InvalidData, match="not in UTF-8") as caught:
        turtle.load(path)
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "<urn:b> <urn:p> _:x . <urn:a> <urn:p> _:x .",
            "used more than once, by <urn:a> and <urn:b>: give it",
        ),
        ("<urn:a> <urn:p> _:x ; <urn:q> _:x .", "used more than once, by <urn:a>: give it"),
        ("<urn:a> <urn:p> ( _:x [ <urn:q> _:x ] ) .", "used more than once, by <urn:a>: give it"),
        ("_:x <urn:p> _:x .", "Blank nodes with <urn:p> form a circle: give them"),
        ("_:x <urn:p> _:y . _:y <urn:q> _:x .", "Blank nodes with <urn:p>, <urn:q> form a circle"),
        ("_:0 <urn:p> 1 . " + "".join(f"_:{n} <urn:p> _:{n - 1} . " for n in range(1, 99)), "50 deep"),
    ],
)
def test_blank_nodes_that_are_no_tree_are_refused(
    reread: Callable[[str], Graph], text: str, reason: str
) -> None:
    """Shared, circular and endlessly nested blank nodes have no stable text: the error says which and why."""
    with pytest.raises(InvalidData, match="give") as caught:
        turtle.dumps(reread(text))
    assert reason in str(caught.value)


@pytest.mark.parametrize("iri", ["relative", "urn:a b", "urn:a>", "urn:\n", ""])
def test_an_iri_that_cannot_be_written_is_refused(iri: str) -> None:
    """No text is written that would be read as something else."""
    with pytest.raises(InvalidData, match="not an absolute IRI"):
        turtle.dumps(Graph().add((URIRef(iri), RDFS.label, Literal("x"))))


def test_every_namespace_can_be_found_from_an_iri() -> None:
    """The writer splits IRIs at the last slash or hash, so every namespace has to end in one."""
    assert [space for space in PREFIXES.values() if not space.endswith(("/", "#"))] == []


def test_an_empty_graph_is_an_empty_text() -> None:
    """Without triples there is nothing to write."""
    assert turtle.dumps(Graph()) == ""


def test_formatting_rewrites_once(tmp_path: Path) -> None:
    """A file that is not canonical is reported, then rewritten, and from then on left alone."""
    path = tmp_path / "order.ttl"
    given = (CASES / "order.given").read_bytes()
    path.write_bytes(given)
    assert turtle.format_file(path, check=True) is False
    assert path.read_bytes() == given
    assert turtle.format_file(path, check=False) is False
    assert path.read_bytes() == (CASES / "order.ttl").read_bytes()
    assert turtle.format_file(path, check=True) is True


def test_formatting_names_the_file_at_fault(tmp_path: Path) -> None:
    """A graph that has no canonical form is reported with the path of its file, which is left as it is."""
    path = tmp_path / "shared.ttl"
    path.write_text("<urn:a> <urn:p> _:x ; <urn:q> _:x .", encoding="utf-8")
    with pytest.raises(InvalidData, match="used more than once") as caught:
        turtle.format_file(path, check=False)
    assert caught.value.path == path
    assert path.read_text(encoding="utf-8").startswith("<urn:a> <urn:p> _:x")

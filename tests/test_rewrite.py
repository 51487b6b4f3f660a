"""Queries that are written again before the engine reads them: the same answers, and never a slow form."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store

from acquis.engine import Engine
from acquis.engine.rewriting import narrowed, reached, rewritten
from acquis.engine.tokens import tokens
from acquis.errors import InvalidQuery
from acquis.library.queries import Question, library
from acquis.vocab import BASE, PREFIXES
from checkout import ROOT
from conftest import tiny_quads
from manifests import SUITE
from queries_at_random import graph, query, walk

READ = tomllib.loads((ROOT / "tests" / "cases" / "rewrite.toml").read_text("utf-8"))
CASES, REACHED = READ["case"], READ["reached"]
PUBLISHED = sorted((ROOT / "queries").rglob("*.rq"))
W3C = sorted(SUITE.rglob("*.rq"))
DATE, TYPE = NamedNode(f"{PREFIXES['xsd']}date"), NamedNode(f"{PREFIXES['rdf']}type")
PIECES = (
    *("EXISTS", "FILTER", "NOT", "{", "}", "(", ")", "[", "]", "?a", "$b", "acq:onTopic", "a", "<u:p>"),
    *(".", ";", ",", "/", "^", "|", "+", "?", "*", '"x"', "@en", "^^", "1", "# x\n", "SELECT", "VALUES", " "),
)


# More brackets in brackets than a reader that calls itself can go into.
DEEP = (
    f"ASK {{ ?s a ?c FILTER NOT EXISTS {{ ?s <u:p> {'[<u:p> ' * 900}1{']' * 900} }} }}",
    f"ASK {{ ?s a ?c FILTER NOT EXISTS {{ ?s {'(' * 900}<u:p>{')' * 900} 1 }} }}",
    f"SELECT ?d {{ ?s <u:d> ?d ; <u:p> {'[<u:p> ' * 450}?d{']' * 450} }} ORDER BY ?d LIMIT 1",
)
# What is read here by another grammar than the engine's, each with a wrong answer before that was seen.
ODD = (
    "SELECT * { ?s a <u:c> ; <u:b> ?b FILTER NOT EXISTS { ?x <u:p> ?s ; <u:d> ?m FILTER(?m<?b&&?b>?m) } }",
    "SELECT * { ?s <u:b> ?x\u00b71 FILTER NOT EXISTS { ?x <u:p> ?s ; <u:d> ?m FILTER(?m < ?x\u00b71) } }",
)


# The first line says which can be narrowed.
_ORDERED = "SELECT ?s ?d { ?s a <u:c> ; <u:d> ?d } ORDER BY"
FIRST = (
    f"# yes\n{_ORDERED} DESC(?d) ?s LIMIT N",
    f"# yes\n{_ORDERED} ?d DESC(?s) LIMIT N",
    "# yes\nSELECT ?s ?t ?d { ?t <u:p> ?s . ?s <u:d> ?d FILTER(?s != ?t) } ORDER BY ASC(?d) ?s ?t LIMIT N",
    f"{_ORDERED} ?s ?d LIMIT N",
    f"{_ORDERED} ?d ?s LIMIT N OFFSET 2",
    "SELECT ?s { ?s <u:m> ?d } ORDER BY ?d ?s LIMIT N",
    "SELECT ?s ?d { ?s <u:m> ?d } ORDER BY DESC(?d) ?s LIMIT N",
    "SELECT ?s ?d { <u:s1> <u:p> ?s . ?s <u:d> ?d } ORDER BY ?d ?s LIMIT N",
    "SELECT ?s ?d { ?s <u:p> ?t OPTIONAL { ?s <u:d> ?d } } ORDER BY ?d ?s LIMIT N",
)


def dated(rng: Random) -> list[Quad]:
    """Return things of a class, each with a day, another value that may be no day, and links to others."""
    days = [Literal(f"20{rng.randint(10, 25)}-0{rng.randint(1, 9)}-11", datatype=DATE) for _ in range(12)]
    mixed = [*days, Literal("2012-03-11Z", datatype=DATE), Literal(2013), Literal("2014-01-01")]
    made = []
    for number in range(1_000):
        thing = NamedNode(f"u:s{number}")
        other = NamedNode(f"u:s{rng.randrange(1_000)}")
        made += [Quad(thing, TYPE, NamedNode("u:c")), Quad(thing, NamedNode("u:d"), rng.choice(days))]
        made += [Quad(thing, NamedNode("u:m"), rng.choice(mixed)), Quad(thing, NamedNode("u:p"), other)]
    return made


def rows(store: Store, text: str) -> Iterator[Sequence[object]]:
    """Return the rows that *store* answers to the SELECT *text*, in their order."""
    found = store.query(text, base_iri=BASE, prefixes=PREFIXES)
    assert isinstance(found, QuerySolutions)
    return (tuple(row) for row in found)


def one(group: str, most: int) -> int:
    """Count as if MINUS were always worth it."""
    return 1


def answer(store: Store, text: str) -> object:
    """Return what *store* says to *text*, without the order of rows."""
    found = store.query(text, base_iri=BASE, prefixes=PREFIXES)
    if isinstance(found, QueryBoolean):
        return bool(found)
    if isinstance(found, QueryTriples):
        return Counter(map(str, found))
    return Counter(tuple(map(str, row)) for row in rows(store, text))


@pytest.fixture(scope="module")
def tiny() -> Store:
    """Return a store of the tiny graph, in its named graphs and once in the default graph."""
    store = Store()
    store.extend(tiny_quads())
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    return store


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_a_query_becomes_what_it_should(case: dict[str, str]) -> None:
    """Each case becomes the text that is written beside it, or stays as it is."""
    assert rewritten(case["text"]) == case.get("becomes", case["text"])


@pytest.mark.parametrize("seed", range(400))
def test_random_queries_keep_their_answers(seed: int) -> None:
    """The same rows come, as often, of the text before and after, over three random graphs."""
    rng = Random(seed)
    text = query(rng)
    forms = {rewritten(text), rewritten(text, one)} - {text}
    for _ in range(3):
        store = Store()
        store.extend(graph(rng))
        expected = answer(store, text)
        assert [answer(store, form) for form in forms] == [expected] * len(forms)


def test_random_queries_are_written_again() -> None:
    """The random queries are of the kinds that are written again, in either form."""
    texts = [query(Random(seed)) for seed in range(400)]
    assert sum(rewritten(text) != text for text in texts) > 100
    assert sum("FILTER(true)" in rewritten(text, one) for text in texts) > 15


@pytest.mark.parametrize("seed", range(200))
def test_walks_to_a_known_end_keep_their_answers(seed: int) -> None:
    """The same rows come, as often, whether paths of any length are found at once or for each solution."""
    rng = Random(seed)
    text = walk(rng)
    form = reached(rewritten(text), one)
    for _ in range(3):
        store = Store()
        store.extend(graph(rng))
        assert answer(store, form) == answer(store, text)


def test_walks_to_a_known_end_are_found_at_once() -> None:
    """Of the random queries with such a path most become sub-selects, and without use none does."""
    texts = [walk(Random(seed)) for seed in range(200)]
    assert sum("SELECT ?" in reached(text, one).partition("{")[2] for text in texts) > 60
    assert [text for text in texts if reached(text, lambda group, most: most) != text] == []


@pytest.mark.parametrize("case", REACHED, ids=[case["why"] for case in REACHED])
def test_a_path_becomes_what_it_should(case: dict[str, str]) -> None:
    """Each case becomes the text that is written beside it, or stays as it is."""
    assert reached(case["text"], one) == case.get("becomes", case["text"])


@pytest.mark.parametrize("seed", range(8))
def test_the_first_rows_by_date_are_the_same(seed: int) -> None:
    """Rows, and their order, are those of the engine alone, whatever stands in the property."""
    rng = Random(seed)
    store = Store()
    store.extend(dated(rng))
    engine = Engine(store)
    for text in FIRST:
        text = text.replace("LIMIT N", f"LIMIT {rng.randint(1, 30)}")
        expected = list(rows(store, text))
        assert [tuple(row) for row in engine.query(text).rows()] == expected


def test_the_first_rows_by_date_are_found_among_few_days() -> None:
    """Of the kinds of query that can be narrowed each is, and of the others none."""
    store = Store()
    store.extend(dated(Random(2)))

    texts = [text.replace("LIMIT N", "LIMIT 3") for text in FIRST]
    done = [narrowed(text, partial(rows, store), {}) != text for text in texts]
    assert done == [text.startswith("#") for text in texts]


def test_days_of_very_many_things_are_not_looked_through() -> None:
    """A query stays as it is when the first days have so many things that looking costs more than sorting."""
    store = Store()
    store.extend(dated(Random(2)))
    text = f"{_ORDERED} DESC(?d) ?s LIMIT 3"
    assert narrowed(text, partial(rows, store), {}) != text

    late = Literal("2031-01-01", datatype=DATE)
    store.extend(Quad(NamedNode(f"u:x{number}"), NamedNode("u:d"), late) for number in range(5_000))
    assert narrowed(text, partial(rows, store), {}) == text


def test_a_form_that_is_kept_is_that_of_all_data_alone() -> None:
    """What was learnt of the whole graph narrows no query to a part of it, nor one with a value given."""
    store = Store()
    for graph_name, number, day in (("u:old", 600, "2010-01-01"), ("u:new", 30, "2030-01-01")):
        said = ((NamedNode("u:d"), Literal(day, datatype=DATE)), (TYPE, NamedNode("u:c")))
        for thing in (NamedNode(f"{graph_name}{place}") for place in range(number)):
            for name, value in said:
                store.add(Quad(thing, name, value))
                store.add(Quad(thing, name, value, NamedNode(graph_name)))
    engine = Engine(store)
    text = f"{_ORDERED} DESC(?d) ?s LIMIT 3"

    assert narrowed(text, partial(rows, store), {}) != text
    whole = [tuple(row) for row in engine.query(text).rows()]
    assert {str(row[-1]) for row in whole} == {str(Literal("2030-01-01", datatype=DATE))}
    assert [tuple(row) for row in engine.query(text).rows()] == whole
    assert len(list(engine.query(text, default_graphs=["u:old"]).rows())) == 3
    assert len(list(engine.query(text, substitutions={"s": NamedNode("u:old7")}).rows())) == 1


@pytest.mark.parametrize("text", DEEP)
def test_brackets_in_brackets_are_left_alone(text: str) -> None:
    """However deep they are, reading them ends in no error."""
    assert narrowed(rewritten(text, one), lambda text: iter(()), {}) == text


@pytest.mark.parametrize("text", ODD)
def test_what_the_engine_reads_otherwise_keeps_its_answer(text: str) -> None:
    """Rows and columns are those of the engine alone."""
    store = Store()
    store.update(
        "INSERT DATA { <u:1> a <u:c> ; <u:b> 5 . <u:2> a <u:c> ; <u:b> 0 . <u:3> a <u:c> ; <u:b> 2 ."
        " <u:x> <u:p> <u:1>, <u:2>, <u:3> ; <u:d> 1 }"
    )
    found = Engine(store).query(text)
    columns = found.variables
    expected = store.query(text)
    assert isinstance(expected, QuerySolutions)
    assert set(columns) == {variable.value for variable in expected.variables}
    assert Counter(frozenset(zip(columns, row, strict=True)) for row in found.rows()) == Counter(
        frozenset((variable.value, row[variable]) for variable in expected.variables) for row in expected
    )


@pytest.mark.parametrize("path", PUBLISHED, ids=[path.stem for path in PUBLISHED])
def test_published_queries_keep_their_answers(tiny: Store, path: Path) -> None:
    """Each question and check says the same of the tiny graph before and after."""
    text = path.read_text("utf-8")
    assert answer(tiny, rewritten(text)) == answer(tiny, text)


@pytest.mark.skipif(not W3C, reason="the W3C suites are not beside this checkout")
def test_the_w3c_suite_keeps_its_answers() -> None:
    """Each query of the suite with an EXISTS says the same of all data of its folder before and after."""
    compared = 0
    for path in W3C:
        text = path.read_text("utf-8")
        if rewritten(text) == text:
            continue
        store = Store()
        for data in sorted(path.parent.glob("*.ttl")):
            store.load(path=str(data), format=RdfFormat.TURTLE, base_iri=BASE, lenient=True)
        assert answer(store, rewritten(text)) == answer(store, text), path
        compared += 1
    assert compared


@pytest.mark.parametrize("question", library().values(), ids=list(library()))
def test_no_question_has_a_slow_form(question: Question) -> None:
    """What is left in a question of an EXISTS is one pattern at a time, with what it filters."""
    assert slow(rewritten(question.query)) == []


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_text_is_taken(pieces: list[str]) -> None:
    """No row of tokens, however odd, ends in an error, and one that cannot be read stays so."""
    text = f"ASK {{ ?a a ?b FILTER NOT EXISTS {{ {' '.join(pieces)}"
    store = Store()
    try:
        store.query(text, base_iri=BASE, prefixes=PREFIXES)
    except SyntaxError:
        with pytest.raises(SyntaxError):
            store.query(rewritten(text), base_iri=BASE, prefixes=PREFIXES)


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_text_is_looked_at_for_paths(pieces: list[str]) -> None:
    """However it ends, no row of tokens ends in an error, and one that cannot be read stays so."""
    text = f"SELECT * {{ {' '.join(pieces)}"
    store = Store()
    form = reached(text, one)
    try:
        store.query(text, base_iri=BASE, prefixes=PREFIXES)
    except SyntaxError:
        with pytest.raises(SyntaxError):
            store.query(form, base_iri=BASE, prefixes=PREFIXES)


@pytest.mark.parametrize(
    "text", ["SELECT + {", "SELECT * {", "SELECT * { ?a <u:p>+", "SELECT + { {", "+ SELECT"]
)
def test_a_query_that_ends_too_soon_stays_as_it_is(text: str) -> None:
    """There is nothing to find in it."""
    assert reached(text, one) == text


def test_an_error_is_told_of_the_words_that_were_sent(engine: Engine) -> None:
    """Line and column are those of the text of the user, not of what it becomes."""
    text = (
        "SELECT * {\n?s a acq:Norm\nFILTER NOT EXISTS { ?o acq:onTopic ?s ; a acq:Stance }\n?s acq:letter }"
    )
    with pytest.raises(InvalidQuery) as raised:
        engine.query(text)
    assert (raised.value.line, raised.value.column) == (4, 15)


def slow(text: str) -> list[str]:
    """Return each EXISTS in *text* whose group has more than one pattern outside the groups within it."""
    read, found = tokens(text), []
    for place, token in enumerate(read):
        if token.text.upper() == "EXISTS":
            depth, end, parts = 1, place + 2, 0
            while depth:
                word, after = read[end].text, read[end + 1 :][:1]
                depth += (word in "({[") - (word in ")}]")
                parts += depth == 1 and (
                    word in ";,/" or (word == "." and after[0].text.upper() not in ("}", "FILTER"))
                )
                end += 1
            found += [text[token.start : read[end - 1].end]] if parts else []
    return found

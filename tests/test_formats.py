"""The table of formats, and the choice of one by an Accept header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.engine import Engine
from acquis.errors import NotAcceptable, UnknownEntity
from acquis.formats import FORMATS, choose, named, offered

KINDS = ("select", "ask", "graph", "problem")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "kind", "media_type"),
    [
        (None, "select", "application/sparql-results+json"),
        ("", "graph", "text/turtle"),
        (" , ;q=1, nonsense", "graph", "text/turtle"),
        ("*/*", "ask", "application/sparql-results+json"),
        (BROWSER, "select", "text/html"),
        (BROWSER, "graph", "text/html"),
        (BROWSER, "problem", "text/html"),
        ("application/json", "problem", "application/json"),
        ("application/sparql-results+json,*/*;q=0.9", "select", "application/sparql-results+json"),
        ("application/n-triples,*/*;q=0.9", "graph", "application/n-triples"),
        ("text/csv, */*", "select", "text/csv"),
        ("TEXT/Turtle ; Q=0.5, application/ld+json;q=0.4", "graph", "text/turtle"),
        ("text/*", "select", "text/html"),
        ("text/*;q=0.9, text/html;q=0", "select", "text/csv"),
        ("*/*, application/sparql-results+json;q=0", "ask", "text/html"),
        ('application/ld+json;profile="a,b;q=0";q=0.9, text/turtle;q=0.1', "graph", "application/ld+json"),
        ("application/rdf+xml;q=0.001, */*;q=0", "graph", "application/rdf+xml"),
        ("text/n3", "graph", "text/n3"),
        ("text/csv;q=2, application/sparql-results+xml;q=0.1", "select", "application/sparql-results+xml"),
    ],
)
def test_the_best_liked_format_is_chosen(accept: str | None, kind: str, media_type: str) -> None:
    """Weight, precision and our own order decide, in this order; what cannot be read is passed over."""
    assert choose(accept, kind).media_type == media_type


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("image/png", "select"),
        ("text/turtle", "select"),
        ("application/sparql-results+json", "graph"),
        ("text/csv", "graph"),
        ("*/*;q=0", "graph"),
        ("text/turtle;q=0.0", "graph"),
    ],
)
def test_a_refusal_lists_what_there_is(accept: str, kind: str) -> None:
    """Where nothing fits, the error names every type of the kind."""
    with pytest.raises(NotAcceptable) as caught:
        choose(accept, kind)
    assert set(caught.value.offered) == {form.media_type for form in FORMATS if kind in form.kinds}


RANGES = st.sampled_from(
    [*(form.media_type for form in FORMATS), "*/*", "text/*", "application/*", "image/png", "image/*"]
)
WEIGHTS = st.sampled_from(["", ";q=0", ";q=0.0", ";q=0.3", "; q=0.7", ";q=1", ";charset=utf-8;q=0.5"])


@given(
    st.lists(st.tuples(RANGES, WEIGHTS), min_size=1, unique_by=lambda pair: pair[0]), st.sampled_from(KINDS)
)
def test_what_was_refused_is_never_chosen(pairs: list[tuple[str, str]], kind: str) -> None:
    """The choice carries the kind and has the greatest weight above nought, by its most precise range."""
    weights = {name: float(weight.partition("q=")[2] or 1) for name, weight in pairs}

    def weight(media_type: str) -> float:
        ranges = (media_type, f"{media_type.split('/')[0]}/*", "*/*")
        return next((weights[name] for name in ranges if name in weights), 0.0)

    best = max(weight(form.media_type) for form in FORMATS if kind in form.kinds)
    accept = ", ".join(name + parameters for name, parameters in pairs)
    if best == 0:
        with pytest.raises(NotAcceptable):
            choose(accept, kind)
    else:
        form = choose(accept, kind)
        assert kind in form.kinds
        assert weight(form.media_type) == best


@given(st.text(max_size=60), st.sampled_from(KINDS))
def test_any_header_gives_a_format_or_a_refusal(accept: str, kind: str) -> None:
    """No text in the header is a fault of ours."""
    try:
        chosen = choose(accept, kind).kinds
    except NotAcceptable as error:
        chosen = frozenset({kind} if error.offered else ())
    assert kind in chosen


def test_suffixes_name_formats() -> None:
    """Each kind has each suffix once, and an unknown one is refused with the list."""
    for kind in KINDS:
        suffixes = [form.suffix for form in offered(kind)]
        assert len(suffixes) == len(set(suffixes))
        assert [named(suffix, kind).suffix for suffix in suffixes] == suffixes
    with pytest.raises(UnknownEntity, match="ttl"):
        named("png", "graph")


def test_every_format_is_written(engine: Engine) -> None:
    """What the table offers for an answer, the engine writes; pages are made elsewhere."""
    queries = {"select": "SELECT ?s { ?s ?p ?o }", "ask": "ASK {}", "graph": "CONSTRUCT WHERE { ?s ?p ?o }"}
    for kind, query in queries.items():
        for form in FORMATS:
            if kind in form.kinds and form.suffix != "html":
                assert engine.query(query).serialise(form.media_type)


def test_text_says_its_encoding() -> None:
    """Types of text name UTF-8, others have it by definition."""
    assert named("csv", "select").content_type == "text/csv; charset=utf-8"
    assert named("jsonld", "graph").content_type == "application/ld+json"

"""Forms read from the shapes, and what they hold on its way to RDF, to web forms and back."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from acquis import forms
from acquis.engine import Engine, Quad, parse
from acquis.errors import InvalidData, InvalidDocument
from acquis.forms import Field, Filled, guide, reader, terms, wording
from acquis.vocab import ACQ, ID, NEW, VOC
from filling import KINDS, PHASES, filled

QUIET = settings(max_examples=10, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))

SHAPES = """
@prefix acq: <https://w3id.org/acquis/def#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shapes: <https://w3id.org/acquis/shapes#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
shapes:SubmittedSubmission sh:targetClass acq:Submission ; sh:name "Submission" ; sh:description "All." ;
  shapes:ofKind <https://w3id.org/acquis/voc/submission-kind/capacity> ; sh:property shapes:S-day .
shapes:S-day sh:path acq:submittedOn ; sh:name "day" ; sh:description "When." ; sh:datatype xsd:date .
"""


def worked(kind: str) -> list[Quad]:
    """Return the quads of the worked example of *kind*."""
    return parse(forms.example(kind), "text/turtle", base=NEW)


def same(quads: list[Quad]) -> set[str]:
    """Return *quads* for comparison, whatever their order."""
    return {str(quad) for quad in quads}


def test_every_kind_has_a_form() -> None:
    """There are six kinds, each with the State, the day, and at least one part that is a claim."""
    assert KINDS == [
        "capacity",
        "cbm-report",
        "definition",
        "national-position",
        "norm-survey",
        "point-of-contact",
    ]
    for form in forms.forms().values():
        assert {"submittedFor", "submittedOn"} <= {one.name for one in form.submission.fields}
        assert any(part.claim for part in form.parts)
        assert form.label
        assert form.description
        assert form.source


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_says_what_people_need(kind: str) -> None:
    """Each field has a name, a label, help and an example; a part that it points to is of the form."""
    form = forms.form(kind)
    for part in (form.submission, *form.parts):
        for field in part.fields:
            assert field.name
            assert field.label
            assert field.help.endswith(".")
            assert field.example, f"{part.name}: {field.label}"
            assert field.kind != "part" or form.part(field.cls)
            assert field.kind != "choice" or field.options


def test_the_form_asks_for_what_it_cannot_know_only() -> None:
    """Kind, claims and issuer are worked out, and a stance needs no pointing to the one document."""
    form = forms.form("national-position")
    paths = {field.path for part in (form.submission, *form.parts) for field in part.fields}
    assert not paths & {ACQ + "contains", ACQ + "issuer"}
    stance = form.part(ACQ + "Stance")
    assert stance is not None
    assert [one.name for one in form.asked(stance)] == [
        "onTopic",
        "stanceValue",
        "evidence",
        "note",
        "public",
    ]


def test_only_private_fields_are_private() -> None:
    """Of all fields, only e-mail and telephone never leave the ledger."""
    fields = [
        field
        for form in forms.forms().values()
        for part in form.parts
        for field in part.fields
        if not field.public
    ]
    assert [field.name for field in fields] == ["email", "telephone"]


TWICE = """shapes:S-day , shapes:T-day .
shapes:T-day sh:path acq:date ; sh:name "day" ; sh:description "So." ; sh:datatype xsd:date .
shapes:S-day sh:path"""


@pytest.mark.parametrize(
    ("change", "shape"),
    [
        (('sh:name "day" ;', ""), "shapes:S-day"),
        (("; sh:datatype xsd:date", ""), "shapes:S-day"),
        (('sh:name "Submission" ;', ""), "shapes:SubmittedSubmission"),
        (("shapes:S-day .\nshapes:S-day sh:path", TWICE), "shapes:SubmittedSubmission"),
    ],
)
def test_a_shape_that_makes_no_form_is_named(change: tuple[str, str], shape: str) -> None:
    """A shape without a name or a kind of value, or with two fields of one name, is named."""
    good = Engine.from_quads(parse(SHAPES.encode(), "text/turtle"))
    assert list(reader.read(good, reader.words())) == ["capacity"]
    bad = Engine.from_quads(parse(SHAPES.replace(*change).encode(), "text/turtle"))
    with pytest.raises(InvalidData, match=shape):
        reader.read(bad, reader.words())


def test_an_unknown_kind_is_refused_with_those_known() -> None:
    """The sentence lists the kinds."""
    with pytest.raises(InvalidDocument, match="norm-survey"):
        forms.form("poem")


@pytest.mark.parametrize("kind", KINDS)
def test_the_worked_example_comes_back_statement_by_statement(kind: str) -> None:
    """From RDF to the form and back, no statement of the example is lost or added."""
    quads = worked(kind)
    assert same(forms.to_quads(forms.from_quads(quads))) == same(quads)


@pytest.mark.parametrize("kind", KINDS)
def test_blank_nodes_are_parts_too(kind: str) -> None:
    """The example with blank nodes for its parts holds the same, under numbers instead of names."""
    named = forms.from_quads(worked(kind))
    text = "\n".join(f"{quad.triple} ." for quad in forms.to_quads(named))
    blank = re.sub(f"<{re.escape(NEW)}([^>]+)>", lambda found: f"_:{found[1]}", text)
    found = forms.from_quads(parse(blank.encode(), "application/n-triples"))
    assert found == forms.rekeyed(named)


@pytest.mark.parametrize("kind", KINDS)
@QUIET
@given(data=st.data())
def test_rdf_gives_back_what_was_filled_in(kind: str, data: st.DataObject) -> None:
    """To RDF and back nothing changes, whatever the texts; through N-Triples on paper too."""
    first = data.draw(filled(forms.form(kind)))
    quads = forms.to_quads(first)
    text = "".join(f"{quad.triple} .\n" for quad in quads)
    assert forms.from_quads(quads) == first
    assert forms.from_quads(parse(text.encode(), "application/n-triples")) == first


@pytest.mark.parametrize("kind", KINDS)
@QUIET
@given(data=st.data())
def test_a_web_form_gives_back_what_was_filled_in(kind: str, data: st.DataObject) -> None:
    """To fields and back nothing changes but the names of parts, and line ends, which browsers write anew."""
    first = forms.rekeyed(data.draw(filled(forms.form(kind))))
    sent = forms.to_fields(first)
    found = forms.from_fields(kind, MultiDict(sent))
    assert found == forms.from_fields(kind, sent)
    assert same(forms.to_quads(found)) == {
        one.replace("\\r\\n", "\\n") for one in same(forms.to_quads(first))
    }


def test_a_web_form_passes_over_what_is_left_empty() -> None:
    """Empty fields, parts with nothing in them and names of other things are no values."""
    sent = {
        "submittedFor": ID + "state/XAA",
        "submittedOn": " 2026-05-31 ",
        "title": "  ",
        "stance-1-note": "",
        "stance-3-onTopic": ID + "topic/sovereignty",
        "stance-3-evidence": ["evidence-1", "evidence-2"],
        "national-position-1-title": "Position",
        "national-position-1-title-language": "en",
        "csrf": "x",
    }
    found = forms.from_fields("national-position", sent)
    assert found.values == {"submittedFor": (ID + "state/XAA",), "submittedOn": ("2026-05-31",)}
    assert [(one.key, dict(one.values)) for one in found.parts] == [
        ("national-position-1", {"title": ("Position@en",)}),
        (
            "stance-3",
            {
                "onTopic": (ID + "topic/sovereignty",),
                "evidence": ("evidence-1", "evidence-2"),
                "inPosition": ("national-position-1",),
            },
        ),
    ]


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (f"<{NEW}> <http://purl.org/dc/terms/creator> \"Ada\" .", "creator"),
        (f"<{NEW}> <{ACQ}submittedOn> \"2026-01-01\" .", "2026-01-01"),
        (f"<{NEW}stance-sovereignty> <{ACQ}issuer> <{ID}state/XBB> .", "XBB"),
        (f"<{ID}state/XBB> <{ACQ}iso3> \"XBB\" .", "iso3"),
    ],
)  # fmt: skip
def test_what_a_form_has_no_place_for_is_never_dropped_in_silence(extra: str, said: str) -> None:
    """A statement beyond the form, a wrong datatype or another issuer is refused, and named."""
    quads = [*worked("national-position"), *parse(extra.encode(), "application/n-triples")]
    with pytest.raises(InvalidDocument, match=said):
        forms.from_quads(quads)
    assert forms.from_quads(quads, strict=False).kind == "national-position"


def test_a_document_without_a_submission_is_refused() -> None:
    """The sentence says what to state."""
    with pytest.raises(InvalidDocument, match="submission-kind/norm-survey"):
        forms.from_quads(parse(b"<urn:x:a> <urn:x:b> 1 .", "text/turtle"))


def test_a_published_submission_can_be_read_at_its_own_address() -> None:
    """With the base of a published submission its parts are found under it."""
    base = ID + "submission/2026-xaa-1"
    text = forms.example("capacity").replace(NEW.encode(), f"{base}/".encode())
    quads = parse(text.replace(f"<{base}/>".encode(), f"<{base}>".encode()), "text/turtle")
    found = forms.from_quads(quads, base=base + "/")
    assert found == forms.from_quads(worked("capacity"))


def test_parts_and_fields_that_a_form_lacks_are_refused() -> None:
    """Content that was not made for the form ends as a sentence, not as RDF."""
    with pytest.raises(InvalidDocument, match="has no field 'mood'"):
        forms.to_quads(Filled("capacity", {"mood": ("good",)}, ()))
    with pytest.raises(InvalidDocument, match="holds no acq:Stance"):
        forms.to_quads(Filled("capacity", {}, (forms.FilledPart(ACQ + "Stance", "a", {}),)))


@given(st.text(), st.sampled_from(["", "en", "zh-hans"]))
def test_a_text_and_its_language_make_one_value(said: str, language: str) -> None:
    """Whatever the text, also one that looks as if it named a language, both come apart again."""
    assert terms.spoken(terms.worded(said, language)) == (said, language)


TYPED = [
    ("entity", ("State",), "XAA", ID + "state/XAA"),
    ("entity", ("State",), "Estonia", ID + "state/EST"),
    ("entity", ("State",), "estonia", ID + "state/EST"),
    ("entity", ("State",), "Estonia (state:EST)", ID + "state/EST"),
    ("entity", ("State",), " state:EST ", ID + "state/EST"),
    ("entity", ("State",), ID + "state/EST", ID + "state/EST"),
    ("entity", ("State",), "Nowhere land", "Nowhere land"),
    ("entity", ("Norm",), "c", ID + "norm/gge-2015/c"),
    ("entity", ("Norm",), "13 (c)", ID + "norm/gge-2015/c"),
    ("entity", ("Norm",), "Prevent misuse of territory", ID + "norm/gge-2015/c"),
    ("entity", ("TextUnit",), "A/70/174, para. 13 (c)", ID + "edition/a-70-174/para/13.c"),
    ("entity", ("TextUnit",), "A/70/174 para 99", "A/70/174 para 99"),
    ("boolean", (), "Yes", "true"),
    ("boolean", (), "FALSE", "false"),
    ("date", (), " 2026-05-31 ", "2026-05-31"),
    ("text", (), " as it is ", " as it is "),
]


@pytest.mark.parametrize(("kind", "classes", "typed", "value"), TYPED)
def test_people_may_write_codes_names_and_places(
    engine: Engine, kind: str, classes: tuple[str, ...], typed: str, value: str
) -> None:
    """A code, a name in any case, a letter, a symbol and paragraph are found; the rest stays as typed."""
    field = Field("x", "x", "x", "x", required=True, repeatable=False, kind=kind,
                  classes=tuple(ACQ + name for name in classes))  # fmt: skip
    assert wording.read(field, typed, engine) == value


def test_a_choice_needs_no_release_to_be_found_by_its_name() -> None:
    """Concepts come with the software: their names are known without a graph."""
    (field,) = (
        field
        for part in forms.form("norm-survey").parts
        for field in part.fields
        if field.path == ACQ + "status"
    )
    for option in field.options:
        name = wording.called(option)
        assert name
        assert wording.read(field, name.upper()) == option
        assert wording.read(field, wording.write(field, option)) == option
    assert wording.read(field, "in-place") == VOC + "implementation-status/in-place"


@pytest.mark.parametrize("kind", KINDS)
def test_a_guide_says_all_that_the_shapes_do(kind: str) -> None:
    """Each field stands in the guide with its help; so do the source and the worked example."""
    form = forms.form(kind)
    text = guide.markdown(form)
    assert text == guide.markdown(form)
    assert form.source in text
    assert "acq:Submission" in text.partition("worked example")[2]
    for part in (form.submission, *form.parts):
        for field in form.asked(part):
            assert f"| {field.label[:1].upper()}{field.label[1:]} | {field.help} |" in text


def test_a_guide_says_what_is_never_published() -> None:
    """E-mail address and telephone number are marked."""
    text = guide.markdown(forms.form("point-of-contact"))
    lines = [line for line in text.splitlines() if "never published" in line]
    assert [line.split(" | ")[0] for line in lines[-2:]] == ["| E-mail address", "| Telephone number"]

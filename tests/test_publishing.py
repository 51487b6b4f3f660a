"""What of a submission everyone sees, where all of it leads to, and what stays of it when it is withdrawn."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from acquis import publishing, resources, sources
from acquis.build import compile_sources
from acquis.engine import Engine, Literal, NamedNode, parse
from acquis.publishing import Published, Receipt, Standing, graph_of, view
from acquis.publishing.view import private_fields
from acquis.releases import release
from acquis.vocab import ACQ, GRAPH, ID, INFERRED, META, NEW, PREFIXES, VOC
from conftest import make_release, tiny_quads
from published import site

WHOLE = f"{ID}submission/2026-xaa-1"
HOME = f"{GRAPH}submission/2026-xaa-1"
EXAMPLES = resources.folder("shapes") / "submissions" / "examples"
KINDS = sorted(path.stem for path in EXAMPLES.glob("*.ttl") if path.stem != "states")
LABEL, TYPE = NamedNode(PREFIXES["skos"] + "prefLabel"), NamedNode(PREFIXES["rdf"] + "type")

HEAD = f"""@base <{NEW}> .
@prefix acq: <{ACQ}> .
@prefix dcterms: <{PREFIXES["dcterms"]}> .
@prefix id: <{ID}> .
@prefix skos: <{PREFIXES["skos"]}> .
@prefix xsd: <{PREFIXES["xsd"]}> .
<> a acq:Submission ; acq:submittedFor <{ID}state/XAA> ; acq:kind <{VOC}submission-kind/norm-survey> .
"""


def receipt(number: int = 1) -> Receipt:
    """Return what is known of a document that was accepted."""
    day = datetime(2026, 5, number, 23, 30, tzinfo=UTC)
    return Receipt(
        f"2026-xaa-{number}", day, "text/turtle", 1234, "ab" * 32, "1.2", day, "Reviewer of the tests"
    )


def seen(text: str) -> Published:
    """Return what everyone sees of the document *text*."""
    return view(parse((HEAD + text).encode(), "text/turtle"), receipt(), Engine.from_quads(tiny_quads()))


def example(kind: str, number: int = 1) -> Published:
    """Return what everyone sees of a worked example."""
    quads = parse((EXAMPLES / f"{kind}.ttl").read_bytes(), "text/turtle")
    return view(quads, receipt(number), Engine.from_quads(tiny_quads()))


def subjects(found: Published) -> set[str]:
    """Return the things that *found* says anything of, without the address of the submission."""
    return {getattr(quad.subject, "value", "").removeprefix(WHOLE) for quad in found.quads}


@pytest.mark.parametrize("kind", KINDS)
def test_everything_seen_has_a_name_a_label_and_a_source(kind: str) -> None:
    """Nothing of an example stays under the base of documents, and each thing says where it is from."""
    found = example(kind)
    engine = Engine.from_quads(found.quads)
    assert {quad.graph_name for quad in found.quads} == {NamedNode(HOME)}
    assert not [quad for quad in found.quads if NEW.rstrip("/") in str(quad) or "_:" in str(quad)]
    assert all(one == "" or one.startswith("/") for one in subjects(found))
    for quad in found.quads:
        labels = [
            one.object for one in engine.triples(quad.subject, LABEL) if isinstance(one.object, Literal)
        ]
        assert [one.language for one in labels if one.language == "en"] == ["en"], quad.subject
        checked = [one.object for one in engine.triples(quad.subject, NamedNode(ACQ + "checked"))]
        assert checked == [NamedNode(VOC + "checked/handed-in")]
        source = NamedNode(PREFIXES["dcterms"] + "source")
        assert quad.subject == NamedNode(WHOLE) or any(engine.triples(quad.subject, source, NamedNode(WHOLE)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_statement_leads_to_who_when_and_what(kind: str) -> None:
    """From the graph of each statement one gets to issuer, times, reviewer, hash and type of the bytes."""
    found = example(kind)
    query = f"""
        SELECT ?s WHERE {{
          GRAPH ?g {{ ?s ?p ?o }}
          FILTER(?g != <{META}>)
          FILTER NOT EXISTS {{ GRAPH <{META}> {{
            ?g a prov:Entity ; dcterms:title ?title ; dcterms:license ?licence ; void:triples ?size ;
              dcterms:modified "2026-05-01"^^xsd:date ; acq:reviewStatus <{VOC}review-status/accepted> ;
              prov:wasAttributedTo <{ID}state/XAA> ; prov:wasDerivedFrom ?document ;
              prov:wasGeneratedBy ?acceptance ; foaf:primaryTopic <{WHOLE}> .
            ?acceptance a prov:Activity ; prov:used ?document ; prov:wasAssociatedWith ?agent ;
              prov:endedAtTime "2026-05-01T23:30:00Z"^^xsd:dateTime .
            ?agent foaf:name "Reviewer of the tests" .
            ?document schema:sha256 "{"ab" * 32}" ; schema:encodingFormat "text/turtle" ;
              schema:contentSize "1234" ; schema:schemaVersion "1.2" ;
              dcterms:conformsTo <https://w3id.org/acquis/shapes/submissions> ;
              dcterms:dateSubmitted "2026-05-01T23:30:00Z"^^xsd:dateTime
          }} }}
        }}
    """
    engine = Engine.from_quads([*found.quads, *found.meta])
    assert list(engine.query(query).rows()) == []
    assert {quad.graph_name for quad in found.meta} == {NamedNode(META)}


def test_what_is_never_public_is_in_no_example() -> None:
    """Fields that the shapes keep in the ledger leave no trace, neither in the graph nor beside it."""
    assert {ACQ + "email", ACQ + "telephone"} <= private_fields()
    found = example("point-of-contact")
    text = "".join(str(quad) for quad in (*found.quads, *found.meta))
    assert "office" in text
    for secret in ("email", "telephone", "cyber-desk@", "+999"):
        assert secret not in text


NOTED = "acq:note 'x'"
HIDDEN = "acq:public false"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"<> acq:contains <a> . <a> {NOTED} .", {"", "/a"}),
        (f"<> acq:contains <a> . <a> {HIDDEN} ; {NOTED} .", {""}),
        (f"<> acq:contains <a> . <a> acq:public '0'^^xsd:boolean ; {NOTED} .", {""}),
        (f"<> acq:contains <a> . <a> acq:public 'FALSE'^^xsd:boolean ; {NOTED} .", {""}),
        (f"<> acq:contains <a> . <a> acq:public 'no', true ; {NOTED} .", {""}),
        ("<> acq:contains <a> . <a> acq:public true .", {"", "/a"}),
        (f"<> acq:contains <a> . <a> {HIDDEN} ; acq:evidence <e> . <e> {NOTED} .", {""}),
        (f"<> acq:contains <a>, <e> . <a> {HIDDEN} ; acq:evidence <e> . <e> {NOTED} .", {"", "/e"}),
        (f"<> acq:contains <a> . <a> {HIDDEN} ; acq:evidence [ {NOTED} ] .", {""}),
        (f"<> acq:contains <b> . <a> {HIDDEN} . <b> acq:inPosition <a> ; {NOTED} .", {"", "/b"}),
        (f"<> acq:contains <a> . <a> acq:email <c> ; {NOTED} . <c> {NOTED} .", {"", "/a"}),
        (f"<> acq:contains <a> . <a> {NOTED} . <alone> {NOTED} .", {"", "/a"}),
        (f"<> {HIDDEN} ; acq:contains <a> . <a> {NOTED} .", set()),
        (f"<> acq:contains <a> . <a> acq:evidence [ {NOTED} ], [ {HIDDEN} ] .", {"", "/a", "/1"}),
        (f"<> acq:contains <1> . <1> acq:evidence [ {NOTED} ] .", {"", "/1", "/2"}),
    ],
)
def test_what_is_not_public_is_left_out_with_what_only_it_leads_to(text: str, left: set[str]) -> None:
    """Only what is reached through public claims is seen, and no link to what is not."""
    found = seen(text)
    assert subjects(found) == left
    ends = {getattr(quad.object, "value", "") for quad in found.quads}
    assert {end.removeprefix(WHOLE) for end in ends if end.startswith(f"{WHOLE}/")} <= left


def test_nodes_without_a_name_get_the_same_one_each_time() -> None:
    """The order and the labels of blank nodes in the document do not matter."""
    one = seen("<> acq:contains <a> . <a> acq:evidence _:x, _:y . _:x acq:note '1' . _:y acq:note '2' .")
    other = seen("<> acq:contains <a> . _:x acq:note '2' . <a> acq:evidence _:y, _:x . _:y acq:note '1' .")
    assert one == other


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("a acq:NationalPosition ; dcterms:title 'On law'@en", "On law"),
        ("a acq:NationalPosition ; dcterms:title 'On law'", "On law"),
        ("a acq:Stance ; dcterms:title 'Du droit'@fr", "Stance a of submission 2026-xaa-1"),
        ("a acq:Stance ; acq:onTopic id:norm\\/gge-2015\\/c", "Stance: Prevent misuse of territory"),
        ("a acq:Stance ; acq:onTopic id:x ; acq:issuer id:state\\/EST", "Stance: x, Estonia"),
        ("a acq:Stance ; skos:prefLabel 'Its own'@en ; acq:onTopic id:x", "Its own"),
    ],
)
def test_what_has_no_english_label_gets_one(text: str, label: str) -> None:
    """A title in English will do; else it is said what the thing is, on what, and whose."""
    found = seen(f"<> acq:contains <a> . <a> {text} .")
    labels = [
        quad.object
        for quad in found.quads
        if quad.predicate == LABEL and quad.subject == NamedNode(f"{WHOLE}/a")
    ]
    assert labels == [Literal(label, language="en")]


def test_how_it_was_checked_is_not_for_the_submitter_to_say() -> None:
    """A claim that calls itself official is on record as handed in."""
    found = seen(f"<> acq:contains <a> . <a> a acq:Stance ; acq:checked <{VOC}checked/official> .")
    checked = {quad.object for quad in found.quads if quad.predicate == NamedNode(ACQ + "checked")}
    assert checked == {NamedNode(VOC + "checked/handed-in")}


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """Return a folder of releases whose current one shows two submissions."""
    folder = tmp_path / "releases"
    release.install(make_release(tmp_path, tiny_quads(), "tiny"), folder)
    publishing.publish(folder, [example("norm-survey", 1), example("definition", 2)], (2, "ab"))
    return folder


def test_a_withdrawn_submission_is_gone_and_says_why(releases: Path) -> None:
    """Its address, and that of each part, is a 410 with reason and successor, whatever leads there still."""
    now = datetime(2026, 6, 1, tzinfo=UTC)
    gone = publishing.withdrawal(example("norm-survey"), "It was a draft.", now, "Ministry", "2026-xaa-2")
    found = publishing.publish(releases, [gone], (3, "cd"))
    engine = release.open_engine(found)
    assert HOME not in engine.named_graphs()
    left = {one.subject for one in engine.quads() if WHOLE in str(one.subject)}
    assert left == set()
    stone = publishing.withdrawn(engine, f"{WHOLE}/answer-a")
    assert stone == publishing.Tombstone(
        WHOLE, "It was a draft.", "2026-06-01T00:00:00Z", f"{ID}submission/2026-xaa-2"
    )
    assert publishing.withdrawn(engine, f"{ID}submission/2026-xaa-2") is None
    assert publishing.withdrawn(engine, f"{ID}norm/gge-2015/c") is None
    with site(releases) as client:
        for path in ("", ".ttl", "/answer-a", "/anything/else"):
            answer = client.get(
                f"/doc/submission/2026-xaa-1{path}", headers={"Accept": "application/problem+json"}
            )
            assert answer.status_code == 410, path
            assert answer.json is not None
            assert answer.json["reason"] == "It was a draft."
            assert answer.json["successor"] == f"{ID}submission/2026-xaa-2"
            assert '</doc/submission/2026-xaa-2>; rel="successor-version"' in answer.headers["Link"]
        assert client.get("/id/submission/2026-xaa-1").status_code == 303
        assert client.get("/doc/submission/2026-xaa-2.ttl").status_code == 200
        before = found.manifest["grown_from"]
        assert client.get(f"/doc/submission/2026-xaa-1.ttl?release={before}").status_code == 200


def test_a_superseded_submission_stays_and_says_so(releases: Path) -> None:
    """Its claims can be read on; its graph has the status, and what stands in its place."""
    old = publishing.superseded(example("norm-survey"), "2026-xaa-2", datetime(2026, 6, 1, tzinfo=UTC))
    engine = release.open_engine(publishing.publish(releases, [old]))
    home = NamedNode(HOME)
    status = [one.object for one in engine.triples(home, NamedNode(ACQ + "reviewStatus"), graph=META)]
    assert status == [NamedNode(VOC + "review-status/superseded")]
    replaced = NamedNode(PREFIXES["dcterms"] + "isReplacedBy")
    assert any(engine.triples(home, replaced, NamedNode(f"{ID}submission/2026-xaa-2"), graph=META))
    assert len(list(engine.triples(graph=HOME))) == len(old.quads)


def test_what_is_accepted_during_a_build_is_not_lost(releases: Path, tmp_path: Path) -> None:
    """A release built meanwhile is brought up to date before it becomes current: what came and went."""
    built = release.place(make_release(tmp_path, tiny_quads()[1:], "next"), releases)
    one, two, three = example("norm-survey", 1), example("definition", 2), example("capacity", 3)
    now = Standing((two, three), (9, "ef"))
    found = publishing.catch_up(built, releases, Standing((one, two)), lambda: now)
    engine = release.open_engine(found)
    assert f"{GRAPH}submission/2026-xaa-3" in engine.named_graphs()
    assert HOME not in engine.named_graphs()
    assert (found.manifest["base"]["id"], found.manifest["ledger"]["events"]) == ("next", 9)
    assert release.current(releases).id == found.id
    same = publishing.catch_up(built, releases, Standing((one,)), lambda: Standing((one,)))
    assert (same.id, release.current(releases).id) == ("next", "next")


def test_a_build_with_submissions_is_what_growing_makes(shipped_releases: Path, tmp_path: Path) -> None:
    """Built in or grown, submissions bring the same graphs and counts, and the same follows from them."""
    published = (example("national-position", 1), example("definition", 2))
    built = compile_sources(sources.paths(), published=published)
    folder = tmp_path / "releases"
    shutil.copytree(shipped_releases, folder, symlinks=True)
    found = publishing.publish(folder, published)
    engine = release.open_engine(found)
    for graph in (HOME, graph_of("2026-xaa-2"), INFERRED):
        here = {quad.triple for quad in built.quads if quad.graph_name == NamedNode(graph)}
        assert here == set(engine.triples(graph=graph))
    assert {quad for one in published for quad in one.meta} <= set(built.quads)
    assert found.manifest["counts"] == built.counts

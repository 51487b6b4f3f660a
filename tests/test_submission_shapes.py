"""The shapes of submissions: sound, complete for whoever makes forms of them, and each finds its fault."""

import re
import tomllib
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from functools import cache
from importlib import resources

import pyshacl
import pytest
from rdflib import RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection as Members
from rdflib.term import Node

from acquis import vocab
from acquis.checks import rdf, shapes
from acquis.engine import Quad, Triple, parse
from acquis.validation.shacl import Loaded
from checkout import ROOT

FOLDER = ROOT / "shapes" / "submissions"
EXAMPLES = {path.stem: path for path in sorted((FOLDER / "examples").glob("*.ttl"))}
KINDS = [name for name in EXAMPLES if name != "states"]
CASES = tomllib.loads((ROOT / "tests/cases/submissions.toml").read_text("utf-8"))["case"]
# What the constraints read of the things that a submission names.
READ = {
    *(vocab.PREFIXES["rdf"] + "type", vocab.PREFIXES["rdfs"] + "subClassOf"),
    *(vocab.PREFIXES["skos"] + "prefLabel", vocab.ACQ + "allowsStance", vocab.ACQ + "submittedFor"),
}
NAMED = ("topics", "norms", "cbms", "capacity", "documents/a-70-174")
SEVERITIES = {"Violation": "error", "Warning": "warning", "Info": "info"}
WRONG = "<urn:odd:thing> , 'odd'^^<urn:odd:type>"

ACQ = Namespace(vocab.ACQ)
DASH = Namespace(vocab.PREFIXES["dash"])
OURS = Namespace(vocab.SHAPES)
HEAD = f"@base <{vocab.NEW}> .\n" + "".join(
    f"@prefix {name}: <{iri}> .\n" for name, iri in vocab.PREFIXES.items()
)

# Severity, name of the shape or constraint, and focus node without the part that all share.
Found = tuple[str, str, str]


@cache
def constraints() -> Graph:
    """Return the shapes of submissions."""
    return shapes.load(FOLDER)


def declared(kind: Node) -> list[URIRef]:
    """Return the shapes or constraints of one class, sorted."""
    return sorted(one for one in constraints().subjects(RDF.type, kind) if isinstance(one, URIRef))


def one(subject: Node, predicate: URIRef) -> Node:
    """Return the only value there is."""
    (value,) = constraints().objects(subject, predicate)
    return value


def members(subject: Node) -> list[str]:
    """Return the values that a property shape lists."""
    listed = constraints().value(subject, SH["in"])
    return [] if listed is None else [str(member) for member in Members(constraints(), listed)]


def forms() -> dict[URIRef, URIRef]:
    """Return each class that has fields, with the shape that holds them."""
    held = {shape for shape in declared(SH.NodeShape) if (shape, SH.property, None) in constraints()}
    return {URIRef(str(one(shape, SH.targetClass))): shape for shape in held}


def fields(shape: Node) -> list[URIRef]:
    """Return the property shapes of a shape in their order."""
    found = [URIRef(str(field)) for field in constraints().objects(shape, SH.property)]
    return sorted(found, key=lambda field: int(str(one(field, SH.order))))


@cache
def context() -> tuple[Quad, ...]:
    """Return what is known of the things that a submission names, without a claim of anybody."""
    paths = [ROOT / "ontology/acquis.ttl", ROOT / "ontology/schemes.ttl", EXAMPLES["states"]]
    paths += [ROOT / f"data/{name}.ttl" for name in NAMED]
    claims = {str(term) for term in forms()}
    quads = (quad for path in paths for quad in parse(path.read_bytes(), "text/turtle"))
    return tuple(
        quad
        for quad in quads
        if quad.predicate.value in READ and getattr(quad.object, "value", "") not in claims
    )


def triples(text: str) -> set[Triple]:
    """Return the triples of Turtle in which our prefixes and the base of submissions hold."""
    return {quad.triple for quad in parse((HEAD + text).encode(), "text/turtle")}


@cache
def example(kind: str) -> frozenset[Triple]:
    """Return the worked example of a kind."""
    return frozenset(quad.triple for quad in parse(EXAMPLES[kind].read_bytes(), "text/turtle"))


@cache
def loaded() -> Loaded:
    """Return the shapes as the check of submissions holds them; that it agrees with pyshacl is tested."""
    return Loaded(FOLDER)


def findings(document: Collection[Triple]) -> set[Found]:
    """Return what the shapes find in a document, as the check of submissions runs them."""
    quads = [Quad(*triple) for triple in document]
    (found,) = loaded().results([(quads, context())], datetime.now(UTC).date())
    return {
        (
            SEVERITIES[each.severity.removeprefix(str(SH))],
            str(each.shape if each.constraint is None else each.constraint).removeprefix(OURS),
            each.focus.strip("<>").removeprefix(vocab.NEW),
        )
        for each in found
    }


@cache
def found_in_example(kind: str) -> frozenset[Found]:
    """Return what the shapes find in the worked example of a kind."""
    return frozenset(findings(example(kind)))


def changed(case: dict[str, str]) -> set[Triple]:
    """Return the worked example of a case with its change made."""
    taken = triples(case.get("remove", ""))
    assert taken <= example(case["kind"]), "the case takes out what the example does not say"
    return (set(example(case["kind"])) - taken) | triples(case.get("add", ""))


@pytest.mark.parametrize("kind", KINDS)
def test_a_worked_example_conforms(kind: str) -> None:
    """Nothing in a worked example keeps it from being accepted or asks a reviewer to look twice."""
    assert {found for found in found_in_example(kind) if found[0] != "info"} == set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_fault_is_found(case: dict[str, str]) -> None:
    """A change to a worked example brings the findings that the case names, and no other."""
    expected = {(*finding.split(" "), "")[:3] for finding in case["finds"]}
    assert findings(changed(case)) - found_in_example(case["kind"]) == expected


def test_every_constraint_has_a_case() -> None:
    """No SPARQL constraint is without a case that breaks it."""
    broken = {finding.split(" ")[1] for case in CASES for finding in case["finds"]}
    broken |= {rule for kind in KINDS for _, rule, _ in found_in_example(kind)}
    assert {str(rule).removeprefix(OURS) for rule in declared(SH.SPARQLConstraint)} - broken == set()


def test_every_field_is_used() -> None:
    """Each field has a value in a worked example, or in a change to one that brings no finding."""
    good = [example(kind) for kind in KINDS] + [changed(case) for case in CASES if not case["finds"]]
    used = {
        (types(document, triple.subject), triple.predicate.value) for document in good for triple in document
    }
    wanted = {
        (str(term), str(one(field, SH.path))) for term, shape in forms().items() for field in fields(shape)
    }
    assert wanted - used == set()


def types(document: Collection[Triple], subject: object) -> str:
    """Return the class of a thing in a document."""
    is_type = vocab.PREFIXES["rdf"] + "type"
    found = (
        triple.object for triple in document if (triple.subject, triple.predicate.value) == (subject, is_type)
    )
    return getattr(next(found, None), "value", "")


@pytest.mark.parametrize("shape", sorted(forms().values()), ids=lambda shape: shape.removeprefix(OURS))
def test_a_field_refuses_what_is_odd(shape: URIRef) -> None:
    """A thing without its required fields, and one with odd values in all, has a fault in each of them."""
    term = one(shape, SH.targetClass)
    empty = triples(f"<odd> a <{term}> .")
    required = {field for field in fields(shape) if (field, SH.minCount, Literal(1)) in constraints()}
    assert missed(findings(empty), required) == set()
    odd = triples(
        f"<odd> a <{term}> . "
        + " ".join(f"<odd> <{one(field, SH.path)}> {WRONG} ." for field in fields(shape))
    )
    assert missed(findings(odd), set(fields(shape))) == set()


def missed(found: set[Found], wanted: set[URIRef]) -> set[str]:
    """Return the names of the wanted property shapes that found no fault in the odd thing."""
    named = {field.removeprefix(OURS) for field in wanted}
    return named - {rule for severity, rule, focus in found if (severity, focus) == ("error", "odd")}


@pytest.mark.parametrize("kind", ["norm-survey", "national-position"])
def test_plain_pyshacl_agrees(kind: str) -> None:
    """Run in the ordinary way, pyshacl finds the same in a document with faults, blank nodes among them."""
    faults = {
        "norm-survey": "[] a acq:ImplementationAnswer ; acq:issuer state:XBB ; acq:status 'odd' .",
        "national-position": "<stance-sovereignty> acq:evidence [ a acq:Evidence ; acq:quote 'Short' ] .",
    }
    document = set(example(kind)) | triples(faults[kind])
    quads = [*(Quad(*triple) for triple in document), *context()]
    _, report, _ = pyshacl.validate(rdf.graph(quads), shacl_graph=constraints(), do_owl_imports=False)
    assert isinstance(report, Graph)
    plain = {
        (str(report.value(result, SH.resultSeverity)).rpartition("#")[2], str(rule).removeprefix(OURS))
        for result in report.subjects(RDF.type, SH.ValidationResult)
        for rule in [report.value(result, SH.sourceConstraint) or report.value(result, SH.sourceShape)]
    }
    names = {ours: theirs for theirs, ours in SEVERITIES.items()}
    assert plain == {(names[severity], rule) for severity, rule, _ in findings(document)}
    assert len(plain) > 1


def test_the_shapes_are_shapes() -> None:
    """The shapes pass the shapes of SHACL itself."""
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=constraints(), meta_shacl=True)
    assert conforms, text


def test_every_keyword_exists() -> None:
    """Each SHACL and DASH term used is one that its vocabulary has, and each of ours is declared."""
    known = Graph()
    for name in ("shacl.ttl", "dash.ttl"):
        known.parse(data=(resources.files("pyshacl") / "assets" / name).read_text("utf-8"), format="turtle")
    known.parse(ROOT / "ontology" / "acquis.ttl")
    used = {term for triple in constraints() for term in triple if isinstance(term, URIRef)}
    spaces = (str(SH), str(DASH), vocab.ACQ)
    checked = {term for term in used if str(term).startswith(spaces)} - {URIRef(vocab.ACQ)}
    assert checked - set(known.subjects(RDF.type)) == set()
    assert {SH.minCount, DASH.DatePickerEditor, ACQ.Stance} <= checked
    ours = {predicate for predicate in constraints().predicates() if str(predicate).startswith(vocab.SHAPES)}
    assert ours - set(constraints().subjects(RDF.type)) == set()


def test_prefixes_are_those_of_the_data_shapes() -> None:
    """What a prefix stands for is said alike beside both sets of shapes, since both are published as one."""
    data = shapes.load(ROOT / "shapes")
    for prefix in declared(SH.PrefixDeclaration):
        assert set(constraints().predicate_objects(prefix)) == set(data.predicate_objects(prefix))


@pytest.mark.parametrize("field", declared(SH.PropertyShape), ids=lambda field: field.removeprefix(OURS))
def test_a_field_tells_all_that_a_form_needs(field: URIRef) -> None:
    """A field has name, help, message, place, editor and an example that it would accept."""
    for term in (SH.name, SH.description, SH.message, SH.order, SH.group, OURS.example, DASH.editor):
        assert str(one(field, term))
    shape = next(constraints().subjects(SH.property, field))
    assert field.startswith(f"{shape}-")
    for sentence in (one(field, SH.description), one(field, SH.message)):
        assert re.fullmatch(r"[A-Z].*\.", str(sentence))
    assert accepted(field, str(one(field, OURS.example)))


def accepted(field: URIRef, value: str) -> bool:
    """Return whether a field would take a value, as far as lists, patterns and classes go."""
    listed, pattern = members(field), constraints().value(field, SH.pattern)
    typed = {getattr(quad.subject, "value", "") for quad in context()}
    known = not value.startswith(vocab.BASE) or value in typed or "/submission/" in value
    return (
        known
        and (not listed or value in listed)
        and (pattern is None or bool(re.search(str(pattern), value)))
    )


def test_lists_of_values_are_whole_schemes() -> None:
    """A field lists all concepts of its scheme; a report has a summary, so no status that hides it."""
    schemes = Graph().parse(ROOT / "ontology" / "schemes.ttl")
    left_out = {"SubmittedMeasureReport-status": {vocab.VOC + "implementation-status/not-public"}}
    for field, scheme in constraints().subject_objects(OURS.scheme):
        concepts = {str(concept) for concept in schemes.subjects(SKOS.inScheme, scheme)}
        assert concepts - set(members(field)) == left_out.get(str(field).removeprefix(OURS), set())
        assert set(members(field)) <= concepts


def test_a_survey_is_on_the_norms_of_its_rule_set() -> None:
    """The norms that can be answered, and those that advice speaks of, are the eleven of 2015."""
    norms = Graph().parse(ROOT / "data" / "norms.ttl")
    field = OURS["SubmittedImplementationAnswer-answersOn"]
    eleven = {str(norm) for norm in norms.subjects(ACQ.inRuleSet, one(field, OURS.ruleSet))}
    advice = str(one(OURS["AdvisedSubmission-missing-norms"], SH.select))
    assert set(members(field)) == eleven == set(re.findall(r"<([^>]+/norm/[^>]+)>", advice))
    assert len(eleven) == 11


def test_constraints_keep_step_with_the_fields() -> None:
    """What a thing may say is what it has fields for, and a claim fits the kinds that its shape names."""
    fits = str(one(OURS["SubmittedSubmission-kind-fits"], SH.select))
    for term, shape in forms().items():
        name = str(term).removeprefix(vocab.ACQ)
        known = str(one(OURS[f"Submitted{name}-known"], SH.select))
        paths = {"rdf:type"} | {prefixed(one(field, SH.path)) for field in fields(shape)}
        listed = known.partition("NOT IN (")[2].partition(")")[0]
        assert set(listed.split(", ")) == paths
        kinds = {str(kind) for kind in constraints().objects(shape, OURS.ofKind)}
        is_claim = ACQ.issuer in {one(field, SH.path) for field in fields(shape)}
        assert set(fitting(fits, name)) == (kinds if is_claim else set())


def fitting(query: str, name: str) -> Iterator[str]:
    """Yield the kinds that a query lets a class belong to."""
    for kind, classes in re.findall(r"\?kind = <([^>]+)> && \?class IN \(([^)]+)\)", query):
        if f"acq:{name}" in classes.split(", "):
            yield kind


def prefixed(iri: Node) -> str:
    """Return an IRI with its prefix."""
    found = [prefix for prefix, space in vocab.PREFIXES.items() if str(iri).startswith(space)]
    return f"{found[0]}:{str(iri).removeprefix(vocab.PREFIXES[found[0]])}"


def patterns() -> list[str]:
    """Return every regular expression in the shapes and their constraints."""
    found = {str(pattern) for pattern in constraints().objects(None, SH.pattern)}
    for query in constraints().objects(None, SH.select):
        found |= set(re.findall(r'(?:REGEX|REPLACE)\(.+?\), "([^"]{2,})"', str(query)))
    return sorted(found)


@pytest.mark.parametrize("pattern", patterns())
def test_a_pattern_takes_time_in_step_with_its_text(pattern: str) -> None:
    """No pattern repeats what itself repeats, and each gets through 100,000 characters of any one kind."""
    assert not re.search(r"\([^()]*[+*}][^()]*\)[+*{]", pattern)
    for text in ("a", "A ", "1", "-", "https://", "a.", "@a", "+1 ", "é", "cert"):
        short, long = (text * (length // len(text)) + "\n" for length in (1_000, 100_000))
        assert bool(re.search(pattern, short)) == bool(re.search(pattern, long))


def test_severities_stand_beside_their_constraints() -> None:
    """A constraint has the severity of its shape, so that both ways to run it say the same."""
    for shape, constraint in constraints().subject_objects(SH.sparql):
        assert constraints().value(shape, SH.severity) == constraints().value(constraint, SH.severity)
        assert (constraint, SH.prefixes, URIRef(vocab.BASE + "shapes/submissions")) in constraints()


def test_every_shape_has_its_label() -> None:
    """Shapes are published, and are read by their labels."""
    assert {
        shape for shape in declared(SH.NodeShape) if (shape, RDFS.label, None) not in constraints()
    } == set()

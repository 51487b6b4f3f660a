"""Own the compilation of the ontology's axioms into rules: a head triple that follows from body triples.

It must not know any store: `acquis.engine.inference` runs rules to a fixpoint. Every axiom is compiled, left
to the checks on purpose (disjointness, functionality), or refused; nothing is silently ignored.
"""

from collections.abc import Iterator

from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from acquis.engine.rule import Pattern, Rule
from acquis.errors import InvalidData
from acquis.vocab import PREFIXES

__all__ = ["Pattern", "Rule", "compile_rules", "short"]

# Left to the checks (disjoint, different, functional) or without logical meaning for individuals.
_SKIPPED_TYPES = {
    OWL.AllDifferent,
    OWL.AllDisjointClasses,
    OWL.AnnotationProperty,
    OWL.Class,
    OWL.DatatypeProperty,
    OWL.FunctionalProperty,
    OWL.NamedIndividual,
    OWL.ObjectProperty,
    OWL.Ontology,
    OWL.Restriction,
}
_SKIPPED_TERMS = {
    OWL.backwardCompatibleWith,
    OWL.deprecated,
    OWL.differentFrom,
    OWL.disjointWith,
    OWL.distinctMembers,
    OWL.incompatibleWith,
    OWL.members,
    OWL.priorVersion,
    OWL.propertyDisjointWith,
    OWL.versionIRI,
    OWL.versionInfo,
}
_COMPILED_TYPES = {OWL.SymmetricProperty, OWL.TransitiveProperty}
_COMPILED_TERMS = {
    OWL.equivalentClass,
    OWL.hasValue,
    OWL.intersectionOf,
    OWL.inverseOf,
    OWL.onProperty,
    OWL.propertyChainAxiom,
}
_KNOWN = _SKIPPED_TYPES | _SKIPPED_TERMS | _COMPILED_TYPES | _COMPILED_TERMS
_TYPE = RDF.type.n3()


def compile_rules(axioms: Graph) -> tuple[Rule, ...]:
    """Return the rules that *axioms* stand for, sorted by name: the OWL 2 RL rules of the constructs in use.

    Compiled are property chains, transitive and symmetric properties, inverses, sub-properties, sub-classes,
    domains, ranges of object properties, and classes defined by named classes and values.
    Source: https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules

    Raises:
        InvalidData: a term uses an OWL construct for which there is no rule.
    """
    _refuse_unknown(axioms)
    makers = (
        _chains,
        _characteristics,
        _inverses,
        _sub_properties,
        _sub_classes,
        _domains,
        _ranges,
        _definitions,
    )
    rules = {rule for make in makers for rule in make(axioms)}
    return tuple(sorted(rule for rule in rules if rule.head not in rule.body))


def short(iri: str) -> str:
    """Return *iri* with its prefix where a fixed one fits, otherwise as it is.

    >>> short("http://www.w3.org/2002/07/owl#hasValue")
    'owl:hasValue'
    """
    found = [(base, prefix) for prefix, base in PREFIXES.items() if iri.startswith(base)]
    base, prefix = max(found, key=lambda pair: len(pair[0]), default=("", ""))
    return f"{prefix}:{iri.removeprefix(base)}" if base else iri


def _refuse_unknown(axioms: Graph) -> None:
    for subject, predicate, value in axioms:
        construct = value if predicate == RDF.type else predicate
        if str(construct).startswith(PREFIXES["owl"]) and construct not in _KNOWN:
            raise _unsupported(axioms, subject, construct)
    for construct in (OWL.intersectionOf, OWL.onProperty):
        for subject in axioms.subjects(construct):
            if isinstance(subject, URIRef):
                raise _unsupported(axioms, subject, construct)


def _chains(axioms: Graph) -> Iterator[Rule]:
    for subject, value in axioms.subject_objects(OWL.propertyChainAxiom):
        whole = _named(axioms, subject, subject, OWL.propertyChainAxiom)
        steps = [_named(axioms, subject, step, OWL.propertyChainAxiom) for step in Collection(axioms, value)]
        body = tuple((f"?v{place}", step.n3(), f"?v{place + 1}") for place, step in enumerate(steps))
        name = f"chain {' o '.join(short(step) for step in steps)} -> {short(whole)}"
        yield Rule(name, ("?v0", whole.n3(), f"?v{len(steps)}"), body)


def _characteristics(axioms: Graph) -> Iterator[Rule]:
    for subject in axioms.subjects(RDF.type, OWL.TransitiveProperty):
        name = _named(axioms, subject, subject, OWL.TransitiveProperty)
        term = name.n3()
        yield Rule(f"transitive {short(name)}", ("?a", term, "?c"), (("?a", term, "?b"), ("?b", term, "?c")))
    for subject in axioms.subjects(RDF.type, OWL.SymmetricProperty):
        name = _named(axioms, subject, subject, OWL.SymmetricProperty)
        yield Rule(f"symmetric {short(name)}", ("?b", name.n3(), "?a"), (("?a", name.n3(), "?b"),))


def _inverses(axioms: Graph) -> Iterator[Rule]:
    for one, other in _pairs(axioms, OWL.inverseOf):
        for here, there in ((one, other), (other, one)):
            name = f"inverse {short(here)} -> {short(there)}"
            yield Rule(name, ("?b", there.n3(), "?a"), (("?a", here.n3(), "?b"),))


def _sub_properties(axioms: Graph) -> Iterator[Rule]:
    for narrow, wide in _pairs(axioms, RDFS.subPropertyOf):
        name = f"sub-property {short(narrow)} -> {short(wide)}"
        yield Rule(name, ("?a", wide.n3(), "?b"), (("?a", narrow.n3(), "?b"),))


def _sub_classes(axioms: Graph) -> Iterator[Rule]:
    for narrow, wide in _pairs(axioms, RDFS.subClassOf):
        name = f"sub-class {short(narrow)} -> {short(wide)}"
        yield Rule(name, ("?a", _TYPE, wide.n3()), (("?a", _TYPE, narrow.n3()),))


def _domains(axioms: Graph) -> Iterator[Rule]:
    for term, kind in _pairs(axioms, RDFS.domain):
        if (term, RDF.type, OWL.AnnotationProperty) not in axioms:
            name = f"domain {short(term)} -> {short(kind)}"
            yield Rule(name, ("?a", _TYPE, kind.n3()), (("?a", term.n3(), "?b"),))


def _ranges(axioms: Graph) -> Iterator[Rule]:
    for term, kind in _pairs(axioms, RDFS.range):
        if not any(
            (term, RDF.type, other) in axioms for other in (OWL.AnnotationProperty, OWL.DatatypeProperty)
        ):
            name = f"range {short(term)} -> {short(kind)}"
            yield Rule(name, ("?b", _TYPE, kind.n3()), (("?a", term.n3(), "?b"),))


def _definitions(axioms: Graph) -> Iterator[Rule]:
    """Yield for `C = part and part ...` one rule from all parts to C and one from C to each part."""
    for subject, value in axioms.subject_objects(OWL.equivalentClass):
        defined = _named(axioms, subject, subject, OWL.equivalentClass)
        whole = ("?a", _TYPE, defined.n3())
        parts = tuple(_part(axioms, defined, member) for member in _members(axioms, value))
        yield Rule(f"definition -> {short(defined)}", whole, parts)
        for part in parts:
            yield Rule(f"definition {short(defined)} ->", part, (whole,))


def _members(axioms: Graph, value: Node) -> list[Node]:
    members = axioms.value(value, OWL.intersectionOf)
    return [value] if members is None else list(Collection(axioms, members))


def _part(axioms: Graph, defined: URIRef, member: Node) -> Pattern:
    if isinstance(member, URIRef):
        return "?a", _TYPE, member.n3()
    term, value = axioms.value(member, OWL.onProperty), axioms.value(member, OWL.hasValue)
    if isinstance(term, URIRef) and isinstance(value, URIRef | Literal):
        return "?a", term.n3(), value.n3()
    raise _unsupported(axioms, defined, OWL.equivalentClass)


def _pairs(axioms: Graph, predicate: URIRef) -> Iterator[tuple[URIRef, URIRef]]:
    for one, other in axioms.subject_objects(predicate):
        yield _named(axioms, one, one, predicate), _named(axioms, one, other, predicate)


def _named(axioms: Graph, subject: Node, node: Node, construct: URIRef) -> URIRef:
    if not isinstance(node, URIRef):
        raise _unsupported(axioms, subject, construct)
    return node


def _unsupported(axioms: Graph, subject: Node, construct: Node) -> InvalidData:
    """Return the error for *construct* on *subject*; an unnamed class goes by the term it belongs to."""
    while isinstance(subject, BNode) and (owner := next(axioms.subjects(None, subject), None)):
        subject = owner
    term = short(subject) if isinstance(subject, URIRef) else "an unnamed axiom"
    return InvalidData(
        f"{term} uses {short(str(construct))} in a way for which there is no rule: "
        "say it with the constructs that acquis.rules compiles, or leave it out."
    )

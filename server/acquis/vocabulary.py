"""Own the lists of what our words mean: terms of the ontology, schemes of concepts, and shapes.

It must not know HTML or HTTP.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from acquis import resources
from acquis.engine import Engine, NamedNode, Term, Triple, parse
from acquis.naming import names
from acquis.readable import Value, value
from acquis.vocab import ACQ, BASE, PREFIXES, SOURCE

__all__ = [
    "Entry",
    "HEADINGS",
    "ONTOLOGY",
    "Section",
    "constraints",
    "document",
    "schemes",
    "shape_document",
    "shapes",
    "stated",
    "terms",
    "version",
]

ONTOLOGY = BASE + "def"

_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_ONTOLOGY = NamedNode(PREFIXES["owl"] + "Ontology")
_VERSION = NamedNode(PREFIXES["owl"] + "versionIRI")
_DEFINITION = NamedNode(PREFIXES["skos"] + "definition")
_COMMENT = NamedNode(PREFIXES["rdfs"] + "comment")
_MESSAGE = NamedNode(PREFIXES["sh"] + "message")
_SCHEME = NamedNode(PREFIXES["skos"] + "ConceptScheme")
_SCHEMES = "SELECT ?scheme (COUNT(?one) AS ?n) WHERE { ?one skos:inScheme ?scheme } GROUP BY ?scheme"
_KINDS = {
    "Classes": "Class",
    "Properties that lead to things": "ObjectProperty",
    "Properties that hold values": "DatatypeProperty",
    "Properties that annotate": "AnnotationProperty",
}
# Under which each kind of term stands.
HEADINGS = tuple(_KINDS)
_TARGETS = tuple(
    NamedNode(PREFIXES["sh"] + name)
    for name in ("targetClass", "targetObjectsOf", "targetSubjectsOf", "targetNode")
)
_PARTS = tuple(NamedNode(PREFIXES["sh"] + name) for name in ("property", "sparql"))
_NODE_SHAPE = NamedNode(PREFIXES["sh"] + "NodeShape")
_PATH = NamedNode(PREFIXES["sh"] + "path")


@dataclass(frozen=True)
class Entry:
    """One thing in a list: what it means, how many things it holds, and what it `applies` to."""

    value: Value
    definition: Value | None = None
    size: int = 0
    applies: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Section:
    """Entries under a heading, which may itself be an entry."""

    title: str
    entries: tuple[Entry, ...]
    head: Entry | None = None


def version(engine: Engine) -> str:
    """Return the version of the ontology, such as 0.1.0; "" where it says none."""
    stated = engine.triples(NamedNode(ONTOLOGY), _VERSION)
    found = (one.object for one in stated)
    return next((one.value.rpartition("/")[2] for one in found if isinstance(one, NamedNode)), "")


def document(engine: Engine) -> list[Triple]:
    """Return all triples of the ontology."""
    return list(engine.triples(graph=SOURCE + "ontology"))


def terms(engine: Engine) -> list[Section]:
    """Return the terms of our namespace with their definitions, by kind."""
    sections = []
    for title, kind in _KINDS.items():
        typed = engine.triples(None, _TYPE, NamedNode(PREFIXES["owl"] + kind))
        ours = {one.subject for one in typed if getattr(one.subject, "value", "").startswith(ACQ)}
        entries = [Entry(value(engine, one), _definition(engine, one)) for one in _ordered(ours)]
        sections.append(Section(title, tuple(entries)))
    return [section for section in sections if section.entries]


def schemes(engine: Engine) -> list[Entry]:
    """Return every scheme of concepts, described or only used, with the number of its concepts."""
    rows = engine.query(_SCHEMES).rows()
    counted = {one: int(getattr(number, "value", 0)) for one, number in rows if one is not None}
    stated = {one.subject for one in engine.triples(None, _TYPE, _SCHEME)}
    return [
        Entry(value(engine, one), _definition(engine, one), counted.get(one, 0))
        for one in _ordered({*stated, *counted})
    ]


def stated(engine: Engine) -> list[Triple]:
    """Return what is said of every scheme of concepts."""
    found = [NamedNode(one.value.iri) for one in schemes(engine)]
    return [triple for one in found for triple in engine.triples(one)]


@cache
def shapes() -> Engine:
    """Return the shapes of data and submissions; they come with the software, not with a release.

    The worked examples beside the shapes of submissions are no shapes and stay out.
    """
    folder = resources.folder("shapes")
    files = [*sorted(folder.glob("*.ttl")), *sorted((folder / "submissions").glob("*.ttl"))]
    graph = BASE + "shapes"
    return Engine.from_quads(
        quad for path in files for quad in parse(path.read_bytes(), "text/turtle", path=path, graph=graph)
    )


def shape_document(path: str) -> str:
    """Return the IRI of the document of shapes at *path* below `/shapes/`, also from its version; or ""."""
    one = names.node(f"{BASE}shapes/{path}")
    if one is None:
        return ""
    if next(iter(shapes().triples(one, _TYPE, _ONTOLOGY)), None):
        return one.value
    found = (triple.subject for triple in shapes().triples(None, _VERSION, one))
    return next((subject.value for subject in found if isinstance(subject, NamedNode)), "")


def constraints(engine: Engine, shapes: Engine) -> list[Section]:
    """Return each node shape of *shapes* with its constraints; the names of terms come from *engine*."""
    return [
        Section(
            head.text,
            tuple(_constraint(engine, shapes, part) for part in _ordered(_objects(shapes, one, _PARTS))),
            Entry(head, _definition(shapes, one), applies=_values(engine, _objects(shapes, one, _TARGETS))),
        )
        for one in _ordered({triple.subject for triple in shapes.triples(None, _TYPE, _NODE_SHAPE)})
        for head in [value(shapes, one)]
    ]


def _constraint(engine: Engine, shapes: Engine, part: Term) -> Entry:
    messages = [one.object for one in shapes.triples(part, _MESSAGE)]
    said = names.preferred(messages)
    return Entry(
        value(shapes, part),
        None if said is None else value(shapes, said),
        applies=_values(engine, _objects(shapes, part, (_PATH,))),
    )


def _definition(engine: Engine, one: Term) -> Value | None:
    found = names.preferred(
        triple.object for name in (_DEFINITION, _COMMENT) for triple in engine.triples(one, name)
    )
    return None if found is None else value(engine, found)


def _objects(engine: Engine, one: Term, predicates: Iterable[NamedNode]) -> set[Term]:
    return {triple.object for predicate in predicates for triple in engine.triples(one, predicate)}


def _values(engine: Engine, found: Iterable[Term]) -> tuple[Value, ...]:
    return tuple(value(engine, one) for one in _ordered(found))


def _ordered(found: Iterable[Term]) -> list[Term]:
    return sorted(found, key=lambda one: names.natural(getattr(one, "value", "").casefold()))

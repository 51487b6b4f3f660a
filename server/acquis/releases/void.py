"""Describe a graph as a dataset of the web: VoID with its partitions, and its prefixes.

It must not know where a server is: addresses of ours are identifiers here, which a server maps to its own.
Source: https://www.w3.org/TR/void/
"""

from collections.abc import Iterable, Iterator

from acquis.engine import Engine, Literal, NamedNode, Quad, Term, plain
from acquis.releases.dataset import CLASSES, coverage
from acquis.vocab import ACQ, BASE, ID, LICENCE, META, PREFIXES, PUBLISHER, TEXT

__all__ = [
    "DATASET",
    "DUMP",
    "ENDPOINT",
    "SUMMARY",
    "TITLE",
    "void",
]

DATASET = BASE + "dataset"
DUMP = BASE + "dumps/latest/graph.nq.gz"
ENDPOINT = BASE + "sparql"
TITLE = "Acquis: the United Nations framework of responsible State behaviour in cyberspace as a graph"
SUMMARY = (
    "Texts, norms, principles, measures, threats, processes, votes and national positions of the framework,"
    " with their paragraphs as far as recorded, and with how each record was checked. Absence means that"
    " nothing is recorded."
)
# Said only where words are held: then the licence is not that of the whole.
_RIGHTS = (
    "Graphs whose names begin with https://w3id.org/acquis/graph/text/ hold words of documents of others. The"
    " licence is not theirs; each says in dcterms:rights whose they are."
)

_Fact = tuple[str, str, Term]

_TYPE = PREFIXES["rdf"] + "type"
_DCTERMS, _SH, _VOID = PREFIXES["dcterms"], PREFIXES["sh"], PREFIXES["void"]
# VoID has no partition by datatype; this extension of it is what editors read.
_EXTENSION = "http://ldf.fi/void-ext#"
_ANY_URI = NamedNode(PREFIXES["xsd"] + "anyURI")
_DATE = NamedNode(PREFIXES["xsd"] + "date")

_OF_OURS = "?class a owl:Class . FILTER(STRSTARTS(STR(?class), STR(acq:)))"
_PROPERTIES = "SELECT ?property (COUNT(*) AS ?n) WHERE { ?s ?property ?o } GROUP BY ?property"
_USES = f"""
SELECT ?class ?property (COUNT(*) AS ?n)
WHERE {{ ?s a ?class ; ?property ?o . {_OF_OURS} }}
GROUP BY ?class ?property
"""
_TO_CLASSES = f"""
SELECT ?class ?property ?kind (COUNT(*) AS ?n)
WHERE {{ ?s a ?class ; ?property ?o . ?o a ?kind . {_OF_OURS} }}
GROUP BY ?class ?property ?kind
"""
_TO_DATATYPES = f"""
SELECT ?class ?property ?kind (COUNT(*) AS ?n)
WHERE {{ ?s a ?class ; ?property ?o . {_OF_OURS} FILTER(ISLITERAL(?o)) }}
GROUP BY ?class ?property (DATATYPE(?o) AS ?kind)
"""
_ENDS = "SELECT (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) WHERE { ?s ?p ?o }"
_EXAMPLES = """
SELECT ?class (MIN(?thing) AS ?example)
WHERE { VALUES ?class { acq:Norm acq:Resolution acq:Stance acq:State } ?thing a ?class }
GROUP BY ?class
"""


def void(engine: Engine) -> list[Quad]:
    """Return the VoID description of *engine*, as quads of the graph of metadata.

    `void:triples` counts this description, too: the graph of a release is *engine* and what is returned.
    """
    facts = [*_whole(engine), *_prefixes(), *_partitions(engine)]
    described = dict.fromkeys(_quads(facts))
    return [*described, *_quads([(DATASET, _VOID + "triples", Literal(len(engine) + len(described) + 1))])]


def _whole(engine: Engine) -> Iterator[_Fact]:
    yield DATASET, _TYPE, NamedNode(_VOID + "Dataset")
    yield DATASET, _DCTERMS + "title", Literal(TITLE, language="en")
    yield DATASET, _DCTERMS + "description", Literal(SUMMARY, language="en")
    yield DATASET, _DCTERMS + "license", NamedNode(LICENCE)
    yield DATASET, _DCTERMS + "publisher", Literal(PUBLISHER)
    if any(graph.startswith(TEXT) for graph in engine.named_graphs()):
        yield DATASET, _DCTERMS + "rights", Literal(_RIGHTS, language="en")
    if modified := coverage(engine)["modified"]:
        yield DATASET, _DCTERMS + "modified", Literal(modified, datatype=_DATE)
    yield DATASET, _VOID + "sparqlEndpoint", NamedNode(ENDPOINT)
    yield DATASET, _VOID + "dataDump", NamedNode(DUMP)
    yield DATASET, _VOID + "uriSpace", Literal(ID)
    yield DATASET, _VOID + "vocabulary", NamedNode(ACQ)
    for _, example in engine.query(_EXAMPLES).rows():
        yield DATASET, _VOID + "exampleResource", NamedNode(plain(example))
    (ends,) = engine.query(_ENDS).rows()
    yield DATASET, _VOID + "distinctSubjects", Literal(int(plain(ends[0])))
    yield DATASET, _VOID + "distinctObjects", Literal(int(plain(ends[1])))


def _prefixes() -> Iterator[_Fact]:
    """Yield the fixed prefixes, which every query may use undeclared."""
    for prefix, namespace in PREFIXES.items():
        part = f"{DATASET}/prefix/{prefix}"
        yield DATASET, _SH + "declare", NamedNode(part)
        yield part, _SH + "prefix", Literal(prefix)
        yield part, _SH + "namespace", Literal(namespace, datatype=_ANY_URI)


def _partitions(engine: Engine) -> Iterator[_Fact]:
    """Yield the parts by class and by property; within a class by property, and there by what it leads to."""
    for kind, n in engine.query(CLASSES).rows():
        yield from _part(DATASET, "class", plain(kind), ("entities", plain(n)))
    for term, n in engine.query(_PROPERTIES).rows():
        yield from _part(DATASET, "property", plain(term), ("triples", plain(n)))
    for kind, term, n in engine.query(_USES).rows():
        yield from _part(_at("class", plain(kind)), "property", plain(term), ("triples", plain(n)))
    for sort, query in (("class", _TO_CLASSES), ("datatype", _TO_DATATYPES)):
        for kind, term, end, n in engine.query(query).rows():
            use = _at("class", plain(kind), "property", plain(term))
            yield from _part(use, sort, plain(end), ("triples", plain(n)))


def _part(whole: str, sort: str, term: str, size: tuple[str, str]) -> Iterator[_Fact]:
    space = _EXTENSION if sort == "datatype" else _VOID
    part, (unit, number) = f"{whole}/{sort}/{_name(term)}", size
    yield whole, f"{space}{sort}Partition", NamedNode(part)
    yield part, space + sort, NamedNode(term)
    yield part, _VOID + unit, Literal(int(number))


def _at(*steps: str) -> str:
    """Return the IRI of the part that *steps*, pairs of sort and term, lead to."""
    pairs = zip(steps[::2], steps[1::2], strict=True)
    return "/".join([DATASET, *(f"{sort}/{_name(term)}" for sort, term in pairs)])


def _name(term: str) -> str:
    """Return *term* as one path segment: the local name for our own terms, prefix and name for others."""
    for prefix, space in PREFIXES.items():
        if space != BASE and term.startswith(space) and "/" not in term.removeprefix(space):
            local = term.removeprefix(space)
            return local if prefix == "acq" else f"{prefix}-{local}"
    return term.partition("://")[2].replace("/", "-").replace("#", "-")


def _quads(facts: Iterable[_Fact]) -> list[Quad]:
    return [
        Quad(NamedNode(subject), NamedNode(term), value, NamedNode(META)) for subject, term, value in facts
    ]

"""Load what children need before their walls stand, behind which no file can be opened.

It must not know a release.
"""

from acquis.engine import Engine, parse
from acquis.errors import AcquisError
from acquis.pool import checking
from acquis.pool.evaluate import evaluate
from acquis.pool.jobs import VALIDATE, Job

__all__ = ["warm_up"]

_JSON = "application/sparql-results+json"
_ONE = b"<urn:x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:y> <urn:z> .\n"
# What a child may need is loaded before its walls stand: one query of each kind, form and way to fail.
_WARM_UP = (
    ("ASK { ?s ?p ?o }", _JSON),
    ("SELECT * { ?s a ?o } LIMIT 1", _JSON),
    ("SELECT * { ?s a ?o } LIMIT 1", "application/sparql-results+xml"),
    ("SELECT * { ?s a ?o } LIMIT 1", "text/csv"),
    ("SELECT (COUNT(*) AS ?n) { ?s a ?o FILTER REGEX(STR(?s), '^a', 'i') } ORDER BY ?n", _JSON),
    ("CONSTRUCT WHERE { ?s a ?o } LIMIT 1", "text/turtle"),
    ("CONSTRUCT WHERE { ?s a ?o } LIMIT 1", "application/ld+json"),
    ("SELECT * { ?s a ?o } LIMIT 1", "text/turtle"),
    ("SELECT ?s { ?s a ?o ", _JSON),
    ("SELECT ?s { SERVICE <urn:x> { ?s a ?o } }", _JSON),
    ("INSERT DATA { <urn:x> a <urn:y> }", _JSON),
)


def warm_up(task: str) -> None:
    """Load all that children need for *task*, by doing it once on a graph of one statement."""
    engine = Engine.from_quads(parse(_ONE, "application/n-quads"))
    if task == VALIDATE:
        checking.warm_up(engine)
        return
    for text, media_type in _WARM_UP:
        try:
            evaluate(engine, Job(text, media_type))
        except AcquisError:
            continue

"""Publish the questions of the library as queries that run as they stand, which editors show as examples.

It must not run them. Source: https://www.w3.org/TR/shacl/#SPARQLExecutable
"""

from collections.abc import Iterable, Iterator

from acquis.engine import Engine, Literal, NamedNode, Quad, Term, bound
from acquis.library import values
from acquis.library.queries import Question
from acquis.releases.void import ENDPOINT
from acquis.vocab import META, PREFIXES

__all__ = ["examples"]

_TYPE, _RDFS = PREFIXES["rdf"] + "type", PREFIXES["rdfs"]
_DCTERMS, _SCHEMA, _SH = PREFIXES["dcterms"], PREFIXES["schema"], PREFIXES["sh"]
# The class of SHACL for a query, by the word it begins with after its declarations; the word is its property.
_FORMS = {word: f"SPARQL{word.capitalize()}Executable" for word in ("ask", "construct", "describe", "select")}


def examples(engine: Engine, questions: Iterable[Question]) -> list[Quad]:
    """Return *questions*, with values that *engine* knows, as quads of the graph of metadata.

    A parameter has its default, or its first example where it has none and must be given; optional ones are
    left open.
    """
    return [
        Quad(NamedNode(question.iri), NamedNode(term), value, NamedNode(META))
        for question in questions
        for term, value in _facts(engine, question)
    ]


def _facts(engine: Engine, question: Question) -> Iterator[tuple[str, Term]]:
    form = _form(question.query)
    yield _TYPE, NamedNode(_SH + "SPARQLExecutable")
    yield _TYPE, NamedNode(_SH + _FORMS[form])
    yield _RDFS + "label", Literal(question.title, language="en")
    yield _RDFS + "comment", Literal(question.title, language="en")
    yield _SH + form, Literal(_standing(engine, question))
    yield _SCHEMA + "target", NamedNode(ENDPOINT)
    if question.description:
        yield _DCTERMS + "description", Literal(" ".join(question.description.split()), language="en")
    for tag in question.tags:
        yield _SCHEMA + "keywords", Literal(tag)


def _standing(engine: Engine, question: Question) -> str:
    given = {
        param.name: next(values.examples(engine, param))
        for param in question.params
        if param.default is None and not param.optional
    }
    return bound(question.query, question.bind(engine, given))


def _form(query: str) -> str:
    """Return which of the four forms *query* has; in the library a line begins with the word."""
    words = (line.split(maxsplit=1)[0].lower() for line in query.splitlines() if line.strip())
    return next(word for word in words if word in _FORMS)

"""Own how statements are made: terms of ours out of text, and quads out of pairs of term and value.

It must not know what is stated.
"""

from collections.abc import Iterable, Sequence

from acquis.engine import Literal, NamedNode, Quad, Term
from acquis.vocab import ACQ, PREFIXES, VOC

__all__ = ["Fact", "canonical", "concept", "day", "english", "node", "number", "said", "text"]

Fact = tuple[str, Term]

_XSD = PREFIXES["xsd"]


def said(subject: str, facts: Iterable[tuple[str, Term | None]]) -> list[Quad]:
    """Return *facts* of *subject*, each a name and a value; those without a value are not said.

    A name is that of a term of ours, or one with a prefix, such as dcterms:title.
    """
    one = NamedNode(subject)
    return [Quad(one, NamedNode(_property(name)), value) for name, value in facts if value is not None]


def node(iri: str) -> NamedNode | None:
    """Return *iri* as a term, None for ""."""
    return NamedNode(iri) if iri else None


def concept(scheme: str, name: str) -> NamedNode:
    """Return the concept *name* of the *scheme* of ours."""
    return NamedNode(f"{VOC}{scheme}/{name}")


def text(value: str) -> Literal | None:
    """Return *value* as a text without a language, None for ""."""
    return Literal(value) if value else None


def english(value: str, language: str = "en") -> Literal | None:
    """Return *value* as a text in *language*, None for ""."""
    return Literal(value, language=language) if value else None


def day(value: str) -> Literal | None:
    """Return *value*, a day in ISO 8601, as a date, None for ""."""
    return Literal(value, datatype=NamedNode(_XSD + "date")) if value else None


def number(value: int) -> Literal:
    """Return *value* as a whole number."""
    return Literal(str(value), datatype=NamedNode(_XSD + "integer"))


def canonical(quads: Sequence[Quad]) -> bytes:
    """Return *quads*, whatever graph they stand in, as a canonical Turtle file.

    Raises:
        InvalidData: they hold a blank node that is used twice, or an IRI that cannot be written.
    """
    # Loaded here only: a server that shows what waits writes nothing until somebody decides.
    from acquis import turtle
    from acquis.checks import rdf

    return turtle.dumps(rdf.triples(quads)).encode()


def _property(name: str) -> str:
    prefix, colon, rest = name.partition(":")
    return PREFIXES[prefix] + rest if colon else ACQ + name

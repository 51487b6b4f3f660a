"""Own how one term reads to people: a thing by its label, a blank node as a line; and its language or type.

It must not know HTML or choose what is shown.
"""

from dataclasses import dataclass

from acquis.engine import BlankNode, Engine, Literal, NamedNode, Term
from acquis.naming import names
from acquis.vocab import PREFIXES

__all__ = ["Value", "value"]

_RDF = PREFIXES["rdf"]
_FIRST, _REST, _NIL = (NamedNode(_RDF + name) for name in ("first", "rest", "nil"))
_DEPTH = 8


@dataclass(frozen=True)
class Value:
    """One term to show: `text` for people, `iri` of a link, `language` and `datatype` of a literal."""

    text: str
    iri: str = ""
    language: str = ""
    datatype: str = ""


def value(engine: Engine, term: Term, language: str = "en") -> Value:
    """Return *term* as people read it: a thing by its label, a blank node as a line in brackets.

    A label is in *language* where there is one, else in the language that `names.preferred` chooses.
    """
    if isinstance(term, NamedNode):
        label = names.label(engine, term, language)
        if label is None:
            return Value(names.compact(term.value), term.value)
        return Value(label.value, term.value, label.language or "")
    if isinstance(term, Literal):
        datatype = "" if term.language else names.compact(term.datatype.value)
        return Value(term.value, "", term.language or "", "" if datatype == "xsd:string" else datatype)
    return Value(_sketch(engine, term, _DEPTH) if isinstance(term, BlankNode) else str(term))


def _sketch(engine: Engine, term: BlankNode, depth: int) -> str:
    """Return a blank node as one line of text: a list in round brackets, anything else in square ones."""
    if depth == 0:
        return "…"
    statements = sorted(engine.triples(term), key=str)
    firsts = [one.object for one in statements if one.predicate == _FIRST]
    if firsts:
        rest = next((one.object for one in statements if one.predicate == _REST), _NIL)
        tail = _sketch(engine, rest, depth - 1)[1:-1] if isinstance(rest, BlankNode) else ""
        return f"({', '.join(part for part in (_word(engine, firsts[0], depth), tail) if part)})"
    parts = (f"{value(engine, one.predicate).text} {_word(engine, one.object, depth)}" for one in statements)
    return f"[{'; '.join(parts)}]"


def _word(engine: Engine, term: Term, depth: int) -> str:
    return _sketch(engine, term, depth - 1) if isinstance(term, BlankNode) else value(engine, term).text

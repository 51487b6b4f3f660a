"""Turn Python values into RDF terms for the variables of a query, and see what a query answers with.

It must not send anything, or write a term into a query: that is `acquis.engine.bound`.
"""

import datetime
from decimal import Decimal

from rdflib.term import Identifier, URIRef
from rdflib.term import Literal as RdfLiteral

from acquis.engine import Literal, NamedNode, Term
from acquis.engine.tokens import tokens
from acquis.errors import InvalidParameter
from acquis.naming.names import node
from acquis.vocab import PREFIXES

__all__ = ["form", "term"]

_FORMS = {"ASK": "ask", "CONSTRUCT": "graph", "DESCRIBE": "graph", "SELECT": "select"}
_XSD = PREFIXES["xsd"]
_KINDS = (str, bool, int, float, Decimal, datetime.date)
_Value = str | bool | int | float | Decimal | datetime.date | Identifier | Term


def term(name: str, value: _Value) -> Term:
    """Return *value*, given for the variable *name*, as a term; a `str` is text, an `rdflib.URIRef` an IRI.

    Raises:
        InvalidParameter: it is no value, such as a blank node, or no IRI.
    """
    if isinstance(value, NamedNode | Literal):
        return value
    if isinstance(value, URIRef):
        found = node(str(value))
        if found is None:
            raise InvalidParameter(f"{name} cannot be {str(value)!r}: that is no IRI.", name=name)
        return found
    if isinstance(value, RdfLiteral):
        if value.language:
            return Literal(str(value), language=value.language)
        return Literal(str(value), datatype=NamedNode(value.datatype or f"{_XSD}string"))
    if isinstance(value, Identifier) or not isinstance(value, _KINDS):
        raise InvalidParameter(
            f"{name} cannot be {value!r}: give text, a number, True or False, a day, or an rdflib.URIRef.",
            name=name,
        )
    return _literal(value)


def _literal(value: str | bool | int | float | Decimal | datetime.date) -> Literal:
    # The order matters: a bool is an int, and a moment is a day.
    if isinstance(value, str | bool | int | float):
        return Literal(value)
    if isinstance(value, Decimal):
        return Literal(format(value, "f"), datatype=NamedNode(f"{_XSD}decimal"))
    kind = "dateTime" if isinstance(value, datetime.datetime) else "date"
    return Literal(value.isoformat(), datatype=NamedNode(_XSD + kind))


def form(text: str) -> str:
    """Return what the query *text* answers with: select, ask or graph; select when that cannot be seen.

    >>> form("PREFIX ask: <urn:x> CONSTRUCT WHERE { ?s ?p ?o }")
    'graph'
    """
    words = (one.text.upper() for one in tokens(text) if one.kind == "word")
    return next((_FORMS[word] for word in words if word in _FORMS), "select")

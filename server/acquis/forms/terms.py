"""Own how one value of a field is written as an RDF term, and a term as a value.

It must not know forms as a whole, or how people write a value.
"""

import re
import unicodedata

from acquis.engine import Literal, NamedNode, Term
from acquis.forms.model import Field
from acquis.naming import names
from acquis.vocab import PREFIXES

__all__ = ["figures", "is_iri", "spoken", "term", "text", "visible", "worded"]

_XSD = PREFIXES["xsd"]
_DATATYPES = {
    kind: NamedNode(_XSD + name)
    for kind, name in (("date", "date"), ("boolean", "boolean"), ("url", "anyURI"))
}
# What is not seen and comes along when a word is copied out of a text, such as marks of direction.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_HYPHENS = re.compile("[\u2010-\u2015\u2212]")
_IRI = re.compile(r"(?:https?://|urn:)\S+")
# A language of ISO 639 with its subtags: a longer first part is a word after an @, such as an address.
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*", re.IGNORECASE)


def visible(text: str) -> str:
    """Return *text*, which is a name or a number, without what is not seen in it, and without space around.

    >>> visible("\\u200fXAA\\u00a0")
    'XAA'
    """
    return _INVISIBLE.sub("", text).strip()


def figures(text: str) -> str:
    """Return *text*, a day or a number, with the figures and hyphens that it is written with here.

    >>> figures("2026\\u201105\\u201131"), figures("31/05/202\\u0666")
    ('2026-05-31', '31/05/2026')
    """
    return "".join(str(unicodedata.decimal(one, one)) for one in _HYPHENS.sub("-", text))


def is_iri(value: str) -> bool:
    """Return whether *value* is an IRI in full.

    >>> is_iri("https://w3id.org/acquis/id/state/XAA"), is_iri("XAA")
    (True, False)
    """
    return bool(_IRI.fullmatch(value)) and names.node(value) is not None


def term(field: Field, value: str) -> Term:
    """Return the term for *value* in *field*; parts are no terms of their own.

    What should be an IRI and is none stays text, so that a check can say what is wrong with it and where.
    """
    if field.kind in ("choice", "entity") and is_iri(value):
        return NamedNode(value)
    if field.spoken:
        said, language = spoken(value)
        return Literal(said, language=language) if language else Literal(said)
    datatype = _DATATYPES.get(field.kind)
    return Literal(value) if datatype is None else Literal(value, datatype=datatype)


def text(field: Field, found: Term) -> str:
    """Return *found* as a value of *field*: what `term` would make it of, as far as that is possible."""
    if isinstance(found, Literal) and field.spoken:
        return worded(found.value, found.language or "")
    return found.value if isinstance(found, NamedNode | Literal) else str(found)


def worded(said: str, language: str) -> str:
    """Return a text in a *language*, "" for none, as one value; `spoken` takes it apart again.

    >>> worded("cyber operation", "en"), worded("cyber operation", "")
    ('cyber operation@en', 'cyber operation')
    """
    return f"{said}@{language}" if language or spoken(said) != (said, "") else said


def spoken(value: str) -> tuple[str, str]:
    """Return the text and the language in *value*, "" where it names none.

    A text that only looks as if it named one has a bare @ at its end.

    >>> spoken("cyber operation@en"), spoken("mail to ict@example.org"), spoken("@en@")
    (('cyber operation', 'en'), ('mail to ict@example.org', ''), ('@en', ''))
    """
    said, sign, language = value.rpartition("@")
    if sign and (not language or _LANGUAGE.fullmatch(language)):
        return said, language.lower()
    return value, ""

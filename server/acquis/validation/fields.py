"""Read from the shapes of submissions what a report needs of them: parts, fields, their words and limits.

It must not validate, and gives out plain values only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from rdflib import OWL, RDF, SH, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from acquis.validation.catalogue import Words
from acquis.vocab import SHAPES

__all__ = ["Field", "Fields", "Part", "local"]

_EXAMPLE = URIRef(SHAPES + "example")
_PUBLIC = URIRef(SHAPES + "public")
_HEADER = URIRef(SHAPES.rstrip("#") + "/submissions")
_LIMITS = (
    *("class", "datatype", "hasValue", "in", "languageIn", "maxCount", "maxInclusive", "maxLength"),
    *("minCount", "minInclusive", "minLength", "nodeKind", "pattern"),
)


@dataclass(frozen=True)
class Field:
    """One field of a part: its *rule* names the shape; *limits* has the parameters of its constraints."""

    rule: str
    path: str
    name: Words
    help: Words
    example: str
    limits: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Part:
    """One class of things that a submission may hold."""

    cls: str
    name: Words
    fields: tuple[Field, ...]


class Fields:
    """All parts and fields that shapes speak of."""

    def __init__(self, shapes: Graph) -> None:
        self.version = str(shapes.value(_HEADER, OWL.versionInfo) or "")
        classes = sorted(set(shapes.objects(None, SH.targetClass)), key=str)
        self.parts = {str(cls): _part(shapes, cls) for cls in classes}
        self.messages = {
            str(node): _words(shapes, node, SH.message) for node in set(shapes.subjects(SH.message, None))
        }

        kept_back = set(shapes.subjects(_PUBLIC, Literal(False)))
        self.private = frozenset(str(path) for node in kept_back for path in shapes.objects(node, SH.path))

    @cached_property
    def paths(self) -> frozenset[str]:
        """The properties that a submission may have, type among them."""
        return frozenset(field.path for field in self._fields) | {str(RDF.type)}

    @cached_property
    def by_rule(self) -> Mapping[str, Field]:
        """The fields by the name of their shape."""
        return {field.rule: field for field in self._fields}

    @property
    def _fields(self) -> list[Field]:
        return [field for part in self.parts.values() for field in part.fields]

    def field(self, cls: str, path: str) -> Field | None:
        """Return the field of the part *cls* at *path*, or that of another part that has one there."""
        part = self.parts.get(cls)
        inner = part.fields if part else ()
        return next((field for field in (*inner, *self._fields) if field.path == path), None)


def _part(shapes: Graph, cls: Node) -> Part:
    """Return the part *cls* as all shapes that have it as a target describe it; one of them names it."""
    nodes = sorted(shapes.subjects(SH.targetClass, cls), key=str)
    fields = {one for node in nodes for one in shapes.objects(node, SH.property)}
    named = [words for node in nodes if (words := _words(shapes, node, SH.name))]
    return Part(
        str(cls),
        named[0] if named else {"en": local(str(cls))},
        tuple(sorted((_field(shapes, one) for one in fields), key=lambda field: field.rule)),
    )


def _field(shapes: Graph, node: Node) -> Field:
    path = str(shapes.value(node, SH.path))
    return Field(
        rule=local(str(node)),
        path=path,
        name=_words(shapes, node, SH.name) or {"en": local(path)},
        help=_words(shapes, node, SH.description),
        example=str(shapes.value(node, _EXAMPLE) or ""),
        limits={name: found for name in _LIMITS if (found := _limit(shapes, node, SH[name]))},
    )


def _limit(shapes: Graph, node: Node, predicate: URIRef) -> tuple[str, ...]:
    found: list[str] = []
    for value in sorted(shapes.objects(node, predicate), key=str):
        is_list = (value, RDF.first, None) in shapes
        found += [str(one) for one in Collection(shapes, value)] if is_list else [str(value)]
    return tuple(found)


def _words(shapes: Graph, node: Node, predicate: URIRef) -> Words:
    found = (value for value in shapes.objects(node, predicate) if isinstance(value, Literal))
    return {text.language or "en": str(text) for text in found}


def local(iri: str) -> str:
    """Return the last part of *iri*.

    >>> local("https://w3id.org/acquis/def#Stance"), local("https://w3id.org/acquis/voc/stance/")
    ('Stance', 'stance')
    """
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]

"""Read one part, or one field, out of the shapes of submissions.

It must not know which parts make up a form.
"""

from collections.abc import Iterable

from acquis.engine import Engine, NamedNode, Term
from acquis.errors import InvalidData
from acquis.forms.model import Field, Part
from acquis.naming import names
from acquis.vocab import ACQ, PREFIXES, SHAPES

__all__ = ["SUBMISSION", "Shapes"]

SUBMISSION = ACQ + "Submission"

_SH, _XSD, _RDF = PREFIXES["sh"], PREFIXES["xsd"], PREFIXES["rdf"]
# What the form itself says of a submission: nobody fills it in.
_OWN = (ACQ + "kind", ACQ + "contains")
_FILLED = SHAPES + "filledFrom"
_DATATYPES = {
    _XSD + "date": "date",
    _XSD + "boolean": "boolean",
    _XSD + "anyURI": "url",
    _RDF + "langString": "langtext",
}
_SEVERITIES = {_SH + "Warning": "warning", _SH + "Info": "advice"}


class Shapes:
    """The shapes as a graph, with what forms ask of it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_kinds(self) -> set[NamedNode]:
        """Return the shapes that belong to some kind of submission."""
        found = self._engine.triples(None, NamedNode(SHAPES + "ofKind"))
        return {one.subject for one in found if isinstance(one.subject, NamedNode)}

    def iris(self, one: Term, path: str) -> list[str]:
        """Return the IRIs that *one* is related to, sorted."""
        found = (triple.object for triple in self._engine.triples(one, NamedNode(path)))
        return sorted(term.value for term in found if isinstance(term, NamedNode))

    def text(self, one: Term, path: str) -> str:
        """Return the text of *one* that comes first by language, "" for none."""
        found = names.preferred(triple.object for triple in self._engine.triples(one, NamedNode(path)))
        return found.value if found else ""

    def number(self, one: Term, name: str) -> int:
        """Return a whole number that SHACL or our own annotation *name* gives, 0 for none."""
        text = self.text(one, name if ":" in name else _SH + name)
        return int(text) if text.isdecimal() else 0

    def required(self, one: NamedNode, path: str) -> str:
        """Return the text of *one*, which must be there."""
        found = self.text(one, path) or "".join(self.iris(one, path)[:1])
        if not found:
            raise InvalidData(
                f"The shape {names.compact(one.value)} has no {names.compact(path)}, needed here: add it."
            )
        return found

    def part(self, one: NamedNode) -> Part:
        """Return the part that the node shape *one* describes."""
        cls = self.required(one, _SH + "targetClass")
        properties = [NamedNode(iri) for iri in self.iris(one, _SH + "property")]
        properties.sort(key=lambda shape: (self.number(shape, "order"), shape.value))
        given = [shape for shape in properties if not self.iris(shape, _FILLED)]
        own = _OWN if cls == SUBMISSION else ()
        fields = [self.field(shape) for shape in given if self.required(shape, _SH + "path") not in own]
        self._distinct(one, fields)
        return Part(
            cls,
            self.required(one, _SH + "name"),
            self.required(one, _SH + "description"),
            self.number(one, SHAPES + "atLeast"),
            self.number(one, SHAPES + "atMost") or None,
            tuple(fields),
            claim=len(given) < len(properties),
        )

    def _distinct(self, one: NamedNode, fields: Iterable[Field]) -> None:
        found = list(fields)
        for what in ("name", "label", "path"):
            values = [getattr(field, what) for field in found]
            if len(set(values)) < len(values):
                raise InvalidData(
                    f"Two fields of the shape {names.compact(one.value)} share a {what}: tell them apart."
                )

    def field(self, one: NamedNode) -> Field:
        """Return the field that the property shape *one* describes."""
        datatypes = self._alternatives(one, "datatype")
        options = tuple(self._list(one, "in"))
        classes = tuple(self._alternatives(one, "class"))
        severity = self.iris(one, _SH + "severity")
        return Field(
            name=one.value.rpartition("-")[2],
            label=self.required(one, _SH + "name"),
            help=self.required(one, _SH + "description"),
            path=self.required(one, _SH + "path"),
            required=self.number(one, "minCount") > 0,
            repeatable=not self.number(one, "maxCount"),
            kind=self._kind(one, datatypes, options),
            classes=classes,
            scheme="".join(self.iris(one, SHAPES + "scheme")[:1]),
            options=options,
            example=self.text(one, SHAPES + "example"),
            public=self.text(one, SHAPES + "public") != "false",
            severity=_SEVERITIES.get(severity[0], "violation") if severity else "violation",
            spoken=_RDF + "langString" in datatypes,
            group=self._group(one),
            pattern=self.text(one, _SH + "pattern"),
            longest=self.number(one, "maxLength"),
            editor="".join(self.iris(one, PREFIXES["dash"] + "editor")[:1]).rpartition("#")[2],
        )

    def _kind(self, one: NamedNode, datatypes: list[str], options: tuple[str, ...]) -> str:
        if options:
            return "choice"
        if datatypes:
            return _DATATYPES.get(datatypes[0], "text") if len(datatypes) == 1 else "text"
        if self.iris(one, _SH + "nodeKind"):
            return "entity"
        raise InvalidData(
            f"The shape {names.compact(one.value)} needs one of sh:datatype, sh:nodeKind or sh:in: add it."
        )

    def _alternatives(self, one: NamedNode, name: str) -> list[str]:
        """Return what *one* says with *name*, itself or in an alternative of its own, in order."""
        return [
            *self.iris(one, _SH + name),
            *(iri for part in self._items(one, "or") for iri in self.iris(part, _SH + name)),
        ]

    def _list(self, one: NamedNode, name: str) -> list[str]:
        return [item.value for item in self._items(one, name) if isinstance(item, NamedNode)]

    def _items(self, one: NamedNode, name: str) -> list[Term]:
        """Return the items of the list that *one* leads to."""
        items, rest = [], self._object(one, _SH + name)
        while rest is not None and rest != NamedNode(_RDF + "nil"):
            first = self._object(rest, _RDF + "first")
            items += [] if first is None else [first]
            rest = self._object(rest, _RDF + "rest")
        return items

    def _object(self, one: Term, path: str) -> Term | None:
        return next((triple.object for triple in self._engine.triples(one, NamedNode(path))), None)

    def _group(self, one: NamedNode) -> str:
        group = self._object(one, _SH + "group")
        return "" if group is None else self.text(group, PREFIXES["rdfs"] + "label")

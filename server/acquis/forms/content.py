"""Turn a submission into what its form holds, and what a form holds into a submission.

It must not judge the content: a value that will not do stays as it is, for the check to name.
"""

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from acquis.engine import BlankNode, NamedNode, Quad, Term
from acquis.errors import InvalidDocument
from acquis.forms import reader, terms
from acquis.forms.model import Field, Filled, FilledPart, Form, Part
from acquis.naming import names
from acquis.vocab import ACQ, NEW, PREFIXES, VOC

__all__ = ["KINDS", "from_quads", "node", "rekeyed", "to_quads"]

KINDS = VOC + "submission-kind/"

_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_SUBMISSION = NamedNode(ACQ + "Submission")
_KIND = NamedNode(ACQ + "kind")
_CONTAINS = NamedNode(ACQ + "contains")
_ISSUER = NamedNode(ACQ + "issuer")
_FOR = ACQ + "submittedFor"
_KEY = "A-Za-z0-9._~!$&'*+,;=:@/-"

Values = Mapping[str, tuple[str, ...]]
Said = dict[Term, list[Quad]]


def node(key: str, base: str = NEW) -> NamedNode:
    """Return the node of the part with *key* in the submission at *base*; "" is the submission itself."""
    return NamedNode(base + quote(key, safe=_KEY + "%"))


def to_quads(filled: Filled, *, base: str = NEW) -> list[Quad]:
    """Return the submission that *filled* says, in the order of the form, its nodes under *base*.

    Raises:
        InvalidDocument: *filled* is of no known kind, or has a part or a field that its form has not.
    """
    form = reader.form(filled.kind)
    whole = node("", base)
    issuers = [
        one for name in _named(form.submission, _FOR) for one in _terms(form, name, filled.values, base)
    ]
    quads = [Quad(whole, _TYPE, _SUBMISSION), Quad(whole, _KIND, NamedNode(KINDS + filled.kind))]
    quads += _stated(form, form.submission, whole, filled.values, base)
    claims = [one for one in filled.parts if _part(form, one).claim]
    quads += [Quad(whole, _CONTAINS, node(one.key, base)) for one in claims]
    for one in filled.parts:
        part, here = _part(form, one), node(one.key, base)
        quads.append(Quad(here, _TYPE, NamedNode(one.cls)))
        quads += [Quad(here, _ISSUER, issuer) for issuer in issuers] if part.claim else []
        quads += _stated(form, part, here, one.values, base)
    return list(dict.fromkeys(quads))


def _named(part: Part, path: str) -> list[Field]:
    return [one for one in part.fields if one.path == path]


def _part(form: Form, one: FilledPart) -> Part:
    part = form.part(one.cls)
    if part is None:
        known = ", ".join(part.name for part in form.parts)
        raise InvalidDocument(f"A {form.label} holds no {names.compact(one.cls)}: it is made of {known}.")
    return part


def _stated(form: Form, part: Part, here: NamedNode, values: Values, base: str) -> Iterator[Quad]:
    if unknown := [name for name in values if part.field(name) is None]:
        known = ", ".join(one.name for one in part.fields)
        raise InvalidDocument(f"{part.name} has no field {unknown[0]!r}: it has {known}.")
    for one in part.fields:
        for found in _terms(form, one, values, base):
            yield Quad(here, NamedNode(one.path), found)


def _terms(form: Form, field: Field, values: Values, base: str) -> list[Term]:
    given = values.get(field.name, ())
    if field.kind == "part":
        return [NamedNode(one) if terms.is_iri(one) else node(one, base) for one in given]
    return [terms.term(field, one) for one in given]


def from_quads(quads: Iterable[Quad], *, base: str = NEW, strict: bool = True) -> Filled:
    """Return what the submission in *quads* holds; parts come by name, those without one as they are met.

    The nodes of the submission stand under *base*. With *strict* nothing is left out unsaid.

    Raises:
        InvalidDocument: there is no submission of a known kind at *base*; or, with *strict*, a statement that
            the form has no place for.
    """
    given = list(quads)
    whole, form = _whole(given, base)
    said: Said = {}
    for one in given:
        said.setdefault(one.subject, []).append(one)
    keys = _keys(form, said, whole, base)
    parts = tuple(
        FilledPart(part.cls, key, _values(part, said[one], keys)) for one, (part, key) in keys.items()
    )
    filled = Filled(form.kind, _values(form.submission, said[whole], keys), parts)
    if strict:
        _refuse_left_over(given, to_quads(filled, base=base), whole, keys, base)
    return filled


def _whole(given: Sequence[Quad], base: str) -> tuple[NamedNode, Form]:
    """Return the node of the submission and its form."""
    homes = (base, base.rstrip("/"))
    kinds = [
        (one.subject, one.object.value.removeprefix(KINDS))
        for one in given
        if one.predicate == _KIND
        and isinstance(one.subject, NamedNode)
        and one.subject.value in homes
        and isinstance(one.object, NamedNode)
    ]
    known = reader.forms()
    for subject, kind in kinds:
        if kind in known:
            return subject, known[kind]
    raise InvalidDocument(
        f"There is no submission of a known kind at <{base}>: give it the type acq:Submission and, as"
        f" acq:kind, one of {', '.join(KINDS + one for one in known)}."
    )


def _keys(form: Form, said: Said, whole: NamedNode, base: str) -> dict[Term, tuple[Part, str]]:
    """Return the part and the key of each node that is one: names in natural order, then blank nodes."""
    typed = {
        one: part
        for one, quads in said.items()
        if one != whole
        for part in [_typed(form, quads)]
        if part is not None
        and (isinstance(one, BlankNode) or str(getattr(one, "value", "")).startswith(base))
    }
    named = sorted(
        (one for one in typed if isinstance(one, NamedNode)), key=lambda one: names.natural(one.value)
    )
    keys: dict[Term, tuple[Part, str]] = {one: (typed[one], _key(typed[one], one, base)) for one in named}
    taken = {key for _, key in keys.values()}
    fresh = {part.cls: map(f"{part.slug}-{{}}".format, itertools.count(1)) for part in form.parts}
    for one, part in typed.items():
        if one not in keys:
            keys[one] = (part, next(key for key in fresh[part.cls] if key not in taken))
    order = {part.cls: place for place, part in enumerate(form.parts)}
    return {one: keys[one] for one in sorted(keys, key=lambda one: order[keys[one][0].cls])}


def _key(part: Part, one: NamedNode, base: str) -> str:
    """Return the key of a part by its name; a bare number would be one that people count the parts by."""
    key = one.value.removeprefix(base)
    return f"{part.slug}-no{key}" if key.isdecimal() else key


def _typed(form: Form, quads: Iterable[Quad]) -> Part | None:
    types = [str(getattr(one.object, "value", "")) for one in quads if one.predicate == _TYPE]
    found = [part for part in form.parts if part.cls in types]
    return found[0] if found else None


def _values(part: Part, quads: Sequence[Quad], keys: Mapping[Term, tuple[Part, str]]) -> Values:
    """Return the values of *part* in *quads* by field, sorted: RDF keeps no order."""
    found = {}
    for field in part.fields:
        here = [one.object for one in quads if one.predicate.value == field.path]
        if here:
            found[field.name] = tuple(sorted({_value(field, one, keys) for one in here}, key=names.natural))
    return found


def _value(field: Field, found: Term, keys: Mapping[Term, tuple[Part, str]]) -> str:
    if field.kind == "part" and found in keys:
        return keys[found][1]
    return terms.text(field, found)


@dataclass(frozen=True)
class _Renaming:
    """Names for the nodes of one submission: blank nodes by the keys that they got, the whole by its base."""

    whole: NamedNode
    keys: Mapping[Term, tuple[Part, str]]
    base: str

    def __call__(self, one: Term) -> Term:
        if one == self.whole:
            return node("", self.base)
        return node(self.keys[one][1], self.base) if one in self.keys else one


def _refuse_left_over(
    given: Sequence[Quad],
    made: Collection[Quad],
    whole: NamedNode,
    keys: Mapping[Term, tuple[Part, str]],
    base: str,
) -> None:
    name, known = _Renaming(whole, keys, base), {str(one.triple) for one in made}
    for one in given:
        renamed = f"{name(one.subject)} {one.predicate} {name(one.object)}"
        if renamed not in known and not (one.predicate == _TYPE and one.subject in keys):
            raise InvalidDocument(
                f"The form has no place for the statement {one.triple}: leave it out, or hand in the document"
                " as RDF."
            )


def rekeyed(filled: Filled) -> Filled:
    """Return *filled* with its parts called stance-1, stance-2 and so on, in order."""
    form = reader.form(filled.kind)
    counts: dict[str, int] = {}
    keys: dict[str, str] = {}
    for one in filled.parts:
        counts[one.cls] = counts.get(one.cls, 0) + 1
        keys[one.key] = f"{_part(form, one).slug}-{counts[one.cls]}"
    parts = (
        FilledPart(one.cls, keys[one.key], _renamed(_part(form, one), one.values, keys))
        for one in filled.parts
    )
    return Filled(filled.kind, _renamed(form.submission, filled.values, keys), tuple(parts))


def _renamed(part: Part, values: Values, keys: Mapping[str, str]) -> Values:
    pointing = {one.name for one in part.fields if one.kind == "part"}
    return {
        name: tuple(keys.get(one, one) for one in found) if name in pointing else found
        for name, found in values.items()
    }

"""Find the addresses and terms of a document that the graph does not know, with those that come near.

It must not read the shapes' verdict.
"""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache, partial

from acquis.engine import Engine, NamedNode, Quad, Term
from acquis.engine.near import near_iris, shortened
from acquis.engine.terms import either
from acquis.validation.catalogue import Words
from acquis.validation.context import Context
from acquis.validation.fields import local
from acquis.validation.report import Finding
from acquis.validation.telling import Teller
from acquis.vocab import ACQ, ID, PREFIXES, VOC

__all__ = ["nearest", "references", "terms"]

_TYPE = NamedNode(f"{PREFIXES['rdf']}type")
_SCHEME = NamedNode(f"{PREFIXES['skos']}inScheme")
_PART_OF = NamedNode(f"{ACQ}partOf")
_STANDS_IN = NamedNode(f"{ACQ}standsIn")
# Of a submission that was never published only the ledger knows.
_ELSEWHERE = (_TYPE, NamedNode(f"{ACQ}supersedes"))
_EDITION = NamedNode(f"{ACQ}Edition")
_UNIT = re.compile(rf"({re.escape(ID)}edition/[^/]+)/(.+)")
_MOST = 5
_MOST_CHOICES = 12
# Looking for what comes near takes time, and nobody reads a hundred of the same kind.
_MOST_FOUND = 50


def terms(teller: Teller) -> Iterator[Finding]:
    """Yield a finding for each property and class that is none of a submission."""
    fields = teller.fields
    for quad in teller.document.quads:
        path, cls = quad.predicate.value, getattr(quad.object, "value", "")
        if path == _TYPE.value and isinstance(quad.object, NamedNode) and cls not in fields.parts:
            near = _near_term(teller, cls, fields.parts)
            rule = "class-not-submittable"
            yield teller.own(
                "violation", rule, quad.subject, path, value=quad.object, cls=shortened(cls), near=near
            )
        elif path in fields.paths:
            continue
        elif path.startswith(ACQ):
            near = _near_term(teller, path, fields.paths)
            yield teller.own(
                "violation",
                "unknown-term",
                quad.subject,
                path,
                value=quad.object,
                term=shortened(path),
                near=near,
            )
        else:
            yield teller.own(
                "violation", "unused-term", quad.subject, path, value=quad.object, term=shortened(path)
            )


def _near_term(teller: Teller, iri: str, known: Iterable[str]) -> Words:
    if teller.is_tired:
        return {}
    names = {local(one).lower(): one for one in known}
    close = get_close_matches(local(iri).lower(), names, 1, 0.6)
    if not close:
        return teller.catalogue.words("rule.leave-out")
    return teller.catalogue.words("rule.did-you-mean", near=shortened(names[close[0]]))


def references(teller: Teller, context: Context, engine: Engine) -> Iterator[Finding]:
    """Yield a finding for each address in the document that the graph should know and does not.

    A pinpoint is such an address: one that is not recorded in its edition is told what is, near it.
    """
    found = 0
    nearest_to = cache(partial(nearest, engine))
    for quad in teller.document.quads:
        value = quad.object
        if (
            not isinstance(value, NamedNode)
            or value.value not in context.unknown
            or quad.predicate in _ELSEWHERE
        ):
            continue
        found += 1
        is_sought = found <= _MOST_FOUND and not teller.is_tired
        near = nearest_to(value.value, _asked_for(teller, quad)) if is_sought else []
        yield _unknown(teller, context, quad, value, near)


def _asked_for(teller: Teller, quad: Quad) -> tuple[str, ...]:
    """Return the classes that the field of *quad* asks for."""
    field = teller.fields.field(teller.document.cls(quad.subject), quad.predicate.value)
    return field.limits.get("class", ()) if field else ()


def _unknown(teller: Teller, context: Context, quad: Quad, value: NamedNode, near: list[str]) -> Finding:
    unit, path = _UNIT.fullmatch(value.value), quad.predicate.value
    if unit and near and near[0].startswith(unit[1]):
        return teller.own(
            "violation",
            "unknown-pinpoint",
            quad.subject,
            path,
            value=value,
            unit=unit[2],
            edition=local(unit[1]),
            near=", ".join(one.removeprefix(f"{unit[1]}/") for one in near),
        )
    said, iri = _instead(teller, quad, near), shortened(value.value)
    return teller.own("violation", "unknown-reference", quad.subject, path, value=value, iri=iri, near=said)


def _instead(teller: Teller, quad: Quad, near: list[str]) -> Words:
    """Return what to write in place of the object of *quad*: what comes *near*, else all choices."""
    known = teller.catalogue
    if near:
        return known.words("rule.did-you-mean", near=either([shortened(one) for one in near]))
    field = teller.fields.field(teller.document.cls(quad.subject), quad.predicate.value)
    choices = field.limits.get("in", ()) if field else ()
    if 0 < len(choices) <= _MOST_CHOICES:
        return known.words("rule.choose", choices=", ".join(map(local, choices)))
    return known.words("rule.look-up")


def nearest(engine: Engine, iri: str, classes: Iterable[str]) -> list[str]:
    """Return what the graph knows that *iri* may have meant: paragraphs, concepts, things.

    *classes* are those that the field of *iri* asks for.
    """
    unit = _UNIT.fullmatch(iri)
    if unit and next(engine.triples(NamedNode(unit[1])), None) is not None:
        return _units(engine, NamedNode(unit[1]), unit[2])
    if unit:
        return near_iris(unit[1], _subjects(engine, _TYPE, _EDITION))
    known: set[str] = set()
    if iri.startswith(VOC):
        known = _subjects(engine, _SCHEME, NamedNode(iri.rpartition("/")[0]))
    for cls in classes:
        known |= _subjects(engine, _TYPE, NamedNode(cls))
    return near_iris(iri, known)


def _units(engine: Engine, edition: NamedNode, wanted: str) -> list[str]:
    """Return the units of *edition* whose numbers are nearest to *wanted*, such as "para/99"."""
    inside = _subjects(engine, _PART_OF, edition) | _subjects(engine, _STANDS_IN, edition)
    names = {one.removeprefix(f"{edition.value}/"): one for one in inside}
    kind, number = wanted.split("/")[0], _number(wanted)
    alike = [name for name in names if name.split("/")[0] == kind] or list(names)
    alike.sort(key=lambda name: (abs(_number(name) - number), name))
    return [names[name] for name in sorted(alike[:_MOST], key=lambda name: (_number(name), name))]


def _number(name: str) -> int:
    found = re.search("[0-9]{1,9}", name)
    return int(found[0]) if found else 0


def _subjects(engine: Engine, predicate: NamedNode, value: Term) -> set[str]:
    found = (triple.subject for triple in engine.triples(None, predicate, value))
    return {node.value for node in found if isinstance(node, NamedNode)}

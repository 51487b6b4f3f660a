"""Refuse quads that reach beyond a submission: into other graphs, of other subjects, on ontology or shapes.

It must not judge what the submission says about itself.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from acquis.engine import BlankNode, DefaultGraph, Literal, NamedNode, Quad
from acquis.engine.near import shortened
from acquis.errors import InvalidDocument
from acquis.validation.catalogue import shipped
from acquis.vocab import NEW, PREFIXES

__all__ = ["CONTROL", "LONGEST_TEXT", "ROOT", "one_root", "refuse"]

# Longer than any quotation or note has to be, and short enough for any pattern of a shape.
LONGEST_TEXT = 20_000
# Longer than any that is registered. Source: https://www.rfc-editor.org/rfc/rfc5646#section-4.4.1
_LONGEST_TAG = 35
_LONGEST_NAME = 200
# Others would end up in addresses that a browser or a reader of JSON-LD resolves to something else.
_WRITTEN = re.compile(r"(?:[\w.~!$&'*+,;=:@()/-]|%[0-9A-Fa-f]{2})+")
# What XML cannot hold. Source: https://www.w3.org/TR/xml/#charsets
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
ROOT = NamedNode(NEW)
_BARE = NamedNode(NEW.rstrip("/"))
_TYPE = f"{PREFIXES['rdf']}type"
# Vocabularies that say what words mean, or how data are checked, and the parts of others that do.
_FORBIDDEN = (PREFIXES["owl"], PREFIXES["sh"], PREFIXES["shapes"], PREFIXES["dash"])
_RDFS = frozenset(
    f"{PREFIXES['rdfs']}{name}"
    for name in ("subClassOf", "subPropertyOf", "domain", "range", "Class", "Datatype", "isDefinedBy")
) | {f"{PREFIXES['rdf']}Property"}


def one_root(quads: Iterable[Quad]) -> list[Quad]:
    """Return *quads* with the submission named by `…/new/` where it is named without the slash."""
    return [
        Quad(
            ROOT if quad.subject == _BARE else quad.subject,
            quad.predicate,
            ROOT if quad.object == _BARE else quad.object,
            quad.graph_name,
        )
        for quad in quads
    ]


def refuse(quads: Sequence[Quad], places: dict[str, str]) -> None:
    """Let *quads* pass when they are statements of one submission about itself; *places* says where each is.

    Raises:
        InvalidDocument: one of them is not; the sentence is about the first, and says how many there are.
    """
    faults = list(_faults(quads, places))
    if not faults:
        return
    rule = faults[0][0]
    first, more = faults[0][1], sum(other == rule for other, _ in faults) - 1
    sentence = shipped().sentence("refused.several", first=first, more=more) if more else first
    raise InvalidDocument(sentence, report={"rule": rule, "faults": [text for _, text in faults[:20]]})


def _faults(quads: Sequence[Quad], places: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield rule and sentence of each fault."""
    if not quads:
        yield "empty", _said("empty")
    known = _reached(quads)
    told: set[object] = set()
    named: set[object] = set()
    for quad in quads:
        place = places.get(getattr(quad.subject, "value", ""), "")
        if not isinstance(quad.graph_name, DefaultGraph):
            if quad.graph_name not in told:
                yield "named-graph", _said("named-graph", place, graph=_name(quad.graph_name))
        elif term := _forbidden(quad):
            yield "ontology", _said("ontology", place, term=shortened(term), subject=_name(quad.subject))
        elif isinstance(quad.subject, NamedNode) and not quad.subject.value.startswith(NEW):
            if quad.subject not in told:
                yield "foreign", _said("foreign", place, subject=_name(quad.subject))
        elif isinstance(quad.subject, BlankNode) and quad.subject not in known and quad.subject not in told:
            yield "loose-blank", _said("loose-blank", place)
        for node in (quad.subject, quad.object):
            if node not in named and not _is_name(node):
                yield "part-name", _said("part-name", place, part=_name(node), most=str(_LONGEST_NAME))
            named.add(node)
        yield from _text_faults(quad, place)
        told |= {quad.subject, quad.graph_name}


def _text_faults(quad: Quad, place: str) -> Iterator[tuple[str, str]]:
    """Yield rule and sentence of each fault of the text that is the object of *quad*, if it is one."""
    text, where = quad.object, shortened(quad.predicate.value)
    if not isinstance(text, Literal):
        return
    if len(text.value) > LONGEST_TEXT:
        size = f"{len(text.value):,}"
        yield "long-text", _said("long-text", place, where=where, size=size, most=f"{LONGEST_TEXT:,}")
    if found := CONTROL.search(text.value):
        yield "control", _said("control", place, where=where, code=f"U+{ord(found[0]):04X}")
    if len(text.language or "") > _LONGEST_TAG:
        yield "long-tag", _said("long-tag", place, where=where, most=str(_LONGEST_TAG))


def _is_name(term: object) -> bool:
    """Return whether *term* may stand as it is under the address of a submission, if it is to.

    No step of it is empty or leads upwards, in whatever spelling, and nothing in it is invisible.
    """
    if not isinstance(term, NamedNode) or term == ROOT or not term.value.startswith(NEW):
        return True
    name = term.value[len(NEW) :]
    plain = unquote(name)
    return (
        len(name) <= _LONGEST_NAME
        and _WRITTEN.fullmatch(name) is not None
        and plain.isprintable()
        and not {"%", "\\", "?", "#", "\ufffd"} & {*plain}
        and not {"", ".", ".."} & {*plain.split("/")}
    )


def _reached(quads: Iterable[Quad]) -> set[object]:
    """Return the nodes that can be reached from those of the submission that have a name."""
    onward: defaultdict[object, list[object]] = defaultdict(list)
    for quad in quads:
        onward[quad.subject].append(quad.object)
    reached: set[object] = set()
    ahead: list[object] = [
        node for node in onward if isinstance(node, NamedNode) and node.value.startswith(NEW)
    ]
    while ahead:
        node = ahead.pop()
        if node not in reached:
            reached.add(node)
            ahead += onward.get(node, ())
    return reached


def _forbidden(quad: Quad) -> str:
    """Return the term of *quad* that speaks of words or of checking, "" for none."""
    terms = [quad.predicate.value]
    if quad.predicate.value == _TYPE and isinstance(quad.object, NamedNode):
        terms.append(quad.object.value)
    return next((term for term in terms if term.startswith(_FORBIDDEN) or term in _RDFS), "")


def _said(name: str, place: str = "", **values: str) -> str:
    sentence = shipped().sentence(f"refused.{name}", **values)
    return f"{place[:1].upper()}{place[1:]}: {sentence}" if place else sentence


def _name(term: object) -> str:
    return shortened(term.value)[:300] if isinstance(term, NamedNode) else "a part without a name"

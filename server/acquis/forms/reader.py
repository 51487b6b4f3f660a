"""Read the forms out of the shapes of submissions, once: they come with the software, not with a release.

It must not read submissions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from acquis import resources
from acquis.engine import Engine, NamedNode, parse
from acquis.errors import InvalidData, InvalidDocument
from acquis.forms.model import Form, Part
from acquis.forms.shapes import SUBMISSION, Shapes
from acquis.naming import names
from acquis.vocab import BASE, PREFIXES, SHAPES, VOC

__all__ = ["example", "form", "forms", "implied", "read", "version", "words"]

_SOURCE = NamedNode(PREFIXES["dcterms"] + "source")
_DEFINITION = NamedNode(PREFIXES["skos"] + "definition")
_KINDS = VOC + "submission-kind/"


@cache
def forms() -> Mapping[str, Form]:
    """Return the form of each kind of submission, by the last part of the address of the kind.

    Raises:
        InvalidData: a shape lacks what a form needs.
    """
    return read(_shapes(), words())


def form(kind: str) -> Form:
    """Return the form of *kind*.

    Raises:
        InvalidDocument: there is no such kind.
    """
    known = forms()
    if kind not in known:
        raise InvalidDocument(f"{kind[:80]!r} is no kind of submission: take one of {', '.join(known)}.")
    return known[kind]


@cache
def _shapes() -> Engine:
    return _engine(sorted((resources.folder("shapes") / "submissions").glob("*.ttl")))


@cache
def words() -> Engine:
    """Return the concepts that come with the software, whose labels need no release."""
    return _engine([resources.folder("ontology") / "schemes.ttl"])


@cache
def version() -> str:
    """Return the version of the shapes, such as 0.1.0."""
    return Shapes(_shapes()).text(NamedNode(BASE + "shapes/submissions"), PREFIXES["owl"] + "versionInfo")


def example(kind: str) -> bytes:
    """Return the worked example of *kind*, a document in Turtle.

    Raises:
        InvalidDocument: there is no such kind.
    """
    folder = resources.folder("shapes") / "submissions" / "examples"
    return (folder / f"{form(kind).kind}.ttl").read_bytes()


def implied(form: Form, cls: str, first: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the values of a part of class *cls* that nobody fills in; *first* are keys by class."""
    part = form.part(cls)
    fields = part.fields if part else ()
    return {one.name: (first[one.cls],) for one in fields if form.implied(one) and one.cls in first}


def read(shapes: Engine, words: Engine) -> dict[str, Form]:
    """Return the forms that *shapes* describe, by kind; their names come from the concepts in *words*.

    Raises:
        InvalidData: a shape lacks what a form needs; the sentence names it.
    """
    found = Shapes(shapes)
    described = sorted(found.of_kinds(), key=lambda one: (found.number(one, "order"), str(one)))
    parts: dict[str, list[Part]] = {}
    for one in described:
        for kind in found.iris(one, SHAPES + "ofKind"):
            parts.setdefault(kind, []).append(found.part(one))
    return {kind.removeprefix(_KINDS): _form(words, kind, parts[kind]) for kind in sorted(parts)}


def _form(words: Engine, kind: str, parts: Iterable[Part]) -> Form:
    whole = [one for one in parts if one.cls == SUBMISSION]
    others = [one for one in parts if one.cls != SUBMISSION]
    label = names.label(words, NamedNode(kind))
    if len(whole) != 1 or label is None:
        raise InvalidData(
            f"The kind <{kind}> needs a label among the concepts, and one shape of submissions."
        )
    said = names.preferred(one.object for one in words.triples(NamedNode(kind), _DEFINITION))
    source = names.preferred(one.object for one in words.triples(NamedNode(kind), _SOURCE))
    return Form(
        kind.removeprefix(_KINDS),
        label.value,
        said.value if said else "",
        source.value if source else "",
        whole[0],
        _pointed(others),
    )


def _pointed(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return *parts* with those fields marked that point to one of them."""
    found = list(parts)
    classes = {one.cls for one in found}
    return tuple(
        replace(
            part,
            fields=tuple(
                replace(field, kind="part") if field.cls in classes else field for field in part.fields
            ),
        )
        for part in found
    )


def _engine(files: Iterable[Path]) -> Engine:
    return Engine.from_quads(
        quad for path in files for quad in parse(path.read_bytes(), "text/turtle", path=path)
    )

"""Turn what stands on a page into what a form holds and a document to hand in, and back.

What people type is read as in a spreadsheet: names, short addresses, codes, symbols. It must not judge.
"""

import re
from collections.abc import Mapping

from acquis.engine import Engine, graph_result
from acquis.entry.parts import Given, spoken
from acquis.forms import fields, reader, terms, to_quads, wording
from acquis.forms.entries import key_of
from acquis.forms.model import Field, Filled, FilledPart, Form, Part
from acquis.vocab import ACQ, ID

__all__ = ["MEDIA_TYPE", "document", "fields_of", "filled", "is_language", "of_part", "shown", "value"]

# What a page is handed in as.
MEDIA_TYPE = "text/turtle"
_NUMBERED = re.compile(r"[0-9]{4}-[a-z0-9]+-[0-9]+")
_SUPERSEDES = ACQ + "supersedes"
_SUBMISSION = ID + "submission/"

Values = Mapping[str, tuple[str, ...]]


def filled(kind: str, given: Given, engine: Engine) -> Filled:
    """Return what *given*, a page for *kind*, holds; names in words are found in *engine*, a release.

    A language that is no code of one is left out, for `remarks` to name.

    Raises:
        InvalidDocument: *kind* is unknown.
    """
    form = reader.form(kind)
    known = {
        name: values if spoken(form, name) is None else [one if is_language(one) else "" for one in values]
        for name, values in given.items()
    }
    found = fields.from_fields(kind, known)
    parts = tuple(
        FilledPart(one.cls, one.key, of_part(form, part, one.values, engine))
        for one in found.parts
        if (part := form.part(one.cls))
    )
    return Filled(kind, of_part(form, form.submission, found.values, engine), parts)


def is_language(text: str) -> bool:
    """Return whether *text* is the code of a language, or says none.

    >>> is_language("fr"), is_language(""), is_language("French")
    (True, True, False)
    """
    code = text.strip()
    return not code or terms.spoken(f"-@{code}") == ("-", code.lower())


def of_part(form: Form, part: Part, values: Values, engine: Engine) -> Values:
    """Return *values* of *part*, as typed, as what they stand for; those that hang on another come last."""
    row: dict[str, str] = {}
    found: dict[str, tuple[str, ...]] = {}
    for field in sorted(part.fields, key=lambda one: one.path == wording.DEPENDS[0]):
        if field.name in values:
            read = [value(form, field, one, engine, row) for one in values[field.name]]
            found[field.name] = tuple(dict.fromkeys(read))
            row[field.path] = read[0]
    return found


def value(form: Form, field: Field, typed: str, engine: Engine, row: Mapping[str, str]) -> str:
    """Return what *typed* stands for in *field*; *row* are the other values of the same part, by path."""
    target = form.part(field.cls) if field.kind == "part" else None
    if target is not None:
        return key_of(target, typed)
    if field.path == _SUPERSEDES and _NUMBERED.fullmatch(typed.strip().lower()):
        return _SUBMISSION + typed.strip().lower()
    return wording.read(field, typed, engine, row)


def shown(form: Form, field: Field, typed: str, engine: Engine) -> str:
    """Return what *typed* is shown as in a box for *field*, once it is known what it stands for."""
    read = value(form, field, typed, engine, {})
    if field.path == _SUPERSEDES and read.startswith(_SUBMISSION):
        return read.removeprefix(_SUBMISSION)
    return wording.write(field, read, engine)


def document(found: Filled) -> bytes:
    """Return *found* as the document that is checked and handed in, of the type `MEDIA_TYPE`."""
    return graph_result(quad.triple for quad in to_quads(found)).serialise(MEDIA_TYPE)


def fields_of(found: Filled) -> Given:
    """Return the page that holds *found*, its parts numbered anew.

    Raises:
        InvalidDocument: *found* has a part that its form has not.
    """
    return fields.to_fields(found)

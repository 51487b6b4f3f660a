"""Put single entries of a table, each one value with its place, together to what a form holds.

Spreadsheets and CSV share it; it must not know either.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from acquis.engine import Engine, Quad
from acquis.forms import content, reader, terms, wording
from acquis.forms.model import Field, Filled, FilledPart, Form, Part
from acquis.vocab import NEW

__all__ = ["Entry", "Read", "assemble", "key_of", "number_of"]

# What was read: the submission, and where each node, or each `{node} {path}`, was found.
Read = tuple[list[Quad], dict[str, str]]


@dataclass(frozen=True)
class Entry:
    """One value as somebody typed it: what it belongs to, and the `row` and the `cell` that it stands in.

    The key of the submission itself is "". Without a field it says only that the part is there.
    """

    part: Part
    key: str
    field: Field | None
    typed: str
    row: str
    cell: str


def key_of(part: Part, number: str) -> str:
    """Return the key of the *part* that people call *number*: a number of its own, or any word.

    >>> key_of(Part("#Stance", "Stances", "", 1, None, ()), "2")
    'stance-2'
    """
    number = terms.figures(terms.visible(number))
    return f"{part.slug}-{int(number)}" if re.fullmatch("[0-9]{1,6}", number) else _safe(number)


def number_of(part: Part, key: str) -> str:
    """Return what people call the *part* with *key*; `key_of` takes it back."""
    number = key.removeprefix(f"{part.slug}-")
    return number if number != key and re.fullmatch("[1-9][0-9]{0,5}", number) else key


def _safe(word: str) -> str:
    return content.node(word).value.removeprefix(NEW)


def assemble(form: Form, entries: Iterable[Entry], engine: Engine | None = None) -> Read:
    """Return the submission that *entries* make up, and the place of each node and of each of its fields.

    Raises:
        InvalidDocument: they do not make up a submission of this form.
    """
    groups: dict[tuple[str, str], list[Entry]] = {}
    for one in entries:
        groups.setdefault((one.part.cls, one.key), []).append(one)
    own = groups.pop((form.submission.cls, ""), [])
    found = [FilledPart(cls, key, _values(form, group, engine)) for (cls, key), group in groups.items()]
    first = {one.cls: one.key for one in reversed(found)}
    linked = (
        FilledPart(one.cls, one.key, {**one.values, **reader.implied(form, one.cls, first)}) for one in found
    )
    filled = Filled(form.kind, _values(form, own, engine), tuple(linked))
    places = _places("", own)
    for (_, key), group in groups.items():
        places |= _places(key, group)
    return content.to_quads(filled), places


def _values(form: Form, group: Iterable[Entry], engine: Engine | None) -> dict[str, tuple[str, ...]]:
    """Return the values of one part by field; those that hang on another are read after it."""
    found: dict[str, list[str]] = {}
    row: dict[str, str] = {}
    for one in sorted(group, key=lambda one: one.field is not None and one.field.path == wording.DEPENDS[0]):
        if one.field is not None:
            value = _value(form, one.field, one.typed, engine, row)
            row.setdefault(one.field.path, value)
            found.setdefault(one.field.name, []).append(value)
    return {name: tuple(dict.fromkeys(values)) for name, values in found.items()}


def _value(form: Form, field: Field, typed: str, engine: Engine | None, row: Mapping[str, str]) -> str:
    target = form.part(field.cls) if field.kind == "part" else None
    return wording.read(field, typed, engine, row) if target is None else key_of(target, typed)


def _places(key: str, group: Iterable[Entry]) -> dict[str, str]:
    node = content.node(key).value
    places: dict[str, str] = {}
    for one in group:
        places.setdefault(node, one.row)
        if one.field is not None:
            places.setdefault(f"{node} {one.field.path}", one.cell)
    return places

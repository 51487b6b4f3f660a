"""Turn what a form holds into the flat names and values of a web form, and back.

A field of the submission itself goes by its name, such as `submittedOn`; one of a part by its part, number
and name, such as `stance-2-topic`, and a part refers to another as `evidence-1`. A name is repeated for
several values. The language of a text stands beside it, under the same name with `-language`. It must not
know HTML or HTTP.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from acquis.forms import content, reader, terms
from acquis.forms.model import Field, Filled, FilledPart, Form, Part

__all__ = ["LANGUAGE", "from_fields", "to_fields"]

LANGUAGE = "-language"

Values = Mapping[str, tuple[str, ...]]


def to_fields(filled: Filled) -> dict[str, list[str]]:
    """Return the names and values of a web form that holds *filled*; its parts are numbered anew.

    Raises:
        InvalidDocument: *filled* is of no known kind, or has a part that its form has not.
    """
    form, found = reader.form(filled.kind), content.rekeyed(filled)
    given = _named("", form.submission, found.values)
    for one in found.parts:
        part = form.part(one.cls)
        given |= _named(f"{one.key}-", part, one.values) if part else {}
    return given


def _named(start: str, part: Part, values: Values) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for field in part.fields:
        texts = values.get(field.name, ())
        if texts and field.spoken:
            pairs = [terms.spoken(one) for one in texts]
            given[start + field.name] = [said for said, _ in pairs]
            given[start + field.name + LANGUAGE] = [language for _, language in pairs]
        elif texts:
            given[start + field.name] = list(texts)
    return given


def from_fields(kind: str, given: Mapping[str, str | Sequence[str]]) -> Filled:
    """Return what the web form *given* holds; its values are texts or, for several, lists of them.

    A mapping with a method `getlist` will do as well. Names that no field has are passed over, since a web
    form carries others beside. A part with nothing filled in is none. Line ends are single line feeds.

    Raises:
        InvalidDocument: *kind* is unknown.
    """
    form = reader.form(kind)
    parts = tuple(
        FilledPart(part.cls, key, values)
        for part in form.parts
        for key in _keys(part, given)
        if (values := _values(form, part, given, f"{key}-"))
    )
    return Filled(kind, _values(form, form.submission, given, ""), _linked(form, parts))


def _keys(part: Part, given: Mapping[str, object]) -> list[str]:
    found = (re.match(f"{re.escape(part.slug)}-([0-9]{{1,6}})-", name) for name in given)
    numbers = {int(one[1]) for one in found if one}
    return [f"{part.slug}-{number}" for number in sorted(numbers)]


def _values(form: Form, part: Part, given: Mapping[str, str | Sequence[str]], start: str) -> Values:
    found = {}
    for field in form.asked(part):
        texts = list(_texts(field, given, start + field.name))
        if texts:
            found[field.name] = tuple(dict.fromkeys(texts))
    return found


def _texts(field: Field, given: Mapping[str, str | Sequence[str]], name: str) -> Iterator[str]:
    languages = _all(given, name + LANGUAGE) if field.spoken else []
    for place, one in enumerate(_all(given, name)):
        said = one.replace("\r\n", "\n")
        if not said.strip():
            continue
        if field.spoken:
            yield terms.worded(said, languages[place].strip() if place < len(languages) else "")
        else:
            yield said if field.kind == "text" else said.strip()


def _all(given: Mapping[str, str | Sequence[str]], name: str) -> list[str]:
    """Return all values under *name* in order."""
    listed = getattr(given, "getlist", None)
    if listed is not None:
        return [str(one) for one in listed(name)]
    found = given.get(name, ())
    return [found] if isinstance(found, str) else [str(one) for one in found]


def _linked(form: Form, parts: tuple[FilledPart, ...]) -> tuple[FilledPart, ...]:
    """Return *parts*, each pointing to those that there is only one of."""
    first = {one.cls: one.key for one in reversed(parts)}
    return tuple(
        FilledPart(one.cls, one.key, {**one.values, **reader.implied(form, one.cls, first)}) for one in parts
    )

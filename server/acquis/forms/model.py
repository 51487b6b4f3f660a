"""Own what a form is and what a filled one holds: plain data, the same for every way to write it down.

It must not read shapes, documents or the graph.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Field", "Filled", "FilledPart", "Form", "Part", "kebab"]


@dataclass(frozen=True)
class Field:
    """One thing to fill in; `kind` is text, langtext, date, boolean, url, choice, entity or part.

    A value of kind "part" is the key of a part of class `cls`. A choice is one of `options` (IRIs), an entity
    an IRI of one of `classes`, of any kind where there is none. `spoken` says that a text may name its
    language, which one of kind "langtext" must. `public` is false where the value never leaves the ledger.
    `severity` of a fault is violation, warning or advice. `longest` is in characters, 0 for no limit.
    """

    name: str
    label: str
    help: str
    path: str
    required: bool
    repeatable: bool
    kind: str
    classes: tuple[str, ...] = ()
    scheme: str = ""
    options: tuple[str, ...] = ()
    example: str = ""
    public: bool = True
    severity: str = "violation"
    spoken: bool = False
    group: str = ""
    pattern: str = ""
    longest: int = 0
    editor: str = ""

    @property
    def cls(self) -> str:
        """The class of what it points to, the first where it may be one of several."""
        return self.classes[0] if self.classes else ""


@dataclass(frozen=True)
class Part:
    """One kind of thing in a form: a class, and its fields in the order of the form.

    Between `minimum` and `maximum` of them are wanted, None for no end. Those that are a `claim` are what the
    submission contains, and name who speaks.
    """

    cls: str
    name: str
    description: str
    minimum: int
    maximum: int | None
    fields: tuple[Field, ...]
    claim: bool = False

    @property
    def slug(self) -> str:
        """The class in the names of fields and keys, such as `national-position`."""
        return kebab(re.split("[#/]", self.cls)[-1])

    def field(self, name: str) -> Field | None:
        """Return the field called *name*."""
        return next((one for one in self.fields if one.name == name), None)


@dataclass(frozen=True)
class Form:
    """One kind of submission: the fields of the submission itself, and the parts that it is made of.

    `source` names the text that asks for it.
    """

    kind: str
    label: str
    description: str
    source: str
    submission: Part
    parts: tuple[Part, ...]

    def part(self, cls: str) -> Part | None:
        """Return the part of class *cls*."""
        return next((one for one in self.parts if one.cls == cls), None)

    def named(self, slug: str) -> Part | None:
        """Return the part whose slug is *slug*."""
        return next((one for one in self.parts if one.slug == slug), None)

    def asked(self, part: Part) -> tuple[Field, ...]:
        """Return the fields of *part* that people fill in: all but those with one possible value."""
        return tuple(one for one in part.fields if not self.implied(one))

    def implied(self, field: Field) -> bool:
        """Return whether *field* points to the only part of its class, so that nobody need say to which."""
        target = self.part(field.cls) if field.kind == "part" and field.required else None
        return target is not None and target.maximum == 1


@dataclass(frozen=True)
class FilledPart:
    """One thing filled in: its class, the key that others refer to it by, and its values by field."""

    cls: str
    key: str
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Filled:
    """What somebody filled in: the values of the submission itself by field, and its parts in order.

    A value is text: an IRI in full for a choice or an entity, text@language for a text with a language (see
    `terms.worded`), the key of another part, and what RDF writes for the rest. Fields without a value are
    left out.
    """

    kind: str
    values: Mapping[str, tuple[str, ...]]
    parts: tuple[FilledPart, ...]

    def of(self, cls: str) -> tuple[FilledPart, ...]:
        """Return the parts of class *cls* in order."""
        return tuple(one for one in self.parts if one.cls == cls)


def kebab(name: str) -> str:
    """Return a name in capitals and small letters with hyphens.

    >>> kebab("NationalPosition")
    'national-position'
    """
    return re.sub("(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()

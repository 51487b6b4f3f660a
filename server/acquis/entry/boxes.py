"""Own what a page shows of a form, as plain data: places to type in, boxes, parts inside parts, sections.

It must not know where any of it comes from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from acquis.entry.remarks import Remark, Remarks
from acquis.forms.model import Field, Form

__all__ = ["Box", "Group", "Inner", "Option", "Page", "Section", "Slot"]

# What a choice is sent as, and how it reads.
Option = tuple[str, str]


@dataclass(frozen=True)
class Slot:
    """One place to type in: what stands in it, and the language of that, where it has one."""

    id: str
    value: str
    language: str = ""


@dataclass(frozen=True)
class Box:
    """One field on a page: its places to type in, and what is said of it.

    `kind` is line, area, date, url, list (to be typed, with the list called `offered`), menu, or several (to
    be ticked), the last two out of `options`. `about` names the help, which stands on the page where `helps`.
    """

    field: Field
    name: str
    kind: str
    slots: tuple[Slot, ...]
    about: str
    helps: bool
    help: str
    example: str
    offered: str = ""
    options: tuple[Option, ...] = ()
    remarks: Sequence[Remark] = ()
    waits: bool = False

    @property
    def chosen(self) -> tuple[str, ...]:
        """The values that stand in it."""
        return tuple(one.value for one in self.slots if one.value)


@dataclass(frozen=True)
class Inner:
    """The parts that a group leads to by one field: those `groups` that stand inside it, and others.

    `box` takes the numbers of such as stand elsewhere, None where there is no other.
    """

    field: Field
    name: str
    slug: str
    part: str
    groups: tuple["Group", ...]
    box: Box | None
    remarks: Sequence[Remark]


@dataclass(frozen=True)
class Group:
    """One part with its fields; `key` is "" for the submission itself, `title` says which it is.

    One that `stays` cannot be taken out, since there has to be just one of it.
    """

    key: str
    title: str
    boxes: tuple[Box, ...]
    inner: tuple[Inner, ...] = ()
    remarks: Sequence[Remark] = ()
    stays: bool = False


@dataclass(frozen=True)
class Section:
    """The parts of one class that stand by themselves; `more` says whether there is place for another."""

    slug: str
    name: str
    called: str
    description: str
    count: str
    groups: tuple[Group, ...]
    more: bool


@dataclass(frozen=True)
class Page:
    """A form with all that stands in it; `lists` are what boxes offer, by name."""

    form: Form
    whole: Group
    sections: tuple[Section, ...]
    lists: Mapping[str, tuple[Option, ...]]
    remarks: Remarks

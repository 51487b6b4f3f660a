"""Own what a reference is: the facts that every style is written from, none of them made up.

It must not know a style, nor where the facts come from.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from acquis.vocab import BASE, ID, PUBLISHER

__all__ = ["Author", "KINDS", "Part", "Place", "Record", "Reference", "key", "plain", "tidy"]

# What is cited: a text of some kind, a record of ours that rests on no single text, or all of them.
KINDS = (
    *("dataset", "decision", "document", "position", "record", "report", "resolution", "submission"),
    "treaty",
)

# They would turn the words around them: a citation must read as it is written.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Part:
    """A run of text in a citation."""

    text: str
    is_italic: bool = False


@dataclass(frozen=True)
class Place:
    """One step to a place in a text: `kind` as in its IRI, such as para or annex, and `number` as printed.

    The kind is "" where the whole is given as a source printed it, such as "p. 6".
    """

    kind: str
    number: str


@dataclass(frozen=True)
class Author:
    """Who issued a text: its `name` in full, and `slug`, the last part of its IRI, "" for none."""

    name: str
    slug: str = ""


@dataclass(frozen=True)
class Record:
    """Where the thing stands here: `link` is its address in the release with the id `release`.

    `issued` is the day on which that release came out, as 2026-11-21, "" where that is not known.
    """

    link: str
    release: str
    issued: str = ""


@dataclass(frozen=True)
class Reference:
    """What is known for citing the thing `iri`; a field is empty where nothing is recorded.

    `label` is what the thing is called here. `kind` is one of KINDS, and with the fields from `title` to
    `url` tells of the text that is cited; `genre` says in words what sort of text it is. `date` is a year, a
    month or a day: 2021, 2021-03, 2021-03-10; `date_basis` is what it is the date of. `published_in` is the
    symbol of the collection that prints the text. `pinpoint` leads from the outside to the inside.
    `subject` is what is cited by this text, "" where it is the text itself or a part of it, and `also` names
    the other places that word it. `cautions` are sentences that a reader must know.
    """

    iri: str
    label: str
    kind: str
    record: Record
    title: str = ""
    language: str = ""
    is_described: bool = False
    authors: tuple[Author, ...] = ()
    symbol: str = ""
    genre: str = ""
    date: str = ""
    date_basis: str = ""
    is_draft: bool = False
    published_in: str = ""
    publisher: str = ""
    url: str = ""
    pinpoint: tuple[Place, ...] = ()
    subject: str = ""
    also: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()

    @property
    def is_ours(self) -> bool:
        """Whether what is cited is a record of this dataset, or the dataset, and no text of others."""
        return self.kind in ("dataset", "record")

    @property
    def creators(self) -> tuple[Author, ...]:
        """The authors; of what is ours, those who made the dataset."""
        return (Author(PUBLISHER),) if self.is_ours else self.authors

    @property
    def day(self) -> str:
        """The date of the text; of what is ours, that of the release."""
        return self.record.issued if self.is_ours else self.date


def plain(parts: Iterable[Part]) -> str:
    """Return *parts* as one text, without what is in italics."""
    return "".join(part.text for part in parts)


def tidy(text: str) -> str:
    """Return *text* as one line: without control characters, and with single spaces.

    >>> tidy("one\\r\\n two\\x00")
    'one two'
    """
    return " ".join(_CONTROL.sub("", _TURNING.sub("", text)).split())


def key(iri: str) -> str:
    """Return the name of the thing *iri* in a bibliography; it is the same in every release.

    >>> key(ID + "norm/gge-2015/c")
    'acquis-norm-gge-2015-c'
    """
    path = iri.removeprefix(ID).removeprefix(BASE)
    return "-".join(["acquis", *re.findall("[A-Za-z0-9.]+", path)])

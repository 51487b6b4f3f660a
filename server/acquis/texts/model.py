"""The shape of a source text that was read: its units in their order, with their words, and what is unsure.

It must not know any file format, nor what the words mean.
"""

from dataclasses import dataclass

__all__ = ["Address", "Doubt", "Mark", "SourceText", "Unit", "Vote"]


@dataclass(frozen=True)
class Mark:
    """The place where the mark of a footnote stood: at `at` in the text of its unit, as printed."""

    at: int
    printed: str


@dataclass(frozen=True)
class Address:
    """A link that the file itself holds, over `start` to `end` of the text of its unit."""

    start: int
    end: int
    target: str


@dataclass(frozen=True)
class Unit:
    """One unit that can be pointed at.

    `path` is the end of its address below its edition, as in `para/13.c`, `op/2.a`, `annex/1/para/34`,
    `sec/c/sec/discussions`, `para/86/item/3`, `fn/12`. `above` is the path of the unit that it stands in, ""
    for the edition itself; of a footnote, the unit that has its mark. `kind` is annex, section, paragraph or
    footnote. `number` is as printed, `heading` that of a section or an annex. `text` are its own words on one
    line, without number, marks of footnotes, and the words of the units below it; offsets count its
    characters. `place` says where in the file it stands: `page 4`, `#para_15`, `line 120`.
    """

    path: str
    kind: str
    above: str
    number: str = ""
    heading: str = ""
    text: str = ""
    marks: tuple[Mark, ...] = ()
    addresses: tuple[Address, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Doubt:
    """What a reader was not sure of: the `path` of a unit ("" for all), one word of `kind`, a sentence."""

    path: str
    kind: str
    said: str


@dataclass(frozen=True)
class Vote:
    """A recorded vote: the names as printed in favour, against and abstaining, and the printed totals."""

    yes: tuple[str, ...]
    no: tuple[str, ...]
    abstaining: tuple[str, ...]
    totals: tuple[int, int, int]


@dataclass(frozen=True)
class SourceText:
    """A document in one language as one file has it; dates are ISO 8601, what the file does not say is empty.

    `file` is its name, `sha256` of its bytes in hex, `form` one of akn, docx, html, pdf, plain.
    """

    symbol: str
    language: str
    title: str
    units: tuple[Unit, ...]
    doubts: tuple[Doubt, ...]
    file: str
    sha256: str
    form: str
    pages: int = 0
    adopted: str = ""
    issued: str = ""
    meeting: str = ""
    committee_report: str = ""
    draft: str = ""
    session: str = ""
    agenda: str = ""
    vote: Vote | None = None
    without_vote: bool | None = None
    sponsors: tuple[str, ...] = ()
    additional_sponsors: tuple[str, ...] = ()
    subjects: tuple[tuple[str, str], ...] = ()

"""Write the guide to a kind of submission: everything in it comes from the shapes and their concepts.

It must not describe what the shapes do not: its own sentences say how a form works, not what it asks.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from acquis.engine import Engine
from acquis.forms import reader, wording
from acquis.forms.model import Field, Form, Part

__all__ = ["Line", "NOTES", "Section", "count", "help_text", "markdown", "sections"]

NOTES = (
    "Fields marked with * must be filled in; all others may stay empty.",
    "A date is written like 2026-05-31.",
    "A thing out of a list is given by its name with its short address in brackets, by the address alone, or"
    " by its code, such as XAA for a State or c for a norm.",
    "A text may name its language: put @ and the code of the language at its end, such as @fr.",
    "Each part has a number or a word of its own; other parts point to it by that.",
)

_PRIVATE = "Never published."
_SEEN = {True: "everybody", False: "only those who review it; it is never published"}
_MOST = 15
_COLUMNS = ("Field", "What to fill in", "Required", "Who sees it", "What it may be", "Example")
_KINDS = {
    "boolean": "yes or no",
    "date": "a date",
    "entity": "a thing recorded here",
    "langtext": "a text with its language",
    "part": "the number of a part",
    "text": "a text",
    "url": "a web address",
    "choice": "one of a list",
}


@dataclass(frozen=True)
class Line:
    """One field of a guide, in words."""

    label: str
    help: str
    required: str
    seen: str
    allowed: str
    example: str


@dataclass(frozen=True)
class Section:
    """One part of a form in a guide, in words."""

    name: str
    description: str
    count: str
    lines: tuple[Line, ...]


def sections(form: Form, engine: Engine | None = None) -> list[Section]:
    """Return what the guide says of each part of *form*; *engine* knows the names of more choices."""
    return [
        Section(part.name, part.description, count(part), tuple(_lines(form, part, engine)))
        for part in (form.submission, *form.parts)
    ]


def count(part: Part) -> str:
    """Return how many of *part* are wanted, in words.

    >>> count(Part("acq:Stance", "Stances", "", 1, None, ()))
    'one or more'
    """
    least, most = part.minimum, part.maximum
    if most is None:
        return {0: "any number", 1: "one or more"}.get(least, f"{least} or more")
    if least == most:
        return f"exactly {most}"
    return f"at most {most}" if not least else f"between {least} and {most}"


def _lines(form: Form, part: Part, engine: Engine | None) -> Iterator[Line]:
    for field in form.asked(part):
        required = "yes" if field.required else "no"
        yield Line(
            field.label[:1].upper() + field.label[1:],
            field.help,
            f"{required}, several if need be" if field.repeatable else required,
            _SEEN[field.public],
            allowed(form, field, engine),
            wording.example(field),
        )


def allowed(form: Form, field: Field, engine: Engine | None = None) -> str:
    """Return what *field* may be, in words."""
    target = form.part(field.cls) if field.kind == "part" else None
    if target:
        return f"the number of a part under {target.name}"
    found = wording.options(field, engine)
    if found and len(found) <= _MOST:
        return "; ".join(wording.shown(one) for one in found)
    said = (
        "a text, with its language or without"
        if field.spoken and field.kind == "text"
        else _KINDS[field.kind]
    )
    said = f"one of {len(found)} in a list" if found else said
    return f"{said}, of at most {field.longest:,} characters" if field.longest else said


def help_text(form: Form, field: Field, engine: Engine | None = None) -> str:
    """Return the help for *field* as it stands in a template."""
    said = [field.help, f"It is {allowed(form, field, engine)}."]
    return " ".join([*said, *([] if field.public else [_PRIVATE])])


def markdown(form: Form, engine: Engine | None = None) -> str:
    """Return the guide to *form* in Markdown, with its worked example at the end."""
    lines = [f"# {_title(form)}", "", form.description, "", f"Asked for by: {form.source}.", ""]
    lines += [*(f"- {one}" for one in NOTES), ""]
    for section in sections(form, engine):
        lines += [f"## {section.name}", "", f"{section.description} How many: {section.count}.", ""]
        lines += [_row(_COLUMNS), _row(["---"] * len(_COLUMNS))]
        lines += [
            _row([one.label, one.help, one.required, one.seen, one.allowed, one.example])
            for one in section.lines
        ]
        lines.append("")
    worked = reader.example(form.kind).decode().strip()
    return "\n".join([*lines, "## A worked example", "", "```turtle", worked, "```", ""])


def _title(form: Form) -> str:
    return f"{form.label[:1].upper()}{form.label[1:]}: how to fill it in"


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(' '.join(one.split()).replace('|', chr(92) + '|') for one in cells)} |"

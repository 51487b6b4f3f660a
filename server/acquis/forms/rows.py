"""Own the rows of one document in a table of positions: whether they agree, and the submission they make up.

It must not know how a table is read.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from acquis.errors import InvalidDocument
from acquis.forms import reader, wording
from acquis.forms.model import Field, Filled, FilledPart, Form, Part
from acquis.vocab import ACQ

__all__ = ["Difference", "Document", "KIND", "Row", "group", "value"]

KIND = "national-position"
_DOCUMENT, _STANCE, _EVIDENCE = (ACQ + name for name in ("NationalPosition", "Stance", "Evidence"))
_TOPIC = wording.DEPENDS[1]

# The values of one row, by the slug of a part and the name of its field.
Row = Mapping[tuple[str, str], str]
# A field that two rows give differently: its part, itself, the other row and what that one says.
Difference = tuple[Part, Field, int, str]


def group(row: Row) -> tuple[str, str]:
    """Return what the rows of one document share: for whom it is, and its title."""
    form = reader.form(KIND)
    return value(row, form.submission, ACQ + "submittedFor"), row.get(
        (_part(form, _DOCUMENT).slug, "title"), ""
    )


def value(row: Row, part: Part, path: str) -> str:
    """Return the value in *row* of the field of *part* with *path*, "" for none."""
    return next((row.get((part.slug, one.name), "") for one in part.fields if one.path == path), "")


def _part(form: Form, cls: str) -> Part:
    found = form.part(cls)
    if found is None:
        raise InvalidDocument(f"A {form.label} has no part {cls}: a table of many cannot be read.")
    return found


@dataclass
class Document:
    """The rows of one document, by their number."""

    rows: dict[int, Row] = field(default_factory=dict)

    def add(self, number: int, row: Row) -> list[Difference]:
        """Take in one more *row*; return where it differs from those before it that it must agree with."""
        form = reader.form(KIND)
        found = [
            one
            for part in (form.submission, *form.parts)
            for one in _differences(row, part, self._alike(part.cls, row))
        ]
        self.rows[number] = row
        return found

    def says(self, slug: str, name: str, row: Row) -> bool:
        """Return whether a row before *row* gives the field *name* of the part *slug* for it too."""
        form = reader.form(KIND)
        part = form.named(slug) or form.submission
        return any((slug, name) in other for other in self._alike(part.cls, row).values())

    def _alike(self, cls: str, row: Row) -> Mapping[int, Row]:
        """Return the rows that say the same as *row* of the part of class *cls*: each passage is its own."""
        stance = _part(reader.form(KIND), _STANCE)
        if cls == _STANCE:
            topic = value(row, stance, _TOPIC)
            return {at: one for at, one in self.rows.items() if value(one, stance, _TOPIC) == topic}
        return {} if cls == _EVIDENCE else self.rows

    def topic(self, number: int) -> str:
        """Return the topic of the row *number*, an IRI."""
        return value(self.rows[number], _part(reader.form(KIND), _STANCE), _TOPIC)

    def filled(self) -> Filled:
        """Return the submission that the rows make up: one stance a topic, with the passages of its rows."""
        form = reader.form(KIND)
        document, stance, evidence = (_part(form, cls) for cls in (_DOCUMENT, _STANCE, _EVIDENCE))
        passages: dict[tuple[tuple[str, str], ...], str] = {}
        named: dict[str, list[str]] = {}
        by_topic: dict[str, list[Row]] = {}
        for row in self.rows.values():
            said = tuple(sorted(_merged([row], evidence).items()))
            key = passages.setdefault(said, f"{evidence.slug}-{len(passages) + 1}")
            topic = value(row, stance, _TOPIC)
            by_topic.setdefault(topic, []).append(row)
            named.setdefault(topic, []).append(key)
        whole = {document.cls: f"{document.slug}-1"}
        parts = [
            FilledPart(document.cls, whole[document.cls], _listed(_merged(self.rows.values(), document)))
        ]
        for number, (topic, rows) in enumerate(by_topic.items(), 1):
            values = {**_listed(_merged(rows, stance)), **reader.implied(form, stance.cls, whole)}
            pointing = {
                one.name: tuple(dict.fromkeys(named[topic])) for one in stance.fields if one.cls == _EVIDENCE
            }
            parts.append(FilledPart(stance.cls, f"{stance.slug}-{number}", {**values, **pointing}))
        parts += [FilledPart(evidence.cls, key, _listed(dict(said))) for said, key in passages.items()]
        return Filled(KIND, _listed(_merged(self.rows.values(), form.submission)), tuple(parts))


def _differences(row: Row, part: Part, others: Mapping[int, Row]) -> Iterator[Difference]:
    for one in part.fields:
        place = (part.slug, one.name)
        given = row.get(place, "")
        for at, other in others.items():
            if given and other.get(place, given) != given:
                yield part, one, at, other[place]
                break


def _merged(rows: Iterable[Row], part: Part) -> dict[str, str]:
    """Return the values of *part* in *rows*, which agree, by field."""
    found: dict[str, str] = {}
    for row in rows:
        for one in part.fields:
            if (part.slug, one.name) in row:
                found.setdefault(one.name, row[part.slug, one.name])
    return found


def _listed(values: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {name: (one,) for name, one in values.items()}

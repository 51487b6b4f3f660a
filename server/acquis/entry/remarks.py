"""Put what a check has to say where it belongs on a page: beside a field, at a part, or above the form.

It must not look for faults in what a form says: only for what cannot be brought to a check at all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from acquis.entry.parts import Given, spoken
from acquis.entry.reading import is_language
from acquis.forms.model import Form, Part
from acquis.validation import Finding, Report
from acquis.validation.refusal import CONTROL, LONGEST_TEXT
from acquis.vocab import NEW

__all__ = ["Remark", "Remarks", "at_fields", "in_words"]


@dataclass(frozen=True)
class Remark:
    """One thing that is said: its severity, a sentence, and what was found, is expected, or would do.

    `place` is the part and the field in words; `name` is that of the field on the page, such as
    `stance-2-onTopic`, or the key of the part, "" for the form as a whole.
    """

    severity: str
    message: str
    found: str = ""
    expected: str = ""
    example: str = ""
    place: str = ""
    name: str = ""


@dataclass(frozen=True)
class Remarks:
    """All that is said of one page: by the name of the field or part it belongs to, "" for the whole form.

    `checked` is false where no check was asked for.
    """

    by_name: Mapping[str, Sequence[Remark]] = field(default_factory=dict)
    checked: bool = False

    def of(self, name: str) -> Sequence[Remark]:
        """Return what is said of the field or part *name*."""
        return self.by_name.get(name, ())

    def every(self, severity: str) -> list[Remark]:
        """Return all of one *severity*, in order."""
        return [one for said in self.by_name.values() for one in said if one.severity == severity]


def at_fields(form: Form, report: Report | None, given: Given, language: str = "en") -> Remarks:
    """Return what *report*, if there is one, says of the page *given*, and which codes are no language."""
    return _collected([*(_of_report(form, report, language) if report else ()), *_languages(form, given)])


def in_words(form: Form, problem: str, given: Given) -> Remarks:
    """Return what stops the page *given* from being checked: *problem*, and the texts it may be about."""
    return _collected([Remark("violation", problem), *_unreadable(given), *_languages(form, given)])


def _collected(said: Sequence[Remark]) -> Remarks:
    found: dict[str, list[Remark]] = {}
    for one in said:
        found.setdefault(one.name, []).append(one)
    return Remarks(found, checked=True)


def _of_report(form: Form, report: Report, language: str) -> Iterator[Remark]:
    for one in report.findings:
        yield Remark(
            one.severity,
            one.text("message", language),
            one.text("found", language),
            one.text("expected", language),
            one.text("example", language),
            ", ".join(filter(None, (one.text("where", language), one.text("field", language)))),
            _name(form, one),
        )


def _name(form: Form, finding: Finding) -> str:
    """Return the name of the field on the page that *finding* is about, else that of the part."""
    key = finding.focus.removeprefix(NEW.rstrip("/")).strip("/")
    part = form.named(key.rpartition("-")[0]) if key else form.submission
    if part is None:
        return ""
    return _field(form, part, key, finding.path) or key


def _field(form: Form, part: Part, key: str, path: str) -> str:
    asked = (one for one in form.asked(part) if one.path == path)
    return next((f"{key}-{one.name}" if key else one.name for one in asked), "")


def _languages(form: Form, given: Given) -> Iterator[Remark]:
    for name, values in given.items():
        text = spoken(form, name)
        for one in values if text is not None else ():
            if not is_language(one):
                yield Remark(
                    "violation",
                    "The language is a code of two or three letters, such as en, fr or ar.",
                    found=one[:80],
                    example="en",
                    place="Language",
                    name=text or "",
                )


def _unreadable(given: Given) -> Iterator[Remark]:
    """Yield what is wrong with each text that no document may hold."""
    for name, values in given.items():
        for one in values:
            if len(one) > LONGEST_TEXT:
                size = f"{len(one):,} characters, and at most {LONGEST_TEXT:,} are taken"
                said = f"The text has {size}: shorten it."
                yield Remark("violation", said, place=name, name=name)
            elif found := CONTROL.search(one):
                said = f"The text holds the control character U+{ord(found[0]):04X}: remove it."
                yield Remark("violation", said, place=name, name=name)

"""Turn a fault into a finding that a person can act on: where, what was found, what is expected, an example.

It must not look for faults.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from acquis.checks.constraints import Result
from acquis.engine import BlankNode, Literal, NamedNode, Term, parse_term
from acquis.engine.near import shortened
from acquis.validation.catalogue import Catalogue, Words
from acquis.validation.document import Document
from acquis.validation.fields import Field, Fields, local
from acquis.validation.refusal import ROOT
from acquis.validation.report import SEVERITIES, Finding
from acquis.vocab import NEW

__all__ = ["Teller", "joined"]

_SEVERITY = {name: severity for severity, name in SEVERITIES.items()}
_ADDRESS = re.compile(r"https?://[^\s,;:<>\"]+[^\s,;:.<>\"]")
_NONE: Words = {"en": ""}
# Words take time, and nobody reads more of them at once.
_MOST = 200


class Teller:
    """Makes findings about one document, in every language that its words are known in.

    After the first 200, some of which may be joined, they have no words: their message is "".
    """

    def __init__(self, document: Document, fields: Fields, catalogue: Catalogue) -> None:
        self.document = document
        self.fields = fields
        self.catalogue = catalogue
        self._told = 0

    @property
    def is_tired(self) -> bool:
        """Whether what is found now gets no words any more."""
        return self._told >= _MOST

    def rest(self, findings: Sequence[Finding]) -> Finding:
        """Return the finding that stands for *findings*, which have no words."""
        severity = min((one.severity for one in findings), key=list(SEVERITIES).index)
        self._told = 0
        return self.own(severity, "more", ROOT, number=len(findings))

    def own(
        self,
        severity: str,
        rule: str,
        focus: Term,
        path: str = "",
        *,
        value: Term | None = None,
        expected: Words = _NONE,
        **values: str | int | Words,
    ) -> Finding:
        """Return the finding of a check of our own; its sentence is `rule.` and *rule* of the catalogue."""
        if self.is_tired:
            return _wordless(severity, rule, str(focus), path, str(value or ""))
        self._told += 1
        field = self.fields.field(self.document.cls(focus), path) if path else None
        texts = {
            "where": self.document.where(focus, path),
            "field": field.name if field else {"en": local(path)},
            "found": _NONE if value is None else self.document.words(value),
            "expected": expected,
            "message": self.catalogue.words(f"rule.{rule}", **values),
        }
        return _finding(severity, rule, focus, path, value, texts, field.example if field else "")

    def of_shape(self, result: Result, expected: Words = _NONE) -> Finding:
        """Return the finding that says what *result* of a shape does; *expected* when more is known."""
        if self.is_tired:
            return self._untold(result)
        self._told += 1
        focus, rule = _term(result.focus), local(str(result.shape))
        value = None if result.value in (None, result.focus) else _term(str(result.value))
        component = local(result.component).removesuffix("ConstraintComponent")
        field = self.fields.by_rule.get(rule)
        if field is None and result.path:
            field = self.fields.field(self.document.cls(focus), result.path)
        rule = _rule(result)
        texts = {
            "where": self.document.where(focus, result.path),
            "field": field.name if field else {"en": local(result.path)},
            "found": self._found(focus, result.path, component, value),
            "expected": expected if expected["en"] else self.expected(field, component),
            "message": {text.language or "en": self._readable(str(text)) for text in result.messages}
            or self.catalogue.words("rule.shape"),
        }
        source = (result.component, str(result.shape))
        severity = _severity(result)
        if severity == "advice":
            return _finding(
                severity, rule, focus, result.path, value, {**texts, "expected": _NONE}, "", result.component
            )
        example = field.example if field else ""
        return _finding(severity, rule, focus, result.path, value, texts, example, *source)

    def _untold(self, result: Result) -> Finding:
        return _wordless(_severity(result), _rule(result), result.focus, result.path, result.value or "")

    def _readable(self, message: str) -> str:
        """Return *message* with each address of a term or a thing in it by its short name."""
        return _ADDRESS.sub(lambda found: self._short(found[0]), message)

    def _short(self, iri: str) -> str:
        if iri.startswith(NEW):
            return iri.removeprefix(NEW) or iri
        short = shortened(iri)
        if not short.startswith("<"):
            return short
        return self.document.label(iri).get("en", iri)

    def _found(self, focus: Term, path: str, component: str, value: Term | None) -> Words:
        if value is not None:
            return self.document.words(value)
        if component not in ("MinCount", "MaxCount"):
            return _NONE
        values = self.document.values(focus, path)
        if not values:
            return self.catalogue.words("found.nothing")
        return self.catalogue.words("found.values", number=len(values))

    def expected(self, field: Field | None, component: str) -> Words:
        """Return what *field* may hold, as far as the constraint *component* says, else its help."""
        if field is None:
            return _NONE
        limits = {name: values[0] for name, values in field.limits.items()}
        words = self._limit(component, limits, field)
        return words or field.help or _NONE

    def _limit(self, component: str, limits: Mapping[str, str], field: Field) -> Words:
        known = self.catalogue
        if component in ("MinCount", "MaxCount"):
            return self._count(int(limits.get("minCount", 0)), int(limits.get("maxCount", 0)))
        kind = f"expected.datatype.{local(limits.get('datatype', ''))}"
        # The pattern of a date says in another way what its datatype says.
        if component in ("Datatype", "Pattern") and known.has(kind):
            return known.words(kind)
        if component == "Class" and self.document.label(limits["class"]):
            return known.words("expected.class", cls=self.document.label(limits["class"]))
        if component == "In":
            return {"en": self.choices(field.limits["in"])}
        if component in ("MinLength", "MaxLength"):
            least, most = limits.get("minLength", "0"), limits.get("maxLength", "")
            return known.words("expected.length" if most else "expected.least-length", least=least, most=most)
        return {}

    def _count(self, least: int, most: int) -> Words:
        if least == most:
            return self.catalogue.words("expected.one" if most == 1 else "expected.exactly", number=most)
        if not most:
            return self.catalogue.words("expected.at-least", least=least)
        return self.catalogue.words(
            "expected.between" if least else "expected.at-most", least=least, most=most
        )

    def choices(self, iris: tuple[str, ...]) -> str:
        """Return the names of *iris*, or the texts themselves, with commas between."""
        terms = (NamedNode(one) if "://" in one else Literal(one) for one in iris)
        return "; ".join(sorted(self.document.words(term)["en"] for term in terms))


def _rule(result: Result) -> str:
    return local(str(result.shape if result.constraint is None else result.constraint))


def _severity(result: Result) -> str:
    return _SEVERITY.get(local(result.severity), "violation")


def _wordless(severity: str, rule: str, focus: str, path: str, value: str) -> Finding:
    focus = focus[1:-1] if focus.startswith("<") else focus
    return Finding(severity, rule, "", "", "", "", "", "", focus, path, value)


def _finding(
    severity: str,
    rule: str,
    focus: Term,
    path: str,
    value: Term | None,
    texts: Mapping[str, Words],
    example: str,
    component: str = "",
    shape: str = "",
) -> Finding:
    languages = {tag for words in texts.values() for tag in words} - {"en"}
    english: dict[str, Any] = {
        name: words.get("en") or next(iter(words.values()), "") for name, words in texts.items()
    }
    other = {
        tag: {name: words[tag] for name, words in texts.items() if tag in words} for tag in sorted(languages)
    }
    return Finding(
        severity=severity,
        rule=rule,
        focus=focus.value if isinstance(focus, NamedNode) else str(focus),
        path=path,
        shape=shape,
        value="" if value is None else str(value),
        component=component,
        example=example,
        translations=other,
        **english,
    )


def joined(one: Finding, other: Finding) -> Finding:
    """Return *one* with what *other*, about the same field, found and expects besides."""
    found, expected = one.found, one.expected
    if other.found not in found.split("; "):
        found = "; ".join(filter(None, (found, other.found)))
    if other.expected not in expected:
        expected = "; ".join(filter(None, (expected, other.expected)))
    return replace(one, found=found, expected=expected)


def _term(text: str) -> Term:
    return BlankNode(text[2:]) if text.startswith("_:") else parse_term(text)

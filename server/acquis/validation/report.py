"""Own what a check of a submission reports: findings as plain values, as JSON, as sentences and as SHACL.

It must not find anything, and never imports rdflib: a report is read where no shapes are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from dataclasses import field as attribute
from typing import Any

from acquis.engine import BlankNode, DefaultGraph, Literal, NamedNode, Quad, parse_term
from acquis.validation.catalogue import Catalogue, shipped
from acquis.vocab import PREFIXES, SHAPES

__all__ = ["Finding", "Report", "SEVERITIES"]

# The gravest first.
SEVERITIES = {"violation": "Violation", "warning": "Warning", "advice": "Info"}
_SH = PREFIXES["sh"]
_TYPE = NamedNode(f"{PREFIXES['rdf']}type")
_BOOLEAN = NamedNode(f"{PREFIXES['xsd']}boolean")
_WORDED = ("where", "field", "found", "expected", "message")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to change or to look at.

    *severity* is "violation", which keeps a submission from being taken, "warning" or "advice"; *rule* names
    the shape or the check. *where* is the part in words with its row or line where known, *field* its field
    in words, "" for the part as a whole; *message* says what to do. *focus* is the node (an IRI, or `_:` and
    a label, "" for the document), *path* the IRI of the property. *value* is the value at fault in
    N-Triples, *component* the IRI of the kind of constraint and *shape* that of the shape, ""
    where a check of our own made the finding. *translations* has, by language tag, those of the texts that
    are known in another language than English.
    """

    severity: str
    rule: str
    where: str
    field: str
    found: str
    expected: str
    example: str
    message: str
    focus: str
    path: str
    value: str = ""
    component: str = ""
    shape: str = ""
    translations: Mapping[str, Mapping[str, str]] = attribute(default_factory=dict)

    def text(self, name: str, language: str = "en") -> str:
        """Return the text *name*, such as "message", in *language*, or in English."""
        english: str = getattr(self, name)
        return self.translations.get(language, {}).get(name, english)

    def line(self) -> str:
        """Return the finding as one line of text.

        >>> Finding("advice", "newer", "Stance 1", "Topic", "", "", "", "Look.", "", "").line()
        'ADVICE newer Stance 1, Topic: Look.'
        """
        place = ", ".join(part for part in (self.where, self.field) if part)
        return f"{self.severity.upper()} {self.rule} {place}{': ' if place else ''}{self.message}"

    def __str__(self) -> str:
        return self.line()


@dataclass(frozen=True, slots=True)
class Report:
    """What a check says of one document: *kind* is the slug of its kind, *issuer* the code of whom it is for.

    *sha256* is that of the bytes, *shapes* the version of the shapes, *claims* the number of claims.
    *findings* stand with the gravest first, in order of their place in the document.
    """

    kind: str
    issuer: str
    findings: tuple[Finding, ...]
    sha256: str
    shapes: str
    claims: int

    @property
    def accepted(self) -> bool:
        """Whether the document may be handed in: it has no violation."""
        return not self.of("violation")

    def of(self, severity: str) -> tuple[Finding, ...]:
        """Return the findings of one *severity*."""
        return tuple(finding for finding in self.findings if finding.severity == severity)

    def as_json(self) -> dict[str, Any]:
        """Return the report as a mapping that JSON can hold."""
        return {
            "accepted": self.accepted,
            "counts": {severity: len(self.of(severity)) for severity in SEVERITIES},
            "kind": self.kind,
            "issuer": self.issuer,
            "claims": self.claims,
            "sha256": self.sha256,
            "shapes": self.shapes,
            "findings": [asdict(finding) for finding in self.findings],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Report":
        """Return the report that `as_json` made *data* of."""
        names = ("kind", "issuer", "sha256", "shapes", "claims")
        findings = tuple(Finding(**finding) for finding in data["findings"])
        return cls(findings=findings, **{name: data[name] for name in names})

    def text(self, language: str = "en", catalogue: Catalogue | None = None) -> str:
        """Return the report as sentences in *language*, those that it is not known in in English."""
        known = catalogue or shipped()
        lines = [self._verdict(known, language)]
        for severity in SEVERITIES:
            found = self.of(severity)
            if found:
                lines += ["", known.sentence(f"report.{severity}", language)]
                lines += [line for n, one in enumerate(found, 1) for line in _told(one, n, known, language)]
        return "\n".join(lines) + "\n"

    def _verdict(self, known: Catalogue, language: str) -> str:
        counts = {f"{severity}s": len(self.of(severity)) for severity in SEVERITIES}
        if not self.findings:
            return known.sentence("report.clean", language, claims=self.claims)
        word = "accepted" if self.accepted else "refused"
        return known.sentence(f"report.{word}", language, claims=self.claims, **counts)

    def quads(self) -> list[Quad]:
        """Return the report in the vocabulary of SHACL, messages in every language they are known in.

        Source: https://www.w3.org/TR/shacl/#validation-report
        """
        root = BlankNode("report")
        said: list[tuple[Any, NamedNode, Any]] = [
            (root, _TYPE, _sh("ValidationReport")),
            (root, _sh("conforms"), Literal(str(not self.findings).lower(), datatype=_BOOLEAN)),
        ]
        for number, finding in enumerate(self.findings, 1):
            node = BlankNode(f"result{number}")
            said.append((root, _sh("result"), node))
            said += [(node, predicate, value) for predicate, value in _described(finding)]
        return [Quad(subject, predicate, value, DefaultGraph()) for subject, predicate, value in said]


def _told(finding: Finding, number: int, known: Catalogue, language: str) -> Sequence[str]:
    """Return the lines about one finding: where it is, what to do, what was found and what is expected."""
    place = ", ".join(filter(None, (finding.text("where", language), finding.text("field", language))))
    head = f"{number}. {place}" if place else f"{number}."
    lines = [head, f"   {finding.text('message', language)}"]
    for name in ("found", "expected", "example"):
        text = finding.text(name, language)
        if text:
            lines.append("   " + known.sentence(f"report.{name}", language, text=text))
    return lines


def _described(finding: Finding) -> Iterator[tuple[NamedNode, NamedNode | BlankNode | Literal]]:
    """Yield property and value of the SHACL result that says what *finding* does."""
    yield _TYPE, _sh("ValidationResult")
    yield _sh("resultSeverity"), _sh(SEVERITIES[finding.severity])
    yield _sh("resultMessage"), Literal(finding.message, language="en")
    for language, texts in finding.translations.items():
        if "message" in texts:
            yield _sh("resultMessage"), Literal(texts["message"], language=language)
    yield _sh("focusNode"), _node(finding.focus)
    yield _sh("sourceConstraintComponent"), NamedNode(finding.component or SHAPES + finding.rule)
    if finding.shape:
        yield _sh("sourceShape"), NamedNode(finding.shape)
    if finding.path:
        yield _sh("resultPath"), NamedNode(finding.path)
    if finding.value:
        value = parse_term(finding.value)
        if isinstance(value, NamedNode | BlankNode | Literal):
            yield _sh("value"), value


def _node(name: str) -> NamedNode | BlankNode:
    return BlankNode(name.removeprefix("_:")) if name.startswith("_:") or not name else NamedNode(name)


def _sh(name: str) -> NamedNode:
    return NamedNode(_SH + name)

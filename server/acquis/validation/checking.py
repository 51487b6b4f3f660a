"""Own the check of a submission: read it, gather what the graph knows, run the shapes, cross-check, tell.

It must not store anything, and of accounts it only compares the issuer with the one given.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache

from acquis.checks.constraints import Result
from acquis.engine import Engine, NamedNode, Quad, Term, plain
from acquis.naming import issuers
from acquis.resources import folder
from acquis.validation import earlier, openness, quotes, reading, references, wholeness
from acquis.validation.catalogue import Catalogue, shipped
from acquis.validation.context import Context, gathered
from acquis.validation.document import Document
from acquis.validation.fields import Fields, local
from acquis.validation.refusal import ROOT
from acquis.validation.report import SEVERITIES, Finding, Report
from acquis.validation.shacl import Loaded
from acquis.validation.telling import Teller, joined
from acquis.vocab import ACQ

__all__ = ["Checked", "Opened", "check", "judged", "loaded", "opened", "shaped"]

_FOR, _KIND, _VALUE, _TOPIC = (f"{ACQ}{name}" for name in ("submittedFor", "kind", "stanceValue", "onTopic"))
# What these say of a value, some shape says with less help.
_BETTER = ("class-not-submittable", "unknown-pinpoint", "unknown-reference", "unknown-term", "unused-term")
_CHOICES = NamedNode(f"{ACQ}allowsStance")
# Where each day begins before it does anywhere else.
_FIRST = timezone(timedelta(hours=14))


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check: the *report*, and the *quads* of the document as it was read."""

    report: Report
    quads: tuple[Quad, ...]


@cache
def loaded() -> tuple[Loaded, Fields]:
    """Return the shapes of submissions, loaded once in a process, and what they say of parts and fields."""
    shapes = Loaded(folder("shapes") / "submissions")
    return shapes, Fields(shapes.graph)


def check(
    data: bytes,
    media_type: str,
    engine: Engine,
    *,
    issuer: str = "",
    today: date | None = None,
    max_bytes: int = reading.MOST_BYTES,
) -> Checked:
    """Return what is to be said of the document *data*, by the shapes and by what *engine*, a release, knows.

    *issuer* is the code of whom the account may hand in for, "" when nobody is asking. *today* is the last
    day that is no future, by default the present one where days begin first: Kiribati need not wait for us.

    Raises:
        InvalidDocument: it cannot be read, or reaches beyond itself; see `reading.read`.
        UnsupportedMedia: a form that is not read.
    """
    one = opened(data, media_type, engine, max_bytes=max_bytes)
    (results,) = shaped([one], today)
    return judged(one, results, engine, issuer=issuer)


@dataclass(frozen=True, slots=True)
class Opened:
    """A document that was read: its quads, the places of its parts, what the graph knows, and its hash."""

    quads: list[Quad]
    places: dict[str, str]
    context: Context
    sha256: str


def opened(data: bytes, media_type: str, engine: Engine, *, max_bytes: int = reading.MOST_BYTES) -> Opened:
    """Return the document *data* as it is read, with what *engine* knows of its addresses; see `check`."""
    quads, places = reading.read(data, media_type, engine, max_bytes=max_bytes)
    return Opened(quads, places, gathered(engine, quads), hashlib.sha256(data).hexdigest())


def shaped(documents: Sequence[Opened], today: date | None = None) -> list[list[Result]]:
    """Return what the shapes find in each of *documents*, all checked in one run; for *today* see `check`."""
    day = today or datetime.now(_FIRST).date()
    return loaded()[0].results([(one.quads, one.context.quads) for one in documents], day)


def judged(
    one: Opened,
    results: Iterable[Result],
    engine: Engine,
    *,
    issuer: str = "",
    known: Catalogue | None = None,
) -> Checked:
    """Return what is to be said of *one*, about which *results* is what the shapes found."""
    fields = loaded()[1]
    known = known or shipped()
    document = Document(one.quads, one.places, fields, known, one.context.label)
    teller = Teller(document, fields, known)
    own = [
        *references.terms(teller),
        *references.references(teller, one.context, engine),
        *wholeness.loose(teller),
        *wholeness.untyped(teller),
        *wholeness.oversized(teller),
        *_issued(teller, issuer),
    ]
    found = [
        *own,
        *_of_shapes(teller, results, own, engine),
        *earlier.older_stances(teller, engine),
        *earlier.repeated(teller, engine),
        *openness.addresses(teller),
        *quotes.misquoted(teller, engine),
    ]
    report = Report(
        kind=_local(document.values(ROOT, _KIND)),
        issuer=_code(document.values(ROOT, _FOR)),
        findings=tuple(_cut(_ordered(found, document), teller)),
        sha256=one.sha256,
        shapes=fields.version,
        claims=len(document.claims),
    )
    return Checked(report, tuple(one.quads))


def _of_shapes(
    teller: Teller, results: Iterable[Result], own: Sequence[Finding], engine: Engine
) -> Iterator[Finding]:
    """Yield what the shapes found and *own* does not say better, the faults of one field as one finding.

    The gravest come first.
    """
    told = {(one.focus, one.path, one.value) for one in own if one.rule in _BETTER}
    told |= {(one.focus, "", "") for one in own if one.rule == "loose-part"}
    told |= {("", "", f"<{one.focus}>") for one in own if one.rule == "class-not-submittable"}
    merged: dict[tuple[str, str, str], Finding] = {}
    for result in sorted(results, key=_order(teller.document)):
        finding = teller.of_shape(result, _choices(teller, result, engine))
        value = result.value or ""
        same = {(finding.focus, finding.path, value), (finding.focus, "", "")}
        if not result.path:
            same.add(("", "", value))
        if not same & told:
            key = (finding.focus, finding.rule, finding.message)
            merged[key] = joined(merged[key], finding) if key in merged else finding
    yield from merged.values()


def _order(document: Document) -> Callable[[Result], tuple[int | str, ...]]:
    """Return the key that puts the gravest results first, and then those of the first parts of *document*."""
    severities = {name: place for place, name in enumerate(SEVERITIES.values())}
    nodes = {str(node): place for place, node in enumerate(document.nodes)}

    def key(result: Result) -> tuple[int | str, ...]:
        first = severities.get(local(result.severity), 0), nodes.get(result.focus, 0)
        return *first, result.focus, result.path, str(result.shape), result.component, result.value or ""

    return key


def _cut(findings: Sequence[Finding], teller: Teller) -> Iterator[Finding]:
    """Yield those of *findings* that have words, and one that says how many have none."""
    told = [one for one in findings if one.message]
    yield from told
    known = {(one.rule, one.focus) for one in told}
    untold = {(one.rule, one.focus): one for one in findings if not one.message}
    rest = [one for name, one in untold.items() if name not in known]
    if rest:
        yield teller.rest(rest)


def _choices(teller: Teller, result: Result, engine: Engine) -> dict[str, str]:
    """Return the choices of the topic, when *result* is about a stance that is none of them."""
    if result.path != _VALUE or result.constraint is None or teller.is_tired:
        return {"en": ""}
    node = NamedNode(result.focus[1:-1]) if result.focus.startswith("<") else None
    topics = teller.document.values(node, _TOPIC) if node else []
    found = [triple.object for topic in topics for triple in engine.triples(topic, _CHOICES)]
    return {"en": teller.choices(tuple(plain(one) for one in found))}


def _issued(teller: Teller, issuer: str) -> Iterator[Finding]:
    """Yield a finding when the submission is for another than *issuer*, whose account this is."""
    for value in teller.document.values(ROOT, _FOR):
        if issuer and issuers.code(plain(value)).casefold() != issuer.casefold():
            words = teller.document.words(value)
            yield teller.own(
                "violation", "other-issuer", ROOT, _FOR, value=value, issuer=words, account=issuer
            )


def _ordered(found: Iterable[Finding], document: Document) -> list[Finding]:
    """Return *found*, each once, the gravest first and then in the order of the document."""
    order = {name: place for place, name in enumerate(SEVERITIES)}
    nodes = {
        plain(node) if isinstance(node, NamedNode) else str(node): n for n, node in enumerate(document.nodes)
    }
    once = {
        (one.rule, one.focus, one.path, one.value, one.message): one for one in reversed(list(found))
    }.values()
    return sorted(
        once,
        key=lambda one: (
            order[one.severity],
            nodes.get(one.focus, 0),
            one.path,
            one.rule,
            one.value,
            one.message,
        ),
    )


def _code(values: Sequence[Term]) -> str:
    return issuers.code(plain(values[0])) if values else ""


def _local(values: Sequence[Term]) -> str:
    return local(plain(values[0])) if values else ""

"""Walk a norm through the texts that word it, in order of their dates, and say how each wording differs.

Beside its own wordings stand those of the rules that editors hold close to it, paragraphs that correspond to
these, and guidance, each named as what it is. Where no words are held a step is a place alone. A bounded
number of look-ups for each place; it must not say that two norms are the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from acquis.engine import Engine, NamedNode, Term, Triple
from acquis.errors import UnknownEntity
from acquis.naming import names
from acquis.passages.held import NOTHING, Note, edition_of, is_draft, note, words
from acquis.readable import Value, value
from acquis.texts.aligning import Change
from acquis.texts.aligning import words as compared
from acquis.vocab import ACQ, ID, PREFIXES

__all__ = ["KINDS", "Step", "walk"]

KINDS = ("wording", "rule", "corresponding", "guidance")
_WORDED, _GUIDED, _CORRESPONDS, _EVIDENCE, _UNIT, _CHECKED, _DATE, _REALIZES, _ADOPTED = (
    NamedNode(ACQ + name)
    for name in (
        *("wordedIn", "guidanceIn", "correspondsTo", "evidence", "sourceUnit", "checked", "date"),
        *("realizes", "adoptedOn"),
    )
)
_TYPE, _NORM = NamedNode(PREFIXES["rdf"] + "type"), NamedNode(ACQ + "Norm")
_CLOSE = NamedNode(PREFIXES["skos"] + "closeMatch")
_MOST = 60


@dataclass(frozen=True)
class Step:
    """One place on the way, of one of KINDS; `of` is the norm or rule that it words or guides.

    `words` are those held in `language`, "" where none are. `changes` are they beside those of the step that
    has the label `before`, "" where nothing is compared.
    """

    unit: Value
    edition: Value
    date: str
    kind: str
    of: Value
    is_draft: bool
    checked: tuple[Value, ...]
    language: str = ""
    words: str = ""
    note: Note = NOTHING
    before: str = ""
    changes: tuple[Change, ...] = ()


def walk(engine: Engine, iri: str, language: str = "en") -> tuple[Step, ...]:
    """Return the steps of the norm or rule *iri*, the earliest first, with words in *language* where held.

    There are none where no place of its wording is recorded.

    Raises:
        UnknownEntity: it is no norm or rule, and has no place.
    """
    node = names.node(iri)
    found = dict(_places(engine, node)) if node else {}
    if not found and (node is None or Triple(node, _TYPE, _NORM) not in set(engine.triples(node, _TYPE))):
        raise UnknownEntity(f"No place that words {iri} is recorded: name a norm or a rule.", iri=iri)
    steps = [_step(engine, unit, kind, of, language) for unit, (kind, of) in list(found.items())[:_MOST]]
    steps.sort(key=lambda one: (one.date or "9", KINDS.index(one.kind), names.natural(one.unit.iri)))
    return tuple(_compared(steps))


def _places(engine: Engine, norm: NamedNode) -> Iterator[tuple[NamedNode, tuple[str, NamedNode]]]:
    """Yield each unit on the way with what it is; what comes later of one unit counts, wording most."""
    rules = sorted({*_led(engine, norm, _CLOSE), *_leading(engine, _CLOSE, norm)}, key=str)
    own = _led(engine, norm, _WORDED)
    for unit in own:
        for other in sorted(
            {*_led(engine, unit, _CORRESPONDS), *_leading(engine, _CORRESPONDS, unit)}, key=str
        ):
            yield other, ("corresponding", norm)
    yield from ((unit, ("guidance", norm)) for unit in _led(engine, norm, _GUIDED))
    for rule in rules:
        yield from ((unit, ("rule", rule)) for unit in _led(engine, rule, _WORDED))
    yield from ((unit, ("wording", norm)) for unit in own)


def _step(engine: Engine, unit: NamedNode, kind: str, of: NamedNode, language: str) -> Step:
    edition = NamedNode(f"{ID}edition/{edition_of(unit.value)}")
    held = words(engine, unit.value, language).text
    return Step(
        *(value(engine, unit), value(engine, edition), _date(engine, edition), kind, value(engine, of)),
        is_draft=is_draft(engine, unit.value),
        checked=tuple(value(engine, one) for one in _ways(engine, of, unit)),
        language=language if held else "",
        words=held,
        note=note(engine, unit.value, language) if held else NOTHING,
    )


def _compared(steps: Sequence[Step]) -> Iterator[Step]:
    """Yield *steps*, those that word something beside the one that did so before; guidance words nothing."""
    before: Step | None = None
    for one in steps:
        if one.kind == "guidance" or not one.words:
            yield one
            continue
        if before is None:
            yield one
        else:
            yield replace(one, before=before.unit.text, changes=compared(before.words, one.words))
        before = one


def _ways(engine: Engine, of: NamedNode, unit: NamedNode) -> list[NamedNode]:
    """Return how it was checked that *unit* is a place of the norm *of*."""
    shown = [one for one in _led(engine, of, _EVIDENCE) if unit in _led(engine, one, _UNIT)]
    return sorted({way for one in shown for way in _led(engine, one, _CHECKED)}, key=str)


def _date(engine: Engine, edition: NamedNode) -> str:
    works = _led(engine, edition, _REALIZES)
    found: Iterable[Term] = [one.object for one in engine.triples(edition, _DATE)]
    found = found or [one.object for work in works for one in engine.triples(work, _ADOPTED)]
    return min((str(getattr(one, "value", "")) for one in found), default="")


def _led(engine: Engine, node: NamedNode, predicate: NamedNode) -> list[NamedNode]:
    found = (one.object for one in engine.triples(node, predicate))
    return sorted(
        (one for one in found if isinstance(one, NamedNode)), key=lambda one: names.natural(one.value)
    )


def _leading(engine: Engine, predicate: NamedNode, node: NamedNode) -> list[NamedNode]:
    found = (one.subject for one in engine.triples(None, predicate, node))
    return [one for one in found if isinstance(one, NamedNode)]

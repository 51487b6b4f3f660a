"""The steps of a norm through the texts: where it is worded, guided, affirmed, spoken to, or not on record.

It must not draw. A draft is a step of its own kind, and never one of an adopted text.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from acquis.engine import Engine, NamedNode, Term
from acquis.naming import names
from acquis.pictures.facts import asked, dates, objects, said, shown, subjects
from acquis.pictures.model import EMPTY
from acquis.readable import Value, value
from acquis.vocab import ID, PREFIXES, VOC

__all__ = ["DRAFTS", "NORM", "RESOLUTIONS", "Step", "TEXTS", "letters", "steps", "works"]

# What the IRIs of the eleven norms begin with.
NORM = f"{ID}norm/gge-2015/"
TEXTS, RESOLUTIONS, DRAFTS = "Reports and other texts", "Resolutions", "Drafts"

_RULE_SET = NamedNode(f"{ID}ruleset/gge-2015")
_CLOSE = NamedNode(PREFIXES["skos"] + "closeMatch")
_ISSUED = NamedNode(f"{VOC}edition-status/issued")
_REPORTS = ("gge-report", "oewg-report", "annual-progress-report")
_SPEAKS = "says something about it"
# What stands before the number in a pinpoint: para., annex I, para.
_KIND = re.compile(r"[^0-9]*(?=[0-9])")
_CARRIES = {"wording": "words it", "guidance": "gives guidance on it"}


@dataclass(frozen=True)
class Step:
    """What one text has on a norm, in one way: `how`, at which `places` as printed, through which other text.

    `about` are the IRIs that others may name it by. A text with nothing on record has no `how`.
    """

    lane: str
    date: str
    text: Value
    how: str = ""
    places: tuple[str, ...] = ()
    through: Value = EMPTY
    checked: tuple[str, ...] = ()
    about: frozenset[str] = frozenset()


def letters(engine: Engine) -> dict[str, str]:
    """Return the name of each norm of 2015 by its letter."""
    found = {
        (letter := node.value.removeprefix(NORM)): f"({letter}) {value(engine, node).text}"
        for node in subjects(engine, "inRuleSet", _RULE_SET)
    }
    return dict(sorted(found.items()))


def steps(engine: Engine, letter: str) -> list[Step]:
    """Return the steps of the norm with *letter*, oldest first; it asks three queries and makes few passes.

    Raises:
        InvalidParameter: there is no such norm.
    """
    dated = dates(engine)
    values = {"norm": letter}
    found = [
        *_carried(engine, asked(engine, "norm-wording", values), dated),
        *_spoken(asked(engine, "norm-in-texts", values)),
        *_affirmed(asked(engine, "affirming-resolutions", values)),
        *_rules(engine, NamedNode(NORM + letter), dated),
    ]
    found += _silent(engine, {iri for one in found for iri in one.about}, dated)
    return sorted(found, key=lambda one: (one.date, one.text.text, one.how))


def _carried(
    engine: Engine, rows: Iterable[Mapping[str, Term]], dated: Mapping[NamedNode, str]
) -> Iterator[Step]:
    """Yield a step for each text that words the norm or guides on it."""
    for some in _grouped(rows, "edition", "kind"):
        row = some[0]
        edition = NamedNode(said(row, "edition"))
        lane = DRAFTS if said(row, "editionStatus") == "draft" else TEXTS
        yield Step(
            lane,
            dated.get(edition, ""),
            shown(row, "editionLabel", "edition"),
            _CARRIES[said(row, "kind")],
            _places(some, "editionLabel"),
            checked=_each(some, "checked"),
            about=frozenset((edition.value, *works(engine, edition))),
        )


def works(engine: Engine, edition: NamedNode) -> Iterator[str]:
    """Yield the IRIs of the works that *edition*, or an annex of it, is an issue of."""
    for unit in (edition, *subjects(engine, "standsIn", edition)):
        yield from (one.value for one in objects(engine, unit, "realizes"))


def _spoken(rows: Iterable[Mapping[str, Term]]) -> Iterator[Step]:
    """Yield a step for each text that says something about the norm; one that only cites its text is none."""
    for some in _grouped((row for row in rows if said(row, "how") == _SPEAKS), "edition"):
        row = some[0]
        is_draft = said(row, "editionStatus") == "draft"
        yield Step(
            DRAFTS if is_draft else TEXTS,
            said(row, "date"),
            shown(row, "editionLabel", "edition"),
            _SPEAKS,
            _places(some, "editionLabel"),
            checked=_each(some, "checked"),
            about=frozenset((said(row, "edition"),)),
        )


def _affirmed(rows: Iterable[Mapping[str, Term]]) -> Iterator[Step]:
    """Yield a step for each resolution, act and text through which it affirms the norm."""
    for some in _grouped(rows, "resolution", "act", "text"):
        row = some[0]
        yield Step(
            RESOLUTIONS,
            said(row, "adoptedOn"),
            shown(row, "resolutionLabel", "resolution"),
            said(row, "act"),
            _each(some, "place"),
            shown(row, "textLabel", "text"),
            _each(some, "checked"),
            frozenset((said(row, "resolution"),)),
        )


def _rules(engine: Engine, norm: NamedNode, dated: Mapping[NamedNode, str]) -> Iterator[Step]:
    """Yield a step for each rule of A/RES/73/27 that the editors read as close to the norm."""
    for rule in sorted({one.subject for one in engine.triples(None, _CLOSE, norm)}, key=str):
        if isinstance(rule, NamedNode):
            units = objects(engine, rule, "wordedIn")
            editions = [one for unit in units for one in objects(engine, unit, "partOf")]
            yield Step(
                RESOLUTIONS,
                min((dated[one] for one in editions if one in dated), default=""),
                value(engine, rule),
                "words a rule that is close to it, and not the same",
                tuple(value(engine, unit).text for unit in units),
                checked=tuple(value(engine, one).text for one in objects(engine, rule, "checked")),
                about=frozenset(one.value for one in editions),
            )


def _silent(engine: Engine, known: set[str], dated: Mapping[NamedNode, str]) -> Iterator[Step]:
    """Yield the reports of expert and working groups of which nothing is recorded on the norm."""
    issued = set(subjects(engine, "editionStatus", _ISSUED))
    for kind in _REPORTS:
        for node in subjects(engine, "kind", NamedNode(f"{VOC}document-type/{kind}")):
            if node in issued and node in dated and node.value not in known:
                yield Step(TEXTS, dated[node], value(engine, node))


def _grouped(rows: Iterable[Mapping[str, Term]], *columns: str) -> list[list[Mapping[str, Term]]]:
    """Return *rows* that agree in *columns* together, in order of the first of each."""
    found: dict[tuple[str, ...], list[Mapping[str, Term]]] = defaultdict(list)
    for row in rows:
        found[tuple(said(row, column) for column in columns)].append(row)
    return list(found.values())


def _each(rows: Iterable[Mapping[str, Term]], column: str) -> tuple[str, ...]:
    """Return the texts in *column*, each once."""
    return tuple(dict.fromkeys(text for row in rows if (text := said(row, column))))


def _places(rows: Iterable[Mapping[str, Term]], whole: str) -> tuple[str, ...]:
    """Return the pinpoints of *rows* in natural order, those of one kind together, without the *whole*."""
    found = {said(row, "pinpoint").removeprefix(f"{said(row, whole)}, ") for row in rows}
    kinds: dict[str, list[str]] = defaultdict(list)
    for place in sorted(found, key=names.natural):
        kind = _KIND.match(place)
        kinds[kind[0] if kind else ""].append(place[kind.end() :] if kind else place)
    return tuple(
        f"{kind.replace('para. ', 'paras. ') if len(numbers) > 1 else kind}{', '.join(numbers)}"
        for kind, numbers in kinds.items()
    )

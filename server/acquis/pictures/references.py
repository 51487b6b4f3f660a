"""Which text refers to which, by which act: read once for each engine, and looked up by work.

It must not draw, and counts no more than the question citation-graph does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from acquis.engine import Engine, Literal, NamedNode, Term
from acquis.naming import names
from acquis.pictures.facts import asked, dates, links, objects, said, shown
from acquis.pictures.model import Asked
from acquis.readable import Value, value
from acquis.vocab import ID

__all__ = ["DRAFT", "QUESTION", "Reference", "WORK", "around", "works"]

QUESTION = Asked("citation-graph", {})
DRAFT = "draft"
# What the IRIs of works begin with.
WORK = f"{ID}work/"


@dataclass(frozen=True)
class Reference:
    """One text that refers to a work, or with `cites` false is referred to by it, by one act, `times` times.

    `date` is that of the text as recorded, "" where none is; `status` says whether it is a draft.
    """

    text: Value
    act: str
    times: int
    date: str
    status: str
    cites: bool


@dataclass(frozen=True)
class _Known:
    """The answer to the question, the works that each issue is one of, and the date of each issue, by IRI."""

    rows: list[dict[str, Term]]
    works: Mapping[str, set[NamedNode]]
    dates: Mapping[str, str]


# An engine never changes, so it is read once, by the first picture that asks.
_KNOWN: WeakKeyDictionary[Engine, _Known] = WeakKeyDictionary()


def works(engine: Engine) -> dict[str, str]:
    """Return the name of each work of which an issue cites or is cited, by the last part of its IRI."""
    known = _known(engine)
    ends = {said(row, end) for row in known.rows for end in ("from", "to")}
    found = {work for end in ends for work in known.works.get(end, ())}
    named = {node.value.removeprefix(WORK): value(engine, node).text for node in found}
    return dict(sorted(named.items(), key=lambda item: names.natural(item[1].casefold())))


def around(engine: Engine, work: NamedNode) -> list[Reference]:
    """Return what refers to an issue of *work* and what such an issue refers to, the newest first."""
    known = _known(engine)
    ours = {issue for issue, some in known.works.items() if work in some}
    found: dict[tuple[str, str, bool], Reference] = {}
    for row in known.rows:
        ends = [said(row, end) in ours for end in ("from", "to")]
        if ends[0] == ends[1]:
            continue
        one = _reference(row, known.dates, cites=ends[1])
        key = (one.text.iri, one.act, one.cites)
        before = found.get(key)
        found[key] = replace(one, times=one.times + before.times) if before else one
    ranked = sorted(found.values(), key=lambda one: (one.text.text, one.act))
    return sorted(ranked, key=lambda one: one.date, reverse=True)


def _reference(row: Mapping[str, Term], dates: Mapping[str, str], *, cites: bool) -> Reference:
    end = "from" if cites else "to"
    times = row.get("times")
    return Reference(
        shown(row, f"{end}Label", end),
        said(row, "function"),
        int(times.value) if isinstance(times, Literal) else 1,
        dates.get(said(row, end), ""),
        said(row, f"{end}Status"),
        cites,
    )


def _known(engine: Engine) -> _Known:
    if engine not in _KNOWN:
        rows = asked(engine, QUESTION.question, QUESTION.values)
        ends = {said(row, end) for row in rows for end in ("from", "to")}
        dated = {node.value: date for node, date in dates(engine).items() if node.value in ends}
        _KNOWN[engine] = _Known(rows, _issues(engine), dated)
    return _KNOWN[engine]


def _issues(engine: Engine) -> dict[str, set[NamedNode]]:
    """Return the works of each issue, by its IRI: its own, and that of an annex of it."""
    found: dict[str, set[NamedNode]] = {}
    for unit, work in links(engine, "realizes"):
        if work.value.startswith(WORK):
            for one in (unit, *objects(engine, unit, "standsIn")):
                found.setdefault(one.value, set()).add(work)
    return found

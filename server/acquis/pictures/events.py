"""What happened since 1998, as the timeline shows it: processes, their reports, and resolutions, by date.

It must not draw, and does not choose what is a report of a process: that is in the graph.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from acquis.engine import Engine, NamedNode, Term
from acquis.pictures.facts import asked, moment, rows, said, shown, subjects
from acquis.pictures.model import Row, day, plain
from acquis.readable import Value
from acquis.vocab import VOC

__all__ = ["AGREED", "COLUMNS", "Event", "FIRST", "LANES", "NOT_AGREED", "UNKNOWN", "events"]

# The year of A/RES/53/70, the first of its series.
FIRST = 1998
COLUMNS = ("From", "Until", "Kind", "Name", "Consensus", "How checked")
AGREED, NOT_AGREED, UNKNOWN = "by consensus", "not by consensus", "not verified"
# What is on record of a process that agreed on nothing, and of the report on it, which is no agreed text.
_ENDED_WITHOUT, _WITHOUT = "ended without consensus", "the process ended without consensus"

_GROUPS = "Groups of Governmental Experts (GGE)"
_OPEN = "Open-ended working groups (OEWG) and what follows them"
# The lanes of processes, which are there even when they are empty.
LANES = (_GROUPS, _OPEN)
_KINDS = {"gge": _GROUPS, "oewg": _OPEN, "permanent-mechanism": _OPEN}
_CONSENSUS = {"true": AGREED, "false": NOT_AGREED}
_ENDED = {"true": "ended in consensus", "false": _ENDED_WITHOUT}
_OF_PROCESS = {"true": "the process ended in consensus", "false": _WITHOUT}
_REPORTS = """
SELECT DISTINCT ?process ?edition ?editionLabel ?date ?checked ?adopted ?ended WHERE {
  ?process a acq:Process .
  {
    ?work acq:outcomeOf ?process .
    ?unit acq:realizes ?work ;
      acq:partOf? ?edition .
  } UNION {
    ?edition acq:originator ?process ;
      acq:kind <https://w3id.org/acquis/voc/document-type/annual-progress-report> .
  }
  ?edition acq:editionStatus <https://w3id.org/acquis/voc/edition-status/issued> ;
    skos:prefLabel ?editionLabel ;
    acq:date ?date .
  OPTIONAL { ?edition acq:checked/skos:prefLabel ?checked }
  OPTIONAL { ?edition acq:adoptedByConsensus ?adopted }
  OPTIONAL { ?process acq:consensus ?ended }
}
ORDER BY ?date ?editionLabel ?edition
"""


@dataclass(frozen=True)
class Event:
    """One mark in a lane: a "process", a "report" or a "resolution", with its full and its short name.

    `dates` are the first and the last as recorded, "" where there is none; `start` and `end` are the same in
    years with a part, `end` None for what goes on and for a single day.
    """

    lane: str
    kind: str
    name: Value
    short: str
    dates: tuple[str, str]
    start: float
    end: float | None
    consensus: str
    checked: str

    @property
    def row(self) -> Row:
        """The line of the table."""
        kind, consensus, checked = plain(self.kind), plain(self.consensus), plain(self.checked)
        return (day(self.dates[0]), day(self.dates[1]), kind, self.name, consensus, checked)

    @property
    def is_without(self) -> bool:
        """Whether consensus is recorded to be missing: on the text, or at the end of the process."""
        return self.consensus in (NOT_AGREED, _ENDED_WITHOUT, _WITHOUT)

    @property
    def told(self) -> str:
        """The mark in words."""
        dates = " to ".join(date for date in self.dates if date)
        return ", ".join(part for part in (self.name.text, dates, self.consensus) if part)


def events(engine: Engine) -> list[Event]:
    """Return what is on record since `FIRST`, by date; it asks three queries and looks three kinds up."""
    found = [*_processes(engine), *_resolutions(engine)]
    return sorted(found, key=lambda one: (one.start, one.name.text, one.name.iri))


def _processes(engine: Engine) -> Iterator[Event]:
    """Yield the processes that have a lane, and their reports."""
    lanes = {
        node.value: lane
        for kind, lane in _KINDS.items()
        for node in subjects(engine, "kind", NamedNode(f"{VOC}process-kind/{kind}"))
    }
    for iri, row in {said(row, "process"): row for row in asked(engine, "processes", {})}.items():
        if iri in lanes:
            yield from _process(row, lanes[iri])
    for row in rows(engine.query(_REPORTS)):
        if (lane := lanes.get(said(row, "process"))) is not None:
            yield from _day(row, "date", "edition", lane, "report", _agreed(row))


def _agreed(row: Mapping[str, Term]) -> str:
    """Return what the graph says of the consensus on a report: of itself, else how its process ended."""
    return _CONSENSUS.get(said(row, "adopted")) or _OF_PROCESS.get(said(row, "ended"), UNKNOWN)


def _process(row: Mapping[str, Term], lane: str) -> Iterator[Event]:
    name, dates = shown(row, "processLabel", "process"), (said(row, "startedOn"), said(row, "endedOn"))
    start, end = moment(dates[0]), moment(dates[1], end=True)
    # Long names of groups end in a short one: (first GGE), (first OEWG, 2019-2021).
    short = name.text.rpartition("(")[2].rstrip(")") if name.text.endswith(")") else name.text
    consensus = _ENDED.get(said(row, "consensus"), "")
    if start is not None and start >= FIRST:
        yield Event(lane, "process", name, short, dates, start, end, consensus, said(row, "checked"))


def _resolutions(engine: Engine) -> Iterator[Event]:
    for row in {said(row, "resolution"): row for row in asked(engine, "resolutions", {})}.values():
        consensus = _CONSENSUS.get(said(row, "consensus"), UNKNOWN)
        series = said(row, "resolutionLabel").rpartition("/RES/")[0]
        lane = f"Resolutions {series}/RES/…" if series else "Other resolutions"
        yield from _day(row, "adoptedOn", "resolution", lane, "resolution", consensus)


def _day(
    row: Mapping[str, Term], date: str, thing: str, lane: str, kind: str, consensus: str
) -> Iterator[Event]:
    name, start = shown(row, f"{thing}Label", thing), moment(said(row, date))
    short = name.text.rpartition("/RES/")[2] if kind == "resolution" else name.text
    if start is not None and start >= FIRST:
        dates = (said(row, date), "")
        yield Event(lane, kind, name, short, dates, start, None, consensus, said(row, "checked"))

"""Write States side by side for use elsewhere: a row for each claim and each blank, or plain records.

It must not know HTTP. What a spreadsheet could take for a formula is disarmed by `acquis.library.tables`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from acquis.comparing import exports
from acquis.comparing.beside import ALIKE, DIFFERENT, ONE, OPEN, Beside, Line, Part, Said
from acquis.comparing.kinds import NONE, NOT, OUTSIDE, SPOKE, Kind
from acquis.comparing.matrix import blank
from acquis.comparing.record import Actor, Column, Record
from acquis.comparing.votes import Pair
from acquis.library import tables
from acquis.library.tables import Table
from acquis.vocab import LICENCE, PUBLISHER

__all__ = ["citation", "csv", "json", "title", "workbook"]

_COLUMNS = (
    *("section", "item", "item name", "verdict", "code", "name", "recorded", "value", "definition"),
    *("document", "date", "pinpoint", "quote", "basis", "confidence", "checked", "note", "claim"),
)
_VERDICTS = {ALIKE: "same", DIFFERENT: "differs", ONE: "one only", OPEN: "several, or contested"}
_VOTES = "votes"

_Row = dict[str, str]


def title(found: Beside) -> str:
    """Return what a citation calls *found*."""
    names = ", ".join(one.name.text for one in found.actors)
    return f"{names}: side by side" if len(found.actors) > 1 else f"What is recorded of {names}"


def citation(found: Beside, release_id: str, address: str) -> str:
    """Return how to cite *found* as the release answered that stands at *address*."""
    return f"{PUBLISHER}, Acquis, release {release_id}: {title(found)}. {address}"


def csv(record: Record, found: Beside, release_id: str, address: str) -> bytes:
    """Return *found* as CSV for spreadsheets; each row names the release and the *address* of the page."""
    return tables.excel_csv(_table(record, found, {"release": release_id, "address": address}))


def workbook(record: Record, found: Beside, release_id: str, address: str) -> bytes:
    """Return *found* as a spreadsheet, with a second sheet that says what it is."""
    return tables.workbook(_table(record, found, {}), _about(record, found, release_id, address))


def json(record: Record, found: Beside, release_id: str, address: str) -> dict[str, Any]:
    """Return *found* as an object that JSON can hold."""
    return {
        "title": title(found),
        "release": release_id,
        "licence": LICENCE,
        "address": address,
        "about": dict(_about(record, found, release_id, address)),
        "actors": [_actor(one) for one in found.actors],
        "only": DIFFERENT if found.only else None,
        "parts": [_part(found, one) for one in found.parts],
        "votes": [_pair(one) for one in found.pairs],
    }


def _about(record: Record, found: Beside, release_id: str, address: str) -> list[tuple[str, str]]:
    """Return what a reader must know to use and cite *found*, line by line."""
    asked = dict.fromkeys(line for part in found.parts for line in exports.filters(record, part.view))
    return [
        ("Title", title(found)),
        *asked,
        *([("Lines", "Only those on which they differ")] if found.only else []),
        (f"“{SPOKE.name}”", "A value is recorded."),
        *((f"“{one.name}”", one.definition) for one in (OUTSIDE, NOT, NONE)),
        (
            "Verdict",
            "Values that differ need not be opposed. The same means that all who speak give the same.",
        ),
        ("Votes", "A missing vote counts for nothing; equal votes are no sign of an agreed position."),
        ("Groups", "What a group says is not what its members say."),
        ("Release", release_id),
        ("Licence", LICENCE),
        ("How to cite", citation(found, release_id, address)),
        ("Address", address),
    ]


def _table(record: Record, found: Beside, beside: Mapping[str, str]) -> Table:
    rows = [
        {name: exports.literal(text) for name, text in {**row, **beside}.items() if text}
        for row in _rows(record, found)
    ]
    return Table((*_COLUMNS, *beside), rows)


def _rows(record: Record, found: Beside) -> Iterator[_Row]:
    for part in found.parts:
        for line in part.lines:
            head = {**_item(part, line.column), "verdict": _VERDICTS[line.verdict]}
            yield from (head | row for row in _cells(record, found, line))
        for column in () if found.only else (*part.outside, *part.unsaid):
            for one in found.actors:
                yield {**_item(part, column), **_blank(one, _kind(part, one, column))}
    for pair in found.pairs:
        yield {
            "section": _VOTES,
            "item": f"{pair.one.code}, {pair.other.code}",
            "item name": f"{pair.one.name.text}, {pair.other.name.text}",
            "value": f"{pair.same} the same of {pair.shared} where both are recorded"
            if pair.shared
            else "no resolution with both votes recorded",
        }


def _item(part: Part, column: Column) -> _Row:
    return {"section": part.whole.name, "item": column.code, "item name": column.label.text}


def _cells(record: Record, found: Beside, line: Line) -> Iterator[_Row]:
    for one, those, kind in zip(found.actors, line.said, line.blanks, strict=True):
        yield from (_said(record, one, said) for said in those)
        if not those:
            yield _blank(one, kind)


def _said(record: Record, one: Actor, said: Said) -> _Row:
    claim, option = said.claim, said.option

    def named(sort: str, *codes: str) -> str:
        labels = record.names[sort]
        return "; ".join(labels[code].text if code in labels else code for code in codes)

    return {
        **_blank(one, SPOKE if option.is_on_it else NOT),
        "value": option.label.text,
        "definition": option.definition,
        "document": claim.document.label.text,
        "date": claim.document.date,
        "pinpoint": "; ".join(place.locator for place in said.pinpoints if place.locator),
        "quote": " | ".join(place.quote.text for place in said.pinpoints if place.quote),
        "basis": named("basis", *claim.basis),
        "confidence": named("confidence", claim.confidence),
        "checked": named("checked", claim.checked),
        "note": claim.note,
        "claim": claim.iri,
    }


def _blank(one: Actor, kind: Kind) -> _Row:
    return {"code": one.code, "name": one.name.text, "recorded": kind.name}


def _kind(part: Part, one: Actor, column: Column) -> Kind:
    return blank(part.whole, one.code, part.whole.claims.get((one.code, column.code), ()))


def _actor(one: Actor) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name.text,
        "iri": one.name.iri,
        "region": one.region,
        "groups": one.groups,
        "state": one.is_state,
    }


def _part(found: Beside, part: Part) -> dict[str, Any]:
    return {
        "section": part.whole.name,
        "lines": [
            {**_column(line.column), "verdict": _VERDICTS[line.verdict], "cells": _line(found, line)}
            for line in part.lines
        ],
        "nothingRecorded": [_column(one) for one in part.unsaid],
        "leftOutByTheFilters": [_column(one) for one in part.outside],
    }


def _line(found: Beside, line: Line) -> list[dict[str, Any]]:
    return [
        {
            "code": one.code,
            **({"claims": [_claim(said) for said in those]} if those else {"kind": kind.name}),
        }
        for one, those, kind in zip(found.actors, line.said, line.blanks, strict=True)
    ]


def _claim(said: Said) -> dict[str, Any]:
    places = [
        {"locator": one.locator, "quote": one.quote.text if one.quote else None} for one in said.pinpoints
    ]
    return {**exports.claim(said.claim), "label": said.option.label.text, "pinpoints": places}


def _column(one: Column) -> dict[str, Any]:
    return {"code": one.code, "iri": one.label.iri, "label": one.label.text}


def _pair(one: Pair) -> dict[str, Any]:
    return {"one": one.one.code, "other": one.other.code, "bothRecorded": one.shared, "same": one.same}

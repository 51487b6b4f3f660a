"""Write a matrix for use elsewhere: as a table, as plain records, and the lines that say what it is.

It must not know HTTP. What a spreadsheet could take for a formula is disarmed by `acquis.library.tables`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from acquis.comparing.kinds import KINDS, NONE, NOT
from acquis.comparing.matrix import Cell, Matrix
from acquis.comparing.record import Claim, Column, Record
from acquis.comparing.view import View
from acquis.library import tables
from acquis.library.tables import Table
from acquis.vocab import LICENCE, PUBLISHER

__all__ = ["CALLED", "TITLES", "about", "claim", "csv", "filters", "json", "literal", "workbook"]

TITLES = {
    "norms": "What States and groups say on the norms of 2015",
    "topics": "What States and groups say on topics of international law",
}
# What the filters are called, by their parameters.
CALLED = {
    "topic": "Topics",
    "norm": "Norms",
    "state": "States and groups",
    "region": "Regional group",
    "group": "Members of",
    "from": "Documents from",
    "to": "Documents until",
    "basis": "Basis",
    "confidence": "Confidence",
    "checked": "Checked",
    "with": "Compared with",
    "spoke": "Only who spoke",
    "latest": "Only the latest document on each",
    "sort": "Sorted by",
}
_FIXED = ("code", "name", "regional group")


def csv(record: Record, shown: Matrix, release_id: str, address: str) -> bytes:
    """Return *shown* as CSV for spreadsheets; each row names the release and the *address* of the view."""
    return tables.excel_csv(_table(record, shown, {"release": release_id, "address": address}))


def workbook(record: Record, shown: Matrix, release_id: str, address: str) -> bytes:
    """Return *shown* as a spreadsheet, with a second sheet that says what it is."""
    lines = about(record, shown, release_id, address)
    return tables.workbook(_table(record, shown, {}), lines)


def json(record: Record, shown: Matrix, release_id: str, address: str) -> dict[str, Any]:
    """Return *shown* as an object that JSON can hold, with the claims behind each cell."""
    return {
        "title": TITLES[shown.view.field],
        "release": release_id,
        "licence": LICENCE,
        "address": address,
        "about": dict(about(record, shown, release_id, address)),
        "view": shown.view.grouped(),
        "columns": [_column(one) for one in shown.columns],
        "rows": [
            {
                "code": row.actor.code,
                "name": row.actor.name.text,
                "iri": row.actor.name.iri,
                "region": row.actor.region,
                "groups": row.actor.groups,
                "cells": [_cell(cell) for cell in row.cells],
            }
            for row in shown.rows
        ],
    }


def about(record: Record, shown: Matrix, release_id: str, address: str) -> list[tuple[str, str]]:
    """Return what a reader must know to use and cite *shown*, line by line."""
    title = TITLES[shown.view.field]
    return [
        ("Title", title),
        *filters(record, shown.view),
        ("Rows", str(len(shown.rows))),
        *((f"“{one.name}” ({shown.counts.get(one.name, 0)})", one.definition) for one in KINDS),
        ("Groups", "What a group says is not what its members say, and stands in a row of its own."),
        *(
            (f"Column {one.code}", f"{one.label.text}: {one.asks}" if one.asks else one.label.text)
            for one in shown.columns
        ),
        ("Release", release_id),
        ("Licence", LICENCE),
        ("How to cite", f"{PUBLISHER}, Acquis, release {release_id}: {title}. {address}"),
        ("Address", address),
    ]


def filters(record: Record, view: View) -> list[tuple[str, str]]:
    """Return what *view* asks for beside the whole, each by the name of its filter."""
    return [
        (CALLED[name], ", ".join(_named(record, view, name, one) for one in values))
        for name, values in view.grouped().items()
    ]


def _named(record: Record, view: View, name: str, text: str) -> str:
    columns = record.fields[view.field].columns
    if name in record.names and text in record.names[name]:
        return record.names[name][text].text
    if name in ("state", "with") and text in record.actors:
        return record.actors[text].name.text
    place, _, code = text.partition("/")
    if place in columns:
        column = columns[place]
        return f"{column.label.text}: {column.options[code].label.text}" if code else column.label.text
    return {"1": "yes", "region": "regional group", "spoke": "how much is recorded"}.get(text, text)


def _table(record: Record, shown: Matrix, beside: Mapping[str, str]) -> Table:
    """Return *shown* with a column each for its columns, and what stands *beside* in every row."""
    heads = [_head(shown, one) for one in shown.columns]
    rows = [
        {name: literal(text) for name, text in _texts(record, shown, number, heads, beside) if text}
        for number in range(len(shown.rows))
    ]
    return Table((*_FIXED, *heads, *beside), rows)


def _texts(
    record: Record, shown: Matrix, number: int, heads: Sequence[str], beside: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    row = shown.rows[number]
    region = record.names["region"].get(row.actor.region)
    fixed = (row.actor.code, row.actor.name.text, region.text if region else "")
    yield from zip(_FIXED, fixed, strict=True)
    yield from zip(heads, (cell.words for cell in row.cells), strict=True)
    yield from beside.items()


def literal(text: str) -> dict[str, str]:
    """Return *text* as a cell of a table."""
    return {"type": "literal", "value": text}


def _head(shown: Matrix, column: Column) -> str:
    # A word of ours stands first: a name that begins like a formula must not stand at the head of a column.
    return f"{shown.view.column_name} {column.code}: {column.label.text}"


def _column(column: Column) -> dict[str, Any]:
    return {
        "code": column.code,
        "iri": column.label.iri,
        "label": column.label.text,
        "group": column.group.text if column.group else None,
        "asks": column.asks,
        "values": [
            {"code": one.code, "mark": one.mark, "label": one.label.text, "definition": one.definition}
            for one in column.options.values()
        ],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    if cell.kind in (NOT, NONE) and not cell.claims:
        return {"kind": cell.kind.name}
    return {"kind": cell.kind.name, "claims": [claim(one) for one in cell.claims]}


def claim(one: Claim) -> dict[str, Any]:
    """Return *one* as an object that JSON can hold."""
    return {
        "iri": one.iri,
        "value": one.value,
        "document": one.document.label.iri,
        "date": one.document.date,
        "basis": one.basis,
        "confidence": one.confidence,
        "checked": one.checked,
        "note": one.note,
    }

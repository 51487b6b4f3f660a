"""How commands print: one table for people, the formats of the web for programs.

It must not know any command.
"""

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from acquis import formats
from acquis.engine import Engine, NamedNode, Result, Term
from acquis.errors import InvalidParameter
from acquis.library import tables
from acquis.naming import names

__all__ = ["COLUMNS", "FORMAT", "LABELS", "progress", "show", "table"]

_TABLE = "table"
_KINDS = ("select", "ask", "graph")
_SUFFIXES = sorted({form.suffix for kind in _KINDS for form in formats.offered(kind)} - {"html"} | {"xlsx"})
_PIPED = {"select": "csv", "ask": _TABLE, "graph": "ttl"}
_PIPED_WIDTH = 100
_LEAST_WIDTH = 14

FORMAT: dict[str, Any] = {
    "type": click.Choice([_TABLE, *_SUFFIXES]),
    "help": "How to print the answer; by default a table in a terminal, else CSV, Turtle or a word.",
}
COLUMNS: dict[str, Any] = {
    "metavar": "A,B,…",
    "help": "Print a table of these columns only, in this order.",
}

LABELS: dict[str, Any] = {
    "is_flag": True,
    "help": "Put a column with its name beside each column of addresses that has none.",
}


def show(
    result: Result,
    wanted: str | None,
    columns: str | None = None,
    *,
    engine: Engine | None = None,
    about: Sequence[tuple[str, str]] = (),
) -> None:
    """Print *result* as *wanted*, by default for who reads: a table for a person, data for a program.

    Addresses get names out of *engine* where one is given; *about* is what a spreadsheet says of itself.

    Raises:
        InvalidParameter: *columns* names a column that is not there; a spreadsheet for a terminal.
        UnknownEntity: the kind of answer does not come in the form *wanted*.
    """
    if engine is not None and result.kind == "select":
        result = tables.result(tables.labelled(engine, tables.read(result.serialise(tables.JSON))))
    if wanted == "xlsx" and result.kind == "select":
        click.echo(_spreadsheet(result, about), nl=False)
        return
    suffix = wanted or (_TABLE if columns or sys.stdout.isatty() else _PIPED[result.kind])
    if suffix != _TABLE:
        click.echo(result.serialise(formats.named(suffix, result.kind).media_type), nl=False)
    elif result.kind == "ask":
        click.echo("yes" if result else "no")
    else:
        chosen = _chosen(result.variables, columns)
        table(
            [result.variables[place] for place in chosen],
            ([_word(row[place]) for place in chosen] for row in result.rows()),
        )


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, whole: Collection[str] = ()) -> None:
    """Print *rows* and their number as plain text; each row as a list where columns would be too narrow.

    Words in the columns *whole*, such as names to copy, are never divided.
    """
    console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else _PIPED_WIDTH)
    rows = list(rows)
    narrow = console.width < len(columns) * _LEAST_WIDTH
    for part in _records(columns, rows) if narrow else [_grid(columns, rows, whole)]:
        with console.capture() as captured:
            console.print(part)
        # rich fills every line up to the width of the table.
        click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))
    click.echo(f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}")


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Yield a function that says what is being done, while a person is watching."""
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        yield lambda name: None
        return
    with console.status("") as status:
        yield lambda name: status.update(f"{name} …")


def _spreadsheet(result: Result, about: Sequence[tuple[str, str]]) -> bytes:
    if sys.stdout.isatty():
        raise InvalidParameter(
            "A spreadsheet is no text: send it to a file, as in `> answer.xlsx`.", name="format"
        )
    return tables.workbook(tables.read(result.serialise(tables.JSON)), about)


def _chosen(variables: Sequence[str], columns: str | None) -> list[int]:
    """Return the places of *columns*, a list with commas, in *variables*; all where none is named."""
    wanted = [name.strip() for name in columns.split(",")] if columns else list(variables)
    if unknown := [name for name in wanted if name not in variables]:
        raise InvalidParameter(
            f"There is no column {', '.join(unknown)}: choose from {', '.join(variables)}.", name="columns"
        )
    return [variables.index(name) for name in wanted]


def _word(term: Term | None) -> str:
    if term is None:
        return ""
    return names.compact(term.value) if isinstance(term, NamedNode) else str(getattr(term, "value", term))


def _grid(columns: Sequence[str], rows: Iterable[Sequence[str]], whole: Collection[str]) -> Table:
    grid = Table(box=box.SIMPLE, show_edge=False, pad_edge=False)
    for column in columns:
        grid.add_column(column, overflow="fold", vertical="top", no_wrap=column in whole)
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    return grid


def _records(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Table]:
    for row in rows:
        record = Table(box=None, show_header=False, pad_edge=False)
        record.add_column(min_width=max(map(len, columns)))
        record.add_column(overflow="fold")
        for column, cell in zip(columns, row, strict=True):
            if cell:
                record.add_row(column, Text(cell))
        record.add_row()
        yield record

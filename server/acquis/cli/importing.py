"""The command that turns a table of many positions into submissions.

It must not know what a row says, or how one is handed in.
"""

import datetime
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from acquis import config
from acquis.cli.output import table
from acquis.engine import Engine
from acquis.errors import AcquisError, FindingsFound
from acquis.releases import release

__all__ = ["import_"]


@click.command("import")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--template", is_flag=True, help="Write an empty workbook to standard output instead.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Write the submissions there, as Turtle."
)
@click.option(
    "--date",
    "submitted_on",
    metavar="DATE",
    help="The day of submission for rows that give none; today by default.",
)
@click.option("--as", "name", metavar="NAME", help="Hand them in, for the account NAME.")
def import_(
    file: Path | None, template: bool, out: Path | None, submitted_on: str | None, name: str | None
) -> None:
    """Turn the table FILE (.xlsx, .csv) of many positions into submissions, and say what became of each row.

    Each row is one passage with its State, document, topic and stance. A submission is made for each State
    and document whose rows all will do; the exit code is 1 if there are others.

    Example: acquis import positions.xlsx --out submissions
    """
    from acquis.forms import many

    if template:
        if sys.stdout.isatty():
            raise click.UsageError("A workbook is no text: send it to a file, as in `> positions.xlsx`.")
        click.echo(many.template(_engine()), nl=False)
        return
    if file is None:
        raise click.UsageError("Name a table to read, or ask for an empty one with --template.")
    day = submitted_on or datetime.date.today().isoformat()
    found = many.read(file.read_bytes(), file.name, _engine(), submitted_on=day)
    table(("Row", "What became of it"), ((str(row), said) for row, said in found.report()))
    documents = {one.name: one.turtle() for one in found.made}
    if out:
        out.mkdir(parents=True, exist_ok=True)
        for one, document in documents.items():
            (out / f"{one}.ttl").write_bytes(document)
    click.echo(f"{len(documents)} {'submission' if len(documents) == 1 else 'submissions'} made.")
    refused = _hand_in(documents, name) if name else []
    if found.problems or refused:
        raise FindingsFound(
            "Not all of the table could be taken: correct it and import it again.", findings=refused
        )


def _engine() -> Engine:
    return release.open_engine(release.current(config.load().releases_dir))


def _hand_in(documents: Mapping[str, bytes], name: str) -> list[str]:
    """Hand in *documents* for the account called *name*; return a line for each that was not taken."""
    from acquis.cli import local

    refused = []
    with local.service(name) as place:
        for one, document in documents.items():
            try:
                found = place.hand_in(document, "text/turtle", "")
            except AcquisError as error:
                refused.append(f"{one}: {error}")
            else:
                click.echo(f"{one} is handed in as {found['id']}.")
    return refused

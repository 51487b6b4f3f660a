"""The command that reads official documents into the graph, and the review of what it was not sure of.

It must not know how a document is read, nor what a decision writes.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from acquis import config
from acquis.cli.output import progress, table
from acquis.errors import FindingsFound, InvalidParameter

__all__ = ["ingest"]

_INSTALL = (
    "Reading documents needs packages that are not installed ({missing}): run `pip install 'acquis[ingest]'`."
)
_COLUMNS = ("Document", "Languages", "Paragraphs", "Footnotes", "References resolved", "Conflicts", "Waiting")


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--symbol", default="", metavar="S", help="The symbol, where the file does not say it.")
@click.option("--edition", default="", metavar="SLUG", help="A short name, for a document without a symbol.")
@click.option(
    "--language", default="en", show_default=True, help="The language, where the file does not say it."
)
@click.option(
    "--draft-of", default="", metavar="WORK", help="It is a draft of WORK: no work is realized by it."
)
@click.option(
    "--rights", default="", metavar="NOTE", help="Whose the words are, where not the United Nations'."
)
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), help="The folder; else ACQUIS_TEXTS_DIR."
)
@click.option("--review", is_flag=True, help="Go through what is unsure and what is proposed, one by one.")
@click.option("--json", "as_json", is_flag=True, help="Print the reports as JSON.")
def ingest(
    files: Sequence[Path],
    symbol: str,
    edition: str,
    language: str,
    draft_of: str,
    rights: str,
    into: Path | None,
    review: bool,
    as_json: bool,
) -> None:
    """Read the documents FILE…: AKN4UN XML, PDF, DOCX, HTML or plain text, folders and archives of them.

    Each becomes an edition with its paragraphs, a graph of its words that is never published with the data,
    and a report of what was unsure. `acquis build` takes all of it into the next release. With --review and
    without FILE, go on with the document that --symbol or --edition names.

    Example: acquis ingest N2133512.pdf --symbol A/76/135 --review
    """
    if not files and not review:
        raise click.UsageError("Name a file to read, or say --review to go on with what was read.")
    folder = into.absolute() if into else config.load().texts_dir
    slugs = _read(files, folder, (symbol, edition, language, draft_of, rights), as_json) if files else []
    if review:
        from acquis.cli import reviewing

        for slug in slugs or [_slug(folder, symbol, edition)]:
            reviewing.review(folder, slug)


def _read(files: Sequence[Path], folder: Path, asked: Sequence[str], as_json: bool) -> list[str]:
    """Read *files* into *folder*, say what came of it, and return the slugs of the documents.

    Raises:
        FindingsFound: some of many could not be read.
        InvalidParameter: a package is missing, or what is asked cannot be.
    """
    try:
        from acquis.ingest import service
    except ModuleNotFoundError as error:
        if str(error.name).startswith("acquis"):
            raise
        raise InvalidParameter(_INSTALL.format(missing=error.name), name="files") from None
    with progress() as step:
        done = service.ingest(files, folder, service.Asked(*asked), step=step)
    if as_json:
        click.echo(json.dumps([one.report for one in done.made], indent=1, ensure_ascii=False))
    else:
        table(_COLUMNS, [_row(one.report) for one in done.made])
        click.echo(f"All is in {folder}; reports/ there says what was unsure. `acquis build` takes it in.")
    if done.failed:
        found = [f"{name}: {said}" for name, said in done.failed]
        raise FindingsFound(f"{len(found)} of the documents were not read.", findings=found)
    return [one.slug for one in done.made]


def _row(report: Mapping[str, Any]) -> tuple[str, ...]:
    texts, found = report["texts"], report["references"]
    units = texts[0]["units"]
    return (
        report["symbol"] or report["edition"],
        " ".join(one["language"] for one in texts),
        str(units.get("paragraph", 0)),
        str(units.get("footnote", 0)),
        f"{found['resolved']} of {found['resolved'] + found['unresolved']}",
        str(len(report["conflicts"])),
        str(sum(report["waiting"].values())),
    )


def _slug(folder: Path, symbol: str, edition: str) -> str:
    """Return the slug of the document that was read into *folder*, named by *symbol* or *edition*.

    Raises:
        UsageError: neither names it.
    """
    from acquis.naming import symbols

    if edition or symbol:
        return edition or symbols.slug(symbol)
    found = sorted(path.stem for path in (folder / "reports").glob("*.json"))
    if len(found) == 1:
        return found[0]
    raise click.UsageError("Say which document to review, with --symbol or --edition.")

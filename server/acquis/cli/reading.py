"""The commands that read the current release: query and ask.

It must not hold knowledge of the graph.
"""

from typing import TextIO

import click

from acquis import config
from acquis.cli.output import COLUMNS, FORMAT, LABELS, show, table
from acquis.engine import Engine
from acquis.library import queries, tables
from acquis.library.values import Parameter
from acquis.releases import release

__all__ = ["ask", "query"]


class _Questions(click.Group):
    """A group with one command for each question of the library, made from its header."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the questions in their order."""
        return list(queries.library())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return the command that asks the question *cmd_name*."""
        question = queries.find(cmd_name)

        def ask(wanted: str | None, columns: str | None, labels: bool, **values: str | None) -> None:
            found = release.current(config.load().releases_dir)
            engine = release.open_engine(found)
            given = {name: value for name, value in values.items() if value is not None}
            about = tables.about(question, question.used(given), found.id, found.manifest)
            show(question.ask(engine, given), wanted, columns, engine=engine if labels else None, about=about)

        options: list[click.Parameter] = [_option(param) for param in question.params]
        return click.Command(
            cmd_name,
            params=[
                *options,
                click.Option(["--format", "wanted"], **FORMAT),
                click.Option(["--columns"], **COLUMNS),
                click.Option(["--labels"], **LABELS),
            ],
            callback=ask,
            help=f"{question.title}\n\n{question.description}",
            short_help=question.title,
        )


def _option(param: Parameter) -> click.Option:
    default = "" if param.default is None else f"  [default: {param.default}]"
    return click.Option([f"--{param.name}", param.name], metavar="VALUE", help=f"{param.label}{default}")


@click.command()
@click.argument("file", type=click.File(encoding="utf-8"), default="-")
@click.option("--format", "wanted", **FORMAT)
@click.option("--columns", **COLUMNS)
def query(file: TextIO, wanted: str | None, columns: str | None) -> None:
    """Run the SPARQL query in FILE, or from standard input, on the current release.

    Example: echo 'ASK { norm:gge-2015\\/c a acq:Norm }' | acquis query
    """
    show(_engine().query(file.read()), wanted, columns)


@click.group(cls=_Questions, invoke_without_command=True)
@click.pass_context
def ask(ctx: click.Context) -> None:
    """Ask a question of the library by NAME; without a name, list the questions.

    Example: acquis ask norm-wording --norm c
    """
    if ctx.invoked_subcommand is None:
        table(("Name", "Question"), ((one.name, one.title) for one in queries.library().values()))


def _engine() -> Engine:
    """Return an engine over the current release."""
    return release.open_engine(release.current(config.load().releases_dir))

"""The command line: thin commands over the services of the web, and one table of exit codes.

It must not hold knowledge of the graph.
"""

from typing import Any

import click

from acquis import __version__
from acquis.cli import (
    demonstrating,
    importing,
    ingesting,
    keeping,
    making,
    pushing,
    reading,
    serving,
    submitting,
    validating,
)
from acquis.errors import (
    AcquisError,
    FindingsFound,
    InvalidData,
    InvalidDocument,
    LedgerError,
    ReleaseError,
    StorageFull,
)

__all__ = ["EXIT_CODES", "main"]

# 1 stands for faults in data or in the installation, 2 for a wrong call, which is every error not named here.
EXIT_CODES: dict[type[AcquisError], int] = dict.fromkeys(
    (AcquisError, FindingsFound, InvalidData, InvalidDocument, LedgerError, ReleaseError, StorageFull), 1
)
_WRONG_CALL = 2


class _Main(click.Group):
    """A group whose commands may raise our errors, which end as a sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command of *ctx*."""
        try:
            return super().invoke(ctx)
        except AcquisError as error:
            for finding in getattr(error, "findings", ()):
                click.echo(str(finding))
            click.echo(str(error), err=True)
            ctx.exit(EXIT_CODES.get(type(error), _WRONG_CALL))


@click.group(cls=_Main)
@click.version_option(__version__, message="acquis %(version)s")
def main() -> None:
    """Ask, check, build and serve the framework of responsible State behaviour in cyberspace as a graph."""


for command in (
    reading.ask,
    making.bench,
    making.build,
    making.check,
    demonstrating.demo,
    making.format_,
    importing.import_,
    ingesting.ingest,
    keeping.ledger,
    pushing.push,
    reading.query,
    submitting.review,
    serving.serve,
    serving.settings,
    submitting.submit,
    keeping.token,
    validating.validate,
    keeping.verify,
):
    main.add_command(command)

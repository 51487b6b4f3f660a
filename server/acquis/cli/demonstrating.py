"""The command that makes a demonstration to try things out in; it calls one service.

It must not know what a demonstration consists of.
"""

from pathlib import Path

import click

from acquis import config
from acquis.cli.output import progress

__all__ = ["demo"]


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def demo(folder: Path) -> None:
    """Make a demonstration in the new FOLDER, in which fictional States have handed things in.

    It has a release and a ledger of its own and changes no others. Two files hold the tokens of a ministry of
    the fictional State Examplia and of a reviewer.

    Example: acquis demo demo
    """
    from acquis import demonstration

    with progress() as step:
        made = demonstration.make(folder, config.load(), step)
    click.echo(f"Release {made.release.id} of fictional States has {made.submissions} submissions.")
    for who, path in zip(("ministry of Examplia", "reviewer"), made.tokens, strict=True):
        click.echo(f"Token of the {who}, in {path}: {path.read_text('utf-8').strip()}")
    chosen = made.settings
    click.echo("Serve it with:")
    click.echo(
        f"  ACQUIS_RELEASES_DIR={chosen.releases_dir} ACQUIS_LEDGER_URL={chosen.ledger_url} acquis serve"
    )

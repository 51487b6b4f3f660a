"""The commands that keep the ledger: tokens, back-up and restoring, and the check that nothing was altered.

It must not know how a ledger is kept or what makes a release whole.
"""

from collections.abc import Iterator
from pathlib import Path

import click

from acquis import config
from acquis.cli.output import table
from acquis.errors import FindingsFound, ReleaseError
from acquis.releases import release

__all__ = ["ledger", "token", "verify"]

_DAY = "%Y-%m-%d"
_PATH = click.Path(path_type=Path)


@click.group()
def token() -> None:
    """Give tokens to those who hand in and review, list them, and end them.

    Example: acquis token list
    """


@token.command()
@click.argument("name")
@click.option("--role", default="submitter", show_default=True, help="What they do: or else, reviewer.")
@click.option("--issuer", metavar="CODE", default="", help="The State or group they speak for, such as EST.")
@click.option("--days", type=int, default=365, show_default=True, help="How long it holds.")
def issue(name: str, role: str, issuer: str, days: int) -> None:
    """Make a token for NAME and print it; it is kept nowhere, so nobody can print it again.

    Example: acquis token issue "Ministry of Foreign Affairs" --issuer EST --days 90
    """
    from acquis.ledger import open as opened

    with opened(config.load()) as kept:
        text, account = kept.issue(name, role, issuer, days)
    click.echo(text)
    click.echo(f"Token {account.id} for {account.name} holds until {account.expires:{_DAY}}.", err=True)


@token.command("list")
def list_() -> None:
    """List all tokens by their id and their last four characters, also those that have ended.

    Example: acquis token list
    """
    from acquis.ledger import open as opened

    with opened(config.load()) as kept:
        accounts = kept.accounts()
    columns = ("Id", "Ends with", "Name", "Role", "Issuer", "Made", "Holds until", "Revoked")
    table(
        columns,
        (
            (
                *(one.id, one.ending, one.name, one.role, one.issuer),
                *(at.strftime(_DAY) if at else "" for at in (one.created, one.expires, one.revoked)),
            )
            for one in accounts
        ),
    )


@token.command()
@click.argument("token_id", metavar="ID")
def revoke(token_id: str) -> None:
    """End the token ID, as `acquis token list` names it, from now on.

    Example: acquis token revoke 0b1c2d3e
    """
    from acquis.ledger import open as opened

    with opened(config.load()) as kept:
        account = kept.revoke(token_id)
    click.echo(f"Token {account.id} of {account.name} no longer holds.")


@click.group("ledger")
def ledger() -> None:
    """Back up and restore the ledger of submissions, and show how it stands.

    Example: acquis ledger status
    """


@ledger.command()
def status() -> None:
    """Show where the ledger is, its anchor, and how many submissions have each status.

    Example: acquis ledger status
    """
    from acquis.ledger import open as opened

    with opened(config.load()) as kept:
        (count, last), counts = kept.head(), kept.counts()
        click.echo(f"The ledger {kept.place} has {count:,} records; the hash of the last is {last}.")
    table(("Status", "Submissions"), ((name, f"{number:,}") for name, number in counts.items()))


@ledger.command()
@click.argument("path", type=_PATH)
def backup(path: Path) -> None:
    """Write all records as they stand now to the new file PATH; nothing need stop meanwhile.

    Example: acquis ledger backup ledger-2026-11-22.sqlite
    """
    from acquis.ledger import open as opened

    with opened(config.load()) as kept:
        kept.backup(path)
    click.echo(f"The records are in {path}; `acquis ledger restore` puts them into an empty ledger.")


@ledger.command()
@click.argument("path", type=_PATH)
def restore(path: Path) -> None:
    """Put the records of the back-up PATH into the ledger, which must be empty; all or nothing.

    Example: acquis ledger restore ledger-2026-11-22.sqlite
    """
    from acquis.ledger import restore as restored

    with restored(path, config.load()) as kept:
        click.echo(f"The ledger {kept.place} has {kept.head()[0]:,} records.")


@click.command()
def verify() -> None:
    """Check that nothing in the ledger or the current release was altered, removed or put in.

    One line for each fault, which names the record, and exit code 1 if there is any.

    Example: acquis verify
    """
    from acquis.ledger import open as opened

    settings = config.load()
    with opened(settings) as kept:
        found: list[object] = [*kept.verify(*_anchors(settings.releases_dir))]
        count, last = kept.head()
    found += _of_the_release(settings.releases_dir)
    if found:
        raise FindingsFound(f"Faults: {len(found)}. Restore a back-up of what is damaged.", findings=found)
    click.echo(f"All {count:,} records of the ledger are as they were written; the last is {last}.")
    click.echo("The current release is whole.")


def _anchors(releases_dir: Path) -> Iterator[tuple[int, str]]:
    """Yield what each release that is kept says of the ledger as it stood then."""
    for one in release.history(releases_dir):
        if anchor := one.manifest.get("ledger"):
            yield int(anchor["events"]), str(anchor["head"])


def _of_the_release(releases_dir: Path) -> Iterator[str]:
    try:
        release.verify(release.current(releases_dir))
    except ReleaseError as error:
        yield str(error)

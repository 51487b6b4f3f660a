"""The commands that hand in documents and review them, on this machine or on another server.

It must not know what may follow what, or who may do it. Here `--as` names the account that acts, as whoever
can read the ledger needs no token; there `--server` and the token in a file do. A token is no setting: they
are shown, and the environment of a process is handed on to others.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

import click

from acquis.cli.output import table
from acquis.cli.validating import MEDIA_TYPES, media_type
from acquis.errors import FindingsFound, InvalidDocument

__all__ = ["review", "submit"]

_Command = TypeVar("_Command", bound=Callable[..., Any])

_LISTED = ("id", "status", "kind", "issuer", "received", "account")


class _Place(Protocol):
    """Where submissions are: this machine, or another server."""

    def hand_in(self, data: bytes, media_type: str, key: str) -> dict[str, Any]:
        """Hand in a document."""
        ...

    def listed(self, **filters: str) -> list[dict[str, Any]]:
        """Return all submissions that fit *filters*."""
        ...

    def whole(self, submission_id: str) -> dict[str, Any]:
        """Return one with its steps."""
        ...

    def difference(self, submission_id: str) -> str:
        """Return what publishing one would change."""
        ...

    def act(self, action: str, submission_id: str, text: str, successor: str) -> dict[str, Any]:
        """Take a step."""
        ...


def _placed(command: _Command) -> _Command:
    """Give *command* the options that say where, and as whom."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print JSON."),
        click.option(
            "--token-file",
            type=click.File(),
            help="The file with the token for --server, - for standard input; else it is asked for.",
        ),
        click.option("--server", metavar="URL", help="The server to speak to, as https://example.org."),
        click.option("--as", "name", metavar="NAME", help="The account that acts here, by name or id."),
    ):
        command = option(command)
    return command


@contextmanager
def _place(name: str | None, server: str | None, token_file: Any) -> Iterator[_Place]:
    if (name is None) == (server is None):
        raise click.UsageError("Say --as NAME to work on this machine, or --server URL to work on another.")
    if server is not None:
        from acquis.cli.remote import Remote

        token = token_file.read() if token_file else click.prompt("Token", hide_input=True, err=True)
        yield Remote(server, token.strip())
        return
    if token_file:
        raise click.UsageError("--token-file goes with --server; with --as no token is needed.")
    from acquis.cli import local

    with local.service(name or "") as place:
        yield place


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--type", "kind", type=click.Choice(sorted(MEDIA_TYPES)), help="What the file is.")
@click.option("--key", default="", help="An idempotency key: the same one may be sent again without harm.")
@_placed
def submit(
    file: Path,
    kind: str | None,
    key: str,
    name: str | None,
    server: str | None,
    token_file: Any,
    as_json: bool,
) -> None:
    """Hand in the document FILE; it is kept when this says so, and not a bit of it before.

    Example: acquis submit survey.xlsx --as "Ministry of Foreign Affairs"
    """
    type_ = media_type(file, kind)
    with _place(name, server, token_file) as place:
        try:
            found = place.hand_in(file.read_bytes(), type_, key)
        except InvalidDocument as error:
            raise _told(error) from None
    if as_json:
        _print(found)
        return
    click.echo(f"{found['id']} is {found['status']}. SHA-256 of the bytes: {found['sha256']}")
    for line in _lines(found["report"]):
        click.echo(line)


@click.group()
def review() -> None:
    """List, compare and decide on submissions; what is accepted is published.

    Example: acquis review list --as "Review board"
    """


@review.command("list")
@click.option("--status", default="", help="Only those with this status.")
@click.option("--kind", default="", help="Only those of this kind.")
@click.option("--issuer", default="", help="Only those for this State or group, by its code.")
@_placed
def list_(
    status: str, kind: str, issuer: str, name: str | None, server: str | None, token_file: Any, as_json: bool
) -> None:
    """List the submissions that the account may see, oldest first."""
    with _place(name, server, token_file) as place:
        found = place.listed(status=status, kind=kind, issuer=issuer)
    if as_json:
        _print(found)
        return
    table([one.capitalize() for one in _LISTED], ([str(one[part]) for part in _LISTED] for one in found))


@review.command()
@click.argument("submission_id", metavar="ID")
@_placed
def show(submission_id: str, name: str | None, server: str | None, token_file: Any, as_json: bool) -> None:
    """Show one submission and each step that was taken with it."""
    with _place(name, server, token_file) as place:
        found = place.whole(submission_id)
    if as_json:
        _print(found)
        return
    for part in (*_LISTED, "media_type", "bytes", "sha256", "shapes"):
        click.echo(f"{part:<12}{found[part]}")
    for one in found["events"]:
        click.echo(
            f"{one['at'][:19]} {one['kind']:<11}{one['by'] or 'the service'}: {one['text']}".rstrip(": ")
        )


@review.command()
@click.argument("submission_id", metavar="ID")
@_placed
def diff(submission_id: str, name: str | None, server: str | None, token_file: Any, as_json: bool) -> None:
    """Show what it would change to publish a submission, statement by statement."""
    with _place(name, server, token_file) as place:
        text = place.difference(submission_id)
    if as_json:
        _print({"id": submission_id, "difference": text.splitlines()})
        return
    click.echo(text, nl=False)


@review.command()
def publish() -> None:
    """Finish on this machine what was accepted or withdrawn and has not yet reached the current release."""
    from acquis import config, ledger
    from acquis.intake import publication

    chosen = config.load()
    with ledger.open(chosen) as kept:
        done = publication.settle(kept, chosen.releases_dir, everything=True)
    for submission_id in done:
        click.echo(submission_id)
    click.echo("Nothing was left to do." if not done else f"{len(done)} brought up to date.")


def _decision(action: str, what: str, *, successor: bool = False) -> click.Command:
    """Return the command that takes *action*; *what* says what it does."""

    def decide(
        submission_id: str,
        text: str,
        name: str | None,
        server: str | None,
        token_file: Any,
        as_json: bool,
        successor: str = "",
    ) -> None:
        with _place(name, server, token_file) as place:
            found = place.act(action, submission_id, text, successor)
        if as_json:
            _print(found)
        else:
            click.echo(f"{found['id']} is {found['status']}.")

    made: Any = _placed(decide)
    made = click.option("--text", default="", help="The reason, or the comment.")(made)
    if successor:
        made = click.option("--successor", default="", metavar="ID", help="What takes its place.")(made)
    return click.command(action, help=what)(click.argument("submission_id", metavar="ID")(made))


for command in (
    _decision("assign", "Take a submission on, so that others see who looks at it."),
    _decision("comment", "Say something about a submission; whoever handed it in reads it, too."),
    _decision("accept", "Accept a submission and publish it."),
    _decision("return", "Give a submission back, with what has to be changed."),
    _decision("reject", "Refuse a submission for good, with the reason."),
    _decision("withdraw", "Take back a submission, with the reason.", successor=True),
):
    review.add_command(command)


def _told(error: InvalidDocument) -> Exception:
    """Return *error* with a line for each finding; without a report it stays what it is."""
    lines = _lines(error.report) if "findings" in error.report else []
    return FindingsFound(str(error), findings=lines) if lines else error


def _lines(report: Mapping[str, Any]) -> list[str]:
    from acquis.validation.report import Report

    return [one.line() for one in Report.from_json(report).findings]


def _print(found: Any) -> None:
    json.dump(found, sys.stdout, ensure_ascii=False, indent=2)
    click.echo()

"""The command that brings the current release to the engines that answer queries.

It must not know how that is done.
"""

from typing import TYPE_CHECKING

import click

from acquis import config
from acquis.cli.output import progress, table
from acquis.errors import AcquisError, FindingsFound, InvalidSetting
from acquis.releases import release

if TYPE_CHECKING:
    from acquis.remote import Pushed

__all__ = ["push"]


@click.command()
@click.option("--loaded", is_flag=True, help="The engine has read the dump by its own means: count and mark.")
@click.option("--status", is_flag=True, help="Change nothing: tell which release each engine holds.")
def push(loaded: bool, status: bool) -> None:
    """Bring the current release to each engine of ACQUIS_ENDPOINT, one after the other.

    A running server does so by itself. Exit code 1 if an engine is left without the release.

    Example: ACQUIS_ENDPOINT=http://127.0.0.1:3030/acquis/query acquis push --status
    """
    settings = config.load()
    if not settings.endpoint:
        raise InvalidSetting("There is no engine to bring the release to: set ACQUIS_ENDPOINT.")
    found = release.current(settings.releases_dir)
    if status:
        _tell(settings, found)
    else:
        _push(settings, found, loaded)


def _tell(settings: config.Settings, found: release.Release) -> None:
    """Print which release each engine holds.

    Raises:
        FindingsFound: one does not hold *found*.
    """
    from acquis import remote

    with remote.opened(settings) as nodes:
        states = [(node.query, *remote.state(node)) for node in nodes]
    table(("Engine", "Release", "Remark"), [(place, held or "none", why) for place, held, why in states])
    if any(held != found.id for _, held, _ in states):
        raise FindingsFound(f"Not all engines hold the current release, {found.id}: run `acquis push`.")


def _push(settings: config.Settings, found: release.Release, loaded: bool) -> None:
    """Bring *found* to all engines, and print what that took.

    Raises:
        FindingsFound: one is left without it.
    """
    from acquis import remote

    rows, faults = [], []
    with (
        progress() as step,
        remote.alone(settings.releases_dir, wait=False),
        remote.opened(settings) as nodes,
    ):
        for node in nodes:
            try:
                done = remote.push(node, found, settings.releases_dir, loaded=loaded, step=step)
            except AcquisError as error:
                faults.append(str(error))
                continue
            rows.append((done.address, done.before or "none", _said(done)))
    table(("Engine", "Held before", "Done"), rows)
    if faults:
        raise FindingsFound(f"{len(faults)} engines do not hold release {found.id}.", findings=faults)


def _said(done: "Pushed") -> str:
    """Return in words what was done to an engine."""
    if done.how == "nothing":
        return "it holds the release"
    others = f"; {done.foreign} graphs there are not ours, and answers show them" if done.foreign else ""
    return f"{done.statements:,} statements ({done.how}) in {done.seconds:.1f} s{others}"

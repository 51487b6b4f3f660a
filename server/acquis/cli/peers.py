"""The part of `acquis bench` that measures other servers beside ours; it must not know how.

Programs of the peers are kept in build/peers of a checkout, so that they are brought once.
"""

import json
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from acquis import resources
from acquis.cli.output import progress
from acquis.errors import AcquisError

if TYPE_CHECKING:
    from acquis.bench.peers.datasets import DataSet

__all__ = ["bench", "chosen", "data_sets"]


def chosen(against: str) -> list[str]:
    """Return the names of the peers in *against*: some of them by name, "all" or "none".

    Raises:
        click.UsageError: there is no peer of such a name.
    """
    from acquis.bench.peers.side import PEERS

    return _named("--against", against, list(PEERS))


def data_sets(sizes: Sequence[int], real: str) -> list["DataSet"]:
    """Return the data sets of *sizes* generated triples, and those named in *real*, or "all" or "none".

    Raises:
        click.UsageError: there is none of such a name.
    """
    from acquis.bench.peers.datasets import REAL, generated

    named = _named("--real", real, list(REAL))
    return [*(generated(size) for size in sizes), *(REAL[name] for name in named)]


def _named(option: str, given: str, known: list[str]) -> list[str]:
    """Return those of *known* that are *given*.

    Raises:
        click.UsageError: there is none of such a name.
    """
    if given in ("all", "none"):
        return known if given == "all" else []
    names = [name.strip() for name in given.split(",")]
    if unknown := [name for name in names if name not in known]:
        raise click.UsageError(f"{option} takes {', '.join(known)}, all or none, not {', '.join(unknown)!r}.")
    return names


def bench(
    measured: Sequence["DataSet"], names: Sequence[str], rounds: int, seconds: float, out: Path | None
) -> None:
    """Print what was measured on the data sets *measured* beside the peers called *names*, as a page.

    The page, all its figures and a picture go to the folder *out*, too.

    Raises:
        AcquisError: there is nothing to put load on servers with, or one of them ended.
    """
    from acquis.bench.peers import page, plot, side
    from acquis.bench.peers.fetching import Unavailable
    from acquis.bench.peers.rounds import Plan

    # Whoever ends this process ends the servers that it started, too.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    with ExitStack() as stack, progress() as step:
        root = resources.checkout()
        folder = (
            root / "build" / "peers" if root else Path(stack.enter_context(tempfile.TemporaryDirectory()))
        )
        try:
            figures = side.measure(measured, names, Plan(rounds, seconds), folder, step)
        except Unavailable as reason:
            raise AcquisError(f"The measurement beside the peers stopped: {reason}.") from None
    click.echo(page.markdown(figures))
    if out:
        out.mkdir(parents=True, exist_ok=True)
        (out / "peers.md").write_text(page.markdown(figures, "peers.svg"), "utf-8")
        (out / "peers.json").write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", "utf-8")
        (out / "peers.svg").write_text(plot.draw(figures), "utf-8")

"""The part of `acquis bench` that counts instructions; it must not know how."""

import json
from pathlib import Path

import click

from acquis.cli.output import progress
from acquis.errors import AcquisError, FindingsFound

__all__ = ["counts"]


def counts(out: Path | None) -> None:
    """Print the instructions of main steps beside those kept; with *out*, keep them there instead.

    Raises:
        AcquisError: they cannot be counted.
        FindingsFound: a step takes so many more that it is a fault; never with *out*.
    """
    from acquis.bench.counts import guard
    from acquis.bench.peers.fetching import Unavailable

    with progress() as step:
        step("Count instructions")
        try:
            now = guard.count()
        except Unavailable as reason:
            raise AcquisError(f"There was nothing to count: {reason}.") from None
    before = guard.kept()
    click.echo(guard.markdown(now, before))
    if out:
        out.mkdir(parents=True, exist_ok=True)
        (out / guard.FILE).write_text(json.dumps(now, indent=2) + "\n", "utf-8")
        return
    rows = guard.rows(now["counts"], before["counts"])
    if faults := [row.name for row in rows if row.is_fault]:
        raise FindingsFound(
            f"These steps take far more instructions than before: {', '.join(faults)}. Make them cheaper, or"
            " keep the new counts with `acquis bench --counts --out server/acquis/bench/counts`."
        )

"""The commands that work on source files: build, check, format, bench; each calls one service.

It must not know a rule, a format or a step of any of them. Each loads its service when it runs, because
reading and serving need none of what checking does.
"""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click

from acquis import config, resources
from acquis.cli.output import progress, table
from acquis.errors import FindingsFound

__all__ = ["bench", "build", "check", "format_"]

_SIZES = "10000,100000"


@click.command()
def build() -> None:
    """Check the sources, infer what follows, and make the result the current release.

    What was accepted of submissions is in it, and what `acquis ingest` has read of documents. A failing check
    leaves the current release as it was.

    Example: ACQUIS_LEAVE_OUT=temple-ilit acquis build
    """
    from acquis import ledger, sources
    from acquis.build import build as make
    from acquis.engine import Engine
    from acquis.ingest import writing
    from acquis.intake import publication

    chosen = config.load()
    writing.settle(chosen.texts_dir)
    files = sources.paths(chosen.texts_dir)

    @cache
    def labels() -> Engine:
        return Engine.from_quads(quad for source in sources.load(files) for quad in source.quads)

    with progress() as step, ledger.open(chosen) as kept:
        made = make(
            files,
            chosen.releases_dir,
            leave_out=chosen.leave_out,
            submissions=lambda: publication.standing(kept, labels),
            step=step,
        )
    table(("Class", "Count"), [(name, f"{count:,}") for name, count in made.manifest["counts"].items()])
    click.echo(f"Release {made.id}: {made.manifest['quads']:,} quads in {made.manifest['graphs']} graphs.")
    click.echo(f"It is the current one of {chosen.releases_dir}.")


@click.command()
@click.option("--dl", is_flag=True, help="Prove with HermiT that nothing contradicts; needs Java.")
def check(dl: bool) -> None:
    """Run every check over the sources; one line a finding, exit code 1 if there is any.

    Each line has severity, rule, file and subject, and a sentence that says what to do.

    Example: acquis check --dl
    """
    from acquis import check as checks
    from acquis import sources
    from acquis.ingest import writing

    chosen = config.load()
    writing.settle(chosen.texts_dir)
    files = sources.paths(chosen.texts_dir)
    with progress() as step:
        step(f"Check {len(files)} files")
        report = checks.run(files, leave_out=chosen.leave_out, dl=dl)
    if report.findings:
        kinds = Counter(finding.severity for finding in report.findings)
        counted = ", ".join(f"{kind}: {count}" for kind, count in sorted(kinds.items()))
        raise FindingsFound(f"Findings in {len(files)} files: {counted}.", findings=report.findings)
    click.echo(f"No findings in {len(files)} files.")
    click.echo(f"{len(report.stated):,} triples are stated and {len(report.inferred):,} follow from them.")


@click.command("format")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit code 1 if a file would.")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
def format_(paths: tuple[Path, ...], only_check: bool) -> None:
    """Rewrite Turtle files in the one canonical form; without PATHS all of ontology/, data/ and shapes/.

    Comments are lost: a note that must stay belongs into skos:editorialNote.

    Example: acquis format --check data/norms.ttl
    """
    from acquis import turtle

    chosen = paths or tuple(resources.folder(name) for name in ("ontology", "data", "shapes"))
    changed = [path for path in _turtle_files(chosen) if not turtle.format_file(path, only_check)]
    for path in changed:
        click.echo(path)
    if only_check and changed:
        raise FindingsFound(f"{len(changed)} files are not canonical: run `acquis format`.")


@click.command()
@click.option("--sizes", default=_SIZES, show_default=True, help="Generated triples, one number a row.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Write benchmarks and peers there, too."
)
@click.option(
    "--against", default="all", show_default=True, help="Peers to measure beside: names, all, none."
)
@click.option(
    "--real", default="all", show_default=True, help="Graphs beside those: shipped, resolutions, all, none."
)
@click.option("--only-peers", is_flag=True, help="Measure only what is beside the peers.")
@click.option("--rounds", type=click.IntRange(1), default=3, show_default=True, help="Turns of each server.")
@click.option("--seconds", type=click.FloatRange(1), default=4, show_default=True, help="Length of a load.")
@click.option("--counts", is_flag=True, help="Count instructions of main steps instead; needs valgrind.")
@click.option("--soak", "minutes", type=click.FloatRange(0), help="Attack a server for MINUTES instead.")
def bench(
    sizes: str,
    out: Path | None,
    against: str,
    real: str,
    only_peers: bool,
    rounds: int,
    seconds: float,
    counts: bool,
    minutes: float | None,
) -> None:
    """Measure build, check, server and answers, how all grow, and other servers beside ours; print the pages.

    With --soak, put a server of its own under load and attack instead, and print what came of it. With
    --counts, compare the instructions of main steps with those kept; with --out, too, keep them there.

    Example: acquis bench --sizes 10000 --against oxigraph,fuseki
    """
    from acquis.cli import counting, peers

    if counts:
        counting.counts(out)
        return
    if minutes is not None:
        _soak(minutes, out)
        return

    try:
        numbers = [int(size) for size in sizes.split(",") if size]
    except ValueError:
        raise click.UsageError(f"--sizes takes whole numbers such as {_SIZES}, not {sizes!r}.") from None
    names, measured = peers.chosen(against), peers.data_sets(numbers, real)
    if not only_peers:
        _alone(numbers, out)
    if names:
        peers.bench(measured, names, rounds, seconds, out)


def _alone(numbers: list[int], out: Path | None) -> None:
    """Print what was measured of ours alone, as a page; it goes to the folder *out*, too."""
    from acquis.bench import report

    with progress() as step:
        figures = report.run(numbers, step)
    page = report.markdown(figures)
    click.echo(page)
    if out:
        out.mkdir(parents=True, exist_ok=True)
        (out / "benchmarks.md").write_text(page, "utf-8")
        (out / "benchmarks.json").write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


def _soak(minutes: float, out: Path | None) -> None:
    """Print what came of a soak, as a table; all its figures go to the folder *out*.

    Raises:
        FindingsFound: a cheap query was lost, or an answer was one that must never be given.
    """
    from acquis.bench import verdict
    from acquis.bench.soak import faults, soak

    with progress() as step:
        figures = soak(minutes, step)
    page = verdict.markdown(figures)
    click.echo(page, nl=False)
    if out:
        out.mkdir(parents=True, exist_ok=True)
        (out / "soak.md").write_text(page, "utf-8")
        (out / "soak.json").write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", "utf-8")
    if found := faults(figures):
        raise FindingsFound("The server did not stand up to the attack.", findings=found)


def _turtle_files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.rglob("*.ttl")) if path.is_dir() else [path]

"""Hold the figures of a soak against those that the project wants to reach, as a table to read.

It must not measure anything.
"""

from collections.abc import Iterator
from typing import Any

__all__ = ["is_flat", "markdown", "rows"]

_MOST_GROWTH_MB = 1000


def rows(figures: dict[str, Any]) -> Iterator[tuple[str, str, str, bool]]:
    """Yield what was tried, what came of it, what is wanted, and whether that is reached."""
    limit_ms, alone = figures["limit_s"] * 1000, figures["cheap alone"]
    yield "cheap queries alone, p50 and p95 (ms)", f"{alone['p50_ms']} and {alone['p95_ms']}", "none", True
    for number, most in ((4, 50), (16, 250)):
        found = figures[f"beside {number} runaways"]
        p95, latest = found["cheap"]["p95_ms"], found["runaways"]["max_ms"] - limit_ms
        name = f"cheap queries beside {number} runaways, p95 (ms)"
        yield name, f"{p95}, {p95 / alone['p95_ms']:.1f} times alone", f"at most {most}", p95 <= most
        yield f"{number} runaways, stopped after the limit by (ms)", f"{latest:.0f}", "500", latest <= 500
    yield from _single(figures)
    yield from _soaked(figures)


def _single(figures: dict[str, Any]) -> Iterator[tuple[str, str, str, bool]]:
    idle = figures["client leaves"]["idle after (s)"]
    yield (
        "clients leave: all queries stopped after (s)",
        f"{idle}",
        "limit + 1",
        idle <= figures["limit_s"] + 1,
    )
    nested = figures["nested constructs"]
    lost = nested["processes lost"] + nested["lost"] + nested["faults"]
    yield "nested constructs: processes, answers lost", f"{lost:.0f}", "0", lost == 0
    calls = figures["calls to other servers"]["calls"]
    yield "calls to other servers", f"{calls}", "0", calls == 0
    shares = figures["shares of a client"]
    for name in ("faults before 429", "of 12 side by side, refused"):
        wanted = {"faults before 429": 30, "of 12 side by side, refused": 7}[name]
        yield f"one client: {name}", f"{shares[name]}", f"{wanted}", shares[name] == wanted
    for name, found in figures["fuzzed queries and requests"].items():
        bad = found["faults"] + found["lost"]
        yield f"{found['answers']:,} fuzzed {name}: faults, answers lost", f"{bad}", "0", bad == 0


def _soaked(figures: dict[str, Any]) -> Iterator[tuple[str, str, str, bool]]:
    soak = figures["soak"]
    cheap, rest = soak["cheap"], figures["memory at rest (MB)"]
    name = f"{cheap['answers']:,} cheap queries in the soak: lost"
    yield name, f"{cheap['lost']}", "0", cheap["lost"] == 0
    yield (
        "cheap queries in the soak, p50 and p95 (ms)",
        f"{cheap['p50_ms']} and {cheap['p95_ms']}",
        "none",
        True,
    )
    bad = len(soak["first faults"])
    yield "answers that must never be given", f"{bad}", "0", bad == 0
    peak = max((size for _, size in soak["memory (MB)"]), default=rest) - rest
    yield "memory above rest, at most (MB)", f"{peak}", f"{_MOST_GROWTH_MB}", peak <= _MOST_GROWTH_MB
    for name, sizes in (
        ("mean memory", [size for _, size in soak["memory (MB)"]]),
        ("the same of the processes that last", soak["memory of what lasts (MB)"]),
    ):
        first, last = _thirds(sizes)
        label = f"{name}, first and last third of the soak (MB)"
        yield label, f"{first:.0f} and {last:.0f}", "at most 5 % more", is_flat(sizes)
    yield "memory 10 s after (MB)", f"{figures['memory 10 s after (MB)']}, at rest {rest}", "none", True


def is_flat(sizes: list[int]) -> bool:
    """Return whether the mean of the last third of *sizes* is at most 5 % more than that of the first."""
    first, last = _thirds(sizes)
    return last <= first * 1.05


def _thirds(sizes: list[int]) -> tuple[float, float]:
    """Return the means of the first and of the last third of *sizes*."""
    part = max(1, len(sizes) // 3)
    return sum(sizes[:part]) / part, sum(sizes[-part:]) / part


def markdown(figures: dict[str, Any]) -> str:
    """Return the table as a page."""
    machine = figures["machine"]
    lines = [
        "# Under attack",
        "",
        f"Made by `make soak`: a server of its own over the shipped data, {figures['limit_s']} s a query, on",
        f"{machine['cores']} cores ({machine['processor']}) that the attackers use, too. The soak,",
        f"in which all of them attack at once, took {figures['minutes']:g} minutes.",
        "",
        "| what | measured | wanted | reached |",
        "| --- | --- | --- | --- |",
    ]
    for name, measured, wanted, reached in rows(figures):
        verdict = "" if wanted == "none" else "yes" if reached else "no"
        lines.append(f"| {name} | {measured} | {wanted} | {verdict} |")
    return "\n".join(lines) + "\n"

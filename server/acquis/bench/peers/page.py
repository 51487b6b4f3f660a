"""Lay out the figures of all servers as the page `docs/peers.md`: ours and theirs, as they came.

It must not measure or leave anything out: a server that is not there is named, and so is a void query.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from acquis.bench.peers.reckon import Spread, ratio, spread
from acquis.bench.peers.rounds import COLD, CONNECTIONS, MODES

__all__ = ["OURS", "markdown", "number", "wins"]

OURS = "acquis"
_NOTHING = "-"
_ALONE = (COLD, *MODES)
_LOADS = {"look-up": "Look-ups", "mix": "The mix"}
_COSTS = {
    "load_s": "load (s)",
    "disk_mb": "on disk (MB)",
    "ready_s": "start to first answer (s)",
    "memory_mb": "memory at rest (MB)",
    "memory_after_mb": "memory after all loads (MB)",
}
_INTRODUCTION = """# Beside the peers

Made by `make bench`: all servers run at once on one machine, over the same triples, and take turns in rounds,
each round in another order. A figure is the median of the rounds, with the smallest and the largest in
brackets. A ratio is taken round by round: above 1, Acquis is faster. Other sizes, and some peers:
`make bench ARGS="--only-peers --sizes 1000000 --against virtuoso"`. Peers are brought into `build/peers` by
the pip, apt and Maven of the machine.

- **cold**: the first answers after a start, which each round begins with; the machine has read the files
  before. **no-cache**: each request says `Cache-Control: no-cache`. **warm**: it does not, and the same was
  asked before.
- **Look-ups** and **the mix** are loads of a fixed number of connections. The queries of a load are asked in
  equal shares, in the same shuffled order everywhere. Processor time is for one answer, and that of all
  processes of the server.
- Memory is the proportional set size of all processes. Loading is all that comes before a start: of Acquis,
  the whole release with its dumps and its index of words.
- Each answer is compared, all rows of it, before anything is measured. A query that servers answer in more
  than one way is void for all. A query that one server refuses is in no load.
- The peers run as their documentation says, and have no named graphs to look after. Acquis keeps its limits
  on queries, but for those on what one client may ask.
- Generated data are made up by a seed. Resolutions are read from the files of the United Nations, for their
  structure; neither stands in the graph that is published."""


def markdown(figures: Mapping[str, Any], plot: str = "") -> str:
    """Return *figures* as a page; *plot* is the file name of their picture."""
    plan = figures["plan"]
    lines = [_INTRODUCTION, ""]
    lines += [f"![Answers a second, by server]({plot})", ""] if plot else []
    connections = ", ".join(
        f"{number} connections for {load}" for load, number in plan["connections"].items()
    )
    lines += [f"Rounds: {plan['rounds']}. A load: {plan['seconds']:g} s or more, {connections}.", ""]
    lines += _table(["machine", ""], figures["machine"].items())
    lines += _table(["server", "version"], figures["versions"].items())
    lines += [f"- {name} is not there, because {why}." for name, why in figures["absent"].items()]
    lines += [f"- {title}: not measured, because {why}." for title, why in figures["missing"].items()]
    lines += ["", "## In short", "", "How many times as fast Acquis is:", "", *_short(figures["sets"])]
    for one in figures["sets"]:
        lines += _set(one)
    lines += ["", "## The queries", ""]
    told = [
        (name, asked, query["load"], query["title"])
        for asked, found in figures["asked"].items()
        for name, query in found.items()
    ]
    lines += _table(["query", "data", "load", "stands for"], told)
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def number(value: float) -> str:
    """Return *value* with three figures that count, and no fewer before the point.

    >>> number(12345.6), number(12.345), number(0.01234), number(0.00004)
    ('12,346', '12.3', '0.0123', '< 0.001')
    """
    if 0 < value < 0.001:
        return "< 0.001"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def wins(one: Mapping[str, Any], mode: str) -> list[tuple[str, str, float]]:
    """Return each query of the set *one* in which a peer is faster: its name, the peer, how many times."""
    found = []
    for name, query in one["queries"].items():
        ours = query[mode].get(OURS, [])
        ratios = {peer: ratio(ours, theirs) for peer, theirs in query[mode].items() if peer != OURS}
        middles = {peer: one.middle for peer, one in ratios.items() if one}
        if middles and max(middles.values()) > 1:
            best = max(middles, key=lambda peer: middles[peer])
            found.append((name, best, middles[best]))
    return found


def _short(sets: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the table of all ratios: a row for each set and peer."""
    head = [f"{load}, {mode}" for load in CONNECTIONS for mode in MODES]
    rows = [
        (
            *(one["title"], peer),
            *(_times(one["loads"][load][mode], peer) for load in CONNECTIONS for mode in MODES),
            _first_times(one["queries"].values(), peer),
        )
        for one in sets
        for peer in one["servers"]
        if peer != OURS
    ]
    return _table(["data", "beside", *head, f"mix, {COLD}, one client"], rows)


def _first_times(queries: Iterable[Mapping[str, Any]], peer: str) -> str:
    """Return how many times as fast ours gives its first answers to the mix, one after the other."""
    common = [one for one in queries if one["load"] == "mix" and not one["void"] and not one["refused"]]
    ours, theirs = (
        [sum(times) for times in zip(*(one[COLD][name] for one in common), strict=False)]
        for name in (OURS, peer)
    )
    return _spread(ratio(theirs, ours))


def _times(load: Mapping[str, Sequence[Mapping[str, float]]], peer: str) -> str:
    """Return how many times as fast ours is under a *load*; nothing where an answer of either failed."""
    if any(one["failed"] for name in (OURS, peer) for one in load[name]):
        return _NOTHING
    return _spread(ratio([one["rps"] for one in load[OURS]], [one["rps"] for one in load[peer]]))


def _set(one: Mapping[str, Any]) -> list[str]:
    lines = ["", f"## {one['title']}", "", f"{one['triples']:,} triples.", ""]
    lines += [f"- {name} is not there, because {why}." for name, why in one["absent"].items()]
    for load, title in _LOADS.items():
        lines += ["", f"### {title}", "", *_load(one["loads"][load])]
    lines += ["", "### Load, start, memory", ""]
    costs = [(name, *(_cost(cost[key]) for key in _COSTS)) for name, cost in one["servers"].items()]
    lines += _table(["server", *_COSTS.values()], costs)
    lines += ["", f"### Each query alone, in milliseconds: {' / '.join(_ALONE)}", "", *_alone(one)]
    return [*lines, "", *_remarks(one)]


def _cost(found: float | Sequence[float]) -> str:
    return number(found) if isinstance(found, int | float) else _spread(spread(found))


def _load(load: Mapping[str, Mapping[str, Sequence[Mapping[str, float]]]]) -> list[str]:
    rows = [_loaded(name, mode, load[mode]) for mode in MODES for name in load[mode]]
    head = ["server", "cache", "answers a second", "p50 (ms)", "p95 (ms)", "p99 (ms)", "processor (ms)"]
    return _table([*head, "Acquis is times as fast"], rows)


def _loaded(name: str, mode: str, load: Mapping[str, Sequence[Mapping[str, float]]]) -> list[str]:
    """Return the row of a server under a *load*; it is void where an answer was no good one."""
    rounds = load[name]
    failed = sum(int(one["failed"]) for one in rounds)
    if failed or not rounds:
        said = f"void: {failed} answers failed" if failed else _NOTHING
        return [name, mode, said, *[_NOTHING] * 5]
    each = [
        _spread(spread([one["rps"] for one in rounds])),
        *(_middle([one[key] for one in rounds]) for key in ("p50_ms", "p95_ms", "p99_ms", "cpu_ms")),
    ]
    return [name, mode, *each, _NOTHING if name == OURS else _times(load, name)]


def _alone(one: Mapping[str, Any]) -> list[str]:
    servers = list(one["servers"])
    rows = [
        [name, f"{query['rows']:,}", *(_cell(query, server) for server in servers)]
        for name, query in one["queries"].items()
    ]
    return _table(["query", "rows", *servers], rows)


def _cell(query: Mapping[str, Any], server: str) -> str:
    if query["void"]:
        return "void"
    if server in query["refused"]:
        return "refused"
    return " / ".join(_middle(query[mode][server]) for mode in _ALONE)


def _remarks(one: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each query that is void, was refused, or that a peer answers faster."""
    lines = []
    for name, query in one["queries"].items():
        lines += [f"- {name} is void: {query['void']}."] if query["void"] else []
        lines += [f"- {name} was refused by {server}: {why}." for server, why in query["refused"].items()]
    for mode in _ALONE:
        if found := wins(one, mode):
            told = ", ".join(f"{name} ({peer}, {number(times)} times)" for name, peer, times in found)
            lines.append(
                f"- {mode}: a peer is faster in {len(found)} of {len(one['queries'])} queries: {told}."
            )
    return lines or ["No query is void, and in none is a peer faster."]


def _spread(found: Spread | None) -> str:
    if found is None:
        return _NOTHING
    return f"{number(found.middle)} ({number(found.least)} to {number(found.most)})"


def _middle(figures: Sequence[float]) -> str:
    found = spread(figures)
    return _NOTHING if found is None else number(found.middle)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table; what would end a cell in it does not."""
    lines = [head, ["---"] * len(head), *rows]
    return [*(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines), ""]

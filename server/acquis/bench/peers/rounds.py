"""Measure servers that run side by side, in rounds: each starts anew, answers all once, and takes its turns.

The first answers are compared. A query that servers answer differently is void: it is named, and measured on
none. It must not load data into servers.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from acquis.bench.peers import answers
from acquis.bench.peers.asking import Asker, Refused
from acquis.bench.peers.fetching import Unavailable
from acquis.bench.peers.loading import Loader
from acquis.bench.peers.mix import Query, shuffled
from acquis.bench.peers.peer import Running

__all__ = ["COLD", "CONNECTIONS", "MODES", "Plan", "Table"]

CONNECTIONS = {"look-up": 4, "mix": 2}
# The first answer after a start; only single queries have it, as a load fills any cache at once.
COLD = "cold"
# Whether a client asks for an answer made anew, by the name of the mode.
MODES = {"no-cache": True, "warm": False}

_PASSES = {"look-up": 25, "mix": 5}
_LONGEST_S = 120
_ALONE_TIMES = 10

Step = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """How often and how long: rounds, seconds of a load and of one query alone, and how long is waited."""

    rounds: int = 3
    seconds: float = 4.0
    alone_s: float = 1.0
    patience_s: float = 60.0


class Table:
    """The figures on one data set, by server; it fills as servers are asked.

    `queries` has milliseconds by mode and server, one figure a round; `loads` what each load did, by mode
    and server; `starts` the seconds until a server answered after each start.
    """

    def __init__(self, servers: Sequence[Running], asked: Sequence[Query], plan: Plan) -> None:
        self._servers, self._asked, self._plan = {one.peer.name: one for one in servers}, list(asked), plan
        self._askers = {
            name: Asker(one.server.address, plan.patience_s) for name, one in self._servers.items()
        }
        self.queries: dict[str, dict[str, Any]] = {
            one.name: {
                "load": one.load,
                "rows": 0,
                "void": "",
                "refused": {},
                **{mode: {name: [] for name in self._servers} for mode in (COLD, *MODES)},
            }
            for one in asked
        }
        self.loads: dict[str, dict[str, dict[str, list[dict[str, float]]]]] = {
            load: {mode: {name: [] for name in self._servers} for mode in MODES} for load in CONNECTIONS
        }
        self.starts = {name: [one.server.ready_s] for name, one in self._servers.items()}

    def fill(self, loader: Loader, step: Step) -> None:
        """Measure in rounds; the answers of the first are compared. *step* hears what comes."""
        names = list(self._servers)
        for place in range(self._plan.rounds):
            step(f"Round {place + 1} of {self._plan.rounds}")
            turn = names[place % len(names) :] + names[: place % len(names)]
            for name in turn:
                if place:
                    self._restart(name)
                    self.starts[name].append(self._servers[name].server.ready_s)
                self._cold(name, compared=not place)
                # A server may answer an error to a connection that is idle until its next turn.
                self._askers[name].close()
            for query in self._asked:
                self._compare(query)
            self._round(loader, turn)

    def close(self) -> None:
        """Close the connections to all servers."""
        for asker in self._askers.values():
            asker.close()

    def _cold(self, name: str, *, compared: bool) -> None:
        """Ask *name* all variants of all queries for the first time; keep what each gave to be *compared*."""
        for query in self._asked:
            row = self.queries[query.name]
            if row["void"] or name in row["refused"]:
                continue
            try:
                replies = [
                    self._askers[name].ask(self._path(name, text), query.accept) for text in query.texts
                ]
                if compared:
                    found = answers.together(answers.read(reply.body, query.kind) for reply in replies)
                    row.setdefault("outcomes", {})[name] = found
            except (Refused, ValueError) as error:
                self._refuse(name, query, str(error))
            else:
                row[COLD][name].append(statistics.median(reply.seconds for reply in replies) * 1000)

    def _refuse(self, name: str, query: Query, why: str) -> None:
        """Note that *name* does not answer *query*, and start it anew: it may still be busy with it."""
        self.queries[query.name]["refused"][name] = why
        self._restart(name)

    def _restart(self, name: str) -> None:
        running = self._servers[name]
        try:
            running.again()
        except Unavailable as reason:
            raise Unavailable(f"{name} did not start again: {reason}") from None
        self._askers[name].close()
        self._askers[name] = Asker(running.server.address, self._plan.patience_s)

    def _compare(self, query: Query) -> None:
        """Say whether the answers differ that were kept, if any were."""
        row = self.queries[query.name]
        if outcomes := row.pop("outcomes", {}):
            row["rows"] = max(one.rows for one in outcomes.values())
            row["void"] = answers.differing(outcomes, by_rows=query.by_rows)

    def _round(self, loader: Loader, turn: Sequence[str]) -> None:
        """Let each server take its turns, in the order of *turn*."""
        for mode in MODES:
            for query in self._asked:
                for name in turn:
                    self._alone(name, query, mode)
                    self._askers[name].close()
            for load in CONNECTIONS:
                for name in turn:
                    self._loaded(loader, name, load, mode)

    def _alone(self, name: str, query: Query, mode: str) -> None:
        """Ask *name* one variant after the other for a while, and note the median in milliseconds."""
        row = self.queries[query.name]
        if row["void"] or name in row["refused"]:
            return
        seconds: list[float] = []
        until = time.perf_counter() + self._plan.alone_s
        try:
            while not seconds or (len(seconds) < _ALONE_TIMES and time.perf_counter() < until):
                text = query.texts[len(seconds) % len(query.texts)]
                asked = self._askers[name].ask(self._path(name, text), query.accept, fresh=MODES[mode])
                seconds.append(asked.seconds)
        except Refused as error:
            self._refuse(name, query, str(error))
        else:
            row[mode][name].append(statistics.median(seconds) * 1000)

    def _loaded(self, loader: Loader, name: str, load: str, mode: str) -> None:
        """Put *load* on *name*: long enough that the slowest goes through it about twice."""
        measured = [query for query in self._asked if query.load == load and self._is_common(query)]
        asked = shuffled(measured, _PASSES[load])
        if not asked:
            return
        once = sum(self.queries[query.name][mode][name][-1] for query in measured) / 1000
        done = loader.put(
            self._servers[name].server,
            [(query.accept, self._path(name, text)) for query, text in asked],
            connections=CONNECTIONS[load],
            seconds=min(_LONGEST_S, max(self._plan.seconds, 2 * once)),
            fresh=MODES[mode],
        )
        self._askers[name].close()
        self.loads[load][mode][name].append(asdict(done))

    def _is_common(self, query: Query) -> bool:
        """Return whether all servers answer *query*, and the same."""
        row = self.queries[query.name]
        return not row["void"] and not row["refused"]

    def _path(self, name: str, text: str) -> str:
        return self._servers[name].peer.query(text)

"""Measure all servers side by side, one data set after the other: bring, load and start them, then ask.

A server or a data set that cannot be had is named with the reason. It must not know any of them by name.
"""

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acquis.bench import machine
from acquis.bench.peers.datasets import DataSet, write
from acquis.bench.peers.fetching import Unavailable
from acquis.bench.peers.loading import Loader
from acquis.bench.peers.mix import queries
from acquis.bench.peers.others import Fuseki, Oxigraph, RdflibEndpoint
from acquis.bench.peers.ours import Ours
from acquis.bench.peers.peer import Data, Peer, Running
from acquis.bench.peers.rounds import CONNECTIONS, Plan, Table
from acquis.bench.peers.virtuoso import Virtuoso

__all__ = ["PEERS", "measure"]

PEERS = {peer.name: peer for peer in (RdflibEndpoint, Virtuoso, Fuseki, Oxigraph)}

_RESTED_S = 2.0

Step = Callable[[str], None]


def measure(
    data_sets: Sequence[DataSet], names: Sequence[str], plan: Plan, folder: Path, step: Step
) -> dict[str, Any]:
    """Return the figures of this server and the peers called *names* on each of *data_sets*.

    Programs are kept in *folder*, data and stores are not.

    Raises:
        Unavailable: there is no program to put load on servers with.
    """
    folder.mkdir(parents=True, exist_ok=True)
    described = {**machine.describe(), **_occupied()}
    loader = Loader(folder / "wrk")
    versions, absent, peers = {"wrk": loader.version}, {}, []
    for kind in (Ours, *(PEERS[name] for name in names)):
        step(f"Bring {kind.name}")
        peer = kind(folder / kind.name)
        try:
            versions[peer.name] = peer.install()
        except Unavailable as reason:
            absent[peer.name] = str(reason)
        else:
            peers.append(peer)
    side, sets, missing = _Side(peers, plan, loader, folder, step), [], {}
    for data_set in data_sets:
        try:
            sets.append(side.on(data_set))
        except Unavailable as reason:
            missing[data_set.title] = str(reason)
    return {
        "machine": described,
        "plan": {"rounds": plan.rounds, "seconds": plan.seconds, "connections": CONNECTIONS},
        "versions": versions,
        "absent": absent,
        "missing": missing,
        "asked": {asked: _told(asked) for asked in dict.fromkeys(one["asked"] for one in sets)},
        "sets": sets,
    }


@dataclass(frozen=True)
class _Side:
    """The servers *peers*, of which the first is ours and must be there, and how they are measured."""

    peers: Sequence[Peer]
    plan: Plan
    loader: Loader
    folder: Path
    step: Step

    def on(self, data_set: DataSet) -> dict[str, Any]:
        """Return the figures on *data_set*.

        Raises:
            Unavailable: the data are not there, or our server cannot serve them.
        """
        with tempfile.TemporaryDirectory(dir=self.folder, prefix="data-") as place, ExitStack() as stack:
            self.step(f"{data_set.title}: write them")
            data, triples = write(data_set, Path(place))
            running, costs, absent = self._started(data_set, data, Path(place), stack)
            table = Table(running, queries(data_set.asked), self.plan)
            stack.callback(table.close)
            table.fill(self.loader, lambda said: self.step(f"{data_set.title}: {said}"))
            for one in running:
                cost = costs[one.peer.name]
                cost["memory_after_mb"], cost["ready_s"] = one.server.memory_mb(), table.starts[one.peer.name]
        return {
            "title": data_set.title,
            "asked": data_set.asked,
            "triples": triples,
            "absent": absent,
            "servers": costs,
            "queries": table.queries,
            "loads": table.loads,
        }

    def _started(
        self, data_set: DataSet, data: Data, place: Path, stack: ExitStack
    ) -> tuple[list[Running], dict[str, dict[str, Any]], dict[str, str]]:
        """Return the servers over *data*, what they cost, and why others are absent; *stack* ends them."""
        running: list[Running] = []
        costs: dict[str, dict[str, Any]] = {}
        absent: dict[str, str] = {}
        for peer in self.peers:
            self.step(f"{data_set.title}: load {peer.name}")
            try:
                found, costs[peer.name] = _started(peer, data, place / peer.name)
            except Unavailable as reason:
                if peer is self.peers[0]:
                    raise
                absent[peer.name] = str(reason)
            else:
                stack.callback(found.stop)
                running.append(found)
        return running, costs, absent


def _told(asked: str) -> dict[str, dict[str, str]]:
    return {query.name: {"title": query.title, "load": query.load} for query in queries(asked)}


def _occupied() -> dict[str, str]:
    """Return how busy the machine was before, and how much this process gives way to others."""
    return {"load before": f"{os.getloadavg()[0]:.1f}", "niceness": str(os.nice(0))}


def _started(peer: Peer, data: Data, store: Path) -> tuple[Running, dict[str, Any]]:
    """Return *peer* over *data*, and what it cost to load and to hold them.

    Raises:
        Unavailable: it cannot load them, or does not start.
    """
    store.mkdir()
    start = time.perf_counter()
    peer.load(data, store)
    loaded_s = time.perf_counter() - start
    disk = sum(path.stat().st_size for path in store.rglob("*") if path.is_file() and not path.is_symlink())
    running = Running(peer, store)
    time.sleep(_RESTED_S)
    return running, {"load_s": loaded_s, "disk_mb": disk / 1e6, "memory_mb": running.server.memory_mb()}

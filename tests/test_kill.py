"""A server is killed amid hand-ins, again and again: what it acknowledged is there, and nothing by half.

`pytest tests/test_kill.py --rounds=100 -v` says how long a server takes from its start to its first answer.
"""

import hashlib
import os
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import desk
from acquis import ledger
from checkout import ROOT
from serving import START_S, free_port, wait_until_up

CLIENTS = 4
# The first hand-in of a new server waits for what checks documents to be loaded.
WARM_S = 60
BEFORE_KILL_S = 1.5


@dataclass
class Sent:
    """What clients sent, by the SHA-256 of the bytes, and that of what was acknowledged, by id."""

    sent: dict[str, bytes] = field(default_factory=dict)
    acknowledged: dict[str, str] = field(default_factory=dict)


def start(releases: Path, port: int) -> subprocess.Popen[bytes]:
    """Start a server over *releases* in a process group of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ACQUIS_")}
    environment |= {
        "ACQUIS_ACCESS_LOG": "off",
        "ACQUIS_CLIENT_SECONDS": "10000",
        "ACQUIS_PORT": str(port),
        "ACQUIS_RELEASES_DIR": str(releases),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "acquis", "serve"],
        cwd=ROOT / "server",
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def hand_in(address: str, token: str, prefix: str, found: Sent, ready: threading.Event) -> None:
    """Hand in one document after another until the server is gone; tell when the first is taken."""
    number = 0
    while True:
        number += 1
        data = desk.unique(f"{prefix} {number}")
        found.sent[hashlib.sha256(data).hexdigest()] = data
        try:
            answer = desk.ask(address, token=token, body=data, headers={"Content-Type": desk.TURTLE})
        except OSError:
            return
        if answer.status == 201:
            found.acknowledged[answer.json["id"]] = answer.json["sha256"]
            ready.set()
        elif answer.status == 503:
            time.sleep(0.05)
        else:
            # A server that is being killed may still say that its helpers are away.
            assert answer.status in (500, 502, 504), answer.body


def one_round(releases: Path, token: str, number: int, found: Sent) -> float:
    """Start a server, let clients hand in, kill it sometime; return the seconds to its first answer."""
    port, ready = free_port(), threading.Event()
    begun = time.perf_counter()
    process = start(releases, port)
    try:
        wait_until_up(process, port)
        up = time.perf_counter() - begun
        address = f"http://127.0.0.1:{port}/api/submissions"
        clients = [
            threading.Thread(target=hand_in, args=(address, token, f"{number} {client}", found, ready))
            for client in range(CLIENTS)
        ]
        for client in clients:
            client.start()
        assert ready.wait(WARM_S), "nothing was handed in"
        time.sleep(random.uniform(0, BEFORE_KILL_S))  # the moment does not matter, only that it is another
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(START_S)
    for client in clients:
        client.join(START_S)
        assert not client.is_alive()
    return up


def test_what_was_acknowledged_outlives_the_server(
    desk_releases: Path, pytestconfig: pytest.Config, capsys: pytest.CaptureFixture[str]
) -> None:
    """After each kill all acknowledged submissions are there byte for byte, and each other one is whole."""
    settings = desk.settings_of(desk_releases)
    with ledger.open(settings) as kept:
        token, _ = kept.issue("Ministry of Examplia", "submitter", "XAA")
    found, seconds = Sent(), []
    anchors: list[tuple[int, str]] = []
    rounds: int = pytestconfig.getoption("rounds")
    for number in range(rounds):
        seconds.append(one_round(desk_releases, token, number, found))
        with ledger.open(settings) as kept:
            assert kept.verify(*anchors) == []
            anchors.append(kept.head())
    with ledger.open(settings) as kept:
        there = {one.id: one for one in kept.list(limit=1_000_000)}
        assert found.acknowledged.keys() <= there.keys()
        for name, one in there.items():
            assert kept.original(name) == found.sent[one.sha256]
            assert one.status == "validated"
            assert found.acknowledged.get(name, one.sha256) == one.sha256
    assert len(found.acknowledged) >= rounds
    if pytestconfig.getoption("verbose") > 0:
        line = (
            f"{rounds} rounds: {len(found.sent)} sent, {len(found.acknowledged)} acknowledged,"
            f" {len(there)} kept; start to first answer: median {statistics.median(seconds):.2f} s, most"
            f" {max(seconds):.2f} s"
        )
        with capsys.disabled():
            sys.stdout.write(f"\n{line}\n")

"""Two servers on one folder of releases and one PostgreSQL, behind nginx that keeps answers: all agree."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

import desk
import postgres
from acquis import ledger
from acquis.bench.scale.edge import NGINX, edge
from acquis.publishing import graph_of
from acquis.releases import release
from serving import Server, started

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")

LONG_S = 30
HTML = {"Accept": "text/html"}
TURTLE = {"Accept": "text/turtle"}
CSV = {"Accept": "text/csv"}


@dataclass(frozen=True)
class Site:
    """Two servers, the nginx before them, their folder of releases, and who has an account."""

    servers: tuple[Server, Server]
    edge: str
    releases: Path
    people: desk.People


@pytest.fixture
def site(desk_releases: Path, postgresql: str) -> Iterator[Site]:
    """Yield two servers and the edge before them."""
    shares = {"client_seconds": 10_000, "proxies": 1, "workers": 1, "access_log": "off"}
    settings = {"ledger_url": postgres.fresh_schema(postgresql), **shares}
    with ledger.open(desk.settings_of(desk_releases, **settings)) as kept:
        people = desk.people(kept)
    with ExitStack() as opened:
        servers = [opened.enter_context(started(desk_releases, **settings)) for _ in range(2)]
        address = opened.enter_context(edge([one.address for one in servers]))
        yield Site((servers[0], servers[1]), address, desk_releases, people)


def _released(address: str, path: str, headers: dict[str, str]) -> str:
    answer = desk.ask(address + path, headers=headers)
    assert answer.status == 200, answer.body
    return answer.headers["Acquis-Release"] or ""


def test_what_is_reviewed_at_one_server_is_everywhere_at_once(site: Site) -> None:
    """Handed in at one, accepted at the other: from then on no answer is of the release before."""
    first, second = (server.address for server in site.servers)
    before = release.current(site.releases).id
    asked = (("/", HTML), ("/doc/norm/gge-2015/c", TURTLE), (f"/sparql?query={quote('ASK {}')}", CSV))
    everywhere = [(address, *one) for address in (first, second, site.edge) for one in asked]
    # Twice, so that the edge has kept what it may.
    for _ in range(2):
        assert {_released(*one) for one in everywhere} == {before}
    sent = {"Content-Type": desk.TURTLE}
    made = desk.ask(
        f"{first}/api/submissions", token=site.people.xaa.token, body=desk.document(), headers=sent
    )
    assert made.status == 201, made.body
    for action in ("accept",):
        taken = desk.ask(
            f"{second}/api/submissions/{made.json['id']}/events",
            token=site.people.reviewer.token,
            body=json.dumps({"action": action}).encode(),
            headers={"Content-Type": "application/json"},
        )
        assert taken.status == 200, taken.body
    after = release.current(site.releases).id
    assert after != before
    for _ in range(3):
        assert {_released(*one) for one in everywhere} == {after}
    query = quote(f"ASK {{ GRAPH <{graph_of(made.json['id'])}> {{ ?s ?p ?o }} }}")
    for address in (first, second, site.edge):
        answer = desk.ask(f"{address}/sparql?query={query}", headers=CSV)
        assert answer.body.strip() == b"true"


def test_the_edge_asks_before_it_answers(site: Site) -> None:
    """What follows the current release is kept and asked for anew; what names its release is just kept."""
    path = "/doc/norm/gge-2015/c"
    kept = [desk.ask(site.edge + path, headers=TURTLE) for _ in range(3)]
    assert [one.headers["X-Cache"] for one in kept] == ["MISS", "REVALIDATED", "REVALIDATED"]
    assert len({one.body for one in kept}) == 1
    assert {one.headers["Cache-Control"] for one in kept} == {"public, no-cache"}
    known = desk.ask(site.edge + path, headers=TURTLE | {"If-None-Match": kept[0].headers["ETag"] or ""})
    assert (known.status, known.body) == (304, b"")
    pinned = f"{path}?release={release.current(site.releases).id}"
    assert [desk.ask(site.edge + pinned, headers=TURTLE).headers["X-Cache"] for _ in range(3)] == [
        *("MISS", "HIT", "HIT")
    ]


def test_the_edge_tells_forms_apart_and_keeps_nothing_private(site: Site) -> None:
    """Each form is kept for itself; what is of one person, or an error, never is."""
    path = "/doc/norm/gge-2015/c"
    for _ in range(2):
        for accept in ("text/turtle", "text/html", "application/ld+json"):
            answer = desk.ask(site.edge + path, headers={"Accept": accept})
            assert (answer.headers["Content-Type"] or "").startswith(accept)
    for hidden in ("/submissions", "/api/submissions", "/health", "/doc/norm/none"):
        answers = [desk.ask(site.edge + hidden, headers=HTML) for _ in range(2)]
        assert {one.headers["X-Cache"] for one in answers} <= {None, "MISS"}, hidden


def test_one_server_may_die(site: Site) -> None:
    """While one of two servers is killed, everyone who reads through the edge is answered."""
    faults: list[object] = []
    stop = threading.Event()

    def read() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            # Never the same twice, so that nothing kept can answer.
            query = quote(f"ASK {{ ?s ?p {number} }}")
            for path in (f"/sparql?query={query}", "/doc/norm/gge-2015/c"):
                answer = desk.ask(site.edge + path)
                if answer.status != 200:
                    faults.append((path, answer.status, answer.body))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    time.sleep(0.5)
    site.servers[0].kill()
    time.sleep(2)
    stop.set()
    for reader in readers:
        reader.join(LONG_S)
    assert faults == []
    assert desk.ask(f"{site.edge}/health").status == 200

"""Two nodes fed by the server's own publisher: one dies and comes back, and nobody reads what is not so."""

import signal
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

import engines
from acquis.engine import Literal, NamedNode, Quad
from acquis.publishing import grow
from acquis.remote.node import MARKER
from acquis.vocab import GRAPH, ID
from serving import started

NOTE = GRAPH + "submission/note"
THING, SAYS = NamedNode(ID + "work/note"), NamedNode(GRAPH + "says")
ASKED = quote(f"SELECT ?said WHERE {{ {THING} {SAYS} ?said }}")
PATIENCE_S = 120.0
READERS = 3


def note(text: str) -> dict[str, list[Quad]]:
    """Return *text* as the one thing that is said in the graph NOTE."""
    return {NOTE: [Quad(THING, SAYS, Literal(text), NamedNode(NOTE))]}


class Readers:
    """Threads that ask the server at *address* all the time.

    `seen` has what was answered from each release, by its id, and how often; `away` counts the refusals, and
    `odd` lists answers of any other kind.
    """

    def __init__(self, address: str) -> None:
        self.seen: dict[str, Counter[str]] = {}
        self.away, self.odd = 0, list[str]()
        self._address, self._stop = f"{address}/sparql?query={ASKED}", Event()
        self._threads = [Thread(target=self._read, daemon=True) for _ in range(READERS)]

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        asked = Request(self._address, headers={"Accept": "text/csv", "Cache-Control": "no-cache"})
        while not self._stop.is_set():
            try:
                with urlopen(asked, timeout=PATIENCE_S) as answer:
                    said = self.seen.setdefault(answer.headers["Acquis-Release"], Counter())
                    said[answer.read().decode()] += 1
            except HTTPError as error:
                with error:
                    if error.code == 503 and "Retry-After" in error.headers:
                        self.away += 1
                    else:
                        self.odd.append(f"{error.code}: {error.read()[:200]!r}")
            sleep(0.01)

    def more(self, release_id: str, number: int = 20) -> None:
        """Return after *number* more answers from the release, within PATIENCE_S."""

        def count() -> int:
            return self.seen.get(release_id, Counter()).total()

        until = count() + number
        eventually(lambda: count() >= until)


def eventually(holds: Callable[[], bool]) -> None:
    """Return once *holds*, within PATIENCE_S."""
    end = monotonic() + PATIENCE_S
    while not holds():
        assert monotonic() < end, "it did not come true in time"
        sleep(0.05)


@pytest.fixture(params=["oxigraph", "fuseki"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[engines.Running, engines.Running]]:
    """Return two empty nodes of one engine."""
    with (
        engines.running(request.param, tmp_path / "one") as one,
        engines.running(request.param, tmp_path / "two") as two,
    ):
        yield one, two


def holds(node: engines.Running, release_id: str) -> bool:
    """Return whether *node* says that it holds the release."""
    query = quote(f"ASK {{ GRAPH <{MARKER}> {{ ?s ?p ?o FILTER(STRSTARTS(?o, '{release_id} ')) }} }}")
    try:
        with urlopen(f"{node.addresses[0]}?query={query}", timeout=10) as answer:
            return b"true" in answer.read()
    except OSError:
        return False


def test_one_node_dies_and_comes_back(releases: Path, pair: tuple[engines.Running, engines.Running]) -> None:
    """Reads go on, the next release gets there, and what comes back with old data is not read."""
    one, two = pair
    first = grow(releases, add=note("first"))
    queries, updates, graphs = (",".join(both) for both in zip(one.addresses, two.addresses, strict=True))
    named = {"endpoint": queries, "endpoint_update": updates, "endpoint_graphs": graphs}
    limits = {"client_seconds": 100_000, "client_errors": 100_000, "client_queries": 50}
    with started(releases, **named, **limits) as server:
        eventually(lambda: holds(one, first.id) and holds(two, first.id))
        with Readers(server.address) as readers:
            readers.more(first.id)
            away = readers.away
            one.stop(signal.SIGKILL)
            readers.more(first.id)
            # The other one answers what this one no longer can.
            assert readers.away == away
            second = grow(releases, add=note("second"))
            eventually(lambda: holds(two, second.id))
            readers.more(second.id)
            one.start()
            eventually(lambda: holds(one, second.id))
            two.stop(signal.SIGKILL)
            readers.more(second.id)
            third = grow(releases, add=note("third"))
            readers.more(third.id)
    said = {one_release: set(texts) for one_release, texts in readers.seen.items()}
    assert said == {
        first.id: {"said\r\nfirst\r\n"},
        second.id: {"said\r\nsecond\r\n"},
        third.id: {"said\r\nthird\r\n"},
    }
    assert readers.odd == []

"""Own the steps whose instructions are counted: the queries of the mix, and what a server does for an answer.

It is a program, `python -m acquis.bench.counts.steps RELEASES`, over a release of generated data. It must not
count: outside of callgrind each step is just run.
"""

import gc
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIApplication
from wsgiref.util import setup_testing_defaults

from acquis import config, formats
from acquis.bench.counts.counting import mark, ready
from acquis.bench.peers.mix import Query, queries
from acquis.engine import Engine, check, parse
from acquis.releases.release import current, open_engine
from acquis.web import create_app

__all__ = ["run"]

# As often before it is counted, so that what is made once for all is there.
_WARM_UP = 2
_LONGEST = 100_000
_BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_PAGE = "/doc/work/bench-1"
_TURTLE = """
@prefix acq: <https://w3id.org/acquis/def#> .
<urn:x:{0}> a acq:Stance ; acq:note "A note of some length, number {0}."@en ; acq:onTopic <urn:topic:{0}> .
"""

Step = Callable[[], object]


def run(releases: Path) -> list[str]:
    """Run all steps over the current release of *releases*, each marked, and return their names."""
    settings = config.load({"ACQUIS_ACCESS_LOG": "off", "ACQUIS_RELEASES_DIR": str(releases)})
    engine = open_engine(current(releases), memory_quads=settings.memory_quads)
    app = create_app(settings)
    with closing(app.extensions["acquis"]):
        steps = {**_parts(engine), **_answers(app.wsgi_app)}
        for step in steps.values():
            for _ in range(_WARM_UP):
                step()
        # Rubbish would be collected now in one step and now in another.
        gc.collect()
        gc.disable()
        ready()
        for step in steps.values():
            mark()
            step()
            mark()
    return list(steps)


def _parts(engine: Engine) -> dict[str, Step]:
    """Return what a server is made of, by name: guard, reader, choice of a format, and each query."""
    asked = queries("generated")
    document = "".join(_TURTLE.format(number) for number in range(200)).encode()
    return {
        "guard of a query": partial(_guard, max(asked, key=lambda one: len(one.texts[0]))),
        "reading 600 triples of Turtle": partial(parse, document, "text/turtle"),
        "choice of a format": partial(_choice, count(100)),
        **{f"query {query.name}": partial(_answer, engine, query) for query in asked},
    }


def _choice(numbers: Iterator[int]) -> None:
    """Choose by a header that nobody has sent before: what was chosen by others is remembered."""
    formats.choose(f"{_BROWSER},text/x-{next(numbers)};q=0.1", "graph")


def _answers(app: WSGIApplication) -> dict[str, Step]:
    """Return what is asked of the application; what the pool does for it is done by other processes."""
    look_up = next(query for query in queries("generated") if query.load == "look-up")
    asked = f"query={quote(look_up.texts[0])}"
    fresh = {"Accept": look_up.accept, "Cache-Control": "no-cache"}
    page = {"Accept": "text/html"}
    _, headers, _ = _asked(app, _PAGE, "", page)
    known = {**page, "If-None-Match": dict(headers)["ETag"]}
    return {
        "answer that it lives": partial(_got, app, "/health", "", {}, "200"),
        "page of a document": partial(_got, app, _PAGE, "", page, "200"),
        "page that the client has": partial(_got, app, _PAGE, "", known, "304"),
        "document as Turtle": partial(_got, app, _PAGE, "", {"Accept": "text/turtle"}, "200"),
        "look-up through the pool": partial(_got, app, "/sparql", asked, fresh, "200"),
    }


def _got(app: WSGIApplication, path: str, query: str, headers: dict[str, str], status: str) -> bytes:
    said, _, body = _asked(app, path, query, headers)
    if not said.startswith(status):
        raise ValueError(f"{path} was answered with {said} and not {status}.")
    return body


def _asked(
    app: WSGIApplication, path: str, query: str, headers: dict[str, str]
) -> tuple[str, list[tuple[str, str]], bytes]:
    """Return status, headers and body that *app* answers to a GET."""
    environ: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query}
    environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    setup_testing_defaults(environ)
    said: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
        said.append((status, headers))
        return lambda data: None

    answering: StartResponse = start
    parts = app(environ, answering)
    try:
        body = b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()
    return *said[0], body


def _guard(query: Query) -> object:
    return check(query.texts[0], max_bytes=_LONGEST)


def _answer(engine: Engine, query: Query) -> bytes:
    return engine.query(query.texts[0]).serialise(query.accept)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(Path(sys.argv[1]))) + "\n")

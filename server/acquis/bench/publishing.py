"""Measure how long it takes from an accepted submission to a release on disk that shows it.

It must not know how a release grows; the submission is made up, of a State that does not exist.
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from acquis import publishing
from acquis.build import Graph, write
from acquis.engine import Engine, NamedNode, Quad, parse, plain
from acquis.engine.rule import Rule
from acquis.publishing import Receipt
from acquis.releases import release
from acquis.vocab import ACQ, ID, NEW, PREFIXES

__all__ = ["grown", "measure"]

_TIMES = 20
_TOPICS = 10
_TYPE = NamedNode(PREFIXES["rdf"] + "type")


def measure(quads: Sequence[Quad], rules: Sequence[Rule], folder: Path) -> dict[str, float]:
    """Return the seconds that a submission takes on a release of *quads*, made in the empty *folder*."""
    built = folder / "built"
    built.mkdir()
    coverage = {"first": "", "last": "", "numbers": {}}
    write(Graph(tuple(quads), {}, coverage, tuple(rules)), built)
    releases = folder / "releases"
    release.install(built, releases)
    return grown(releases)


def grown(releases: Path) -> dict[str, float]:
    """Return median and longest time in seconds of publishing in *releases*, one after the other."""
    engine = release.open_engine(release.current(releases))
    times = []
    for number in range(1, _TIMES + 1):
        day = datetime(2026, 1, number, tzinfo=UTC)
        receipt = Receipt(f"2026-xaa-{number}", day, "text/turtle", 0, "0" * 64, "0", day, "bench")
        document = parse("\n".join(_document(engine, number)).encode(), "text/turtle")
        start = time.perf_counter()
        publishing.publish(releases, [publishing.view(document, receipt, engine)], (number, "0" * 64))
        times.append(time.perf_counter() - start)
    return {"publish_s": round(statistics.median(times), 3), "publish_max_s": round(max(times), 3)}


def _document(engine: Engine, number: int) -> Iterator[str]:
    """Yield a position with a stance on each of some topics of *engine*."""
    state, whole = f"<{ID}state/XAA>", f"<{NEW}>"
    yield f"@prefix acq: <{ACQ}> . @prefix dcterms: <{PREFIXES['dcterms']}> . @base {whole} ."
    yield f"<> a acq:Submission ; acq:submittedFor {state} ; acq:contains <position> ."
    yield f"<position> a acq:NationalPosition ; acq:issuer {state} ; dcterms:title 'Position {number}'@en ."
    found = engine.triples(None, _TYPE, NamedNode(ACQ + "LegalTopic"))
    for place, topic in enumerate(sorted(plain(one.subject) for one in found)[:_TOPICS]):
        yield f"<> acq:contains <{place}> ."
        yield f"<{place}> a acq:Stance ; acq:issuer {state} ; acq:inPosition <position> ;"
        yield f"  acq:onTopic <{topic}> ; acq:evidence <{place}/evidence> ."
        yield f"<{place}/evidence> a acq:Evidence ; acq:locator 'para. {place}' ."

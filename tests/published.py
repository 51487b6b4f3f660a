"""Own two releases that follow each other, and a server over them, for tests of what is published."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask.testing import FlaskClient

from acquis import config
from acquis.engine import canonical, parse
from acquis.pool import Answer, Gone, Job
from acquis.pool.evaluate import evaluate
from acquis.releases import release
from acquis.web import create_app
from conftest import TINY, make_release, tiny_quads

__all__ = ["ISSUED", "publish", "site"]

ISSUED = {"first": datetime(2026, 1, 1, tzinfo=UTC), "second": datetime(2026, 2, 1, 12, 30, tzinfo=UTC)}

_EST = "https://w3id.org/acquis/id/state/EST"
# What the second release, the tiny graph and more, no longer says as the first one did.
_BEFORE = (
    ('"Prevent misuse of territory"@en', '"Prevent the misuse of territory"@en'),
    ('<https://w3id.org/acquis/id/norm/gge-2015/d> a acq:Norm ; acq:letter "d" ;', ""),
    ('skos:prefLabel "Cooperate against crime"@en .', ""),
    (
        "state:EST a acq:State",
        '<https://w3id.org/acquis/id/topic/old> a acq:LegalTopic ; skos:prefLabel "An old topic"@en .\n'
        "  state:EST a acq:State",
    ),
)
_AFTER = f"""
<https://w3id.org/acquis/graph/source/stances> {{
  <https://w3id.org/acquis/id/stance/est-2021/x> a <https://w3id.org/acquis/def#Stance> ;
    <http://www.w3.org/2004/02/skos/core#prefLabel> "Estonia on x"@en ;
    <https://w3id.org/acquis/def#issuer> <{_EST}> ;
    <https://w3id.org/acquis/def#evidence> <https://w3id.org/acquis/id/stance/est-2021/x/evidence/1> .
  <https://w3id.org/acquis/id/stance/est-2021/x/evidence/1> <https://w3id.org/acquis/def#sourceUnit>
    <https://w3id.org/acquis/id/edition/a-70-174/para/13.c> .
}}
<https://w3id.org/acquis/graph/source/ontology> {{
  <https://w3id.org/acquis/def#cites> <http://www.w3.org/2002/07/owl#propertyChainAxiom>
    ( <https://w3id.org/acquis/def#hasCitation> <https://w3id.org/acquis/def#target> ) .
}}
<https://w3id.org/acquis/graph/inferred> {{
  <https://w3id.org/acquis/id/norm/gge-2015/c> <https://w3id.org/acquis/def#setOutIn>
    <https://w3id.org/acquis/id/work/gge-2015-report> .
}}
"""


def publish(folder: Path) -> Path:
    """Make the releases "first" and "second", which is current, in *folder*, and return where they are."""
    before = TINY.read_text("utf-8")
    for now, then in _BEFORE:
        assert now in before
        before = before.replace(now, then)
    after = [*tiny_quads(), *parse(_AFTER.encode(), "application/trig")]
    releases = folder / "releases"
    for name, quads in (("first", parse(before.encode(), "application/trig")), ("second", after)):
        installed = release.install(make_release(folder, canonical(quads), name), releases)
        moment = ISSUED[name].timestamp()
        os.utime(installed.path / "manifest.json", (moment, moment))
    return releases


class _InProcess:
    """A runner in this process that answers from the release that a job names, as the pool does."""

    def __init__(self, releases: Path) -> None:
        self._releases = releases

    def run(self, job: Job, *, client: str = "", gone: Gone | None = None) -> Answer:
        return evaluate(release.open_engine(release.kept(self._releases, job.release)), job)

    def fault(self, client: str) -> None:
        """Do nothing: here nobody counts."""


@contextmanager
def site(releases: Path, *, with_pool: bool = False, **environ: str) -> Iterator[FlaskClient]:
    """Yield a client of a server over *releases*; queries run in this process, or in a pool of its own."""
    environ |= {"ACQUIS_RELEASES_DIR": str(releases)}
    # A pool that is named is not started, nor called before there is a query.
    app = create_app(config.load(environ if with_pool else environ | {"ACQUIS_POOL_SOCKET": "none"}))
    source = app.extensions["acquis"]
    if not with_pool:
        source.runner = _InProcess(releases)
    try:
        yield app.test_client()
    finally:
        source.close()

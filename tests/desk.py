"""Own what tests of submissions share: a small release with fictional States, documents, accounts, requests.

It must not start a server.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path
from typing import Any

from acquis import build, ledger, pool, sources, turtle
from acquis.config import Settings, load
from acquis.engine import Engine, Literal, NamedNode, Quad, plain
from acquis.intake.handing_in import Run
from acquis.ledger import Account, Ledger
from acquis.releases import dataset, release
from acquis.rules import compile_rules
from acquis.vocab import ACQ, ID, NEW, PREFIXES
from checkout import ROOT

__all__ = [
    "EXAMPLES",
    "SHEET",
    "TURTLE",
    "Answer",
    "People",
    "Person",
    "ask",
    "checking",
    "document",
    "expired",
    "people",
    "scratch",
    "settings_of",
    "superseding",
    "unique",
]

EXAMPLES = ROOT / "shapes" / "submissions" / "examples"
TURTLE = "text/turtle"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_USED = (
    *("ontology/acquis.ttl", "ontology/schemes.ttl", "data/norms.ttl", "data/topics.ttl", "data/cbms.ttl"),
    *("data/capacity.ttl", "data/documents/a-70-174.ttl"),
)
_SECONDS = 60
_LABEL = NamedNode(PREFIXES["skos"] + "prefLabel")


def scratch(folder: Path, releases: Path | None = None, *, without: str = "", relabelled: str = "") -> Path:
    """Make a folder of releases whose current one has what submissions name, and the fictional States.

    With *releases*, that folder gets a release more, which says nothing of the thing *without*, an IRI, and
    has another label for the thing *relabelled*.
    """
    files = [(name, path) for name, path in sources.paths() if name in _USED]
    loaded = sources.load([*files, ("data/states-fictional.ttl", EXAMPLES / "states.ttl")])
    every = {_relabelled(quad, relabelled) for source in loaded for quad in source.quads}
    quads = tuple(sorted((one for one in every if plain(one.subject) != without), key=str))
    engine = Engine.from_quads(quads)
    rules = compile_rules(turtle.load(ROOT / "ontology" / "acquis.ttl"))
    graph = build.Graph(quads, dataset.counts(engine), dataset.coverage(engine), rules)
    made = folder / "made"
    made.mkdir(parents=True)
    build.write(graph, made)
    releases = releases or folder / "releases"
    release.install(made, releases)
    return releases


def _relabelled(quad: Quad, iri: str) -> Quad:
    if plain(quad.subject) != iri or quad.predicate != _LABEL:
        return quad
    return Quad(quad.subject, _LABEL, Literal("Another name", language="en"), quad.graph_name)


def settings_of(releases: Path, **settings: object) -> Settings:
    """Return the settings of a server over *releases*, others by their names in lower case."""
    named = {f"ACQUIS_{name.upper()}": str(value) for name, value in settings.items()}
    return load({"ACQUIS_RELEASES_DIR": str(releases), **named})


@dataclass(frozen=True)
class Person:
    """Somebody with a token."""

    token: str
    account: Account


@dataclass(frozen=True)
class People:
    """Ministries of two States, a reviewer of neither and one of the first, and who hands in and reviews."""

    xaa: Person
    xbb: Person
    reviewer: Person
    reviewer_xaa: Person
    both: Person


def people(kept: Ledger) -> People:
    """Make the accounts of the tests."""

    def person(name: str, role: str, issuer: str = "") -> Person:
        return Person(*kept.issue(name, role, issuer))

    return People(
        xaa=person("Ministry of Examplia", "submitter", "XAA"),
        xbb=person("Ministry of Sampleland", "submitter", "XBB"),
        reviewer=person("Reviewer", "reviewer"),
        reviewer_xaa=person("Reviewer from Examplia", "reviewer", "XAA"),
        both=person("Ministry of Sampleland", "reviewer"),
    )


def expired(settings: Settings) -> str:
    """Make a token of XAA that has expired, and return it."""
    past = datetime.now(UTC) - timedelta(days=30)
    with ledger.open(settings, clock=lambda: past) as kept:
        return kept.issue("Former ministry", "submitter", "XAA", 1)[0]


def document(kind: str = "norm-survey", *, state: str = "XAA", without: str = "", add: str = "") -> bytes:
    """Return the worked example of *kind* for *state*, less the lines with *without*, and *add* at its end.

    What it says that it supersedes is left out, as no ledger of a test has it.
    """
    text = (EXAMPLES / f"{kind}.ttl").read_text("utf-8").replace("state:XAA", f"state:{state}")
    unwanted = ["acq:supersedes", *([without] if without else [])]
    lines = [line for line in text.splitlines() if not any(one in line for one in unwanted)]
    return "\n".join([*lines, add, ""]).encode()


def unique(text: str, **changes: str) -> bytes:
    """Return the worked example of a survey with a note that says *text*, so that it is no other."""
    return document(**changes, add=f'<{NEW}answer-d> <{ACQ}note> "{text}"@en .')


def superseding(earlier: str, kind: str = "norm-survey", **changes: str) -> bytes:
    """Return the worked example of *kind* as one that supersedes the submission *earlier*; see `document`."""
    said = f"<{NEW}> <{ACQ}supersedes> <{ID}submission/{earlier}> ."
    return document(kind, **changes, add=said)


def checking(releases: Path) -> Run:
    """Return what checks documents in this very process, on the current release of *releases*."""
    engine = release.open_engine(release.current(releases))

    def run(data: bytes, media_type: str, issuer: str) -> pool.Answer:
        job = pool.Job("", media_type, values={"issuer": issuer}, task=pool.VALIDATE, document=data)
        return pool.Inline(engine).run(job)

    return run


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def ask(
    address: str,
    *,
    token: str = "",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    method: str | None = None,
) -> Answer:
    """Return the answer to one request; a *body* makes it a POST."""
    sent = dict(headers or {}) | ({"Authorization": f"Bearer {token}"} if token else {})
    asked = urllib.request.Request(address, data=body, headers=sent, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=_SECONDS) as response:
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())

"""Submissions over HTTP, asked of a real server: each route, each refusal with its status and sentence."""

import base64
import hashlib
import json
import resource
import shutil
import sqlite3
import subprocess
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import desk
from acquis import ledger
from acquis.intake import Intake
from acquis.ledger import Ledger
from desk import TURTLE, Answer, People, document, unique
from serving import Server, started

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = {"ttl": TURTLE, "nt": "application/n-triples", "jsonld": "application/ld+json", "xlsx": SHEET}
FORMS["csv"] = "text/csv"


@dataclass(frozen=True)
class Site:
    """A running server, its ledger as another process sees it, and those who have accounts."""

    server: Server
    releases: Path
    ledger: Ledger
    people: People
    expired: str

    def ask(self, path: str, who: str = "", **said: Any) -> Answer:
        """Ask the server at *path* as *who*, a field of `People`."""
        token = getattr(self.people, who).token if who else ""
        return desk.ask(f"{self.server.address}{path}", token=token, **said)

    def hand_in(self, data: bytes, who: str = "xaa", type_: str = TURTLE, **headers: str) -> Answer:
        """Hand in *data*."""
        return self.ask("/api/submissions", who, body=data, headers={"Content-Type": type_, **headers})

    def act(self, name: str, action: str, who: str = "reviewer", **said: str) -> Answer:
        """Take a step with the submission *name*."""
        body = json.dumps({"action": action, **said}).encode()
        return self.ask(f"/api/submissions/{name}/events", who, body=body, headers={"Content-Type": JSON})

    def count(self, name: str) -> int:
        """Return how many statements the current release has in the graph of the submission *name*."""
        query = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH <%s> { ?s ?p ?o } }"
        graph = f"https://w3id.org/acquis/graph/submission/{name}"
        found = self.ask(f"/sparql?{urllib.parse.urlencode({'query': query % graph, 'format': 'json'})}")
        return int(found.json["results"]["bindings"][0]["n"]["value"])


@contextmanager
def opened(releases: Path, **settings: object) -> Iterator[Site]:
    """Yield a running server over *releases* and a new ledger."""
    chosen = desk.settings_of(releases)
    with ledger.open(chosen) as kept:
        expired, people = desk.expired(chosen), desk.people(kept)
        with started(releases, access_log="off", **settings) as server:
            yield Site(server, releases, kept, people, expired)


@pytest.fixture(scope="module")
def site(fictional_releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a server that lets a client make as many faults as tests do."""
    folder = tmp_path_factory.mktemp("site") / "releases"
    shutil.copytree(fictional_releases, folder, symlinks=True)
    with opened(folder, client_errors=10_000, client_seconds=10_000) as site:
        yield site


def test_handing_in_is_answered_once_it_is_kept(site: Site) -> None:
    """The answer names the submission, has the hash of the bytes and the report, and leads on."""
    data = unique("handing in")
    made = site.hand_in(data)
    assert made.status == 201, made.body
    name = made.json["id"]
    assert made.headers["Location"] == f"/api/submissions/{name}"
    assert made.headers["Cache-Control"] == "private, no-store"
    assert made.json["status"] == "validated"
    assert made.json["sha256"] == hashlib.sha256(data).hexdigest()
    assert made.json["report"]["accepted"] is True
    assert site.ledger.original(name) == data
    for part, address in made.json["links"].items():
        if part != "events":
            assert desk.ask(address, token=site.people.xaa.token).status == 200, part


def test_the_original_comes_back_byte_for_byte(site: Site) -> None:
    """With the type it came with, its hash, and no way for a browser to show it."""
    data = b"\xef\xbb\xbf# \xc3\xa9\r\n" + unique("original")
    name = site.hand_in(data, type_="text/turtle; charset=utf-8").json["id"]
    found = site.ask(f"/api/submissions/{name}/original", "reviewer", headers={"Accept-Encoding": "gzip, br"})
    digest = hashlib.sha256(data)
    assert (found.status, found.body) == (200, data)
    assert found.headers["Content-Type"].startswith("text/turtle")
    assert found.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    assert found.headers["ETag"] == f'"{digest.hexdigest()}"'
    assert found.headers["Content-Disposition"] == f'attachment; filename="{name}.ttl"'
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    again = {"If-None-Match": found.headers["ETag"]}
    assert site.ask(f"/api/submissions/{name}/original", "xaa", headers=again).status == 304


@pytest.mark.parametrize(
    ("type_", "data"),
    [
        (TURTLE, b'# 1.10, "0"^^xsd:boolean, 2026-01-01Z, 007\n' + unique("odd forms of literals")),
        (TURTLE, unique("no line feed at its end").rstrip(b"\n")),
        (TURTLE, unique("line feeds of another system").replace(b"\n", b"\r\n")),
    ],
)
def test_odd_bytes_are_kept(site: Site, type_: str, data: bytes) -> None:
    """Nothing of a document is written anew, whatever the way it is written in."""
    name = site.hand_in(data, type_=type_).json["id"]
    assert site.ask(f"/api/submissions/{name}/original", "xaa").body == data


@pytest.mark.parametrize("suffix", [*FORMS, "html", "pdf"])
def test_a_document_in_another_form_says_the_same(site: Site, suffix: str) -> None:
    """What can be handed in again is known for the same content; the others are to be printed."""
    name = site.hand_in(unique(f"round trip by {suffix}")).json["id"]
    found = site.ask(f"/api/submissions/{name}/document.{suffix}", "xaa")
    assert found.status == 200
    assert found.headers["Content-Disposition"] == f'attachment; filename="{name}.{suffix}"'
    if suffix in FORMS:
        again = site.hand_in(found.body, type_=FORMS[suffix])
        assert again.status == 409, again.body
        assert f"The same content was handed in as {name}" in again.json["detail"]


def test_a_whole_walk(site: Site) -> None:
    """Handed in, listed, looked at, commented, accepted, published, withdrawn: each as one may see it."""
    name = site.hand_in(unique("a whole walk")).json["id"]
    listed = site.ask("/api/submissions?status=validated&kind=norm-survey&size=1000", "reviewer").json
    assert name in [one["id"] for one in listed["submissions"]]
    change = site.ask(f"/api/submissions/{name}/difference", "reviewer", headers={"Accept": "text/plain"})
    assert b"+ implementation answer: Cooperate against crime" in change.body
    assert site.act(name, "assign").json["status"] == "assigned"
    form = urllib.parse.urlencode({"action": "comment", "text": "Which law?"}).encode()
    said = site.ask(f"/api/submissions/{name}/events", "reviewer", body=form, headers={"Content-Type": FORM})
    assert (said.status, said.json["status"]) == (200, "assigned")
    assert site.count(name) == 0
    assert site.act(name, "accept").json["status"] == "published"
    found = site.ask(f"/doc/submission/{name}.ttl")
    assert found.status == 200
    assert b"checked:handed-in" in found.body
    assert site.act(name, "withdraw", "xaa", text="It was too early.").json["status"] == "withdrawn"
    gone = site.ask(f"/doc/submission/{name}.ttl")
    assert gone.status == 410
    assert b"It was too early." in gone.body
    whole = site.ask(f"/api/submissions/{name}", "xaa").json
    assert [(one["kind"], one["by"]) for one in whole["events"]] == [
        ("received", "Ministry of Examplia"),
        ("validated", ""),
        ("assigned", "Reviewer"),
        ("commented", "Reviewer"),
        ("accepted", "Reviewer"),
        ("published", ""),
        ("withdrawn", "Ministry of Examplia"),
    ]


@pytest.mark.parametrize("part", ["", "/difference", "/report"])
@pytest.mark.parametrize("accept", ["application/json", "text/html", "text/plain"])
def test_each_view_has_its_forms(site: Site, part: str, accept: str) -> None:
    """What is to be read by people and programs comes as both want it."""
    known = site.ask("/api/submissions?size=1", "reviewer").json["submissions"]
    name = known[0]["id"] if known else site.hand_in(unique("forms of a view")).json["id"]
    found = site.ask(f"/api/submissions/{name}{part}", "reviewer", headers={"Accept": accept})
    assert found.status == 200
    assert found.headers["Content-Type"].startswith(accept)
    assert "Accept" in found.headers["Vary"]
    if part != "/report":
        assert name.encode() in found.body


def test_a_list_comes_by_pages(site: Site) -> None:
    """The link to the next page stands in the header and in the body, and leads through all."""
    for number in range(3):
        site.hand_in(unique(f"page {number}"))
    names: list[str] = []
    address = f"{site.server.address}/api/submissions?size=2&issuer=XAA"
    while address:
        page = desk.ask(address, token=site.people.xaa.token)
        names += [one["id"] for one in page.json["submissions"]]
        address = page.json["next"] or ""
        assert (page.headers["Link"] or "") == (f'<{address}>; rel="next"' if address else "")
    every = site.ask("/api/submissions?size=1000", "xaa").json["submissions"]
    assert names == [one["id"] for one in every]
    assert len(names) >= 3
    for accept in ("text/html", "text/plain"):
        text = site.ask("/api/submissions?size=1000", "xaa", headers={"Accept": accept}).body.decode()
        assert [name for name in names if name not in text] == []


REFUSED: list[tuple[str, dict[str, Any], int, str]] = [
    ("no token", {"token": ""}, 401, "This needs a token."),
    ("a token of no one", {"token": "acq_nothing"}, 401, "not known here"),
    ("a scheme of another kind", {"headers": {"Authorization": "Basic eDp5"}}, 401, "This needs a token."),
    ("a file for another State", {"body": document(state="XBB")}, 403, "this token speaks for XAA"),
    ("a reviewer", {"who": "reviewer"}, 403, "only a submitter hands in"),
    ("violations", {"body": document(without="acq:status")}, 422, "have to be corrected first"),
    ("no RDF", {"body": b"no Turtle"}, 422, "Line 1"),
    ("another form", {"type": "application/pdf"}, 415, "application/pdf"),
    ("no type", {"type": ""}, 415, ""),
    ("a form with a file", {"type": "multipart/form-data; boundary=x"}, 415, "multipart/form-data"),
    ("too long", {"body": b" " * 5_000_001}, 413, "5,000,000"),
    ("a long key", {"headers": {"Idempotency-Key": "k" * 201}}, 400, "idempotency key"),
    (
        "an entity bomb",
        {"body": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', "type": "application/rdf+xml"},
        422,
        "",
    ),
    ("a remote context", {"body": b'{"@context": "http://127.0.0.1/x"}', "type": FORMS["jsonld"]}, 422, ""),
    ("an archive", {"body": b"\x1f\x8b\x08\x00" * 9}, 415, "gzip"),
    ("a deep nest", {"body": b"[" * 10_000, "type": FORMS["jsonld"]}, 422, ""),
    (
        "a graph of another",
        {"body": b"<urn:g> { <urn:a> <urn:b> <urn:c> }", "type": "application/trig"},
        422,
        "",
    ),
]


@pytest.mark.parametrize(
    ("said", "status", "sentence"), [pytest.param(*row[1:], id=row[0]) for row in REFUSED]
)
def test_what_is_refused_says_why(site: Site, said: dict[str, Any], status: int, sentence: str) -> None:
    """Each refusal has its status and a sentence; nothing is stored."""
    before = site.ledger.head()
    headers = {"Content-Type": said.get("type", TURTLE), **said.get("headers", {})}
    who = "" if "token" in said or "Authorization" in headers else said.get("who", "xaa")
    if said.get("token"):
        headers["Authorization"] = f"Bearer {said['token']}"
    found = site.ask("/api/submissions", who, body=said.get("body", unique("refused")), headers=headers)
    assert found.status == status, found.body
    assert sentence in found.json["detail"]
    assert "no-store" in found.headers["Cache-Control"]
    assert (found.headers["WWW-Authenticate"] is not None) is (status == 401)
    if "violations" in sentence or "corrected" in sentence:
        assert found.json["report"]["findings"]
    assert site.ledger.head() == before


def test_a_token_that_ended_opens_nothing(site: Site) -> None:
    """An expired or revoked token says that it is, on every route."""
    token, account = site.ledger.issue("Leaves soon", "submitter", "XAA")
    site.ledger.revoke(account.id)
    for one, word in ((site.expired, "expired"), (token, "revoked")):
        for path in ("", "/2026-xaa-1", "/2026-xaa-1/original", "/2026-xaa-1/document.ttl"):
            found = desk.ask(f"{site.server.address}/api/submissions{path}", token=one)
            assert (found.status, word in found.json["detail"]) == (401, True), path


def test_a_request_that_is_replayed(site: Site) -> None:
    """With the same key and bytes the first answer comes again; with other bytes it is a conflict."""
    data = unique("replayed")
    first = site.hand_in(data, **{"Idempotency-Key": "replay"})
    before = site.ledger.head()
    again = site.hand_in(data, **{"Idempotency-Key": "replay"})
    assert (first.status, again.status) == (201, 200)
    assert again.json == first.json
    assert again.headers["Location"] == first.headers["Location"]
    other = site.hand_in(unique("replayed, changed"), **{"Idempotency-Key": "replay"})
    assert (other.status, other.json["error"]) == (409, "Conflict")
    assert site.ledger.head() == before
    # The key of one account is none of another.
    theirs = site.hand_in(unique("replayed", state="XBB"), "xbb", **{"Idempotency-Key": "replay"})
    assert theirs.status == 201


def test_what_may_not_be_done_is_refused(site: Site) -> None:
    """One's own review, another's submission, a second decision, and steps that make no sense."""
    name = site.hand_in(unique("reviewed wrongly")).json["id"]
    theirs = site.hand_in(unique("of Sampleland", state="XBB"), "xbb").json["id"]
    refused = [
        (site.act(name, "accept", "reviewer_xaa"), 403, "nobody reviews a submission of their own"),
        (site.act(theirs, "accept", "both"), 403, "nobody reviews a submission of their own"),
        (site.act(name, "accept", "xaa"), 403, "that is for reviewers"),
        (site.act(theirs, "comment", "xaa", text="x"), 404, "There is no submission"),
        (site.act("2026-xcc-1", "accept"), 404, "There is no submission"),
        (site.act(name, "return"), 400, "To return needs a text"),
        (site.act(name, "praise"), 400, "choose from"),
        (site.act(name, "comment", words="x"), 400, "send action, text, successor"),
    ]
    assert site.act(name, "accept").status == 200
    refused += [
        (site.act(name, "accept"), 409, "is published, so it cannot be accepted"),
        (site.act(name, "withdraw"), 400, "needs a text"),
    ]
    assert site.act(theirs, "withdraw", "xbb", text="Too early.").status == 200
    refused.append((site.act(theirs, "accept"), 409, "is withdrawn, so it cannot be accepted"))
    for answer, status, sentence in refused:
        assert (answer.status, sentence in answer.json["detail"]) == (status, True), answer.body


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 100_000, b'{"action": 1}', b'"accept"', b"\xff"])
def test_a_step_that_cannot_be_read(site: Site, body: bytes) -> None:
    """A body that is no object of texts is a 400; one of another type is a 415."""
    found = site.ask("/api/submissions/x/events", "reviewer", body=body, headers={"Content-Type": JSON})
    assert found.status == 400
    other = site.ask(
        "/api/submissions/x/events", "reviewer", body=body, headers={"Content-Type": "text/plain"}
    )
    assert (other.status, other.json["accepted"]) == (415, [JSON, FORM])


@pytest.mark.parametrize("query", ["size=0", "size=x", "size=1001", "status=lost", "after=2020-xaa-1"])
def test_a_list_that_cannot_be_given(site: Site, query: str) -> None:
    """A wrong size or status is a 400, and a place that is not there a 404."""
    found = site.ask(f"/api/submissions?{query}", "reviewer")
    assert found.status == (404 if "after" in query else 400)


def test_other_origins_may_send_a_token_and_no_cookie(site: Site) -> None:
    """The answer to a preflight names the header Authorization, and never lets cookies through."""
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    found = site.ask("/api/submissions", headers=asked, method="OPTIONS")
    assert found.status == 204
    assert {"Authorization", "Content-Type", "Idempotency-Key"} <= set(
        found.headers["Access-Control-Allow-Headers"].split(", ")
    )
    for answer in (found, site.hand_in(unique("from elsewhere"), Origin="https://example.org")):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Access-Control-Allow-Credentials"] is None
        assert answer.headers["Set-Cookie"] is None


def test_readers_never_see_a_part(site: Site) -> None:
    """While submissions are accepted, each query sees all of one or nothing of it."""
    names = [site.hand_in(unique(f"beside readers {number}")).json["id"] for number in range(4)]
    seen: dict[str, set[int]] = {name: set() for name in names}
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            for name in names:
                seen[name].add(site.count(name))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for name in names:
        assert site.act(name, "accept").json["status"] == "published"
    done.set()
    for reader in readers:
        reader.join()
    for name in names:
        assert seen[name] <= {0, site.count(name)}
        assert site.count(name) > 50


def test_a_locked_ledger_is_told_and_reads_go_on(site: Site) -> None:
    """While another process holds the ledger, handing in is a 503 that says when to come again."""
    before = site.ledger.head()
    with closing(sqlite3.connect(site.releases.parent / "ledger" / "ledger.sqlite", timeout=5)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = site.hand_in(unique("locked"))
        assert site.ask("/health").status == 200
        assert site.ask("/api/submissions?size=1", "reviewer").status == 200
        other.rollback()
    assert (refused.status, refused.json["error"]) == (503, "Overloaded")
    assert int(refused.headers["Retry-After"]) > 0
    assert "nothing was kept" in refused.json["detail"]
    assert site.ledger.head() == before
    assert site.hand_in(unique("locked")).status == 201


def _processes(first: int) -> list[int]:
    """Return the process *first* and all that it started, and those in turn."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found = [first]
    for one in found:
        found += [pid for pid, parent in pairs if parent == one]
    return found


def test_a_full_disk_is_told_and_reads_go_on(site: Site) -> None:
    """Where no file may grow any more, handing in is a 507, nothing of it is kept, and reads go on."""
    before = site.ledger.head()
    long = b"# " + b"x" * 4_000_000 + b"\n" + unique("a full disk")
    limits = {}
    for pid in _processes(site.server.process.pid):
        # Those who run queries come and go, and may write no file as it is.
        with suppress(ProcessLookupError):
            limit = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            if limit[1] == resource.RLIM_INFINITY:
                limits[pid] = limit
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (2_000_000, limit[1]))
    try:
        refused = site.hand_in(long)
        assert site.ask("/health").status == 200
        assert site.ask("/api/submissions?size=1", "reviewer").status == 200
    finally:
        for pid, limit in limits.items():
            with suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)
    assert (refused.status, refused.json["error"]) == (507, "StorageFull")
    assert "nothing was kept" in refused.json["detail"]
    assert site.ledger.head() == before
    assert site.hand_in(long).status == 201
    assert site.ledger.verify(before) == []


def test_who_tries_tokens_is_stopped(desk_releases: Path) -> None:
    """After a few wrong tokens the client has to wait; a server without a ledger serves reads."""
    with started(desk_releases, access_log="off", client_errors=3) as server:
        address = f"{server.address}/api/submissions"
        statuses = [desk.ask(address, token=f"acq_{number}").status for number in range(8)]
        assert statuses[0] == 401
        assert statuses[-1] == 429
        assert desk.ask(f"{server.address}/health").status == 200
    assert not (desk_releases.parent / "ledger").exists()


def test_a_ledger_that_is_away_is_told_and_reads_go_on(desk_releases: Path) -> None:
    """Where the database cannot be reached, submissions are a 503 and all else is served."""
    away = "postgresql://nobody@127.0.0.1:1/none"
    with started(desk_releases, access_log="off", ledger_url=away) as server:
        found = desk.ask(f"{server.address}/api/submissions", token="acq_1")
        assert (found.status, found.json["error"]) == (503, "LedgerError")
        assert desk.ask(f"{server.address}/health").status == 200
        assert desk.ask(f"{server.address}/doc/norm/gge-2015/c.ttl").status == 200


def test_what_was_accepted_is_published_at_the_next_start(desk_releases: Path) -> None:
    """An acceptance that a crash left in the ledger alone reaches the release when a server is started."""
    settings = desk.settings_of(desk_releases)
    with ledger.open(settings) as kept:
        people = desk.people(kept)
        intake = Intake(settings, kept, desk.checking(desk_releases))
        name = intake.hand_in(people.xaa.account, document(), TURTLE).submission.id
        kept.record(name, "accepted", account=people.reviewer.account)
        with started(desk_releases, access_log="off") as server:
            assert desk.ask(f"{server.address}/doc/submission/{name}.ttl").status == 200
        assert kept.submission(name).status == "published"

"""The service of submissions: who may do what, handing in, review, what changes, and no step half done."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

import desk
from acquis import ledger, publishing
from acquis.config import Settings
from acquis.engine import NamedNode, plain
from acquis.errors import (
    AccessDenied,
    AcquisError,
    Conflict,
    InvalidDocument,
    InvalidParameter,
    QueryTooLarge,
    ReleaseError,
    UnknownEntity,
    UnsupportedMedia,
)
from acquis.intake import Intake, authority, publication
from acquis.intake.reviewing import ACTIONS
from acquis.ledger import ROLES
from acquis.releases import release
from acquis.vocab import ACQ, META, PREFIXES
from checkout import ROOT
from desk import TURTLE, document, superseding
from office import Office

SCHEMA, PROV, DCTERMS = PREFIXES["schema"], PREFIXES["prov"], PREFIXES["dcterms"]


@pytest.fixture
def office(desk_releases: Path) -> Iterator[Office]:
    """Return the service over the small release and a new ledger of SQLite."""
    settings = desk.settings_of(desk_releases)
    with ledger.open(settings) as kept:
        yield Office(settings, kept)


@pytest.fixture
def offices(desk_releases: Path, ledger_settings: Settings) -> Iterator[Office]:
    """Return the service over the small release and a new ledger, in each database."""
    assert ledger_settings.releases_dir == desk_releases
    with ledger.open(ledger_settings) as kept:
        yield Office(ledger_settings, kept)


def test_the_table_of_authority_is_whole() -> None:
    """Each role has a row for its own and one for others, and names only what can be done."""
    whose = (authority.OWN, authority.OTHER)
    assert set(authority.MAY) == {(role, one) for role in ROLES for one in whose}
    assert set().union(*authority.MAY.values()) <= {*ACTIONS, "see", "hand in"}
    for action in ("accept", "return", "reject", "assign"):
        may = {row for row, actions in authority.MAY.items() if action in actions}
        assert may == {("reviewer", authority.OTHER)}, action


def test_a_walk_from_handing_in_to_the_release(offices: Office) -> None:
    """A survey is handed in, taken on, talked about and accepted; the release has it, each step is there."""
    found = offices.hand_in()
    assert (found.status, found.issuer, found.kind, found.repeated) == (
        "validated",
        "XAA",
        "norm-survey",
        False,
    )
    assert offices.triples(found) == 0
    offices.act("assign", found)
    offices.act("comment", found, text="Which law is meant?")
    offices.act("comment", found, offices.people.xaa.account, text="That of 2023.")
    accepted = offices.act("accept", found, text="Complete.")
    assert accepted.status == "published"
    assert offices.steps(found) == [
        *("received", "validated", "assigned", "commented", "commented", "accepted", "published"),
    ]
    assert offices.triples(found) > 50
    last = offices.ledger.events(found.id)[-1]
    current = release.current(offices.settings.releases_dir)
    assert last.data == {"release": current.id}
    assert offices.intake.original(offices.people.xaa.account, found.id) == document()
    anchor = current.manifest["ledger"]
    assert offices.ledger.verify((anchor["events"], anchor["head"])) == []


def test_what_is_not_public_stays_in_the_ledger(office: Office) -> None:
    """Neither an e-mail address nor a claim that is not public reaches the release; reviewers see both."""
    survey, contact = office.hand_in(), office.hand_in(document("point-of-contact"))
    for one in (survey, contact):
        office.act("accept", one)
    dump = b"".join(release.lines(release.current(office.settings.releases_dir))).decode()
    assert "answer-k" in dump
    assert "answer-j" not in dump
    seen = office.intake.document(office.people.reviewer.account, contact.id)
    private = [plain(one.object) for one in seen if one.predicate.value in (f"{ACQ}email", f"{ACQ}telephone")]
    assert len(private) > 1
    assert [text for text in private if text in dump] == []


def test_every_stored_statement_leads_to_its_document(office: Office) -> None:
    """From the graph of each statement one comes to who handed in, when, the hash and the shapes' version."""
    found = office.hand_in()
    office.act("accept", found)
    engine = office.engine()
    graphs = {
        one.graph_name.value
        for one in engine.quads()
        if isinstance(one.graph_name, NamedNode) and "graph/submission/" in one.graph_name.value
    }
    assert graphs == {publishing.graph_of(found.id)}
    for graph in graphs:
        about = {one.predicate.value: one.object for one in engine.triples(NamedNode(graph), graph=META)}
        derived = about[f"{PROV}wasDerivedFrom"]
        assert isinstance(derived, NamedNode)
        bytes_ = {one.predicate.value: one.object for one in engine.triples(derived, graph=META)}
        topic, issuer = about[PREFIXES["foaf"] + "primaryTopic"], about[f"{PROV}wasAttributedTo"]
        assert str(topic) == f"<{publishing.iri_of(found.id)}>"
        assert str(issuer).endswith("state/XAA>")
        said = {name: getattr(bytes_[SCHEMA + name], "value", "") for name in ("sha256", "schemaVersion")}
        assert said == {"sha256": found.sha256, "schemaVersion": found.shapes_version}
        moment = getattr(bytes_[f"{DCTERMS}dateSubmitted"], "value", "")
        assert datetime.fromisoformat(moment) == found.received.replace(microsecond=0)


@pytest.mark.parametrize(
    ("data", "media_type", "kind", "sentence"),
    [
        (document(state="XBB"), TURTLE, AccessDenied, "submitted for XBB, and this token speaks for XAA"),
        (document(without="acq:status"), TURTLE, InvalidDocument, "have to be corrected first"),
        (b"no Turtle", TURTLE, InvalidDocument, "Line 1"),
        (b"<urn:a> <urn:b> <urn:c> .", TURTLE, InvalidDocument, "urn:a"),
        (document(), "image/png", UnsupportedMedia, "image/png"),
        (b" " * 5_000_001, TURTLE, QueryTooLarge, "5,000,001 bytes and may have 5,000,000"),
        (superseding("2026-xbb-1"), TURTLE, Conflict, "no earlier submission of yours"),
        (superseding("2020-xaa-9"), TURTLE, Conflict, "no earlier submission of yours"),
    ],
)
def test_what_is_refused_leaves_nothing(
    office: Office, data: bytes, media_type: str, kind: type[AcquisError], sentence: str
) -> None:
    """A document that will not do is an error that says why, and the ledger is as it was."""
    office.hand_in(document(state="XBB"), office.people.xbb.account)
    before = office.ledger.head()
    with pytest.raises(kind, match=sentence):
        office.intake.hand_in(office.people.xaa.account, data, media_type)
    assert office.ledger.head() == before


def test_a_refusal_has_its_report(office: Office) -> None:
    """The report of a document with violations says where they are and what to do."""
    with pytest.raises(InvalidDocument) as refused:
        office.hand_in(document(without="acq:status"))
    report = refused.value.report
    assert report["counts"]["violation"] == 6
    assert all(one["message"] and one["where"] for one in report["findings"])


@pytest.mark.parametrize("key", ["k" * 201, "schlüssel", "line\nfeed"])
def test_a_key_that_will_not_do(office: Office, key: str) -> None:
    """An idempotency key is short and of ASCII."""
    with pytest.raises(InvalidParameter, match="idempotency key"):
        office.hand_in(key=key)


def test_a_reviewer_hands_in_nothing(office: Office) -> None:
    """Who reviews has another token for handing in."""
    with pytest.raises(AccessDenied, match="only a submitter hands in"):
        office.hand_in(who=office.people.reviewer.account)


def test_a_request_that_comes_again_keeps_nothing_twice(offices: Office) -> None:
    """The same key and bytes give the same submission; other bytes, or the same content, are a conflict."""
    first = offices.hand_in(key="k1")
    before = offices.ledger.head()
    again = offices.hand_in(key="k1")
    assert (again.id, again.repeated) == (first.id, True)
    with pytest.raises(Conflict, match="was used for"):
        offices.hand_in(document(without="acq:note"), key="k1")
    for data in (document(), b"# Other bytes, the same content.\n" + document()):
        with pytest.raises(Conflict, match=f"handed in as {first.id}, which is validated"):
            offices.hand_in(data, key="k2")
    assert offices.ledger.head() == before
    offices.act("withdraw", first, offices.people.xaa.account, text="Too early.")
    assert offices.hand_in(key="k2").id != first.id


def test_nobody_reviews_their_own(office: Office) -> None:
    """Neither a reviewer of the same State nor who handed it in may decide, or even comment."""
    mine = office.hand_in(document(state="XBB"), office.people.xbb.account)
    xaa = office.hand_in()
    for action in ACTIONS:
        for submission, who in ((xaa, office.people.reviewer_xaa), (mine, office.people.both)):
            with pytest.raises(AccessDenied, match="nobody reviews a submission of their own"):
                office.act(action, submission, who.account, text="x")
        if action not in ("comment", "withdraw"):
            with pytest.raises(AccessDenied, match="that is for reviewers"):
                office.act(action, xaa, office.people.xaa.account, text="x")
    assert office.steps(xaa) == office.steps(mine) == ["received", "validated"]


def test_a_submitter_sees_their_own_only(office: Office) -> None:
    """What is of another State is not there for a submitter; a reviewer sees all, by pages."""
    theirs, ours = office.hand_in(document(state="XBB"), office.people.xbb.account), office.hand_in()
    xaa, reviewer = office.people.xaa.account, office.people.reviewer.account
    assert [one.id for one in office.intake.submissions(xaa)] == [ours.id]
    with pytest.raises(AccessDenied, match="leave out issuer"):
        office.intake.submissions(xaa, issuer="XBB")
    sentences = []
    for name in (theirs.id, "2026-xbb-99"):
        for look in (office.intake.submission, lambda who, name: office.intake.submissions(who, after=name)):
            with pytest.raises(UnknownEntity) as unknown:
                look(xaa, name)
            sentences.append(str(unknown.value).replace(name, ""))
    assert len(set(sentences)) == 1
    assert [one.id for one in office.intake.submissions(reviewer)] == [theirs.id, ours.id]
    assert [one.id for one in office.intake.submissions(reviewer, after=theirs.id)] == [ours.id]
    assert [one.id for one in office.intake.submissions(reviewer, issuer="xbb")] == [theirs.id]
    assert office.intake.submissions(reviewer, status="published", kind="norm-survey") == ()
    with pytest.raises(InvalidParameter, match="choose from received"):
        office.intake.submissions(reviewer, status="lost")


@pytest.mark.parametrize(
    ("taken", "then", "sentence"),
    [
        (["accept"], "accept", "is published, so it cannot be accepted"),
        (["accept"], "reject", "is published, so it cannot be rejected"),
        (["withdraw"], "accept", "is withdrawn, so it cannot be accepted"),
        (["reject"], "accept", "is rejected, so it cannot be accepted"),
        (["return"], "accept", "is returned, so it cannot be accepted"),
        (["return"], "assign", "is returned, so it cannot be assigned"),
    ],
)
def test_a_step_that_cannot_follow(office: Office, taken: list[str], then: str, sentence: str) -> None:
    """What was decided stays decided, and the sentence says what stands."""
    found = office.hand_in()
    for action in taken:
        office.act(action, found, text="A reason.")
    before = office.ledger.head()
    with pytest.raises(Conflict, match=sentence):
        office.act(then, found, text="A reason.")
    assert office.ledger.head() == before


@pytest.mark.parametrize(
    ("action", "said", "sentence"),
    [
        ("praise", {}, "There is no action 'praise'"),
        ("return", {}, "To return needs a text"),
        ("reject", {"text": "  "}, "To reject needs a text"),
        ("comment", {}, "the comment"),
        ("comment", {"text": "x" * 20_001}, "more than 20,000 characters"),
        ("withdraw", {"text": "a\x07b"}, r"control character U\+0007"),
        ("accept", {"successor": "2026-xaa-1"}, "A successor goes with withdraw"),
        ("withdraw", {"text": "x", "successor": "2026-xaa-1"}, "cannot take the place of 2026-xaa-1"),
        ("withdraw", {"text": "x", "successor": "2026-xbb-1"}, "cannot take the place of 2026-xaa-1"),
        ("withdraw", {"text": "x", "successor": "nothing"}, "cannot take the place of 2026-xaa-1"),
    ],
)
def test_a_step_that_is_wrongly_said(
    office: Office, action: str, said: dict[str, str], sentence: str
) -> None:
    """A step needs a name that is known, a reason where one is due, and a successor that will do."""
    found = office.hand_in()
    office.hand_in(document(state="XBB"), office.people.xbb.account)
    with pytest.raises(InvalidParameter, match=sentence):
        office.intake.act(office.people.reviewer.account, action, found.id, **said)
    assert office.steps(found) == ["received", "validated"]


def test_what_no_longer_fits_is_not_accepted(office: Office, tmp_path: Path) -> None:
    """What was right when it was handed in is held against new sources before it is accepted."""
    found = office.hand_in()
    gone = "https://w3id.org/acquis/id/norm/gge-2015/k"
    desk.scratch(tmp_path / "other", office.settings.releases_dir, without=gone)
    office.intake = Intake(office.settings, office.ledger, desk.checking(office.settings.releases_dir))
    with pytest.raises(Conflict, match=r"no longer does: .* Return it"):
        office.act("accept", found)
    assert office.steps(found) == ["received", "validated"]


def test_a_difference_is_one_of_statements(office: Office) -> None:
    """A survey that supersedes another differs in what it says, however its parts are called or ordered."""
    first = office.hand_in()
    office.act("accept", first)
    text = superseding(first.id).decode().replace("/partly-in-place", "/in-place").replace("answer-c", "c")
    second = office.hand_in(text.encode())
    found = office.intake.difference(office.people.reviewer.account, second.id, office.engine())
    assert found.against == (first.id,)
    status = "implementation status"
    assert [str(one) for one in found.removed if one.property == status] == [
        "implementation answer: Prevent misuse of territory · implementation status: partly in place"
    ]
    added = {(one.property, one.value) for one in found.added}
    assert {(status, "in place")} <= added
    assert {name for name, _ in added} == {status, "supersedes"}
    assert len(found.unchanged) > 50
    assert f"{second.id} against {first.id}: 2 come, 1 go, " in found.text()
    assert json.loads(json.dumps(found.as_json()))["added"][0].keys() == {"part", "property", "value"}


def test_what_is_superseded_is_marked(office: Office) -> None:
    """The later submission takes the place of the earlier one in the ledger and in the release."""
    first = office.hand_in()
    office.act("accept", first)
    second = office.hand_in(superseding(first.id, without="acq:note"))
    office.act("accept", second)
    assert office.ledger.submission(first.id).status == "superseded"
    assert office.ledger.events(first.id)[-1].data == {"by": second.id}
    graph = NamedNode(publishing.graph_of(first.id))
    said = {str(one.object) for one in office.engine().triples(graph, graph=META)}
    assert f"<{publishing.iri_of(second.id)}>" in said
    with pytest.raises(Conflict, match="which is superseded"):
        office.hand_in(superseding(first.id, without="acq:challenge"))


def test_only_one_takes_the_place_of_another(office: Office) -> None:
    """Of two that say so, the second is not accepted once the first is published."""
    first = office.hand_in()
    office.act("accept", first)
    second = office.hand_in(superseding(first.id, without="acq:note"))
    third = office.hand_in(superseding(first.id, without="acq:challenge"))
    office.act("accept", second)
    with pytest.raises(Conflict, match=f"supersedes {first.id}, which is superseded by now"):
        office.act("accept", third)
    assert office.ledger.submission(third.id).status == "validated"


def test_what_is_withdrawn_leaves_a_reason(office: Office) -> None:
    """After a withdrawal the claims are gone from the release; why, and what to read instead, are there."""
    first, second = office.hand_in(), office.hand_in(document("capacity"))
    for one in (first, second):
        office.act("accept", one)
    before = office.triples(second)
    office.act("withdraw", first, office.people.xaa.account, text="An error.", successor=second.id)
    tombstone = publishing.withdrawn(office.engine(), publishing.iri_of(first.id))
    assert tombstone is not None
    assert (tombstone.reason, tombstone.successor) == ("An error.", publishing.iri_of(second.id))
    assert (office.triples(first), office.triples(second)) == (0, before)


def test_a_release_that_cannot_be_made_is_made_later(office: Office) -> None:
    """The decision stands although its release could not be made; `settle` makes it, once."""
    found = office.hand_in()
    folder = office.settings.releases_dir
    (folder / ".settling").touch()
    with pytest.raises(ReleaseError, match=f"{found.id} is accepted, and that stands"):
        office.act("accept", found)
    (folder / ".settling").unlink()
    assert office.ledger.submission(found.id).status == "accepted"
    assert publication.settle(office.ledger, folder) == (found.id,)
    assert office.ledger.submission(found.id).status == "published"
    assert publication.settle(office.ledger, folder) == ()


def test_an_older_release_is_brought_up_to_date(office: Office) -> None:
    """After a way back to an older release, all that was published since comes again when asked for."""
    folder = office.settings.releases_dir
    before = release.current(folder)
    first = office.hand_in()
    office.act("accept", first)
    second = office.hand_in(superseding(first.id, without="acq:note"))
    office.act("accept", second)
    wanted = set(office.engine().quads())
    release.install(before.path, folder)
    assert office.triples(first) == office.triples(second) == 0
    assert publication.settle(office.ledger, folder) == ()
    assert set(publication.settle(office.ledger, folder, everything=True)) == {first.id, second.id}
    assert set(office.engine().quads()) == wanted


_KILLED = """
import os, signal, sys
import desk
from acquis import ledger, publishing
from acquis.intake import publication

step, releases = sys.argv[1], sys.argv[2]
settings = desk.settings_of(releases)
kept = ledger.open(settings)
count = 0

def after(name, real):
    def do(*given, **named):
        global count
        count += 1
        if step == f"before {name} {count}":
            os.kill(os.getpid(), signal.SIGKILL)
        done = real(*given, **named)
        if step == f"after {name} {count}":
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    return do

if "record" in step:
    kept.record = after("record", kept.record)
else:
    publishing.publish = after("publish", publishing.publish)
publication.settle(kept, settings.releases_dir)
"""
_STEPS = [
    *("before record 1", "after record 1", "before publish 1", "after publish 1"),
    *("before record 2", "after record 2"),
]


@pytest.mark.parametrize("step", _STEPS)
def test_a_crash_between_the_steps_is_healed(office: Office, step: str) -> None:
    """Whoever is killed on the way from the ledger to the release leaves nothing that cannot be finished."""
    first = office.hand_in()
    office.act("accept", first)
    second = office.hand_in(superseding(first.id, without="acq:note"))
    office.ledger.record(second.id, "accepted", account=office.people.reviewer.account)
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, step, str(office.settings.releases_dir)],
        cwd=ROOT / "tests",
        env={"PYTHONPATH": f"{ROOT / 'server'}:{ROOT / 'tests'}"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    publication.settle(office.ledger, office.settings.releases_dir)
    assert [office.ledger.submission(one.id).status for one in (first, second)] == ["superseded", "published"]
    assert office.steps(second) == ["received", "validated", "accepted", "published"]
    assert office.steps(first).count("superseded") == 1
    found = publication.standing(office.ledger, office.engine)
    graphs = {publishing.graph_of(one.id): len(one.quads) for one in found.published}
    assert graphs == {publishing.graph_of(one.id): office.triples(one) for one in (first, second)}
    assert office.ledger.verify() == []
    assert publication.settle(office.ledger, office.settings.releases_dir) == ()

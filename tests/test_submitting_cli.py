"""The commands submit and review, on this machine and against a server: what they print, and how they end."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click.testing
import pytest

import desk
from acquis import ledger
from acquis.cli import main
from acquis.ledger import Ledger
from desk import People, document
from serving import started

PLACES = ["here", "there"]


@dataclass
class Desktop:
    """The command line of somebody, with the options that say where and as whom."""

    folder: Path
    releases: Path
    ledger: Ledger
    people: People
    server: str = ""

    def options(self, who: str) -> list[str]:
        """Return the options for *who*, a field of `People`."""
        person = getattr(self.people, who)
        if not self.server:
            return ["--as", person.account.id]
        token = self.folder / f"token-{who}"
        token.write_text(f"{person.token}\n")
        return ["--server", self.server, "--token-file", str(token)]

    def run(self, who: str, *arguments: str, code: int = 0) -> str:
        """Run `acquis` with *arguments* as *who*, and return what it prints; it must end with *code*."""
        return self.bare(*arguments, *self.options(who), code=code)

    def bare(self, *arguments: str, code: int = 0, text: str | None = None) -> str:
        """Run `acquis` with *arguments*."""
        runner = click.testing.CliRunner(env={"ACQUIS_RELEASES_DIR": str(self.releases)})
        done = runner.invoke(main, arguments, input=text)
        assert done.exit_code == code, done.output
        assert "Traceback" not in done.output
        return done.output

    def file(self, data: bytes, name: str = "survey.ttl") -> str:
        """Write *data* to a file and return its path."""
        path = self.folder / name
        path.write_bytes(data)
        return str(path)


@pytest.fixture
def here(desk_releases: Path, tmp_path: Path) -> Iterator[Desktop]:
    """Return a command line that works on a ledger of this machine."""
    with ledger.open(desk.settings_of(desk_releases)) as kept:
        yield Desktop(tmp_path, desk_releases, kept, desk.people(kept))


@pytest.fixture(params=PLACES)
def desktop(here: Desktop, request: pytest.FixtureRequest) -> Iterator[Desktop]:
    """Return a command line that works on this machine, and one that works against a server."""
    if request.param == "here":
        yield here
        return
    with started(here.releases, access_log="off") as server:
        here.server = server.address
        yield here


def test_a_walk_by_commands(desktop: Desktop) -> None:
    """Hand in, list, show, compare, comment, accept and withdraw, as text and as JSON."""
    said = desktop.run("xaa", "submit", desktop.file(document()), "--key", "k1")
    assert said.startswith("2026-xaa-1 is validated. SHA-256 of the bytes: ")
    assert "ADVICE" in said
    again = json.loads(desktop.run("xaa", "submit", desktop.file(document()), "--key", "k1", "--json"))
    assert (again["id"], again["report"]["accepted"]) == ("2026-xaa-1", True)
    assert "2026-xaa-1" in desktop.run("reviewer", "review", "list", "--status", "validated")
    (listed,) = json.loads(desktop.run("reviewer", "review", "list", "--json"))
    assert (listed["id"], listed["kind"]) == ("2026-xaa-1", "norm-survey")
    assert json.loads(desktop.run("reviewer", "review", "list", "--issuer", "XBB", "--json")) == []
    compared = desktop.run("reviewer", "review", "diff", "2026-xaa-1")
    assert compared.startswith("2026-xaa-1 against nothing published before: ")
    assert "is assigned" in desktop.run("reviewer", "review", "assign", "2026-xaa-1")
    desktop.run("reviewer", "review", "comment", "2026-xaa-1", "--text", "Which law?")
    assert "is published." in desktop.run("reviewer", "review", "accept", "2026-xaa-1")
    shown = desktop.run("xaa", "review", "show", "2026-xaa-1")
    assert "commented  Reviewer: Which law?" in shown
    whole = json.loads(desktop.run("xaa", "review", "show", "2026-xaa-1", "--json"))
    assert [one["kind"] for one in whole["events"]][-2:] == ["accepted", "published"]
    assert "Nothing was left to do." in desktop.bare("review", "publish")
    gone = desktop.run("xaa", "review", "withdraw", "2026-xaa-1", "--text", "An error.", "--json")
    assert json.loads(gone)["status"] == "withdrawn"


def test_what_is_refused_ends_with_a_sentence(desktop: Desktop) -> None:
    """Faults of a document end with 1, findings as lines; other refusals are wrong calls and end with 2."""
    wrong = desktop.run("xaa", "submit", desktop.file(document(without="acq:status")), code=1)
    assert wrong.count("VIOLATION") == 6
    assert "have to be corrected first" in wrong
    unread = desktop.run("xaa", "submit", desktop.file(b"no Turtle"), code=1)
    assert "Line 1" in unread
    other = desktop.run("xaa", "submit", desktop.file(document(state="XBB")), code=2)
    assert "this token speaks for XAA" in other
    desktop.run("xaa", "submit", desktop.file(document()))
    own = desktop.run("reviewer_xaa", "review", "accept", "2026-xaa-1", code=2)
    assert "nobody reviews a submission of their own" in own
    assert "needs a text" in desktop.run("reviewer", "review", "return", "2026-xaa-1", code=2)
    assert "There is no submission" in desktop.run("xbb", "review", "show", "2026-xaa-1", code=2)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Say --as NAME to work on this machine, or --server URL"),
        (["--as", "x", "--server", "https://example.org"], "Say --as NAME"),
        (["--as", "nobody"], "There is no account 'nobody' whose token counts"),
        (["--as", "Ministry of Sampleland"], "give the id of one"),
        (["--server", "example.org", "--token-file", "-"], "is no web address"),
        (["--server", "http://example.org", "--token-file", "-"], "in the clear: use https"),
        (["--as", "Reviewer", "--token-file", "-"], "with --as no token is needed"),
    ],
)
def test_a_wrong_place_is_a_wrong_call(here: Desktop, arguments: list[str], sentence: str) -> None:
    """Where and as whom is said once, and a token never goes over the network in the clear."""
    assert sentence in here.bare("review", "list", *arguments, code=2, text="acq_1\n")


def test_a_server_that_is_away(here: Desktop) -> None:
    """A server that cannot be reached, or is none of ours, is told with what to look at."""
    here.server = "http://127.0.0.1:1"
    assert "cannot be reached" in here.run("xaa", "review", "list", code=1)


def test_a_token_is_asked_for(here: Desktop) -> None:
    """Without a file the token is asked for, and not shown."""
    said = here.bare("review", "list", "--server", "http://127.0.0.1:1", code=1, text="acq_secret\n")
    assert "Token" in said
    assert "acq_secret" not in said


def test_a_file_of_an_unknown_kind(here: Desktop) -> None:
    """What a file is shows in how its name ends, or is said."""
    path = here.file(document(), "survey.txt")
    assert "does not end in one of" in here.run("xaa", "submit", path, code=2)
    assert "is validated" in here.run("xaa", "submit", path, "--type", "ttl")


def test_what_was_left_is_finished(here: Desktop) -> None:
    """What was accepted and did not reach the release does so by a command."""
    here.run("xaa", "submit", here.file(document()))
    here.ledger.record("2026-xaa-1", "accepted", account=here.people.reviewer.account)
    said = here.bare("review", "publish")
    assert said == "2026-xaa-1\n1 brought up to date.\n"
    assert here.ledger.submission("2026-xaa-1").status == "published"

"""Tokens: made once, never kept, looked up by their hash, ended by time or by hand; and their commands."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from acquis import config, ledger
from acquis.cli import main
from acquis.config import Settings
from acquis.errors import Conflict, InvalidParameter, NotAuthenticated, UnknownEntity
from acquis.ledger import Ledger
from acquis.releases import release
from handing import fill, past_the_ledger, submitter

START = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def now() -> list[datetime]:
    """Return the time by the clock of the ledger, which a test may set."""
    return [START]


@pytest.fixture
def kept(ledger_settings: Settings, now: list[datetime]) -> Iterator[Ledger]:
    """Return a ledger that goes by the clock of the test."""
    with ledger.open(ledger_settings, clock=lambda: now[0]) as opened:
        yield opened


def test_a_token_says_who_comes(kept: Ledger) -> None:
    """A token is 32 random bytes, and gives back the account that it was made for."""
    token, account = kept.issue(" Ministry of É ", "submitter", "xaa", 30)
    other, reviewer = kept.issue("Reviewer", "reviewer", "", 1)
    assert re.fullmatch(r"acq_[A-Za-z0-9_-]{43}", token)
    assert (account.name, account.role, account.issuer) == ("Ministry of É", "submitter", "XAA")
    assert (account.created, account.expires, account.revoked) == (START, START + timedelta(days=30), None)
    assert (account.ending, len(account.id)) == (token[-4:], 8)
    assert (kept.account(token), kept.account(other)) == (account, reviewer)
    assert kept.accounts() == (account, reviewer)
    assert (reviewer.role, reviewer.issuer) == ("reviewer", "")
    assert token != other


def test_a_token_is_not_kept(kept: Ledger, ledger_settings: Settings) -> None:
    """Nothing in the ledger holds a token; what is told of it is a hash and four characters."""
    token, _ = kept.issue("Ministry", "submitter", "XAA", 30)
    with past_the_ledger(ledger_settings) as past:
        rows = [
            str(row)
            for table in ("event", "account")
            for row in past.exec_driver_sql(f"SELECT * FROM {table}").all()
        ]
    assert len(rows) == 2
    assert not [row for row in rows if token in row or token.removeprefix("acq_")[:20] in row]


@pytest.mark.parametrize(
    "token", ["", "acq_", "acq_" + "A" * 43, "é\0\ud800", "' OR 1 = 1 --", "x" * 100_000]
)
def test_an_unknown_token_lets_nobody_in(kept: Ledger, token: str) -> None:
    """A token that nobody was given, or that is none, is refused, also where there is no ledger yet."""
    for _ in range(2):
        with pytest.raises(NotAuthenticated, match="This token is not known here"):
            kept.account(token)
        submitter(kept)


def test_a_token_ends(kept: Ledger, now: list[datetime]) -> None:
    """A token holds to the moment it expires or is revoked, and the refusal says which and when."""
    token, account = kept.issue("Ministry", "submitter", "XAA", 2)
    other, second = kept.issue("Bureau", "submitter", "XBB", 2)
    now[0] += timedelta(days=2, seconds=-1)
    assert kept.account(token) == account
    revoked = kept.revoke(second.id)
    assert revoked.revoked == now[0]
    with pytest.raises(NotAuthenticated, match="This token was revoked on 2026-01-03"):
        kept.account(other)
    now[0] += timedelta(seconds=1)
    with pytest.raises(NotAuthenticated, match="This token expired on 2026-01-03"):
        kept.account(token)
    assert kept.accounts() == (account, revoked)


def test_a_token_is_revoked_once(kept: Ledger) -> None:
    """Revoking it again, or one that nobody has, is an error and no record."""
    account = submitter(kept)
    kept.revoke(account.id)
    before = kept.head()
    with pytest.raises(Conflict, match=f"The token {account.id} was revoked on 2026-01-01"):
        kept.revoke(account.id)
    for name in ("nobody", ""):
        with pytest.raises(UnknownEntity, match="acquis token list"):
            kept.revoke(name)
    assert kept.head() == before


@pytest.mark.parametrize(
    ("name", "role", "issuer", "days", "parameter"),
    [
        ("", "reviewer", "", 30, "name"),
        (" ", "reviewer", "", 30, "name"),
        ("A", "editor", "XAA", 30, "role"),
        ("A", "submitter", "", 30, "issuer"),
        ("A", "submitter", "X A", 30, "issuer"),
        ("A", "reviewer", "", 0, "days"),
        ("A", "reviewer", "", 3661, "days"),
        ("A\0", "reviewer", "", 30, ""),
    ],
)
def test_a_token_that_makes_no_sense(
    kept: Ledger, name: str, role: str, issuer: str, days: int, parameter: str
) -> None:
    """Each part of a token that cannot be is named, and nothing is written."""
    with pytest.raises(InvalidParameter) as refused:
        kept.issue(name, role, issuer, days)
    assert (refused.value.name, kept.head()[0]) == (parameter, 0)


def test_tokens_stand_in_the_chain(kept: Ledger, ledger_settings: Settings) -> None:
    """A revoked token that is let in again, or one given another issuer, is found by its record."""
    account = submitter(kept)
    kept.revoke(account.id)
    assert kept.verify() == []
    with past_the_ledger(ledger_settings, guarded=False) as past:
        past.exec_driver_sql("UPDATE event SET data = replace(data, 'XAA', 'XBB') WHERE seq = 1")
        past.exec_driver_sql("UPDATE event SET kind = 'token-looked-at' WHERE seq = 2")
    assert {fault.seq for fault in kept.verify()} == {1, 2}


# Commands.


def run(settings: Settings, *words: str) -> Result:
    """Return what the command line does with *words* under *settings*."""
    env = {"ACQUIS_RELEASES_DIR": str(settings.releases_dir), "ACQUIS_LEDGER_URL": settings.ledger_url}
    return CliRunner(env=env).invoke(main, words, catch_exceptions=False)


def test_tokens_by_command(ledger_settings: Settings) -> None:
    """A token is printed alone on standard output, listed without its text, and revoked by its id."""
    made = run(ledger_settings, "token", "issue", "Ministry", "--issuer", "XAA", "--days", "3")
    assert made.exit_code == 0
    token = made.stdout.strip()
    with ledger.open(ledger_settings) as kept:
        account = kept.account(token)
    assert f"Token {account.id} for Ministry holds until {account.expires:%Y-%m-%d}." in made.stderr
    listed = run(ledger_settings, "token", "list").stdout
    assert token not in listed
    for part in (account.id, token[-4:], "Ministry", "submitter", "XAA"):
        assert part in listed
    revoked = run(ledger_settings, "token", "revoke", account.id)
    assert (revoked.exit_code, revoked.stdout) == (0, f"Token {account.id} of Ministry no longer holds.\n")
    again = run(ledger_settings, "token", "revoke", account.id)
    assert (again.exit_code, "was revoked on" in again.stderr) == (2, True)
    assert "3 days" not in run(ledger_settings, "token", "list").stdout


def test_a_wrong_token_by_command(ledger_settings: Settings) -> None:
    """A submitter for nobody is a wrong call, with a sentence and no token."""
    made = run(ledger_settings, "token", "issue", "Ministry")
    assert (made.exit_code, made.stdout) == (2, "")
    assert "name its code" in made.stderr


def test_the_ledger_by_command(ledger_settings: Settings, tmp_path: Path) -> None:
    """Status, back-up and restoring say what they did, and where it stands."""
    with ledger.open(ledger_settings) as kept:
        fill(kept)
        count, last = kept.head()
    status = run(ledger_settings, "ledger", "status").stdout
    assert f"has {count} records; the hash of the last is {last}." in status.replace("\n", " ")
    assert re.search(r"returned +1\n", status)
    path = tmp_path / "back-up.sqlite"
    assert run(ledger_settings, "ledger", "backup", str(path)).exit_code == 0
    other = config.load({"ACQUIS_RELEASES_DIR": str(tmp_path / "other" / "releases")})
    restored = run(other, "ledger", "restore", str(path))
    assert restored.stdout.endswith(f"ledger.sqlite has {count} records.\n")
    again = run(other, "ledger", "restore", str(path))
    assert (again.exit_code, "is not empty" in again.stderr) == (2, True)


def test_verify_by_command(ledger_settings: Settings, releases: Path) -> None:
    """Verifying a whole ledger and release says so; each fault is a line, and the exit code 1."""
    assert ledger_settings.releases_dir == releases
    with ledger.open(ledger_settings) as kept:
        fill(kept)
        head = kept.head()
    good = run(ledger_settings, "verify")
    assert (good.exit_code, good.stdout.count("\n")) == (0, 2)
    assert (
        f"All {head[0]} records of the ledger are as they were written; the last is {head[1]}." in good.stdout
    )
    manifest = release.current(releases).path / "manifest.json"
    said = {"ledger": {"events": 3, "head": "f" * 64}, "quads": 1}
    manifest.write_text(json.dumps(json.loads(manifest.read_bytes()) | said))
    with past_the_ledger(ledger_settings, guarded=False) as past:
        past.exec_driver_sql("UPDATE event SET text = 'x' WHERE seq = 7")
    bad = run(ledger_settings, "verify")
    assert (bad.exit_code, bad.stderr) == (1, "Faults: 3. Restore a back-up of what is damaged.\n")
    first, second, third = bad.stdout.splitlines()
    assert first.startswith("One of the records 1 to 3 was altered")
    assert second.startswith("Record 7 was altered")
    assert third.startswith("The store of release tiny holds")


def test_verify_without_a_release(ledger_settings: Settings) -> None:
    """Where nothing was built, that is the one fault; verifying makes neither a ledger nor a release."""
    done = run(ledger_settings, "verify")
    assert (done.exit_code, done.stdout.count("\n")) == (1, 1)
    assert "There is no release" in done.stdout


def test_an_account_that_nobody_has_lets_nobody_in(kept: Ledger) -> None:
    """The id of an account that is not there, as a forged session may name, is refused."""
    submitter(kept)
    with pytest.raises(NotAuthenticated, match="This account is not known here"):
        kept.holder("00000000")


def test_a_session_ends_once(kept: Ledger) -> None:
    """Signing out twice is one record, and ends no other session."""
    account = submitter(kept)
    for _ in range(2):
        kept.end_session(account.id, "one")
    assert kept.head()[0] == 2
    assert kept.reader(account.id, "other") == account
    with pytest.raises(NotAuthenticated, match="ended by signing out"):
        kept.reader(account.id, "one")

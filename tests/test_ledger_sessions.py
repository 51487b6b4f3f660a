"""Sessions in the ledger: one that somebody ended counts no more, whatever becomes of the file."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from acquis import config, ledger
from acquis.config import Settings
from acquis.errors import InvalidParameter, NotAuthenticated
from acquis.ledger import Ledger
from handing import past_the_ledger, submitter

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


def test_a_session_that_was_ended_counts_no_more(kept: Ledger) -> None:
    """Only that one: others of the account, and those of other accounts with the same id, go on."""
    first, second = submitter(kept), submitter(kept, "XBB", "Bureau")
    assert kept.reader(first.id, "a") == first
    kept.end_session(first.id, "a")
    with pytest.raises(NotAuthenticated, match="ended by signing out"):
        kept.reader(first.id, "a")
    assert (kept.reader(first.id, "b"), kept.reader(second.id, "a")) == (first, second)
    assert kept.holder(first.id) == first


def test_the_end_of_a_session_is_recorded_once(kept: Ledger) -> None:
    """Whoever clicks twice leaves one record, and the chain is whole."""
    account = submitter(kept)
    before = kept.head()[0]
    for _ in range(2):
        kept.end_session(account.id, "a")
    assert kept.head()[0] == before + 1
    assert kept.verify() == []
    assert kept.accounts() == (account,)


def test_a_session_ends_with_its_token(kept: Ledger, now: list[datetime]) -> None:
    """A token that is revoked or expires takes all its sessions along, and the refusal says which it was."""
    first, second = submitter(kept), submitter(kept, "XBB", "Bureau")
    kept.revoke(first.id)
    with pytest.raises(NotAuthenticated, match="This token was revoked on 2026-01-01"):
        kept.reader(first.id, "a")
    now[0] += timedelta(days=31)
    with pytest.raises(NotAuthenticated, match="This token expired on 2026-01-31"):
        kept.reader(second.id, "a")
    with pytest.raises(NotAuthenticated, match="This account is not known here"):
        kept.reader("nobody", "a")


def test_the_id_of_a_session_is_not_kept(kept: Ledger, ledger_settings: Settings) -> None:
    """Nobody can make its cookie from the ledger: it has a hash of the id, and the id is no text of it."""
    account = submitter(kept)
    kept.end_session(account.id, "a-secret-that-was-in-a-cookie")
    with past_the_ledger(ledger_settings) as past:
        rows = [str(row) for row in past.exec_driver_sql("SELECT * FROM event").all()]
    assert len(rows) == 2
    assert not [row for row in rows if "a-secret" in row]


def test_an_ended_session_stays_ended_in_a_restored_ledger(
    kept: Ledger, now: list[datetime], tmp_path: Path
) -> None:
    """A back-up has the record."""
    account = submitter(kept)
    kept.end_session(account.id, "a")
    kept.backup(tmp_path / "back-up.sqlite")
    other = config.load({"ACQUIS_RELEASES_DIR": str(tmp_path / "other" / "releases")})
    ledger.restore(tmp_path / "back-up.sqlite", other).close()
    restored = ledger.open(other, clock=lambda: now[0])
    with restored, pytest.raises(NotAuthenticated, match="ended"):
        restored.reader(account.id, "a")


def test_an_end_that_is_taken_out_is_found(kept: Ledger, ledger_settings: Settings) -> None:
    """Whoever makes a session count again past the ledger breaks the chain."""
    account = submitter(kept)
    kept.end_session(account.id, "a")
    with past_the_ledger(ledger_settings, guarded=False) as past:
        past.exec_driver_sql("UPDATE event SET account = 'nobody' WHERE seq = 2")
    assert {fault.seq for fault in kept.verify()} == {2}


def test_a_text_that_cannot_be_kept_ends_nothing(kept: Ledger) -> None:
    """An id with a character that no database keeps is refused, and nothing is written."""
    account = submitter(kept)
    with pytest.raises(InvalidParameter):
        kept.end_session(account.id, "a\0")
    assert kept.head()[0] == 1

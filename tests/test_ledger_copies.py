"""Back-ups of a ledger: taken while others write, and restored whole, or not at all, into either database."""

import sqlite3
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from acquis import config, ledger
from acquis.config import Settings
from acquis.errors import Conflict, LedgerError
from acquis.ledger import Ledger
from acquis.ledger.sqlite import build
from handing import fill, hand_in, submitter


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Return settings that name another ledger that is not there yet, in each database."""
    named = {"ACQUIS_RELEASES_DIR": str(tmp_path / "target" / "releases")}
    if request.param == "postgresql":
        import postgres

        named["ACQUIS_LEDGER_URL"] = postgres.fresh_schema(request.getfixturevalue("postgresql"))
    return config.load(named)


def _all(kept: Ledger) -> Any:
    """Return all that a ledger says."""
    made = kept.list(limit=10_000)
    return made, kept.accounts(), [(kept.original(one.id), kept.events(one.id)) for one in made], kept.head()


def test_a_back_up_can_be_restored_anywhere(
    ledger_settings: Settings, target: Settings, tmp_path: Path
) -> None:
    """From either database into either, all is there again, and can be written on."""
    path = tmp_path / "b" / "back-up.sqlite"
    path.parent.mkdir()
    with ledger.open(ledger_settings) as kept:
        fill(kept)
        kept.backup(path)
        assert [one.name for one in path.parent.iterdir()] == [path.name]
        with ledger.restore(path, target) as restored:
            assert _all(restored) == _all(kept)
            assert restored.verify(kept.head()) == []
            assert hand_in(restored, restored.accounts()[0]).status == "validated"


def test_a_back_up_is_a_ledger_of_its_own(ledger_settings: Settings, tmp_path: Path) -> None:
    """The file of a back-up can be opened as a ledger."""
    path = tmp_path / "back-up.sqlite"
    with ledger.open(ledger_settings) as kept:
        fill(kept)
        kept.backup(path)
        with ledger.open(config.load({"ACQUIS_LEDGER_URL": f"sqlite:///{path}"})) as copied:
            assert (_all(copied), copied.verify(kept.head())) == (_all(kept), [])


def test_a_back_up_while_others_write(ledger_settings: Settings, tmp_path: Path) -> None:
    """Taken while four write, a back-up holds all that was acknowledged before, and nothing half."""
    stop = threading.Event()
    acknowledged: list[str] = []

    def write(number: int) -> None:
        with ledger.open(ledger_settings, wait=30) as kept:
            account = submitter(kept, "XAA", f"Writer {number}")
            while not stop.is_set():
                acknowledged.append(hand_in(kept, account, b"%d" % len(acknowledged) * 500).id)

    with ledger.open(ledger_settings) as kept:
        fill(kept)
        writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
        for writer in writers:
            writer.start()
        while len(acknowledged) < 8:
            time.sleep(0.01)
        before, began = list(acknowledged), time.monotonic()
        kept.backup(tmp_path / "back-up.sqlite")
        took = time.monotonic() - began
        during = list(acknowledged)
        stop.set()
        for writer in writers:
            writer.join()
        settings = config.load({"ACQUIS_RELEASES_DIR": str(tmp_path / "restored" / "releases")})
        began = time.monotonic()
        with ledger.restore(tmp_path / "back-up.sqlite", settings) as restored:
            back = time.monotonic() - began
            count, _ = restored.head()
            made = restored.list(limit=10_000)
            assert restored.verify() == []
            assert {one.id for one in made} >= set(before)
            # A prefix: record for record what the ledger holds, up to the last one.
            assert made == kept.list(limit=len(made))
            assert kept.verify(restored.head()) == []
            assert count <= kept.head()[0]
    sys.stdout.write(
        f"back-up of {len(made)} submissions in {took:.2f} s, during which {len(during) - len(before)}"
        f" were acknowledged; restored in {back:.2f} s\n"
    )


def test_a_ledger_that_is_not_empty_stays_as_it_is(ledger_settings: Settings, tmp_path: Path) -> None:
    """Restoring never overwrites or mixes, and a back-up never overwrites a file."""
    path = tmp_path / "back-up.sqlite"
    with ledger.open(ledger_settings) as kept:
        fill(kept)
        kept.backup(path)
        before = _all(kept)
        with pytest.raises(Conflict, match="is not empty: restore into one that is"):
            ledger.restore(path, ledger_settings)
        with pytest.raises(Conflict, match="is there already: name a file that is not"):
            kept.backup(path)
        assert _all(kept) == before


def test_nothing_cannot_be_backed_up(ledger_settings: Settings, tmp_path: Path) -> None:
    """A ledger that is not there yet is not backed up as an empty one, and no file is left."""
    with ledger.open(ledger_settings) as kept, pytest.raises(LedgerError, match="nothing to back up"):
        kept.backup(tmp_path / "back-up.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_not_there(ledger_settings: Settings, tmp_path: Path) -> None:
    """A back-up into a folder that is not there, or out of a file that is not, names what is missing."""
    path = tmp_path / "nowhere" / "back-up.sqlite"
    with ledger.open(ledger_settings) as kept:
        submitter(kept)
        with pytest.raises(LedgerError, match="nowhere"):
            kept.backup(path)
    with pytest.raises(LedgerError, match="nowhere"):
        ledger.restore(path, ledger_settings)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("UPDATE event SET text = 'x' WHERE seq = 5", r"is damaged, so nothing was restored\. Record 5"),
        ("DELETE FROM document", "is damaged, so nothing was restored"),
        ("UPDATE ledger_version SET version_num = '9999'", "made by a newer Acquis"),
        ("DROP TABLE ledger_version", "is no ledger"),
    ],
)
def test_a_damaged_back_up_is_not_restored(
    target: Settings, tmp_path: Path, change: str, sentence: str
) -> None:
    """A back-up that does not verify, or that this program does not know, leaves the ledger empty."""
    path = tmp_path / "back-up.sqlite"
    with ledger.open(config.load({"ACQUIS_RELEASES_DIR": str(tmp_path / "releases")})) as kept:
        fill(kept)
        kept.backup(path)
    with closing(sqlite3.connect(path)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(change)
        for _, sql in triggers:
            connection.execute(sql)
        connection.commit()
    with pytest.raises(LedgerError, match=sentence):
        ledger.restore(path, target)
    with ledger.open(target) as kept:
        assert kept.head()[0] == 0


def test_an_older_back_up_is_restored(target: Settings, tmp_path: Path) -> None:
    """A back-up of an older version is brought up to date in a copy, and stays as it is itself."""
    path = tmp_path / "back-up.sqlite"
    with ledger.open(config.load({"ACQUIS_RELEASES_DIR": str(tmp_path / "releases")})) as kept:
        fill(kept)
        kept.backup(path)
        head = kept.head()
    with closing(sqlite3.connect(path)) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE ledger_version SET version_num = '0001'")
        connection.commit()
    before = path.read_bytes()
    with ledger.restore(path, target) as restored:
        assert (restored.head(), restored.verify(head)) == (head, [])
    assert path.read_bytes() == before


def test_an_empty_back_up_can_be_restored(target: Settings, tmp_path: Path) -> None:
    """A back-up without a record gives a ledger without a record."""
    path = tmp_path / "back-up.sqlite"
    path.touch()
    build(path)
    with ledger.restore(path, target) as restored:
        assert restored.head()[0] == 0

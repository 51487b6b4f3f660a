"""The ledger keeps bytes and records as they came, in both databases, and only lets happen what may."""

import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from acquis import config, ledger
from acquis.config import Settings
from acquis.errors import Conflict, InvalidParameter, InvalidSetting, LedgerError, UnknownEntity
from acquis.ledger import Account, Ledger, migrating, steps
from acquis.ledger.chain import GENESIS
from acquis.ledger.schema import METADATA, TABLES, VERSION_TABLE
from handing import fill, hand_in, past_the_ledger, submitter

STEPS = Path(__file__).parent / "cases" / "ledger" / "steps.txt"
# Documents that a text file, a terminal or a database might not keep as they are.
ODD = {
    "nothing": b"",
    "one NUL": b"\0",
    "every byte": bytes(range(256)),
    "other line ends": b"a\r\nb\rc\n\n",
    "no text": b"\xff\xfe\x00\xd8",
    "a byte order mark": b"\xef\xbb\xbf<> a <x> .",
    "quotes": b"'; DROP TABLE event; --",
    "the largest": os.urandom(1000) * 5000,
}


@pytest.fixture
def kept(ledger_settings: Settings) -> Iterator[Ledger]:
    """Return a ledger that is not there yet."""
    with ledger.open(ledger_settings) as opened:
        yield opened


def test_looking_makes_nothing(kept: Ledger, ledger_settings: Settings, tmp_path: Path) -> None:
    """A ledger that is not there reads as an empty one, and looking does not make it."""
    assert (kept.head(), kept.list(), kept.accounts(), kept.verify()) == ((0, GENESIS), (), (), [])
    assert (kept.counts(), kept.with_status("received")) == ({}, ())
    with pytest.raises(UnknownEntity, match="2026-xaa-1"):
        kept.submission("2026-xaa-1")
    assert list(tmp_path.iterdir()) == []
    if ledger_settings.ledger_url:
        with past_the_ledger(ledger_settings) as connection:
            assert sa.inspect(connection).get_table_names() == []


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """The default ledger stands beside the releases, in a folder and a file that nobody else can read."""
    with ledger.open(config.load({"ACQUIS_RELEASES_DIR": str(tmp_path / "a" / "releases")})) as kept:
        submitter(kept)
    path = tmp_path / "a" / "ledger" / "ledger.sqlite"
    assert (path.parent.stat().st_mode & 0o777, path.stat().st_mode & 0o777) == (0o700, 0o600)
    assert [one.name for one in path.parent.iterdir()] == ["ledger.sqlite"]
    assert kept.place == str(path)


def test_a_submission_says_what_it_is(kept: Ledger) -> None:
    """All that was known of a document when it came is there afterwards, with the two first events."""
    account = submitter(kept)
    made = hand_in(
        kept, account, b"abc", supersedes=["2026-xaa-9"], media_type="application/n-triples", issuer="xaa"
    )
    assert kept.submission(made.id) == made
    assert (made.id, made.issuer, made.kind, made.status, made.size, made.account, made.account_id) == (
        f"{made.received.year}-xaa-1",
        "XAA",
        "definition",
        "validated",
        3,
        "Ministry",
        account.id,
    )
    assert made.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (made.media_type, made.supersedes) == ("application/n-triples", ("2026-xaa-9",))
    assert (kept.report(made.id), made.shapes_version, made.repeated) == ('{"findings": []}', "1", False)
    received, validated = kept.events(made.id)
    assert (received.kind, received.name, validated.kind, validated.name) == (
        "received",
        "Ministry",
        "validated",
        "",
    )
    assert kept.head() == (validated.seq, validated.hash)


def test_bytes_come_back_as_they_came(kept: Ledger) -> None:
    """Twelve odd documents, and one as long as may be, are returned byte for byte."""
    account = submitter(kept)
    made = {name: hand_in(kept, account, data) for name, data in ODD.items()}
    assert {name: kept.original(one.id) == ODD[name] for name, one in made.items()} == dict.fromkeys(
        ODD, True
    )
    assert kept.verify(kept.head()) == []


def test_each_issuer_counts_its_own_submissions_of_a_year(ledger_settings: Settings) -> None:
    """A submission is named by the year it came, whom it is for, and which one of theirs it is."""
    now = [datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)]
    with ledger.open(ledger_settings, clock=lambda: now[0]) as kept:
        first, second = submitter(kept), submitter(kept, "XBB")
        names = [hand_in(kept, account).id for account in (first, second, first)]
        now[0] += timedelta(seconds=1)
        names += [hand_in(kept, account).id for account in (first, second)]
    assert names == ["2026-xaa-1", "2026-xbb-1", "2026-xaa-2", "2027-xaa-1", "2027-xbb-1"]


def test_time_never_goes_back(ledger_settings: Settings) -> None:
    """Where the clock is put back, a record gets the time of the one before, so that both orders agree."""
    now = [datetime(2026, 5, 1, tzinfo=UTC)]
    with ledger.open(ledger_settings, clock=lambda: now[0]) as kept:
        made = hand_in(kept, submitter(kept))
        now[0] -= timedelta(days=1)
        assert kept.record(made.id, "commented", account=None).at == datetime(2026, 5, 1, tzinfo=UTC)


def test_a_clock_put_back_over_the_new_year_is_no_fault(ledger_settings: Settings) -> None:
    """A submission is of the year that its record says, also where the clock is behind that by a year."""
    now = [datetime(2027, 1, 1, tzinfo=UTC)]
    with ledger.open(ledger_settings, clock=lambda: now[0]) as kept:
        account = submitter(kept)
        now[0] -= timedelta(seconds=1)
        made = hand_in(kept, account)
        assert (made.id, made.received.year) == ("2027-xaa-1", 2027)
        assert kept.verify() == []


def test_a_group_may_have_the_letters_of_a_state(kept: Ledger) -> None:
    """Tokens of Namibia and of the Non-Aligned Movement are two, and so are the names of submissions."""
    made = [hand_in(kept, submitter(kept, code)) for code in ("NAM", "group-nam")]
    year = made[0].received.year
    assert [(one.id, one.issuer) for one in made] == [
        (f"{year}-nam-1", "NAM"),
        (f"{year}-group-nam-1", "GROUP-NAM"),
    ]
    assert kept.list(issuer="nam") == (made[0],)


def test_the_same_request_is_kept_once(kept: Ledger) -> None:
    """A key that comes again with the same bytes gives the same submission; the key is that of an account."""
    account, other = submitter(kept), submitter(kept, "XBB")
    made = hand_in(kept, account, b"a", key="k")
    again = hand_in(kept, account, b"a", key="k")
    assert (again.id, again.repeated, made.repeated) == (made.id, True, False)
    assert not hand_in(kept, other, b"b", key="k").repeated
    before = kept.head()
    with pytest.raises(Conflict, match=rf"'k' was used for {made.id}, which has other bytes: use a new key"):
        hand_in(kept, account, b"b", key="k")
    assert kept.head() == before
    assert hand_in(kept, account, b"a").id != hand_in(kept, account, b"a").id


def test_the_same_content_can_be_asked_to_be_kept_once(kept: Ledger) -> None:
    """With `once`, a content that the issuer has handed in is refused, until that one is withdrawn."""
    account, other = submitter(kept), submitter(kept, "XBB")
    made = hand_in(kept, account, content_sha256="a" * 64)
    with pytest.raises(Conflict, match=f"was handed in as {made.id}, which is validated"):
        hand_in(kept, account, b"as another file", content_sha256="a" * 64, once=True)
    assert hand_in(kept, other, content_sha256="a" * 64, once=True).issuer == "XBB"
    assert hand_in(kept, account, content_sha256="b" * 64, once=True).issuer == "XAA"
    kept.record(made.id, "withdrawn", account=account)
    assert hand_in(kept, account, content_sha256="a" * 64, once=True).status == "validated"


def _ways() -> dict[str, tuple[str, ...]]:
    """Return the steps that lead to each status, shortest first, as the table of cases allows them."""
    lines = [line.split() for line in STEPS.read_text().splitlines()]
    cases = {status: allowed for status, *allowed in lines}
    ways: dict[str, tuple[str, ...]] = {"validated": ()}
    for status in ("validated", "assigned", "accepted", "returned", "published"):
        for kind in cases[status]:
            if kind != "commented":
                ways.setdefault(kind, (*ways[status], kind))
    return ways


def _at(kept: Ledger, account: Account, status: str) -> str:
    """Return the id of a new submission that was brought to *status*."""
    made = hand_in(kept, account)
    for step in _ways()[status]:
        kept.record(made.id, step, account=account)
    assert kept.submission(made.id).status == status
    return made.id


def test_only_steps_of_the_table_can_be_taken(kept: Ledger) -> None:
    """From each status each step is taken or refused as the table of cases says; a refusal says what may."""
    account = submitter(kept)
    for line in STEPS.read_text().splitlines():
        status, *allowed = line.split()
        made = _at(kept, account, status)
        for kind in (kind for kind in steps.FROM if kind not in allowed):
            with pytest.raises(Conflict, match=f"is {status}, so it cannot be {kind}") as refused:
                kept.record(made, kind, account=account)
            after = str(refused.value).partition("What can follow now is: ")[2].rstrip(".")
            assert sorted(filter(None, after.split(", "))) == sorted(allowed)
        for kind in allowed:
            made = _at(kept, account, status)
            kept.record(made, kind, account=account)
            assert kept.submission(made).status == (status if kind == "commented" else kind)


def test_an_event_says_who_and_why(kept: Ledger) -> None:
    """Text and data come back as given, with the name of who did it; the service has none."""
    account = submitter(kept)
    made = hand_in(kept, account)
    data = {"lines": [1, {"é": None}], "true": True}
    event = kept.record(made.id, "commented", account=account, text="“Ceci”\n🖋", data=data)
    assert (event.text, event.data, event.account, event.name) == ("“Ceci”\n🖋", data, account.id, "Ministry")
    service = kept.record(made.id, "accepted", account=None)
    assert (service.text, service.data, service.account, service.name) == ("", {}, "", "")
    assert kept.events(made.id)[2:] == (event, service)
    assert service.hash == kept.head()[1]


@pytest.mark.parametrize(
    "call",
    [
        lambda kept: kept.original("2026-xcc-1"),
        lambda kept: kept.events("2026-xcc-1"),
        lambda kept: kept.events(""),
        lambda kept: kept.submission("2026-xcc-1"),
        lambda kept: kept.list(after="2026-xcc-1"),
        lambda kept: kept.record("2026-xcc-1", "accepted", account=None),
    ],
)
def test_what_is_not_there_is_said(kept: Ledger, call: Callable[[Ledger], object]) -> None:
    """Each way to ask for a submission that nobody handed in is the same error."""
    submitter(kept)
    with pytest.raises(UnknownEntity, match="There is no submission"):
        call(kept)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"issuer": "X-A"}, "'X-A' is no code of a State or group: give one such as EST"),
        ({"issuer": ""}, "is no code"),
        ({"key": "a\0"}, "take it out"),
        ({"kind": "\ud800"}, "take it out"),
        ({"media_type": "\udfff"}, "take it out"),
    ],
)
def test_what_cannot_be_kept_is_refused(kept: Ledger, changes: dict[str, Any], sentence: str) -> None:
    """A code that is none, and characters that a database would refuse or change, leave nothing behind."""
    account = submitter(kept)
    before = kept.head()
    with pytest.raises(InvalidParameter, match=re.escape(sentence)):
        hand_in(kept, account, **changes)
    assert (kept.head(), kept.list()) == (before, ())


def test_a_text_that_cannot_be_kept_is_refused(kept: Ledger) -> None:
    """A comment with a NUL, or of a kind that there is not, is no record."""
    made = hand_in(kept, submitter(kept))
    with pytest.raises(InvalidParameter, match="take it out"):
        kept.record(made.id, "commented", account=None, text="a\0b")
    with pytest.raises(InvalidParameter, match="There is no step 'praised': choose from"):
        kept.record(made.id, "praised", account=None)
    assert len(kept.events(made.id)) == 2


def test_submissions_are_found(kept: Ledger) -> None:
    """Submissions are listed in the order they came, by issuer, kind and status, page by page."""
    made = fill(kept)
    assert list(kept.list()) == made
    assert list(kept.list(issuer="xaa")) == [made[0], made[2], made[3]]
    assert list(kept.list(status="validated")) == made[2:]
    assert list(kept.list(issuer="XAA", status="published", kind="definition")) == made[:1]
    assert kept.list(kind="capacity") == ()
    assert list(kept.list(limit=2)) == made[:2]
    assert list(kept.list(limit=2, after=made[1].id)) == made[2:]
    assert list(kept.with_status("returned", "published")) == made[:2]
    assert kept.with_status() == ()
    assert kept.counts() == {"validated": 2, "returned": 1, "published": 1}


def test_writers_take_turns(ledger_settings: Settings) -> None:
    """Six writers with connections of their own, that begin with no ledger, leave no gap and no double."""
    faults: list[BaseException] = []

    def write(number: int) -> None:
        try:
            with ledger.open(ledger_settings, wait=30) as kept:
                account = submitter(kept, "XAA", f"Writer {number}")
                for _ in range(5):
                    kept.record(hand_in(kept, account).id, "commented", account=account)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with ledger.open(ledger_settings) as kept:
        assert sorted(int(one.id.split("-")[2]) for one in kept.list()) == list(range(1, 31))
        assert kept.head()[0] == 6 + 3 * 30
        assert kept.verify(kept.head()) == []


def test_threads_share_a_ledger(kept: Ledger) -> None:
    """Threads that write and read through one ledger do not disturb each other."""
    account = submitter(kept)
    seen: list[int] = []

    def work() -> None:
        for _ in range(5):
            made = hand_in(kept, account)
            seen.append(len(kept.original(made.id)) + len(kept.events(made.id)))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [len(b"<> a <x> .") + 2] * 20


@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_the_database_refuses_changes(ledger_settings: Settings, table: str) -> None:
    """Even past the ledger, no row of any table can be changed, removed or put in place of another."""
    with ledger.open(ledger_settings) as kept:
        fill(kept)
        before = kept.head()
        column = METADATA.tables[table].c[0].name
        attempts = [f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"]
        if ledger_settings.ledger_url:
            attempts += [f"TRUNCATE {table} CASCADE"]
        else:
            attempts += [f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"]
        for attempt in attempts:
            with (
                pytest.raises(sa.exc.DBAPIError, match="append-only"),
                past_the_ledger(ledger_settings) as past,
            ):
                past.exec_driver_sql(attempt)
        assert (kept.head(), kept.verify(before)) == (before, [])


def test_the_migrations_make_what_queries_expect(ledger_settings: Settings) -> None:
    """The tables that the migrations make are those that queries are written for, and all are known."""
    with ledger.open(ledger_settings) as kept:
        submitter(kept)
    with past_the_ledger(ledger_settings) as connection:
        options = {"include_name": lambda name, kind, parents: name != VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []
    made = Config()
    made.set_main_option("script_location", "acquis.ledger:migrations")
    revisions = [one.revision for one in ScriptDirectory.from_config(made).walk_revisions()]
    assert tuple(reversed(revisions)) == migrating.REVISIONS


def _empty(settings: Settings) -> None:
    """Make an empty database where *settings* say."""
    if not settings.ledger_url:
        path = settings.releases_dir.parent / "ledger" / "ledger.sqlite"
        path.parent.mkdir()
        path.touch()


def test_an_older_ledger_is_brought_up_to_date(ledger_settings: Settings) -> None:
    """A ledger without the last migration gets it when it is first used, and keeps its records."""
    _empty(ledger_settings)
    with past_the_ledger(ledger_settings) as connection:
        migrating.upgrade(connection, "0001")
        connection.exec_driver_sql(
            "INSERT INTO event VALUES (1, '', 'x', '2026-01-01T00:00:00.000000Z', '', '', '{}', 'h')"
        )
    with ledger.open(ledger_settings) as kept:
        assert kept.head() == (1, "h")
        assert [fault.seq for fault in kept.verify()] == [1]
    with past_the_ledger(ledger_settings) as connection:
        version = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()
        assert version == migrating.HEAD
    with (
        pytest.raises(sa.exc.DBAPIError, match="append-only"),
        past_the_ledger(ledger_settings) as connection,
    ):
        connection.exec_driver_sql("DELETE FROM event")


@pytest.mark.parametrize(
    ("version", "sentence"),
    [("9999", "made by a newer Acquis: install that"), (None, "is no ledger. Set ACQUIS_LEDGER_URL to one")],
)
def test_what_is_not_ours_is_refused(ledger_settings: Settings, version: str | None, sentence: str) -> None:
    """A ledger of a newer version, and tables without a version, are neither read nor written."""
    with ledger.open(ledger_settings) as kept:
        account = submitter(kept)
    with past_the_ledger(ledger_settings) as connection:
        connection.exec_driver_sql(f"DELETE FROM {VERSION_TABLE}")
        if version:
            connection.exec_driver_sql(f"INSERT INTO {VERSION_TABLE} VALUES ('{version}')")
    with ledger.open(ledger_settings) as kept:
        for call in (kept.head, kept.verify, lambda: hand_in(kept, account)):
            with pytest.raises(LedgerError, match=sentence):
                call()


def test_an_empty_file_is_no_ledger(tmp_path: Path) -> None:
    """A file that lost all it held is not taken for a new ledger."""
    settings = config.load({"ACQUIS_RELEASES_DIR": str(tmp_path / "releases")})
    _empty(settings)
    with ledger.open(settings) as kept, pytest.raises(LedgerError, match="is no ledger"):
        submitter(kept)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///a.sqlite?mode=ro",
        "sqlite+aiosqlite:///a.sqlite",
        "postgresql+psycopg2://somebody:secret@host/name",
        "postgresql://host:port/name",
    ],
)
def test_an_address_that_is_none_of_a_ledger(url: str) -> None:
    """An address of something that would keep nothing, or that no driver of ours reads, is refused."""
    with pytest.raises(InvalidSetting, match="ACQUIS_LEDGER_URL is") as refused:
        ledger.open(config.load({"ACQUIS_LEDGER_URL": url}))
    assert "secret" not in str(refused.value)


def test_a_file_can_be_named(tmp_path: Path) -> None:
    """An address of SQLite names the file, and a folder that is there keeps its rights."""
    path = tmp_path / "a b%?.sqlite"
    url = f"sqlite:///{quote(str(path))}"
    with ledger.open(config.load({"ACQUIS_LEDGER_URL": url})) as kept:
        submitter(kept)
        assert (kept.place, path.exists()) == (str(path), True)


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the driver of PostgreSQL the error says what to install."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(LedgerError, match=re.escape("pip install 'acquis[postgres]'")):
        ledger.open(config.load({"ACQUIS_LEDGER_URL": "postgresql://nobody:secret@127.0.0.1:9/none"}))


def test_a_server_that_is_away_is_named() -> None:
    """Where no PostgreSQL answers, the error names the address without its password."""
    url = "postgresql://nobody:secret@127.0.0.1:9/none"
    with ledger.open(config.load({"ACQUIS_LEDGER_URL": url})) as kept:
        with pytest.raises(LedgerError, match=r"127\.0\.0\.1:9/none cannot be used") as refused:
            kept.head()
        assert "secret" not in str(refused.value)

"""What happens to a ledger on bad days: altered records, damaged files, full disks, killed writers."""

import itertools
import json
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence, Sized
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

import postgres
from acquis import config, ledger
from acquis.config import Settings
from acquis.errors import AcquisError, LedgerError, NotAuthenticated, Overloaded, StorageFull
from acquis.ledger import Fault, Ledger, Submission
from acquis.ledger.chain import GENESIS, digest
from acquis.ledger.database import Database
from acquis.ledger.postgresql import Postgresql
from acquis.ledger.schema import METADATA, TABLES
from acquis.ledger.sqlite import Sqlite
from acquis.ledger.verifying import faults
from checkout import ROOT
from handing import fill, hand_in, past_the_ledger, submitter

TAMPERINGS = 100
FLIPS = 200
KILLS = 4


def at(folder: Path) -> Settings:
    """Return settings that name a ledger in a file under *folder*."""
    return config.load({"ACQUIS_RELEASES_DIR": str(folder / "releases")})


def file_of(settings: Settings) -> Path:
    """Return the file of the ledger that *settings* name."""
    return settings.releases_dir.parent / "ledger" / "ledger.sqlite"


def child(code: str, *words: object, before: tuple[str, ...] = ()) -> "subprocess.Popen[str]":
    """Start Python with *code*, which finds *words* in `sys.argv[1:]`, and return it."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "server"), str(ROOT / "tests")])}
    command = [*before, sys.executable, "-c", code, *map(str, words)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def said_by(code: str, *words: object, before: tuple[str, ...] = ()) -> Any:
    """Return what *code* prints as JSON in a process of its own, which ends well."""
    process = child(code, *words, before=before)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return json.loads(out)


# Tampering: each way changes something in a transaction, and returns what a fault must name.

Named = set[int | str]


def _edit(past: Connection, dice: random.Random) -> Named:
    table = dice.choice(list(TABLES))
    row = dice.choice(past.execute(table.select()).mappings().all())
    column = dice.choice([one.name for one in table.c])
    value: Any = row[column]
    if isinstance(value, int):
        value += 1000
    elif isinstance(value, bytes):
        place = dice.randrange(len(value))
        value = value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :]
    else:
        value = f"{value or ''}x"
    past.execute(table.update().where(*_same(table, row)).values({column: value}))
    return {row.get("seq", row.get("submission"))}


def _delete(past: Connection, dice: random.Random) -> Named:
    table = dice.choice(list(TABLES))
    row = dice.choice(past.execute(table.select()).mappings().all())
    past.execute(table.delete().where(*_same(table, row)))
    return {row.get("seq", row.get("submission"))}


def _swap(past: Connection, dice: random.Random) -> Named:
    events = METADATA.tables["event"]
    first, second = dice.sample(
        range(1, past.execute(text("SELECT max(seq) FROM event")).scalar_one() + 1), 2
    )
    for old, new in ((first, -1), (second, first), (-1, second)):
        past.execute(events.update().where(events.c.seq == old).values(seq=new))
    return {first, second}


def _insert(past: Connection, dice: random.Random) -> Named:
    """Put in a comment that somebody never made, and number the later records anew."""
    events = METADATA.tables["event"]
    rows = past.execute(events.select().order_by(events.c.seq)).mappings().all()
    seq = dice.randrange(1, len(rows) + 2)
    for row in reversed(rows[seq - 1 :]):
        past.execute(events.update().where(events.c.seq == row["seq"]).values(seq=row["seq"] + 1))
    past.execute(events.insert(), {**rows[-1], "seq": seq, "text": "I agree."})
    return {seq}


def _insert_elsewhere(past: Connection, dice: random.Random) -> Named:
    """Put in a token, a submission or a document that no record tells of."""
    name = dice.choice(["account", "submission", "document"])
    table = METADATA.tables[name]
    row = dict(dice.choice(past.execute(table.select()).mappings().all()))
    key = "submission" if name == "document" else "id"
    row |= {key: "2026-xcc-1"}
    row |= {column: f"{dice.random()}" for column in ("token_sha256", "key") if column in row}
    row |= {"seq": 99} if "seq" in row else {}
    past.execute(table.insert(), row)
    return {"2026-xcc-1"}


def _rewrite(past: Connection, dice: random.Random) -> Named:
    """Change what a record says, and write its hash and all later ones anew, as the ledger would have."""
    events = METADATA.tables["event"]
    rows = [dict(row) for row in past.execute(events.select().order_by(events.c.seq)).mappings()]
    seq = dice.randrange(1, len(rows) + 1)
    rows[seq - 1]["text"] += "!"
    previous = GENESIS
    for row in rows:
        row["hash"] = previous = digest(row, previous)
        changed = {"text": row["text"], "hash": row["hash"]}
        past.execute(events.update().where(events.c.seq == row["seq"]).values(changed))
    return {len(rows)}


def _same(table: Any, row: Any) -> list[Any]:
    return [column == row[column.name] for column in table.primary_key]


@contextmanager
def _tampering(database: Database) -> Iterator[Connection]:
    """Yield a connection without triggers and keys, whose transaction is undone at the end."""
    with database.writer().connect() as past:
        triggers: Sequence[Any] = ()
        if isinstance(database, Sqlite):
            past.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            triggers = past.exec_driver_sql(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
            ).all()
            for name, _ in triggers:
                past.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            past.exec_driver_sql("SET LOCAL session_replication_role = replica")
        past.info["triggers"] = [sql for _, sql in triggers]
        yield past
        past.rollback()


def _found(database: Database, past: Connection, anchor: tuple[int, str]) -> list[Fault]:
    for sql in past.info["triggers"]:
        past.exec_driver_sql(sql)
    return list(faults(database, past, [anchor]))


def test_every_tampering_is_found_and_named(ledger_settings: Settings) -> None:
    """Of 100 random edits, removals, swaps, insertions and forged chains each is found and named."""
    with ledger.open(ledger_settings) as kept:
        fill(kept)
        anchor = kept.head()
        assert kept.verify(anchor) == []
    url = ledger_settings.ledger_url
    database: Database = (
        Postgresql(make_url(url), wait=5) if url else Sqlite(file_of(ledger_settings), wait=5)
    )
    ways = [_edit, _edit, _edit, _delete, _delete, _swap, _insert, _insert_elsewhere, _rewrite]
    missed = []
    for number in range(TAMPERINGS):
        dice = random.Random(number)
        way = dice.choice(ways)
        with _tampering(database) as past:
            expected = way(past, dice)
            found = _found(database, past, anchor)
        named = {place for fault in found for place in (fault.seq, *fault.message.split(), fault.submission)}
        if not expected <= named:
            missed.append((number, way.__name__, expected, list(map(str, found))))
    database.close()
    assert missed == []
    with ledger.open(ledger_settings) as kept:
        assert kept.verify(anchor) == []


def _said(change: str, settings: Settings) -> str:
    """Return *change* with the bytes of nothing as the database of *settings* writes them."""
    return change.replace("{empty}", "''::bytea" if settings.ledger_url else "x''")


def _in_2026() -> datetime:
    return datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("UPDATE event SET text = 'x' WHERE seq = 7", "Record 7 was altered, put in or moved"),
        ("UPDATE event SET hash = 'x' WHERE seq = 7", "Record 7 was altered, put in or moved"),
        ("UPDATE event SET data = '[' WHERE seq = 4", "Record 4 was altered, put in or moved"),
        ("UPDATE event SET at = 'soon' WHERE seq = 4", "2026-xaa-1 was altered: record 4 has another year"),
        (
            "UPDATE event SET kind = 'published' WHERE seq = 12",
            "published, which cannot follow validated",
        ),
        ("UPDATE event SET kind = 'published' WHERE seq = 4", "published, which cannot follow nothing"),
        ("DELETE FROM event WHERE seq = 5", "Record 5 is missing: it was removed."),
        (
            "DELETE FROM document WHERE name = 'report'",
            "The report of 2026-xaa-1 was removed: record 5",
        ),
        (
            "UPDATE document SET data = {empty} WHERE name = 'original'",
            "The original of 2026-xaa-1 was altered",
        ),
        (
            "UPDATE submission SET issuer = 'XCC'",
            "2026-xaa-1 was altered: record 4 has another issuer",
        ),
        ("DELETE FROM account", "was removed: record 1 tells of it."),
    ],
)
def test_a_fault_says_what_was_done(ledger_settings: Settings, change: str, sentence: str) -> None:
    """The sentence of a fault names the record and what became of it."""
    with ledger.open(ledger_settings, clock=_in_2026) as kept:
        fill(kept)
        with past_the_ledger(ledger_settings, guarded=False) as past:
            past.exec_driver_sql(_said(change, ledger_settings))
        assert [str(fault) for fault in kept.verify() if sentence in str(fault)]


def test_an_anchor_tells_of_a_chain_written_anew(ledger_settings: Settings) -> None:
    """Where all hashes were written anew, anchors say between which records something was altered or lost."""
    with ledger.open(ledger_settings) as kept:
        account = submitter(kept)
        anchors = []
        for _ in range(3):
            hand_in(kept, account)
            anchors.append(kept.head())
        assert kept.verify(*anchors) == kept.verify(None, *reversed(anchors)) == []
        wrong = [anchors[0], (anchors[1][0], "f" * 64), (9, "e" * 64)]
        said = [str(fault) for fault in kept.verify(*wrong)]
    assert said[0].startswith("One of the records 4 to 5 was altered, and all hashes after it written anew")
    assert said[1:] == ["Record 8 is missing: it was removed.", "Record 9 is missing: it was removed."]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET text = 'I agree.' WHERE kind = 'received'",
        "DELETE FROM event WHERE kind = 'validated'",
    ],
)
def test_what_was_altered_is_not_served(ledger_settings: Settings, change: str) -> None:
    """A submission with a record that is not as it was written is an error, not an answer."""
    with ledger.open(ledger_settings) as kept:
        made = hand_in(kept, submitter(kept))
        with past_the_ledger(ledger_settings, guarded=False) as past:
            past.exec_driver_sql(_said(change, ledger_settings))
        for call in (lambda: kept.submission(made.id), kept.list, lambda: kept.report(made.id)):
            with pytest.raises(LedgerError, match="Run `acquis verify`"):
                call()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE document SET data = {empty} WHERE name = 'report'",
        "DELETE FROM document WHERE name = 'report'",
    ],
)
def test_an_altered_report_is_not_served(ledger_settings: Settings, change: str) -> None:
    """The hash of a report is checked each time it is read; a list does not read it."""
    with ledger.open(ledger_settings) as kept:
        made = hand_in(kept, submitter(kept))
        with past_the_ledger(ledger_settings, guarded=False) as past:
            past.exec_driver_sql(_said(change, ledger_settings))
        assert kept.list() == (made,)
        with pytest.raises(LedgerError, match="Run `acquis verify`"):
            kept.report(made.id)


def test_an_altered_original_is_not_served(ledger_settings: Settings) -> None:
    """The hash of the bytes is checked each time they are read; bytes that are gone are no answer either."""
    with ledger.open(ledger_settings) as kept:
        made = hand_in(kept, submitter(kept))
        for change in ("UPDATE document SET data = {empty}", "DELETE FROM document"):
            with past_the_ledger(ledger_settings, guarded=False) as past:
                past.exec_driver_sql(_said(f"{change} WHERE name = 'original'", ledger_settings))
            with pytest.raises(LedgerError, match=f"document of the submission {made.id} is not as it came"):
                kept.original(made.id)


def test_an_altered_role_is_not_believed(ledger_settings: Settings) -> None:
    """Whoever gives their token another role, or to a token the record of another, gets in with neither."""
    with ledger.open(ledger_settings) as kept:
        token, _ = kept.issue("Ministry", "submitter", "XAA", 30)
        kept.issue("Reviewer", "reviewer", "", 30)
        with past_the_ledger(ledger_settings, guarded=False) as past:
            for old, new in ((1, 9), (2, 1), (9, 2)):
                past.exec_driver_sql(f"UPDATE account SET seq = {new} WHERE seq = {old}")
        with pytest.raises(NotAuthenticated, match="not known"):
            kept.account(token)
        with past_the_ledger(ledger_settings, guarded=False) as past:
            past.exec_driver_sql("UPDATE event SET data = replace(data, 'submitter', 'reviewer')")
        with pytest.raises(LedgerError, match="Record 1 of the ledger is not as it was written"):
            kept.accounts()


@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_a_missing_guard_is_found(ledger_settings: Settings, table: str) -> None:
    """A trigger that was dropped or switched off, or one that was put in, is a fault."""
    with ledger.open(ledger_settings) as kept:
        fill(kept)
        with past_the_ledger(ledger_settings) as past:
            if ledger_settings.ledger_url:
                past.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            else:
                past.exec_driver_sql(f"DROP TRIGGER {table}_no_update")
        (fault,) = kept.verify(kept.head())
        assert table in str(fault)


# The file of SQLite.


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a ledger in one file, with some of everything, and with its log written back."""
    folder = tmp_path_factory.mktemp("whole")
    with ledger.open(at(folder)) as kept:
        fill(kept)
        account = kept.accounts()[0]
        for number in range(4):
            hand_in(kept, account, random.Random(number).randbytes(3000))
    assert [one.name for one in file_of(at(folder)).parent.iterdir()] == ["ledger.sqlite"]
    return folder


def _rows(path: Path) -> Any:
    """Return all rows of all tables in the file *path*, as SQLite reads them."""
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        return {
            table.name: connection.execute(f"SELECT * FROM {table.name} ORDER BY 1, 2").fetchall()
            for table in TABLES
        }


def test_a_flipped_byte_is_found_or_does_no_harm(whole: Path, tmp_path: Path) -> None:
    """Of 200 flips of a byte each is found, or nothing reads otherwise; no altered record is ever served."""
    with ledger.open(at(whole)) as kept:
        anchor, made = kept.head(), kept.list()
        originals = {one.id: kept.original(one.id) for one in made}
    data, rows = file_of(at(whole)).read_bytes(), _rows(file_of(at(whole)))
    hashes = {row[-1].decode() for row in rows["event"]}
    path = file_of(at(tmp_path))
    path.parent.mkdir()
    counts = {"refused": 0, "found": 0, "harmless": 0}
    dice = random.Random(4)
    for _ in range(FLIPS):
        place = dice.randrange(len(data))
        path.write_bytes(data[:place] + bytes([data[place] ^ dice.randrange(1, 256)]) + data[place + 1 :])
        with ledger.open(at(tmp_path)) as kept:
            outcome = _verified(kept, anchor)
            counts[outcome] += 1
            if outcome == "harmless":
                assert _rows(path) == rows, place
                continue
            for name, original in originals.items():
                with suppress(AcquisError):
                    assert kept.original(name) == original
                with suppress(AcquisError):
                    assert {event.hash for event in kept.events(name)} <= hashes
    sys.stdout.write(f"{FLIPS} flipped bytes: {counts}\n")
    assert sum(counts.values()) == FLIPS


def _verified(kept: Ledger, anchor: tuple[int, str]) -> str:
    """Return what verifying *kept* comes to."""
    try:
        return "found" if kept.verify(anchor) else "harmless"
    except LedgerError:
        return "refused"


@pytest.mark.parametrize("acknowledged", [0, 2])
def test_a_torn_log_loses_nothing_acknowledged(tmp_path: Path, whole: Path, acknowledged: int) -> None:
    """With its log cut anywhere in the last record, a ledger opens with all that was acknowledged before."""
    shutil.copytree(whole / "ledger", tmp_path / "ledger")
    path = file_of(at(tmp_path))
    log = path.with_name("ledger.sqlite-wal")
    with ledger.open(at(tmp_path)) as kept:
        account = kept.accounts()[0]
        for _ in range(acknowledged):
            hand_in(kept, account)
        before, head = _rows(path), kept.head()
        start = log.stat().st_size if acknowledged else 0
        hand_in(kept, account)
        torn, file = log.read_bytes(), path.read_bytes()
    # The log is a head of 32 bytes and frames, each a head of 24 bytes and a page.
    frame = int.from_bytes(file[16:18]) + 24
    edges = {start, len(torn) - 1, *range(32, len(torn), frame)}
    near = {edge + by for edge in edges for by in (-1, 0, 1, 24)}
    cut = file_of(at(tmp_path / "cut"))
    cut.parent.mkdir(parents=True)
    for offset in sorted(near | set(range(start, len(torn), 211))):
        if start <= offset < len(torn):
            cut.write_bytes(file)
            cut.with_name(log.name).write_bytes(torn[:offset])
            assert _rows(cut) == before, offset
            if offset in edges:
                cut.write_bytes(file)
                cut.with_name(log.name).write_bytes(torn[:offset])
                with ledger.open(at(tmp_path / "cut")) as kept:
                    assert (kept.head(), kept.verify(head)) == (head, []), offset


_FILL_UP = """
import json, resource, signal, sys
from pathlib import Path
from acquis import config, ledger
from acquis.errors import AcquisError
from handing import hand_in
settings = config.load({"ACQUIS_RELEASES_DIR": sys.argv[1]})
said = {}
with ledger.open(settings) as kept:
    account = kept.accounts()[0]
    before = kept.head()
    if sys.argv[2] == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
    try:
        hand_in(kept, account, bytes(1_500_000))
    except AcquisError as error:
        said["error"] = [type(error).__name__, str(error)]
    said["unchanged"] = kept.head() == before and len(kept.list()) == 8
    said["readable"] = len(kept.original(kept.list()[0].id))
    said["small"] = hand_in(kept, account, b"small").status
    said["faults"] = list(map(str, kept.verify(before)))
print(json.dumps(said))
"""


def _check_full(said: Any) -> None:
    assert said["error"][0] == "StorageFull"
    assert "nothing was kept" in said["error"][1]
    assert (said["unchanged"], said["readable"] > 0, said["small"], said["faults"]) == (
        True,
        True,
        "validated",
        [],
    )


def test_a_limit_on_files_is_no_room(whole: Path, tmp_path: Path) -> None:
    """Where a file may not grow, the document is refused, nothing of it is kept, and all else goes on."""
    shutil.copytree(whole / "ledger", tmp_path / "ledger")
    _check_full(said_by(_FILL_UP, tmp_path / "releases", "limit"))


def test_a_full_disk_is_no_room(whole: Path, tmp_path: Path) -> None:
    """On a disk of 1 MB a larger document is refused, nothing of it is kept, and all else goes on."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root, and not in every container, may mount a small disk")
    try:
        shutil.copytree(whole / "ledger", disk / "ledger")
        _check_full(said_by(_FILL_UP, disk / "releases", "disk"))
        (disk / "rest").write_bytes(bytes(4096))
        with pytest.raises(OSError, match="No space"):
            (disk / "filled").write_bytes(bytes(2_000_000))
        with ledger.open(at(disk / "new" / "one")) as kept, pytest.raises(StorageFull):
            submitter(kept)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


_WRITE_READ_ONLY = """
import json, sys
from acquis import config, ledger
from acquis.errors import AcquisError
from handing import submitter
said = {}
with ledger.open(config.load({"ACQUIS_RELEASES_DIR": sys.argv[1]})) as kept:
    said["records"] = kept.head()[0]
    try:
        submitter(kept)
    except AcquisError as error:
        said["error"] = [type(error).__name__, str(error)]
print(json.dumps(said))
"""


def test_a_file_that_may_not_be_written(whole: Path, tmp_path: Path) -> None:
    """A ledger in a file that may only be read can be read, and writing says what is wrong."""
    shutil.copytree(whole / "ledger", tmp_path / "ledger")
    path = file_of(at(tmp_path))
    path.chmod(0o400)
    # The rights of a file do not bind root, unless it gives up that privilege.
    drop = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")
    said = said_by(_WRITE_READ_ONLY, tmp_path / "releases", before=drop if os.geteuid() == 0 else ())
    assert (said["records"], said["error"][0]) == (25, "LedgerError")
    assert f"The ledger {path} cannot be used" in said["error"][1]
    assert "readonly" in said["error"][1]


def test_a_place_where_nothing_can_be_made(tmp_path: Path) -> None:
    """A folder that is a file is an error that names the place."""
    (tmp_path / "ledger").touch()
    with ledger.open(at(tmp_path)) as kept, pytest.raises(LedgerError, match="cannot be used"):
        submitter(kept)


_LOCK = {
    "sqlite": "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\nc.execute('BEGIN IMMEDIATE')",
    "postgresql": "import psycopg, sys\nc = psycopg.connect(sys.argv[1])\n"
    f"c.execute('SELECT pg_advisory_xact_lock({int.from_bytes(b'acquis')})')",
}


def test_a_locked_ledger_is_overloaded(ledger_settings: Settings) -> None:
    """While another process holds the lock, reading goes on and writing is told when to come again."""
    with ledger.open(ledger_settings, wait=0.2) as kept:
        account = submitter(kept)
        kind = "postgresql" if ledger_settings.ledger_url else "sqlite"
        place = ledger_settings.ledger_url or file_of(ledger_settings)
        holder = child(_LOCK[kind] + "\nprint('locked', flush=True)\nsys.stdin.read()", place)
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"
        with pytest.raises(Overloaded, match="being written by others: nothing was kept") as refused:
            hand_in(kept, account)
        assert (refused.value.retry_after, kept.head()[0], kept.verify()) == (1, 1, [])
        holder.communicate(timeout=20)
        assert hand_in(kept, account).status == "validated"


def test_too_many_connections_are_overloaded(ledger_settings: Settings) -> None:
    """Whoever waits too long for one of the connections of a process is told to come again."""
    with ledger.open(ledger_settings, wait=0.2) as kept:
        submitter(kept)
        database: Database = kept._database
        held = [database.reader().connect() for _ in range(15)]
        with pytest.raises(Overloaded):
            kept.head()
        for connection in held:
            connection.close()
        assert kept.head()[0] == 1


_HAND_IN = """
import os, sys
from acquis import config, ledger
from handing import hand_in, submitter
with ledger.open(config.load({"ACQUIS_RELEASES_DIR": sys.argv[1]}), wait=30) as kept:
    account = submitter(kept)
    for number in range(int(sys.argv[2])):
        made = hand_in(kept, account, b"%d" % number * 5000)
        os.write(1, f"kept {made.id} {made.sha256}\\n".encode())
"""


def test_acknowledged_is_synced(tmp_path: Path) -> None:
    """Before each document is acknowledged, the log is synced to the disk."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed: apt-get install strace")
    trace = tmp_path / "trace"
    traced = (strace, "-f", "-e", "trace=fsync,fdatasync,write", "-o", str(trace))
    process = child(_HAND_IN, tmp_path / "releases", 10, before=traced)
    out, err = process.communicate(timeout=60)
    if process.returncode and ("ptrace" in err or "PTRACE" in err):
        pytest.skip("this machine does not let one process trace another")
    assert out.count("kept ") == 10, err
    parts = re.split(r'write\(1, "kept ', trace.read_text())
    assert [bool(re.search(r"\b(fsync|fdatasync)\(\d+\)\s+= 0", part)) for part in parts[:-1]] == [True] * 10


def test_a_killed_writer_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """After each of four kills in the middle of writing, all that was acknowledged is there, whole."""
    dice = random.Random(9)
    acknowledged: dict[str, str] = {}
    for _ in range(KILLS):
        writer = child(_HAND_IN, tmp_path / "releases", 10_000)
        assert writer.stdout is not None
        lines = [writer.stdout.readline()]
        time.sleep(dice.random() / 5)
        writer.send_signal(signal.SIGKILL)
        lines += writer.communicate(timeout=20)[0].splitlines()
        acknowledged |= dict(line.split()[1:] for line in lines if len(line.split()) == 3)
        with ledger.open(at(tmp_path)) as kept:
            there = {one.id: one.sha256 for one in kept.list(limit=100_000)}
            assert acknowledged.items() <= there.items()
            assert len(there) <= len(acknowledged) + KILLS
            assert kept.verify() == []
    assert len(acknowledged) >= KILLS


# PostgreSQL.


@pytest.mark.parametrize("name", ["fsync", "synchronous_commit"])
def test_a_server_that_does_not_sync_is_refused(postgresql: str, name: str) -> None:
    """A server set up to acknowledge what is not on its disk is neither read nor written."""
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET {name} = off")
        try:
            _reload(connection, name, "off")
            kept = ledger.open(config.load({"ACQUIS_LEDGER_URL": _fresh(postgresql)}))
            with kept, pytest.raises(LedgerError, match=f"has {name} = off: set it to on"):
                submitter(kept)
        finally:
            connection.execute(f"ALTER SYSTEM RESET {name}")
            _reload(connection, name, "on")


def _fresh(postgresql: str) -> str:
    import postgres

    return postgres.fresh_schema(postgresql)


def _reload(connection: "psycopg.Connection[Any]", name: str, value: str) -> None:
    """Let the server read its settings, and wait until it has."""
    connection.execute("SELECT pg_reload_conf()")
    while connection.execute(f"SHOW {name}").fetchone() != (value,):
        time.sleep(0.02)


def test_a_lost_connection_is_made_again(postgresql: str) -> None:
    """After the server ended all connections, the next request gets a new one."""
    url = _fresh(postgresql)
    with ledger.open(config.load({"ACQUIS_LEDGER_URL": url})) as kept:
        account = submitter(kept)
        with psycopg.connect(postgresql, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        assert hand_in(kept, account).status == "validated"


def test_a_server_that_says_nothing_is_not_waited_for(tmp_path: Path) -> None:
    """Where a connection is taken and never answered, whoever asks is told so instead of waiting for ever."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"postgresql://ledger@127.0.0.1:{silent.getsockname()[1]}/ledger"
        settings = config.load({"ACQUIS_LEDGER_URL": address, "ACQUIS_RELEASES_DIR": str(tmp_path)})
        said: list[AcquisError] = []

        def ask() -> None:
            with ledger.open(settings, wait=1) as kept, suppress(LedgerError, Overloaded):
                try:
                    kept.head()
                except AcquisError as error:
                    said.append(error)
                    raise

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        asking.join(60)
        assert not asking.is_alive()
    (error,) = said
    assert isinstance(error, LedgerError)
    assert "timeout" in str(error)


def test_a_server_restarted_amid_hand_ins_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Each request is repeated with its key until it is acknowledged, through two crashes of PostgreSQL."""
    with postgres.restartable() as server:
        settings = config.load(
            {"ACQUIS_LEDGER_URL": server.address, "ACQUIS_RELEASES_DIR": str(tmp_path / "releases")}
        )
        with ledger.open(settings, wait=10) as kept:
            account = submitter(kept)
            acknowledged: dict[int, Submission] = {}
            failures: list[AcquisError] = []
            stop = threading.Event()

            def work(first: int) -> None:
                for number in itertools.count(first, 2):
                    while number not in acknowledged:
                        try:
                            acknowledged[number] = hand_in(kept, account, b"%d" % number, key=f"k{number}")
                        except (LedgerError, Overloaded) as error:
                            failures.append(error)
                            time.sleep(0.01)
                    if stop.is_set():
                        return

            workers = [threading.Thread(target=work, args=(first,)) for first in range(2)]
            for worker in workers:
                worker.start()
            for _ in range(2):
                _until(acknowledged, len(acknowledged) + 5)
                server.restart()
            _until(acknowledged, len(acknowledged) + 5)
            stop.set()
            for worker in workers:
                worker.join(60)
            there = {kept.original(one.id): one.id for one in kept.list(limit=100_000)}
            assert there == {b"%d" % number: one.id for number, one in acknowledged.items()}
            assert kept.verify() == []
            assert failures
            assert not any("password" in str(one) for one in failures)


def _until(found: Sized, count: int) -> None:
    """Wait until there are *count* in *found*."""
    end = time.monotonic() + 60
    while len(found) < count:
        assert time.monotonic() < end
        time.sleep(0.01)

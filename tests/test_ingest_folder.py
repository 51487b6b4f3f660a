"""The folder of documents read here: all files of a document come into it together, or none do."""

import subprocess
import sys
from pathlib import Path

import pytest

from acquis import sources
from acquis.errors import InvalidParameter, InvalidSetting
from acquis.ingest import writing
from acquis.vocab import SOURCE, TEXT

FULL = """
import resource, sys
from pathlib import Path
from acquis.errors import StorageFull
from acquis.ingest import writing
folder = Path(sys.argv[1])
with writing.held(folder):
    writing.write(folder, {"documents/a.ttl": b"old"})
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
    try:
        writing.write(folder, {"documents/a.ttl": b"new", "texts/a.en.ttl": b"x" * 1000})
    except StorageFull as error:
        print(error)
"""


def there(folder: Path) -> dict[str, bytes]:
    """Return every file below *folder* by its path."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_files_come_together_and_leave_nothing_beside(tmp_path: Path) -> None:
    """What is written is there under its name, what was there before is replaced."""
    with writing.held(tmp_path / "texts"):
        writing.write(tmp_path / "texts", {"documents/a.ttl": b"1", "reports/a.md": b"2"})
        writing.write(tmp_path / "texts", {"documents/a.ttl": b"3"})
    assert there(tmp_path / "texts") == {"documents/a.ttl": b"3", "reports/a.md": b"2"}
    assert not list((tmp_path / "texts").glob(".*"))


def test_what_a_crash_left_is_finished_or_dropped(tmp_path: Path) -> None:
    """Files that were whole are moved to their places by whoever comes next, others are taken away."""
    for name in (".whole-x", ".writing-y"):
        (tmp_path / name / "documents").mkdir(parents=True)
        (tmp_path / name / "documents" / f"{name[-1]}.ttl").write_bytes(b"1")
    (tmp_path / "documents").mkdir()
    writing.settle(tmp_path)
    assert there(tmp_path) == {"documents/x.ttl": b"1"}


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    """Where there is no room a sentence says so, and not one of the files has changed."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(f"There is no room left in {tmp_path}: nothing of the document was kept.")
    assert there(tmp_path) == {"documents/a.ttl": b"old"}
    assert not list(tmp_path.glob(".*"))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A file in the place of the folder is no folder, and the sentence says what to do."""
    (tmp_path / "taken").write_text("x")
    with (
        pytest.raises(InvalidParameter, match=r"Nothing can be written to .*taken.*: .* --into"),
        writing.held(tmp_path / "taken"),
    ):
        writing.write(tmp_path / "taken", {})


def test_the_graphs_of_what_was_read(tmp_path: Path) -> None:
    """An edition read here has a graph under its slug, its words one of words; both can be left out."""
    for name in ("documents/a-99-1.ttl", "texts/a-99-1.en.ttl", "texts/a-99-1.fr.ttl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    files = [one for one in sources.paths(tmp_path) if one[0].startswith("texts/")]
    assert [sources.graph_of(name) for name, _ in files] == [
        f"{SOURCE}a-99-1",
        f"{TEXT}a-99-1.en",
        f"{TEXT}a-99-1.fr",
    ]
    assert [name for name, _ in sources.without(files, ["a-99-1.fr"])] == [files[0][0], files[1][0]]
    assert [name for name, _ in sources.without(files, ["texts"])] == [files[0][0]]
    with pytest.raises(InvalidSetting, match="No source has the graph a-99-2"):
        sources.without(files, ["a-99-2"])


def test_without_a_folder_only_what_is_shipped_is_there() -> None:
    """Documents read here are taken in where they are asked for, and nowhere else."""
    assert not [name for name, _ in sources.paths() if name.startswith("texts/")]

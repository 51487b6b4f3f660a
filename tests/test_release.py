"""Releases on disk: finding the current one, telling that one is damaged, and swapping in one step."""

import gzip
import json
import shutil
from pathlib import Path

import pytest

from acquis.engine import canonical
from acquis.errors import ReleaseError
from acquis.releases import release
from conftest import make_release, tiny_quads


def test_the_current_release_can_be_asked(releases: Path) -> None:
    """The installed release is current, whole, and answers."""
    found = release.current(releases)
    assert (found.id, found.path) == ("tiny", (releases / "tiny").resolve())
    release.verify(found)
    assert release.open_engine(found).count_quads() == found.manifest["quads"]


@pytest.mark.parametrize("folder", ["nothing", "empty"])
def test_no_release_says_what_to_do(tmp_path: Path, folder: str) -> None:
    """A folder that is missing or empty is the same error, with the command that helps."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReleaseError, match="Run `acquis build`"):
        release.current(tmp_path / folder)


def test_a_dangling_link_is_no_release(releases: Path) -> None:
    """A link to a release that was deleted by hand counts as no release."""
    shutil.rmtree(releases / "tiny")
    with pytest.raises(ReleaseError, match="no release"):
        release.current(releases)


@pytest.mark.parametrize("name", release.FILES)
def test_a_missing_part_is_named(releases: Path, name: str) -> None:
    """Each part of a release is looked for."""
    part = releases / "tiny" / name
    shutil.rmtree(part) if part.is_dir() else part.unlink()
    with pytest.raises(ReleaseError, match=f"{name} is missing"):
        release.current(releases)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("{", "cannot be read"),
        ("[]", "no usable id, content_sha256"),
        ('{"id": "x"}', "no usable content_sha256"),
        ('{"id": "../x", "content_sha256": "", "quads": 1, "counts": {}, "coverage": {}}', "no usable id"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_refused(releases: Path, text: str, part: str) -> None:
    """A manifest that is no JSON, lacks a key or names another folder is an error."""
    (releases / "tiny" / "manifest.json").write_text(text)
    with pytest.raises(ReleaseError, match=part):
        release.current(releases)


def test_every_flipped_byte_of_the_dump_is_found(releases: Path) -> None:
    """Whichever byte of the compressed quads is changed, the release does not verify."""
    dump = releases / "tiny" / "graph.nq.gz"
    data = dump.read_bytes()
    found = release.current(releases)
    unnoticed = []
    # Bytes 4 to 9 of a gzip file are its time, level and system, which hold no content.
    for place in [*range(4), *range(10, len(data))]:
        dump.write_bytes(data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :])
        try:
            release.verify(found)
            unnoticed.append(place)
        except ReleaseError:
            continue
    assert unnoticed == []


def test_a_cut_dump_is_found(releases: Path) -> None:
    """A dump that ends early is an error, as is one with other content."""
    dump = releases / "tiny" / "graph.nq.gz"
    dump.write_bytes(dump.read_bytes()[:-20])
    with pytest.raises(ReleaseError, match="cannot be read"):
        release.verify(release.current(releases))
    dump.write_bytes(gzip.compress(b""))
    with pytest.raises(ReleaseError, match="has the hash"):
        release.verify(release.current(releases))


def test_a_store_that_differs_from_the_manifest_is_found(releases: Path) -> None:
    """The store must hold as many quads as the manifest says."""
    path = releases / "tiny" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"quads": 1}))
    with pytest.raises(ReleaseError, match="its manifest says 1"):
        release.verify(release.current(releases))


def test_a_damaged_store_is_found(releases: Path) -> None:
    """A store that cannot be opened is an error that names the release."""
    (releases / "tiny" / "store" / "CURRENT").write_text("x")
    with pytest.raises(ReleaseError, match="graph of release tiny"):
        release.open_engine(release.current(releases))


def test_a_small_release_is_held_in_memory(releases: Path) -> None:
    """Up to the given number of quads the graph is loaded: it holds the same and needs no store."""
    found = release.current(releases)
    on_disk = release.open_engine(found, memory_quads=found.manifest["quads"] - 1)
    in_memory = release.open_engine(found, memory_quads=found.manifest["quads"])
    shutil.rmtree(found.path / "store")
    assert canonical(in_memory.quads()) == canonical(on_disk.quads())
    with pytest.raises(ReleaseError, match="cannot be read"):
        release.open_engine(found)


@pytest.mark.parametrize(
    "dump",
    [b"no gzip", gzip.compress(b"no quads"), gzip.compress(b"x" * 99)[:-9]],
    ids=["no gzip", "no quads", "cut"],
)
def test_a_damaged_dump_cannot_be_loaded(releases: Path, dump: bytes) -> None:
    """A dump that is cut, not compressed or not N-Quads is an error that names the release."""
    found = release.current(releases)
    (found.path / "graph.nq.gz").write_bytes(dump)
    with pytest.raises(ReleaseError, match="graph of release tiny"):
        release.open_engine(found, memory_quads=1000)


def test_a_dump_that_was_changed_is_not_served(releases: Path) -> None:
    """A dump that can be read and is not the one that was built is an error, not another answer."""
    found = release.current(releases)
    path = found.path / "graph.nq.gz"
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    path.write_bytes(gzip.compress(b"".join(lines[1:])))
    with pytest.raises(ReleaseError, match="not the one that was built"):
        release.open_engine(found, memory_quads=1000)


def test_a_swap_keeps_readers_and_the_old_release(releases: Path, tmp_path: Path) -> None:
    """After a swap the new release is current, readers of the old one go on, and it stays on disk."""
    before = release.open_engine(release.current(releases))
    made = make_release(tmp_path, tiny_quads()[1:], "next")
    assert release.install(made, releases).id == release.current(releases).id == "next"
    assert before.count_quads() == len(tiny_quads())
    assert not made.exists()
    release.verify(release.read(releases / "tiny"))


def test_going_back_is_the_same_swap(releases: Path, tmp_path: Path) -> None:
    """A kept release is made current again without being moved."""
    release.install(make_release(tmp_path, tiny_quads()[1:], "next"), releases)
    assert release.install(releases / "tiny", releases).id == "tiny"
    assert sorted(path.name for path in releases.iterdir()) == ["current", "next", "tiny"]


def test_the_same_release_is_kept_and_a_damaged_one_replaced(releases: Path, tmp_path: Path) -> None:
    """Building what is there changes nothing; building what is there but damaged mends it."""
    kept = (releases / "tiny" / "store").stat().st_ino
    release.install(make_release(tmp_path, tiny_quads(), "tiny"), releases)
    assert (releases / "tiny" / "store").stat().st_ino == kept
    (releases / "tiny" / "graph.nq.gz").write_bytes(b"")
    release.install(make_release(tmp_path, tiny_quads(), "tiny"), releases)
    release.verify(release.current(releases))


def test_what_is_not_whole_is_never_installed(releases: Path, tmp_path: Path) -> None:
    """A faulty build is refused before the swap, and the current release stays."""
    made = make_release(tmp_path, tiny_quads()[1:], "next")
    (made / "graph.nq.gz").write_bytes(gzip.compress(b"other"))
    with pytest.raises(ReleaseError):
        release.install(made, releases)
    assert release.current(releases).id == "tiny"

"""Make the next release out of the current one and a change, in a time that does not grow with what stands.

It must not know what a submission is, nor decide what is published. The store of the new release shares its
files with the old one, which stays as it was; only what changes is looked up, inferred and written. Whoever
reads sees the old release or the new one: one link decides.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from acquis.engine import Quad
from acquis.engine.increment import Increment
from acquis.engine.writer import copy_store
from acquis.errors import ReleaseError, StorageFull
from acquis.publishing import change, files, rulebook
from acquis.publishing.change import Change
from acquis.publishing.published import Anchor, Published, Standing
from acquis.releases import disk, release
from acquis.releases.release import Release
from acquis.vocab import INFERRED

__all__ = ["catch_up", "grow", "publish"]

_STAGED = ".grow-"
# No room on the disk, or none for this user. The engine tells them by their text only.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def grow(
    releases_dir: Path,
    *,
    add: Mapping[str, Sequence[Quad]] | None = None,
    remove: Collection[str] = (),
    meta: Sequence[Quad] = (),
    anchor: Anchor | None = None,
) -> Release:
    """Make the current release of *releases_dir* one that differs from it as said, and return it.

    See `Change` for what is meant by each; asking for what is there already changes nothing. Others who grow
    or build wait their turn, in whatever process. When this returns, the new release is on disk.

    Raises:
        InvalidData: a quad that cannot be added, such as one with a blank node.
        ReleaseError: there is no current release, or it cannot be read.
        StorageFull: there is no room; the current release is as it was.
    """
    wanted = Change(add or {}, remove, meta, anchor)
    with disk.held(releases_dir):
        return _swapped(release.current(releases_dir), wanted, releases_dir)


def publish(releases_dir: Path, published: Sequence[Published], anchor: Anchor | None = None) -> Release:
    """Make the submissions *published* stand in the current release as given; the withdrawn only say so.

    Raises:
        ReleaseError: there is no current release, or it cannot be read.
        StorageFull: there is no room; the current release is as it was.
    """
    wanted = change.of(published, anchor)
    return grow(releases_dir, add=wanted.add, remove=wanted.remove, meta=wanted.meta, anchor=anchor)


def catch_up(built: Release, releases_dir: Path, held: Standing, standing: Callable[[], Standing]) -> Release:
    """Make *built*, which has what was *held* when its build began, current, brought up to date if need be.

    *standing* is asked once nobody else can publish, so nothing that was accepted in between is lost.
    """
    with disk.held(releases_dir):
        now = standing()
        ids = {one.id for one in now.published}
        changed = [one for one in now.published if one not in held.published]
        gone = [one.id for one in held.published if one.id not in ids]
        if changed or gone:
            return _swapped(built, change.of(changed, now.anchor, gone=gone), releases_dir)
        return release.swap(built, releases_dir)


def _swapped(before: Release, wanted: Change, releases_dir: Path) -> Release:
    """Return what *before* becomes by the change *wanted*, made current; the caller holds *releases_dir*."""
    # Whoever left these behind was stopped, as only one at a time gets here.
    for left in releases_dir.glob(f"{_STAGED}*"):
        shutil.rmtree(left)
    try:
        with tempfile.TemporaryDirectory(prefix=_STAGED, dir=releases_dir) as folder:
            made = Path(folder) / "release"
            made.mkdir()
            found = _placed(made, releases_dir) if _written(before, wanted, made) else before
            return release.swap(found, releases_dir)
    except OSError as error:
        if error.errno in _FULL or any(os.strerror(number) in str(error) for number in _FULL):
            raise StorageFull(
                "There is no room for the next release: free some space and try again."
            ) from error
        raise ReleaseError(f"The next release cannot be made of {before.id}: {error}.") from error


def _written(before: Release, wanted: Change, made: Path) -> bool:
    """Write what *before* becomes by *wanted* into the folder *made*; False where that changes nothing."""
    copy_store(before.path / "store", made / "store")
    increment = Increment.open(made / "store", rulebook.of(before), INFERRED)
    gone, came = wanted.sides(increment.engine)
    if not gone and not came:
        return False
    increment.remove(gone)
    increment.add(came)
    files.write(before, increment, wanted.anchor, made)
    increment.close()
    disk.sum_up(made / "store", before.path / "store")
    disk.sync(made)
    return True


def _placed(made: Path, releases_dir: Path) -> Release:
    found = release.read(made)
    target = releases_dir / found.id
    if target.exists():
        return release.place(made, releases_dir)
    made.rename(target)
    return release.read(target)

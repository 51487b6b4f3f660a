"""Own what the application serves: the current release, kept ones, and who runs queries.

It must not answer requests.
"""

import os
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from threading import Lock, Thread
from typing import Any

from flask import current_app, g, request

import acquis
from acquis.config import Settings
from acquis.engine import Engine
from acquis.errors import AcquisError, ReleaseError
from acquis.pool import Runner
from acquis.releases import release
from acquis.releases.link import Link

__all__ = ["Served", "Source", "answering", "demonstration", "pinned", "served"]

# How many releases besides the current one are held open.
_KEPT = 2
# The lowest of priorities; on Linux each thread has its own.
_LAST = 19


@dataclass(frozen=True)
class Served:
    """One release in use; `manifest` is empty, and there is no `path`, for an engine that was handed in.

    `modified` is when answers from it last changed, None if that is not known.
    """

    engine: Engine
    release_id: str
    manifest: dict[str, Any]
    path: Path | None = None
    modified: datetime | None = None


class Source:
    """Where answers come from; it follows the link to the current release, so a swap needs no restart.

    Nor does anyone wait for one: until a new release is in memory, its store on disk answers. A *prompt*
    source answers so from its very start. *is_due*, given the ids of the new and the old one,
    says whether it is time for a swap.
    """

    def __init__(
        self,
        settings: Settings,
        runner: Runner,
        engine: Engine | None = None,
        close: Callable[[], None] = lambda: None,
        *,
        prompt: bool = False,
        is_due: Callable[[str, str], bool] = lambda new, old: True,
    ) -> None:
        self.settings, self.runner, self.close = settings, runner, close
        self._is_due = is_due
        self._is_prompt = prompt
        self._lock = Lock()
        self._kept: OrderedDict[str, Served] = OrderedDict()
        self._link = Link(settings.releases_dir / "current")
        self._target = ""
        self._is_loading = False
        # A fresh name each time: an entity tag must not outlive the engine it was made from.
        self._fixed = None if engine is None else Served(engine, f"unreleased-{token_hex(4)}", {})
        self._served = self._fixed

    @staticmethod
    def current() -> "Source":
        """Return the source of the running application."""
        source = current_app.extensions["acquis"]
        assert isinstance(source, Source)
        return source

    @property
    def release_id(self) -> str:
        """The id of the release that answered last."""
        return self._served.release_id if self._served else ""

    @property
    def manifest(self) -> dict[str, Any]:
        """The manifest of the release that answered last, empty where none has."""
        return self._served.manifest if self._served else {}

    def served(self, release_id: str = "") -> Served:
        """Return the release with the id *release_id*, by default the current one, opened.

        Raises:
            ReleaseError: there is no current release, or it cannot be read.
            UnknownEntity: *release_id* is not kept here.
        """
        if release_id and release_id != self.release_id:
            return self._other(release_id)
        if self._fixed is not None:
            return self._fixed
        target = self._link.name()
        now = self._served
        if now is not None and not self._is_behind(target, now):
            return now
        with self._lock:
            now = self._served
            if now is None or self._is_behind(target, now):
                now = self._served = self._next(release.current(self.settings.releases_dir))
                self._target = target
            return now

    def _is_behind(self, target: str, now: Served) -> bool:
        """Return whether the release *target* is to be served from now on, instead of *now*."""
        return target != self._target and self._is_due(target, now.release_id)

    def _next(self, found: release.Release) -> Served:
        """Return *found* in memory, or if another is served already on disk, while it is being loaded."""
        is_first = self._served is None and not self._is_prompt
        if is_first or found.manifest["quads"] > self.settings.memory_quads:
            return self._open(found)
        if not self._is_loading:
            self._is_loading = True
            Thread(target=self._load, name="acquis-load", daemon=True).start()
        return self._open(found, memory_quads=0)

    def _load(self) -> None:
        """Load what is served into memory, until nothing newer came; this thread gives way to all others."""
        os.setpriority(os.PRIO_PROCESS, 0, _LAST)
        while True:
            with self._lock:
                before = self._served
            try:
                loaded = self._open(release.read(before.path)) if before and before.path else before
            except ReleaseError:
                # The next request opens it again, and says what is wrong.
                loaded = None
            with self._lock:
                if self._served is before:
                    self._served, self._is_loading = loaded, False
                    return

    def _other(self, release_id: str) -> Served:
        with self._lock:
            found = self._kept.get(release_id)
            if found is None:
                found = self._open(release.kept(self.settings.releases_dir, release_id))
                self._kept[release_id] = found
            self._kept.move_to_end(release_id)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return found

    def _open(self, found: release.Release, memory_quads: int | None = None) -> Served:
        most = self.settings.memory_quads if memory_quads is None else memory_quads
        engine = release.open_engine(found, memory_quads=most)
        return Served(engine, found.id, found.manifest, found.path, self._modified(found))

    def _modified(self, found: release.Release) -> datetime:
        """Return the latest of: *found* came out, a release was made current, this software was installed.

        An earlier release that is made current again changes all answers, though it came out long ago.
        """
        link = self.settings.releases_dir / "current"
        times = (link.lstat().st_mtime, Path(acquis.__file__).stat().st_mtime)
        return max(found.issued, *(datetime.fromtimestamp(int(one), UTC) for one in times))


def served() -> Served:
    """Return the release that this request is answered from: that of `?release=`, by default the current one.

    Raises:
        ReleaseError: there is no current release, or it cannot be read.
        UnknownEntity: the release asked for is not kept here.
    """
    if "served" not in g:
        g.served = Source.current().served(pinned())
    found = g.served
    assert isinstance(found, Served)
    return found


def answering() -> str:
    """Return the id of the release that answers this request, as far as one was opened for it."""
    return g.served.release_id if "served" in g else Source.current().release_id


def demonstration() -> str:
    """Return what each page says of a release that is a demonstration, "" for any other."""
    try:
        manifest = served().manifest
    except AcquisError:
        manifest = Source.current().manifest
    return str(manifest.get("demonstration", ""))


def pinned() -> str:
    """Return the id of the release that this request asks for; "" for the current one."""
    return request.args.get("release", "")

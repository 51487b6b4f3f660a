"""Keep all nodes at the current release, beside the server: after a new one, and when a node comes back.

One process does so for a folder of releases; any other waits until that one ends. It must not answer anybody.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread

from acquis.config import Settings
from acquis.errors import AcquisError, ReleaseError
from acquis.pool.keeper import environment
from acquis.releases import release
from acquis.remote.node import Node, opened
from acquis.remote.pushing import push
from acquis.remote.wire import Broken

__all__ = ["alone", "follow", "following"]

_EVERY_S = 0.25
# After a failure a node is left alone for so long.
_PAUSE_S = 2.0
_TURN = ".pushing"
_END_S = 10.0


@contextmanager
def alone(releases_dir: Path, *, wait: bool) -> Iterator[None]:
    """Be the only one who publishes from *releases_dir* to engines; others *wait*, or are refused.

    Raises:
        ReleaseError: somebody else is, or the folder cannot be written.
    """
    folder = releases_dir / _TURN
    try:
        folder.mkdir(exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise ReleaseError(
            f"Nothing can be written to {releases_dir}: {error.strerror}. See to it."
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    except BlockingIOError:
        raise ReleaseError(
            "A running server brings releases to the engines by itself; its log says how far it is."
        ) from None
    finally:
        os.close(descriptor)


def follow(settings: Settings, stop: Event, say: Callable[[str], None]) -> None:
    """Keep all nodes of *settings* at the current release until *stop*; *say* hears what was done or failed.

    While no node holds a release, one gets it alone, so that the others go on with the one before.
    """
    turn = Lock()
    with opened(settings) as nodes:
        threads = [
            Thread(target=_Follower(settings, node, nodes, turn, say).follow, args=(stop,), daemon=True)
            for node in nodes
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


class _Follower:
    """What keeps *node*, one of *every* node, at the current release."""

    def __init__(
        self,
        settings: Settings,
        node: Node,
        every: tuple[Node, ...],
        turn: Lock,
        say: Callable[[str], None],
    ) -> None:
        self._settings, self._node, self._turn, self._say = settings, node, turn, say
        self._others = [other for other in every if other is not node]
        self._said = ""

    def follow(self, stop: Event) -> None:
        """Look at the node every now and then until *stop*."""
        pause = 0.0
        while not stop.wait(pause):
            try:
                self._look()
                pause = _EVERY_S
            except (AcquisError, Broken) as error:
                self._tell(f"{self._node.query}: {error}")
                pause = _PAUSE_S

    def _look(self) -> None:
        found = release.current(self._settings.releases_dir)
        if self._node.holds() == found.id:
            self._said = ""
            return
        if self._is_elsewhere(found.id):
            self._push(found)
            return
        with self._turn:
            # Another one may have come meanwhile.
            self._push(release.current(self._settings.releases_dir))

    def _is_elsewhere(self, release_id: str) -> bool:
        """Return whether another node holds the release, so that this one is not needed meanwhile."""
        for other in self._others:
            try:
                if other.holds() == release_id:
                    return True
            except Broken:
                continue
        return False

    def _push(self, found: release.Release) -> None:
        done = push(self._node, found, self._settings.releases_dir)
        if done.how != "nothing":
            self._said = ""
            self._say(
                f"{done.address} holds release {found.id}: {done.statements:,} statements ({done.how}) in"
                f" {done.seconds:.1f} s."
            )

    def _tell(self, said: str) -> None:
        if said != self._said:
            self._said = said
            self._say(said)


@contextmanager
def following(settings: Settings) -> Iterator["subprocess.Popen[bytes] | None"]:
    """Keep the engines of *settings* at the current release meanwhile, in a process of its own.

    Without engines, or where nobody says where they take graphs, nothing is done.
    """
    if not settings.endpoint_graphs:
        yield None
        return
    process = subprocess.Popen(
        [sys.executable, "-m", "acquis.remote"],
        env=environment(settings, settings.pool_socket),
        # It ends when this is closed, however this process ends.
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            # What it has begun is begun anew by the next one.
            process.kill()
            process.wait()

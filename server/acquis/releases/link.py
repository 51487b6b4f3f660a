"""Own the reading of the link that names the current release, as often as somebody asks.

It must not look at what the link leads to.
"""

from pathlib import Path

__all__ = ["Link"]


class Link:
    """Names the release that the link at *path* leads to."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen, self._name = (0, 0), ""

    def name(self) -> str:
        """Return the id of the release that is current now, "" for none."""
        try:
            # Each swap makes a new link, and looking at one costs less than reading it.
            status = self._path.lstat()
            seen = (status.st_ino, status.st_ctime_ns)
            if seen != self._seen:
                self._name, self._seen = self._path.readlink().name, seen
        except OSError:
            return ""
        return self._name

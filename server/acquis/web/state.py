"""Own what the application serves: the current release, reopened when it is swapped, and links to itself.

It must not answer requests.
"""

from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import quote

from flask import current_app, request, url_for

from acquis import release
from acquis.config import Settings
from acquis.engine import Engine
from acquis.vocab import ACQ, BASE, GRAPH, ID, VOC

__all__ = ["Served", "Source", "at", "here", "local", "served"]

# Where the description of an IRI stands, by how the IRI begins.
_SECTIONS = {
    ACQ: "/def/",
    GRAPH: "/graph/",
    ID: "/doc/",
    VOC: "/voc/",
    BASE + "def": "/def",
    BASE + "dataset": "/dataset",
}


@dataclass(frozen=True)
class Served:
    """One release in use; `manifest` is empty for an engine that was handed in."""

    engine: Engine
    release_id: str
    manifest: dict[str, Any]


class Source:
    """Where answers come from; it follows the link to the current release, so a swap needs no restart."""

    def __init__(self, settings: Settings, engine: Engine | None) -> None:
        self.settings = settings
        self._fixed = engine is not None
        self._target: Path | None = None
        # A fresh name each time: an entity tag must not outlive the engine it was made from.
        self._served = None if engine is None else Served(engine, f"unreleased-{token_hex(4)}", {})

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

    def served(self) -> Served:
        """Return the current release, opened.

        Raises:
            ReleaseError: there is none, or it cannot be read.
        """
        target = None if self._fixed else (self.settings.releases_dir / "current").resolve()
        if self._served is None or target != self._target:
            found = release.current(self.settings.releases_dir)
            engine = release.open_engine(found, memory_quads=self.settings.memory_quads)
            self._served = Served(engine, found.id, found.manifest)
            self._target = target
        return self._served


def served() -> Served:
    """Return the release that the running application serves.

    Raises:
        ReleaseError: there is none, or it cannot be read.
    """
    return Source.current().served()


def here(endpoint: str, **values: Any) -> str:
    """Return the public address of *endpoint*: behind the configured one, else from where we are mounted."""
    return _root() + url_for(endpoint, **values).removeprefix(request.script_root)


def at(path: str) -> str:
    """Return the public address of *path*, which begins with a slash and is not yet quoted."""
    return _root() + quote(path, safe="/:")


def _root() -> str:
    return Source.current().settings.public_url or request.script_root


def local(iri: str) -> str:
    """Return where a reader finds *iri*: ours on this server, web addresses as they are, "" for others."""
    for base, section in _SECTIONS.items():
        if iri.startswith(base):
            return at(section + iri.removeprefix(base)).removesuffix("/")
    return iri if iri.startswith(("http://", "https://")) else ""

"""Releases over HTTP: which are kept, what each holds and changed, and their files to take away.

It must not read dumps: `acquis.releases.changes` compares them.
"""

import json
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from acquis.errors import UnknownEntity
from acquis.releases import catalogue, changes, release
from acquis.releases.changes import Difference
from acquis.releases.release import DOWNLOADS, Release
from acquis.vocab import ACQ
from acquis.web.base.addresses import here
from acquis.web.base.answer import answer
from acquis.web.base.served import Source, pinned, served
from acquis.web.base.wanted import address, linked, shown, wanted, written

__all__ = ["bp", "current", "held", "kept"]

bp = Blueprint("releases", __name__)

_FOR_EVER = 31_536_000
_SHOWN = 200


def kept() -> tuple[Release, ...]:
    """Return the releases that are kept, oldest first, up to the one that the request asks for.

    There is none where an engine was handed in.
    """
    if served().path is None:
        return ()
    found = release.history(Source.current().settings.releases_dir)
    if not pinned():
        return found
    return found[: next((place for place, one in enumerate(found, 1) if one.id == pinned()), 0)]


def held() -> str:
    """Return what stands for the releases that are kept: what lists them changes when one is removed."""
    return " ".join(one.id for one in kept())


def current() -> Release | None:
    """Return the release that the request is answered from; None where an engine was handed in."""
    return next((one for one in kept() if one.id == served().release_id), None)


@bp.get("/releases")
def index() -> Response:
    """List the releases that are kept, newest first."""
    form, negotiated = wanted("list")

    def make() -> bytes | str:
        found = kept()
        if form.suffix == "html":
            return render_template("catalogue/releases.html", releases=found[::-1], now=served().release_id)
        if form.suffix == "json":
            return _json({"current": served().release_id, "releases": [_summary(one) for one in found[::-1]]})
        return written(catalogue.catalogue(found, served().release_id, address), form)

    return linked(answer(form, make, negotiated=negotiated, state=held()), form, "list")


@bp.get("/releases/<release_id>")
def one(release_id: str) -> Response:
    """Show one release: what it holds, what is not there, its files, and what it changed."""
    found, before = _found(release_id)
    form, negotiated = wanted("list")

    def make() -> bytes | str:
        if form.suffix not in ("html", "json"):
            return written(catalogue.described(found, before, address), form)
        changed = changes.between(before, found) if before else changes.first(found)
        if form.suffix == "json":
            return _json({**_summary(found), **found.manifest, "changes": _changes(changed)})
        facts = {
            "release": found,
            "files": _files(found),
            "before": before,
            "changed": changed,
            "now": served().release_id,
        }
        return render_template("catalogue/release.html", **facts, most=_SHOWN, acq=ACQ, shown=shown)

    return linked(answer(form, make, negotiated=negotiated, state=held()), form, "list")


@bp.get("/dumps/latest/<name>")
def latest(name: str) -> AnyResponse:
    """Send to a file of the current release."""
    _known(name, DOWNLOADS)
    response = redirect(here("releases.dump", release_id=served().release_id, name=name), 302)
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/dumps/<release_id>/<name>")
def dump(release_id: str, name: str) -> Response:
    """Send a file of a release, whole or in part; it never changes."""
    found, _ = _found(release_id)
    offered = release.downloads(found)
    _known(name, offered)
    # Not compressed on the way: a part of a file is a part of its own bytes.
    request.environ["HTTP_ACCEPT_ENCODING"] = "identity"
    named = found.manifest.get("files", {}).get(name, {}).get("sha256", found.manifest["content_sha256"])
    response = send_file(
        release.file(found, name).resolve(),
        mimetype=offered[name],
        as_attachment=name.endswith(".gz"),
        download_name=f"acquis-{found.id}-{name}",
        etag=f"{found.id}-{named[:32]}",
        max_age=_FOR_EVER,
    )
    response.cache_control.public = response.cache_control.immutable = True
    return response


def _known(name: str, offered: Iterable[str]) -> None:
    if name not in offered:
        raise UnknownEntity(
            f"There is no file {name!r}: a release has {', '.join(sorted(offered))}.", iri=name
        )


def _found(release_id: str) -> tuple[Release, Release | None]:
    """Return the release with the id *release_id*, and the one before it if that is kept.

    Raises:
        UnknownEntity: it is not kept.
    """
    releases = kept()
    for place, found in enumerate(releases):
        if found.id == release_id:
            return found, releases[place - 1] if place else None
    ids = ", ".join(one.id for one in releases[::-1]) or "none"
    raise UnknownEntity(f"There is no release {release_id!r} here. Kept are, newest first: {ids}.")


def _summary(found: Release) -> dict[str, Any]:
    return {
        "id": found.id,
        "issued": found.issued.isoformat(),
        "url": address(f"/releases/{found.id}"),
        "quads": found.manifest["quads"],
        "content_sha256": found.manifest["content_sha256"],
        "dumps": {name: address(f"/dumps/{found.id}/{name}") for name in sorted(release.downloads(found))},
    }


def _files(found: Release) -> dict[str, dict[str, Any]]:
    """Return the files of *found*, with bytes and SHA-256 of those that are known."""
    sizes = found.manifest.get("files", {}) | release.dumps(found)
    return {name: sizes.get(name, {}) for name in sorted(release.downloads(found))}


def _changes(found: Difference) -> dict[str, Any]:
    things = [
        {"id": one.thing, "label": one.label, "kind": one.kind, "what": one.sentence} for one in found.changes
    ]
    return {"since": found.older, "added": found.added, "removed": found.removed, "things": things}


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"

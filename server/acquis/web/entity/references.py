"""References over HTTP: how to cite a thing, in words and in the formats of reference managers.

It must not know how a style writes: that is `acquis.citation`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from acquis import citation, formats
from acquis.citation import Part, Record, Reference
from acquis.errors import InvalidParameter, UnknownEntity
from acquis.naming import names
from acquis.releases.void import DATASET
from acquis.vocab import BASE, ID
from acquis.web.base.addresses import absolute, here, local
from acquis.web.base.answer import answer
from acquis.web.base.served import served
from acquis.web.base.wanted import linked, wanted

__all__ = ["Cited", "bp"]

bp = Blueprint("references", __name__)

_KIND = "reference"
_STYLES = {"OSCOLA": citation.oscola, "Bluebook": citation.bluebook, "APA": citation.apa}
_FILES: dict[str, Callable[[Reference], str]] = {
    "bib": citation.bibtex,
    "json": citation.csl,
    "ris": citation.ris,
}
_LONGEST = 2_000


@dataclass(frozen=True)
class Cited:
    """What a page shows of a `reference`: its `styles` by name, `in_text` for APA, and files by their format.

    `source` is the address of the cited text itself, "" where none is recorded that a page may link to.
    """

    reference: Reference
    styles: dict[str, tuple[Part, ...]]
    in_text: str
    files: dict[formats.Format, str]
    source: str


@bp.get("/api/references")
def one() -> Response:
    """Say how to cite the thing that `iri` or `path` names, by default the dataset as a whole."""
    iri = _asked()
    form, negotiated = wanted(_KIND)

    def make() -> str:
        found = citation.reference(served().engine, iri, _record(iri))
        return _text(found) if form.suffix == "txt" else _FILES[form.suffix or "json"](found)

    # A second name of a form has no address of its own.
    named = formats.named(form.suffix or "json", _KIND)
    response = linked(answer(form, make, negotiated=negotiated), named, _KIND)
    if named.suffix != "txt":
        name = f"{citation.key(iri)[:100]}.{named.suffix}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.app_template_global()
def cited(iri: str) -> Cited | None:
    """Return what a page shows of how to cite *iri*; None where nothing is said of it."""
    try:
        found = citation.reference(served().engine, iri, _record(iri))
    except UnknownEntity:
        return None
    release = found.record.release
    files = {
        form: here("references.one", iri=iri, format=form.suffix, release=release)
        for form in formats.offered(_KIND)
        if form.suffix in _FILES
    }
    return Cited(found, _styles(found), citation.apa_in_text(found), files, local(found.url))


def _asked() -> str:
    """Return the IRI of what the request names.

    Raises:
        InvalidParameter: it names two things, or none that could be.
    """
    iri, path = request.args.get("iri", ""), request.args.get("path", "")
    if iri and path:
        raise InvalidParameter(
            "Give iri, or path for what stands after /doc/ in an address: not both.", name="iri"
        )
    found = ID + path.removeprefix("/").removeprefix("doc/") if path else names.expand(iri)
    if not (iri or path):
        return DATASET
    if len(found) > _LONGEST or names.node(found) is None:
        raise InvalidParameter(
            "That is no IRI: write one in full, or a short name such as norm:gge-2015/c.",
            name="iri" if iri else "path",
        )
    return found


def _record(iri: str) -> Record:
    """Return where *iri* stands in the release that the request is answered from."""
    now = served()
    address = local(iri).partition("?")[0] if iri.startswith(BASE) else ""
    link = absolute(f"{address}?{urlencode({'release': now.release_id})}") if address else iri
    return Record(link, now.release_id, _issued(now.path))


def _issued(path: Path | None) -> str:
    """Return the day on which the release in *path* came out, which is told by the time of its manifest."""
    if path is None:
        return ""
    return datetime.fromtimestamp((path / "manifest.json").stat().st_mtime, UTC).date().isoformat()


def _styles(found: Reference) -> dict[str, tuple[Part, ...]]:
    return {name: write(found) for name, write in _STYLES.items()}


def _text(found: Reference) -> str:
    """Return the citations in words, a line each, and what a reader must know."""
    lines = [f"{name}-like: {citation.plain(parts)}" for name, parts in _styles(found).items()]
    lines += [f"In the text, APA-like: {citation.apa_in_text(found)}", f"Permanent link: {found.record.link}"]
    return "\n".join([*lines, *(f"Note: {one}" for one in found.cautions), ""])

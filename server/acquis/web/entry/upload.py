"""A file in the browser: check it, open it in the form to go on with it, or hand it in byte for byte.

It must not read a document: that is done where it can be stopped. The page carries the file along, so that
nobody has to look for it twice.
"""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePath

from flask import Blueprint, Response, render_template, request

from acquis import entry
from acquis.engine import parse
from acquis.errors import AcquisError, InvalidDocument, InvalidParameter, NotAuthenticated, QueryTooLarge
from acquis.forms import from_quads
from acquis.validation import Report, catalogue, screening
from acquis.web.base import asking
from acquis.web.base.addresses import here
from acquis.web.base.errors import STATUS
from acquis.web.base.languages import language
from acquis.web.base.served import Source
from acquis.web.entry import sheet as pages
from acquis.web.entry.sheet import Sheet
from acquis.web.session import desk, keeping, sessions

__all__ = ["Upload", "bp"]

bp = Blueprint("entry_upload", __name__)
sessions.guard(bp)

_NQUADS = "application/n-quads"
_TYPES = {
    ".csv": screening.CSV,
    ".json": screening.JSON_LD,
    ".jsonld": screening.JSON_LD,
    ".nt": "application/n-triples",
    ".rdf": screening.RDF_XML,
    ".trig": "application/trig",
    ".ttl": "text/turtle",
    ".xlsx": screening.XLSX,
    ".xml": screening.RDF_XML,
}


@dataclass(frozen=True)
class Upload:
    """A file as it came: its bytes, its name, and its media type, "" where that cannot be told."""

    data: bytes
    name: str
    media_type: str
    key: str


@bp.get("/submit/upload")
def ask() -> Response:
    """Ask for a file."""
    return _page(Upload(b"", "", "", ""))


@bp.post("/submit/upload")
def take() -> Response:
    """Take a step with a file: check it, open it in a form, or hand it in."""
    upload = _upload()
    if request.form.get("do") == "show":
        return _page(upload)
    try:
        _refuse(upload)
        return _STEPS.get(request.form.get("do", ""), _check)(upload)
    except NotAuthenticated:
        raise
    except AcquisError as error:
        report = error.report if isinstance(error, InvalidDocument) and "findings" in error.report else None
        return _page(upload, str(error), report, STATUS[type(error)])


def _upload() -> Upload:
    """Return the file that was sent, else the one that the page carried along."""
    sent, key = request.files.get("document"), pages.key_of(request.form.get("key", ""))
    if sent is not None and sent.filename:
        name = PurePath(sent.filename).name[:200]
        return Upload(sent.read(), name, _type(name, sent.mimetype), key)
    name = request.form.get("document-name", "")[:200]
    try:
        data = urlsafe_b64decode(request.form.get("document-data", ""))
    except (binascii.Error, ValueError):
        data = b""
    return Upload(data, name, _type(name, ""), key)


def _type(name: str, given: str) -> str:
    """Return the media type by the ending of *name*; browsers do not know all of them."""
    ending = PurePath(name).suffix.lower()
    return _TYPES.get(ending, given if given in screening.READ else "")


def _refuse(upload: Upload) -> None:
    """Let *upload* pass when there is something to read, of a type and length that is read.

    Raises:
        InvalidParameter: there is no file, or none of a type that is read.
        QueryTooLarge: it is too long.
    """
    most = Source.current().settings.max_submission_bytes
    if not upload.data:
        raise InvalidParameter("Choose a file first: there is none, or nothing is in it.", name="document")
    if not upload.media_type:
        endings = ", ".join(_TYPES)
        raise InvalidParameter(
            f"The file {upload.name!r} is of no type that is read: {endings}.", name="document"
        )
    if len(upload.data) > most:
        raise QueryTooLarge(
            f"The file has {len(upload.data):,} bytes and may have {most:,}: hand it in as several.",
            limit=most,
        )


def _check(upload: Upload) -> Response:
    return _page(upload, report=_validated(upload)["report"])


def _validated(upload: Upload) -> dict[str, object]:
    account = sessions.who()
    issuer = account.issuer if account else ""
    found: dict[str, object] = json.loads(
        asking.validated(upload.data, upload.media_type, issuer, as_read=True).body
    )
    return found


def _hand_in(upload: Upload) -> Response:
    """Hand the file in as it is, and go on to where it stands."""
    account = sessions.needed()
    key = pages.once(upload.key, upload.data)
    taken = desk.intake().hand_in(account, upload.data, upload.media_type, key)
    return keeping.onward(here("review.own", submission_id=taken.submission.id))


def _open(upload: Upload) -> Response:
    """Show what the file says in the form of its kind.

    Raises:
        InvalidDocument: the form has no place for something in it.
    """
    quads = parse(str(_validated(upload)["nquads"]).encode(), _NQUADS)
    found = from_quads(quads)
    sheet = Sheet(pages.form_of(found.kind), entry.fields_of(found))
    return pages.shown(sheet, note="opened")


def _page(upload: Upload, problem: str = "", report: object = None, status: int = HTTPStatus.OK) -> Response:
    known = catalogue.shipped()
    text = render_template(
        "entry/upload.html",
        upload=upload,
        carried=urlsafe_b64encode(upload.data).decode(),
        problem=problem,
        report=Report.from_json(report) if isinstance(report, dict) else None,
        report_language=language() if language() in known.languages else "en",
        said=known.sentence,
        endings=sorted(_TYPES),
        most=Source.current().settings.max_submission_bytes,
    )
    return Response(text, status, content_type="text/html; charset=utf-8")


_STEPS: dict[str, Callable[[Upload], Response]] = {"check": _check, "hand-in": _hand_in, "open": _open}

"""The check of a document over HTTP: a report for whoever sends one, with no account, and nothing is stored.

It must not judge: `acquis.validation` does so, in a process of the pool.
"""

import json
import re
from difflib import get_close_matches

from flask import Blueprint, Response, g, render_template, request

from acquis import formats
from acquis.errors import InvalidParameter, UnsupportedMedia
from acquis.formats import Format
from acquis.validation import Report, catalogue, screening
from acquis.web.base import asking
from acquis.web.base.answer import answer
from acquis.web.base.served import served
from acquis.web.base.wanted import wanted, written

__all__ = ["bp"]

bp = Blueprint("validate", __name__)

_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_ISSUER = re.compile("[A-Za-z0-9-]{1,40}")


@bp.get("/api/validate")
def about() -> Response:
    """Say how a document is sent."""
    form = formats.named("html", "note")
    return answer(
        form, lambda: render_template("submit/validate.html", types=screening.READ), negotiated=False
    )


@bp.post("/api/validate")
def check() -> Response:
    """Return what is to be said of the document in the body."""
    form, _ = wanted("report")
    language, issuer = _language(), _issuer()
    g.validated = "failed"
    found = asking.validated(_document(), request.mimetype, issuer)
    report = Report.from_json(json.loads(found.body)["report"])
    g.validated = "accepted" if report.accepted else "refused"
    response = Response(_written(report, form, language), content_type=form.content_type)
    response.headers["Cache-Control"] = "no-store"
    if form.suffix in ("html", "txt"):
        response.content_language.add(language)
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _document() -> bytes:
    """Return the body.

    Raises:
        UnsupportedMedia: it is of a type that is not read; that is looked at before the body is.
    """
    given = request.mimetype
    if given in screening.READ:
        return request.get_data(cache=False)
    asking.fault()
    accepted = ", ".join(screening.READ)
    said = f"A body of type {given[:100]} is not read" if given else "The body has no type"
    if given == _MULTIPART:
        said = "A form with files, as curl -F sends, is not read"
    raise UnsupportedMedia(
        f"{said}: send the document itself, as with curl --data-binary @FILE, and its type in Content-Type:"
        f" one of {accepted}.",
        given=given,
        accepted=screening.READ,
    )


def _issuer() -> str:
    """Return the code of the State or group that the document is said to be for, "" for none."""
    issuer = request.args.get("issuer", "").strip()
    if issuer and not _ISSUER.fullmatch(issuer):
        raise InvalidParameter(
            f"issuer cannot be {issuer[:60]!r}: give the code of a State, such as EST, or of a group.",
            name="issuer",
        )
    return issuer


def _language() -> str:
    """Return the language for sentences: that of `?language=`, else what Accept-Language likes best."""
    known = catalogue.shipped().languages
    wanted_one = request.args.get("language", "").strip()
    if not wanted_one:
        return catalogue.chosen(request.headers.get("Accept-Language", ""), known)
    if wanted_one not in known:
        raise InvalidParameter(
            f"language cannot be {wanted_one[:60]!r}: choose from {', '.join(known)}.",
            name="language",
            near=get_close_matches(wanted_one, known),
        )
    return wanted_one


def _written(report: Report, form: Format, language: str) -> bytes | str:
    if form.suffix == "json":
        said = {**report.as_json(), "release": served().release_id}
        return json.dumps(said, ensure_ascii=False, indent=2) + "\n"
    if form.suffix == "txt":
        return report.text(language)
    if form.suffix == "html":
        return render_template(
            "submit/report.html", report=report, report_language=language, said=catalogue.shipped().sentence
        )
    return written((quad.triple for quad in report.quads()), form)

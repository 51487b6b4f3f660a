"""Submissions over HTTP: hand in, list, look at, review; each request with a token, and no answer is stored.

It must not decide who may do what, nor what a document says: `acquis.intake` does.
"""

import json
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from acquis.errors import InvalidParameter, UnsupportedMedia
from acquis.intake import shown
from acquis.ledger import Submission
from acquis.validation import Report
from acquis.web.base.addresses import absolute, here
from acquis.web.base.served import served
from acquis.web.base.wanted import wanted
from acquis.web.session import desk
from acquis.web.submit import submitted

__all__ = ["bp"]

bp = Blueprint("submissions", __name__)

_USUAL, _MOST = 100, 1000
_FILTERS = ("status", "kind", "issuer")
_FIELDS = ("action", "text", "successor")
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"


@bp.after_request
def _private(response: Response) -> Response:
    """Let nobody keep what was shown to one account."""
    response.headers["Cache-Control"] = "private, no-store"
    response.vary.add("Authorization")
    return response


@bp.post("/api/submissions")
def hand_in() -> Response:
    """Keep a document; the answer comes when it is on the disk."""
    who = desk.account()
    taken = desk.intake().hand_in(
        who,
        request.get_data(),
        request.content_type or "",
        request.headers.get("Idempotency-Key", "").strip(),
    )
    found = taken.submission
    response = submitted.as_json(
        {
            "id": found.id,
            "status": found.status,
            "sha256": found.sha256,
            "report": taken.report,
            "links": submitted.links(found.id),
        },
        200 if found.repeated else 201,
    )
    response.headers["Location"] = here("submissions.one", submission_id=found.id)
    return response


@bp.get("/api/submissions")
def index() -> Response:
    """List the submissions that the account may see, oldest first."""
    form, negotiated = wanted("note")
    filters = {name: request.args.get(name, "").strip() for name in _FILTERS}
    size = _size()
    found = desk.intake().submissions(
        desk.account(), **filters, after=request.args.get("after", "").strip(), limit=size + 1
    )
    following = _next(found[:size], filters, size) if len(found) > size else ""
    if form.suffix == "html":
        page = render_template(
            "submit/submissions.html", submissions=found[:size], following=following, **filters
        )
        response = Response(page, content_type=form.content_type)
    elif form.suffix == "txt":
        lines = (f"{one.id}\t{one.status}\t{one.kind}\t{one.issuer}\n" for one in found[:size])
        response = Response("".join(lines), content_type=form.content_type)
    else:
        listed = [shown.listed(one) | {"links": submitted.links(one.id)} for one in found[:size]]
        response = submitted.as_json({"submissions": listed, "next": following or None})
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return submitted.chosen(response, negotiated=negotiated)


@bp.get("/api/submissions/<submission_id>")
def one(submission_id: str) -> Response:
    """Show one submission and each step that was taken with it."""
    form, negotiated = wanted("note")
    service, who = desk.intake(), desk.account()
    found = service.submission(who, submission_id)
    about = shown.whole(found, service.report(who, submission_id), service.events(who, submission_id))
    links = submitted.links(found.id)
    if form.suffix == "html":
        page = render_template("submit/submission.html", submission=about, links=links)
        response = Response(page, content_type=form.content_type)
    elif form.suffix == "txt":
        response = Response(submitted.text(about), content_type=form.content_type)
    else:
        response = submitted.as_json({**about, "links": links})
    return submitted.chosen(response, negotiated=negotiated)


@bp.get("/api/submissions/<submission_id>/original")
def original(submission_id: str) -> Response:
    """Send the document byte for byte as it came."""
    service, who = desk.intake(), desk.account()
    found = service.submission(who, submission_id)
    return submitted.original(found, service.original(who, submission_id))


@bp.get("/api/submissions/<submission_id>/report")
def report(submission_id: str) -> Response:
    """Show what the validation said when the document was handed in."""
    form, negotiated = wanted("report")
    found = Report.from_json(desk.intake().report(desk.account(), submission_id))
    return submitted.chosen(submitted.report(found, form), negotiated=negotiated)


@bp.get("/api/submissions/<submission_id>/difference")
def difference(submission_id: str) -> Response:
    """Show what it would change to publish the submission, statement by statement."""
    form, negotiated = wanted("note")
    found = desk.intake().difference(desk.account(), submission_id, served().engine)
    if form.suffix == "html":
        page = render_template("submit/difference.html", difference=found)
        response = Response(page, content_type=form.content_type)
    elif form.suffix == "txt":
        response = Response(found.text(), content_type=form.content_type)
    else:
        response = submitted.as_json(found.as_json())
    return submitted.chosen(response, negotiated=negotiated)


@bp.get("/api/submissions/<submission_id>/document.<suffix>")
def document(submission_id: str, suffix: str) -> Response:
    """Send what the submission says in another form, which can be handed in again."""
    service, who = desk.intake(), desk.account()
    found = service.submission(who, submission_id)
    return submitted.document(found, service.document(who, submission_id), suffix)


@bp.post("/api/submissions/<submission_id>/events")
def act(submission_id: str) -> Response:
    """Take a step with a submission, and show what stands then."""
    given = _given()
    who = desk.account()
    found = desk.intake().act(
        who,
        given.get("action", ""),
        submission_id,
        text=given.get("text", ""),
        successor=given.get("successor", "").strip(),
    )
    return submitted.as_json(_after(found))


def _after(found: Submission) -> dict[str, Any]:
    return {**shown.listed(found), "links": submitted.links(found.id)}


def _given() -> dict[str, str]:
    """Return the fields of the body, a JSON object or a form.

    Raises:
        InvalidParameter: no object, a field that is none, or a value that is no text.
        UnsupportedMedia: a body of another type.
    """
    if request.mimetype == _FORM:
        given: Any = request.form.to_dict()
    elif request.mimetype == _JSON:
        given = _json(request.get_data())
    else:
        raise UnsupportedMedia(
            f"A body of type {request.mimetype or 'unknown'} is not read: send {_JSON} or {_FORM}.",
            given=request.mimetype,
            accepted=(_JSON, _FORM),
        )
    for name, value in given.items():
        if name not in _FIELDS or not isinstance(value, str):
            raise InvalidParameter(
                f"{name[:60]!r} will not do: send {', '.join(_FIELDS)}, each a text.", name=name[:60]
            )
    return dict(given)


def _json(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InvalidParameter(
            'The body is no JSON object: send one such as {"action": "accept", "text": ""}.'
        )
    return found


def _size() -> int:
    text = request.args.get("size", "").strip() or str(_USUAL)
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= _MOST):
        raise InvalidParameter(
            f"size cannot be {text[:60]!r}: give a whole number from 1 to {_MOST}.", name="size"
        )
    return int(text)


def _next(found: tuple[Submission, ...], filters: dict[str, str], size: int) -> str:
    """Return the address of the page after the one with *found*."""
    kept = {name: value for name, value in filters.items() if value}
    kept |= {name: request.args[name] for name in ("size", "format") if name in request.args}
    query = urlencode({**kept, "after": found[-1].id})
    return f"{absolute(here('submissions.index'))}?{query}"

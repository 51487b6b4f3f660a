"""Submissions in the browser, for those who hand in and those who review: lists, one, each step with it.

It must not decide who may do what: `acquis.intake` does, and its sentence stands by the step asked for.
"""

from http import HTTPStatus
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, render_template, request

from acquis.errors import AccessDenied, AcquisError, InvalidParameter, NotAuthenticated
from acquis.forms import reader
from acquis.intake import shown
from acquis.intake.handing_in import REPLACEABLE
from acquis.ledger import Account, Submission
from acquis.ledger.steps import STATUSES
from acquis.validation import Report, catalogue
from acquis.vocab import ID
from acquis.web.base.addresses import here
from acquis.web.base.errors import STATUS
from acquis.web.base.languages import language
from acquis.web.base.served import served
from acquis.web.session import desk, keeping, sessions
from acquis.web.submit import submitted

__all__ = ["TURNS", "bp", "reviewer"]

bp = Blueprint("review", __name__)
sessions.guard(bp)

# Whose turn it is, by status: a reviewer's, the issuer's, or nobody's any more.
TURNS = {
    "received": "reviewer",
    "validated": "reviewer",
    "assigned": "reviewer",
    "accepted": "service",
    "returned": "issuer",
}
_SIZE = 50
_MOST = 500
# What a list may be narrowed by, with what it is at first: what nobody has taken up.
_FILTERS = {"status": "validated", "kind": "", "issuer": ""}


@bp.get("/submissions")
def mine() -> Response:
    """List what was handed in for the State or group of whoever is signed in, by status."""
    account = sessions.needed()
    if account.role == "reviewer":
        return keeping.onward(here("review.queue"))
    found = desk.intake().submissions(account, limit=_MOST)
    by_status = sorted(found, key=lambda one: STATUSES.index(one.status))
    groups = [(status, list(one)[::-1]) for status, one in groupby(by_status, key=lambda one: one.status)]
    return _page("entry/own.html", groups=groups, turns=TURNS, most=_MOST if len(found) == _MOST else 0)


@bp.get("/submissions/<submission_id>")
def own(submission_id: str) -> Response:
    """Show one submission to whoever may see it, and what they can do with it."""
    return _one(submission_id)


@bp.post("/submissions/<submission_id>")
def step(submission_id: str) -> Response:
    """Take a step with a submission."""
    return _taken(submission_id, "review.own")


@bp.get("/desk")
def queue() -> Response:
    """List what waits for a reviewer, or what else is asked for."""
    account = reviewer()
    filters = {name: request.args.get(name, default).strip() for name, default in _FILTERS.items()}
    problem, found = "", tuple[Submission, ...]()
    try:
        found = _listed(account, filters)
    except AcquisError as error:
        problem, status = str(error), STATUS[type(error)]
    else:
        status = HTTPStatus.OK
    page = found[:_SIZE]
    following = {**filters, "after": page[-1].id} if len(found) > _SIZE else {}
    return _page(
        "submit/desk.html",
        status,
        submissions=page,
        following=following,
        filters=filters,
        problem=problem,
        statuses=STATUSES,
        kinds=reader.forms(),
        counts=desk.intake().counts(account),
        turns=TURNS,
    )


@bp.get("/desk/<submission_id>")
def one(submission_id: str) -> Response:
    """Show one submission to a reviewer: what it changes, what the check said, and each step."""
    reviewer()
    return _one(submission_id)


@bp.post("/desk/<submission_id>")
def act(submission_id: str) -> Response:
    """Take a step of a review."""
    reviewer()
    return _taken(submission_id, "review.one")


def reviewer() -> Account:
    """Return the reviewer who is signed in.

    Raises:
        AccessDenied: somebody else is.
        NotAuthenticated: nobody is.
    """
    account = sessions.needed()
    if account.role != "reviewer":
        raise AccessDenied(
            f"The desk is for reviewers, and {account.name} hands in: see {here('review.mine')}."
        )
    return account


def _listed(account: Account, filters: dict[str, str]) -> tuple[Submission, ...]:
    """Return what *filters* ask for, one more than a page holds."""
    after = request.args.get("after", "").strip()
    return desk.intake().submissions(account, **filters, after=after, limit=_SIZE + 1)


def _taken(submission_id: str, endpoint: str) -> Response:
    """Take the step that was asked for, and go back; what hinders it stands beside it, with all typed."""
    account, action = sessions.needed(), request.form.get("action", "")
    if request.form.get("do") == "show":
        return _one(submission_id, action)
    try:
        _sure(action)
        desk.intake().act(
            account,
            action,
            submission_id,
            text=request.form.get("text", "").replace("\r\n", "\n"),
            successor=request.form.get("successor", "").strip(),
        )
    except NotAuthenticated:
        raise
    except AcquisError as error:
        return _one(submission_id, action, str(error), STATUS[type(error)])
    return keeping.onward(here(endpoint, submission_id=submission_id) + "#steps")


def _sure(action: str) -> None:
    """Let *action* pass when it can be mended, or somebody has said that they are sure.

    Raises:
        InvalidParameter: nobody has.
    """
    if action in ("reject", "withdraw") and request.form.get("sure") != "yes":
        raise InvalidParameter(f"To {action} is for good: tick that you are sure.", name="sure")


def _one(submission_id: str, action: str = "", problem: str = "", status: int = HTTPStatus.OK) -> Response:
    """Return the page of one submission; *problem* is what hinders *action*."""
    account, service = sessions.needed(), desk.intake()
    found, report = service.submission(account, submission_id), service.report(account, submission_id)
    possible = service.possible(account, found)
    is_asked = bool(action) and action not in possible
    known = catalogue.shipped()
    return _page(
        "submit/desk_one.html",
        status,
        submission=shown.whole(found, report, service.events(account, submission_id)),
        links=submitted.links(found.id),
        kind=reader.form(found.kind),
        report=Report.from_json(report),
        report_language=language() if language() in known.languages else "en",
        said=known.sentence,
        difference=service.difference(account, submission_id, served().engine)
        if account.role == "reviewer"
        else None,
        possible=possible,
        turn=TURNS.get(found.status, ""),
        replaceable=found.status in REPLACEABLE and account.role == "submitter",
        iri=f"{ID}submission/{found.id}",
        typed={
            "action": action,
            "text": request.form.get("text", ""),
            "successor": request.form.get("successor", ""),
        },
        problem=problem,
        is_general=is_asked,
    )


def _page(template: str, status: int = HTTPStatus.OK, **values: Any) -> Response:
    return Response(render_template(template, **values), status, content_type="text/html; charset=utf-8")

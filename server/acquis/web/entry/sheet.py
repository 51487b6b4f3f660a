"""Own a form that is being filled in as the web shows it: what it begins with, its page, what hinders a step.

It must not take a step: `acquis.web.entry.form` does.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from http import HTTPStatus
from uuid import uuid4

from flask import Response, render_template

from acquis import entry
from acquis.engine import parse
from acquis.entry import MEDIA_TYPE, Given, Remarks
from acquis.errors import AcquisError, InvalidDocument, UnknownEntity
from acquis.forms import from_quads, reader
from acquis.forms.model import Form
from acquis.intake.difference import Statement
from acquis.intake.handing_in import REPLACEABLE
from acquis.validation import Report
from acquis.vocab import ID
from acquis.web.base.errors import STATUS
from acquis.web.base.languages import language
from acquis.web.base.served import served
from acquis.web.session import desk, sessions

__all__ = ["Sheet", "form_of", "key_of", "once", "refused", "shown", "started"]

_KEY = re.compile("[0-9a-f-]{36}")
_FOR, _ON, _SUPERSEDES = "submittedFor", "submittedOn", "supersedes"
_MOST_EARLIER = 200
# The seconds after which a step may be taken again, where nobody knows.
_LATER = 5


@dataclass(frozen=True)
class Sheet:
    """A form as it is being filled in: what stands in it, its key, and what was taken out of it last.

    With the same `key` and content it is handed in once, however often it is sent.
    """

    form: Form
    given: Given
    key: str = ""
    removed: str = ""


def form_of(kind: str) -> Form:
    """Return the form of *kind*.

    Raises:
        UnknownEntity: there is none.
    """
    known = reader.forms()
    if kind not in known:
        raise UnknownEntity(
            f"There is no kind of submission {kind[:80]!r}: take one of {', '.join(known)}.",
            near=get_close_matches(kind, known),
        )
    return known[kind]


def started(form: Form, source: str) -> Given:
    """Return what a form begins with: what is known, the worked example, or an earlier submission.

    Raises:
        NotAuthenticated: it is a submission, and nobody is signed in.
        UnknownEntity: there is no such submission that they may see.
    """
    if source == "example":
        return entry.fields_of(from_quads(parse(reader.example(form.kind), MEDIA_TYPE)))
    if source:
        return _again(form, source)
    found = sessions.who()
    known: Given = {_ON: [datetime.now(UTC).date().isoformat()]}
    if found and found.issuer:
        known[_FOR] = [found.issuer]
    return {**known, **entry.at_first(form)}


def _again(form: Form, submission_id: str) -> Given:
    """Return what an earlier submission says, as what takes its place where it can be replaced."""
    account, service = sessions.needed(), desk.intake()
    earlier = service.submission(account, submission_id)
    if earlier.kind != form.kind:
        raise UnknownEntity(
            f"{earlier.id} is no {form.label}: open the form of its own kind, {earlier.kind}."
        )
    given = entry.fields_of(from_quads(service.document(account, submission_id), strict=False))
    given[_ON] = [datetime.now(UTC).date().isoformat()]
    given.pop(_SUPERSEDES, None)
    return given | ({_SUPERSEDES: [f"{ID}submission/{earlier.id}"]} if earlier.status in REPLACEABLE else {})


def shown(
    sheet: Sheet,
    remarks: Remarks | None = None,
    *,
    status: int = HTTPStatus.OK,
    focus: str = "",
    note: str = "",
    problem: str = "",
    sample: Sequence[Statement] = (),
) -> Response:
    """Return the page with *sheet* and *remarks*; *focus* is the part to go on with, *note* what was done.

    *problem* hinders a step and is no fault of the form; *sample* is shown beside an empty one.
    """
    page = entry.page(sheet.form, sheet.given, served().engine, remarks, _lists(sheet.form))
    text = render_template(
        "entry/form.html",
        page=page,
        form=sheet.form,
        key=key_of(sheet.key),
        removed=sheet.removed,
        focus=focus,
        note=note,
        most=entry.MOST_PARTS,
        problem=problem,
        sample=sample,
    )
    return Response(text, status, content_type="text/html; charset=utf-8")


def _lists(form: Form) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the lists that depend on who is signed in: their earlier submissions that can be replaced."""
    account = sessions.who()
    if account is None or account.role != "submitter":
        return {}
    found = desk.intake().submissions(account, kind=form.kind, limit=_MOST_EARLIER)
    listed = tuple(
        (one.id, f"{one.status}, {one.received:%Y-%m-%d}") for one in found if one.status in REPLACEABLE
    )
    return {_SUPERSEDES: listed} if listed else {}


def refused(sheet: Sheet, error: AcquisError) -> Response:
    """Return the page with the sentence of *error*, and the report that comes with it, in their places."""
    report = error.report if isinstance(error, InvalidDocument) else {}
    status = STATUS[type(error)]
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        response = shown(sheet, status=status, problem=str(error))
        response.headers["Retry-After"] = str(getattr(error, "retry_after", _LATER))
        return response
    if "findings" in report:
        remarks = entry.at_fields(sheet.form, Report.from_json(report), sheet.given, language())
    else:
        remarks = entry.in_words(sheet.form, str(error), sheet.given)
    return shown(sheet, remarks, status=status)


def key_of(text: str) -> str:
    """Return *text* if it is a key that we made, else a new one."""
    return text if _KEY.fullmatch(text) else str(uuid4())


def once(key: str, data: bytes) -> str:
    """Return what tells the form with *key* and the content *data* from any other, "" for no key."""
    return f"{key}-{hashlib.sha256(data).hexdigest()[:32]}" if _KEY.fullmatch(key) else ""

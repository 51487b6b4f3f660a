"""Forms in the browser: fill one in, check it, keep it as a file, see what of it becomes public, hand it in.

It must not know what a form asks, nor judge or keep anything: `acquis.entry` and `acquis.intake` do. All that
somebody typed comes back with every answer, whatever goes wrong.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, Response, render_template, request

from acquis import entry
from acquis.entry import MEDIA_TYPE, Remarks
from acquis.errors import AcquisError, NotAuthenticated
from acquis.forms import sheets, to_quads
from acquis.validation import Report
from acquis.validation.screening import XLSX
from acquis.web.base import asking
from acquis.web.base.addresses import here
from acquis.web.base.languages import language
from acquis.web.base.served import served
from acquis.web.entry.sheet import Sheet, form_of, once, refused, shown, started
from acquis.web.session import desk, keeping, sessions

__all__ = ["bp"]

bp = Blueprint("entry", __name__)
sessions.guard(bp)

_FILES = {"ttl": "text/turtle; charset=utf-8", "xlsx": XLSX}


@bp.get("/submit/<kind>")
def blank(kind: str) -> Response:
    """Show a form: empty, or with what `from` names in it."""
    form, source = form_of(kind), request.args.get("from", "")
    sample = () if source else entry.sample(form, served().engine)
    return shown(Sheet(form, started(form, source)), sample=sample)


@bp.post("/submit/<kind>")
def fill(kind: str) -> Response:
    """Take a step with a form that is being filled in, and show it again."""
    form = form_of(kind)
    given = entry.known(form, dict(request.form.lists()))
    sheet = Sheet(form, given, request.form.get("key", ""), request.form.get("removed", ""))
    verb, _, what = request.form.get("do", "").partition(":")
    if verb != "save" and (problem := entry.endless(form, given)):
        return keeping.again(keeping.carried(), request.path, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, problem)
    try:
        return _STEPS.get(verb, _update)(sheet, what)
    except NotAuthenticated:
        raise
    except AcquisError as error:
        return refused(sheet, error)


def _update(sheet: Sheet, what: str) -> Response:
    """Show the form again, with the choices that hang on others, and a place for one more value."""
    return shown(sheet, focus=what)


def _add(sheet: Sheet, what: str) -> Response:
    slug, _, above = what.partition(":")
    before = entry.keys(sheet.form, sheet.given)
    given = entry.add(sheet.form, sheet.given, slug, above)
    added = [number for number in entry.keys(sheet.form, given)[slug] if number not in before[slug]]
    return shown(replace(sheet, given=given), focus=f"{slug}-{added[0]}")


def _remove(sheet: Sheet, what: str) -> Response:
    given, removed = entry.remove(sheet.form, sheet.given, what)
    return shown(replace(sheet, given=given, removed=removed), note="removed")


def _back(sheet: Sheet, what: str) -> Response:
    given = entry.put_back(sheet.form, sheet.given, sheet.removed)
    return shown(replace(sheet, given=given, removed=""), note="back")


def _check(sheet: Sheet, what: str) -> Response:
    return shown(sheet, _checked(sheet))


def _checked(sheet: Sheet) -> Remarks:
    """Return what the check has to say of *sheet*; nothing is stored.

    Raises:
        AcquisError: it cannot be checked.
    """
    entry.room(sheet.form, sheet.given)
    account = sessions.who()
    found = asking.validated(_document(sheet), MEDIA_TYPE, account.issuer if account else "")
    report = Report.from_json(json.loads(found.body)["report"])
    return entry.at_fields(sheet.form, report, sheet.given, language())


def _document(sheet: Sheet) -> bytes:
    return entry.document(entry.filled(sheet.form.kind, sheet.given, served().engine))


def _preview(sheet: Sheet, what: str) -> Response:
    """Show what everyone would see, unless something has to be mended first."""
    remarks = _checked(sheet)
    if remarks.every("violation"):
        return shown(sheet, remarks)
    engine = served().engine
    seen = entry.seen(to_quads(entry.filled(sheet.form.kind, sheet.given, engine)), engine)
    page = render_template(
        "entry/preview.html",
        form=sheet.form,
        seen=seen,
        remarks=remarks,
        fields=[(name, value) for name, values in sheet.given.items() for value in values],
        key=sheet.key,
    )
    return Response(page, content_type="text/html; charset=utf-8")


def _hand_in(sheet: Sheet, what: str) -> Response:
    """Hand the form in for whoever is signed in, and go on to where it stands."""
    account = sessions.needed()
    entry.room(sheet.form, sheet.given)
    if (remarks := entry.at_fields(sheet.form, None, sheet.given)).every("violation"):
        return shown(sheet, remarks, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    data = _document(sheet)
    taken = desk.intake().hand_in(account, data, MEDIA_TYPE, once(sheet.key, data))
    return keeping.onward(here("review.own", submission_id=taken.submission.id))


def _save(sheet: Sheet, what: str) -> Response:
    """Return the form as a file to go on with another time."""
    suffix = what if what in _FILES else "ttl"
    engine = served().engine
    found = entry.filled(sheet.form.kind, sheet.given, engine)
    data = sheets.write(found, engine) if suffix == "xlsx" else entry.document(found)
    response = Response(data, content_type=_FILES[suffix])
    response.headers["Content-Disposition"] = f'attachment; filename="{sheet.form.kind}-draft.{suffix}"'
    return response


_STEPS: dict[str, Callable[[Sheet, str], Response]] = {
    "add": _add,
    "back": _back,
    "check": _check,
    "hand-in": _hand_in,
    "preview": _preview,
    "remove": _remove,
    "save": _save,
    "update": _update,
}

"""Comparing over HTTP: matrices in every form, a few States side by side, and who changed over time.

It must not decide what agrees or differs: that is `acquis.comparing`.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request

from acquis import formats
from acquis.comparing import beside, exports, kinds, votes
from acquis.comparing.changes import changes
from acquis.comparing.drawing import drawing
from acquis.comparing.matrix import Matrix, matrix
from acquis.comparing.painting import png
from acquis.comparing.reading import record
from acquis.comparing.record import Actor, Record
from acquis.comparing.vector import svg
from acquis.comparing.view import View, actor, read
from acquis.errors import InvalidParameter, UnknownEntity
from acquis.formats import Format
from acquis.vocab import LICENCE
from acquis.web.base.addresses import absolute, here
from acquis.web.base.answer import answer
from acquis.web.base.served import served
from acquis.web.base.wanted import in_release, wanted

__all__ = ["bp"]

bp = Blueprint("compare", __name__)

# So many are set side by side: more fit neither a screen nor a sheet of paper.
_MOST = 6
# With so many columns or fewer there is room for words; with more, marks stand for them.
_WORDY = 8
# So many changes stand on a page before all are asked for.
_FEW = 60
_FORMS = ("csv", "xlsx", "json", "svg", "png")
_ATTACHED = ("csv", "xlsx")


@bp.get("/compare")
def index() -> Response:
    """Say what can be compared and what the cells of a matrix mean, with a form to pick States."""
    found = record(served().engine)
    return _page("compare/index.html", record=found, kinds=kinds.KINDS, boxes=3, given=[])


@bp.get("/compare/topics")
def topics() -> Response:
    """Show who has which stance on which topic, in the form that the client likes best."""
    return _matrix("topics", *wanted("matrix"))


@bp.get("/compare/topics.<suffix>")
def topics_as(suffix: str) -> Response:
    """Show who has which stance on which topic, in one form."""
    return _matrix("topics", formats.named(suffix, "matrix"), False)


@bp.get("/compare/norms")
def norms() -> Response:
    """Show what is recorded of whom on which norm, in the form that the client likes best."""
    return _matrix("norms", *wanted("matrix"))


@bp.get("/compare/norms.<suffix>")
def norms_as(suffix: str) -> Response:
    """Show what is recorded of whom on which norm, in one form."""
    return _matrix("norms", formats.named(suffix, "matrix"), False)


@bp.get("/compare/states")
def states() -> Response:
    """Set the States and groups that `state` names side by side."""
    found, given = record(served().engine), [one for one in request.args.getlist("state") if one.strip()]
    try:
        actors = _actors(found, given)
        views = _views(found)
    except InvalidParameter as error:
        return _refused(found, given, error)
    return _beside(found, actors, views)


@bp.get("/compare/changes")
def changed() -> Response:
    """Show whose later document gives another value than an earlier one."""
    found = record(served().engine)
    view = read(found, "topics", _given())
    rows = changes(found, view)
    few = rows if "all" in request.args else rows[:_FEW]
    return _page("compare/changes.html", record=found, view=view, rows=few, total=len(rows))


@bp.get("/compare/<code>")
def one(code: str) -> Response:
    """Show all that is recorded of one State or group, for comparing it with others."""
    found = record(served().engine)
    try:
        who = actor(found, code)
    except InvalidParameter as error:
        raise UnknownEntity(str(error), near=error.near) from None
    return _beside(found, [who], _views(found))


def _given() -> Mapping[str, list[str]]:
    return dict(request.args.lists())


def _page(template: str, **facts: Any) -> Response:
    form = formats.named("html", "matrix")
    return answer(form, lambda: render_template(template, **facts), negotiated=False)


def _matrix(name: str, form: Format, negotiated: bool) -> Response:
    """Return the matrix of the field *name* as the request wants it, as *form*.

    Raises:
        InvalidParameter: a parameter that cannot be.
    """
    found = record(served().engine)
    view = read(found, name, _given())
    response = answer(form, lambda: _written(found, view, form), negotiated=negotiated)
    links = [f'<{_address(view, one)}>; rel="alternate"' for one in _FORMS]
    response.headers["Link"] = ", ".join([*links, f'<{LICENCE}>; rel="license"'])
    if form.suffix in _ATTACHED:
        file = f"acquis-{name}-{served().release_id}.{form.suffix}"
        response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def _written(found: Record, view: View, form: Format) -> bytes | str:
    shown = matrix(found, view)
    return _page_of(found, shown) if form.suffix == "html" else _WRITERS[form.suffix](found, shown)


def _cited(shown: Matrix) -> tuple[str, str]:
    """Return the release that answers, and the permanent address of this view in it."""
    return served().release_id, _address(shown.view, "", release=served().release_id)


def _address(view: View, suffix: str = "", **more: str) -> str:
    """Return the whole address of *view* as the form with *suffix*, with the parameters *more*."""
    sent: dict[str, Any] = {**view.grouped(), **in_release(), **more}
    if suffix:
        return absolute(here(f"compare.{view.field}_as", suffix=suffix, **sent))
    return absolute(here(f"compare.{view.field}", **sent))


def _drawn(found: Record, shown: Matrix) -> Any:
    release, address = _cited(shown)
    lines = [f"{name}: {text}" for name, text in exports.filters(found, shown)]
    foot = [f"Release {release}. {LICENCE}", address]
    return drawing(shown, exports.TITLES[shown.view.field], lines, foot)


_WRITERS: dict[str, Callable[[Record, Matrix], bytes | str]] = {
    "csv": lambda found, shown: exports.csv(found, shown, *_cited(shown)),
    "xlsx": lambda found, shown: exports.workbook(found, shown, *_cited(shown)),
    "json": lambda found, shown: (
        json.dumps(exports.json(found, shown, *_cited(shown)), ensure_ascii=False, indent=1) + "\n"
    ),
    "svg": lambda found, shown: svg(_drawn(found, shown)),
    "png": lambda found, shown: png(_drawn(found, shown)),
}


def _page_of(found: Record, shown: Matrix) -> str:
    whole = found.fields[shown.view.field]
    return render_template(
        "compare/matrix.html",
        record=found,
        shown=shown,
        view=shown.view,
        field=whole,
        kinds=kinds.KINDS,
        in_words=len(shown.columns) <= _WORDY,
        usual=shown.usual,
        zip=zip,
        filters=exports.filters(found, shown),
        speakers=list(dict.fromkeys(code for code, _ in sorted(whole.claims))),
        cited=dict(exports.about(found, shown, *_cited(shown)))["How to cite"],
        addresses={one: _address(shown.view, one) for one in _FORMS},
        addressed=lambda **changes: _address(shown.view.changed(**changes)),
    )


def _actors(found: Record, given: list[str]) -> list[Actor]:
    """Return whom *given* names, each once.

    Raises:
        InvalidParameter: nobody is named, or too many, or somebody whom the graph does not know.
    """
    if not given:
        raise InvalidParameter("Name one State or group at least.", name="state")
    if len(given) > _MOST:
        raise InvalidParameter(
            f"{len(given)} are too many to set side by side: name at most {_MOST}, or use the matrix.",
            name="state",
        )
    return list(dict.fromkeys(actor(found, text) for text in given))


def _views(found: Record) -> list[View]:
    """Return what the request wants of topics and of norms, for all whom it names."""
    given = {name: those for name, those in _given().items() if name not in ("state", "with", "sort")}
    return [read(found, name, given) for name in found.fields]


def _beside(found: Record, actors: list[Actor], views: list[View]) -> Response:
    only = bool(request.args.get("differ"))
    parts = []
    for view in views:
        whole = found.fields[view.field]
        lines = beside.lines(served().engine, whole, view, actors)
        kept = [one for one in lines if one.verdict == beside.DIFFERENT or not only]
        parts.append((whole, kept, beside.unsaid(whole, view, lines)))
    return _page(
        "compare/states.html",
        record=found,
        actors=actors,
        parts=parts,
        pairs=votes.pairs(served().engine, actors),
        only=only,
        boxes=min(_MOST, max(3, len(actors) + 1)),
        given=[one.name.text for one in actors],
    )


def _refused(found: Record, given: list[str], error: InvalidParameter) -> Response:
    """Return the form with what was typed and what is wrong with it; no fault where nothing was given.

    Raises:
        InvalidParameter: the client wants no page.
    """
    if formats.choose(request.headers.get("Accept"), "problem").suffix != "html":
        raise error
    page = render_template(
        "compare/index.html",
        record=found,
        kinds=kinds.KINDS,
        problem=str(error) if given else "",
        boxes=min(_MOST, max(3, len(given) + 1)),
        given=given[:_MOST],
    )
    response = Response(page, 400 if given else 200, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response

"""Comparing over HTTP: matrices in every form, and who changed over time.

It must not decide what agrees or differs: that is `acquis.comparing`.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request

from acquis import formats
from acquis.comparing import exports, kinds
from acquis.comparing.changes import changes
from acquis.comparing.drawing import drawing
from acquis.comparing.matrix import Matrix, matrix
from acquis.comparing.painting import png
from acquis.comparing.reading import record
from acquis.comparing.record import Record
from acquis.comparing.vector import svg
from acquis.comparing.view import View, read
from acquis.formats import Format
from acquis.vocab import LICENCE
from acquis.web.base.addresses import absolute, here
from acquis.web.base.answer import answer
from acquis.web.base.served import served
from acquis.web.base.wanted import in_release, links, wanted

__all__ = ["bp"]

bp = Blueprint("compare", __name__)

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


@bp.get("/compare/changes")
def changed() -> Response:
    """Show whose later document gives another value than an earlier one."""
    found = record(served().engine)
    view = read(found, "topics", _given())
    rows = changes(found, view)
    few = rows if "all" in request.args else rows[:_FEW]
    all_of_them = here("compare.changed", **{**view.grouped(), **in_release(), "all": 1})
    return _page(
        "compare/changes.html", record=found, view=view, rows=few, total=len(rows), whole=all_of_them
    )


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
    response.headers["Link"] = links([f'<{_address(view, one)}>; rel="alternate"' for one in _FORMS])
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
    lines = [f"{name}: {text}" for name, text in exports.filters(found, shown.view)]
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
        filters=exports.filters(found, shown.view),
        speakers=list(dict.fromkeys(code for code, _ in sorted(whole.claims))),
        cited=dict(exports.about(found, shown, *_cited(shown)))["How to cite"],
        addresses={one: _address(shown.view, one) for one in _FORMS},
    )

"""A few States side by side over HTTP: as a page, with a form to name them, and as files.

It must not decide what agrees or differs: that is `acquis.comparing`.
"""

import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, render_template, request

from acquis import formats
from acquis.comparing import beside_exports as files
from acquis.comparing import exports, kinds
from acquis.comparing.beside import Beside, beside
from acquis.comparing.reading import record
from acquis.comparing.record import Actor, Record
from acquis.comparing.view import View, actor, read
from acquis.errors import InvalidParameter, UnknownEntity
from acquis.formats import Format
from acquis.vocab import LICENCE
from acquis.web.base.addresses import absolute, here
from acquis.web.base.answer import answer
from acquis.web.base.served import served
from acquis.web.base.wanted import in_release

__all__ = ["bp"]

bp = Blueprint("beside", __name__)

# So many are set side by side: more fit neither a screen nor a sheet of paper.
_MOST = 6
_FEWEST_BOXES = 3
_FORMS = ("csv", "xlsx", "json")
_ATTACHED = ("csv", "xlsx")
# What says who has a row in a matrix, and in which order, says nothing here.
_OTHERS = ("state", "with", "sort", "region", "group", "spoke")
_FLAGS = {"": False, "0": False, "1": True, "on": True}


@bp.get("/compare/states")
def states() -> Response:
    """Set the States and groups that `state` names side by side."""
    found, given = record(served().engine), _named()
    try:
        return _page(found, _actors(found, given), _views(found))
    except InvalidParameter as error:
        return _refused(found, given, error)


@bp.get("/compare/states.<suffix>")
def states_as(suffix: str) -> Response:
    """Return the States and groups that `state` names side by side, in one form."""
    form = formats.named(suffix, "beside")
    found = record(served().engine)
    actors, views = _actors(found, _named()), _views(found)
    response = answer(form, lambda: _written(found, actors, views, form), negotiated=False)
    response.headers["Link"] = f'<{LICENCE}>; rel="license"'
    if form.suffix in _ATTACHED:
        file = f"acquis-states-{served().release_id}.{form.suffix}"
        response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


@bp.get("/compare/<code>")
def one(code: str) -> Response:
    """Show all that is recorded of one State or group, for comparing it with others."""
    found = record(served().engine)
    try:
        who = actor(found, code)
    except InvalidParameter as error:
        raise UnknownEntity(str(error), near=error.near) from None
    return _page(found, [who], _views(found))


def _named() -> list[str]:
    return [one for one in request.args.getlist("state") if one.strip()]


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
    return list(dict.fromkeys(actor(found, text.strip()) for text in given))


def _views(found: Record) -> list[View]:
    """Return what the request wants of topics and of norms, for all whom it names."""
    given = {name: those for name, those in request.args.lists() if name not in _OTHERS}
    return [read(found, name, given) for name in found.fields]


def _only() -> bool:
    """Return whether just the lines are wanted on which they differ."""
    text = request.args.get("differ", "").strip()
    if text not in _FLAGS:
        raise InvalidParameter(f"differ cannot be {text[:60]!r}: give 1, or leave it out.", name="differ")
    return _FLAGS[text]


def _shown(found: Record, actors: list[Actor], views: list[View]) -> Beside:
    return beside(served().engine, found, views, actors, only=_only())


def _page(found: Record, actors: list[Actor], views: list[View]) -> Response:
    only = _only()

    def make() -> str:
        asked = dict.fromkeys(one for view in views for one in exports.filters(found, view))
        codes, shown = [one.code for one in actors], _shown(found, actors, views)
        return render_template(
            "compare/states.html",
            record=found,
            shown=shown,
            cited=files.citation(shown, *_cited(actors, views)),
            filters=list(asked),
            boxes=min(_MOST, max(_FEWEST_BOXES, len(actors) + 1)),
            given=[one.name.text for one in actors],
            files={one: _address(actors, views, one) for one in _FORMS},
            turned=_address(actors, views, differ="" if only else "1"),
            plain=_address(actors, []),
            matrix=here(
                "compare.topics", **{**views[0].grouped(), "state": codes, "with": codes[0], **in_release()}
            ),
        )

    return answer(formats.named("html", "matrix"), make, negotiated=False)


def _address(actors: list[Actor], views: list[View], suffix: str = "", **more: str) -> str:
    """Return the address of *actors* side by side in *views*, as the form with *suffix*."""
    sent: dict[str, Any] = {"state": [one.code for one in actors]}
    for view in views:
        sent |= view.grouped()
    sent |= {**({"differ": "1"} if views and _only() else {}), **in_release(), **more}
    sent = {name: value for name, value in sent.items() if value}
    if suffix:
        return here("beside.states_as", suffix=suffix, **sent)
    return here("beside.states", **sent)


def _written(found: Record, actors: list[Actor], views: list[View], form: Format) -> bytes | str:
    return _WRITERS[form.suffix](found, _shown(found, actors, views), *_cited(actors, views))


def _cited(actors: list[Actor], views: list[View]) -> tuple[str, str]:
    """Return the release that answers, and the permanent address of this view in it."""
    release = served().release_id
    return release, absolute(_address(actors, views, release=release))


def _json(found: Record, shown: Beside, release: str, address: str) -> str:
    return json.dumps(files.json(found, shown, release, address), ensure_ascii=False, indent=1) + "\n"


_WRITERS: dict[str, Callable[[Record, Beside, str, str], bytes | str]] = {
    "csv": files.csv,
    "json": _json,
    "xlsx": files.workbook,
}


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
        boxes=min(_MOST, max(_FEWEST_BOXES, len(given) + 1)),
        given=given[:_MOST],
    )
    response = Response(page, 400 if given else 200, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response

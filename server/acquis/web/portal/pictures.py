"""Pictures over HTTP: a list of them, and each as a page with its table, or as a file.

It must not draw or choose what is shown: that is `acquis.pictures`.
"""

import json
from typing import Any

from flask import Blueprint, Response, render_template
from markupsafe import Markup

from acquis import formats
from acquis.formats import Format
from acquis.library import queries, tables
from acquis.library.tables import Table
from acquis.pictures import catalogue, svg
from acquis.pictures.catalogue import Kind
from acquis.pictures.model import Asked, Picture, Row
from acquis.pictures.raster import WIDEST, png
from acquis.vocab import LICENCE, PUBLISHER
from acquis.web.base.addresses import absolute, here
from acquis.web.base.answer import answer
from acquis.web.base.served import served
from acquis.web.base.vendored import vendored
from acquis.web.base.wanted import in_release, wanted

__all__ = ["bp"]

bp = Blueprint("pictures", __name__, url_prefix="/pictures")

_KIND = "picture"
# How many pictures of one kind are named before a page of all of them is.
_FEW = 12
# A picture has twice as many pixels as it has units, to be sharp on paper and on good screens.
_SHARP = 2
# A picture that stands alone brings the style for dark paper along, and can do nothing else.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'"
# The scripts of others that let people explore what a picture shows, in the order in which they load.
_TOOLS = {
    "cytoscape": ("cytoscape.min.js",),
    "vega-lite": ("vega.min.js", "vega-lite.min.js", "vega-embed.min.js"),
}


@bp.get("")
def index() -> Response:
    """List the kinds of pictures, with an example of each."""
    form = formats.named("html", _KIND)
    return answer(
        form, lambda: render_template("portal/pictures.html", kinds=_listed(_FEW)), negotiated=False
    )


@bp.get("/<name>")
def one(name: str) -> Response:
    """Show a picture, or which there are of its kind, in the form that the client likes best."""
    return _picture(name, "", *wanted(_KIND))


@bp.get("/<name>.<suffix>")
def one_as(name: str, suffix: str) -> Response:
    """Return a picture in one form."""
    return _picture(name, "", formats.named(suffix, _KIND), False)


@bp.get("/<name>/<key>")
def keyed(name: str, key: str) -> Response:
    """Show a picture of one thing in the form that the client likes best."""
    return _picture(name, key, *wanted(_KIND))


@bp.get("/<name>/<key>.<suffix>")
def keyed_as(name: str, key: str, suffix: str) -> Response:
    """Return a picture of one thing in one form."""
    return _picture(name, key, formats.named(suffix, _KIND), False)


def _picture(name: str, key: str, form: Format, negotiated: bool) -> Response:
    kind = catalogue.kind(name)
    if kind.of and not key and form.suffix == "html":
        chosen = _choices(kind)
        return answer(
            form, lambda: render_template("portal/picture_choice.html", **chosen), negotiated=negotiated
        )
    catalogue.check(served().engine, name, key)
    response = answer(form, lambda: _written(name, key, form), negotiated=negotiated)
    response.headers["Link"] = f'<{LICENCE}>; rel="license"'
    if form.suffix == "svg":
        response.headers["Content-Security-Policy"] = _POLICY
    elif form.suffix == "csv":
        file = "-".join(part for part in ("acquis", name, key, served().release_id) if part)
        response.headers["Content-Disposition"] = f'attachment; filename="{file}.csv"'
    return response


def _written(name: str, key: str, form: Format) -> bytes | str:
    stamp = f"Acquis, release {served().release_id}, CC BY 4.0"
    found = catalogue.picture(served().engine, name, key, stamp)
    if form.suffix == "html":
        return render_template("portal/picture.html", **_page(found))
    if form.suffix == "svg":
        return svg.alone(found.svg)
    if form.suffix == "png":
        return png(svg.alone(found.svg), min(round(svg.size(found.svg)[0]) * _SHARP, WIDEST))
    if form.suffix == "csv":
        return tables.excel_csv(_table(found))
    return json.dumps(_envelope(found), ensure_ascii=False, indent=2) + "\n"


def _page(found: Picture) -> dict[str, Any]:
    """Return what the page of *found* shows."""
    release = served().release_id
    scripts = [vendored(name) for name in _TOOLS[found.data.tool]] if found.data else []
    return {
        "found": found,
        # Nothing in it but what `svg` has written, which leaves no label unescaped.
        "drawing": Markup(found.svg),
        "kind": catalogue.kind(found.name),
        "files": {form: _address(found.name, found.key, form.suffix) for form in _files()},
        "questions": [_asked(one) for one in found.questions],
        "permanent": absolute(_address(found.name, found.key, release=release)),
        "citation": _cited(found, release),
        "plot": _address(found.name, found.key, "json"),
        "scripts": scripts if all(scripts) else [],
    }


def _files() -> list[Format]:
    return [formats.named(suffix, _KIND) for suffix in ("svg", "png", "csv", "json")]


def _address(name: str, key: str = "", suffix: str = "", **more: str) -> str:
    """Return the address of a picture, as a file with *suffix*, in the release that the request asks for."""
    values = {"name": name, **({"key": key} if key else {}), **({"suffix": suffix} if suffix else {})}
    endpoint = f"{'keyed' if key else 'one'}{'_as' if suffix else ''}"
    return here(f"pictures.{endpoint}", **{**values, **in_release(), **more})


def _asked(one: Asked) -> tuple[str, str]:
    """Return the title of a question behind a picture, and where it is answered."""
    question = queries.find(one.question)
    return question.called(one.values), here("library.ask", name=one.question, **one.values, **in_release())


def _cited(found: Picture, release: str) -> str:
    permanent = absolute(_address(found.name, found.key, release=release))
    return f"{PUBLISHER}, Acquis, release {release}: {found.title}. {permanent}"


def _listed(most: int | None = None) -> list[dict[str, Any]]:
    return [_choices(one, most) for one in catalogue.KINDS]


def _choices(kind: Kind, most: int | None = None) -> dict[str, Any]:
    """Return what a list shows of *kind*: an example, and at most *most* of the things it may be of."""
    engine = served().engine
    keys, shown = catalogue.keys(engine, kind.name), catalogue.example(engine, kind.name)
    return {
        "kind": kind,
        "example": _address(kind.name, shown),
        "thumbnail": _address(kind.name, shown, "svg") if shown or not kind.of else "",
        "all": _address(kind.name),
        "keys": [(text, _address(kind.name, key)) for key, text in list(keys.items())[:most]],
        "total": len(keys),
    }


def _table(found: Picture) -> Table:
    """Return the table beside the picture, each column of things with one of their IRIs after it."""
    with_iris = {place for row in found.rows for place, cell in enumerate(row) if cell.iri}
    names = [
        name
        for place, column in enumerate(found.columns)
        for name in ((column, f"{column} (IRI)") if place in with_iris else (column,))
    ]
    return Table(tuple(names), [_cells(found.columns, row) for row in found.rows])


def _cells(columns: tuple[str, ...], row: Row) -> dict[str, dict[str, str]]:
    texts = {name: {"type": "literal", "value": one.text} for name, one in zip(columns, row, strict=True)}
    iris = {
        f"{name} (IRI)": {"type": "uri", "value": one.iri}
        for name, one in zip(columns, row, strict=True)
        if one.iri
    }
    return {**texts, **iris}


def _envelope(found: Picture) -> dict[str, Any]:
    """Return the picture as data: its words, its table, and what a program draws it from."""
    return {
        "name": found.name,
        "key": found.key,
        "title": found.title,
        "description": found.description,
        "notes": found.notes,
        "release": served().release_id,
        "licence": LICENCE,
        "cite": _cited(found, served().release_id),
        "questions": [{"question": one.question, "parameters": dict(one.values)} for one in found.questions],
        "columns": found.columns,
        "rows": [
            [{"text": cell.text, **({"iri": cell.iri} if cell.iri else {})} for cell in row]
            for row in found.rows
        ],
        "tool": found.data.tool if found.data else None,
        "spec": found.data.spec if found.data else None,
    }

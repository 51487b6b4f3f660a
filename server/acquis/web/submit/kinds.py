"""The kinds of submission over HTTP: a list, a guide to each, templates to fill in and worked examples.

It must not know what a kind asks: that is `acquis.forms`, which reads it from the shapes.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from difflib import get_close_matches
from typing import Any

from flask import Blueprint, Response, render_template

from acquis import formats
from acquis.engine import graph_result, parse
from acquis.errors import UnknownEntity
from acquis.formats import Format
from acquis.forms import content, guide, reader, sheets, tables
from acquis.forms.model import Form
from acquis.web.base.addresses import absolute, here
from acquis.web.base.answer import answer
from acquis.web.base.served import served
from acquis.web.base.wanted import in_release, wanted

__all__ = ["bp", "files"]

bp = Blueprint("kinds", __name__)

_TURTLE = "text/turtle"
_SHEETS = ("xlsx", "csv")
_EXAMPLES = ("ttl", "jsonld", "nt", *_SHEETS)


@bp.get("/api/submissions/kinds")
def index() -> Response:
    """List the kinds of submission."""
    form, negotiated = wanted("note")
    known = reader.forms().values()

    def make() -> str:
        if form.suffix == "html":
            return render_template("submit/kinds.html", forms=known, files=files, in_release=in_release)
        if form.suffix == "txt":
            return "".join(f"{one.kind}\t{one.label}\n" for one in known)
        return _dump({"kinds": [_named(one) for one in known], "shapes": reader.version()})

    return answer(form, make, negotiated=negotiated)


@bp.get("/api/submissions/kinds/<kind>")
def one(kind: str) -> Response:
    """Say how to fill in one kind of submission."""
    return _guide(_form(kind), *wanted("guide"))


@bp.get("/api/submissions/kinds/<kind>.<suffix>")
def one_as(kind: str, suffix: str) -> Response:
    """Say how to fill in one kind of submission, in one form."""
    return _guide(_form(kind), formats.named(suffix, "guide"), False)


def _guide(asked: Form, form: Format, negotiated: bool) -> Response:
    def make() -> str:
        engine = served().engine
        if form.suffix == "md":
            return guide.markdown(asked, engine)
        if form.suffix == "json":
            return _dump(
                {**_named(asked), "parts": [asdict(part) for part in (asked.submission, *asked.parts)]}
            )
        return render_template(
            "submit/kind.html",
            form=asked,
            sections=guide.sections(asked, engine),
            notes=guide.NOTES,
            example=reader.example(asked.kind).decode(),
            files=files(asked),
            in_release=in_release,
        )

    return answer(form, make, negotiated=negotiated)


@bp.get("/api/submissions/kinds/<kind>/template.<suffix>")
def template(kind: str, suffix: str) -> Response:
    """Return an empty spreadsheet to fill in."""
    asked, form = _form(kind), _chosen(suffix, _SHEETS)
    make = sheets.template if suffix == "xlsx" else tables.template
    return _file(asked, "template", form, lambda: make(asked, served().engine))


@bp.get("/api/submissions/kinds/<kind>/example.<suffix>")
def example(kind: str, suffix: str) -> Response:
    """Return the worked example."""
    asked, form = _form(kind), _chosen(suffix, _EXAMPLES)

    def make() -> bytes:
        document = reader.example(asked.kind)
        if suffix == "ttl":
            return document
        quads = parse(document, _TURTLE)
        if suffix not in _SHEETS:
            return graph_result(quad.triple for quad in quads).serialise(form.media_type)
        write = sheets.write if suffix == "xlsx" else tables.write
        return write(content.from_quads(quads), served().engine)

    return _file(asked, "example", form, make)


def _file(asked: Form, name: str, form: Format, make: Callable[[], bytes]) -> Response:
    response = answer(form, make, negotiated=False)
    response.headers["Content-Disposition"] = f'attachment; filename="{asked.kind}-{name}.{form.suffix}"'
    return response


def _form(kind: str) -> Form:
    """Return the form of *kind*.

    Raises:
        UnknownEntity: there is no such kind.
    """
    known = reader.forms()
    if kind not in known:
        raise UnknownEntity(
            f"There is no kind of submission {kind[:80]!r}: take one of {', '.join(known)}.",
            near=get_close_matches(kind, known),
        )
    return known[kind]


def _chosen(suffix: str, offered: tuple[str, ...]) -> Format:
    """Return the format of a file with *suffix*.

    Raises:
        UnknownEntity: it is not among those *offered*.
    """
    if suffix not in offered:
        raise UnknownEntity(f"There is no form .{suffix[:20]}: use one of {', '.join(offered)}.")
    return formats.named(suffix, "rows" if suffix in _SHEETS else "graph")


def _named(form: Form) -> dict[str, Any]:
    page = absolute(here("kinds.one", kind=form.kind, **in_release()))
    return {
        "kind": form.kind,
        "title": form.label,
        "description": form.description,
        "source": form.source,
        "links": {"self": page, **files(form)},
    }


def files(form: Form) -> dict[str, str]:
    """Return the addresses of the files about *form*, by name such as example.ttl."""
    named = [("template", one) for one in _SHEETS] + [("example", one) for one in _EXAMPLES]
    return {
        f"{name}.{suffix}": absolute(here(f"kinds.{name}", kind=form.kind, suffix=suffix, **in_release()))
        for name, suffix in named
    }


def _dump(found: Any) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"

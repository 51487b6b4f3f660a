"""The reference of the HTTP interface: as OpenAPI for programs and as a page for people.

It must not know what the interface offers: that is `acquis.reference.openapi`.
"""

import json
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, render_template

from acquis import formats
from acquis.engine import Engine
from acquis.library import queries
from acquis.reference import openapi
from acquis.web.base.addresses import absolute, at
from acquis.web.base.answer import answer
from acquis.web.base.served import served

__all__ = ["bp"]

bp = Blueprint("reference", __name__)


@bp.get("/api/openapi.json")
def document() -> Response:
    """Describe every address of the interface for programs."""
    found = _document(served().engine, _root())
    return answer(
        formats.named("json", "note"), lambda: json.dumps(found, ensure_ascii=False), negotiated=False
    )


@bp.get("/api")
def page() -> Response:
    """Describe every address of the interface for people."""
    found = _document(served().engine, _root())
    return answer(
        formats.named("html", "note"),
        lambda: render_template(
            "catalogue/reference.html",
            document=found,
            groups=_groups(found),
            resolve=_resolved(found),
            questions={f"/api/queries/{name}" for name in queries.library()},
        ),
        negotiated=False,
    )


def _root() -> str:
    return absolute(at("/")).rstrip("/") or "/"


@lru_cache(maxsize=2)
def _document(engine: Engine, root: str) -> dict[str, Any]:
    return openapi.document(engine, list(queries.library().values()), root)


def _groups(document: dict[str, Any]) -> dict[str, list[tuple[str, list[tuple[str, dict[str, Any]]]]]]:
    """Return path and operations, each with how it is asked, by tag."""
    groups: dict[str, list[tuple[str, list[tuple[str, dict[str, Any]]]]]] = {
        tag["name"]: [] for tag in document["tags"]
    }
    for path, item in document["paths"].items():
        found = _asked(item)
        groups[found[0][1]["tags"][0]].append((path, found))
    return groups


def _asked(item: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return the operations of a path, each with how it is asked; one by a form is told with the first."""
    get, post = item.get("get"), item.get("post")
    if get and post and get["summary"] == post["summary"]:
        return [("GET or a form by POST", get)]
    return [(name.upper() if len(item) > 1 or name != "get" else "", one) for name, one in item.items()]


def _resolved(document: dict[str, Any]) -> Any:
    """Return what looks up a reference within *document*."""

    def resolve(part: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in part:
            return part
        found: Any = document
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        assert isinstance(found, dict)
        return found

    return resolve

"""Two texts face to face over HTTP: a form to name them, and where they correspond and differ.

It must not decide what corresponds: that is `acquis.passages`.
"""

import json
from typing import Any

from flask import Blueprint, Response, render_template, request

from acquis import describe, passages
from acquis.engine import Engine, NamedNode
from acquis.errors import InvalidParameter
from acquis.naming import names
from acquis.passages import Facing, Side
from acquis.readable import Value, value
from acquis.vocab import ID
from acquis.web.base.answer import answer
from acquis.web.base.languages import language
from acquis.web.base.served import served
from acquis.web.base.wanted import turned, wanted

__all__ = ["bp"]

bp = Blueprint("facing", __name__)

_EDITION = ID + "edition/"
# So many texts are offered to choose from; any other is named by its symbol.
_OFFERED = 200


@bp.get("/compare/texts")
def texts() -> Response:
    """Hold the editions `one` and `other` face to face; without them, show the form to name two."""
    form, negotiated = wanted("note")

    def make() -> str:
        found = _facing(is_page=form.suffix == "html")
        if form.suffix == "json":
            return json.dumps(_said(found), ensure_ascii=False, indent=2) + "\n"
        if form.suffix == "txt":
            return _lines(found)
        return render_template("portal/facing.html", found=found, given=_given(), offered=_offered())

    return answer(form, make, negotiated=negotiated)


def _facing(*, is_page: bool) -> Facing | None:
    """Return what the request asks for, None where it names no text, or one for the form of a page.

    Raises:
        InvalidParameter: it names one text, or one that is not recorded, or see `passages.face`.
    """
    given = _given()
    missing = [name for name, typed in given.items() if not typed]
    if len(missing) == len(given) or (missing and is_page):
        return None
    if missing:
        raise InvalidParameter("Name two texts: give one and other, by symbol.", name=missing[0])
    engine = served().engine
    one, other = (_edition(engine, name, typed) for name, typed in given.items())
    return passages.face(
        engine, one, other, request.args.get("words", "").strip(), turned() or 1, liked=language()
    )


def _given() -> dict[str, str]:
    return {name: request.args.get(name, "").strip() for name in ("one", "other")}


def _edition(engine: Engine, name: str, typed: str) -> str:
    """Return the IRI of the edition that *typed*, a symbol or the end of an address, names.

    Raises:
        InvalidParameter: none is recorded.
    """
    iri = _EDITION + typed.removeprefix(_EDITION)
    if "/" not in iri.removeprefix(_EDITION) and describe.recorded(engine, iri):
        return iri
    try:
        found = names.edition(engine, typed)
    except InvalidParameter as error:
        raise InvalidParameter(str(error), name=name) from None
    if found is None:
        raise InvalidParameter(
            f"No edition {typed[:60]} is recorded: give a symbol such as A/70/174.", name=name
        )
    return found.value


def _offered() -> list[tuple[str, Value]]:
    """Return the first of the editions whose words are held: what to type for each, and its name."""
    engine = served().engine
    held = sorted(passages.held(engine), key=names.natural)[:_OFFERED]
    return [(slug, value(engine, NamedNode(_EDITION + slug), language=language())) for slug in held]


def _said(found: Facing | None) -> dict[str, Any]:
    """Return *found* as plain data; without two texts, those that can be compared."""
    if found is None:
        return {"release": served().release_id, "held": [one.iri for _, one in _offered()]}
    return {
        "release": served().release_id,
        "one": _side(found.one),
        "other": _side(found.other),
        "languages": found.languages,
        "language": found.language,
        "counts": dict(found.counts or {}),
        "page": found.page,
        "pages": found.pages,
        "rows": [
            {
                "one": [unit.iri for unit in row.one],
                "other": [unit.iri for unit in row.other],
                "kind": row.kind,
                "score": row.score,
                "moved": row.moved,
                "reason": row.reason,
                "changes": [vars(change) for change in row.changes],
            }
            for row in found.rows
        ],
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "iri": side.edition.iri,
        "label": side.edition.text,
        "draft": side.is_draft,
        "source": side.note.file,
        "sha256": side.note.sha256,
        "rights": side.note.rights,
    }


def _lines(found: Facing | None) -> str:
    """Return *found* as lines of kind, likeness and the places of both sides, parted by tabs."""
    if found is None:
        return "".join(f"{slug}\t{one.text}\n" for slug, one in _offered())
    return "".join(
        f"{row.kind}\t{row.score}\t{_places(row.one)}\t{_places(row.other)}\n" for row in found.rows
    )


def _places(units: tuple[Value, ...]) -> str:
    return ", ".join(one.text for one in units)

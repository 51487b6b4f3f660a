"""Searching over HTTP: the page of findings and the same for programs, and suggestions while somebody types.

It must not know how anything is found: that is `acquis.search`.
"""

import json
import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from flask import Blueprint, Response, render_template, request

from acquis import formats, search
from acquis.errors import InvalidParameter, UnknownEntity
from acquis.library import queries
from acquis.search import KINDS, LONGEST, Hit, Hits, Index, Piece
from acquis.vocab import LICENCE
from acquis.web.base.addresses import absolute, here, local
from acquis.web.base.answer import answer
from acquis.web.base.served import Source, pinned, served
from acquis.web.base.wanted import in_release, wanted

__all__ = ["bp"]

bp = Blueprint("search", __name__)

_SIZE = 20
_SUGGESTED = 8
# For how many seconds a suggestion may be kept without asking again; it may be a release behind for as long.
_KEPT = 60


@bp.get("/search")
def find() -> Response:
    """Show what the words of `q` find: things, by kind and page by page, and questions of the library."""
    form, negotiated = wanted("note")
    typed, kind, page = request.args.get("q", "").strip(), _kind(), _page()

    def make() -> bytes | str:
        found = _index().find(typed, kind, (page - 1) * _SIZE, _SIZE)
        last = max(1, -(-found.total // _SIZE))
        if page > last:
            raise UnknownEntity(f"There is no page {page}: the last one is page {last}.")
        fitting = search.matching(queries.library().values(), typed)
        if form.suffix == "json":
            return _json(
                {**_said(typed, kind, page, last, found), "questions": [_question(one) for one in fitting]}
            )
        if form.suffix == "txt":
            return "".join(f"{one.label}\t{absolute(local(one.iri))}\n" for one in found.hits)
        return render_template(
            "portal/search.html",
            typed=typed,
            kind=kind,
            page=page,
            last=last,
            found=found,
            groups=_groups(found.hits),
            questions=fitting,
            longest=LONGEST,
        )

    return answer(form, make, negotiated=negotiated)


@bp.get("/api/suggest")
def suggest() -> Response:
    """List the things whose names go on like `q`, the best first."""
    typed = request.args.get("q", "").strip()

    def make() -> str:
        found = _index().suggest(typed, _SUGGESTED)
        return _json(
            {"q": typed, "release": served().release_id, "suggestions": [_suggested(one) for one in found]}
        )

    response = answer(formats.named("json", "note"), make, negotiated=False)
    if not pinned():
        response.headers["Cache-Control"] = f"public, max-age={_KEPT}"
    return response


def _index() -> Index:
    """Return the index of the release of this request; one without gets one in memory, unless it is large.

    Raises:
        ReleaseError: it is damaged.
        UnknownEntity: the release was made before there were indexes, and is too large to make one now.
    """
    now = served()
    found = search.open_index(now.path) if now.path else None
    if found is not None:
        return found
    most = Source.current().settings.memory_quads
    if now.path and now.manifest["quads"] > most:
        raise UnknownEntity(f"Release {now.release_id} was made without an index: search the current one.")
    return search.of(now.engine)


def _kind() -> str:
    """Return the kind that findings are to be of, "" for all.

    Raises:
        InvalidParameter: there is no such kind.
    """
    kind = request.args.get("kind", "").strip()
    if kind and kind not in KINDS:
        raise InvalidParameter(
            f"There is no kind {kind[:60]!r}: choose from {', '.join(KINDS)}.",
            name="kind",
            near=get_close_matches(kind[:60], KINDS),
        )
    return kind


def _page() -> int:
    text = request.args.get("page", "").strip() or "1"
    if not re.fullmatch("[1-9][0-9]{0,8}", text):
        raise InvalidParameter(
            f"page cannot be {text[:60]!r}: give a whole number of 1 or more.", name="page"
        )
    return int(text)


def _groups(hits: Sequence[Hit]) -> list[tuple[str, list[Hit]]]:
    """Return *hits* with those that are exactly what was typed apart, each run under one name.

    What follows stays in its order, so a kind may come twice: by name, and by a word in a text.
    """
    groups: list[tuple[str, list[Hit]]] = []
    for one in hits:
        name = "exact" if one.is_exact else "other"
        if not groups or groups[-1][0] != name:
            groups.append((name, []))
        groups[-1][1].append(one)
    return groups


def _said(typed: str, kind: str, page: int, last: int, found: Hits) -> dict[str, Any]:
    """Return the findings as plain data; with `more` there are more than `total`, not counted."""
    return {
        "q": typed,
        "kind": kind,
        "page": page,
        "pages": last,
        "total": found.total,
        "more": found.is_more,
        "allWords": found.has_all,
        "near": found.near,
        "kinds": [{"kind": name, "total": number} for name, number in found.kinds],
        "release": served().release_id,
        "licence": LICENCE,
        "hits": [_hit(one) for one in found.hits],
    }


def _hit(one: Hit) -> dict[str, Any]:
    return {
        **_suggested(one),
        "address": absolute(local(one.iri)),
        "iri": one.iri,
        "exact": one.is_exact,
        "context": _pieces(one.context),
        "contextLanguage": one.context_language,
        "quoted": one.is_quoted,
    }


def _suggested(one: Hit) -> dict[str, Any]:
    return {
        "label": one.label,
        "language": one.language,
        "kind": one.kind,
        "isA": one.is_a,
        "symbol": one.symbol,
        "status": one.status,
        "address": local(one.iri),
    }


def _pieces(pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    return [{"text": one.text, "match": one.is_match} for one in pieces]


def _question(one: queries.Question) -> dict[str, str]:
    return {"title": one.title, "address": absolute(here("library.ask", name=one.name, **in_release()))}


def _json(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"

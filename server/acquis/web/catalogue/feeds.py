"""Feeds of what each release changed, for all or for one State, document or norm.

It must not compare releases: that is `acquis.releases.changes`.
Sources: https://www.rfc-editor.org/rfc/rfc4287 and https://www.jsonfeed.org/version/1.1/
"""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, render_template, request

from acquis.engine import Engine, plain
from acquis.errors import InvalidParameter
from acquis.formats import Format
from acquis.library import values
from acquis.library.values import Parameter
from acquis.naming import names
from acquis.releases import changes
from acquis.releases.changes import Change
from acquis.releases.release import Release
from acquis.releases.void import DATASET, SUMMARY
from acquis.vocab import BASE, PUBLISHER
from acquis.web.base.addresses import absolute, here
from acquis.web.base.answer import answer
from acquis.web.base.served import served
from acquis.web.base.wanted import address, in_release, shown
from acquis.web.catalogue.releases import held, kept

__all__ = ["bp"]

bp = Blueprint("feeds", __name__)

_ATOM = Format("application/atom+xml", "atom", frozenset(), "Atom")
_JSON = Format("application/feed+json", "json", frozenset(), "JSON Feed")
_FILTERS = (
    Parameter("state", "iri", template="state/{}", in_class="State"),
    Parameter("document", "symbol"),
    Parameter("norm", "iri", template="norm/gge-2015/{}", in_class="Norm"),
)
# How many entries stand on a page, and how many releases are looked back on.
_PAGE = 100
_BACK = 20
_NOTHING_YET = datetime.fromtimestamp(0, UTC)
_VERBS = {"changed": "changed", "gone": "withdrawn", "new": "new"}


@dataclass(frozen=True)
class Entry:
    """One change, with an identifier that stays, its address, and when it came out."""

    id: str
    url: str
    title: str
    text: str
    issued: str


@bp.get("/feed.atom")
def atom() -> Response:
    """Answer with the changes as an Atom feed."""
    return answer(
        _ATOM, lambda: render_template("catalogue/feed.xml", feed=_feed()), negotiated=False, state=held()
    )


@bp.get("/feed.json")
def json_feed() -> Response:
    """Answer with the changes as a JSON Feed."""
    return answer(_JSON, lambda: _as_json(_feed()), negotiated=False, state=held())


def _feed() -> dict[str, Any]:
    """Return the page of the feed that the request asks for.

    Raises:
        InvalidParameter: a filter or the page is nothing that there is.
    """
    page, wanted = _page(), _wanted(served().engine)
    releases = kept()[-_BACK:]
    entries = list(islice(_entries(releases, wanted), (page - 1) * _PAGE, page * _PAGE + 1))
    given = {one.name: request.args[one.name] for one in _FILTERS if one.name in request.args}
    about = f" about {', '.join(given.values())}" if given else ""
    return {
        "id": f"{BASE}feed{'?' if given else ''}{urlencode(given)}",
        "title": f"Acquis: what changed{about}",
        "subtitle": SUMMARY,
        "author": PUBLISHER,
        "updated": _time(releases[-1].issued if releases else _NOTHING_YET),
        "home": address("/releases"),
        "self": _at(page, given),
        "next": _at(page + 1, given) if len(entries) > _PAGE else "",
        "previous": _at(page - 1, given) if page > 1 else "",
        "entries": entries[:_PAGE],
    }


def _as_json(feed: dict[str, Any]) -> str:
    found = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed["title"],
        "description": feed["subtitle"],
        "home_page_url": feed["home"],
        "feed_url": feed["self"],
        "language": "en",
        "authors": [{"name": feed["author"]}],
        **({"next_url": feed["next"]} if feed["next"] else {}),
        "items": [
            {
                "id": one.id,
                "url": one.url,
                "title": one.title,
                "content_text": one.text,
                "date_published": one.issued,
            }
            for one in feed["entries"]
        ],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _entries(releases: Sequence[Release], wanted: list[frozenset[str]]) -> Iterator[Entry]:
    """Yield an entry for each change that *releases* made to something in each set of *wanted*."""
    for release, found in changes.recent(releases):
        for one in found.changes:
            if all(one.affects & filtered for filtered in wanted):
                yield _entry(one, release, found.older)


def _entry(one: Change, release: Release, older: str) -> Entry:
    part = quote(one.thing.removeprefix(BASE), safe="/")
    if one.thing == DATASET:
        url = address(f"/releases/{release.id}")
    elif one.kind == "gone":
        url = f"{shown(one.thing)}?{urlencode({'release': older})}"
    else:
        url = shown(one.thing)
    title = f"{one.label}: {_VERBS[one.kind]}"
    return Entry(f"{BASE}releases/{release.id}#{part}", url, title, one.sentence, _time(release.issued))


def _wanted(engine: Engine) -> list[frozenset[str]]:
    """Return what each filter of the request stands for; a document is its work and its edition."""
    found = []
    for param in _FILTERS:
        if param.name in request.args:
            given = request.args[param.name]
            terms = [values.term(engine, param, given, {})]
            if param.type == "symbol":
                # A document may be named by its path, too.
                with suppress(InvalidParameter):
                    terms.append(names.edition(engine, given))
            found.append(frozenset(plain(one) for one in terms if one))
    return found


def _page() -> int:
    text = request.args.get("page", "1")
    if not re.fullmatch("[1-9][0-9]{0,5}", text):
        raise InvalidParameter(f"There is no page {text!r}: pages count from 1.", name="page")
    return int(text)


def _at(page: int, given: dict[str, str]) -> str:
    numbered = {"page": str(page)} if page > 1 else {}
    return absolute(here(str(request.endpoint), **given, **in_release(), **numbered))


def _time(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")

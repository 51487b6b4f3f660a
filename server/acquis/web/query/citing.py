"""Cite an answer: a link that runs it again on its release, and says whether it is as cited and so today.

It must not decide what makes two answers the same: that is `acquis.releases.fingerprint`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request

from acquis.engine import Term
from acquis.errors import InvalidParameter
from acquis.library import queries
from acquis.releases.fingerprint import MEDIA_TYPES, fingerprint
from acquis.releases.void import TITLE
from acquis.vocab import PUBLISHER
from acquis.web.base import asking
from acquis.web.base.addresses import absolute, here
from acquis.web.base.served import Source, served
from acquis.web.base.wanted import wanted
from acquis.web.catalogue.releases import current
from acquis.web.query import protocol

__all__ = ["bp"]

bp = Blueprint("citing", __name__)

# What the address of a citation says beside the parameters of a question.
_OURS = ("format", "lang", "question", "release", "sha256")
_SHORT = 100


@dataclass(frozen=True)
class _Asked:
    """A query with its values, its `title` for people, and the parameters that cite it again."""

    text: str
    kind: str
    title: str
    values: Mapping[str, Term]
    parameters: Mapping[str, Any]
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Found:
    """An answer by the release that gave it: its size, and its fingerprint."""

    release: str
    size: str
    sha256: str


@bp.get("/cite")
def cite() -> Response:
    """Run a query or a question of the library again, and say how to cite its answer."""
    form, negotiated = wanted("note")
    asked, cited = _asked(), _cited()
    found = _run(asked, served().release_id)
    now = Source.current().served().release_id
    today = found if now == found.release else _run(asked, now)
    facts = _facts(asked, found, today, cited)
    if form.suffix == "html":
        sent = {"query": asked.text, **{f"${name}": text for name, text in facts["values"].items()}}
        run = here("sparql.by_get", **sent, release=found.release)
        body = render_template("query/cite.html", run=run, **facts)
    elif form.suffix == "txt":
        body = f"{facts['citation']}\n"
    else:
        body = json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
    response = Response(body, content_type=form.content_type)
    # However the release is named, what today's answer is may change with the next one.
    response.headers["Cache-Control"] = "public, no-cache"
    if negotiated:
        response.vary.add("Accept")
    return response


def _asked() -> _Asked:
    """Return what the request cites.

    Raises:
        InvalidParameter: there is no query and no question, or a parameter of the question that cannot be.
        UnknownEntity: there is no such question.
    """
    if "question" not in request.args:
        return _free()
    if "query" in request.args:
        raise InvalidParameter("Cite either a query or a question, not both.", name="question")
    question = queries.find(request.args["question"])
    given = {name: value for name, value in request.args.items() if name not in _OURS}
    values = question.bind(served().engine, given)
    kind = asking.check(question.query).kind
    title = question.called(question.used(given))
    return _Asked(question.query, kind, title, values, {"question": question.name, **given})


def _free() -> _Asked:
    asked = protocol.read(request)
    checked = asking.check(asked.text)
    short = " ".join(asked.text.split())
    return _Asked(
        checked.text,
        checked.kind,
        short if len(short) <= _SHORT else short[: _SHORT - 1] + "…",
        asked.values,
        asked.parameters(),
        asked.default_graphs,
        asked.named_graphs,
    )


def _cited() -> str:
    given = request.args.get("sha256", "").lower()
    if given and not re.fullmatch("[0-9a-f]{64}", given):
        raise InvalidParameter(
            "sha256 is the fingerprint of an answer: 64 figures of 0-9 and a-f.", name="sha256"
        )
    return given


def _run(asked: _Asked, release_id: str) -> _Found:
    """Return what the release *release_id* answers to *asked*."""
    answer = asking.run(
        asked.text,
        MEDIA_TYPES[asked.kind],
        values=asked.values,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        release=release_id,
    )
    return _Found(
        release_id, _size(answer.kind, answer.body, answer.rows), fingerprint(answer.kind, answer.body)
    )


def _size(kind: str, body: bytes, rows: int | None) -> str:
    if kind == "ask":
        return "yes" if body.strip() == b"true" else "no"
    number, unit = (rows or 0, "row") if kind == "select" else (body.count(b"\n"), "triple")
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def _facts(asked: _Asked, found: _Found, today: _Found, cited: str) -> dict[str, Any]:
    """Return all that there is to say, by name; None where a question does not arise."""
    link = absolute(here("citing.cite", **asked.parameters, release=found.release, sha256=found.sha256))
    release = current()
    issued = f", issued {release.issued.date()}" if release else ""
    return {
        "citation": f"{PUBLISHER}, {TITLE}, release {found.release}{issued}. Answer to: “{asked.title}”,"
        f" {found.size}, SHA-256 {found.sha256}. {link}",
        "link": link,
        "query": asked.text,
        "values": {name: str(term) for name, term in asked.values.items()},
        **asdict(found),
        "as_cited": found.sha256 == cited if cited else None,
        "today": None if today is found else {**asdict(today), "differs": today.sha256 != found.sha256},
    }

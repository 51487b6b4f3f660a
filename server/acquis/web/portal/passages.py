"""Words over HTTP: those held of a unit with a quote marked in them, how to cite it, and its annotation.

It must not know how a quote is found: that is `acquis.passages`.
"""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote as percent

from flask import Blueprint, Response, render_template, request

from acquis import describe, passages
from acquis.engine import NamedNode
from acquis.errors import UnknownEntity
from acquis.formats import Format
from acquis.passages import Step, View
from acquis.readable import Value, value
from acquis.vocab import ID
from acquis.web.base.addresses import absolute, here, kept
from acquis.web.base.answer import answer
from acquis.web.base.languages import language
from acquis.web.base.served import served
from acquis.web.base.wanted import turned, wanted

__all__ = ["bp"]

bp = Blueprint("passages", __name__)

_ANNOTATION = Format(passages.MEDIA_TYPE, "jsonld", frozenset(), "Web Annotation")
# What stands of the words on the page of a unit, in bytes; all of them have a page of their own.
_FEW_BYTES = 6_000
# A longer passage is found by how it begins and ends.
_SHORT = 120
_ENDS = 6


@bp.get("/passages/<path:path>")
def show(path: str) -> Response:
    """Show the words held of the unit or edition at *path*, with the words of `quote` marked."""
    form, negotiated = wanted("note")
    iri = _unit(path)

    def make() -> str:
        found = _view(iri)
        if form.suffix == "json":
            return json.dumps(_said(found), ensure_ascii=False, indent=2) + "\n"
        if form.suffix == "txt":
            return "".join(f"{_plain(one)}\n" for one in found.lines)
        return render_template("portal/passage.html", path=path, found=found, **_shown(found))

    return answer(form, make, negotiated=negotiated)


@bp.get("/annotations/<path:path>")
def annotate(path: str) -> Response:
    """Give the passage that an evidence names, or the `quote` in a unit, as a Web Annotation."""
    iri = ID + path

    def make() -> str:
        address = absolute(here("passages.annotate", path=path, **_cited()))
        if not request.args.get("quote"):
            found = passages.of_evidence(served().engine, iri, address)
        else:
            found = _marked(_view(_unit(path)), address)
        return json.dumps(found, ensure_ascii=False, indent=2) + "\n"

    return answer(_ANNOTATION, make, negotiated=False)


@bp.get("/wording/<path:path>")
def walk(path: str) -> Response:
    """Walk the norm or rule at *path* through the texts that word it, with words where they are held."""
    form, negotiated = wanted("note")
    tag = request.args.get("words", "").strip() or language()
    iri = ID + path

    def make() -> str:
        steps = passages.walk(served().engine, iri, tag)
        if form.suffix == "json":
            return json.dumps(_steps(iri, tag, steps), ensure_ascii=False, indent=2) + "\n"
        if form.suffix == "txt":
            return "".join(f"{one.date}\t{one.unit.text}\t{one.kind}\t{one.words}\n" for one in steps)
        tags = sorted({code for one in steps for code in passages.languages(served().engine, one.unit.iri)})
        label = _label(iri)
        return render_template(
            "portal/wording.html", iri=iri, path=path, steps=steps, tag=tag, tags=tags, label=label
        )

    return answer(form, make, negotiated=negotiated)


@bp.app_template_filter("path")
def below(iri: str) -> str:
    """Return what stands in *iri*, a thing of ours, behind the part that all things share."""
    return iri.removeprefix(ID)


@bp.app_template_global()
def words_of(iri: str) -> View | None:
    """Return what the page of *iri* shows of its words; None for what is no unit of a text."""
    if not passages.edition_of(iri):
        return None
    return passages.view(served().engine, iri, liked=language(), most=_FEW_BYTES)


def _unit(path: str) -> str:
    """Return the IRI of the unit or edition at *path*.

    Raises:
        UnknownEntity: nothing is recorded of it, or it is no text.
    """
    iri = ID + path
    if not passages.edition_of(iri) or not describe.recorded(served().engine, iri):
        raise UnknownEntity(f"No text is recorded at {path[:200]}: name a paragraph or an edition.", iri=iri)
    return iri


def _view(iri: str) -> View:
    """Return what the request asks to be shown of *iri*; see `passages.view`."""
    tag, quote = (request.args.get(name, "").strip() for name in ("words", "quote"))
    return passages.view(served().engine, iri, tag, quote, turned(), liked=language())


def _marked(found: View, address: str) -> dict[str, Any]:
    """Return the annotation at *address* of the quote of *found*.

    Raises:
        UnknownEntity: the quote does not stand there, as far as words are held.
    """
    if found.outcome is None or not found.quote or found.outcome.place is None:
        raise UnknownEntity("The quote does not stand in the words held of this unit.", iri=found.iri)
    held = passages.words(served().engine, found.iri, found.language).passages
    return passages.of_place(address, found.outcome.place, held, found.language)


def _shown(found: View) -> dict[str, Any]:
    """Return the links and the label that the page of *found* shows."""
    said = _label(found.iri)
    place = found.outcome.place if found.outcome else None
    asked = {"quote": found.quote, "words": found.language, "release": served().release_id}
    path = found.iri.removeprefix(ID)
    plain = absolute(here("passages.show", path=path, words=found.language, release=served().release_id))
    return {
        "label": said,
        "elsewhere": _elsewhere(place.units[0]) if place and not found.quote else "",
        "marking": absolute(here("passages.show", path=path, **asked)) + "#passage" if found.quote else "",
        "fragment": f"{plain}#:~:{_fragments(found)}" if found.quote else "",
        "annotation": here("passages.annotate", path=path, **asked, **_language()),
        "most": passages.LONGEST_QUOTE,
    }


def _elsewhere(unit: str) -> str:
    path = unit.removeprefix(ID)
    return here("passages.show", path=path, quote=request.args.get("quote", ""), **kept()) + "#passage"


def _fragments(found: View) -> str:
    """Return the directive of a text fragment for each part of the quote of *found*.

    Source: https://wicg.github.io/scroll-to-text-fragment/
    """
    marked = [one.text for line in found.lines for one in line.pieces if one.is_match]
    return "&".join(f"text={_fragment(one)}" for one in marked)


def _fragment(text: str) -> str:
    words = text.split()
    is_long = len(text) > _SHORT and len(words) > 2 * _ENDS
    ends = (" ".join(words[:_ENDS]), " ".join(words[-_ENDS:])) if is_long else (text,)
    return ",".join(percent(one, safe="").replace("-", "%2D") for one in ends)


def _said(found: View) -> dict[str, Any]:
    """Return *found* as plain data; `spans` count the characters of the words of their unit."""
    outcome = found.outcome
    place = outcome.place if outcome else None
    return {
        "iri": found.iri,
        "release": served().release_id,
        "draft": found.is_draft,
        "languages": found.languages,
        "language": found.language,
        "source": found.note.file,
        "sha256": found.note.sha256,
        "rights": found.note.rights,
        "licence": found.note.licence,
        "page": found.page,
        "pages": found.pages,
        "words": [{"unit": one.unit, "label": one.label, "text": _plain(one)} for one in found.lines],
        "verdict": outcome.verdict if outcome else None,
        "quote": found.quote,
        "caseDiffers": bool(place and place.is_cased),
        "spans": [vars(one) for one in place.spans] if place else [],
    }


def _steps(iri: str, tag: str, steps: Sequence[Step]) -> dict[str, Any]:
    """Return the *steps* of the norm *iri* as plain data."""
    return {
        "iri": iri,
        "release": served().release_id,
        "language": tag,
        "steps": [
            {
                "unit": one.unit.iri,
                "label": one.unit.text,
                "edition": one.edition.iri,
                "date": one.date,
                "kind": one.kind,
                "of": one.of.iri,
                "draft": one.is_draft,
                "checked": [way.text for way in one.checked],
                "words": one.words,
                "rights": one.note.rights,
                "changes": [vars(change) for change in one.changes],
            }
            for one in steps
        ],
    }


def _label(iri: str) -> Value:
    return value(served().engine, NamedNode(iri), language=language())


def _plain(line: passages.Line) -> str:
    return "".join(one.text for one in line.pieces)


def _cited() -> dict[str, str]:
    """Return what names the annotation of the request for good: its release is that which answers."""
    given = {name: request.args[name] for name in ("quote", "words") if request.args.get(name)}
    return {**given, "release": served().release_id}


def _language() -> dict[str, str]:
    return {name: one for name, one in kept().items() if name != "release"}

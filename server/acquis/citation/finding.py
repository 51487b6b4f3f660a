"""Own the way from a thing in the graph to its `Reference`; what the graph does not say is left out.

It must not know a style.
"""

import re

from acquis.citation.facts import Facts, called, facts
from acquis.citation.model import Author, Place, Record, Reference, tidy
from acquis.citation.source import KNOWN, Source, is_draft, source
from acquis.citation.symbols import is_united_nations, numbered
from acquis.engine import Engine, NamedNode
from acquis.errors import UnknownEntity
from acquis.naming import names
from acquis.releases.void import DATASET, TITLE
from acquis.vocab import ACQ, PREFIXES, VOC

__all__ = ["reference"]

_TITLE, _LANGUAGE = PREFIXES["dcterms"] + "title", PREFIXES["dcterms"] + "language"
_DATES = (ACQ + "date", ACQ + "adoptedOn", ACQ + "submittedOn")
_ISSUERS = (ACQ + "originator", ACQ + "issuer", ACQ + "submittedFor")
_KINDS = {
    "CommentPaper": "position",
    "ImplementationReport": "position",
    "NationalPosition": "position",
    "Report": "report",
    "Resolution": "resolution",
    "Submission": "submission",
    "Treaty": "treaty",
}
# What the tables of documents put behind a title that is not the printed one, or is that of a draft.
_BEHIND = re.compile(r"(?P<title>.+?)\s*\((?:(?P<draft>draft resolution)|descriptive[^()]*)\)")
_ALL_BRACKETED = re.compile(r"\((?P<title>[^()]+)\)(?P<draft>)")
_UNTITLED = "(title not in "
_CONTESTED = VOC + "confidence/contested"
_FROM_MEMORY = "{} rests on the public record and was not read in the text."
_REPORT = re.compile("/(?:[a-z-]+-)?report$")


def reference(engine: Engine, iri: str, record: Record) -> Reference:
    """Return what is known for citing *iri*, which stands here at *record*.

    A draft is marked as one. What a text only words, or is read from, such as a norm or a stance, is cited by
    that text.

    Raises:
        UnknownEntity: nothing is recorded of *iri*.
    """
    if iri == DATASET:
        return Reference(iri, TITLE, "dataset", record, title=TITLE, language="en")
    node = names.node(iri)
    thing = facts(engine, node) if node else None
    if not thing:
        raise UnknownEntity(f"Nothing is recorded about {iri}, so that there is nothing to cite.", iri=iri)
    label = _label(engine, thing)
    found = source(engine, thing)
    if found is None:
        return Reference(
            iri, label, "record", record, title=label, language="en", genre=_genre(engine, thing)
        )
    return _cited(engine, thing, label, found, record)


def _cited(engine: Engine, thing: Facts, label: str, found: Source, record: Record) -> Reference:
    whole, work = found.whole, found.work or found.whole
    symbol = whole.text(ACQ + "symbol")
    kind = _kind(whole, work, symbol)
    named = whole.literal(_TITLE) or work.literal(_TITLE)
    title = tidy(named.value) if named else called(engine, work.node)
    title = symbol if symbol and title.startswith(_UNTITLED) else title
    behind = _BEHIND.fullmatch(title) or _ALL_BRACKETED.fullmatch(title)
    printed = _printed_in(engine, work)
    return Reference(
        thing.node.value,
        label,
        kind,
        record,
        title=behind["title"] if behind else title,
        language=(named.language or "") if named else "",
        is_described=bool(behind and not behind["draft"]),
        authors=() if kind == "treaty" else _authors(engine, whole, work),
        symbol=symbol,
        genre=(behind["draft"] if behind else "") or _genre(engine, work) or _genre(engine, whole),
        date=whole.text(*_DATES) or work.text(*_DATES),
        date_basis=whole.text(ACQ + "dateBasis"),
        is_draft=is_draft(whole),
        published_in=printed,
        publisher="United Nations" if is_united_nations(symbol or printed) else "",
        url=whole.text(ACQ + "url") or work.text(ACQ + "url"),
        pinpoint=tuple(_without(printed, place) for place in found.places),
        subject="" if found.is_part else label,
        also=found.also,
        cautions=_cautions(thing, found),
    )


def _label(engine: Engine, thing: Facts) -> str:
    """Return what *thing* is called; a norm of the eleven is known by its letter."""
    letter, name = thing.text(ACQ + "letter"), called(engine, thing.node)
    return f"Norm ({letter}): {name}" if len(letter) == 1 else name


def _kind(whole: Facts, work: Facts, symbol: str) -> str:
    if found := numbered(symbol):
        return "decision" if found.is_decision else "resolution"
    known = sorted(_KINDS[one] for one in work.classes & _KINDS.keys())
    kind = known[0] if known else "document"
    is_report = any(_REPORT.search(one.value) for one in whole.nodes(ACQ + "kind"))
    return {"document": "report" if is_report else kind, "resolution": "document"}.get(kind, kind)


def _authors(engine: Engine, whole: Facts, work: Facts) -> tuple[Author, ...]:
    for said in (whole, work):
        for issuing in _ISSUERS:
            if found := said.nodes(issuing):
                return tuple(Author(_unbracketed(called(engine, one)), _slug(one)) for one in found)
    return ()


def _unbracketed(name: str) -> str:
    """Return *name* without what our labels put behind it to tell like ones apart, such as years."""
    return re.sub(r"\s*\([^()]*\)$", "", name) or name


def _slug(node: NamedNode) -> str:
    return node.value.rpartition("/")[2]


def _genre(engine: Engine, thing: Facts) -> str:
    found = thing.nodes(ACQ + "kind")
    genre = called(engine, found[0]) if found else ""
    return "" if genre == "other document" else genre


def _printed_in(engine: Engine, work: Facts) -> str:
    found = work.nodes(ACQ + "printedIn")
    return facts(engine, found[0]).text(ACQ + "symbol") if found else ""


def _without(symbol: str, place: Place) -> Place:
    """Return *place* without the *symbol* of the collection, which the reference names by itself."""
    if place.kind or not symbol:
        return place
    return Place("", re.sub(rf"(?<![^\s;]){re.escape(symbol)},\s*", "", place.number))


def _cautions(thing: Facts, found: Source) -> tuple[str, ...]:
    """Return what a reader must know: what was not read, what is inferred, what is contested."""
    whole = found.whole
    known = set(whole.texts(ACQ + "knownField"))
    cautions = [_FROM_MEMORY.format(f"The {one}") for one in ("title", "date", "symbol") if one in known]
    if whole.text(_TITLE).startswith(_UNTITLED):
        cautions.append("The title is not recorded.")
    basis = whole.text(ACQ + "dateBasis")
    if "inferred" in basis:
        cautions.append(f"The date is a {basis}.")
    if basis.startswith("event"):
        cautions.append("The date is that of the event.")
    if KNOWN in thing.nodes(ACQ + "checked") + whole.nodes(ACQ + "checked"):
        cautions.append(_FROM_MEMORY.format("What is recorded"))
    elif not found.is_read:
        cautions.append(_FROM_MEMORY.format("The place in the text"))
    if _CONTESTED in [one.value for one in thing.nodes(ACQ + "confidence")]:
        note = thing.text(ACQ + "note")
        cautions.append(" ".join(filter(None, ("Contested.", _sentence(note)))))
    return tuple(cautions)


def _sentence(note: str) -> str:
    return note[:1].upper() + note[1:].rstrip(".") + "." if note else ""

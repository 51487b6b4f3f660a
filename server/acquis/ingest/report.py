"""Own the report on a document that was read: what it holds, what was unsure, and what contradicts the data.

As JSON for programs and as Markdown for people. It must not find anything out.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from acquis.ingest import places
from acquis.ingest.document import Document
from acquis.ingest.edition import LISTS
from acquis.ingest.items import Item
from acquis.ingest.known import Known, folded
from acquis.ingest.merging import Conflict
from acquis.texts.citing import Reference
from acquis.texts.model import SourceText
from acquis.texts.parallel import REASONS, parallel

__all__ = ["as_json", "markdown", "report", "source_of_graph", "title_of"]

_KINDS = ("annex", "section", "paragraph", "footnote")
_HEADINGS = {
    "conflicts": "Contradicts the data",
    "doubts": "Unsure",
    "unresolved": "References that were not resolved",
    "unmapped": "Names that are no State in the data",
    "subjects": "Subjects that are not in the lists of the data",
    "differences": "Units that not all languages have",
}


def report(
    document: Document,
    references: Sequence[Reference],
    conflicts: Sequence[Conflict],
    items: Sequence[Item],
    known: Known,
    notes: Iterable[str] = (),
) -> dict[str, Any]:
    """Return what is to be said of *document* as it was read, in values that JSON can hold."""
    return {
        "edition": document.slug,
        "symbol": document.symbol,
        "label": document.label,
        "title": document.main.title,
        "shipped": document.is_shipped,
        "draft": document.is_draft,
        "texts": [_text(one) for one in document.texts],
        "references": _counted(references),
        "waiting": dict(sorted(Counter(one.kind for one in items).items())),
        "conflicts": [{"path": one.path, "said": one.sentence()} for one in conflicts],
        "doubts": list(_doubts(document, references)),
        "unresolved": [
            {"path": one.within or one.unit, "printed": one.printed, "said": one.how}
            for one in references
            if not one.targets
        ],
        "unmapped": [f"{name}: {reason}" for name, reason in sorted(document.named.others)],
        "subjects": sorted(
            name
            for name, _ in document.main.subjects
            if not any((scheme, folded(name)) in known.subjects for scheme in LISTS)
        ),
        "differences": list(_differences(document)),
        "notes": list(notes),
    }


def title_of(said: Mapping[str, Any]) -> str:
    """Return the title of the graph of the document that the report *said* is on."""
    return f"{said['label']}, as read from {said['texts'][0]['file']}"


def source_of_graph(said: Mapping[str, Any]) -> str:
    """Return the source of that graph: only the United Nations have symbols like theirs."""
    return "United Nations" if said["symbol"] else str(said["texts"][0]["file"])


def as_json(said: Mapping[str, Any]) -> bytes:
    """Return the report *said* as JSON."""
    return (json.dumps(said, indent=1, ensure_ascii=False) + "\n").encode()


def markdown(said: Mapping[str, Any]) -> bytes:
    """Return the report *said* as a page for people."""
    return "\n".join([*_page(said), ""]).encode()


def _page(said: Mapping[str, Any]) -> Iterator[str]:
    yield f"# {said['symbol'] or said['edition']}"
    yield ""
    yield said["title"] or "The file gives no title."
    yield ""
    for one in said["texts"]:
        units = ", ".join(f"{count} {kind}" for kind, count in one["units"].items())
        yield f"- {one['language']}: {one['file']} ({one['form']}): {units or 'nothing'}"
    found = said["references"]
    yield f"- References: {found['resolved']} resolved, {found['unresolved']} not."
    yield "- It is a draft: nothing in it counts as adopted." if said["draft"] else "- It is no draft."
    if said["shipped"]:
        yield "- The shipped data have this edition: only units that they lack were written."
    waiting = ", ".join(f"{count} {kind}" for kind, count in said["waiting"].items())
    yield f"- Waiting for a decision: {waiting or 'nothing'}."
    yield from (f"- {note}" for note in said["notes"])
    for key, heading in _HEADINGS.items():
        if said[key]:
            yield from ("", f"## {heading}", "")
            yield from (f"- {_line(one)}" for one in said[key])


def _line(one: Any) -> str:
    if isinstance(one, str):
        return one
    printed = f"“{one['printed']}”: " if "printed" in one else ""
    return f"{one['path'] or 'the whole'}: {printed}{one['said']}"


def _text(one: SourceText) -> dict[str, Any]:
    kinds = Counter(unit.kind for unit in one.units)
    return {
        "language": one.language,
        "file": one.file,
        "sha256": one.sha256,
        "form": one.form,
        "pages": one.pages,
        "units": {kind: kinds[kind] for kind in _KINDS if kinds[kind]},
    }


def _counted(references: Sequence[Reference]) -> dict[str, Any]:
    resolved = sum(bool(one.targets) for one in references)
    kinds = Counter(one.kind for one in references)
    return {
        "resolved": resolved,
        "unresolved": len(references) - resolved,
        "kinds": dict(sorted(kinds.items())),
    }


def _doubts(document: Document, references: Sequence[Reference]) -> Iterator[dict[str, str]]:
    for text in document.texts:
        for one in text.doubts:
            path = one.path if text is document.main else " ".join(filter(None, (text.language, one.path)))
            yield {"path": path, "kind": one.kind, "said": one.said}
    for found in references:
        if found.doubt:
            place = found.within or found.unit
            yield {"path": place, "kind": "reference", "said": f"“{found.printed}”: {found.doubt}"}
    if document.is_draft and not document.is_shipped:
        yield {"path": "", "kind": "draft", "said": "It was taken for a draft, so it realizes no work."}


def _differences(document: Document) -> Iterator[str]:
    """Yield what a language has otherwise than the one that the edition is written from, and why."""
    if len(document.texts) == 1:
        return
    units = document.units
    # They are held against each other by symbol, which a document may lack.
    texts = [replace(one, symbol=document.symbol or "A/1") for one in document.texts]
    for one in parallel(texts).differences:
        yield f"{one.language}, {places.tail(one.path or one.other, units)}: {REASONS[one.why]}."

"""Write a reference as CSL-JSON, which Zotero, Pandoc and citeproc read.

It must not look anything up. Source: the CSL 1.0.2 specification, appendices III and IV, for types and
variables, and its schema csl-data.json for their form.
"""

import json
from typing import Any

from acquis.citation import dates, organs, pinpoints
from acquis.citation.model import Reference, key
from acquis.citation.wording import DATABASE, draft, notes
from acquis.releases.void import TITLE
from acquis.vocab import PUBLISHER

__all__ = ["csl"]

_TYPES = {
    "dataset": "dataset",
    "decision": "legislation",
    "record": "entry",
    "report": "report",
    "resolution": "legislation",
    "treaty": "treaty",
}


def csl(reference: Reference) -> str:
    """Return *reference* as a list of one item of CSL-JSON, which ends with a line feed."""
    item = {name: value for name, value in _item(reference).items() if value}
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def _item(reference: Reference) -> dict[str, Any]:
    day = dates.parts(reference.day)
    return {
        "id": key(reference.iri),
        "type": _TYPES.get(reference.kind, "document"),
        "title": reference.title,
        "author": [{"literal": organs.called(one)} for one in reference.creators],
        "issued": {"date-parts": [list(day)]} if day else None,
        "number": reference.symbol,
        "section": pinpoints.written(reference.pinpoint),
        "genre": reference.genre,
        "status": draft(reference),
        "container-title": TITLE if reference.kind == "record" else "",
        "publisher": PUBLISHER if reference.is_ours else reference.publisher,
        "version": reference.record.release if reference.is_ours else "",
        "language": reference.language,
        "note": " ".join(notes(reference)),
        "source": "" if reference.kind == "dataset" else DATABASE,
        "URL": reference.record.link,
    }

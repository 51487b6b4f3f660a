"""Read a resolution of the General Assembly in the UN's machine-readable form, AKN4UN, into a `SourceText`.

It must not know how a document is kept. Source of the form: Akoma Ntoso 1.0 Part 1 (OASIS, 2018) and the UN's
profile of it, https://unsceb-hlcm.github.io/
"""

import re
from hashlib import sha256

from acquis.errors import InvalidDocument
from acquis.texts.model import Doubt, SourceText
from acquis.texts.reading.akn.blocks import blocks
from acquis.texts.reading.akn.meta import meta
from acquis.texts.reading.akn.outline import outline
from acquis.texts.reading.akn.vote import sponsors, vote, without_vote
from acquis.texts.reading.akn.xml import AKN, Element, parse

__all__ = ["is_akn", "read"]

_ROOT = re.compile(rb"\s*(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:\w+:)?akomaNtoso[\s>]", re.DOTALL)


def is_akn(data: bytes) -> bool:
    """Return whether *data* begins as a file of this form does.

    >>> is_akn(b'<?xml version="1.0"?><akomaNtoso xmlns="x">'), is_akn(b"<html>")
    (True, False)
    """
    return _ROOT.match(data.removeprefix(b"\xef\xbb\xbf")[:4096]) is not None


def read(data: bytes, name: str) -> SourceText:
    """Return the resolution in *data*, a file called *name*.

    Raises:
        InvalidDocument: it is empty, broken, not of this form, or has no symbol.
    """
    root = parse(data, name)
    if root.tag != f"{AKN}akomaNtoso":
        raise InvalidDocument(
            f"{name} is XML of another form: give a resolution that the UN publishes as AKN4UN."
        )
    about = meta(root, name)
    units, doubts = outline(blocks(root))
    recorded, unequal = vote(root)
    first, added = sponsors(root)
    return SourceText(
        symbol=about.symbol, language=about.language, title=about.title,
        units=tuple(units), doubts=(*about.doubts, *unequal, *_whole(root), *doubts),
        file=name, sha256=sha256(data).hexdigest(), form="akn",
        adopted=about.adopted, issued=about.issued, meeting=about.meeting,
        committee_report=about.committee_report, draft=about.draft,
        session=about.session, agenda=about.agenda,
        vote=recorded, without_vote=without_vote(root),
        sponsors=first, additional_sponsors=added, subjects=about.subjects,
    )  # fmt: skip


def _whole(root: Element) -> list[Doubt]:
    parts = root.findall(f"{AKN}components/{AKN}component/{AKN}statement")
    if len(parts) < 2:
        return []
    return [
        Doubt(
            "", "several", f"The file holds {len(parts)} resolutions: each is a section here, with a letter."
        )
    ]

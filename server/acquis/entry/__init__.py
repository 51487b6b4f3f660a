"""Submissions filled in on a page: what stands in the form, what that says, what is wrong, what is public.

A page holds flat names and values, as `acquis.forms.fields` has them. It must not know HTML or HTTP, keep
anything, or judge: the check is that of `acquis.validation`, and who may hand in is for `acquis.intake`.
"""

from acquis.entry.boxes import Box, Group, Inner, Page, Section, Slot
from acquis.entry.offers import stances_by_topic
from acquis.entry.page import page
from acquis.entry.parts import (
    MOST_PARTS,
    Given,
    add,
    at_first,
    endless,
    keys,
    known,
    put_back,
    remove,
    room,
)
from acquis.entry.reading import MEDIA_TYPE, document, fields_of, filled
from acquis.entry.remarks import Remark, Remarks, at_fields, in_words
from acquis.entry.sample import sample
from acquis.entry.seen import Seen, seen

__all__ = [
    "Box",
    "Given",
    "Group",
    "Inner",
    "MEDIA_TYPE",
    "MOST_PARTS",
    "Page",
    "Remark",
    "Remarks",
    "Section",
    "Seen",
    "Slot",
    "add",
    "at_fields",
    "at_first",
    "document",
    "endless",
    "fields_of",
    "filled",
    "in_words",
    "keys",
    "known",
    "page",
    "put_back",
    "remove",
    "room",
    "sample",
    "seen",
    "stances_by_topic",
]

"""Read a call of a question from a request: the values as typed, the form of the answer, the page.

It must not run questions or look values up in the data.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlencode

from flask import Request

from acquis import formats
from acquis.errors import InvalidParameter, UnsupportedMedia
from acquis.formats import Format
from acquis.library.queries import RESERVED, Question
from acquis.web.base.addresses import absolute, at, kept

__all__ = ["Call", "FORM", "MOST", "PATH", "form_kind", "read"]

PATH = "/api/queries"
FORM = "application/x-www-form-urlencoded"
# The most rows on a page, and how many there are where a page is asked for without its size.
MOST = 1000
_USUAL = 100
_FLAGS = {"1": True, "true": True, "on": True, "0": False, "false": False}


@dataclass(frozen=True)
class Call:
    """One call of `question` with values as `given`; a `size` of None asks for all rows.

    `labels` puts names beside IRIs, `excel` makes CSV safe to open in a spreadsheet program.
    """

    question: Question
    given: Mapping[str, str]
    form: Format
    negotiated: bool
    page: int = 1
    size: int | None = None
    labels: bool = False
    excel: bool = False

    def address(self, suffix: str | None = None, **changes: Any) -> str:
        """Return the whole address of this call with *changes*, whatever its form, or fixed by *suffix*."""
        other = replace(self, **changes)
        sent: dict[str, str | int] = {**other.given}
        if other.size is not None:
            sent |= {"page": other.page, "size": other.size}
        sent |= {name: 1 for name in ("labels", "excel") if getattr(other, name)}
        if suffix is None and not self.negotiated:
            suffix = self.form.suffix
        is_page = suffix in (None, "html")
        sent |= {name: value for name, value in kept().items() if is_page or name == "release"}
        path = absolute(at(f"{PATH}/{self.question.name}{f'.{suffix}' if suffix else ''}"))
        return f"{path}?{urlencode(sent)}" if sent else path


def form_kind(question: Question) -> str:
    """Return the kind of forms that the answer to *question* comes in."""
    return "rows" if question.kind == "select" else question.kind


def read(asked: Request, question: Question, suffix: str) -> Call:
    """Return the call of *question* in *asked*; *suffix* is the form in the path, "" for none.

    An empty field counts as left out, as forms send one for each box that was not filled in.

    Raises:
        InvalidParameter: one is repeated, or has a meaning of its own and a wrong value.
        NotAcceptable: the client accepts none of the forms.
        UnknownEntity: the answer has no form of that suffix.
        UnsupportedMedia: a body that is no form.
    """
    sent = _sent(asked)
    excel, labels = _flag(sent, "excel"), _flag(sent, "labels")
    form, negotiated = _form(asked, question, suffix or ("csv" if excel else ""), sent.get("format", ""))
    page, size = _number(sent, "page", None), _number(sent, "size", MOST)
    if form_kind(question) != "rows":
        _refuse_cuts(question, sent)
    elif size is None and (page is not None or form.suffix == "html"):
        size = _USUAL
    given = {name: value for name, value in sent.items() if name not in RESERVED}
    return Call(question, given, form, negotiated, page or 1, size, labels, excel)


def _sent(asked: Request) -> dict[str, str]:
    """Return the fields of address and body that hold something."""
    if asked.method == "POST" and asked.mimetype not in ("", FORM):
        raise UnsupportedMedia(
            f"A body of type {asked.mimetype} is not read: send {FORM}.",
            given=asked.mimetype,
            accepted=(FORM,),
        )
    fields = [*asked.args.items(multi=True), *asked.form.items(multi=True)]
    counts = Counter(name for name, _ in fields)
    if repeated := sorted(name for name, count in counts.items() if count > 1):
        name = repeated[0]
        raise InvalidParameter(f"{name} is given {counts[name]} times: give it once.", name=name)
    return {name: value for name, value in fields if value.strip()}


def _form(asked: Request, question: Question, suffix: str, wanted: str) -> tuple[Format, bool]:
    """Return the form by *suffix*, by the name *wanted*, else by the Accept header, and if by that."""
    kind = form_kind(question)
    if suffix:
        return formats.named(suffix, kind), False
    if not wanted:
        return formats.choose(asked.headers.get("Accept"), kind), True
    found = formats.called(wanted, kind)
    if found is None:
        there = [form.suffix for form in formats.offered(kind)]
        raise InvalidParameter(
            f"There is no format {wanted[:60]!r}: choose from {', '.join(there)}.",
            name="format",
            near=get_close_matches(wanted, there),
        )
    return found, False


def _refuse_cuts(question: Question, sent: Mapping[str, str]) -> None:
    for name in ("excel", "labels", "page", "size"):
        if name in sent:
            raise InvalidParameter(
                f"{name} is for tables: the answer to {question.name} is no table and comes as a whole.",
                name=name,
            )


def _number(sent: Mapping[str, str], name: str, most: int | None) -> int | None:
    text = sent.get(name, "").strip()
    if not text:
        return None
    figures = text.isascii() and text.isdigit() and len(text) <= 9
    if not figures or int(text) < 1 or (most is not None and int(text) > most):
        bounds = "of 1 or more" if most is None else f"from 1 to {most}"
        raise InvalidParameter(f"{name} cannot be {text[:60]!r}: give a whole number {bounds}.", name=name)
    return int(text)


def _flag(sent: Mapping[str, str], name: str) -> bool:
    text = sent.get(name, "0").strip().lower()
    if text not in _FLAGS:
        raise InvalidParameter(f"{name} cannot be {text[:60]!r}: give 1 or 0.", name=name)
    return _FLAGS[text]

"""Write a submission as a document to print: HTML that can be read back in, and PDF; things stand in words.

The HTML carries the same content as JSON-LD. Everything in the submission is shown, what is not public too,
and marked so. It must not know the graph: names come from the caller.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from acquis.engine import Quad, graph_result, parse
from acquis.errors import InvalidData, InvalidDocument
from acquis.forms import content, pages, paper, reader, terms, wording
from acquis.forms.entries import number_of
from acquis.forms.model import Field, Filled, Form, Part
from acquis.vocab import NEW

__all__ = ["Block", "Line", "Shown", "blocks", "html", "pdf", "read"]

_JSON_LD = "application/ld+json"
_SPOKEN = {"true": "yes", "false": "no"}

# The name of an IRI in words, "" where it has none.
Namer = Callable[[str], str]


@dataclass(frozen=True)
class Shown:
    """One value in words, with the address that it stands for, or the anchor of the part that it names."""

    text: str
    iri: str = ""
    anchor: str = ""
    language: str = ""


@dataclass(frozen=True)
class Line:
    """One field with its values; `public` is false for what is never published."""

    label: str
    values: tuple[Shown, ...]
    public: bool


@dataclass(frozen=True)
class Block:
    """One part, or the submission itself, under its title."""

    title: str
    anchor: str
    lines: tuple[Line, ...]
    public: bool


def blocks(filled: Filled, label_of: Namer) -> list[Block]:
    """Return what a document shows of *filled*, in the order of the form; *label_of* names IRIs.

    Raises:
        InvalidDocument: *filled* is of no known kind.
    """
    form = reader.form(filled.kind)
    titles = {one.key: _title(part, one.key) for part in form.parts for one in filled.of(part.cls)}
    found = [_block(form, form.submission, "", filled.values, titles, label_of)]
    return found + [
        _block(form, part, one.key, one.values, titles, label_of)
        for part in form.parts
        for one in filled.of(part.cls)
    ]


def _title(part: Part, key: str) -> str:
    return part.name if part.maximum == 1 else f"{part.name}: {number_of(part, key)}"


def _block(
    form: Form,
    part: Part,
    key: str,
    values: Mapping[str, tuple[str, ...]],
    titles: Mapping[str, str],
    label_of: Namer,
) -> Block:
    lines = tuple(
        Line(
            field.label[:1].upper() + field.label[1:],
            tuple(_shown(form, field, one, titles, label_of) for one in values[field.name]),
            field.public,
        )
        for field in part.fields
        if values.get(field.name)
    )
    kept = any(values.get(one.name) in (("false",), ("0",)) for one in part.fields if one.name == "public")
    return Block(titles.get(key, part.name), key, lines, not kept)


def _shown(form: Form, field: Field, value: str, titles: Mapping[str, str], label_of: Namer) -> Shown:
    if field.kind == "part" and value in titles:
        return Shown(titles[value], anchor=value)
    if field.kind == "boolean":
        return Shown(_SPOKEN.get(value, value))
    if field.spoken:
        said, language = terms.spoken(value)
        return Shown(said, language=language)
    if terms.is_iri(value):
        named = "" if field.kind == "url" else label_of(value) or wording.called(value)
        return Shown(named or value, iri=value)
    return Shown(value)


def html(filled: Filled, label_of: Namer) -> str:
    """Return *filled* as a page of HTML that stands by itself; `read` takes its content back.

    Raises:
        InvalidDocument: *filled* is of no known kind.
    """
    form = reader.form(filled.kind)
    triples = (quad.triple for quad in content.to_quads(filled))
    carried = graph_result(triples).serialise(_JSON_LD, profile="expanded").decode()
    return pages.page(
        "printed.html",
        title=_heading(form),
        form=form,
        version=reader.version(),
        blocks=blocks(filled, label_of),
        # No sign that could end the script stands in it; in JSON it means the same.
        carried=carried.replace("<", "\\u003c"),
    )


def _heading(form: Form) -> str:
    return f"Submission: {form.label}"


def pdf(filled: Filled, label_of: Namer) -> bytes:
    """Return *filled* as a PDF, the same bytes for the same content.

    Raises:
        InvalidDocument: it holds a letter that the font lacks: it has those of Western Europe.
    """
    form = reader.form(filled.kind)
    return paper.write(_heading(form), form.description, _paragraphs(blocks(filled, label_of)))


def _paragraphs(found: list[Block]) -> Iterator[tuple[str, list[tuple[str, list[tuple[str, str]]]]]]:
    """Yield title, and lines of label and (text, small print), of each block."""
    for block in found:
        yield (
            block.title + ("" if block.public else " (kept back)"),
            [
                (
                    line.label + ("" if line.public else " (never published)"),
                    [(one.text, one.iri if one.iri != one.text else one.language) for one in line.values],
                )
                for line in block.lines
            ],
        )


def read(data: bytes) -> list[Quad]:
    """Return the submission that the page *data*, written by `html`, carries.

    Raises:
        InvalidDocument: it carries none.
    """
    found = _Carried()
    found.feed(data.decode(errors="replace"))
    found.close()
    if not found.text:
        raise InvalidDocument(
            "The page carries no submission: hand in the one that was written for printing."
        )
    try:
        return parse(found.text.encode(), _JSON_LD, base=NEW)
    except InvalidData as error:
        raise InvalidDocument(f"What the page carries cannot be read: {error}") from None


class _Carried(HTMLParser):
    """The text of the first script of JSON-LD in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._inside = self._done = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See whether *tag* opens the script."""
        self._inside = tag == "script" and ("type", _JSON_LD) in attrs and not self._done

    def handle_endtag(self, tag: str) -> None:
        """See whether *tag* closes the script."""
        self._done = self._done or self._inside
        self._inside = False

    def handle_data(self, data: str) -> None:
        """Keep what stands in the script."""
        self.text += data if self._inside else ""

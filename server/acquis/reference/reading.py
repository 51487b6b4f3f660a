"""The addresses of words of documents, and the parameters that only they read; plain data."""

from acquis.passages import LONGEST_QUOTE
from acquis.reference.route import Route

__all__ = ["READING", "READING_PARAMETERS"]

_WANTED = ("words-language", "lang", "format", "release")

READING: tuple[Route, ...] = (
    Route(
        "/passages/{path}",
        "The words held of a unit or an edition, with a quote marked, and how to cite it",
        "Things",
        ("note",),
        (304, 400, 406),
        ("quote", "page", *_WANTED),
    ),
    Route(
        "/annotations/{path}",
        "The passage that an evidence names, or a quote in a unit, as a Web Annotation",
        "Things",
        ("application/ld+json",),
        (304, 400),
        ("quote", "words-language", "release"),
    ),
    Route(
        "/wording/{path}",
        "A norm or rule through the texts that word it, with what differs where words are held",
        "Things",
        ("note",),
        (304, 406),
        _WANTED,
    ),
    Route(
        "/compare/texts",
        "Two texts whose words are held, paragraph by paragraph: what corresponds, and how it differs",
        "Comparing",
        ("note",),
        (304, 400, 404, 406),
        ("one-text", "other-text", "page", *_WANTED),
    ),
)

READING_PARAMETERS: dict[str, dict[str, object]] = {
    "quote": {
        "description": "A quote to find: spaces, quotation marks and hyphens do not count, and `[…]` stands"
        " for words left out.",
        "schema": {"type": "string", "maxLength": LONGEST_QUOTE},
    },
    "one-text": {
        "name": "one",
        "description": "The first text: its symbol, or the end of the address of its edition.",
        "schema": {"type": "string"},
    },
    "other-text": {
        "name": "other",
        "description": "The second text.",
        "schema": {"type": "string"},
    },
    "words-language": {
        "name": "words",
        "description": "The language of the words, such as `fr`; by default that of the page.",
        "schema": {"type": "string"},
    },
}

"""Own what a document is before it is written: its names, its work, and its texts, one a language.

What its file, its caller and the shipped data say of it is held against each other here; contradictions are
refused. It must not write.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from acquis.errors import InvalidDocument, InvalidParameter
from acquis.ingest.known import Known
from acquis.naming import names, symbols
from acquis.texts.model import SourceText, Unit
from acquis.texts.voters import Named, voters
from acquis.vocab import ID

__all__ = ["Document", "assembled", "slug_of", "symbol_of"]

_SLUG = re.compile("[a-z0-9]+(?:[.-][a-z0-9]+)*")
_DRAFT_SYMBOL = re.compile(r"/L\.\d")
_DRAFT_TITLE = re.compile(r"\b(?:(?:zero|first|second|pre)[ -]?)?draft\b", re.IGNORECASE)
_RESOLUTION = re.compile(r"[AE]/RES/|S/RES/")


@dataclass(frozen=True)
class Document:
    """A document to be written: its `slug`, its `symbol` ("" for none), how it is called (`label`).

    `work` is the IRI of the text as one thing; a draft does not realize it. `is_shipped`: the shipped data
    have its edition. `texts` are one a language, the one that the edition is written from first. `named` says
    which States the names in its vote and among its sponsors mean.
    """

    slug: str
    symbol: str
    label: str
    work: str
    is_draft: bool
    is_shipped: bool
    texts: tuple[SourceText, ...]
    named: Named

    @property
    def iri(self) -> str:
        """The IRI of its edition."""
        return f"{ID}edition/{self.slug}"

    @property
    def main(self) -> SourceText:
        """The text that the edition is written from."""
        return self.texts[0]

    @property
    def is_resolution(self) -> bool:
        """Whether its symbol is that of a resolution that was adopted."""
        return bool(_RESOLUTION.match(self.symbol))

    @property
    def units(self) -> dict[str, Unit]:
        """Its units by path, in their order; those that only another language has come last."""
        return {unit.path: unit for text in reversed(self.texts) for unit in text.units} | {
            unit.path: unit for unit in self.main.units
        }


def symbol_of(text: SourceText, given: str) -> str:
    """Return the symbol of *text*, which was *given* for it or which its file says.

    Raises:
        InvalidDocument: the file says another one.
        InvalidParameter: what was given is no symbol.
    """
    key = symbols.normalise(given) if given else ""
    if not text.symbol:
        return key
    if key and symbols.normalise(text.symbol) != key:
        raise InvalidDocument(
            f"{text.file} says that it is {text.symbol}, not {given}: correct --symbol, or leave it out."
        )
    return symbols.normalise(text.symbol)


def slug_of(symbol: str, edition: str, known: Known, file: str = "") -> str:
    """Return the slug of the edition with that *symbol*, or the one *edition* names.

    Raises:
        InvalidParameter: neither is given, *edition* is no slug, or the two do not go together.
    """
    if edition and (not _SLUG.fullmatch(edition) or edition in known.graphs):
        raise InvalidParameter(
            f"{edition!r} cannot name an edition: use letters, figures, hyphens and dots, as in"
            " oewg-2021-zero-draft.",
            name="edition",
        )
    shipped = known.edition(symbol).removeprefix(ID + "edition/") if symbol else ""
    if edition and shipped and shipped != edition:
        raise InvalidParameter(
            f"{symbol} is the edition {shipped}, not {edition}: correct --edition, or leave it out.",
            name="edition",
        )
    if found := edition or shipped or (symbols.slug(symbol) if symbol else ""):
        return found
    raise InvalidParameter(
        f"{file or 'The file'} does not say which document it is: add --symbol with its symbol, as in"
        " --symbol A/75/816, or --edition with a short name where it has none.",
        name="symbol",
    )


def assembled(
    slug: str, symbol: str, texts: Sequence[SourceText], known: Known, draft_of: str = ""
) -> Document:
    """Return the document of *texts*; *draft_of* names the work that it is a draft of, by slug or symbol.

    Raises:
        InvalidParameter: two texts are in one language, or *draft_of* is not known.
    """
    ordered = sorted(texts, key=lambda one: (one.language != "en", _place(one.language)))
    languages = [one.language for one in ordered]
    if double := next((one for one in languages if languages.count(one) > 1), None):
        files = " and ".join(one.file for one in ordered if one.language == double)
        raise InvalidParameter(
            f"{files} are both the text of {symbol or slug} in the language {double!r}: give one of them,"
            " or say with --language which language a file is in.",
            name="files",
        )
    edition = f"{ID}edition/{slug}"
    is_shipped = known.is_shipped(edition)
    named = known.values(edition, "symbol") if is_shipped else []
    if named and symbol and symbols.normalise(named[0]) != symbol:
        raise InvalidParameter(f"The edition {slug} has the symbol {named[0]}, not {symbol}.", name="symbol")
    main = ordered[0]
    label = known.label(edition) if is_shipped else symbol or main.title or slug
    work, is_draft = _work(slug, symbol, main.title, known, draft_of)
    key = named[0] if named else symbol
    names_of = voters(main, known.states)
    return Document(slug, key, label, work, is_draft, is_shipped, tuple(ordered), names_of)


def _work(slug: str, symbol: str, title: str, known: Known, draft_of: str) -> tuple[str, bool]:
    """Return the work of an edition, and whether the edition is but a draft of it."""
    edition = f"{ID}edition/{slug}"
    if known.is_shipped(edition):
        drafts = known.values(edition, "draftOf")
        return (drafts[0], True) if drafts else (known.work(edition), False)
    if draft_of:
        return _named_work(draft_of, known), True
    if symbol in known.drafts:
        return known.drafts[symbol], True
    looks_draft = bool(
        _DRAFT_SYMBOL.search(symbol) or (not symbol and _DRAFT_TITLE.search(f"{slug} {title}"))
    )
    return f"{ID}work/{slug}", looks_draft


def _named_work(name: str, known: Known) -> str:
    for iri in (f"{ID}work/{name}", known.work(known.edition(name)) if known.edition(name) else ""):
        if iri and known.is_shipped(iri):
            return iri
    raise InvalidParameter(
        f"There is no work {name!r} to be a draft of: give the symbol of its adopted text or its slug, such"
        " as oewg-2021-report.",
        name="draft-of",
    )


def _place(language: str) -> int:
    return names.LANGUAGES.index(language) if language in names.LANGUAGES else len(names.LANGUAGES)

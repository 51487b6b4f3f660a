"""The one table of formats, and the choice of one for what a client accepts.

It must not serialise anything or know a web framework.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from acquis.errors import NotAcceptable, UnknownEntity

__all__ = ["FORMATS", "Format", "called", "choose", "named", "offered"]

_RESULT = frozenset({"select", "ask"})
# A list such as that of releases comes as triples like any graph, and as plain JSON.
_LIST = frozenset({"list"})
_GRAPH = frozenset({"graph"}) | _LIST
_JSON_LD = "application/ld+json"
_PROFILES = "http://www.w3.org/ns/json-ld#"
_PROBLEM = frozenset({"problem"})
_NOTE = frozenset({"note"})
# The answer to a question of the library, which also comes as a plain list and as a spreadsheet.
_ROWS = frozenset({"rows"})
# What a check says of a document, which also comes in the vocabulary of SHACL; who does not care gets JSON.
_REPORT = frozenset({"report"})
# How to fill in a form.
_GUIDE = frozenset({"guide"})
# How to cite a thing: in words, or for a reference manager.
_REFERENCE = frozenset({"reference"})
# A table of many columns with a few words in each cell, which can be drawn, too.
_MATRIX = frozenset({"matrix"})
# A few States side by side, as rows or as data; the page is another address.
_BESIDE = frozenset({"beside"})
# A picture with its table: drawn, as rows, as data.
_PICTURE = frozenset({"picture"})


@dataclass(frozen=True)
class Format:
    """One media type; `suffix` has no dot and is empty for a second name; `kinds` are what it can carry.

    `profile` is that of JSON-LD, where a client names one: expanded, flattened or compacted.
    """

    media_type: str
    suffix: str
    kinds: frozenset[str]
    name: str
    profile: str = ""

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        if self.profile:
            return f'{self.media_type};profile="{_PROFILES}{self.profile}"'
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


# Within a kind the first row is what a client gets that does not care.
FORMATS: tuple[Format, ...] = (
    Format("application/sparql-results+json", "json", _RESULT, "JSON"),
    Format("text/turtle", "ttl", _GRAPH, "Turtle"),
    Format("application/problem+json", "problem", _PROBLEM, "Problem details"),
    Format(
        "application/json",
        "json",
        _NOTE | _ROWS | _LIST | _REPORT | _GUIDE | _MATRIX | _BESIDE | _PICTURE,
        "JSON",
    ),
    Format(
        "text/html",
        "html",
        _RESULT | _GRAPH | _PROBLEM | _NOTE | _ROWS | _REPORT | _GUIDE | _MATRIX | _PICTURE,
        "Web page",
    ),
    Format("text/plain", "txt", _PROBLEM | _NOTE | _REPORT | _REFERENCE, "Plain text"),
    Format("application/x-bibtex", "bib", _REFERENCE, "BibTeX"),
    Format("application/x-research-info-systems", "ris", _REFERENCE, "RIS"),
    Format("application/vnd.citationstyles.csl+json", "json", _REFERENCE, "CSL-JSON"),
    Format("text/markdown", "md", _GUIDE, "Markdown"),
    Format("text/turtle", "ttl", _REPORT, "Turtle"),
    Format("application/sparql-results+xml", "xml", _RESULT | _ROWS, "XML"),
    Format("text/csv", "csv", _RESULT | _ROWS | _MATRIX | _BESIDE | _PICTURE, "CSV"),
    Format("text/tab-separated-values", "tsv", _RESULT | _ROWS, "TSV"),
    Format(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        _ROWS | _MATRIX | _BESIDE,
        "Excel",
    ),
    Format("image/svg+xml", "svg", _MATRIX | _PICTURE, "SVG"),
    Format("image/png", "png", _MATRIX | _PICTURE, "PNG"),
    Format("application/sparql-results+json", "srj", _ROWS, "SPARQL JSON"),
    Format("application/ld+json", "jsonld", _GRAPH | _REPORT, "JSON-LD"),
    Format("application/rdf+xml", "rdf", _GRAPH | _REPORT, "RDF/XML"),
    Format("application/n-triples", "nt", _GRAPH | _REPORT, "N-Triples"),
    Format("application/n-quads", "nq", _GRAPH, "N-Quads"),
    Format("application/trig", "trig", _GRAPH, "TriG"),
    Format("text/n3", "", _GRAPH, "N3"),
    Format("application/json", "", _RESULT | _PROBLEM | _REFERENCE, "JSON"),
    Format("application/xml", "", _RESULT, "XML"),
    Format("text/xml", "", _RESULT, "XML"),
)

# What SPARQLWrapper, Virtuoso and others send as format, output or results.
_CALLED = {"json-ld": "jsonld", "n-triples": "nt", "ntriples": "nt", "rdf+xml": "rdf", "turtle": "ttl"}

_ELEMENT = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_PROFILE = re.compile(r';\s*profile\s*=\s*"?[^";,]*json-ld#(expanded|flattened|compacted)')
_WEIGHT = re.compile(r";\s*q\s*=\s*([^;\s]*)", re.IGNORECASE)
_NUMBER = re.compile(r"0(?:\.[0-9]*)?|1(?:\.0*)?")


def offered(kind: str) -> tuple[Format, ...]:
    """Return the formats of *kind* that have a suffix of their own, in our order of preference.

    >>> [form.suffix for form in offered("ask")]
    ['json', 'html', 'xml', 'csv', 'tsv']
    """
    return tuple(form for form in FORMATS if kind in form.kinds and form.suffix)


def named(suffix: str, kind: str) -> Format:
    """Return the format of *kind* with *suffix*, such as "ttl".

    Raises:
        UnknownEntity: *kind* has no format of that suffix.
    """
    for form in offered(kind):
        if form.suffix == suffix:
            return form
    suffixes = ", ".join(form.suffix for form in offered(kind))
    raise UnknownEntity(f"There is no form .{suffix}: use one of {suffixes}.")


def called(name: str, kind: str) -> Format | None:
    """Return the format of *kind* that clients call *name*: a suffix, a media type or a word in common use.

    >>> called("turtle", "graph").suffix, called("nonsense", "graph")
    ('ttl', None)
    """
    name = name.strip().lower()
    suffix = _CALLED.get(name, name)
    for form in FORMATS:
        if kind in form.kinds and (form.suffix == suffix != "" or form.media_type == name):
            return form
    return None


def choose(accept: str | None, kind: str) -> Format:
    """Return the format of *kind* that the Accept header *accept* likes best.

    An absent or empty header accepts everything. Among equal weights the more precisely named type wins, then
    our own order. A part of the header that cannot be read is passed over.
    Source: https://www.rfc-editor.org/rfc/rfc9110#name-accept

    >>> choose("text/html;q=0.5, text/csv", "select").media_type
    'text/csv'
    >>> choose('application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"', "graph").profile
    'expanded'

    Raises:
        NotAcceptable: everything of *kind* is refused; `offered` lists the types there are.
    """
    return _chosen(accept or "", kind) if len(accept or "") <= _USUAL else _best(accept or "", kind)


def _best(accept: str, kind: str) -> Format:
    ranges = _ranges(accept) or {"*/*": 1.0}
    ranked = [(*_quality(form.media_type, ranges), -place, form) for place, form in enumerate(FORMATS)]
    weight, _, _, best = max(rank for rank in ranked if kind in rank[-1].kinds)
    if weight > 0:
        return replace(best, profile=_profile(accept)) if best.media_type == _JSON_LD else best
    types = tuple(form.media_type for form in FORMATS if kind in form.kinds)
    raise NotAcceptable(f"Nothing of {accept!r} is there: ask for one of {', '.join(types)}.", offered=types)


# Clients send one of a few headers; they choose how long it is.
_USUAL = 200
_chosen = lru_cache(256)(_best)


def _profile(accept: str) -> str:
    """Return the profile of JSON-LD that *accept* names, "" for none.

    Source: https://www.w3.org/TR/json-ld11/#iana-considerations
    """
    for element in _ELEMENT.findall(accept):
        found = _PROFILE.search(element) if element.strip().lower().startswith(_JSON_LD) else None
        if found:
            return found[1]
    return ""


def _ranges(accept: str) -> dict[str, float]:
    """Return weight by media range in lower case; parameters other than the weight are not looked at."""
    ranges: dict[str, float] = {}
    for element in _ELEMENT.findall(accept):
        name = element.partition(";")[0].strip().lower()
        found = _WEIGHT.search(re.sub(r'"(?:[^"\\]|\\.)*"', "", element))
        weight = found[1] if found else "1"
        if name.count("/") == 1 and _NUMBER.fullmatch(weight):
            ranges[name] = max(float(weight), ranges.get(name, 0.0))
    return ranges


def _quality(media_type: str, ranges: dict[str, float]) -> tuple[float, int]:
    """Return weight and precision of the range that fits *media_type* most closely."""
    for precision, name in ((2, media_type), (1, f"{media_type.partition('/')[0]}/*"), (0, "*/*")):
        if name in ranges:
            return ranges[name], precision
    return 0.0, 0

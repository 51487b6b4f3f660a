"""Read General Assembly resolutions, as the UN writes them for machines, into N-Quads to measure with.

Kept is what their structure tells: symbol, date, title, the units of the text with number, first verb and
length, and what each cites; never the text. It must not be taken for data: nothing of it is checked.
Source: https://docs.oasis-open.org/legaldocml/akn-core/v1.0/akn-core-v1.0-part1-vocabulary.html
"""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from zipfile import ZipFile

from acquis.bench.peers.fetching import Unavailable
from acquis.engine import Literal
from acquis.errors import InvalidDocument
from acquis.texts.reading.akn.xml import AKN, Element, flat, name, parse
from acquis.vocab import ACQ, ID, PREFIXES, SOURCE

__all__ = ["read"]

# What has a place of its own in the outline of a text.
_UNITS = {
    **dict.fromkeys(("container", "paragraph", "point"), "Paragraph"),
    **dict.fromkeys(("article", "chapter", "part", "section"), "Section"),
    "doc": "Annex",
}
_TYPE, _LABEL = f"<{PREFIXES['rdf']}type>", f"<{PREFIXES['skos']}prefLabel>"
_LENGTH, _XSD = f"<{PREFIXES['dcterms']}extent>", PREFIXES["xsd"]
# The number where it has no element of its own: "3." or "(a)" at the start of the text.
_NUMBER = re.compile(r"(\d+\.|\([a-z]+\)) ")
_CITED = re.compile(r"https?://(?:undocs|docs\.un)\.org/(?:[a-z]{2}/)?([A-Z][A-Za-z0-9./()-]*)")

_Statement = tuple[str, str, str]


def read(folder: Path) -> Iterator[str]:
    """Yield the lines of all resolutions in English under *folder*, one named graph each, each symbol once.

    Raises:
        Unavailable: *folder* is not there, or one of its files cannot be read.
    """
    if not folder.is_dir():
        raise Unavailable("the resolutions are not beside this checkout, in ../shared/sources/akn4un")
    seen = set()
    for file, text in _files(folder):
        root = _parsed(file, text)
        symbol = flat(root.find(f".//{AKN}coverPage//{AKN}docNumber"))
        if symbol and symbol not in seen:
            seen.add(symbol)
            graph = f"<{SOURCE}{_slug(symbol)}>"
            yield from (f"{one} {term} {other} {graph} .\n" for one, term, other in _resolution(root, symbol))


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted((folder / "English").glob("*.xml")):
        yield path.name, path.read_bytes()
    for path in sorted(folder.glob("resolutions-en-*.zip")):
        with ZipFile(path) as packed:
            yield from ((name, packed.read(name)) for name in packed.namelist() if name.endswith(".xml"))


def _parsed(file: str, text: bytes) -> Element:
    try:
        return parse(text, file)
    except InvalidDocument as error:
        raise Unavailable(f"the file {file} of the resolutions cannot be read: {error}") from None


def _resolution(root: Element, symbol: str) -> Iterator[_Statement]:
    work, edition = _id("work", symbol), _id("edition", symbol)
    yield work, _TYPE, _acq("Resolution")
    yield work, _LABEL, _literal(flat(root.find(f".//{AKN}preface//{AKN}docTitle")) or symbol)
    if (date := root.find(f".//{AKN}FRBRWork/{AKN}FRBRdate")) is not None:
        yield work, _acq("adoptedOn"), f'"{date.get("date")}"^^<{_XSD}date>'
    yield edition, _TYPE, _acq("Edition")
    yield edition, _acq("symbol"), _literal(symbol)
    yield edition, _acq("realizes"), work
    yield from _units(root, edition, edition, count(1))


def _units(element: Element, above: str, edition: str, numbers: Iterator[int]) -> Iterator[_Statement]:
    """Yield what stands below *element*, which is in the unit *above*; links are citations of that unit."""
    for child in element:
        kind, place = name(child), above
        if kind in _UNITS:
            place = f"{edition[:-1]}/unit/{next(numbers)}>"
            yield from _unit(child, place, above, edition, _UNITS[kind])
        elif kind == "a" and above != edition and (found := _CITED.match(child.get("href", ""))):
            citation = f"{above[:-1]}/cite/{next(numbers)}>"
            yield above, _acq("hasCitation"), citation
            yield citation, _TYPE, _acq("Citation")
            yield citation, _acq("target"), _id("edition", found[1])
            yield citation, _acq("locator"), _literal(flat(child))
        yield from _units(child, place, edition, numbers)


def _unit(element: Element, unit: str, above: str, edition: str, kind: str) -> Iterator[_Statement]:
    text = flat(element)
    yield unit, _TYPE, _acq(kind)
    yield unit, _acq("standsIn"), above
    yield unit, _acq("partOf"), edition
    yield unit, _LENGTH, f'"{len(text)}"^^<{_XSD}integer>'
    if number := flat(element.find(f"{AKN}num")) or ((found := _NUMBER.match(text)) and found[1]):
        yield unit, _acq("number"), _literal(number.strip("."))
    if verb := element.get("name") or flat(element.find(f".//{AKN}span[@class='italic']")):
        yield unit, _acq("leadVerb"), _literal(verb)


def _slug(symbol: str) -> str:
    return "akn-" + re.sub("[^a-z0-9]+", "-", symbol.lower()).strip("-")


def _id(kind: str, symbol: str) -> str:
    return f"<{ID}{kind}/{_slug(symbol)}>"


def _acq(name: str) -> str:
    return f"<{ACQ}{name}>"


def _literal(text: str) -> str:
    return str(Literal(text))

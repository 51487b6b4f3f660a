"""Parse the XML of a resolution safely: no entity, no other file, no depth or size without bound.

It must not know what the elements mean.
"""

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree

from acquis.errors import InvalidDocument

__all__ = ["AKN", "Element", "children", "find", "flat", "name", "parse"]

AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
# The longest resolution that the UN publishes in this form has 0.6 MB.
_LARGEST = 32 * 1024 * 1024

Element: TypeAlias = Any


def parse(data: bytes, file: str) -> Element:
    """Return the root of the XML in *data*; *file* is its name, for the sentence.

    Raises:
        InvalidDocument: it is empty, cut off, too long or too deep, or it declares entities.
    """
    if not data.strip():
        raise InvalidDocument(f"{file} is empty: download it again.")
    if len(data) > _LARGEST:
        raise InvalidDocument(f"{file} has more than {_LARGEST >> 20} MB: give one resolution a file.")
    # Without huge_tree libxml2 itself refuses more than 256 elements in each other.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InvalidDocument(
            f"{file} is cut off or broken ({error}): download it again, or give the PDF instead."
        ) from None
    # A declaration of entities has no use here and is how such files attack.
    if root.getroottree().docinfo.doctype:
        raise InvalidDocument(f"{file} has a DOCTYPE, which no resolution of the UN has: take that line out.")
    return root


def name(element: Element) -> str:
    """Return the local name of *element*."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element) -> Iterator[Element]:
    """Yield the elements in *element*."""
    return (child for child in element if isinstance(child.tag, str))


def find(element: Element, path: str) -> Element | None:
    """Return the first element at *path*, an XPath of local names such as `.//coverPage/p`."""
    return element.find(re.sub(r"\w+", lambda one: AKN + one[0], path))


def flat(element: Element | None) -> str:
    """Return all words in *element* on one line, "" for None."""
    return "" if element is None else " ".join("".join(element.itertext()).split())

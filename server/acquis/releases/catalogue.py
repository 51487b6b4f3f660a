"""Describe what is published as a catalogue: the dataset, its releases, their dumps, and the service over it.

It must not know the routes of a server: who asks gives a function from paths to full addresses.
Source: https://www.w3.org/TR/vocab-dcat-3/
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from acquis.engine import BlankNode, Engine, Literal, NamedNode, Term, Triple, plain
from acquis.releases import content
from acquis.releases.content import Release
from acquis.releases.void import DATASET, DUMP, ENDPOINT, SUMMARY, TITLE
from acquis.vocab import BASE, LICENCE, META, PREFIXES, PUBLISHER

__all__ = ["CATALOGUE", "DUMPS", "catalogue", "described", "schema_org", "void_document"]

CATALOGUE = BASE + "catalog"
# The dumps of a release, with the media type of what is inside.
DUMPS = {"graph.nq.gz": "application/n-quads", "graph.trig.gz": "application/trig"}

_ON_DEMAND = "Made when it is first asked for, which may take some seconds."

Address = Callable[[str], str]
_Node = NamedNode | BlankNode
_Fact = tuple[_Node, str, Term]

_DCAT, _DCTERMS, _FOAF = PREFIXES["dcat"], PREFIXES["dcterms"], PREFIXES["foaf"]
_TYPE, _XSD = PREFIXES["rdf"] + "type", PREFIXES["xsd"]
_SPDX = "http://spdx.org/rdf/terms#"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
_KEYWORDS = ("cyberspace", "international law", "norms of responsible State behaviour", "United Nations")


def catalogue(releases: Sequence[Release], current: str, address: Address) -> list[Triple]:
    """Return the DCAT 3 catalogue of *releases*, oldest first; *current* is the id of the one served.

    *address* gives the full address of a path such as "/sparql".
    """
    facts = [*_catalogue(releases, address), *_dataset(releases, current, address), *_service(address)]
    for place, release in enumerate(releases):
        facts += _release(release, releases[place - 1] if place else None, address)
    return _triples(facts)


def described(release: Release, before: Release | None, address: Address) -> list[Triple]:
    """Return *release*, and its dumps, as the catalogue has it; *before* is the release it follows."""
    return _triples(_release(release, before, address))


def void_document(engine: Engine, address: Address) -> list[Triple]:
    """Return the VoID description that *engine* holds of itself, with the endpoint and dump of this server.

    Source: https://www.w3.org/TR/void/#discovery
    """
    document = NamedNode(address("/.well-known/void"))
    here: dict[Term, Term] = {
        NamedNode(ENDPOINT): NamedNode(address("/sparql")),
        NamedNode(DUMP): NamedNode(address("/dumps/latest/graph.nq.gz")),
    }
    found = [one for one in engine.triples(graph=META) if _is_of(plain(one.subject), DATASET)]
    return [
        Triple(document, NamedNode(_TYPE), NamedNode(PREFIXES["void"] + "DatasetDescription")),
        Triple(document, NamedNode(_FOAF + "primaryTopic"), NamedNode(DATASET)),
        *(Triple(s, p, here.get(o, o)) for s, p, o in sorted(found, key=str)),
    ]


def schema_org(release: Release | None, address: Address) -> dict[str, Any]:
    """Return the dataset as search engines read it, with *release* as its version; None for none.

    Source: https://schema.org/Dataset
    """
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": DATASET,
        "name": TITLE,
        "description": SUMMARY,
        "url": address("/"),
        "license": LICENCE,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": PUBLISHER},
        "keywords": list(_KEYWORDS),
        "includedInDataCatalog": {"@type": "DataCatalog", "@id": CATALOGUE, "url": address("/catalog")},
    }
    return found if release is None else found | _version(release, address)


def _version(release: Release, address: Address) -> dict[str, Any]:
    coverage = release.manifest["coverage"]
    return {
        "version": release.id,
        "datePublished": release.issued.date().isoformat(),
        "temporalCoverage": f"{coverage['first']}/{coverage['last']}",
        "distribution": [
            {
                "@type": "DataDownload",
                "name": f"{name} of release {release.id}",
                "contentUrl": address(f"/dumps/{release.id}/{name}"),
                "encodingFormat": DUMPS[name],
            }
            | ({"contentSize": str(size["bytes"]), "sha256": size["sha256"]} if size else {})
            for name, size in _sizes(release)
        ],
    }


def _catalogue(releases: Sequence[Release], address: Address) -> Iterator[_Fact]:
    node = NamedNode(CATALOGUE)
    yield node, _TYPE, NamedNode(_DCAT + "Catalog")
    yield from _titled(
        node, "The catalogue of Acquis", "The releases of Acquis, their dumps, and the service."
    )
    yield node, _FOAF + "homepage", NamedNode(address("/"))
    yield node, _DCAT + "service", NamedNode(ENDPOINT)
    yield node, _DCAT + "dataset", NamedNode(DATASET)
    for release in releases:
        yield node, _DCAT + "dataset", _at(release)


def _dataset(releases: Sequence[Release], current: str, address: Address) -> Iterator[_Fact]:
    node = NamedNode(DATASET)
    yield node, _TYPE, NamedNode(_DCAT + "Dataset")
    yield from _titled(node, TITLE, SUMMARY)
    yield node, _DCAT + "landingPage", NamedNode(address("/"))
    yield from ((node, _DCAT + "keyword", Literal(word, language="en")) for word in _KEYWORDS)
    for release in releases:
        yield node, _DCAT + "hasVersion", _at(release)
        if release.id == current:
            yield node, _DCAT + "hasCurrentVersion", _at(release)
            yield from _dated(node, release)
            yield from ((node, _DCAT + "distribution", _dump(release, name)) for name, _ in _sizes(release))


def _release(release: Release, before: Release | None, address: Address) -> Iterator[_Fact]:
    node = _at(release)
    yield node, _TYPE, NamedNode(_DCAT + "Dataset")
    held = f"{release.manifest['quads']:,} statements, what was inferred from them included."
    yield from _titled(node, f"Acquis, release {release.id}", held)
    yield from _dated(node, release)
    yield node, _DCAT + "isVersionOf", NamedNode(DATASET)
    yield node, _DCAT + "landingPage", NamedNode(address(f"/releases/{release.id}"))
    if before:
        yield node, _DCAT + "previousVersion", _at(before)
    for name, size in _sizes(release):
        yield node, _DCAT + "distribution", _dump(release, name)
        yield from _distribution(release, name, size, address)


def _distribution(release: Release, name: str, size: dict[str, Any], address: Address) -> Iterator[_Fact]:
    node = _dump(release, name)
    yield node, _TYPE, NamedNode(_DCAT + "Distribution")
    yield node, _DCTERMS + "title", Literal(f"{name} of release {release.id}", language="en")
    yield node, _DCTERMS + "license", NamedNode(LICENCE)
    yield node, _DCAT + "accessURL", NamedNode(address(f"/releases/{release.id}"))
    yield node, _DCAT + "downloadURL", NamedNode(address(f"/dumps/{release.id}/{name}"))
    yield node, _DCAT + "mediaType", NamedNode(_MEDIA + DUMPS[name])
    yield node, _DCAT + "compressFormat", NamedNode(_MEDIA + "application/gzip")
    if not size:
        yield node, _DCTERMS + "description", Literal(_ON_DEMAND, language="en")
        return
    checksum = BlankNode(f"{release.id}-{name.replace('.', '-')}")
    yield node, _DCAT + "byteSize", _typed(str(size["bytes"]), "nonNegativeInteger")
    yield node, _SPDX + "checksum", checksum
    yield checksum, _TYPE, NamedNode(_SPDX + "Checksum")
    yield checksum, _SPDX + "algorithm", NamedNode(_SPDX + "checksumAlgorithm_sha256")
    yield checksum, _SPDX + "checksumValue", _typed(size["sha256"], "hexBinary")


def _service(address: Address) -> Iterator[_Fact]:
    node = NamedNode(ENDPOINT)
    yield node, _TYPE, NamedNode(_DCAT + "DataService")
    yield from _titled(node, "The SPARQL endpoint of Acquis", "SPARQL 1.1 queries over the current release.")
    yield node, _DCAT + "endpointURL", NamedNode(address("/sparql"))
    yield node, _DCAT + "endpointDescription", NamedNode(address("/sparql"))
    yield node, _DCAT + "servesDataset", NamedNode(DATASET)
    yield node, _DCTERMS + "conformsTo", NamedNode(_PROTOCOL)


def _titled(node: NamedNode, title: str, description: str) -> Iterator[_Fact]:
    """Yield what every resource of a catalogue says of itself."""
    publisher = BlankNode("publisher")
    yield node, _DCTERMS + "title", Literal(title, language="en")
    yield node, _DCTERMS + "description", Literal(description, language="en")
    yield node, _DCTERMS + "license", NamedNode(LICENCE)
    yield node, _DCTERMS + "publisher", publisher
    yield publisher, _TYPE, NamedNode(_FOAF + "Agent")
    yield publisher, _FOAF + "name", Literal(PUBLISHER)


def _dated(node: NamedNode, release: Release) -> Iterator[_Fact]:
    """Yield the version that *node* is, when it came out, and from when to when its texts were adopted."""
    coverage, period = release.manifest["coverage"], BlankNode(f"{release.id}-period")
    yield node, _DCAT + "version", Literal(release.id)
    yield node, _DCTERMS + "issued", _typed(release.issued.isoformat(), "dateTime")
    if coverage.get("modified"):
        yield node, _DCTERMS + "modified", _typed(coverage["modified"], "date")
    yield node, _DCTERMS + "temporal", period
    yield period, _TYPE, NamedNode(_DCTERMS + "PeriodOfTime")
    yield period, _DCAT + "startDate", _typed(coverage["first"], "date")
    yield period, _DCAT + "endDate", _typed(coverage["last"], "date")


def _triples(facts: Iterable[_Fact]) -> list[Triple]:
    return [Triple(subject, NamedNode(term), value) for subject, term, value in facts]


def _sizes(release: Release) -> list[tuple[str, dict[str, Any]]]:
    """Return name, and bytes and SHA-256, of each dump of *release*; neither of one that is not yet made."""
    return list(content.dumps(release).items())


def _at(release: Release) -> NamedNode:
    return NamedNode(f"{BASE}releases/{release.id}")


def _dump(release: Release, name: str) -> NamedNode:
    return NamedNode(f"{BASE}dumps/{release.id}/{name}")


def _typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(_XSD + datatype))


def _is_of(iri: str, whole: str) -> bool:
    return iri == whole or iri.startswith(whole + "/")

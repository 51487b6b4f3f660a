"""The names of Acquis: its base, its namespaces, fixed prefixes, licence, publisher; plain strings only."""

__all__ = [
    "ACQ",
    "BASE",
    "GRAPH",
    "ID",
    "INFERRED",
    "LICENCE",
    "META",
    "NEW",
    "PREFIXES",
    "PUBLISHER",
    "SHAPES",
    "SOURCE",
    "TEXT",
    "VOC",
]

BASE = "https://w3id.org/acquis/"
ACQ = BASE + "def#"
VOC = BASE + "voc/"
ID = BASE + "id/"
GRAPH = BASE + "graph/"
SHAPES = BASE + "shapes#"
# Where the nodes of a document stand before it is handed in and gets an address of its own.
NEW = ID + "submission/new/"

INFERRED = GRAPH + "inferred"
META = GRAPH + "meta"
SOURCE = GRAPH + "source/"
# Of the words of one edition in one language: graph/text/a-70-174.en; never in the data that we publish.
TEXT = GRAPH + "text/"

# The licence of the whole; the graph of a source names its own where that is another.
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PUBLISHER = "The Acquis contributors"

PREFIXES: dict[str, str] = {
    "acq": ACQ,
    "basis": VOC + "basis/",
    "body": ID + "body/",
    "capacity": ID + "capacity/",
    "cbm": ID + "cbm/",
    "cc": "http://creativecommons.org/ns#",
    "checked": VOC + "checked/",
    "confidence": VOC + "confidence/",
    "dash": "http://datashapes.org/dash#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "edition": ID + "edition/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "eurovoc": "http://eurovoc.europa.eu/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "function": VOC + "citation-function/",
    "graph": GRAPH,
    "group": ID + "group/",
    "id": ID,
    "modality": VOC + "modality/",
    "norm": ID + "norm/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "position": ID + "position/",
    "principle": ID + "principle/",
    "process": ID + "process/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "shapes": SHAPES,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "stance": ID + "stance/",
    "standing": VOC + "standing/",
    "state": ID + "state/",
    "threat": ID + "threat/",
    "topic": ID + "topic/",
    "unbis": "http://metadata.un.org/thesaurus/",
    "vann": "http://purl.org/vocab/vann/",
    "voc": VOC,
    "void": "http://rdfs.org/ns/void#",
    "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
    "work": ID + "work/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

"""The table of public addresses: what each is for, what it reads, and what it can answer with.

Plain data: `acquis.reference.openapi` makes the description of the interface from it, and a test holds it
against the addresses that the application serves. The questions of the library need no row.
"""

from acquis.reference.comparing import COMPARING
from acquis.reference.entering import ENTERING
from acquis.reference.reading import READING
from acquis.reference.route import Route
from acquis.reference.submitting import SUBMITTING

__all__ = ["ROUTES"]

_READ = (304, 406)
_THING = (301, 304, 308, 400, 406, 410)
_LINKS = ("page", "in", "out", "release")
_WANTED = ("format", "release")
_CHANGES = ("state", "document", "norm", "page", "release")
_FIXED = (304,)
_QUERY = (304, 400, 403, 406, 413, 429, 504)
_ASKED = (
    *("query", "default-graph-uri", "named-graph-uri", "format", "timeout", "explain"),
    "release",
)
_RELEASE = ("release",)

ROUTES: tuple[Route, ...] = (
    Route("/", "What this is and holds, as a page", "Pages", ("text/html",), _FIXED, _RELEASE),
    *(
        Route(path, summary, "Pages", ("text/html",), statuses, ("lang", "release"))
        for path, summary, statuses in (
            ("/about", "What this is, how it is made, and its licence", _FIXED),
            ("/about/coverage", "How the data were checked, what is contested, what is missing", _FIXED),
            ("/about/data", "The classes of the data, with meaning and use", _FIXED),
            ("/about/data/{name}", "The words of the data of one kind, with meaning and use", _FIXED),
            ("/about/how-to/{name}", "How to use it, for one kind of reader", _FIXED),
            ("/embed/norm/{name}", "A norm of 2015 as a card, by its letter", _FIXED),
            ("/embed/state/{name}", "A State as a card, by its code", _FIXED),
            ("/embed/matrix/{name}", "Who said what, on topics or on norms, as a card", (304, 400)),
        )
    ),
    Route(
        "/embed",
        "How to put a card on a page of your own",
        "Pages",
        ("text/html",),
        _FIXED,
        ("of-card", "lang", "release"),
    ),
    Route("/pictures", "The pictures that there are", "Pages", ("text/html",), _FIXED, ("lang", "release")),
    *(
        Route(f"/pictures/{path}", summary, "Pages", ("picture",), statuses, query)
        for path, summary, statuses, query in (
            ("{name}", "A picture, or a choice of those of its kind", _READ, ("lang", *_WANTED)),
            ("{name}.{suffix}", "A picture in one form", _FIXED, ("lang", "release")),
            ("{name}/{key}", "A picture of one thing", _READ, ("lang", *_WANTED)),
            ("{name}/{key}.{suffix}", "A picture of one thing in one form", _FIXED, ("lang", "release")),
        )
    ),
    Route(
        "/embed/acquis.js",
        "The script that puts cards on a page",
        "Pages",
        ("text/javascript",),
        _FIXED,
        _RELEASE,
    ),
    Route(
        "/search",
        "Find things by words, codes and document symbols",
        "Questions",
        ("note",),
        (304, 400, 406, 504),
        ("words", "kind-of-entry", "page", *_WANTED),
    ),
    Route(
        "/api/suggest",
        "Things whose names go on like what is typed",
        "Questions",
        ("application/json",),
        (304, 400, 504),
        ("words", *_RELEASE),
    ),
    Route("/api", "This reference, as a page", "Questions", ("text/html",), _FIXED, _RELEASE),
    Route("/api/openapi.json", "This description", "Questions", ("application/json",), _FIXED, _RELEASE),
    Route(
        "/api/queries",
        "All questions with their parameters",
        "Questions",
        ("note",),
        (*_READ, 400),
        ("tag", "q", "release"),
    ),
    Route(
        "/api/queries/{name}.{suffix}",
        "The answer to a question in one form",
        "Questions",
        ("rows", "graph", "ask"),
        (304, 400, 413, 415, 429, 504),
        ("excel", "labels", "page", "size", "release"),
        posts=True,
    ),
    Route(
        "/sparql",
        "Run a query; without one, describe the service",
        "SPARQL",
        ("select", "graph", "note"),
        (*_QUERY, 415),
        _ASKED,
        posts=True,
    ),
    Route("/id/{path}", "A thing: leads to the document about it", "Things", (), (308,), _RELEASE, ok=303),
    Route(
        "/symbol/{symbol}",
        "A symbol: leads to its edition, or to the unit named after it",
        "Things",
        (),
        (308, 400),
        _RELEASE,
        ok=303,
    ),
    Route("/doc/{path}", "What is recorded about a thing", "Things", ("graph",), _THING, _LINKS),
    Route("/graph/{path}", "Where a graph comes from", "Things", ("graph",), _THING, _LINKS),
    Route("/voc", "The lists of terms", "Things", ("graph",), _READ, _RELEASE),
    Route("/voc.{suffix}", "The lists of terms in one form", "Things", ("graph",), _FIXED, _RELEASE),
    Route("/voc/{path}", "A concept or a list of terms", "Things", ("graph",), _THING, _LINKS),
    Route("/def", "The ontology", "Things", ("graph",), (*_READ, 400), _LINKS),
    Route("/def.{suffix}", "The ontology in one form", "Things", ("graph",), _FIXED, _RELEASE),
    Route("/def/{name}", "A term or a version of the ontology", "Things", ("graph",), _THING, _LINKS),
    Route("/shapes", "The shapes that data and submissions satisfy", "Things", ("graph",), _READ, _RELEASE),
    Route("/shapes.{suffix}", "The shapes in one form", "Things", ("graph",), _FIXED, _RELEASE),
    Route("/shapes/{name}", "One shape", "Things", ("graph",), _THING, _LINKS),
    Route("/context.jsonld", "The JSON-LD context", "Things", ("application/ld+json",), _FIXED, _RELEASE),
    Route(
        "/context/{version}.jsonld",
        "The JSON-LD context of a version",
        "Things",
        ("application/ld+json",),
        _FIXED,
        _RELEASE,
    ),
    Route("/dataset", "The dataset as a whole", "Dataset", ("graph",), (*_READ, 400), _LINKS),
    Route("/dataset.{suffix}", "The dataset in one form", "Dataset", ("graph",), _FIXED, _RELEASE),
    Route("/dataset/{path}", "A part of the dataset", "Dataset", ("graph",), _THING, _LINKS),
    Route("/.well-known/void", "The dataset by VoID", "Dataset", ("graph",), (*_READ, 303), _WANTED),
    Route("/catalog", "The dataset, its releases and dumps by DCAT", "Dataset", ("graph",), _READ, _WANTED),
    Route(
        "/graphs",
        "One graph, or the list of those there are",
        "Dataset",
        ("graph", "list"),
        (303, 304, 400, 406, 413, 429, 504),
        ("graph", "default", *_WANTED),
    ),
    Route("/releases", "The releases that are kept", "Dataset", ("list",), _READ, _WANTED),
    Route("/releases/{release_id}", "One release and what it changed", "Dataset", ("list",), _READ, _WANTED),
    Route(
        "/dumps/latest/{name}",
        "A file of the current release: leads to it",
        "Dataset",
        (),
        (),
        _RELEASE,
        ok=302,
    ),
    Route(
        "/dumps/{release_id}/{name}",
        "A file of a release, whole or in part",
        "Dataset",
        ("application/gzip", "application/json", "text/turtle"),
        (206, 304, 416),
        _RELEASE,
    ),
    Route(
        "/feed.atom",
        "What changed, as an Atom feed",
        "Dataset",
        ("application/atom+xml",),
        (304, 400),
        _CHANGES,
    ),
    Route(
        "/feed.json",
        "What changed, as a JSON Feed",
        "Dataset",
        ("application/feed+json",),
        (304, 400),
        _CHANGES,
    ),
    Route(
        "/sitemap.xml", "The parts of the map of the site", "Dataset", ("application/xml",), _FIXED, _RELEASE
    ),
    Route(
        "/sitemap/{part}.xml",
        "A part of the map of the site",
        "Dataset",
        ("application/xml",),
        _FIXED,
        _RELEASE,
    ),
    Route("/favicon.ico", "Leads to the icon of the site", "Dataset", (), (), _RELEASE, ok=302),
    Route("/robots.txt", "What crawlers may read", "Dataset", ("text/plain",), _FIXED, _RELEASE),
    Route(
        "/query/{name}",
        "A question as data, or the way to its page",
        "Questions",
        ("graph",),
        (*_READ, 303),
        _WANTED,
    ),
    Route(
        "/cite",
        "How to cite an answer, and whether it is the same today",
        "Questions",
        ("note",),
        (400, 403, 406, 413, 429, 504),
        ("query", "question", "sha256", *_WANTED),
    ),
    Route(
        "/api/references",
        "How to cite a thing, or without one the dataset",
        "Things",
        ("reference",),
        (304, 400, 406),
        ("iri", "of-path", *_WANTED),
    ),
    Route("/health", "Whether a release can be read", "Operation", ("application/json",), (), _RELEASE),
    Route("/ready", "Whether queries can be answered", "Operation", ("application/json",), (), _RELEASE),
    Route("/metrics", "Numbers for Prometheus", "Operation", ("text/plain",), (), _RELEASE),
    *READING,
    *COMPARING,
    *SUBMITTING,
    *ENTERING,
)

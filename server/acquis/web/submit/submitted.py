"""Write what is shown of one submission: addresses, the original, the report, the document in other forms.

It must not read a request for more than the form that it asks for.
"""

import base64
import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Response, render_template, request
from werkzeug.http import quote_etag

from acquis.engine import Engine, Quad, graph_result
from acquis.errors import UnknownEntity
from acquis.formats import Format
from acquis.forms import content, printed, sheets, tables
from acquis.ledger import Submission
from acquis.naming import names
from acquis.validation import Report, catalogue
from acquis.web.base.addresses import absolute, here
from acquis.web.base.served import served
from acquis.web.base.wanted import written

__all__ = ["DOCUMENTS", "as_json", "chosen", "document", "links", "original", "report", "text"]

# The forms of a document by suffix; all but the PDF can be handed in again.
DOCUMENTS = {
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
}
_RDF = ("ttl", "nt", "jsonld")
# The endings of originals, by media type.
_ENDINGS = {
    "application/ld+json": "jsonld",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
    "application/trig": "trig",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "text/csv": "csv",
    "text/turtle": "ttl",
}


def as_json(value: Any, status: int = 200) -> Response:
    """Return *value* as JSON."""
    body = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    return Response(body, status, content_type="application/json")


def chosen(response: Response, *, negotiated: bool) -> Response:
    """Return *response*, whose form depends on the header Accept where it was *negotiated*."""
    if negotiated:
        response.vary.add("Accept")
    return response


def links(submission_id: str) -> dict[str, str]:
    """Return the addresses of what belongs to a submission, by name."""
    parts = ("original", "report", "difference")
    found = {name: here(f"submissions.{name}", submission_id=submission_id) for name in parts}
    forms = {
        f"document.{suffix}": here("submissions.document", submission_id=submission_id, suffix=suffix)
        for suffix in DOCUMENTS
    }
    whole = {
        "self": here("submissions.one", submission_id=submission_id),
        **found,
        **forms,
        "events": here("submissions.act", submission_id=submission_id),
    }
    return {name: absolute(address) for name, address in whole.items()}


def text(about: dict[str, Any]) -> str:
    """Return a submission, as `shown.whole` has it, as lines of text."""
    head = [f"{name}\t{about[name]}" for name in ("id", "status", "kind", "issuer", "received", "sha256")]
    steps = [f"{one['at']}\t{one['kind']}\t{one['by']}\t{one['text']}" for one in about["events"]]
    return "\n".join([*head, "", *steps]) + "\n"


def original(submission: Submission, data: bytes) -> Response:
    """Return the bytes *data* of *submission* as they came, never to be shown by a browser.

    Sources: https://www.rfc-editor.org/rfc/rfc9530#name-the-repr-digest-field,
    https://www.rfc-editor.org/rfc/rfc6266
    """
    # A digest is that of the bytes that are sent, so they are not compressed on the way.
    request.environ["HTTP_ACCEPT_ENCODING"] = "identity"
    ending = _ENDINGS.get(submission.media_type, "bin")
    digest = base64.b64encode(bytes.fromhex(submission.sha256)).decode()
    known = request.if_none_match.contains_weak(submission.sha256)
    response = Response(b"" if known else data, 304 if known else 200, content_type=submission.media_type)
    response.headers["ETag"] = quote_etag(submission.sha256)
    response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    response.headers["Content-Disposition"] = f'attachment; filename="{submission.id}.{ending}"'
    return response


def report(found: Report, form: Format) -> Response:
    """Return *found*, what the validation said, in the language that the client likes best."""
    known = catalogue.shipped()
    language = catalogue.chosen(request.headers.get("Accept-Language", ""), known.languages)
    if form.suffix == "json":
        return as_json(found.as_json())
    if form.suffix == "txt":
        body: bytes | str = found.text(language)
    elif form.suffix == "html":
        body = render_template(
            "submit/report.html", report=found, report_language=language, said=known.sentence, stored=True
        )
    else:
        body = written((quad.triple for quad in found.quads()), form)
    return Response(body, content_type=form.content_type)


def document(submission: Submission, quads: Sequence[Quad], suffix: str) -> Response:
    """Return what *quads*, the document of *submission*, say, in the form with *suffix*.

    Raises:
        UnknownEntity: there is no such form.
    """
    if suffix not in DOCUMENTS:
        raise UnknownEntity(f"There is no form .{suffix[:20]}: use one of {', '.join(DOCUMENTS)}.")
    response = Response(_written(quads, suffix), content_type=DOCUMENTS[suffix])
    response.headers["Content-Disposition"] = f'attachment; filename="{submission.id}.{suffix}"'
    return response


def _written(quads: Sequence[Quad], suffix: str) -> bytes | str:
    if suffix in _RDF:
        media_type = DOCUMENTS[suffix].partition(";")[0]
        return graph_result(quad.triple for quad in quads).serialise(media_type)
    filled, engine = content.from_quads(quads), served().engine
    if suffix in ("xlsx", "csv"):
        return sheets.write(filled, engine) if suffix == "xlsx" else tables.write(filled, engine)
    named = partial(_name, engine)
    return printed.html(filled, named) if suffix == "html" else printed.pdf(filled, named)


def _name(engine: Engine, iri: str) -> str:
    node = names.node(iri)
    found = names.label(engine, node) if node is not None else None
    return found.value if found is not None else ""

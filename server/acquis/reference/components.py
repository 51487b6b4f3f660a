"""What descriptions of addresses share: statuses, parameters and schemas, as OpenAPI has them.

Plain data, used by `acquis.reference.openapi`; a parameter that no route names is of no use.
"""

from acquis.reference.comparing import COMPARING_PARAMETERS
from acquis.reference.reading import READING_PARAMETERS
from acquis.search import KINDS, LONGEST

__all__ = ["PARAMETERS", "SCHEMAS", "STATUSES"]

STATUSES = {
    200: "The answer.",
    201: "It is on the disk; its address stands in `Location`.",
    206: "The part that `Range` asks for.",
    301: "It has moved for good; the new address stands in `Location`.",
    302: "The address of the file of today stands in `Location`.",
    303: "The address of what was asked for stands in `Location`.",
    304: "You have this answer: nothing changed since the entity tag in `If-None-Match`.",
    308: "The same address without doubled slashes stands in `Location`.",
    400: "The request cannot be understood; `detail` says what to do, `near` lists values that come near.",
    401: "A token is needed, and there is none, or one that is unknown, expired or revoked.",
    403: "A query in a form that is not served, such as an update; or a step that this token may not take.",
    404: "There is nothing of this name; `detail` says what there is.",
    406: "None of the forms that `Accept` names; `offered` lists those there are.",
    408: "The body came too slowly.",
    409: "It does not fit what stands; `detail` says what does.",
    410: "It was here and was withdrawn.",
    413: "The query or document, its memory or its answer is too large; `limit` says how much there may be.",
    414: "The address is too long: send the same by POST.",
    415: "A body of another type; `accepted` lists those that are read.",
    416: "The part that `Range` asks for is not there.",
    422: "The document cannot be read or taken; `detail` says why, `report` lists what to change.",
    429: "Too many queries or faults from one client: try again after `Retry-After` seconds.",
    503: "The server is busy, or has no release to answer from: try again after `Retry-After` seconds.",
    504: "The query or the check ran out of time; `limit` and `spent` are in seconds.",
    507: "There is no room to keep it: nothing was kept.",
}

_TEXT = {"type": "string"}
_FLAG = {"type": "string", "enum": ["0", "1", "false", "on", "true"]}
_NAME = {"type": "string", "minLength": 1, "pattern": r"^[^/.?#\u0000-\u0020]+$"}

# What stands in an address, by the name that rows use.
PARAMETERS: dict[str, dict[str, object]] = {
    "Idempotency-Key": {
        "in": "header",
        "description": "A name for this request: sent again, it keeps nothing twice.",
        "schema": {**_TEXT, "maxLength": 200},
    },
    "after": {"description": "Only submissions after the one with this id.", "schema": _TEXT},
    "after-slug": {
        "name": "after",
        "description": "Only documents after the one with this name.",
        "schema": _TEXT,
    },
    "default": {"description": "Asks for the union of all graphs, whatever its value.", "schema": _TEXT},
    "default-graph-uri": {
        "description": "A graph that plain patterns see; may be repeated.",
        "schema": {"type": "array", "items": {**_TEXT, "format": "iri"}},
    },
    "document": {"description": "Only changes about this text, by its symbol.", "schema": _TEXT},
    "excel": {
        "description": "`1` for CSV that spreadsheet programs open well: marked as UTF-8, formulas disarmed.",
        "schema": _FLAG,
    },
    "explain": {
        "description": "`empty` asks why the query has no result.",
        "schema": {"type": "string", "enum": ["empty"]},
    },
    "format": {
        "description": "The form of the answer by its suffix; else `Accept` decides.",
        "schema": _TEXT,
    },
    "from": {
        "description": "What a form begins with: `example`, or the id of an earlier submission.",
        "schema": {**_TEXT, "pattern": "^[A-Za-z0-9-]{1,60}$"},
    },
    "graph": {"description": "The IRI of a graph.", "schema": {**_TEXT, "format": "iri"}},
    "in": {"description": "Only links to the thing by this property, such as `acq:cites`.", "schema": _TEXT},
    "iri": {
        "description": "The IRI of a thing, or a short name of it such as `norm:gge-2015/c`.",
        "schema": _TEXT,
    },
    "issuer": {
        "description": "The code of the State or group that the document is for, such as `EST`.",
        "schema": {**_TEXT, "pattern": "^[A-Za-z0-9-]{1,40}$"},
    },
    "item-kind": {"name": "kind", "description": "Only what waits of this kind.", "schema": _TEXT},
    "key": {
        "in": "path",
        "schema": _NAME,
        "description": "What a picture is of: the last part of the address of a thing.",
    },
    "kind": {"in": "path", "schema": _NAME, "description": "A kind of submission."},
    "kind-of-entry": {
        "name": "kind",
        "description": "Only entries of this kind.",
        "schema": {"type": "string", "enum": list(KINDS)},
    },
    "labels": {
        "description": "`1` for a column `{name}Label` with the name of each IRI, where there is none.",
        "schema": _FLAG,
    },
    "lang": {
        "description": "The language of the interface, such as `fr`; else `Accept-Language` decides.",
        "schema": _TEXT,
    },
    "language": {
        "description": "The language for sentences, such as `en`; else `Accept-Language` decides.",
        "schema": _TEXT,
    },
    "name": {"in": "path", "schema": _NAME, "description": "The name, without a slash."},
    "norm": {"description": "Only changes about this norm, such as `c`.", "schema": _TEXT},
    "of-card": {
        "name": "of",
        "description": "The card to show the code of first, such as `norm/c` or `state/EST`.",
        "schema": {**_TEXT, "pattern": "^(norm/[a-z]|state/[A-Za-z]{3})$"},
    },
    "of-kind": {"name": "kind", "description": "Only submissions of this kind.", "schema": _TEXT},
    "of-path": {
        "name": "path",
        "description": "In place of `iri`: what stands after `/doc/` in the address of a thing.",
        "schema": _TEXT,
    },
    "out": {"description": "Only what the thing says by this property.", "schema": _TEXT},
    "part": {"in": "path", "schema": {"type": "integer", "minimum": 1}, "description": "The number."},
    "named-graph-uri": {
        "description": "A graph that GRAPH sees; may be repeated.",
        "schema": {"type": "array", "items": {**_TEXT, "format": "iri"}},
    },
    "page": {
        "description": "The page, from 1 on; of a question, one beyond the end has no rows.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 999_999_999},
    },
    "path": {
        "in": "path",
        "schema": {"type": "string", "minLength": 1},
        "description": "All that follows, slashes included.",
    },
    "question": {"description": "The name of a question; its parameters stand beside it.", "schema": _TEXT},
    "q": {"description": "Words that must all be there, whatever their case and accents.", "schema": _TEXT},
    "query": {"description": "A SPARQL 1.1 query; the fixed prefixes need no declaration.", "schema": _TEXT},
    "release": {
        "description": "The id of a kept release to answer from; by default the current one.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"},
    },
    "release_id": {"in": "path", "schema": _NAME, "description": "The id of a kept release."},
    "sha256": {
        "description": "The fingerprint of an answer, to be held against that of today.",
        "schema": {"type": "string", "pattern": "^[0-9a-fA-F]{64}$"},
    },
    "size": {
        "description": "The number of rows on a page; without it all rows come, on web pages 100.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 1000},
    },
    "slug": {"in": "path", "schema": _NAME, "description": "The name of a document in its address."},
    "state": {"description": "Only changes about this State, such as `EST`.", "schema": _TEXT},
    "status": {"description": "Only submissions with this status, such as `received`.", "schema": _TEXT},
    "submission_id": {"in": "path", "schema": _NAME, "description": "The id of a submission."},
    "suffix": {"in": "path", "schema": _NAME, "description": "The suffix of a form."},
    "symbol": {
        "in": "path",
        "schema": {"type": "string", "minLength": 1, "examples": ["A/RES/70/237"]},
        "description": "A document symbol in any printed spelling.",
    },
    "tag": {"description": "Only the questions with this tag.", "schema": _TEXT},
    "words": {
        "name": "q",
        "description": "Words or beginnings of words, a code, or a document symbol in any spelling.",
        "schema": {**_TEXT, "maxLength": LONGEST},
    },
    "then": {"description": "Where to go on once signed in, such as `/desk`.", "schema": _TEXT},
    "version": {"in": "path", "schema": _NAME, "description": "A version of the ontology."},
    "timeout": {
        "description": "Lowers the time limit, in seconds.",
        "schema": {"type": "number", "exclusiveMinimum": 0},
    },
    **COMPARING_PARAMETERS,
    **READING_PARAMETERS,
}

_PROBLEM: dict[str, object] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence that says what is wrong and what to do."},
        "error": {"type": "string", "description": "The kind of fault, for programs."},
        "name": {"type": "string", "description": "The parameter at fault."},
        "iri": {"type": "string", "description": "What was asked for."},
        "near": {
            "type": "array",
            "items": {"type": "string"},
            "description": "What comes near and would do: values of a parameter, or identifiers of things.",
        },
        "report": {"type": "object", "description": "What is to be changed in a document."},
        "release": {"type": "string", "description": "The release that still holds what was withdrawn."},
        "offered": {"type": "array", "items": {"type": "string"}},
        "accepted": {"type": "array", "items": {"type": "string"}},
        "limit": {"type": "number"},
        "spent": {"type": "number"},
        "line": {"type": "integer"},
        "column": {"type": "integer"},
    },
}
_TABLE: dict[str, object] = {
    "type": "object",
    "required": ["question", "title", "parameters", "release", "licence", "columns", "rows", "total", "data"],
    "properties": {
        "question": {"type": "string"},
        "title": {"type": "string"},
        "parameters": {"type": "object", "additionalProperties": {"type": "string"}},
        "release": {"type": "string"},
        "licence": {"type": "string", "format": "uri"},
        "columns": {"type": "array", "items": {"type": "string"}},
        "rows": {"type": "integer", "description": "The number of rows in this answer."},
        "total": {"type": "integer", "description": "The number of rows of the whole answer."},
        "data": {"type": "array", "items": {"type": "object"}},
    },
}
_FINDING: dict[str, object] = {
    "type": "object",
    "required": ["severity", "rule", "where", "message"],
    "properties": {
        "severity": {"type": "string", "enum": ["violation", "warning", "advice"]},
        "rule": {"type": "string", "description": "The shape or the check, for programs."},
        "where": {"type": "string", "description": "The part, in words."},
        "field": {"type": "string", "description": "The field, in words."},
        "message": {"type": "string", "description": "A sentence that says what to do."},
        "focus": {"type": "string", "description": "The node."},
        "path": {"type": "string", "description": "The IRI of the property."},
    },
}
_REPORT: dict[str, object] = {
    "type": "object",
    "required": ["accepted", "counts", "findings", "sha256", "shapes", "release"],
    "properties": {
        "accepted": {"type": "boolean", "description": "Whether it has no violation."},
        "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
        "kind": {"type": "string"},
        "issuer": {"type": "string"},
        "claims": {"type": "integer"},
        "sha256": {"type": "string", "description": "That of the bytes of the document."},
        "shapes": {"type": "string", "description": "The version of the shapes."},
        "release": {"type": "string", "description": "The release that it was held against."},
        "findings": {"type": "array", "items": _FINDING},
    },
}
_STEP: dict[str, object] = {
    "type": "object",
    "required": ["action"],
    "properties": {
        "action": {
            "type": "string",
            "enum": ["accept", "assign", "comment", "reject", "return", "withdraw"],
        },
        "text": {"type": "string", "description": "What to say about it."},
        "successor": {"type": "string", "description": "The id of the submission that takes its place."},
    },
    "additionalProperties": False,
}
_FORM: dict[str, object] = {
    "type": "object",
    "description": "The fields of a form on a page of ours, with the sign that it is from there.",
    "properties": {"csrf_token": {"type": "string"}, "do": {"type": "string"}},
    "additionalProperties": {"type": "string"},
}
SCHEMAS = {"Form": _FORM, "Problem": _PROBLEM, "Report": _REPORT, "Step": _STEP, "Table": _TABLE}

"""Own the description of the HTTP interface, made from the table of routes and the headers of the questions.

It must not answer requests; a new question needs nothing here. Source: https://spec.openapis.org/oas/v3.1.0
"""

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from acquis import __version__, formats
from acquis.engine import Engine
from acquis.library.queries import Question
from acquis.library.values import LONGEST, WANTED, Parameter, examples
from acquis.reference.components import PARAMETERS, SCHEMAS, STATUSES
from acquis.reference.routes import ROUTES, Route

__all__ = ["document"]

_Json = dict[str, Any]

_FORM = "application/x-www-form-urlencoded"
_EXAMPLES = 12
# What any address may answer with: an unknown release, a slow body, a long address, a server that is busy.
_ALWAYS = (404, 408, 413, 414, 503)
_ASKED = (304, 400, 406, 429, 504)
_ROWS = ("excel", "format", "labels", "page", "size", "release")
_HEADERS = {
    "Acquis-Release": "The release that answered.",
    "Acquis-Rows": "The number of rows in this answer, where it is a table.",
    "Acquis-Total": "The number of rows of the whole answer to a question.",
    "Acquis-Truncated": "How many rows of how many are shown, where some are left out.",
    "ETag": "The entity tag, for `If-None-Match`.",
    "Link": "Other pages or forms, the licence and this description.",
}
_ABOUT = (
    "Read only, and open to any origin. Every address answers HEAD and OPTIONS as well; `/sparql` also takes"
    " the method QUERY. Data change by release only: the header `Acquis-Release` names the one that answered;"
    " `release` asks for another. Faults come as problem details (RFC 9457) with a sentence that says what"
    " to do. Absence means that nothing is recorded, never that a State is silent."
)


def document(engine: Engine, questions: Sequence[Question], server: str) -> _Json:
    """Return the description of the interface at the address *server*, with examples out of *engine*."""
    paths = {route.path: _route(route) for route in ROUTES}
    paths |= {f"/api/queries/{one.name}": _question(engine, one) for one in questions}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Acquis",
            "summary": "The framework of responsible State behaviour in cyberspace as a graph",
            "description": _ABOUT,
            "version": __version__,
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": server}],
        "tags": [{"name": name} for name in dict.fromkeys(route.tag for route in ROUTES)],
        "paths": {path: paths[path] for path in sorted(paths)},
        "components": {
            "headers": {name: _header(text) for name, text in _HEADERS.items()},
            "parameters": {name: _parameter(name) for name in PARAMETERS},
            "responses": _shared(questions),
            "schemas": SCHEMAS,
        },
    }


def _route(route: Route) -> _Json:
    names = [*re.findall(r"\{(\w+)\}", route.path), *route.query]
    parameters = [_ref("parameters", name) for name in names]
    content = {media: schema for form in route.forms for media, schema in _content(form).items()}
    meant = {str(route.ok): _meant(route.ok, content) if content else _ref("responses", str(route.ok))}
    made = {
        "get": {
            "operationId": _id("get", route.path),
            "summary": route.summary,
            "tags": [route.tag],
            "parameters": parameters,
            "responses": _responses(meant, route.statuses),
        }
    }
    if route.posts:
        in_path = [
            one for one in parameters if PARAMETERS[one["$ref"].rpartition("/")[2]].get("in") == "path"
        ]
        made["post"] = {
            **made["get"],
            "operationId": _id("post", route.path),
            "parameters": [*in_path, _ref("parameters", "release")],
            "requestBody": _body(route),
            "responses": _responses(meant, [one for one in route.statuses if one != 304]),
        }
    return made


def _body(route: Route) -> _Json:
    fields = {name: PARAMETERS[name]["schema"] for name in route.query if name != "release"}
    content: _Json = {_FORM: {"schema": {"type": "object", "properties": fields}}}
    if "query" in fields:
        content[_FORM]["schema"]["required"] = ["query"]
        content["application/sparql-query"] = {"schema": {"type": "string"}}
    return {"required": "query" in fields, "content": content}


def _question(engine: Engine, question: Question) -> _Json:
    kind = "rows" if question.kind == "select" else question.kind
    own = {param.name: _value(engine, param) for param in question.params}
    shared = _ROWS if kind == "rows" else ("format", "release")
    meant = {"200": _ref("responses", question.name)}
    said = {
        "summary": question.title,
        "description": f"{question.description} Source: {question.source}".removesuffix(" Source: "),
        "tags": ["Questions"],
    }
    required = [one.name for one in question.params if one.default is None and not one.optional]
    given = [
        {"name": param.name, "in": "query", "required": param.name in required, **own[param.name]}
        for param in question.params
    ]
    fields = {name: one["schema"] for name, one in own.items()}
    fields |= {name: PARAMETERS[name]["schema"] for name in shared if name != "release"}
    body = {"type": "object", "properties": fields, "additionalProperties": False, "required": required}
    return {
        "get": {
            "operationId": question.name,
            **said,
            "parameters": [*given, *(_ref("parameters", name) for name in shared)],
            "responses": _responses(meant, _ASKED),
        },
        "post": {
            "operationId": f"{question.name}-by-form",
            **said,
            "parameters": [_ref("parameters", "release")],
            "requestBody": {"required": bool(required), "content": {_FORM: {"schema": body}}},
            "responses": _responses(meant, [*(one for one in _ASKED if one != 304), 415]),
        },
    }


def _value(engine: Engine, param: Parameter) -> _Json:
    """Return description and schema of *param*; other spellings of its examples will do as well."""
    schema: _Json = {"type": "string", "maxLength": LONGEST}
    if param.type == "integer":
        schema = {"type": "integer"}
    elif param.type == "date":
        schema |= {"format": "date"}
    found = list(islice(examples(engine, param), _EXAMPLES))
    typed: list[Any] = [int(one) for one in found] if param.type == "integer" else found
    if param.default is not None:
        schema["default"] = typed[0]
    needs = f" It depends on {', '.join(param.needs)}." if param.needs else ""
    about = f"{param.label or param.name}: {WANTED[param.type]}.{needs}"
    return {"description": about, "schema": {**schema, "examples": typed}}


def _answer(question: Question) -> _Json:
    """Return the schema of the plain answer to *question*, with its columns."""
    cell = {"type": ["string", "number", "boolean", "null"]}
    columns = dict.fromkeys(question.columns, cell)
    row = {"type": "object", "properties": columns, "required": list(columns), "additionalProperties": cell}
    return {
        "allOf": [_ref("schemas", "Table")],
        "properties": {"question": {"const": question.name}, "data": {"type": "array", "items": row}},
    }


def _content(form: str) -> _Json:
    """Return what the kind of forms, or the one media type, *form* may be answered with."""
    if "/" in form:
        return {form: _schema(form, "")}
    kinds = [one for one in formats.FORMATS if form in one.kinds]
    return {one.media_type: _schema(one.media_type, form) for one in kinds}


def _schema(media_type: str, kind: str) -> _Json:
    if media_type == "application/json" and kind == "rows":
        return {"schema": _ref("schemas", "Table")}
    if "json" in media_type:
        return {"schema": {"type": ["object", "array"]}}
    if media_type.endswith("sheet"):
        return {"schema": {"contentMediaType": media_type}}
    return {"schema": {"type": "string"}}


def _shared(questions: Sequence[Question]) -> _Json:
    """Return the responses that operations refer to: those of a status, and the answer to each question."""
    found = {str(status): _plain_response(status) for status in STATUSES if status != 200}
    for question in questions:
        content = _content("rows" if question.kind == "select" else question.kind)
        if question.kind == "select":
            content["application/json"] = {"schema": _answer(question)}
        found[question.name] = _meant(200, content)
    return found


def _meant(status: int, content: _Json) -> _Json:
    headers = {name: _ref("headers", name) for name in _HEADERS}
    return {"description": STATUSES[status], "headers": headers, "content": content}


def _responses(meant: _Json, others: Iterable[int]) -> _Json:
    """Return the responses of an address by status: the one that is *meant*, and the *others*."""
    rest = {str(status): _ref("responses", str(status)) for status in {*others, *_ALWAYS}}
    return dict(sorted({**rest, **meant}.items()))


def _plain_response(status: int) -> _Json:
    if status == 304:
        return {"description": STATUSES[status]}
    if status < 400:
        location = {"Location": {"schema": {"type": "string", "format": "uri-reference"}}}
        return {"description": STATUSES[status], "headers": location}
    kinds = {one.media_type for one in formats.FORMATS if "problem" in one.kinds}
    text = {"schema": {"type": "string"}}
    problem = {"schema": _ref("schemas", "Problem")}
    content = {name: problem if "json" in name else text for name in sorted(kinds)}
    waits = {"headers": {"Retry-After": {"schema": {"type": "integer"}}}} if status in (429, 503) else {}
    return {"description": STATUSES[status], **waits, "content": content}


def _parameter(name: str) -> _Json:
    given = PARAMETERS[name]
    return {"name": name, "in": "query", "required": given.get("in") == "path", **given}


def _header(text: str) -> _Json:
    return {"description": text, "schema": {"type": "string"}}


def _ref(part: str, name: str) -> _Json:
    return {"$ref": f"#/components/{part}/{name}"}


def _id(method: str, path: str) -> str:
    return "-".join([method, *re.findall(r"\w+", path)])

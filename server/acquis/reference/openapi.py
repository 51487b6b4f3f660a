"""Own the description of the HTTP interface, made from the table of routes and the headers of the questions.

It must not answer requests; a new question needs nothing here. Source: https://spec.openapis.org/oas/v3.1.0
"""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from acquis import __version__
from acquis.engine import Engine
from acquis.library.queries import Question
from acquis.library.values import LONGEST, WANTED, Parameter, examples
from acquis.reference.components import PARAMETERS, SCHEMAS, STATUSES
from acquis.reference.responses import HEADERS, Json, content, meant, plain, ref, responses, schema
from acquis.reference.route import Route
from acquis.reference.routes import ROUTES

__all__ = ["document"]

_FORM = "application/x-www-form-urlencoded"
_EXAMPLES = 12
_ASKED = (304, 400, 406, 429, 504)
_ROWS = ("excel", "format", "labels", "page", "size", "release")
_ABOUT = (
    "Open to any origin, and read only but for submissions. Every address answers HEAD and OPTIONS as well;"
    " `/sparql` also takes the method QUERY. Data change by release only: the header `Acquis-Release` names"
    " the one that answered; `release` asks for another. Faults come as problem details (RFC 9457) with a"
    " sentence that says what to do. Absence means that nothing is recorded, never that a State is silent."
)
_TOKEN = "A token that `acquis token issue` made, of a submitter or of a reviewer."


def document(engine: Engine, questions: Sequence[Question], server: str) -> Json:
    """Return the description of the interface at the address *server*, with examples out of *engine*."""
    paths = _paths() | {f"/api/queries/{one.name}": _question(engine, one) for one in questions}
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
            "headers": {name: _header(text) for name, text in HEADERS.items()},
            "parameters": {name: _parameter(name) for name in PARAMETERS},
            "responses": _shared(questions),
            "schemas": SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": _TOKEN}},
        },
    }


def _paths() -> dict[str, Json]:
    paths: dict[str, Json] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {}).update(_route(route))
    return paths


def _route(route: Route) -> Json:
    """Return the operations of *route* by method."""
    names = [*re.findall(r"\{(\w+)\}", route.path), *route.query]
    contents = {media: said for form in route.forms for media, said in content(form).items()}
    oks = {route.ok, *({200} & set(route.statuses))}
    wanted = {str(ok): meant(ok, contents) if contents else ref("responses", str(ok)) for ok in oks}
    first = {
        "operationId": _id(route.method, route.path),
        "summary": route.summary,
        "tags": [route.tag],
        "parameters": [ref("parameters", name) for name in names],
        **({"security": [{"token": []}]} if route.token else {}),
        **({"requestBody": _document(route)} if route.takes else {}),
        "responses": responses(wanted, [one for one in route.statuses if one not in oks]),
    }
    if not route.posts:
        return {route.method: first}
    in_path = [name for name in names if PARAMETERS[name].get("in") == "path"]
    second = {
        **first,
        "operationId": _id("post", route.path),
        "parameters": [ref("parameters", name) for name in (*in_path, "release")],
        "requestBody": _body(route),
        "responses": responses(wanted, [one for one in route.statuses if one != 304]),
    }
    return {"get": first, "post": second}


def _document(route: Route) -> Json:
    """Return the body of one of the types that *route* takes."""
    said = {"schema": ref("schemas", route.taken)} if route.taken else None
    return {"required": True, "content": {one: said or schema(one) for one in route.takes}}


def _body(route: Route) -> Json:
    fields = {name: PARAMETERS[name]["schema"] for name in route.query if name != "release"}
    said: Json = {_FORM: {"schema": {"type": "object", "properties": fields}}}
    if "query" in fields:
        said[_FORM]["schema"]["required"] = ["query"]
        said["application/sparql-query"] = {"schema": {"type": "string"}}
    return {"required": "query" in fields, "content": said}


def _question(engine: Engine, question: Question) -> Json:
    kind = "rows" if question.kind == "select" else question.kind
    own = {param.name: _value(engine, param) for param in question.params}
    shared = _ROWS if kind == "rows" else ("format", "release")
    meant = {"200": ref("responses", question.name)}
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
            "parameters": [*given, *(ref("parameters", name) for name in shared)],
            "responses": responses(meant, _ASKED),
        },
        "post": {
            "operationId": f"{question.name}-by-form",
            **said,
            "parameters": [ref("parameters", "release")],
            "requestBody": {"required": bool(required), "content": {_FORM: {"schema": body}}},
            "responses": responses(meant, [*(one for one in _ASKED if one != 304), 415]),
        },
    }


def _value(engine: Engine, param: Parameter) -> Json:
    """Return description and schema of *param*; other spellings of its examples will do as well."""
    schema: Json = {"type": "string", "maxLength": LONGEST}
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


def _answer(question: Question) -> Json:
    """Return the schema of the plain answer to *question*, with its columns."""
    cell = {"type": ["string", "number", "boolean", "null"]}
    columns = dict.fromkeys(question.columns, cell)
    row = {"type": "object", "properties": columns, "required": list(columns), "additionalProperties": cell}
    return {
        "allOf": [ref("schemas", "Table")],
        "properties": {"question": {"const": question.name}, "data": {"type": "array", "items": row}},
    }


def _shared(questions: Sequence[Question]) -> Json:
    """Return the responses that operations refer to: those of a status, and the answer to each question."""
    found = {str(status): plain(status) for status in STATUSES if status != 200}
    for question in questions:
        contents = content("rows" if question.kind == "select" else question.kind)
        if question.kind == "select":
            contents["application/json"] = {"schema": _answer(question)}
        found[question.name] = meant(200, contents)
    return found


def _parameter(name: str) -> Json:
    given = PARAMETERS[name]
    return {"name": name, "in": "query", "required": given.get("in") == "path", **given}


def _header(text: str) -> Json:
    return {"description": text, "schema": {"type": "string"}}


def _id(method: str, path: str) -> str:
    return "-".join([method, *re.findall(r"\w+", path)])

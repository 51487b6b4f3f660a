"""The description of the interface: valid, complete both ways, and with examples that work."""

import json
import re
from typing import Any

import openapi_spec_validator
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import MethodNotAllowed, NotFound

from acquis.engine import Engine
from acquis.library import queries, values
from acquis.reference.components import PARAMETERS, STATUSES
from acquis.reference.openapi import document
from acquis.reference.routes import ROUTES
from acquis.web.base.errors import STATUS


@pytest.fixture
def described(client: FlaskClient) -> dict[str, Any]:
    """Return the description that the application gives of itself."""
    found: dict[str, Any] = json.loads(client.get("/api/openapi.json").text)
    return found


def test_it_is_openapi(described: dict[str, Any]) -> None:
    """The description is valid by the meta-schema of OpenAPI 3.1."""
    assert described["openapi"] == "3.1.0"
    openapi_spec_validator.validate(described)


def test_each_address_is_described_and_each_description_leads_to_one(
    app: Flask, described: dict[str, Any]
) -> None:
    """Every public rule of the application has an entry, and every entry and method belongs to a rule."""
    adapter = app.url_map.bind("localhost")
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"}
    # An address with nothing after its last slash only leads on, or says that a name is missing.
    public = {rule for rule in rules if rule == "/" or not rule.endswith("/")}
    found = set()
    for path, item in described["paths"].items():
        for method in item:
            try:
                rule, _ = adapter.match(
                    path.replace("{part}", "1").replace("{", "").replace("}", ""), method, return_rule=True
                )
            except (MethodNotAllowed, NotFound) as error:
                raise AssertionError(f"{method} {path} is described and not served: {error}") from None
            found.add(rule.rule)
    missing = {rule for rule in public - found if rule != "/api/queries/<name>"}
    assert missing == set(), "give each a row in acquis.reference.routes"


def test_every_question_has_its_entry(described: dict[str, Any]) -> None:
    """Name, title and parameters of each question are there, by GET and in a form, and its answer."""
    for name, question in queries.library().items():
        item = described["paths"][f"/api/queries/{name}"]
        own = [one["name"] for one in item["get"]["parameters"] if "name" in one]
        fields = item["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"][
            "properties"
        ]
        assert own == [param.name for param in question.params]
        assert set(own) <= set(fields)
        assert item["get"]["summary"] == question.title
        answer = described["components"]["responses"][name]["content"]
        assert ("text/csv" in answer) is (question.kind == "select")
        assert ("application/ld+json" in answer) is (question.kind == "graph")


def test_examples_are_understood(engine: Engine) -> None:
    """Each example of a parameter binds to a term, but for a default that this graph does not hold."""
    described = document(engine, list(queries.library().values()), "https://example.org")
    tried = 0
    for name, question in queries.library().items():
        shown = {
            one["name"]: one
            for one in described["paths"][f"/api/queries/{name}"]["get"]["parameters"]
            if "name" in one
        }
        for param in question.params:
            for example in shown[param.name]["schema"]["examples"]:
                if str(example) != param.default:
                    tried += 1
                    assert values.term(engine, param, str(example), {}) is not None
    assert tried > 10


def test_every_status_of_an_error_is_described() -> None:
    """The statuses of our errors, other than faults of ours, are in the table; each in it is in use."""
    used = {status for route in ROUTES for status in (*route.statuses, route.ok)} | {404, 408, 413, 414, 503}
    errors = {int(status) for status in STATUS.values()} - {422, 500}
    assert errors <= set(STATUSES)
    assert used == set(STATUSES)


def test_every_parameter_is_used() -> None:
    """What the table of parameters holds, an address reads."""
    used = {name for route in ROUTES for name in (*route.query, *re.findall(r"{(\w+)}", route.path))}
    assert used == set(PARAMETERS)


def test_the_address_of_the_server_is_the_one_it_was_asked_at(described: dict[str, Any]) -> None:
    """Programs can call what they read."""
    assert described["servers"] == [{"url": "http://localhost"}]


def test_people_can_read_it(client: FlaskClient, described: dict[str, Any]) -> None:
    """The page names every address, with what it is for."""
    page = client.get("/api").text
    assert [path for path in described["paths"] if path not in page] == []
    assert page.count('<section class="operation">') == len(described["paths"])
    assert "GET or a form by POST" in page


@pytest.mark.parametrize("path", ["/api", "/api/queries", "/api/queries/actors", "/api/openapi.json"])
def test_other_methods_are_refused(client: FlaskClient, path: str) -> None:
    """A method that is not described is a 405 that names those there are."""
    for method in ("PUT", "DELETE", "PATCH", "TRACE"):
        response = client.open(path, method=method)
        assert response.status_code == 405
        assert {"GET", "HEAD", "OPTIONS"} <= set(response.headers["Allow"].split(", "))

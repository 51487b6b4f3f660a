"""What operators see: health, readiness, numbers, and a log that is silent about people and queries."""

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from acquis import config
from acquis.engine import Engine
from acquis.web import create_app

SECRET = "SELECT ?n { ?n acq:letter 'c' } # of one who would not be named"


def numbers(client: FlaskClient) -> dict[str, float]:
    """Return the samples of /metrics by name and labels."""
    return {
        f"{sample.name}{json.dumps(sample.labels, sort_keys=True)}": sample.value
        for family in text_string_to_metric_families(client.get("/metrics").text)
        for sample in family.samples
    }


def test_a_server_is_ready_while_its_pool_answers(application: Callable[..., Flask], releases: Path) -> None:
    """Without a pool the server is alive, and looks things up, but is not ready."""
    app = application(releases)
    client = app.test_client()
    assert client.get("/ready").json == {"status": "ready", "release": "tiny"}
    assert numbers(client)["acquis_pool_up{}"] == 1
    app.extensions["acquis"].close()
    assert client.get("/health").status_code == 200
    assert client.get("/doc/norm/gge-2015/c").status_code == 200
    not_ready = client.get("/ready")
    assert not_ready.status_code == 503
    assert int(not_ready.headers["Retry-After"]) >= 1
    assert numbers(client)["acquis_pool_up{}"] == 0


def test_requests_are_counted_by_route(client: FlaskClient) -> None:
    """Addresses, and methods that clients make up, add no numbers of their own."""
    for path in ("/doc/norm/gge-2015/c", "/doc/norm/gge-2015/d", "/nothing/1", "/nothing/2"):
        client.get(path)
    client.open("/", method="BREW1")
    client.open("/", method="BREW2")
    client.post("/sparql", data={"query": "ASK {}"})
    found = numbers(client)
    labels = {"method": "GET", "route": "/doc/<path:path>", "status": "200"}
    assert found[f"acquis_requests_total{json.dumps(labels)}"] == 2
    assert found['acquis_requests_total{"method": "GET", "route": "none", "status": "404"}'] == 2
    assert sum(value for name, value in found.items() if '"other"' in name and "_total" in name) == 2
    assert found["acquis_query_seconds_count{}"] == 1
    assert not [name for name in found if "BREW" in name or "nothing" in name]


@pytest.mark.parametrize("wanted", ["off", "requests", "queries"])
def test_the_log_tells_what_was_asked_for(
    engine: Engine, caplog: pytest.LogCaptureFixture, wanted: str
) -> None:
    """A line names the network and the path; the text of a query only where it is asked for."""
    log = logging.getLogger("acquis.access")
    client = create_app(config.load({"ACQUIS_ACCESS_LOG": wanted}), engine).test_client()
    log.addHandler(caplog.handler)
    try:
        client.get("/sparql", query_string={"query": SECRET}, environ_base={"REMOTE_ADDR": "192.0.2.77"})
        client.post("/sparql", data=SECRET, content_type="application/sparql-query")
    finally:
        log.removeHandler(caplog.handler)
    lines = [json.loads(record.getMessage()) for record in caplog.records if record.name == log.name]
    assert len(lines) == (0 if wanted == "off" else 2)
    for line in lines:
        assert (line["path"], line["status"]) == ("/sparql", 200)
        assert line["client"] in ("192.0.2.0", "127.0.0.0")
        assert line["query_ms"] >= 0
        assert (SECRET in json.dumps(line)) is (wanted == "queries")


def test_a_log_line_stays_one_line(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    """What a client sends cannot begin a line of its own."""
    log = logging.getLogger("acquis.access")
    client = create_app(config.load({}), engine).test_client()
    log.addHandler(caplog.handler)
    try:
        client.get("/doc/a%0A%7B%22status%22%3A200%7D", headers={"User-Agent": "x\ty"})
    finally:
        log.removeHandler(caplog.handler)
    (message,) = [record.getMessage() for record in caplog.records if record.name == log.name]
    assert "\n" not in message
    assert json.loads(message)["status"] == 404

"""What operators ask: is it up, can it answer, how much does it do; it must not tell who asked what."""

import os
import time
from collections import Counter as Counted
from collections.abc import Sequence

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from acquis.errors import AcquisError
from acquis.web.base.marks import ROUTE
from acquis.web.base.served import Source, served
from acquis.web.service.kept import Given
from acquis.web.service.teller import Note

__all__ = ["MULTIPROCESS", "again", "bp", "count"]

# Where the processes of one server put their numbers together; set before the first of them starts.
MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"

bp = Blueprint("operation", __name__)

_UNROUTED = "none"


class _Meters:
    """The numbers of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "acquis_requests",
            "Requests answered, by route, method and status.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "acquis_request_seconds",
            "Time from request to answer, by route; of answers that were made.",
            ("route",),
            registry=self.registry,
        )
        self.query_seconds = Histogram(
            "acquis_query_seconds",
            "Time the engine took for the queries of a request.",
            registry=self.registry,
        )
        self.again = Counter(
            "acquis_answers_again",
            "Answers given again from memory; they are counted among the requests, too.",
            registry=self.registry,
        )
        self.validations = Counter(
            "acquis_validations",
            "Documents checked, by what came of it.",
            ("outcome",),
            registry=self.registry,
        )

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answer of the application."""
        self.requests.labels(route, method, status).inc()
        self.seconds.labels(route).observe(seconds)


def count(app: Flask) -> None:
    """Let *app* count what it answers."""
    meters = _Meters()
    app.extensions["acquis.meters"] = meters

    @app.after_request
    def note(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else _UNROUTED
        request.environ[ROUTE] = route
        meters.answered(route, _method(), response.status_code, time.perf_counter() - g.start)
        if "query_seconds" in g:
            meters.query_seconds.observe(g.query_seconds)
        if "validated" in g:
            meters.validations.labels(g.validated).inc()
        return response


def again(app: Flask) -> Note:
    """Return what counts answers that were given again (`acquis.web.service.kept`) beside those of *app*."""
    meters = app.extensions["acquis.meters"]

    def note(given: Sequence[Given]) -> None:
        meters.again.inc(len(given))
        kinds = Counted((one.route, one.environ["REQUEST_METHOD"], one.status) for one in given)
        for labels, number in kinds.items():
            meters.requests.labels(*labels).inc(number)

    return note


def _method() -> str:
    """Return the method of the request; a client may make up any number of others."""
    known = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY"}
    return request.method if request.method in known else "other"


@bp.get("/health")
def health() -> Response:
    """Answer 200 while a release can be read."""
    now = served()
    quads = now.manifest.get("quads") or now.engine.count_quads()
    return _unstored(jsonify(status="ok", release=now.release_id, quads=quads))


@bp.get("/ready")
def ready() -> Response:
    """Answer 200 while queries can be answered, too."""
    now = served()
    Source.current().runner.stats()
    return _unstored(jsonify(status="ready", release=now.release_id))


@bp.get("/metrics")
def metrics() -> Response:
    """Return the numbers of all processes and of the pool, as Prometheus reads them."""
    registry = current_app.extensions["acquis.meters"].registry
    if MULTIPROCESS in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    text = generate_latest(registry).decode() + _pool()
    return _unstored(Response(text, content_type=CONTENT_TYPE_LATEST))


def _pool() -> str:
    """Return the numbers of the pool; one that is away has none. Some count up and some go up and down."""
    try:
        stats = Source.current().runner.stats()
    except AcquisError:
        return "# TYPE acquis_pool_up gauge\nacquis_pool_up 0\n"
    lines = (
        f"# TYPE acquis_pool_{name} untyped\nacquis_pool_{name} {value}\n" for name, value in stats.items()
    )
    return "# TYPE acquis_pool_up gauge\nacquis_pool_up 1\n" + "".join(lines)


def _unstored(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response

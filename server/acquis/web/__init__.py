"""The web surface: the application factory, and the headers that every answer carries.

It must not hold knowledge of the graph: views read a request, call one service and answer.
"""

from flask import Flask, Response, request

from acquis import config
from acquis.config import Settings
from acquis.engine import Engine
from acquis.web import errors, home, linked, sparql
from acquis.web.state import Source, here, local

__all__ = ["create_app"]

_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Acquis-Release, Content-Location, ETag, Link, Location",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:;"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS, POST",
    "Access-Control-Max-Age": "86400",
}
# A form repeats each byte of a query as three in the worst case; the rest is room for other parameters.
_FORM_FACTOR = 3
_FORM_ROOM = 10_000


def create_app(settings: Settings | None = None, engine: Engine | None = None) -> Flask:
    """Return an application that answers from *engine*, by default from the current release of *settings*.

    Raises:
        InvalidSetting: the environment holds a wrong setting.
        ReleaseError: there is no release to serve.
    """
    settings = settings or config.load()
    app = Flask("acquis.web")
    app.config["MAX_CONTENT_LENGTH"] = settings.max_query_bytes * _FORM_FACTOR + _FORM_ROOM
    app.config["MAX_FORM_MEMORY_SIZE"] = app.config["MAX_CONTENT_LENGTH"]
    source = Source(settings, engine)
    source.served()
    app.extensions["acquis"] = source
    app.jinja_env.globals.update(here=here, local=local, source=source)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.after_request(_finish)
    errors.register(app)
    for blueprint in (home.bp, linked.bp, sparql.bp):
        app.register_blueprint(blueprint)
    return app


def _finish(response: Response) -> Response:
    """Add what every answer carries, and turn an answered OPTIONS into one without a body."""
    response.headers.update(_HEADERS)
    response.headers["Acquis-Release"] = Source.current().release_id
    if request.method == "OPTIONS" and response.status_code == 200:
        response.headers.update(_PREFLIGHT)
        response.status_code = 204
    return response

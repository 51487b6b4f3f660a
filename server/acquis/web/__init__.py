"""The web surface: the application factory, and the headers that every answer carries.

It must not hold knowledge of the graph: views read a request, call one service and answer.
"""

import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, abort, g, request
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from acquis import config, pool
from acquis.config import Settings
from acquis.engine import Engine
from acquis.errors import Overloaded
from acquis.formats import FORMATS
from acquis.vocab import LICENCE
from acquis.web.base import bodies, errors, languages, place, vendored
from acquis.web.base.addresses import absolute, at, here, in_language, kept, local, unpinned
from acquis.web.base.marks import REFUSED
from acquis.web.base.served import Source, answering, demonstration
from acquis.web.catalogue import discovery, feeds, reference, releases
from acquis.web.entity import linked, references, vocabulary
from acquis.web.entry import curating, form, review, start, upload
from acquis.web.portal import about, beside, compare, embeds, facing, home, passages, pictures, search
from acquis.web.query import citing, graphs, library, sparql
from acquis.web.service import log, operation
from acquis.web.session import sessions, sign_in
from acquis.web.session.desk import Desk
from acquis.web.submit import kinds, submissions, validate

__all__ = ["create_app"]

_EXPOSED = (
    *("Acquis-Release", "Acquis-Rows", "Acquis-Truncated", "Content-Location", "ETag", "Link", "Location"),
    *("Acquis-Total", "Content-Disposition", "Repr-Digest", "Retry-After", "Server-Timing"),
    "WWW-Authenticate",
)
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": ", ".join(_EXPOSED),
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}
# What one person sees and sends stands in no frame and no page of others.
_OWN = {
    "Content-Security-Policy": _HEADERS["Content-Security-Policy"].replace(
        "frame-ancestors 'self'", "frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
}
_CROSS_ORIGIN = ("Access-Control-Allow-Origin", "Access-Control-Expose-Headers")
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Authorization, Content-Type, Idempotency-Key,"
    " If-Modified-Since, If-None-Match",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS, POST, QUERY",
    "Access-Control-Max-Age": "86400",
}
# Servers and proxies cut longer addresses, each at its own length and without a word.
_LONGEST_ADDRESS = 30_000
# A body of nothing but separators takes seconds to take apart.
_MOST_FIELDS = 50_000
_FORM = "application/x-www-form-urlencoded"
_COMPRESSED = {"application/atom+xml", "application/feed+json", "text/css", "text/javascript"}
_LONG_BODY = "The body is longer than {:,} bytes, the most that is read at this address: send it in parts."
_LONG_FORM = "The form has more than {:,} fields, the most that are read: send it in parts."
_SLOW_BODY = "The body came too slowly: send it again over a faster connection."
_BUSY = "The server has more to do than it can: try again in 2 seconds."
_BLUEPRINTS = (
    *(about.bp, citing.bp, discovery.bp, embeds.bp, feeds.bp, graphs.bp, home.bp, kinds.bp, library.bp),
    *(linked.bp, operation.bp, reference.bp, references.bp, releases.bp, sparql.bp, submissions.bp),
    *(beside.bp, compare.bp, pictures.bp, search.bp, validate.bp, vendored.bp, vocabulary.bp),
    *(start.bp, form.bp, upload.bp, curating.bp, review.bp, sign_in.bp, passages.bp),
    facing.bp,
)


class _App(Flask):
    """An application of plain functions only, so that none is looked at for whether it must be awaited."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(
    settings: Settings | None = None, engine: Engine | None = None, *, prompt: bool = False
) -> Flask:
    """Return an application that answers from the current release of *settings*.

    An *engine* handed in is served instead, and its queries run in this very process, without limits of
    time or memory: for tests, and for applications that are not open to the public. A *prompt* application
    does not wait until the release is in memory.

    Raises:
        InvalidSetting: the environment holds a wrong setting.
        ReleaseError: there is no release to serve.
    """
    settings = settings or config.load()
    app = _App("acquis.web")
    source = _source(settings, engine, prompt=prompt)
    app.extensions["acquis"] = source
    app.extensions["acquis.desk"] = desk = Desk(settings)
    source.close = _both(desk.close, source.close)
    _name(app, source)
    languages.install(app)
    sessions.install(app)
    ours = settings.proxies
    app.wsgi_app = ProxyFix(place.sound(app.wsgi_app), ours, ours, ours, ours, ours)  # type: ignore[method-assign]
    _surround(app, settings)
    errors.register(app)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def _name(app: Flask, source: Source) -> None:
    """Tell the templates of *app* what they may call."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        absolute=absolute,
        answering=answering,
        at=at,
        demonstration=demonstration,
        here=here,
        in_language=in_language,
        kept=kept,
        licence=LICENCE,
        local=local,
        source=source,
        unpinned=unpinned,
    )


def _surround(app: Flask, settings: Settings) -> None:
    """Let *app* look at each request before it is answered, and at each answer before it is sent."""
    app.before_request(_begin)
    # Flask runs these from the last to the first.
    log.record(app, settings.access_log)
    operation.count(app)
    app.after_request(_finish)
    app.config["COMPRESS_MIMETYPES"] = sorted({one.media_type for one in FORMATS} | _COMPRESSED)
    app.config["COMPRESS_ALGORITHM"] = ["br", "zstd", "gzip"]
    Compress(app)


def _source(settings: Settings, engine: Engine | None, *, prompt: bool) -> Source:
    """Return where answers come from: *engine*, or releases and a pool, started unless one is named.

    Where the settings name engines elsewhere, they answer the queries.
    """
    if engine is not None:
        return Source(settings, pool.Inline(engine, settings.max_result_bytes), engine)
    with ExitStack() as opened:
        address = settings.pool_socket or opened.enter_context(pool.start(settings)).address
        local = opened.enter_context(closing(pool.Pool(settings, address)))
        if settings.endpoint:
            # Loaded only where it is used: its client brings much along.
            from acquis.remote import Remote

            runner = opened.enter_context(closing(Remote(settings, local)))
            source = Source(settings, runner, prompt=prompt, is_due=runner.is_due)
        else:
            source = Source(settings, local, prompt=prompt)
        source.served()
        source.close = opened.pop_all().close
        return source


def _both(first: Callable[[], None], then: Callable[[], None]) -> Callable[[], None]:
    """Return what does *first* and *then*, the second even where the first fails."""

    def do() -> None:
        try:
            first()
        finally:
            then()

    return do


def _begin() -> None:
    """Refuse what cannot be read, and drop content codings that the client refuses."""
    g.start = time.perf_counter()
    environ = request.environ
    _refuse_body(environ.get(REFUSED, 0))
    if fault := place.fault(environ):
        abort(400, fault)
    if len(request.query_string) > _LONGEST_ADDRESS:
        abort(
            414,
            f"The address is longer than {_LONGEST_ADDRESS} bytes: send the query by POST, in a form or with"
            " the type application/sparql-query.",
        )
    # Flask-Compress 1.25 takes q=0, where it stands alone, for a wish.
    wanted = [f"{coding};q={weight}" for coding, weight in request.accept_encodings if weight > 0]
    environ["HTTP_ACCEPT_ENCODING"] = ", ".join(wanted)


def _refuse_body(status: int) -> None:
    """Refuse a body that the gateway refused with *status*, and one that is too long for its address."""
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        raise Overloaded(_BUSY, retry_after=2)
    if status == HTTPStatus.REQUEST_TIMEOUT:
        abort(status, _SLOW_BODY)
    most = bodies.longest(Source.current().settings, request.path)
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE or (request.content_length or 0) > most:
        abort(413, _LONG_BODY.format(most))
    if status:
        abort(status)
    request.max_content_length = request.max_form_memory_size = most
    if request.mimetype == _FORM and request.get_data().count(b"&") >= _MOST_FIELDS:
        abort(413, _LONG_FORM.format(_MOST_FIELDS))


def _finish(response: Response) -> Response:
    """Add what every answer carries, and turn an answered OPTIONS into one without a body."""
    is_own = sessions.is_own()
    there = {name.lower() for name, _ in response.headers}
    for name, text in _HEADERS.items():
        # What one person sees is for no other origin.
        if name.lower() not in there and not (is_own and name in _CROSS_ORIGIN):
            response.headers.add(name, text)
    if is_own:
        response.headers.update(_OWN)
    languages.mark(response)
    response.headers["Acquis-Release"] = answering()
    spent = f"total;dur={(time.perf_counter() - g.start) * 1000:.1f}"
    query = f"query;dur={g.query_seconds * 1000:.1f}, " if "query_seconds" in g else ""
    response.headers["Server-Timing"] = query + spent
    if request.method == "OPTIONS" and response.status_code == 200:
        response.headers.update(_PREFLIGHT)
        response.status_code = 204
    return response

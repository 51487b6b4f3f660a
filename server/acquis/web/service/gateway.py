"""Own the way from the HTTP server to the application: bodies within limits, threads, clients that leave.

It must not look at what is asked. A slow client holds no thread: one is taken when the body is there, and
given back when the answer is. The long answers that slow readers have not yet taken are bounded together.
Source: https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md
"""

import asyncio
import gc
import logging
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from acquis.pool import sandbox
from acquis.releases.link import Link
from acquis.web.base.marks import GONE, REFUSED
from acquis.web.service.kept import Kept
from acquis.web.service.teller import Teller
from acquis.web.service.wsgi import Answer, Application, Headers, called, environment

if TYPE_CHECKING:
    from acquis.web.base.served import Source

__all__ = ["Gateway", "Presence", "create"]

_Limit = Callable[[str], int]

# A thread waits for queries most of its life. Requests wait for a thread; beyond that they are refused.
_THREADS = 64
_MOST_REQUESTS = 512
# The bytes of bodies on their way; whoever sends slowly holds little and keeps nobody waiting.
_MOST_RECEIVED = 64 << 20
# So much more than a body may hold is taken and dropped: many clients read no answer before they sent all.
_DRAINED = 8 << 20
# The server keeps an answer until its client has taken it, and tells when that is only of a stream: longer
# ones are sent so, and are together at most this long.
_SHORT = 1 << 20
_MOST_SENDING = 256 << 20


def create() -> "Gateway":
    """Return the gateway to an application made from the settings in the environment.

    This process then ends with the one that started it, however that ends: nobody else would free the port.

    Raises:
        InvalidSetting: the environment holds a wrong setting.
        ReleaseError: there is no release to serve.
    """
    # Before all else: the first process may end while this one starts.
    started_by = multiprocessing.parent_process()
    if started_by is not None and started_by.pid is not None:
        sandbox.die_with_parent(started_by.pid)
    sandbox.few_arenas()
    from acquis.web import create_app
    from acquis.web.base import bodies
    from acquis.web.service import log, operation

    app = create_app(prompt=True)
    source = app.extensions["acquis"]
    settings = source.settings
    teller = Teller(operation.again(app), log.again(settings.access_log))
    # Each process has its part of the memory for answers.
    most = (settings.cache_mb << 20) // settings.workers
    kept = Kept(Link(settings.releases_dir / "current").name, most, teller.tell, settings.proxies)
    # What is there now stays: nobody need look at it for what can go, which would copy what is shared.
    gc.freeze()
    longest = partial(bodies.longest, settings)
    return Gateway(app.wsgi_app, longest, settings.body_seconds, partial(_close, teller, source), kept)


def _close(teller: Teller, source: "Source") -> None:
    teller.close()
    source.close()


class Presence:
    """Tells a thread that its client has left; nothing is watched until somebody asks for the descriptor."""

    def __init__(self, loop: asyncio.AbstractEventLoop, protocol: Any) -> None:
        self._loop, self._protocol = loop, protocol
        self._descriptor = -1
        self._watch: asyncio.Future[Any] | None = None

    def fileno(self) -> int:
        """Return a descriptor that becomes readable when the client has left."""
        if self._descriptor < 0:
            self._descriptor = os.eventfd(0)
            self._loop.call_soon_threadsafe(self._begin)
        return self._descriptor

    def _begin(self) -> None:
        self._watch = asyncio.ensure_future(self._protocol.client_disconnect(), loop=self._loop)
        self._watch.add_done_callback(self._left)

    def _left(self, watch: "asyncio.Future[Any]") -> None:
        if not watch.cancelled() and self._descriptor >= 0:
            os.eventfd_write(self._descriptor, 1)

    def close(self) -> None:
        """Stop watching; to be called on the loop, when the answer is there."""
        if self._watch is not None:
            self._watch.cancel()
            # It knows this object and is the server's own, which the garbage collector cannot see: a circle
            # would stay for ever.
            self._watch = None
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class Gateway:
    """Serves a WSGI application over RSGI; bodies have at most *max_body* (path) bytes, in *body_seconds*."""

    def __init__(
        self, app: Application, max_body: _Limit, body_seconds: float, close: Callable[[], None], kept: Kept
    ) -> None:
        self._app, self._max_body, self._body_seconds, self._close = app, max_body, body_seconds, close
        self._kept = kept
        self._threads = ThreadPoolExecutor(_THREADS, "request")
        self._requests = self._received = self._sending = 0

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Do nothing: what is needed is there."""

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let go of the threads and of what the application holds."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._close()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        environ = environment(scope)
        seen = self._kept.seen(environ)
        key = self._kept.key(seen)
        answer = self._kept.again(key, seen)
        if answer is None:
            answer = await self._asked(environ, protocol)
            self._kept.keep(key, environ, answer)
        await self._send(environ, protocol, *answer)

    async def _asked(self, environ: dict[str, Any], protocol: Any) -> Answer:
        """Return what the application answers to the request *environ* with the body that comes."""
        presence = Presence(asyncio.get_running_loop(), protocol)
        try:
            environ[GONE] = presence
            environ[REFUSED], body = await self._body(environ, protocol)
            environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))
            return await self._answered(environ)
        finally:
            presence.close()

    async def _body(self, environ: dict[str, Any], protocol: Any) -> tuple[int, bytes]:
        """Return the body, or the status to refuse the request with: too long, too slow or too many."""
        declared = environ.get("CONTENT_LENGTH", "")
        if not declared and "HTTP_TRANSFER_ENCODING" not in environ:
            return 0, b""
        most = self._max_body(environ["PATH_INFO"])
        # The server has seen to it that this is a number.
        too_long = int(declared or 0) > most
        if int(declared or 0) > most + _DRAINED:
            return 413, b""
        body = bytearray()
        try:
            async with asyncio.timeout(self._body_seconds):
                return await self._read(protocol, body, most), bytes(body)
        except TimeoutError:
            return 413 if too_long or len(body) > most else 408, b""
        finally:
            self._received -= len(body)

    async def _read(self, protocol: Any, body: bytearray, most: int) -> int:
        """Fill *body* with what comes; return the status to refuse the request with, 0 when all is there."""
        dropped = 0
        async for chunk in protocol:
            if len(body) > most:
                dropped += len(chunk)
            else:
                body += chunk
                self._received += len(chunk)
            if dropped > _DRAINED:
                return 413
            if self._received > _MOST_RECEIVED:
                return 503
        return 413 if len(body) > most else 0

    async def _answered(self, environ: dict[str, Any]) -> Answer:
        """Return what the application answers; refusals are made at once, all else in a thread."""
        if not environ[REFUSED] and self._requests >= _MOST_REQUESTS:
            environ[REFUSED] = 503
        if environ[REFUSED]:
            return called(self._app, environ)
        self._requests += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, called, self._app, environ)
        except Exception:
            # The application makes answers of its own faults, so this one is of the way to it.
            logging.getLogger("acquis.gateway").exception("A request could not be answered.")
            return called(self._app, {**environ, REFUSED: 500})
        finally:
            self._requests -= 1

    async def _send(
        self, environ: dict[str, Any], protocol: Any, status: int, headers: Headers, body: bytes | str
    ) -> None:
        if isinstance(body, str):
            protocol.response_file(status, headers, body)
        elif not body:
            protocol.response_empty(status, headers)
        elif len(body) <= _SHORT:
            protocol.response_bytes(status, headers, body)
        elif self._sending + len(body) > _MOST_SENDING:
            status, headers, refusal = called(self._app, {**environ, REFUSED: 503})
            protocol.response_bytes(status, headers, refusal)
        else:
            size = len(body)
            self._sending += size
            try:
                await protocol.response_stream(status, headers).send_bytes(body)
                del body  # the server has a copy
                await protocol.client_disconnect()
            finally:
                self._sending -= size

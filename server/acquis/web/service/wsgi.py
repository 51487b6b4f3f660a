"""Own the translation between the HTTP server and WSGI: the environment of a request, the answer of a call.

It must not wait for anything.
Source: https://peps.python.org/pep-3333/
"""

import sys
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes

from werkzeug.wsgi import FileWrapper

__all__ = ["Answer", "Application", "Headers", "called", "environment"]

Headers = list[tuple[str, str]]
# Status, headers and body; the body is a path when it is a file.
Answer = tuple[int, Headers, bytes | str]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class _File(FileWrapper):
    """A file that the server itself sends from disk, unless only a range of it is asked for."""


def called(app: Application, environ: dict[str, Any]) -> Answer:
    """Return status, headers and body that *app* answers with; the body is a path when it is a file."""
    answer: list[Any] = []

    def start(status: str, headers: Headers, exc_info: Any = None) -> None:
        answer[:] = [int(status[:3]), [(name.lower(), value) for name, value in headers]]

    body = app(environ, start)
    try:
        if isinstance(body, _File):
            return answer[0], answer[1], str(body.file.name)
        return answer[0], answer[1], b"".join(body)
    finally:
        if hasattr(body, "close"):
            body.close()


def environment(scope: Any) -> dict[str, Any]:
    """Return the WSGI environment of the request *scope*, but for its body."""
    client, _, client_port = scope.client.rpartition(":")
    server, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "REMOTE_ADDR": client.strip("[]"),
        "REMOTE_PORT": client_port,
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.errors": sys.stderr,
        "wsgi.file_wrapper": _File,
        "wsgi.input_terminated": True,
        "wsgi.multiprocess": True,
        "wsgi.multithread": True,
        "wsgi.run_once": False,
        "wsgi.url_scheme": scope.scheme,
        "wsgi.version": (1, 0),
    }
    for name, value in scope.headers.items():
        if key := _key(name):
            environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ


@lru_cache(512)
def _key(name: str) -> str:
    """Return the key in the environment of the header *name*, "" for one that is dropped."""
    if "_" in name:
        return ""  # it would pass for the one written with hyphens, which a proxy has set
    key = name.upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"

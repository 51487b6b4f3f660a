"""Own an endpoint that says what it is told to: for answers that a real server gives only in trouble."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

__all__ = ["Script", "Said", "scripted"]


@dataclass(frozen=True)
class Said:
    """One answer; `missing` bytes more are announced than sent, and it comes after `late` seconds."""

    status: int = 200
    body: bytes = b'{"head": {}, "boolean": true}'
    media_type: str = "application/sparql-results+json"
    headers: dict[str, str] = field(default_factory=dict)
    missing: int = 0
    late: float = 0.0


@dataclass
class Script:
    """The `address` of the endpoint, and the `heard` requests as method, path and headers."""

    address: str
    heard: list[tuple[str, str, dict[str, str]]]


@contextmanager
def scripted(answers: Sequence[Said]) -> Iterator[Script]:
    """Yield an endpoint that gives *answers* in turn, and the last one for ever."""
    script = Script("", [])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = answers[min(len(script.heard), len(answers) - 1)]
            script.heard.append((self.command, self.path, {**self.headers}))
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            time.sleep(said.late)
            self.send_response(said.status)
            head = {"Content-Type": said.media_type, "Content-Length": str(len(said.body) + said.missing)}
            for name, value in {**head, **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)

        do_POST = do_GET  # noqa: N815 - the base class looks for this name

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        script.address = f"http://127.0.0.1:{server.server_port}/query"
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

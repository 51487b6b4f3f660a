"""Own servers for tests that are no good engines: what they send is given, byte for byte.

It must not know what a test expects.
"""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Event, Thread
from urllib.parse import unquote_plus

from acquis.remote.node import MARKER

__all__ = ["Odd", "odd", "table"]


def table(name: str, *values: str) -> bytes:
    """Return a whole answer with *values* in the column *name*."""
    rows = [{name: {"type": "literal", "value": value}} for value in values]
    body = json.dumps({"head": {"vars": [name]}, "results": {"bindings": rows}}).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nContent-Length: {len(body)}"
    return f"{head}\r\n\r\n".encode() + body


@dataclass
class Odd:
    """A server at `address`: the `marks` that it has, the queries `asked`, whether its client `left`."""

    address: str = ""
    marks: list[tuple[str, ...]] = field(default_factory=lambda: [("tiny 1",)])
    asked: list[str] = field(default_factory=list)
    left: Event = field(default_factory=Event)

    def mark(self) -> bytes:
        """Return the next answer to who asks for the mark; the last one stays."""
        return table("mark", *(self.marks.pop(0) if len(self.marks) > 1 else self.marks[0]))


@contextmanager
def odd(
    sent: bytes, *, times: int = 1, pause: float = 0.0, marks: list[tuple[str, ...]] | None = None
) -> Iterator[Odd]:
    """Yield a server that sends *sent* to a query, its last byte *times* times, each after *pause* seconds.

    It closes the connection then. Asked for its mark, it answers well.
    """
    found, over = Odd() if marks is None else Odd(marks=marks), Event()

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                while request := _read(self.request):
                    if MARKER in request:
                        self.request.sendall(found.mark())
                        continue
                    found.asked.append(request)
                    self._answer()
                    return

        def _answer(self) -> None:
            start = time.monotonic()
            self.request.sendall(sent[:-1] if pause else sent[:-1] + sent[-1:] * times)
            for _ in range(times if pause else 0):
                if self._has_left(pause) or over.is_set() or time.monotonic() - start > 30:
                    return
                self.request.sendall(sent[-1:])

        def _has_left(self, seconds: float) -> bool:
            """Return after *seconds*, or at once when the client has left."""
            self.request.settimeout(seconds)
            try:
                ended: bool = self.request.recv(1) == b""
            except TimeoutError:
                ended = False
            finally:
                self.request.settimeout(None)
            if ended:
                found.left.set()
            return ended

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        found.address = f"http://127.0.0.1:{server.server_address[1]}/query"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield found
        finally:
            over.set()
            server.shutdown()
            thread.join()


def _read(line: socket.socket) -> str:
    """Return the next request on *line* as one decoded text, "" at the end."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = line.recv(65536)
        if not part:
            return ""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((int(one.split(b":")[1]) for one in lines if one.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += line.recv(65536)
    return unquote_plus((head + b"\n" + body).decode())

"""Own a site of somebody else: one page on another origin, served to a browser while a test runs.

It must not know what stands on the page.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

__all__ = ["page_of"]


@contextmanager
def page_of(body: str) -> Iterator[str]:
    """Yield the address of a site whose first page has *body*, HTML.

    It is called localhost, and so is another site to a browser than one at 127.0.0.1.
    """
    page = f'<!doctype html><html lang="en"><title>Elsewhere</title><h1>Elsewhere</h1>\n{body}\n'.encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_page = self.path == "/"
            self.send_response(200 if is_page else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page if is_page else b"")

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

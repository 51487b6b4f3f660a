"""Own a gateway that tells how many requests it still holds; a server is started with it by name."""

import gc
from collections.abc import Callable, Iterable
from typing import Any

from acquis.web import create_app
from acquis.web.service import gateway
from acquis.web.service.kept import Kept

__all__ = ["create"]


def create() -> gateway.Gateway:
    """Return a gateway to the application, with the address /presences: the number of them there are."""
    app = create_app()

    def counting(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/presences":
            return app.wsgi_app(environ, start)
        gc.collect()
        start("200 OK", [("Content-Type", "text/plain")])
        return [str(sum(isinstance(one, gateway.Presence) for one in gc.get_objects())).encode()]

    kept = Kept(lambda: "", 0, lambda given: None)
    return gateway.Gateway(counting, lambda path: 1000, 10.0, app.extensions["acquis"].close, kept)

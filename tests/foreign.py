"""Own the running of an endpoint that nobody here wrote, Oxigraph's own, over the store of a release."""

import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from serving import START_S, free_port, wait_until_up

__all__ = ["oxigraph"]


@contextmanager
def oxigraph(release: Path) -> Iterator[str]:
    """Yield the address of an endpoint over the store of the *release* directory."""
    port = free_port()
    program = Path(sysconfig.get_path("scripts")) / "oxigraph"
    place = ["--location", str((release / "store").resolve()), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen([program, "serve-read-only", *place], stderr=subprocess.DEVNULL)
    try:
        wait_until_up(process, port, "/query?query=ASK%7B%7D")
        yield f"http://127.0.0.1:{port}/query"
    finally:
        process.terminate()
        process.wait(START_S)

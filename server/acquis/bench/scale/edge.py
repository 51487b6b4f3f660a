"""Run nginx in front of servers, with the configuration of docs/deploy, on a free port of 127.0.0.1.

It must not know what the servers answer.
"""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from acquis import resources

__all__ = ["NGINX", "edge"]

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")

_READY_S = 30.0
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
# In the configuration: where the server is, where nginx listens, whom it names as the client.
_SERVER, _LISTEN, _CLIENT = "server 127.0.0.1:8000;", "127.0.0.1:8080", "X-Forwarded-For $remote_addr"
_KEEPS = "proxy_cache acquis;"


@contextmanager
def edge(behind: Sequence[str], client: str = "$remote_addr", *, keeps: bool = True) -> Iterator[str]:
    """Yield the address of nginx before the servers *behind* (addresses); *client* is whom it forwards for.

    Unless it *keeps* answers, it hands on each request.

    Raises:
        OSError: it does not start.
    """
    # A path to a socket is short.
    folder = Path(tempfile.mkdtemp(prefix="edge-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "nginx.conf").write_text(_configuration(folder, port, behind, client, keeps=keeps), "utf-8")
    process = subprocess.Popen([str(NGINX), "-p", str(folder), "-c", "nginx.conf", "-e", "error.log"])
    try:
        _wait(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(_READY_S)
        shutil.rmtree(folder)


def _configuration(folder: Path, port: int, behind: Sequence[str], client: str, *, keeps: bool) -> str:
    """Return a whole configuration around that of docs/deploy, with the places of this run."""
    root = resources.checkout()
    if root is None:
        raise OSError("The configuration of nginx is only in a checkout of the project.")
    site = (root / "docs" / "deploy" / "nginx.conf").read_text("utf-8")
    for said, meant in (
        (_SERVER, "".join(f"server {urlsplit(one).netloc};" for one in behind)),
        (_LISTEN, f"127.0.0.1:{port}"),
        (_CLIENT, f"X-Forwarded-For {client}"),
        ("/var/cache/nginx/acquis", str(folder / "kept")),
        ("/run/acquis-edge.sock", str(folder / "edge.sock")),
        (_KEEPS, _KEEPS if keeps else ""),
    ):
        if said not in site:
            raise OSError(f"The configuration of nginx does not say {said!r}.")
        site = site.replace(said, meant)
    paths = "".join(f"{name}_temp_path {folder / name};" for name in _TEMPORARY)
    return (
        f"daemon off; master_process off; pid {folder / 'nginx.pid'}; events {{ }}\n"
        f"http {{ access_log off; {paths}\n{site} }}\n"
    )


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    end = time.monotonic() + _READY_S
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise OSError("nginx did not start; its sentence stands above.")

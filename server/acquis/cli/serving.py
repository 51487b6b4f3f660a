"""The commands that run the server and show its settings.

It must not know a route.
"""

import socket
from typing import Any

import click

from acquis import config, release
from acquis.cli.output import table

__all__ = ["serve", "settings"]

_THREADS = 4


@click.command()
def settings() -> None:
    """List the settings, which are environment variables, with their values now.

    Example: ACQUIS_PORT=8080 acquis settings
    """
    values = config.load()
    table(
        ("Setting", "Value", "Unit", "Meaning"),
        (
            (one.name, _text(getattr(values, one.name.removeprefix("ACQUIS_").lower())), one.unit, one.help)
            for one in config.SETTINGS
        ),
    )


@click.command()
def serve() -> None:
    """Serve the current release over HTTP until stopped; `acquis settings` shows where.

    Example: ACQUIS_PORT=8080 acquis serve
    """
    # Loaded here only: no other command needs a server.
    from granian import Granian
    from granian.constants import Interfaces

    chosen = config.load()
    found = release.current(chosen.releases_dir)
    release.open_engine(found)
    _refuse_used_port(chosen.host, chosen.port)
    click.echo(f"Serving release {found.id} at http://{chosen.host}:{chosen.port}/ until Ctrl-C.", err=True)
    Granian(
        "acquis.web:create_app",
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.WSGI,
        workers=chosen.workers,
        blocking_threads=_THREADS,
        respawn_failed_workers=True,
        factory=True,
        websockets=False,
    ).serve()


def _refuse_used_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.UsageError(
                f"Cannot listen on {host} port {port}: {error.strerror}. Set ACQUIS_HOST or ACQUIS_PORT."
            ) from None


def _text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)

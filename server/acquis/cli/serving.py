"""The commands that run the server and show its settings.

It must not know a route.
"""

import gc
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from importlib import import_module
from multiprocessing import get_context
from tempfile import TemporaryDirectory
from threading import Event, Thread

import click

from acquis import config
from acquis.cli.output import table
from acquis.errors import AcquisError
from acquis.releases import release

__all__ = ["serve", "settings"]

# How long the head of a request may take to arrive, and how long answers in flight may take at the end.
_HEADER_MS = 10_000
_LAST_ANSWERS_S = 15
# Connections of one process at a time; the next ones wait outside, and idle ones keep their place for as long
# as a head may take.
_MOST_CONNECTIONS = 4096


@click.command()
def settings() -> None:
    """List the settings, which are environment variables, with their values now.

    Example: ACQUIS_PORT=8080 acquis settings
    """
    values = config.load()
    table(
        ("Setting", "Value", "Unit", "Meaning"),
        (
            (
                one.name,
                one.shown(getattr(values, one.name.removeprefix("ACQUIS_").lower())),
                one.unit,
                one.help,
            )
            for one in config.SETTINGS
        ),
        whole=("Setting",),
    )


@click.command()
def serve() -> None:
    """Serve the current release over HTTP until stopped; `acquis settings` shows where.

    Example: ACQUIS_PORT=8080 acquis serve
    """
    from acquis import pool
    from acquis.pool import sandbox

    chosen = config.load()
    found = release.current(chosen.releases_dir)
    _refuse_used_port(chosen.host, chosen.port)
    with ExitStack() as opened:
        # The processes that answer requests find these in their environment.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = opened.enter_context(TemporaryDirectory(prefix="acquis-"))
        # A store has threads of its own, which a process that is forked from this one would wait for in vain
        # when it publishes: no store is ever opened here. All else that takes time goes on beside it.
        with ProcessPoolExecutor(1, get_context("fork")) as own:
            prepared = own.submit(_prepare, chosen, found)
            # Loaded once, and shared by the processes that are forked from this one.
            import_module("acquis.web.service.gateway")
            import_module("acquis.web")
            if not chosen.pool_socket:
                started = opened.enter_context(pool.start(chosen))
                os.environ["ACQUIS_POOL_SOCKET"] = started.address
                opened.enter_context(_only_with(started.process))
            prepared.result()
        if chosen.endpoint:
            # Loaded here only, as its client brings much along.
            from acquis import remote

            opened.enter_context(remote.following(chosen))
        sandbox.allow_descriptors()
        where = f"http://{chosen.host}:{chosen.port}/"
        # As long as nobody looks for what can go, what was loaded is in memory once for all processes.
        gc.collect()
        gc.freeze()
        click.echo(f"Serving release {found.id} at {where} until Ctrl-C.", err=True)
        _listen(chosen)


def _prepare(chosen: config.Settings, found: release.Release) -> None:
    """Let *found* pass when it can be read, and publish what waits.

    Raises:
        ReleaseError: it cannot be read.
    """
    release.open_engine(found)
    _settle(chosen)


def _settle(chosen: config.Settings) -> None:
    """Publish what was accepted before a crash; where that cannot be, reads are served all the same."""
    from acquis import ledger
    from acquis.intake import publication

    try:
        with ledger.open(chosen) as kept:
            for submission_id in publication.settle(kept, chosen.releases_dir):
                click.echo(f"Submission {submission_id} has reached the release.", err=True)
    except AcquisError as error:
        click.echo(f"Submissions wait: {error}", err=True)


@contextmanager
def _only_with(pool: subprocess.Popen[bytes]) -> Iterator[None]:
    """End this server when *pool* ends before it: whoever watches over the server then starts both anew."""
    done = Event()

    def watch() -> None:
        pool.wait()
        if not done.is_set():
            click.echo("The pool of query processes has ended, and so does the server.", err=True)
            os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        done.set()


def _listen(chosen: config.Settings) -> None:
    # Loaded here only: no other command needs a server.
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings

    Granian(
        "acquis.web.service.gateway:create",
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.RSGI,
        workers=chosen.workers,
        respawn_failed_workers=True,
        workers_kill_timeout=_LAST_ANSWERS_S,
        backpressure=_MOST_CONNECTIONS,
        factory=True,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_MS),
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

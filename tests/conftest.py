"""Own what tests share: a tiny graph, an application over it, a command runner and a release made of it."""

import gc
import gzip
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from acquis import config
from acquis.engine import Engine, Quad, canonical, nquads, parse, trig, write_store
from acquis.releases import release
from acquis.web import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TINY = Path(__file__).parent / "cases" / "tiny.trig"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the settings and the documents of whoever runs the tests out of them."""
    for setting in config.SETTINGS:
        monkeypatch.delenv(setting.name, raising=False)
    monkeypatch.setenv("ACQUIS_TEXTS_DIR", str(tmp_path_factory.getbasetemp() / "no-texts"))


@pytest.fixture(autouse=True, scope="module")
def _no_results_left() -> Iterator[None]:
    """Collect what failed queries left in the exceptions that tests caught.

    A result of pyoxigraph must go in the thread that made it; else a later module collects it in any.
    """
    yield
    gc.collect()


def tiny_quads() -> list[Quad]:
    """Return the tiny graph in canonical order."""
    return canonical(parse(TINY.read_bytes(), "application/trig"))


def make_release(folder: Path, quads: list[Quad], name: str) -> Path:
    """Write *quads* as a release directory in *folder*, not installed, and return its path."""
    built = folder / f"built-{name}"
    write_store(quads, built / "store")
    dump = nquads(quads)
    (built / "graph.nq.gz").write_bytes(gzip.compress(dump, mtime=0))
    (built / "graph.trig.gz").write_bytes(gzip.compress(trig(quads), mtime=0))
    (built / "void.ttl").write_text("")
    manifest = {
        "id": name,
        "content_sha256": hashlib.sha256(dump).hexdigest(),
        "quads": len(quads),
        "counts": {"Norm": 2},
        "coverage": {"first": "2015-07-22", "last": "2015-07-22", "numbers": {"works": 1}},
        "files": {
            path.name: {"bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
            for path in sorted(built.iterdir())
            if path.is_file()
        },
    }
    (built / "manifest.json").write_text(json.dumps(manifest))
    return built


@pytest.fixture(scope="session")
def engine() -> Engine:
    """Return an engine over the tiny graph, in memory."""
    return Engine.from_quads(tiny_quads())


@pytest.fixture(scope="session")
def shipped_releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of releases whose current one is built from the shipped sources."""
    # Imported here: most tests need nothing of what a build does.
    from acquis import build, sources

    folder = tmp_path_factory.mktemp("shipped")
    build.build(sources.paths(), folder)
    return folder


@pytest.fixture
def app(engine: Engine) -> Flask:
    """Return an application over the tiny graph that answers faults as in production."""
    return create_app(config.load({}), engine)


@pytest.fixture
def application() -> Iterator[Callable[..., Flask]]:
    """Return a maker of applications over releases, by settings in lower case; each is closed at the end."""
    with ExitStack() as made:

        def make(releases_dir: Path, **settings: object) -> Flask:
            named = {f"ACQUIS_{name.upper()}": str(value) for name, value in settings.items()}
            app = create_app(config.load({"ACQUIS_RELEASES_DIR": str(releases_dir), **named}))
            made.callback(app.extensions["acquis"].close)
            return app

        yield make


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client of the application."""
    return app.test_client()


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """Return a folder of releases whose current one holds the tiny graph."""
    folder = tmp_path / "releases"
    release.install(make_release(tmp_path, tiny_quads(), "tiny"), folder)
    return folder


@pytest.fixture
def runner(releases: Path) -> CliRunner:
    """Return a runner of commands over the tiny release."""
    return CliRunner(env={"ACQUIS_RELEASES_DIR": str(releases)})


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Return the address of a PostgreSQL server that runs while the tests do."""
    # Imported here: most tests need no database.
    import postgres

    with postgres.running() as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """Return a browser without a window, for all tests of one process; see browser.py."""
    # Imported here: most tests need no browser.
    import browser

    with browser.running() as found:
        yield found


@pytest.fixture(scope="session")
def site(shipped_releases: Path) -> Iterator[str]:
    """Return the address of a server over the shipped release, not to be changed."""
    # Imported here: most tests need no server.
    from serving import serving

    with serving(shipped_releases, client_seconds=10_000, client_errors=1_000) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_settings(request: pytest.FixtureRequest, tmp_path: Path) -> config.Settings:
    """Return settings that name a ledger which is not there yet, in each database."""
    named = {"ACQUIS_RELEASES_DIR": str(tmp_path / "releases")}
    if request.param == "postgresql":
        import postgres

        named["ACQUIS_LEDGER_URL"] = postgres.fresh_schema(request.getfixturevalue("postgresql"))
    return config.load(named)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let whoever runs the tests say how often a server is killed; see test_kill.py."""
    parser.addoption("--rounds", type=int, default=8, help="how often a server is killed amid hand-ins")


@pytest.fixture(scope="session")
def fictional_releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of releases, not to be changed: what submissions name, and fictional States."""
    # Imported here: most tests need no submission.
    import desk

    return desk.scratch(tmp_path_factory.mktemp("fictional"))


@pytest.fixture
def desk_releases(fictional_releases: Path, tmp_path: Path) -> Path:
    """Return a folder of releases of its own: what submissions name, and fictional States; see desk.py."""
    folder = tmp_path / "releases"
    shutil.copytree(fictional_releases, folder, symlinks=True)
    return folder

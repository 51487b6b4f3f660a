"""The one table of settings, read from `ACQUIS_*` environment variables; nothing is read at import.

An empty value counts as not set.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from acquis.errors import InvalidSetting
from acquis.resources import checkout
from acquis.units import UNITS

__all__ = ["SETTINGS", "Setting", "Settings", "load"]

_PREFIX = "ACQUIS_"


@dataclass(frozen=True)
class Setting:
    """One variable; `default` is text as a user would set it, `unit` names what the value counts or is."""

    name: str
    default: str
    unit: str
    help: str

    def shown(self, value: Any) -> str:
        """Return what may be told of its *value*: nothing of a secret, no password of an address."""
        if self.unit in ("password", "secret") and value:
            return "set"
        text = ", ".join(value) if isinstance(value, tuple) else str(value)
        # A password stands before the last @ of an address, or is a parameter of its own.
        return re.sub(r"(//[^/:@,]*:).*@", r"\1***@", re.sub(r"(password=)[^&]*", r"\1***", text))


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "ACQUIS_ACCESS_LOG",
        "requests",
        "log",
        "What is logged of each request: off, requests, or queries, which adds their text.",
    ),
    Setting("ACQUIS_BODY_SECONDS", "10", "seconds", "How long the body of a request may take to arrive."),
    Setting(
        "ACQUIS_CACHE_MB",
        "64",
        "megabytes, 0 for none",
        "The memory for answers that are given again while their release is current.",
    ),
    Setting("ACQUIS_CLIENT_ERRORS", "30", "errors", "How many failed queries a minute a client may send."),
    Setting(
        "ACQUIS_CLIENT_QUERIES", "5", "queries", "How many queries of one client run or wait side by side."
    ),
    Setting("ACQUIS_CLIENT_SECONDS", "60", "seconds", "The query time that a client may use up in a minute."),
    Setting(
        "ACQUIS_ENDPOINT",
        "",
        "web addresses",
        "Where SPARQL engines take queries, comma separated: they answer them instead of our own, the first"
        " that holds the current release; when empty, our own does.",
    ),
    Setting(
        "ACQUIS_ENDPOINT_GRAPHS",
        "",
        "web addresses",
        "Where they take graphs, by the SPARQL Graph Store Protocol, in the same order; each release is"
        " published there.",
    ),
    Setting("ACQUIS_ENDPOINT_PASSWORD", "", "password", "The password of that user."),
    Setting(
        "ACQUIS_ENDPOINT_TIMEOUT",
        "",
        "unit of time",
        "How they are told the time of a query, in their parameter timeout: in seconds (Fuseki, GraphDB), in"
        " milliseconds (Virtuoso, Stardog), or not at all when empty.",
    ),
    Setting(
        "ACQUIS_ENDPOINT_UPDATE",
        "",
        "web addresses",
        "Where they take updates, in the same order; with them a small change of a large release is published"
        " as small as it is.",
    ),
    Setting(
        "ACQUIS_ENDPOINT_USER", "", "user name", "Who asks and publishes there, where they want to know."
    ),
    Setting(
        "ACQUIS_HOST", "127.0.0.1", "host name", "The address the server listens on; 0.0.0.0 is every one."
    ),
    Setting(
        "ACQUIS_LEAVE_OUT",
        "",
        "graph slugs",
        "Source graphs that a release leaves out, by slug, comma separated.",
    ),
    Setting(
        "ACQUIS_LEDGER_URL",
        "",
        "database address",
        "Where submissions are kept: an address such as postgresql://user@host/name; when empty, a file of"
        " SQLite in the folder ledger beside that of the releases.",
    ),
    Setting("ACQUIS_MAX_QUERY_BYTES", "100000", "bytes", "The longest query that is read, in UTF-8."),
    Setting("ACQUIS_MAX_RESULT_BYTES", "50000000", "bytes", "The longest answer to a query, uncompressed."),
    Setting("ACQUIS_MAX_SUBMISSION_BYTES", "5000000", "bytes", "The longest document that is taken."),
    Setting(
        "ACQUIS_MEMORY_QUADS",
        "150000",
        "quads",
        "The server holds a release of at most this many quads in memory, a larger one on disk.",
    ),
    Setting(
        "ACQUIS_POOL_MEMORY_MB",
        "512",
        "megabytes",
        "The memory that all running queries may use beyond the graph itself; the largest is stopped first.",
    ),
    Setting(
        "ACQUIS_POOL_SOCKET",
        "",
        "path",
        "The socket of a running pool of query processes; when empty, the server starts one of its own.",
    ),
    Setting("ACQUIS_PORT", "8000", "port", "The port the server listens on."),
    Setting(
        "ACQUIS_PROXIES",
        "0",
        "proxies",
        "How many proxies of ours stand before the server; as many X-Forwarded-For entries are believed.",
    ),
    Setting(
        "ACQUIS_PUBLIC_URL",
        "",
        "web address",
        "The address the public reaches the server at, without a slash at the end;"
        " when empty it is taken from each request.",
    ),
    Setting("ACQUIS_QUERIES", "24", "queries", "How many queries run side by side; others wait their turn."),
    Setting(
        "ACQUIS_QUERY_MEMORY_MB", "384", "megabytes", "The memory one query may use beyond the graph itself."
    ),
    Setting(
        "ACQUIS_QUERY_SECONDS", "10", "seconds", "The time a query may run; `timeout` may only lower it."
    ),
    Setting(
        "ACQUIS_RELEASES_DIR",
        "",
        "folder",
        "Where releases are kept; when empty, build/releases in a checkout,"
        " else acquis/releases in the user's data folder (XDG_DATA_HOME).",
    ),
    Setting(
        "ACQUIS_SECRET_KEY",
        "",
        "secret",
        "What the cookies of those who sign in are signed with; when empty, a random one is made and kept in"
        " the folder ledger beside that of the releases.",
    ),
    Setting(
        "ACQUIS_TEXTS_DIR",
        "",
        "folder",
        "Where `acquis ingest` keeps what it reads; a build takes it in. When empty, build/texts in a"
        " checkout, else acquis/texts in the user's data folder (XDG_DATA_HOME).",
    ),
    Setting("ACQUIS_WORKERS", "2", "processes", "How many processes answer requests side by side."),
)


@dataclass(frozen=True)
class Settings:
    """All settings, parsed; each field is the variable's name in lower case without `ACQUIS_`."""

    access_log: str
    body_seconds: int
    cache_mb: int
    client_errors: int
    client_queries: int
    client_seconds: int
    endpoint: tuple[str, ...]
    endpoint_graphs: tuple[str, ...]
    endpoint_password: str
    endpoint_timeout: str
    endpoint_update: tuple[str, ...]
    endpoint_user: str
    host: str
    leave_out: tuple[str, ...]
    ledger_url: str
    max_query_bytes: int
    max_result_bytes: int
    max_submission_bytes: int
    memory_quads: int
    pool_memory_mb: int
    pool_socket: str
    port: int
    proxies: int
    public_url: str
    queries: int
    query_memory_mb: int
    query_seconds: int
    releases_dir: Path
    secret_key: str
    texts_dir: Path
    workers: int


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings found in *environ*, by default that of the process.

    Raises:
        InvalidSetting: an `ACQUIS_*` name that is not in SETTINGS, or a value that does not fit.
    """
    environ = os.environ if environ is None else environ
    _refuse_unknown(environ)
    values = {setting.name: _value(setting, environ) for setting in SETTINGS}
    for name in ("releases", "texts"):
        if not environ.get(f"ACQUIS_{name.upper()}_DIR"):
            values[f"ACQUIS_{name.upper()}_DIR"] = _default_folder(name, environ)
    return Settings(**{name.removeprefix(_PREFIX).lower(): value for name, value in values.items()})


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    known = [setting.name for setting in SETTINGS]
    for name in sorted(environ):
        if name.startswith(_PREFIX) and name not in known:
            near = " or ".join(get_close_matches(name, known))
            hint = f" Did you mean {near}?" if near else ""
            raise InvalidSetting(f"{name} is no setting.{hint} Run `acquis settings` to see them all.")


def _value(setting: Setting, environ: Mapping[str, str]) -> Any:
    expected, read = UNITS[setting.unit]
    text = environ.get(setting.name) or setting.default
    try:
        return read(text)
    except ValueError:
        # What is wrong with a secret is no less one.
        said = "too short" if setting.unit == "secret" else repr(setting.shown(text))
        raise InvalidSetting(f"{setting.name} is {said}, but {expected} is expected.") from None


def _default_folder(name: str, environ: Mapping[str, str]) -> Path:
    root = checkout()
    if root is not None:
        return root / "build" / name
    # The XDG Base Directory specification says that a relative path is to be ignored.
    data_home = Path(environ.get("XDG_DATA_HOME", ""))
    if not data_home.is_absolute():
        data_home = Path.home() / ".local" / "share"
    return data_home / "acquis" / name

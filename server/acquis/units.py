"""How settings are read, by what their values count or are: the words for what is expected, and a reader.

A reader raises ValueError for what does not fit. It must not know a setting.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

__all__ = ["UNITS"]

_SHORTEST_SECRET = 32


def _count(text: str) -> int:
    # int() alone would also take "1_000", " 5" and digits of other scripts.
    if not re.fullmatch("[1-9][0-9]*", text, re.ASCII):
        raise ValueError(text)
    return int(text)


def _number(text: str) -> int:
    return 0 if text == "0" else _count(text)


def _port(text: str) -> int:
    if _count(text) > 65535:
        raise ValueError(text)
    return int(text)


def _host(text: str) -> str:
    if not re.fullmatch(r"[\w.:-]+", text, re.ASCII):
        raise ValueError(text)
    return text


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment):
        raise ValueError(text)
    return text.rstrip("/")


def _web_addresses(text: str) -> tuple[str, ...]:
    found = tuple(_web_address(one.strip()) for one in text.split(",") if one.strip())
    # Addresses are logged; a name and a password have settings of their own.
    if any("@" in urlsplit(one).netloc or re.search(r"\s", one) for one in found):
        raise ValueError(text)
    return found


def _time_unit(text: str) -> str:
    if text not in ("", "milliseconds", "seconds"):
        raise ValueError(text)
    return text


def _log(text: str) -> str:
    if text not in ("off", "requests", "queries"):
        raise ValueError(text)
    return text


def _database(text: str) -> str:
    if text and not re.match(r"(sqlite|postgresql)(\+[a-z0-9]+)?://", text):
        raise ValueError(text)
    return text


def _slugs(text: str) -> tuple[str, ...]:
    slugs = [slug.strip() for slug in text.split(",") if slug.strip()]
    if not all(re.fullmatch("[a-z0-9][a-z0-9.-]*", slug) for slug in slugs):
        raise ValueError(text)
    return tuple(slugs)


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _secret(text: str) -> str:
    if text and len(text) < _SHORTEST_SECRET:
        raise ValueError
    return text


UNITS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "bytes": ("a whole number of bytes, 1 or more,", _count),
    "database address": ("an address that begins with sqlite:// or postgresql://", _database),
    "errors": ("a whole number of errors, 1 or more,", _count),
    "folder": ("the path of a folder", _folder),
    "graph slugs": ("a comma-separated list such as temple-ilit,cs21", _slugs),
    "host name": ("a host name or an IP address", _host),
    "log": ("one of off, requests and queries", _log),
    "megabytes": ("a whole number of megabytes, 1 or more,", _count),
    "megabytes, 0 for none": ("a whole number of megabytes, 0 for none,", _number),
    "password": ("a password", str),
    "path": ("the path of a socket", str),
    "port": ("a whole number from 1 to 65535", _port),
    "processes": ("a whole number of processes, 1 or more,", _count),
    "proxies": ("a whole number of proxies, 0 for none,", _number),
    "quads": ("a whole number of quads, 0 for none,", _number),
    "queries": ("a whole number of queries, 1 or more,", _count),
    "secret": (f"a random text of {_SHORTEST_SECRET} characters or more", _secret),
    "seconds": ("a whole number of seconds, 1 or more,", _count),
    "unit of time": ("seconds, milliseconds or nothing", _time_unit),
    "user name": ("a name", str),
    "web address": ("an address such as https://example.org/acquis", _web_address),
    "web addresses": (
        "a comma-separated list of addresses such as http://10.0.0.5:3030/acquis/query, without names and"
        " passwords,",
        _web_addresses,
    ),
}

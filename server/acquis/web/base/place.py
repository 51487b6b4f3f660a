"""Own whether headers name a place where a server can be reached: addresses are made of what they say.

It must not make addresses. Where no public address is configured, whoever may set these headers would else
lead all readers of a shared cache astray.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

__all__ = ["fault", "sound"]

_HOST = re.compile(r"[A-Za-z0-9._-]*(?:\[[0-9A-Fa-f:.]+\])?(?::[0-9]{1,5})?")
# The path that we are mounted at: with two slashes at its start it would be another host.
_PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)*/?")
_SCHEMES = ("http", "https")
_MISPLACED = "acquis.misplaced"
_NO_HOST = "The header Host names no host: send the name, or the address, of this server."
_NOWHERE = (
    "Forwarded headers say that we are reached where no server is: let the proxy send http or https in"
    " X-Forwarded-Proto, and in X-Forwarded-Prefix nothing, or a path such as /acquis."
)

# As in PEP 3333.
_Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def sound(application: _Application) -> _Application:
    """Return *application* that never takes an odd place for its own: a refusal has links, too."""

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        scheme = environ["wsgi.url_scheme"].lower()
        if _PREFIX.fullmatch(environ.get("SCRIPT_NAME", "")) and scheme in _SCHEMES:
            environ["wsgi.url_scheme"] = scheme
        else:
            environ |= {"SCRIPT_NAME": "", "wsgi.url_scheme": _SCHEMES[0], _MISPLACED: True}
        return application(environ, start)

    return answer


def fault(environ: dict[str, Any]) -> str:
    """Return what is wrong with the place that *environ* names, "" where nothing is."""
    if not _HOST.fullmatch(environ.get("HTTP_HOST", "")):
        return _NO_HOST
    return _NOWHERE if _MISPLACED in environ else ""

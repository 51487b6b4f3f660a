"""Own one endpoint as the client sees it: its address, what goes with each request, where answers come from.

It must not know questions or data frames.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from acquis.client import answers
from acquis.client.answers import Table
from acquis.client.transport import Reply, Transport
from acquis.errors import InvalidParameter, ReleaseError

__all__ = ["Endpoint", "release_of"]

_RELEASE = "acquis-release"


class Endpoint:
    """A SPARQL endpoint at *given*, or below it where that ends with a slash or has no path.

    Parameters in the address *given* go with every request; so does *release*, the id of the one to ask.
    The rest is as of `Transport`.
    """

    def __init__(
        self, given: str, release: str | None, *, timeout: float, tries: int, patience: float
    ) -> None:
        parts = urlsplit(given)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise InvalidParameter(f"{given!r} is no web address: it begins with http:// or https://.")
        path = f"{parts.path or '/'}sparql" if parts.path[-1:] in ("", "/") else parts.path
        self.address = urlunsplit((parts.scheme, parts.netloc, path, "", ""))
        self._beside = dict(parse_qsl(parts.query)) | ({"release": release} if release else {})
        self._transport = Transport(self.address, timeout, tries, patience)

    def send(self, text: str, form: str, beside: Mapping[str, str] | None = None) -> Reply:
        """Return the answer to the query *text* of *form* select, ask or graph, with *beside* as parameters.

        Raises:
            ReleaseError: it came from another release than the one asked for.
            AcquisError: see `Transport.send`.
        """
        parameters = self._beside | dict(beside or {})
        reply = self._transport.send(text, form, parameters)
        wanted, answered = parameters.get("release"), release_of(reply)
        if wanted and wanted != answered:
            raise ReleaseError(
                f"{self.address} answered from {answered or 'an unnamed release'}, not from {wanted}: it does"
                " not keep releases. Ask it without one."
            )
        return reply

    def table(self, text: str, beside: Mapping[str, str] | None = None) -> tuple[Table, Reply]:
        """Return the answer to the SELECT query *text* as a table, and the reply that held it.

        Raises:
            AcquisError: see `send`, or there is no table in it.
        """
        reply = self.send(text, "select", beside)
        return answers.table(reply, self.address), reply

    def stamp(self, text: str, beside: Mapping[str, str], reply: Reply, rows: int) -> dict[str, Any]:
        """Return what says where *rows* rows came from: the query, the release, and an address for both."""
        release = release_of(reply)
        asked = {"query": text, **self._beside, **beside, **({"release": release} if release else {})}
        return {
            "endpoint": self.address,
            "release": release,
            "query": text,
            "rows": rows,
            "seconds": round(reply.seconds, 3),
            "permalink": f"{self.address}?{urlencode(asked)}",
        }


def release_of(reply: Reply) -> str:
    """Return the id of the release that *reply* came from, "" where it does not say."""
    return reply.headers.get(_RELEASE, "")

"""Own the way to an endpoint: requests on SPARQLWrapper, and the patience to send one again.

It must not know what a query asks or what its answer means.
"""

import gzip
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError
from urllib.parse import quote_plus
from urllib.request import urlopen

from SPARQLWrapper import JSON, POST, POSTDIRECTLY, TURTLE, SPARQLWrapper

from acquis import __version__
from acquis.client import refusals
from acquis.errors import AcquisError, QueryTimeout

__all__ = ["Reply", "Transport"]

# A longer address may be cut or refused on the way; the protocol has the body for longer queries.
_LONGEST_ADDRESS = 2000
_TRY_AGAIN = (429, 503)
_FIRST_WAIT_S = 0.5


@dataclass(frozen=True)
class Reply:
    """What came back: the body as it was before compression, its media type, headers by lower-case name."""

    body: bytes = field(repr=False)
    media_type: str
    headers: Mapping[str, str] = field(repr=False)
    seconds: float


@dataclass(frozen=True)
class Transport:
    """The way to `endpoint`: a request may take `timeout` seconds, and is sent at most `tries` times.

    Only 429 and 503 are tried again: after the time that Retry-After asks for, or one that doubles from try
    to try, and a random bit more so that clients do not come back all at once. `patience` is how many
    seconds one question may spend so.
    """

    endpoint: str
    timeout: float
    tries: int
    patience: float

    def send(self, text: str, form: str, parameters: Mapping[str, str]) -> Reply:
        """Return the answer to the query *text* of *form* select, ask or graph, with *parameters* beside it.

        Raises:
            AcquisError: the endpoint refuses it, see `refusals`, or cannot be reached.
        """
        wrapper, waited = self._wrapper(text, form, parameters), 0.0
        for attempt in range(self.tries):
            try:
                return self._sent(wrapper)
            except HTTPError as error:
                with error:
                    refusal = refusals.read(error.code, error.headers, _body(error), self.endpoint)
                wait = _wait(error.headers, attempt)
                if error.code not in _TRY_AGAIN or attempt + 1 == self.tries or waited + wait > self.patience:
                    raise refusal from None
            time.sleep(wait)
            waited += wait
        raise ValueError("A request is sent at least once.")

    def _wrapper(self, text: str, form: str, parameters: Mapping[str, str]) -> "_Wrapper":
        wrapper = _Wrapper(self.endpoint, agent=f"acquis-client/{__version__}")
        # The Accept header says what is wanted; some endpoints take `format` and `output` beside it amiss.
        wrapper.setOnlyConneg(True)
        wrapper.setReturnFormat(TURTLE if form == "graph" else JSON)
        wrapper.addCustomHttpHeader("Accept-Encoding", "gzip")
        for name, value in parameters.items():
            wrapper.addParameter(name, value)
        # Not by setQuery: SPARQLWrapper 2.0.0 guesses the form, and takes some queries for updates.
        wrapper.queryString, wrapper.queryType = text, "CONSTRUCT" if form == "graph" else "SELECT"
        wrapper.limit = self.timeout
        if len(quote_plus(text)) + sum(map(len, parameters.values())) > _LONGEST_ADDRESS:
            wrapper.setMethod(POST)
            wrapper.setRequestMethod(POSTDIRECTLY)
        return wrapper

    def _sent(self, wrapper: "_Wrapper") -> Reply:
        """Return the answer to the request of *wrapper*, sent once.

        Raises:
            AcquisError: no answer.
            HTTPError: an answer that says no.
        """
        start = time.perf_counter()
        try:
            with wrapper.query().response as response:
                body, headers = _body(response), response.headers
        except HTTPError:
            raise
        except (OSError, HTTPException, EOFError) as error:
            raise self._unanswered(error) from None
        named = {name.lower(): value for name, value in headers.items()}
        return Reply(body, headers.get_content_type(), named, time.perf_counter() - start)

    def _unanswered(self, error: Exception) -> AcquisError:
        reason = getattr(error, "reason", None) or error
        if isinstance(reason, TimeoutError):
            return QueryTimeout(
                f"{self.endpoint} did not answer within {self.timeout:g} seconds: ask for less, or give the"
                " client a longer timeout.",
                limit=self.timeout,
                spent=self.timeout,
            )
        return AcquisError(
            f"{self.endpoint} does not answer ({reason or type(error).__name__}): check the address, and that"
            " the server runs and can be reached from here."
        )


class _Wrapper(SPARQLWrapper):
    """A SPARQLWrapper that leaves refusals as they are: its own errors lose headers and garble the body."""

    limit = 0.0

    def _query(self) -> tuple[HTTPResponse, str]:
        return urlopen(self._createRequest(), timeout=self.limit), self.returnFormat


def _body(response: HTTPResponse | HTTPError) -> bytes:
    body = response.read()
    return gzip.decompress(body) if response.headers.get("Content-Encoding") == "gzip" else body


def _wait(headers: Message, attempt: int) -> float:
    """Return how many seconds to wait after the refusal number *attempt*, counted from 0."""
    least: float = max(refusals.retry_after(headers), _FIRST_WAIT_S * 2.0**attempt)
    return least + random.uniform(0, _FIRST_WAIT_S)

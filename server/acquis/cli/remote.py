"""Own the way to the submissions of another server: each call is one request, its refusals are our errors.

It must not print. A token never leaves for another host: redirects are refused, and so is HTTP in the clear.
"""

import json
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from acquis import __version__, errors
from acquis.errors import AcquisError, InvalidParameter

__all__ = ["Remote"]

# Longer than a server may take to check a document and to publish it.
_SECONDS = 60
_NEAR = ("localhost", "127.0.0.1", "::1")


class _Stay(HTTPRedirectHandler):
    """A redirect is an error: it would take the token elsewhere."""

    def redirect_request(self, *given: Any, **named: Any) -> None:
        """Follow nothing."""


class Remote:
    """The submissions of the server at the web address *server*, for whom the *token* is."""

    def __init__(self, server: str, token: str) -> None:
        parts = urlsplit(server)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InvalidParameter(f"{server!r} is no web address: give one such as https://example.org.")
        if parts.scheme == "http" and parts.hostname not in _NEAR:
            raise InvalidParameter(f"The token would go to {parts.hostname} in the clear: use https.")
        self._base = f"{server.rstrip('/')}/api/submissions"
        self._token = token
        self._opener = build_opener(_Stay)

    def hand_in(self, data: bytes, media_type: str, key: str) -> dict[str, Any]:
        """Hand in the document *data*; see `Intake.hand_in`."""
        headers = {"Content-Type": media_type} | ({"Idempotency-Key": key} if key else {})
        return self._json("", data=data, headers=headers)

    def listed(self, **filters: str) -> list[dict[str, Any]]:
        """Return all submissions that fit *filters*; see `Intake.submissions`."""
        kept = {name: value for name, value in filters.items() if value}
        found: list[dict[str, Any]] = []
        while True:
            after = {"after": found[-1]["id"]} if found else {}
            page = self._json(f"?{urlencode({**kept, **after, 'size': '1000'})}")
            found += page["submissions"]
            if not page["next"]:
                return found

    def whole(self, submission_id: str) -> dict[str, Any]:
        """Return a submission with its steps; see `shown.whole`."""
        return self._json(f"/{quote(submission_id, safe='')}")

    def difference(self, submission_id: str) -> str:
        """Return what publishing a submission would change, as text."""
        return self._ask(f"/{quote(submission_id, safe='')}/difference", accept="text/plain").decode()

    def act(self, action: str, submission_id: str, text: str, successor: str) -> dict[str, Any]:
        """Take a step; see `Intake.act`."""
        body = json.dumps({"action": action, "text": text, "successor": successor}).encode()
        path = f"/{quote(submission_id, safe='')}/events"
        return self._json(path, data=body, headers={"Content-Type": "application/json"})

    def _json(
        self, path: str, *, data: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        found = json.loads(self._ask(path, data=data, headers=headers))
        assert isinstance(found, dict)
        return found

    def _ask(
        self,
        path: str,
        *,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        accept: str = "application/json",
    ) -> bytes:
        sent = {
            "Authorization": f"Bearer {self._token}",
            "Accept": accept,
            "User-Agent": f"acquis/{__version__}",
        }
        asked = Request(self._base + path, data=data, headers=sent | dict(headers or {}))
        try:
            with self._opener.open(asked, timeout=_SECONDS) as answer:
                return bytes(answer.read())
        except HTTPError as error:
            with error:
                raise _refusal(error.code, error.read()) from None
        except (URLError, HTTPException, OSError) as error:
            reason = getattr(error, "reason", error)
            raise AcquisError(f"{self._base} cannot be reached: {reason}. Look at --server.") from None


def _refusal(status: int, body: bytes) -> AcquisError:
    """Return the error that a server told of: of the same kind where it is one of ours."""
    try:
        problem = json.loads(body)
        name, detail = str(problem.get("error", "")), str(problem["detail"])
    except (ValueError, KeyError, AttributeError, TypeError):
        return AcquisError(f"The server answered with status {status} and no word of ours: look at --server.")
    kind = getattr(errors, name, AcquisError) if name in errors.__all__ else AcquisError
    if kind is errors.InvalidDocument:
        return errors.InvalidDocument(detail, report=problem.get("report"))
    found = kind(detail)
    assert isinstance(found, AcquisError)
    return found

"""Turn an answer that says no into the error of ours that it stands for, whoever sent it.

It must not send anything. Source: https://www.rfc-editor.org/rfc/rfc9457
"""

import inspect
import json
import re
from collections.abc import Mapping
from email.message import Message
from email.utils import parsedate_to_datetime
from html import unescape
from time import time
from typing import Any

from acquis import errors
from acquis.errors import AcquisError

__all__ = ["read", "retry_after"]

_SHOWN = 300
# What the statuses of other endpoints mean.
_MEANING: Mapping[int, type[AcquisError]] = {
    400: errors.InvalidQuery,
    403: errors.UnsupportedQuery,
    404: errors.UnknownEntity,
    406: errors.NotAcceptable,
    408: errors.QueryTimeout,
    410: errors.Withdrawn,
    413: errors.QueryTooLarge,
    415: errors.UnsupportedMedia,
    429: errors.TooManyRequests,
    500: errors.QueryFailed,
    503: errors.Overloaded,
    504: errors.QueryTimeout,
}


def read(status: int, headers: Message, body: bytes, endpoint: str) -> AcquisError:
    """Return the error that an answer with *status* stands for; ours say themselves which one they are."""
    if headers.get_content_type() in ("application/json", "application/problem+json"):
        problem = _problem(body)
        if problem:
            return _ours(status, headers, problem)
    kind = _MEANING.get(status, AcquisError)
    said = _plain(body, headers.get_content_charset("utf-8"))
    message = f"{endpoint} answers {status}{': ' if said else '.'}{said}"
    return _made(kind, message, {"retry_after": retry_after(headers)})


def retry_after(headers: Message) -> int:
    """Return how many seconds an answer asks to wait, 0 where it does not say.

    Source: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
    """
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return int(value)
    try:
        return max(0, round(parsedate_to_datetime(value).timestamp() - time()))
    except ValueError:
        return 0


def _problem(body: bytes) -> dict[str, Any]:
    """Return the problem details in *body*, nothing when it holds none."""
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) and "detail" in found else {}


def _ours(status: int, headers: Message, problem: dict[str, Any]) -> AcquisError:
    kind = getattr(errors, str(problem.get("error", "")), None)
    if not (isinstance(kind, type) and issubclass(kind, AcquisError)):
        kind = _MEANING.get(status, AcquisError)
    message = str(problem["detail"] or f"The server answers {status}.")
    return _made(kind, message, {"retry_after": retry_after(headers), **problem})


def _made(kind: type[AcquisError], message: str, data: Mapping[str, Any]) -> AcquisError:
    """Return an error of *kind* with what it carries out of *data*."""
    parameters = inspect.signature(kind.__init__).parameters.values()
    known = [one.name for one in parameters if one.kind is one.KEYWORD_ONLY]
    return kind(message, **{name: data[name] for name in known if data.get(name)})


def _plain(body: bytes, charset: str) -> str:
    """Return the beginning of *body* as one line of text, without the tags of a web page."""
    try:
        text = body.decode(charset, "replace")
    except LookupError:
        text = body.decode("utf-8", "replace")
    if "<html" in text[:1000].lower():
        text = unescape(re.sub(r"(?s)<(style|script).*?</\1>|<[^>]*>", " ", text))
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 2] + " …"

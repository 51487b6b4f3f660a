"""Own how long the body of a request may be, by its address, before and behind the gateway.

It must not read bodies.
"""

from acquis.config import Settings

__all__ = ["longest", "takes_documents"]

_DOCUMENTS = ("/api/submissions", "/api/validate")
# Here people fill in, sign in and review; a form carries a file along in letters, which takes more bytes.
_ENTRY = ("/desk", "/sign-in", "/sign-out", "/submissions", "/submit")
_ENTRY_FACTOR = 2
# A form repeats each byte of a query as three in the worst case; the rest is room for other parameters.
_FORM_FACTOR = 3
_FORM_ROOM = 10_000


def takes_documents(path: str) -> bool:
    """Return whether documents or secrets are handed in at *path*: they are not for any log.

    >>> takes_documents("/api/submissions/2026-xaa-1"), takes_documents("/api/validated")
    (True, False)
    """
    return _under(path, (*_DOCUMENTS, *_ENTRY))


def _under(path: str, places: tuple[str, ...]) -> bool:
    return any(path == one or path.startswith(f"{one}/") for one in places)


def longest(settings: Settings, path: str) -> int:
    """Return how many bytes the body of a request to *path* may have."""
    queries = settings.max_query_bytes * _FORM_FACTOR + _FORM_ROOM
    if _under(path, _ENTRY):
        return max(queries, settings.max_submission_bytes * _ENTRY_FACTOR)
    return max(queries, settings.max_submission_bytes) if takes_documents(path) else queries

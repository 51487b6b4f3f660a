"""The rows of the table of public addresses that are about submissions: kinds, checks, handing in, review.

Plain data, as `acquis.reference.routes`.
"""

from acquis.reference.route import Route
from acquis.validation.screening import READ

__all__ = ["SUBMITTING"]

_TAG = "Submissions"
_NOTE = ("note",)
_RELEASE = ("release",)
_WANTED = ("format", "release")
_ONE = (401, 406)
_JSON = ("application/json",)
_SHEETS = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv")
_EXAMPLES = ("text/turtle", "application/ld+json", "application/n-triples", *_SHEETS)
_KINDS = "/api/submissions/kinds"
_SUBMISSION = "/api/submissions/{submission_id}"

SUBMITTING: tuple[Route, ...] = (
    Route("/api/validate", "How a document is checked, as a page", _TAG, ("text/html",), (304,), _RELEASE),
    Route(
        "/api/validate",
        "The report on a document, which is not stored",
        _TAG,
        ("report",),
        (400, 406, 415, 422, 429, 504),
        ("issuer", "language", *_WANTED),
        method="post",
        takes=READ,
    ),
    Route(_KINDS, "The kinds of submission", _TAG, _NOTE, (304, 406), _WANTED),
    Route(f"{_KINDS}/{{kind}}", "How a kind is filled in", _TAG, ("guide",), (304, 406), _WANTED),
    Route(
        f"{_KINDS}/{{kind}}.{{suffix}}",
        "How a kind is filled in, in one form",
        _TAG,
        ("guide",),
        (304,),
        _RELEASE,
    ),
    Route(
        f"{_KINDS}/{{kind}}/template.{{suffix}}",
        "A spreadsheet to fill in",
        _TAG,
        _SHEETS,
        (304,),
        _RELEASE,
    ),
    Route(
        f"{_KINDS}/{{kind}}/example.{{suffix}}",
        "A worked example",
        _TAG,
        _EXAMPLES,
        (304,),
        _RELEASE,
    ),
    Route(
        "/api/submissions",
        "The submissions that the token may see",
        _TAG,
        _NOTE,
        (400, 401, 403, 406),
        ("status", "of-kind", "issuer", "after", "size", *_WANTED),
        token=True,
    ),
    Route(
        "/api/submissions",
        "Hand in a document",
        _TAG,
        _JSON,
        (200, 400, 401, 403, 409, 415, 422, 429, 504, 507),
        ("Idempotency-Key",),
        ok=201,
        method="post",
        takes=READ,
        token=True,
    ),
    Route(_SUBMISSION, "A submission and each step with it", _TAG, _NOTE, _ONE, _WANTED, token=True),
    Route(
        f"{_SUBMISSION}/original",
        "The document byte for byte as it came",
        _TAG,
        READ,
        (304, 401),
        token=True,
    ),
    Route(
        f"{_SUBMISSION}/report",
        "The report when it was handed in",
        _TAG,
        ("report",),
        _ONE,
        _WANTED,
        token=True,
    ),
    Route(
        f"{_SUBMISSION}/difference",
        "What it would change to publish it, statement by statement",
        _TAG,
        _NOTE,
        _ONE,
        _WANTED,
        token=True,
    ),
    Route(
        f"{_SUBMISSION}/document.{{suffix}}",
        "What the submission says, in one form",
        _TAG,
        (*_EXAMPLES, "text/html", "application/pdf"),
        (401, 422),
        _RELEASE,
        token=True,
    ),
    Route(
        f"{_SUBMISSION}/events",
        "Take a step: comment, assign, accept, return, reject or withdraw",
        _TAG,
        _JSON,
        (400, 401, 403, 409, 415, 422, 507),
        method="post",
        takes=("application/json", "application/x-www-form-urlencoded"),
        taken="Step",
        token=True,
    ),
)

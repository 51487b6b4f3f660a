"""The addresses of comparisons, and the parameters that only they read; plain data."""

from acquis.reference.route import Route

__all__ = ["COMPARING", "COMPARING_PARAMETERS"]

_PAGE = ("text/html",)
_CLAIMS = ("from", "to", "basis", "confidence", "checked", "latest")
_FILTERS = ("region", "group-of", *_CLAIMS)
_VIEW = ("compared-state", *_FILTERS, "with", "spoke", "sort")
_TOPICS, _NORMS = (*_VIEW, "topic", "release"), (*_VIEW, "compared-norm", "release")

COMPARING: tuple[Route, ...] = (
    Route("/compare", "What can be compared, as a page", "Comparing", _PAGE, (304,), ("release",)),
    Route(
        "/compare/topics",
        "Who has which stance on which topic",
        "Comparing",
        ("matrix",),
        (304, 400, 406),
        (*_TOPICS, "format"),
    ),
    Route(
        "/compare/topics.{suffix}",
        "Who has which stance on which topic, in one form",
        "Comparing",
        ("matrix",),
        (304, 400),
        _TOPICS,
    ),
    Route(
        "/compare/norms",
        "What is recorded of whom on which norm",
        "Comparing",
        ("matrix",),
        (304, 400, 406),
        (*_NORMS, "format"),
    ),
    Route(
        "/compare/norms.{suffix}",
        "What is recorded of whom on which norm, in one form",
        "Comparing",
        ("matrix",),
        (304, 400),
        _NORMS,
    ),
    Route(
        "/compare/states",
        "A few States or groups side by side, as a page",
        "Comparing",
        _PAGE,
        (304, 400),
        ("compared-state", *_CLAIMS, "topic", "compared-norm", "differ", "release"),
    ),
    Route(
        "/compare/states.{suffix}",
        "A few States or groups side by side, in one form",
        "Comparing",
        ("beside",),
        (304, 400),
        ("compared-state", *_CLAIMS, "topic", "compared-norm", "differ", "release"),
    ),
    Route(
        "/compare/changes",
        "Who changed over time, as a page",
        "Comparing",
        _PAGE,
        (304, 400),
        ("compared-state", *_FILTERS, "topic", "all", "release"),
    ),
    Route(
        "/compare/{code}",
        "One State or group, for comparing it with others, as a page",
        "Comparing",
        _PAGE,
        (304, 400),
        (*_CLAIMS, "topic", "compared-norm", "release"),
    ),
)

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_YEAR = {"type": "integer", "minimum": 1900, "maximum": 2100}
_ONE = {"type": "string", "enum": ["1"]}

COMPARING_PARAMETERS: dict[str, dict[str, object]] = {
    "all": {"description": "`1` for every row, where else the first stand alone.", "schema": _ONE},
    "basis": {
        "description": "Only claims with one of these bases, such as `primary`; may be repeated.",
        "schema": _TEXTS,
    },
    "checked": {
        "description": "Only claims that were checked in one of these ways; may be repeated.",
        "schema": _TEXTS,
    },
    "code": {
        "in": "path",
        "schema": {"type": "string", "minLength": 1, "examples": ["EST"]},
        "description": "The code of a State or group.",
    },
    "compared-norm": {
        "name": "norm",
        "description": "Only these norms, by letter; may be repeated.",
        "schema": _TEXTS,
    },
    "compared-state": {
        "name": "state",
        "description": "Only these States or groups, by code or name; may be repeated.",
        "schema": _TEXTS,
    },
    "confidence": {
        "description": "Only claims of one of these confidences, such as `high`; may be repeated.",
        "schema": _TEXTS,
    },
    "differ": {"description": "`1` for the lines only on which they differ.", "schema": _ONE},
    "from": {"description": "Only documents of this year or later.", "schema": _YEAR},
    "group-of": {"name": "group", "description": "Only members of this group, by its code.", "schema": _TEXT},
    "latest": {"description": "`1` for the latest document of each on each column.", "schema": _ONE},
    "region": {
        "description": "Only this regional group of the United Nations, such as `african-group`.",
        "schema": _TEXT,
    },
    "sort": {
        "description": "`name`, `region`, `spoke` (most recorded first), or the code of a column.",
        "schema": _TEXT,
    },
    "spoke": {"description": "`1` for the rows only in which anything is recorded.", "schema": _ONE},
    "to": {"description": "Only documents of this year or earlier.", "schema": _YEAR},
    "topic": {"description": "Only these topics, such as `sovereignty`; may be repeated.", "schema": _TEXTS},
    "with": {
        "description": "Whom or what to compare with: a code such as `FRA`, or a value such as"
        " `sovereignty/standalone-rule`; may be repeated.",
        "schema": _TEXTS,
    },
}

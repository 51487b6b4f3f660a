"""The rows of the table of public addresses that people fill in, sign in and review at; plain data."""

from acquis.reference.route import Route

__all__ = ["ENTERING"]

_TAG = "Pages to submit on"
_PAGE = ("text/html",)
_FORM = ("application/x-www-form-urlencoded",)
_RELEASE = ("release",)
_STEPS = (303, 400, 401, 403, 409, 415, 422, 429, 504, 507)


def _page(path: str, summary: str, *query: str, step: str = "") -> tuple[Route, ...]:
    """Return the rows of a page of a session, with the *step* that is taken on it by a form."""
    shown = Route(path, summary, _TAG, _PAGE, (303, 400, 401, 403), (*query, "release"))
    taken = Route(path, step, _TAG, _PAGE, _STEPS, _RELEASE, method="post", takes=_FORM, taken="Form")
    return (shown, taken) if step else (shown,)


ENTERING: tuple[Route, ...] = (
    Route("/submit", "What can be handed in, as a page", _TAG, _PAGE, (304,), _RELEASE),
    Route(
        "/submit/stances",
        "The stances that each topic allows",
        _TAG,
        ("application/json",),
        (304,),
        _RELEASE,
    ),
    *_page("/submit/upload", "A file to check or hand in", step="Take a step with a file"),
    *_page("/submit/{kind}", "A form to fill in", "from", step="Take a step with a form"),
    *_page("/sign-in", "The page to sign in on", "then", step="Sign in with a token"),
    Route("/sign-out", "Sign out", _TAG, _PAGE, _STEPS, _RELEASE, method="post", takes=_FORM, taken="Form"),
    *_page("/submissions", "What whoever is signed in handed in"),
    *_page("/submissions/{submission_id}", "One submission", step="Take a step with it"),
    *_page("/desk", "What waits for a reviewer", "status", "of-kind", "issuer", "after"),
    *_page("/desk/texts", "The documents that were read here", "after-slug"),
    *_page("/desk/texts/{slug}", "What waits of one of them", "item-kind", step="Keep a decision"),
    *_page("/desk/{submission_id}", "One submission, for a reviewer", step="Take a step of the review"),
)

"""Who may do what with a submission: one table, by role, by action and by whose submission it is.

It must not read or write a ledger.
"""

from acquis.errors import AccessDenied, UnknownEntity
from acquis.ledger.records import Account, Submission

__all__ = ["MAY", "OTHER", "OWN", "check", "hand_in", "may", "unknown", "whose"]

OWN, OTHER = "own", "other"

# A submitter's own submissions are those of the State or group that their account speaks for. A reviewer's
# own are those as well, and whatever they handed in under another account. Nobody reviews their own.
MAY: dict[tuple[str, str], frozenset[str]] = {
    ("submitter", OWN): frozenset({"hand in", "see", "comment", "withdraw"}),
    ("submitter", OTHER): frozenset(),
    ("reviewer", OWN): frozenset({"see"}),
    ("reviewer", OTHER): frozenset(
        {"see", "comment", "assign", "accept", "return", "reject", "withdraw"},
    ),
}


def whose(account: Account, submission: Submission) -> str:
    """Return OWN or OTHER: whether *submission* counts as one of *account* itself."""
    if account.issuer and account.issuer == submission.issuer:
        return OWN
    is_same = account.id == submission.account_id or _plain(account.name) == _plain(submission.account)
    return OWN if account.role == "reviewer" and is_same else OTHER


def _plain(name: str) -> str:
    """Return *name* as it is heard: who has two accounts may have written it in two ways."""
    return " ".join(name.split()).casefold()


def may(account: Account, action: str, submission: Submission) -> bool:
    """Return whether *account* may take *action* with *submission*."""
    return action in MAY.get((account.role, whose(account, submission)), ())


def check(account: Account, action: str, submission: Submission) -> None:
    """Let *account* take *action* with *submission*.

    Raises:
        AccessDenied: they may not.
        UnknownEntity: they may not even know of it; the sentence is that for one that is not there.
    """
    if not may(account, "see", submission):
        raise unknown(submission.id)
    if may(account, action, submission):
        return
    if account.role == "reviewer":
        raise AccessDenied(
            f"{account.name} may not {action} {submission.id}: nobody reviews a submission of their own State"
            " or group, or one that they handed in. Ask another reviewer."
        )
    raise AccessDenied(
        f"{account.name} may not {action} {submission.id}: that is for reviewers. Submitters may see, comment"
        " and withdraw what was handed in for their own State or group."
    )


def hand_in(account: Account, issuer: str) -> None:
    """Let *account* hand in a document for *issuer*, the code of a State or group; "" where it names none.

    Raises:
        AccessDenied: it has no such role, or speaks for another.
    """
    if "hand in" not in MAY.get((account.role, OWN), ()):
        raise AccessDenied(
            f"{account.name} is a {account.role}: only a submitter hands in. Use the token of a submitter."
        )
    if issuer and issuer.upper() != account.issuer:
        raise AccessDenied(
            f"The document is submitted for {issuer}, and this token speaks for {account.issuer}: use a token"
            f" of {issuer}, or correct who it is submitted for."
        )


def unknown(submission_id: str) -> UnknownEntity:
    """Return the error for a submission that is not there, or that the account may not know of."""
    return UnknownEntity(
        f"There is no submission {submission_id[:60]!r} that you may see: /api/submissions lists those that"
        " are there."
    )

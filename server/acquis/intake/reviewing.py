"""Own the steps of a review: each checked against the table of authority, then written to the ledger.

It must not publish: `acquis.intake.publication` does, after a step that asks for it.
"""

import json
from collections.abc import Callable
from pathlib import Path

from acquis import ledger
from acquis.errors import Conflict, InvalidParameter, ReleaseError, UnknownEntity
from acquis.intake import authority
from acquis.intake.handing_in import Run, checked
from acquis.ledger import steps
from acquis.ledger.records import Account, Submission
from acquis.releases import content, release
from acquis.validation.refusal import CONTROL
from acquis.validation.screening import N_TRIPLES

__all__ = ["ACTIONS", "LONGEST_TEXT", "check_again", "find", "possible", "step"]

# What can be done with a submission, and the event that says so.
ACTIONS = {
    "assign": "assigned",
    "comment": "commented",
    "accept": "accepted",
    "return": "returned",
    "reject": "rejected",
    "withdraw": "withdrawn",
}
LONGEST_TEXT = 20_000
_WITH_REASON = ("comment", "return", "reject", "withdraw")


def step(
    kept: ledger.Ledger,
    account: Account,
    action: str,
    submission_id: str,
    *,
    text: str,
    successor: str,
    check: Callable[[Submission], None],
) -> Submission:
    """Write that *account* takes *action*, one of ACTIONS, with a submission, and return it as it was before.

    *check* is called before one is accepted.

    Raises:
        AccessDenied: they may not.
        Conflict: it cannot follow the last step; or what is to be accepted no longer fits what stands, or
            takes the place of what cannot be replaced any more.
        InvalidParameter: no such action, no reason where one is needed, or a successor that will not do.
        UnknownEntity: there is no such submission that they may see.
    """
    kind = _kind(action, text)
    found = find(kept, account, submission_id)
    authority.check(account, action, found)
    steps.check(found.id, found.status, kind)
    if successor and action != "withdraw":
        raise InvalidParameter(f"A successor goes with withdraw, not with {action}.", name="successor")
    data = {"successor": _successor(kept, found, successor)} if successor else {}
    if action == "accept":
        check(found)
    kept.record(found.id, kind, account=account, text=text.strip(), data=data)
    return found


def possible(account: Account, submission: Submission) -> tuple[str, ...]:
    """Return the actions, of ACTIONS, that *account* may take with *submission* as it stands."""
    return tuple(
        action
        for action, kind in ACTIONS.items()
        if authority.may(account, action, submission) and steps.allowed(submission.status, kind)
    )


def find(kept: ledger.Ledger, account: Account, submission_id: str) -> Submission:
    """Return the submission with that id.

    Raises:
        UnknownEntity: it is not there, or *account* may not see it: both say the same.
    """
    try:
        found = kept.submission(submission_id)
    except UnknownEntity:
        raise authority.unknown(submission_id) from None
    authority.check(account, "see", found)
    return found


def _kind(action: str, text: str) -> str:
    if action not in ACTIONS:
        raise InvalidParameter(
            f"There is no action {action[:60]!r}: choose from {', '.join(ACTIONS)}.", name="action"
        )
    if action in _WITH_REASON and not text.strip():
        what = "the comment" if action == "comment" else "the reason, in words that help whoever handed it in"
        raise InvalidParameter(f"To {action} needs a text: {what}.", name="text")
    if len(text) > LONGEST_TEXT:
        raise InvalidParameter(
            f"The text has more than {LONGEST_TEXT:,} characters: shorten it.", name="text"
        )
    if found := CONTROL.search(text):
        raise InvalidParameter(
            f"The text holds the control character U+{ord(found[0]):04X}: remove it.", name="text"
        )
    return ACTIONS[action]


def _successor(kept: ledger.Ledger, withdrawn: Submission, successor: str) -> str:
    """Return the id of what takes the place of *withdrawn*: another submission for the same issuer."""
    try:
        found = kept.submission(successor)
    except UnknownEntity:
        found = withdrawn
    if found.id == withdrawn.id or found.issuer != withdrawn.issuer:
        raise InvalidParameter(
            f"{successor[:60]!r} cannot take the place of {withdrawn.id}: name another submission for"
            f" {withdrawn.issuer}.",
            name="successor",
        )
    return found.id


def check_again(kept: ledger.Ledger, run: Run, submission: Submission, releases_dir: Path) -> None:
    """Let *submission* pass when it still fits what is published, which may not be what it was held against.

    Raises:
        Conflict: it does not.
        LedgerError: its bytes, or what they said, are not as they came.
    """
    # Read in any case: what is damaged must not be accepted.
    document, content = kept.original(submission.id), kept.content(submission.id)
    if _same_sources(json.loads(kept.report(submission.id)).get("release", ""), releases_dir):
        return
    if content is None:
        report, _ = checked(run, document, submission.media_type, submission.issuer)
    else:
        # What a spreadsheet said in words meant what it did in the release of then.
        report, _ = checked(run, content, N_TRIPLES, submission.issuer)
    if not report["accepted"]:
        faults = " ".join(one["message"] for one in report["findings"] if one["severity"] == "violation")
        raise Conflict(
            f"{submission.id} fitted what was published when it was handed in, and no longer does: {faults}"
            " Return it, with this as the reason."
        )


def _same_sources(release_id: str, releases_dir: Path) -> bool:
    """Return whether the release with that id is kept, and built of the same sources as the current one.

    Such releases differ in other submissions only, and what a submission may supersede the ledger knows.
    """
    try:
        before = release.kept(releases_dir, release_id)
    except (ReleaseError, UnknownEntity):
        return False
    return content.base(before) == content.base(release.current(releases_dir))

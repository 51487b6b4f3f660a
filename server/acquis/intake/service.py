"""The service that the web and the command line share: all that can be done with submissions, by whom.

It must not know HTTP or how anything is shown; it joins the ledger, the validation and the publishing.
"""

import json
from collections.abc import Mapping
from typing import Any

from acquis import ledger
from acquis.config import Settings
from acquis.engine import Engine, Quad
from acquis.errors import AccessDenied, AcquisError, InvalidParameter, ReleaseError, StorageFull
from acquis.intake import handing_in, outlook, publication, reviewing
from acquis.intake.difference import Difference
from acquis.intake.handing_in import Run, Taken
from acquis.ledger.records import Account, Event, Submission
from acquis.ledger.steps import STATUSES

__all__ = ["Intake"]


class Intake:
    """Submissions under *settings*: kept in *kept*, checked by *run*, published in the current release."""

    def __init__(self, settings: Settings, kept: ledger.Ledger, run: Run) -> None:
        self._settings, self._ledger, self._run = settings, kept, run

    def hand_in(self, account: Account, data: bytes, media_type: str, key: str = "") -> Taken:
        """Keep the document *data* for *account*, and return what stands once it is on the disk.

        With the *key* of an earlier request and the same bytes, that of then is returned again.

        Raises:
            AccessDenied: the account may not hand in, or not for whom the document is.
            Conflict: the same content stands already, the key was used for other bytes, or what the document
                says it supersedes cannot be.
            InvalidDocument: it cannot be read, or has violations; the report says where and what to do.
            QueryTooLarge: it is too long.
            StorageFull: there is no room to keep it.
            AcquisError: see `Runner.run`. Whatever is raised, nothing is kept.
        """
        return handing_in.hand_in(
            self._ledger,
            self._run,
            account,
            data,
            media_type,
            key=key,
            settings=self._settings,
        )

    def submissions(
        self,
        account: Account,
        *,
        status: str = "",
        kind: str = "",
        issuer: str = "",
        after: str = "",
        limit: int = 100,
    ) -> tuple[Submission, ...]:
        """Return the submissions that *account* may see, oldest first: *limit* at most, those after *after*.

        Raises:
            AccessDenied: *issuer* is another than that of a submitter.
            InvalidParameter: there is no such status.
            UnknownEntity: *after* is not there, or *account* may not see it.
        """
        if status and status not in STATUSES:
            raise InvalidParameter(
                f"There is no status {status[:60]!r}: choose from {', '.join(STATUSES)}.", name="status"
            )
        if account.role == "submitter":
            if issuer and issuer.upper() != account.issuer:
                raise AccessDenied(
                    f"A submitter sees the submissions of {account.issuer} only: leave out issuer."
                )
            issuer = account.issuer
        if after:
            # Whoever may not know of it must not learn that it is there, nor when it came.
            self.submission(account, after)
        return self._ledger.list(
            issuer=issuer or None, status=status or None, kind=kind or None, after=after or None, limit=limit
        )

    def counts(self, account: Account) -> dict[str, int]:
        """Return how many submissions have each status, for a reviewer.

        Raises:
            AccessDenied: *account* may not see all of them.
        """
        if account.role != "reviewer":
            raise AccessDenied(f"{account.name} may not see the submissions of others: a reviewer may.")
        return self._ledger.counts()

    def submission(self, account: Account, submission_id: str) -> Submission:
        """Return the submission with that id.

        Raises:
            UnknownEntity: it is not there, or *account* may not see it.
        """
        return reviewing.find(self._ledger, account, submission_id)

    def events(self, account: Account, submission_id: str) -> tuple[Event, ...]:
        """Return what was done with a submission, oldest first; see `submission`."""
        return self._ledger.events(self.submission(account, submission_id).id)

    def report(self, account: Account, submission_id: str) -> Mapping[str, Any]:
        """Return what the validation said of a submission when it came, for JSON; see `submission`."""
        found: Mapping[str, Any] = json.loads(self._ledger.report(self.submission(account, submission_id).id))
        return found

    def original(self, account: Account, submission_id: str) -> bytes:
        """Return the bytes of a submission as they were handed in; see `submission`."""
        return self._ledger.original(self.submission(account, submission_id).id)

    def document(self, account: Account, submission_id: str) -> list[Quad]:
        """Return all that a submission says, with what is not public; see `submission`."""
        return publication.document(self._ledger, self.submission(account, submission_id))

    def difference(self, account: Account, submission_id: str, engine: Engine) -> Difference:
        """Return what publishing a submission changes in the release behind *engine*; see `submission`."""
        return outlook.against(self._ledger, self.submission(account, submission_id), engine)

    def possible(self, account: Account, submission: Submission) -> tuple[str, ...]:
        """Return the actions that *account* may take with *submission* as it stands."""
        return reviewing.possible(account, submission)

    def act(
        self, account: Account, action: str, submission_id: str, *, text: str = "", successor: str = ""
    ) -> Submission:
        """Take *action*, one of `reviewing.ACTIONS`, and return the submission as it stands then.

        What is accepted is published, and what is withdrawn is taken out of the current release, before this
        returns.

        Raises:
            AcquisError: see `reviewing.step`.
            ReleaseError: the step stands in the ledger, but the new release could not be made.
            StorageFull: as above, for want of room.
        """
        found = reviewing.step(
            self._ledger,
            account,
            action,
            submission_id,
            text=text,
            successor=successor,
            check=self._check_again,
        )
        # Asked anew: somebody may have accepted it just before it was withdrawn.
        if action in ("accept", "withdraw") and self._was_accepted(found.id):
            self._settle(found.id, reviewing.ACTIONS[action])
        return self._ledger.submission(found.id)

    def _check_again(self, submission: Submission) -> None:
        reviewing.check_again(self._ledger, self._run, submission, self._settings.releases_dir)

    def _was_accepted(self, submission_id: str) -> bool:
        return any(one.kind == "accepted" for one in self._ledger.events(submission_id))

    def _settle(self, submission_id: str, decided: str) -> None:
        try:
            publication.settle(self._ledger, self._settings.releases_dir, only_about=submission_id)
        except AcquisError as error:
            sentence = (
                f"{submission_id} is {decided}, and that stands; but the release could not be brought up to"
                f" date: {error} The next acceptance does so, or `acquis review publish`."
            )
            kind = StorageFull if isinstance(error, StorageFull) else ReleaseError
            raise kind(sentence) from error

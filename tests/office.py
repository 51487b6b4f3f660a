"""Own the service of submissions as tests use it: over a ledger of its own, with those who have accounts.

It must not check anything.
"""

import desk
from acquis import publishing
from acquis.config import Settings
from acquis.engine import Engine
from acquis.intake import Intake
from acquis.ledger import Account, Ledger, Submission
from acquis.releases import release
from desk import TURTLE, People, document

__all__ = ["Office"]


class Office:
    """The service over a ledger of its own, and those who have accounts."""

    def __init__(self, settings: Settings, kept: Ledger) -> None:
        self.settings, self.ledger = settings, kept
        self.people: People = desk.people(kept)
        self.intake = Intake(settings, kept, desk.checking(settings.releases_dir))

    def engine(self) -> Engine:
        """Return the current release."""
        return release.open_engine(release.current(self.settings.releases_dir))

    def hand_in(self, data: bytes = b"", who: Account | None = None, key: str = "") -> Submission:
        """Hand in *data*, by default the example of a survey, for the ministry of XAA."""
        found = self.intake.hand_in(who or self.people.xaa.account, data or document(), TURTLE, key)
        return found.submission

    def act(
        self,
        action: str,
        submission: Submission,
        who: Account | None = None,
        *,
        text: str = "",
        successor: str = "",
    ) -> Submission:
        """Take a step, by default as the reviewer."""
        account = who or self.people.reviewer.account
        return self.intake.act(account, action, submission.id, text=text, successor=successor)

    def steps(self, submission: Submission) -> list[str]:
        """Return the kinds of all steps so far."""
        return [one.kind for one in self.ledger.events(submission.id)]

    def triples(self, submission: Submission) -> int:
        """Return how many statements the current release has of a submission."""
        return len(list(self.engine().triples(graph=publishing.graph_of(submission.id))))

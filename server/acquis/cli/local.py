"""Own the way to the submissions of this machine: straight to the ledger, on behalf of one of its accounts.

It must not print. Whoever can read the ledger could read all that a token guards, so none is asked for; what
the account may do is what it may do over HTTP.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from acquis import config, ledger
from acquis.config import Settings
from acquis.engine import Engine
from acquis.errors import InvalidParameter
from acquis.intake import Intake, shown
from acquis.ledger import Account, Ledger
from acquis.pool import VALIDATE, Answer, Inline, Job
from acquis.releases import release

__all__ = ["Local", "service"]

_PAGE = 1000


class Local:
    """The submissions in the *kept* ledger under *settings*, for the account called *name*."""

    def __init__(self, settings: Settings, kept: Ledger, name: str) -> None:
        self._settings, self._ledger = settings, kept
        self._account = _account(kept, name)
        self._intake = Intake(settings, kept, self._run)

    def hand_in(self, data: bytes, media_type: str, key: str) -> dict[str, Any]:
        """Hand in the document *data*; see `Intake.hand_in`."""
        taken = self._intake.hand_in(self._account, data, media_type, key)
        found = taken.submission
        return {"id": found.id, "status": found.status, "sha256": found.sha256, "report": taken.report}

    def listed(self, **filters: str) -> list[dict[str, Any]]:
        """Return all submissions that fit *filters*; see `Intake.submissions`."""
        found: list[dict[str, Any]] = []
        while True:
            after = found[-1]["id"] if found else ""
            page = self._intake.submissions(self._account, **filters, after=after, limit=_PAGE)
            found += map(shown.listed, page)
            if len(page) < _PAGE:
                return found

    def whole(self, submission_id: str) -> dict[str, Any]:
        """Return a submission with its steps; see `shown.whole`."""
        found = self._intake.submission(self._account, submission_id)
        return shown.whole(
            found,
            self._intake.report(self._account, submission_id),
            self._intake.events(self._account, submission_id),
        )

    def difference(self, submission_id: str) -> str:
        """Return what publishing a submission would change, as text."""
        return self._intake.difference(self._account, submission_id, self._engine).text()

    def act(self, action: str, submission_id: str, text: str, successor: str) -> dict[str, Any]:
        """Take a step; see `Intake.act`."""
        return shown.listed(
            self._intake.act(self._account, action, submission_id, text=text, successor=successor)
        )

    def _run(self, document: bytes, media_type: str, issuer: str) -> Answer:
        job = Job("", media_type, values={"issuer": issuer}, task=VALIDATE, document=document)
        return Inline(self._engine).run(job)

    @cached_property
    def _engine(self) -> Engine:
        return release.open_engine(release.current(self._settings.releases_dir))


@contextmanager
def service(name: str) -> Iterator[Local]:
    """Yield the submissions of this machine for the account called *name*, by its name or its id."""
    settings = config.load()
    with ledger.open(settings) as kept:
        yield Local(settings, kept, name)


def _account(kept: Ledger, name: str) -> Account:
    """Return the account with that name or id whose token counts today.

    Raises:
        InvalidParameter: there is none, or there are several.
    """
    now = datetime.now(UTC)
    living = [one for one in kept.accounts() if not one.revoked and one.expires > now]
    found = [one for one in living if name in (one.id, one.name)]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(f"{one.id} ({one.role}{' for ' + one.issuer if one.issuer else ''})" for one in found)
        raise InvalidParameter(
            f"There are several accounts called {name}: give the id of one, {ids}.", name="as"
        )
    names = ", ".join(one.name for one in living) or "none"
    raise InvalidParameter(
        f"There is no account {name!r} whose token counts: there are {names}."
        " `acquis token issue` makes one.",
        name="as",
    )

"""The ledger as the service sees it: hand in, record, look up, verify, and the tokens of those who may.

It must not know what a submission says, or who may do what with it.
"""

import builtins
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from acquis.ledger import chain, copying, reading, sessions, tokens, verifying, writing
from acquis.ledger.database import Database
from acquis.ledger.records import Account, Event, Fault, Submission
from acquis.ledger.writing import Handed

__all__ = ["Ledger", "now"]


def now() -> datetime:
    """Return the present time, in UTC."""
    return datetime.now(UTC)


class Ledger:
    """A ledger of submissions; threads may share one, processes may not. *clock* gives the time, in UTC.

    Every method raises LedgerError when the database cannot be used or a record is not as it was written.
    Those that write also raise Overloaded when others write for too long and StorageFull when there is no
    room; then nothing was kept. What one of these returns has been committed and synced.
    """

    def __init__(self, database: Database, *, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._clock = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def place(self) -> str:
        """Where the ledger is, without a password."""
        return self._database.place

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    def receive(self, account: Account, handed: Handed) -> Submission:
        """Keep the bytes of a document with its report, and return the submission that it now is.

        The same account with the same key and bytes gets the same submission again, which is `repeated`.

        Raises:
            Conflict: the key was used for other bytes; or, where it is to be kept once, the same content of
                that issuer stands already and was not withdrawn.
            InvalidParameter: no code of an issuer, or a text that cannot be kept.
        """
        with self._database.writing() as connection:
            return writing.receive(connection, self._clock(), account, handed)

    def repeated(self, account: Account, key: str, data: bytes) -> Submission | None:
        """Return the submission that *account* made of the bytes *data* with the same *key*, None for none.

        Raises:
            Conflict: the key was used for other bytes.
            InvalidParameter: the key holds what cannot be kept.
        """
        chain.sound(key)
        with self._database.reading() as connection:
            return writing.repeated(connection, account, key, data)

    def record(
        self,
        submission_id: str,
        kind: str,
        *,
        account: Account | None,
        text: str = "",
        data: Mapping[str, Any] | None = None,
    ) -> Event:
        """Write one more event about a submission, done by *account* or, for None, by the service itself.

        Raises:
            Conflict: it cannot follow what was done before; the sentence says what can. Or it accepts what
                takes the place of a submission that cannot be replaced any more.
            InvalidParameter: there is no such kind, or a text cannot be kept.
            UnknownEntity: there is no such submission.
        """
        with self._database.writing() as connection:
            return writing.record(
                connection, self._clock(), submission_id, kind, account=account, text=text, data=data or {}
            )

    def submission(self, submission_id: str) -> Submission:
        """Return a submission as it stands.

        Raises:
            UnknownEntity: there is no such submission.
        """
        with self._database.reading() as connection:
            return reading.found(connection, submission_id)

    def original(self, submission_id: str) -> bytes:
        """Return the bytes of a submission as they came; their hash is checked each time.

        Raises:
            UnknownEntity: there is no such submission.
        """
        with self._database.reading() as connection:
            return reading.document(connection, submission_id)

    def content(self, submission_id: str) -> bytes | None:
        """Return what a submission says as it was read when it came, in N-Quads; None where it was not kept.

        Raises:
            UnknownEntity: there is no such submission.
        """
        with self._database.reading() as connection:
            return reading.content(connection, submission_id)

    def report(self, submission_id: str) -> str:
        """Return what the validation said of a submission, as JSON; its hash is checked each time.

        Raises:
            UnknownEntity: there is no such submission.
        """
        with self._database.reading() as connection:
            return reading.report(connection, submission_id)

    def events(self, submission_id: str) -> tuple[Event, ...]:
        """Return what happened to a submission, oldest first.

        Raises:
            UnknownEntity: there is no such submission.
        """
        with self._database.reading() as connection:
            return reading.events(connection, submission_id)

    def list(
        self,
        *,
        issuer: str | None = None,
        status: str | None = None,
        kind: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> tuple[Submission, ...]:
        """Return up to *limit* submissions in the order they came, beginning behind the one *after*.

        Raises:
            UnknownEntity: there is no submission *after*.
        """
        statuses = () if status is None else (status,)
        with self._database.reading() as connection:
            return reading.page(
                connection, issuer=issuer, kind=kind, statuses=statuses, after=after, limit=limit
            )

    def with_status(self, *statuses: str) -> tuple[Submission, ...]:
        """Return all submissions whose status is one of *statuses*, in the order they came."""
        with self._database.reading() as connection:
            return reading.page(connection, statuses=statuses) if statuses else ()

    def counts(self) -> dict[str, int]:
        """Return how many submissions have each status."""
        with self._database.reading() as connection:
            return reading.counts(connection)

    def head(self) -> tuple[int, str]:
        """Return the number of records and the hash of the last one: the anchor that a release publishes."""
        with self._database.reading() as connection:
            return reading.head(connection)

    def issue(self, name: str, role: str, issuer: str = "", days: int = 365) -> tuple[str, Account]:
        """Make a token for *name* that holds for *days*; its text is shown here once and kept nowhere.

        Raises:
            InvalidParameter: no name, no such role, a submitter for nobody, or a time too short or long.
        """
        with self._database.writing() as connection:
            return tokens.issue(connection, self._clock(), name, role, issuer, days)

    def accounts(self) -> tuple[Account, ...]:
        """Return all accounts, oldest first, also those that have ended."""
        with self._database.reading() as connection:
            return tokens.accounts(connection)

    def revoke(self, account_id: str) -> Account:
        """End the token of an account, from now on.

        Raises:
            Conflict: it has ended.
            UnknownEntity: there is no such account.
        """
        with self._database.writing() as connection:
            return tokens.revoke(connection, self._clock(), account_id)

    def account(self, token: str) -> Account:
        """Return whose *token* it is.

        Raises:
            NotAuthenticated: nobody's, or it has expired or was revoked.
        """
        with self._database.reading() as connection:
            return tokens.account(connection, self._clock(), token)

    def holder(self, account_id: str) -> Account:
        """Return the account with that id, whose token still counts.

        Raises:
            NotAuthenticated: there is none, or its token has expired or was revoked.
        """
        with self._database.reading() as connection:
            return tokens.holder(connection, self._clock(), account_id)

    def reader(self, account_id: str, session_id: str) -> Account:
        """Return the account that a session is of, as long as neither it nor the token has ended.

        Raises:
            NotAuthenticated: there is no such account, or one of them has ended.
        """
        with self._database.reading() as connection:
            return sessions.reader(connection, self._clock(), account_id, session_id)

    def end_session(self, account_id: str, session_id: str) -> None:
        """End a session of an account, for good."""
        with self._database.writing() as connection:
            sessions.end(connection, self._clock(), account_id, session_id)

    def verify(
        self, anchor: verifying.Anchor | None = None, *others: verifying.Anchor
    ) -> builtins.list[Fault]:
        """Return all that is not as it was written, each naming its record; none is a whole ledger.

        Each anchor is a number of records and the hash of the last, as a release published them.
        """
        anchors = others if anchor is None else (anchor, *others)
        with self._database.reading() as connection:
            return builtins.list(verifying.faults(self._database, connection, anchors))

    def backup(self, path: Path) -> None:
        """Write all records as they stand at one moment to the new file *path*; writers need not stop.

        Raises:
            Conflict: there is something at *path*.
        """
        copying.backup(self._database, path)

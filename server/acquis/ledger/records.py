"""What a ledger gives back: accounts, submissions, events and faults; plain data.

It must not know how any of it is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

__all__ = ["Account", "Event", "Fault", "ROLES", "Submission"]

ROLES = ("submitter", "reviewer")


@dataclass(frozen=True)
class Account:
    """Somebody with a token: `issuer` is the State or group they speak for, "" for none; times are in UTC.

    `id` is public and says nothing of the token, whose last four characters are `ending`.
    """

    id: str
    name: str
    role: str
    issuer: str
    created: datetime
    expires: datetime
    revoked: datetime | None = None
    ending: str = ""


@dataclass(frozen=True)
class Event:
    """One record: `account` is the id, and `name` the name, of who did it; both are "" for the service.

    `hash` is the SHA-256, in hexadecimal, of this record and the hash of the one before it.
    """

    seq: int
    submission: str
    kind: str
    at: datetime
    account: str
    text: str
    data: Mapping[str, Any]
    hash: str
    name: str = ""


@dataclass(frozen=True)
class Submission:
    """A document handed in, as it stands: `status` is the kind of the last step that was taken with it.

    `sha256` is that of the bytes as they came, `size` their number, `account` the name of who handed it in.
    `repeated` is true for the answer to a request that was made before.
    """

    id: str
    issuer: str
    kind: str
    status: str
    received: datetime
    media_type: str
    size: int
    sha256: str
    content_sha256: str
    account: str
    shapes_version: str
    supersedes: tuple[str, ...]
    account_id: str = ""
    repeated: bool = False


@dataclass(frozen=True)
class Fault:
    """Something of a ledger that is not as it was written; `seq` is the number of the record, 0 for none.

    `submission` is the document concerned, "" for none; `message` names the record and says what is wrong.
    """

    message: str
    seq: int = 0
    submission: str = ""

    def __str__(self) -> str:
        return self.message

"""The hash chain: how a record is written as bytes, and what its hash is.

It must not read or write a ledger. A record is hashed as canonical JSON in UTF-8: names sorted, no spaces,
only what JSON must escape is escaped. `previous` is the hash of the record before, GENESIS for the first, so
no record can change, go or move without all later hashes telling.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from acquis.errors import InvalidParameter

__all__ = ["FIELDS", "GENESIS", "canonical", "digest", "instant", "sha256", "sound", "stamp"]

GENESIS = "0" * 64
FIELDS = ("seq", "submission", "kind", "at", "account", "text", "data")


def canonical(value: Any) -> str:
    """Return *value* as canonical JSON.

    >>> canonical({"b": 1, "a": "é"})
    '{"a":"é","b":1}'
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def digest(record: Mapping[str, Any], previous: str) -> str:
    """Return the hash of *record*, which has FIELDS, after the one with the hash *previous*.

    `data` is text, the canonical JSON of what it says. What cannot have been written, such as text with half
    a character, gets a hash that no record has.
    """
    fields = {name: record[name] for name in FIELDS} | {"previous": previous}
    try:
        return sha256(canonical(fields).encode())
    except (TypeError, ValueError):
        return ""


def sha256(data: bytes) -> str:
    """Return the SHA-256 of *data*, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sound(*texts: str) -> None:
    """Check that *texts* can be kept by every database, as they are.

    Raises:
        InvalidParameter: one holds the character NUL, or half of a surrogate pair.
    """
    for text in texts:
        if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise InvalidParameter(f"A character in {text[:40]!r} is none that can be kept: take it out.")


def stamp(at: datetime) -> str:
    """Return *at* as text that sorts by time: UTC, to the microsecond.

    >>> stamp(datetime(2026, 1, 2, tzinfo=UTC))
    '2026-01-02T00:00:00.000000Z'
    """
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def instant(text: str) -> datetime:
    """Return the time that `stamp` wrote as *text*."""
    return datetime.fromisoformat(text)

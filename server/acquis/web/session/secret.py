"""Own the key that cookies are signed with: that of the settings, else a random one kept beside the ledger.

It must not sign anything. All processes of a server, and those that come after it, have the same key.
"""

import os
import secrets
import tempfile
from pathlib import Path

from acquis.config import Settings
from acquis.errors import LedgerError

__all__ = ["found", "key", "place"]

_BYTES = 32


def place(settings: Settings) -> Path:
    """Return the file that a random key is kept in."""
    return settings.releases_dir.parent / "ledger" / "session.key"


def key(settings: Settings) -> str:
    """Return the key, made by whoever needs it first; only the owner of the file can read it.

    Raises:
        LedgerError: the file cannot be read or made.
    """
    path = place(settings)
    try:
        if not settings.secret_key and not path.exists():
            _make(path)
    except OSError as error:
        raise _unusable(path, str(error)) from error
    if not (kept := found(settings)):
        raise _unusable(path, "it cannot be made")
    return kept


def found(settings: Settings) -> str:
    """Return the key, "" where there is none yet: then nobody can have signed anything with it.

    Raises:
        LedgerError: the file cannot be read.
    """
    if settings.secret_key:
        return settings.secret_key
    path = place(settings)
    try:
        text = path.read_text("ascii").strip()
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        raise _unusable(path, str(error)) from error
    if len(text) < _BYTES:
        raise _unusable(path, "it holds no key")
    return text


def _make(path: Path) -> None:
    """Write a new key to *path*: whole or not at all, and not over one that another process has made."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Made with the rights 0600.
    handle, name = tempfile.mkstemp(prefix=".key-", dir=path.parent)
    made = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(made)
    except FileExistsError:
        # The key of the process that was faster is as good.
        pass
    finally:
        made.unlink()


def _unusable(path: Path, why: str) -> LedgerError:
    return LedgerError(
        f"Nobody can sign in, as the key in {path} cannot be used ({why}): let the server write there, or set"
        " ACQUIS_SECRET_KEY."
    )

"""Run the pool of query processes on its own: `python -m acquis.pool`, with ACQUIS_POOL_SOCKET set.

It must not do more than start: one argument, a descriptor, makes it end when that is closed.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

from acquis import config
from acquis.errors import AcquisError, InvalidSetting
from acquis.pool.keeper import keep, listen

__all__ = ["main"]


def main(arguments: list[str]) -> int:
    """Keep a pool until told to end; return the exit code, 2 when a setting is wrong."""
    watched = int(arguments[0]) if arguments else None
    try:
        address = config.load().pool_socket
        if not address:
            raise InvalidSetting("ACQUIS_POOL_SOCKET is not set: it says where the pool is to listen.")
        listener = listen(address)
    except AcquisError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    with listener:
        keep(listener, os.environ, watched)
    Path(address).unlink(missing_ok=True)
    if watched is not None:
        # The one who started it made a folder for the socket alone.
        with suppress(OSError):
            Path(address).parent.rmdir()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

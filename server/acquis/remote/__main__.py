"""Keep the engines at the current release until standard input is closed: `python -m acquis.remote`.

It must not do more than start.
"""

import logging
import sys
from threading import Event, Thread

from acquis import config
from acquis.errors import AcquisError
from acquis.remote.following import alone, follow

__all__ = ["main"]


def main() -> int:
    """Follow the current release until told to end; return the exit code, 2 when a setting is wrong."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    stop = Event()

    def watch() -> None:
        sys.stdin.buffer.read()
        stop.set()

    Thread(target=watch, daemon=True).start()
    try:
        settings = config.load()
        waiting = Thread(target=_followed, args=(settings, stop), daemon=True)
        waiting.start()
        stop.wait()
        waiting.join(1)
    except AcquisError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _followed(settings: config.Settings, stop: Event) -> None:
    """Follow once nobody else does; a thread, since whoever waits for that cannot be told to end."""
    say = logging.getLogger("acquis.remote").info
    try:
        with alone(settings.releases_dir, wait=True):
            follow(settings, stop, say)
    except AcquisError as error:
        say("No release is brought to the engines: %s", error)


if __name__ == "__main__":
    sys.exit(main())

"""Tell damage of a store from other faults: what is read of one is right, or an OSError.

It must not mend anything. Each block of a store on disk has a checksum, which is held against it when read.
"""

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["reading"]


@contextmanager
def reading() -> Iterator[None]:
    """Raise what pyoxigraph 0.5.13 reports of a damaged store, a plain RuntimeError, as an OSError.

    Raises:
        OSError: the store is damaged, or its files are gone.
    """
    try:
        yield
    except RuntimeError as error:
        if type(error) is RuntimeError:
            raise OSError(str(error)) from error
        raise

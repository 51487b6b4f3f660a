"""The codes of those who hand in: of a State, and of a group told apart from a State with the same letters.

It must not look at data. A State has the three letters of its address. A group has the code of its address
too, with `GROUP-` before it where that has three letters: the Non-Aligned Movement is `group:NAM`, and
Namibia is `state:NAM`.
"""

import re

from acquis.vocab import PREFIXES

__all__ = ["code", "iri"]

_STATE, _GROUP = PREFIXES["state"], PREFIXES["group"]
_MARK = "GROUP-"
_LETTERS = re.compile("[A-Za-z]{3}")


def code(iri: str) -> str:
    """Return the code of the State or group *iri*; of anything else the last part of its address.

    >>> code(_STATE + "NAM"), code(_GROUP + "NAM"), code(_GROUP + "ASEAN")
    ('NAM', 'GROUP-NAM', 'ASEAN')
    """
    name = iri.rstrip("/#").replace("#", "/").rpartition("/")[2]
    return _MARK + name if iri.startswith(_GROUP) and _LETTERS.fullmatch(name) else name


def iri(code: str) -> str:
    """Return the address of the State or group with that *code*.

    >>> iri("GROUP-NAM").removeprefix(_GROUP), iri("NAM").removeprefix(_STATE)
    ('NAM', 'NAM')
    """
    if code.startswith(_MARK):
        return _GROUP + code.removeprefix(_MARK)
    return (_STATE if _LETTERS.fullmatch(code) else _GROUP) + code

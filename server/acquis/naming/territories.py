"""Own what people call a State beside the name that the United Nations use, so that it is found by it.

None of these names is data, or is shown as the name of a State. It must not look at a graph.
"""

import re
from collections.abc import Mapping
from functools import cache

from acquis.naming.names import LANGUAGES

__all__ = ["other_names"]

# Source: ISO 3166-1, code elements that are reserved exceptionally, at the request of the State.
_RESERVED: Mapping[str, tuple[str, ...]] = {"GB": ("UK",)}
# What begins so is no code of a State: the CLDR has names for tests under it.
_MADE_UP = "X"
_WORD = re.compile(r"[^\W\d_][^\W\d_'\u2019-]*")
# The initials of fewer words could be anything.
_FEWEST = 3


def other_names(iso2: str, name: str) -> tuple[str, ...]:
    """Return what people call the State with the code *iso2* that the United Nations call *name*.

    These are its names in the Unicode CLDR, in the six official languages, a code that is reserved for it,
    and the initials of a name of three words or more.
    Source: https://cldr.unicode.org/, territories, as in the package babel.

    >>> other_names("", "Democratic People's Republic of Korea")
    ('DPRK',)
    >>> "South Korea" in other_names("KR", "Republic of Korea")
    True
    """
    words = [one for one in _WORD.findall(name) if one[0].isupper()]
    initials = "".join(one[0] for one in words) if len(words) >= _FEWEST else ""
    found = (*_territories().get(iso2, ()), *_RESERVED.get(iso2, ()), initials)
    return tuple(dict.fromkeys(one for one in found if one and one != name))


@cache
def _territories() -> Mapping[str, tuple[str, ...]]:
    """Return the names of each territory by its code, one for each of the six languages."""
    # To read six languages takes a tenth of a second, and many a command asks for no State.
    from babel import Locale

    found = [{str(code): name for code, name in Locale(one).territories.items()} for one in LANGUAGES]
    codes = [one for one in found[0] if one.isalpha() and not one.startswith(_MADE_UP)]
    return {code: tuple(names[code] for names in found if code in names) for code in codes}

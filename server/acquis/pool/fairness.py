"""Own what each client has used lately, and refuse more than its share; the clock is given.

It must not run or stop anything. A client is an address; IPv6 addresses of one /64 count as one client, since
one customer gets at least that much. The empty client is ourselves and is never refused.
Source of the rules: https://www.mediawiki.org/wiki/Wikidata_Query_Service/User_Manual#Query_limits
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from acquis.errors import TooManyRequests

__all__ = ["Fairness", "Share", "group"]

_MINUTE = 60.0


@dataclass(frozen=True)
class Share:
    """What one client may use: query time in seconds a minute, queries side by side, errors a minute."""

    seconds: float
    queries: int
    errors: float


@dataclass
class _Bucket:
    """What was used of `limit` a minute; it drains at that rate."""

    limit: float
    used: float = 0.0
    at: float = 0.0

    def level(self, now: float) -> float:
        self.used = max(0.0, self.used - (now - self.at) * self.limit / _MINUTE)
        self.at = now
        return self.used

    def wait(self, now: float, more: float = 0.0) -> int:
        """Return the whole seconds until *more* fits into the limit, 0 for now."""
        over = self.level(now) + more - self.limit
        return max(0, math.ceil(over * _MINUTE / self.limit))


@dataclass
class _Client:
    seconds: _Bucket
    errors: _Bucket
    queries: int = field(default=0)


class Fairness:
    """The clients of late, *at_most* so many of them; the longest quiet one is forgotten first."""

    def __init__(
        self, share: Share, *, clock: Callable[[], float] = time.monotonic, at_most: int = 10_000
    ) -> None:
        self._share = share
        self._clock = clock
        self._at_most = at_most
        self._clients: OrderedDict[str, _Client] = OrderedDict()

    def __len__(self) -> int:
        return len(self._clients)

    def used(self, client: str) -> float:
        """Return the query seconds of *client* that still count; 0 for ourselves."""
        known = self._clients.get(group(client))
        return known.seconds.level(self._clock()) if known else 0.0

    def begin(self, client: str) -> None:
        """Count one more query of *client* side by side; `end` must follow.

        Raises:
            TooManyRequests: it has too many at once, used up its time, or made too many errors.
        """
        if not client:
            return
        known, now, share = self._known(client), self._clock(), self._share
        self._refuse_errors(known, now)
        if wait := known.seconds.wait(now):
            raise TooManyRequests(
                f"Your queries of the last minute took {known.seconds.used:.0f} seconds, and"
                f" {share.seconds:g} a minute are yours: try again in {wait} seconds. LIMIT, VALUES or more"
                " exact patterns make queries shorter; for very many of them take a dump of the release.",
                retry_after=wait,
            )
        if known.queries >= share.queries:
            raise TooManyRequests(
                f"{known.queries} queries of yours run or wait already, and {share.queries} at a time are"
                " yours: ask the next one when one of them is answered.",
                retry_after=1,
            )
        known.queries += 1

    def end(self, client: str, seconds: float, *, failed: bool = False) -> None:
        """Take back one query of *client*, which took *seconds* and perhaps *failed*."""
        if not client:
            return
        known, now = self._known(client), self._clock()
        known.queries = max(0, known.queries - 1)
        known.seconds.level(now)
        known.seconds.used += seconds
        if failed:
            known.errors.level(now)
            known.errors.used += 1

    def fault(self, client: str) -> None:
        """Count an error of *client* that never became a query.

        Raises:
            TooManyRequests: there were too many; this one is then not counted.
        """
        if not client:
            return
        known, now = self._known(client), self._clock()
        self._refuse_errors(known, now)
        known.errors.used += 1

    def _refuse_errors(self, known: _Client, now: float) -> None:
        if wait := known.errors.wait(now, 1):
            raise TooManyRequests(
                f"{known.errors.used:.0f} requests of yours failed in the last minute, and"
                f" {self._share.errors:g} a minute are yours: try again in {wait} seconds, and read the"
                " messages of the first ones.",
                retry_after=wait,
            )

    def _known(self, client: str) -> _Client:
        name = group(client)
        known = self._clients.get(name)
        if known is None:
            now = self._clock()
            known = _Client(_Bucket(self._share.seconds, at=now), _Bucket(self._share.errors, at=now))
            self._clients[name] = known
            self._forget()
        self._clients.move_to_end(name)
        return known

    def _forget(self) -> None:
        """Drop the longest quiet clients that are too many; one with queries under way stays."""
        excess = len(self._clients) - self._at_most
        if excess > 0:
            quiet = (name for name, known in self._clients.items() if not known.queries)
            for name in [name for name, _ in zip(quiet, range(excess), strict=False)]:
                del self._clients[name]


@lru_cache(maxsize=4096)
def group(client: str) -> str:
    """Return the name under which *client* is counted.

    >>> group("2001:db8:1:2:3::4"), group("::ffff:192.0.2.1"), group("somebody")
    ('2001:db8:1:2::/64', '192.0.2.1', 'somebody')
    """
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return f"{IPv6Address(int(address) >> 64 << 64)}/64"

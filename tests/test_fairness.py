"""Each client gets its share of query time, parallel queries and errors, by a clock that the tests turn."""

import pytest

from acquis.errors import TooManyRequests
from acquis.pool.fairness import Fairness, Share, group


class _Clock:
    """A clock that stands until it is set forward."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def _fairness(clock: _Clock, at_most: int = 100) -> Fairness:
    return Fairness(Share(seconds=60, queries=2, errors=3), clock=clock, at_most=at_most)


def _query(fairness: Fairness, client: str, seconds: float, *, failed: bool = False) -> None:
    fairness.begin(client)
    fairness.end(client, seconds, failed=failed)


def test_query_time_is_refused_once_used_up_and_comes_back() -> None:
    """After 60 seconds of queries in a minute the next is refused for as long as the answer says."""
    clock = _Clock()
    fairness = _fairness(clock)
    for _ in range(7):
        _query(fairness, "192.0.2.1", 10)
    with pytest.raises(TooManyRequests, match=r"took 70 seconds, and 60 a minute .* again in 10 s") as caught:
        fairness.begin("192.0.2.1")
    assert caught.value.retry_after == 10
    clock.now += 9
    with pytest.raises(TooManyRequests):
        fairness.begin("192.0.2.1")
    clock.now += 1
    fairness.begin("192.0.2.1")


def test_only_so_many_queries_run_side_by_side() -> None:
    """A third query beside two is refused; when one ends, there is room again."""
    fairness = _fairness(_Clock())
    fairness.begin("192.0.2.1")
    fairness.begin("192.0.2.1")
    with pytest.raises(TooManyRequests, match="2 queries of yours run or wait already") as caught:
        fairness.begin("192.0.2.1")
    assert caught.value.retry_after == 1
    fairness.end("192.0.2.1", 0)
    fairness.begin("192.0.2.1")


@pytest.mark.parametrize("how", ["queries", "faults"])
def test_errors_are_refused_once_too_many(how: str) -> None:
    """The fourth faulty request of a minute is refused, be it a query or not; a minute heals."""
    clock = _Clock()
    fairness = _fairness(clock)
    for _ in range(3):
        if how == "faults":
            fairness.fault("192.0.2.1")
        else:
            _query(fairness, "192.0.2.1", 0, failed=True)
    for refused in (fairness.begin, fairness.fault):
        with pytest.raises(TooManyRequests, match=r"3 requests of yours failed .* 3 a minute") as caught:
            refused("192.0.2.1")
        assert caught.value.retry_after == 20
    clock.now += 20
    fairness.fault("192.0.2.1")
    clock.now += 60
    for _ in range(3):
        fairness.fault("192.0.2.1")


def test_others_are_not_affected() -> None:
    """What one client used up is no matter to another."""
    fairness = _fairness(_Clock())
    _query(fairness, "192.0.2.1", 600)
    _query(fairness, "192.0.2.2", 1)
    assert (fairness.used("192.0.2.1"), fairness.used("192.0.2.2"), fairness.used("192.0.2.3")) == (600, 1, 0)


def test_ourselves_are_never_refused() -> None:
    """The empty client has no limits and is not counted."""
    fairness = _fairness(_Clock())
    for _ in range(100):
        fairness.begin("")
        fairness.end("", 1000, failed=True)
        fairness.fault("")
    fairness.begin("")
    assert (len(fairness), fairness.used("")) == (0, 0)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("somebody", "somebody else", False),
    ],
)
def test_addresses_of_one_network_count_as_one(one: str, other: str, same: bool) -> None:
    """IPv6 addresses count by /64, an IPv4 address in IPv6 dress as itself."""
    fairness = _fairness(_Clock())
    fairness.begin(one)
    fairness.begin(one)
    if same:
        with pytest.raises(TooManyRequests):
            fairness.begin(other)
    else:
        fairness.begin(other)
    assert (group(one) == group(other)) is same


def test_memory_is_bounded() -> None:
    """Of many clients the longest quiet ones are forgotten, but not one whose query runs."""
    fairness = _fairness(_Clock(), at_most=10)
    fairness.begin("192.0.2.1")
    fairness.begin("192.0.2.1")
    for number in range(1000):
        _query(fairness, f"198.51.{number // 256}.{number % 256}", 5)
    assert len(fairness) == 10
    assert fairness.used("198.51.3.231") == 5
    with pytest.raises(TooManyRequests):
        fairness.begin("192.0.2.1")

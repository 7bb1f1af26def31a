"""The cache inside the process is bounded and forgets in time; while it is out everything is a miss."""

import threading

import pytest

from core.resilience.faults import FaultKind
from core.services.served import Source


@pytest.fixture
def built(services):
    return services(cache_max_entries=3)


def test_get__kept_and_not_expired__is_a_hit(built, clock):
    built.cache.set("k", b"1", 10)
    clock.seconds += 9
    assert (built.cache.get("k").value, built.cache.get("k").source) == (b"1", Source.CACHE)
    clock.seconds += 1
    assert (built.cache.get("k").value, built.cache.get("k").source) == (None, Source.LIVE)


def test_set__more_than_fits__the_least_recently_used_goes(built):
    for key in "abc":
        built.cache.set(key, b"1", 10)
    built.cache.get("a")
    built.cache.set("d", b"1", 10)
    assert [key for key in "abcd" if built.cache.get(key).value] == ["a", "c", "d"]


def test_set__more_bytes_than_fit__the_oldest_go(built):
    for key in "ab":
        built.cache.set(key, bytes(40 * 1024**2), 10)
    assert built.cache.get("a").value is None
    assert built.cache.get("b").value is not None


def test_out__everything_is_a_miss_and_says_why(built):
    built.cache.set("k", b"1", 10)
    built.faults.inject("redis", FaultKind.REFUSE, actor="op", reason="test")
    found = built.cache.get("k")
    assert (found.value, found.source) == (None, Source.BYPASSED)
    assert "reached" in str(found.reason)
    assert not built.cache.set("k", b"2", 10).value
    assert not built.cache.delete("k").value
    loaded = built.cache.get_or_load("k", lambda: b"3", 10)
    assert (loaded.value, loaded.source) == (b"3", Source.LIVE)


def test_change_while_out__the_value_from_before_is_not_served_afterwards(built):
    for key in ("changed", "deleted"):
        built.cache.set(key, b"old", 10)
    built.faults.inject("redis", FaultKind.REFUSE, actor="op", reason="test")
    built.cache.set("changed", b"new", 10)
    built.cache.delete("deleted")
    built.faults.stop_all("op")
    assert built.cache.get("changed").value is None
    assert built.cache.get("deleted").value is None


@pytest.mark.parametrize(
    "kind", [kind for kind in FaultKind if kind not in {FaultKind.LATENCY, FaultKind.HANG}]
)
def test_fault__any_kind__opens_the_circuit(built, kind):
    built.faults.inject("redis", kind, actor="op", reason="test")
    for _ in range(5):
        built.cache.get("k")
    assert built.redis_breaker.current_state == "open"
    assert built.cache.get("k").reason.code == "CIRCUIT_OPEN"


def test_get_or_load__not_accepted__is_loaded_anew(built):
    built.cache.set("k", b"old", 10)
    served = built.cache.get_or_load("k", lambda: b"new", 10, accept=lambda value: value != b"old")
    assert served.value == b"new"
    assert built.cache.get("k").value == b"new"


def test_get_or_load__many_at_once__load_once_and_share_the_answer(built):
    begun, answer = threading.Event(), threading.Event()
    loads: list[int] = []
    values: list[bytes] = []

    def load() -> bytes:
        loads.append(1)
        begun.set()
        answer.wait(5)
        return b"1"

    def ask() -> None:
        values.append(built.cache.get_or_load("k", load, 10).value)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    begun.wait(5)
    answer.set()
    for thread in threads:
        thread.join(5)
    assert values == [b"1"] * 20
    assert len(loads) == 1


def test_get_or_load__load_fails__the_error_reaches_the_caller_and_the_next_loads_again(built):
    def fail() -> bytes:
        raise LookupError("gone")

    with pytest.raises(LookupError):
        built.cache.get_or_load("k", fail, 10)
    assert built.cache.get_or_load("k", lambda: b"1", 10).value == b"1"


def test_get_or_load__leader_is_stopped__those_who_wait_load_for_themselves(built):
    begun, stop = threading.Event(), threading.Event()
    values: list[bytes] = []

    def stopped() -> bytes:
        begun.set()
        stop.wait(5)
        raise SystemExit

    def lead() -> None:
        with pytest.raises(SystemExit):
            built.cache.get_or_load("k", stopped, 10)

    leader = threading.Thread(target=lead)
    leader.start()
    begun.wait(5)
    waiter = threading.Thread(
        target=lambda: values.append(built.cache.get_or_load("k", lambda: b"own", 10).value)
    )
    waiter.start()
    stop.set()
    leader.join(5)
    waiter.join(5)
    assert values == [b"own"]


def test_cache__url_that_is_not_rediss__is_refused_without_showing_it(services):
    with pytest.raises(ValueError, match="Redis URL") as caught:
        services(redis_url="http://:s3cret@host")
    assert "s3cret" not in str(caught.value)

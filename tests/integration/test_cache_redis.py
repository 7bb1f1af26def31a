"""CacheService on a real Redis that is killed, frozen and restarted."""

import threading
import time

import pytest
import redis

from core.services.served import Source
from core.settings import BreakerSettings
from tests.support.ports import free_port

QUICK = BreakerSettings(fail_max=5, reset_timeout=0.3)


@pytest.fixture
def cached(redis_server, services):
    return services(redis_url=redis_server.url, redis_breaker=QUICK)


def _wait_until_back(cached) -> None:
    ends_at = time.monotonic() + 5
    while not cached.cache.probe().ok:
        assert time.monotonic() < ends_at
        time.sleep(0.02)


def test_set_get_delete__bytes_come_back_and_expire(cached):
    assert cached.cache.set("k", b"\x00\xff", 60).value
    found = cached.cache.get("k")
    assert (found.value, found.source) == (b"\x00\xff", Source.CACHE)
    assert cached.cache.delete("k").value
    assert cached.cache.get("k").value is None
    cached.cache.set("k", b"1", 0.02)
    time.sleep(0.05)
    assert cached.cache.get("k").value is None


def test_get__key_holds_something_of_another_kind__is_a_miss_and_no_outage(cached, redis_server):
    with redis.Redis.from_url(redis_server.url) as stranger:
        stranger.lpush("fusible:k", "not ours")
    for _ in range(6):
        assert cached.cache.get_or_load("k", lambda: b"loaded", 60).value == b"loaded"
    assert (cached.redis_breaker.current_state, cached.redis_breaker.fail_counter) == ("closed", 0)
    assert cached.cache.set("k", b"ours", 60).value
    assert cached.cache.get("k").value == b"ours"


def test_frozen_redis__each_call_is_a_miss_within_the_deadline_until_the_circuit_opens(cached, redis_server):
    cached.cache.set("k", b"1", 60)
    redis_server.freeze()
    for _ in range(5):
        started = time.monotonic()
        found = cached.cache.get("k")
        assert time.monotonic() - started < cached.settings.redis_deadline + 0.15
        assert (found.value, found.source) == (None, Source.BYPASSED)
    assert cached.redis_breaker.current_state == "open"
    started = time.monotonic()
    assert str(cached.cache.get("k").reason) == "redis: the circuit is open"
    assert time.monotonic() - started < 0.05
    redis_server.resume()
    _wait_until_back(cached)
    assert cached.cache.get("k").value == b"1"


def test_killed_redis__reads_are_complete_and_the_cache_fills_again_after_the_restart(cached, redis_server):
    redis_server.kill()
    for _ in range(6):
        served = cached.cache.get_or_load("k", lambda: b"loaded", 60)
        assert (served.value, served.source) == (b"loaded", Source.LIVE)
        assert served.reason is not None
    redis_server.start()
    _wait_until_back(cached)
    cached.cache.get_or_load("k", lambda: b"loaded", 60)
    assert cached.cache.get("k").value == b"loaded"


def test_change_while_redis_is_out__what_it_held_before_is_not_served_afterwards(cached, redis_server):
    cached.cache.set("changed", b"old", 60)
    cached.cache.set("deleted", b"old", 60)
    redis_server.freeze()
    assert not cached.cache.set("changed", b"new", 60).value
    assert not cached.cache.delete("deleted").value
    redis_server.resume()
    _wait_until_back(cached)
    assert cached.cache.get("changed").value is None
    assert cached.cache.get("deleted").value is None


@pytest.mark.parametrize("redis_is_out", [False, True])
def test_get_or_load__200_misses_at_once__reach_the_loader_once(cached, redis_server, redis_is_out):
    if redis_is_out:
        redis_server.kill()
        while cached.redis_breaker.current_state == "closed":
            cached.cache.get("k")
    loads: list[int] = []
    gate = threading.Barrier(200)
    values: list[bytes] = []

    def load() -> bytes:
        loads.append(1)
        time.sleep(0.3)
        return b"rows"

    def ask() -> None:
        gate.wait(10)
        values.append(cached.cache.get_or_load("k", load, 60).value)

    threads = [threading.Thread(target=ask) for _ in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert values == [b"rows"] * 200
    assert len(loads) == 1


def test_wrong_password__is_misconfigured_and_not_shown(redis_server, services):
    built = services(redis_url=f"redis://:s3cret-wrong@127.0.0.1:{redis_server.port}/0")
    with redis_server.client() as client:
        client.config_set("requirepass", "right")
    try:
        health = built.cache.health()
    finally:
        redis_server.restart()
    assert health.misconfigured
    assert not health.ok
    assert "s3cret" not in repr(health)


def test_nobody_listens__is_an_outage(services):
    built = services(redis_url=f"redis://127.0.0.1:{free_port()}/0")
    assert not built.cache.health().ok
    assert not built.cache.health().misconfigured


def test_read_query__200_readers_of_one_cached_answer__reach_the_database_once(cached):
    gate = threading.Barrier(200)
    served: list[Source] = []

    def ask() -> None:
        gate.wait(10)
        served.append(cached.database.read_query("SELECT 1 AS one", max_age=30).source)

    threads = [threading.Thread(target=ask) for _ in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(served) == 200
    assert cached.meter.calls.count(("read", "success")) == 1

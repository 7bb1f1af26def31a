"""Pybreaker's Redis storage under a Breaker: it is told and remembers; losing it changes no decision."""

import time

import pybreaker
import pytest
import redis

from core.resilience.breaker import Breaker


def fail():
    raise ConnectionError


def trip(breaker):
    with pytest.raises(ConnectionError):
        breaker.call(fail)
    with pytest.raises(pybreaker.CircuitBreakerError):
        breaker.call(fail)
    assert breaker.current_state == "open"


@pytest.fixture
def storage(redis_server):
    client = redis.Redis.from_url(redis_server.url, socket_timeout=0.5, retry=None)
    yield pybreaker.CircuitRedisStorage(pybreaker.STATE_CLOSED, client)
    client.close()


def test_storage__is_told_of_changes_and_a_new_breaker_begins_where_it_stands(storage):
    trip(Breaker(fail_max=2, reset_timeout=30, state_storage=storage))
    assert storage.state == "open"
    again = Breaker(fail_max=2, reset_timeout=30, state_storage=storage)
    assert again.current_state == "open"
    # Redis holds whole seconds.
    assert 28 < again.seconds_until_probe <= 30


@pytest.mark.parametrize("outage", ["kill", "freeze"])
def test_storage__redis_out__the_breaker_trips_and_closes_all_the_same(storage, redis_server, outage):
    breaker = Breaker(fail_max=2, reset_timeout=0.05, state_storage=storage)
    getattr(redis_server, outage)()
    trip(breaker)
    time.sleep(0.06)
    assert breaker.call(int) == 0
    assert breaker.current_state == "closed"

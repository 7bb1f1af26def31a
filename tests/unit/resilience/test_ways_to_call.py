"""Every way to make a call through a breaker is admitted, measured and settled alike."""

import asyncio

import pytest

from core.resilience.breaker import Breaker
from core.resilience.errors import BreakerOpenError, BreakerTrippedError
from core.resilience.events import EventKind, EventLog


def taking_a_key(work):
    def call(*, key):
        work()

    return call


def plainly(breaker, work):
    breaker.call(taking_a_key(work), key=1)


def decorated(breaker, work):
    breaker(taking_a_key(work))(key=1)


def in_a_with(breaker, work):
    with breaker.calling():
        work()


def as_generator(breaker, work):
    def items():
        yield
        work()

    list(breaker.call(items))


def awaited(breaker, work):
    async def ask(*, key):
        work()

    asyncio.run(breaker.call_async(ask, key=1))


def awaited_through_call(breaker, work):
    async def ask(*, key):
        work()

    async def scenario():
        await breaker.call(ask, key=1)

    asyncio.run(scenario())


def as_async_generator(breaker, work):
    async def items():
        yield
        work()

    async def scenario():
        async for _ in breaker.call(items):
            pass

    asyncio.run(scenario())


WAYS = [plainly, decorated, in_a_with, as_generator, awaited, awaited_through_call, as_async_generator]
every_way = pytest.mark.parametrize("way", WAYS)


class Heard:
    def __init__(self):
        self.told = []

    def __getattr__(self, name):
        return lambda breaker, *args, **kwargs: self.told.append((name, args, kwargs))


@pytest.fixture
def events(clock):
    return EventLog(now=clock.now)


@pytest.fixture
def breaker(clock, events):
    return Breaker(
        fail_max=3,
        reset_timeout=30,
        slow_call_seconds=2,
        name="db",
        events=events,
        clock=clock,
        now=clock.now,
    )


def failing_after(clock, seconds):
    def work():
        clock.advance(seconds)
        raise ConnectionError("down")

    return work


@every_way
@pytest.mark.parametrize(("seconds", "slow"), [(1.99, 0), (2, 1), (5, 1)])
def test_ways__a_success_is_measured_and_slow_from_the_limit_on(way, breaker, clock, events, seconds, slow):
    way(breaker, lambda: clock.advance(seconds))
    totals = breaker.window.totals()
    assert (totals.successes, totals.failures, totals.ignored, totals.slow) == (1, 0, 0, slow)
    assert totals.percentile(1) == pytest.approx(seconds, rel=0.2)
    reported = [(event.data["count"], event.data["seconds"]) for event in events.recent(kind=EventKind.SLOW)]
    assert reported == [(1, seconds)] * slow
    assert breaker._machine.rates(clock()).slow == slow


@every_way
@pytest.mark.parametrize(("seconds", "slow"), [(1.99, 0), (2, 1)])
def test_ways__a_failure_is_measured_counted_and_raised(way, breaker, clock, events, seconds, slow):
    with pytest.raises(ConnectionError, match="down"):
        way(breaker, failing_after(clock, seconds))
    totals = breaker.window.totals()
    assert (totals.successes, totals.failures, totals.slow, breaker.fail_counter) == (0, 1, slow, 1)
    assert totals.percentile(1) == pytest.approx(seconds, rel=0.2)
    assert len(events.recent(kind=EventKind.SLOW)) == slow
    assert breaker._machine.rates(clock()).slow == slow


@every_way
def test_ways__a_probe_that_succeeds_closes(way, breaker, clock):
    breaker.open()
    clock.advance(30)
    way(breaker, lambda: None)
    assert breaker.current_state == "closed"


@every_way
def test_ways__a_probe_that_fails_opens_again_and_says_so(way, breaker, clock):
    breaker.half_open()
    with pytest.raises(BreakerTrippedError) as trip:
        way(breaker, failing_after(clock, 1))
    assert isinstance(trip.value.__cause__, ConnectionError)
    assert (breaker.current_state, trip.value.seconds_until_probe) == ("open", 30)


@every_way
def test_ways__an_interrupted_probe_gives_its_place_back(way, breaker):
    class InterruptError(BaseException):
        pass

    def interrupt():
        raise InterruptError

    breaker.half_open()
    with pytest.raises(InterruptError):
        way(breaker, interrupt)
    assert (breaker.current_state, breaker._machine.probes_in_flight) == ("half-open", 0)
    assert breaker.window.totals().ignored == 1


@every_way
def test_ways__behind_an_open_circuit_nothing_runs(way, breaker):
    ran = []
    breaker.open()
    with pytest.raises(BreakerOpenError):
        way(breaker, lambda: ran.append(1))
    assert ran == []
    assert breaker.window.totals().rejected == 1


@every_way
def test_ways__listeners_hear_before_and_after(way, breaker):
    heard = Heard()
    breaker.add_listener(heard)
    way(breaker, lambda: None)
    assert [name for name, _, _ in heard.told] == ["before_call", "success"]
    (_, args, kwargs), _ = heard.told
    assert len(args) == 1
    assert callable(args[0])
    assert kwargs in ({}, {"key": 1})


@pytest.mark.parametrize("by", ["call", "call_async"])
def test_ways__listeners_hear_what_is_called_with_what(breaker, by):
    heard = Heard()
    breaker.add_listener(heard)

    async def ask(question, *, key):
        return question, key

    async def scenario():
        assert await getattr(breaker, by)(ask, "q", key=1) == ("q", 1)

    asyncio.run(scenario())
    assert heard.told[0] == ("before_call", (ask, "q"), {"key": 1})


@pytest.mark.parametrize("way", [as_generator, as_async_generator])
def test_ways__a_stream_that_is_closed_early_gives_its_probe_back(way, breaker):
    def items():
        yield 1
        yield 2

    async def async_items():
        yield 1
        yield 2

    async def close_early():
        stream = breaker.call(async_items)
        await anext(stream)
        await stream.aclose()

    breaker.half_open()
    if way is as_generator:
        stream = breaker.call(items)
        next(stream)
        stream.close()
    else:
        asyncio.run(close_early())
    assert (breaker._machine.probes_in_flight, breaker.probe_due) == (0, True)
    assert breaker.window.totals().ignored == 1


def test_ways__an_async_streams_reader_does_not_make_it_slow(breaker, clock):
    @breaker
    async def answer():
        for _ in range(3):
            clock.advance(0.5)
            yield

    async def read():
        async for _ in answer():
            clock.advance(100)

    asyncio.run(read())
    totals = breaker.window.totals()
    assert (totals.successes, totals.slow) == (1, 0)
    assert totals.percentile(1) == pytest.approx(1.5, rel=0.2)

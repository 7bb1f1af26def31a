"""Generators and coroutines settle when they end, and only the dependency's time counts."""

import asyncio
from inspect import iscoroutinefunction

import pytest

from core.resilience.breaker import Breaker
from core.resilience.errors import BreakerOpenError
from core.resilience.machine import Permit
from core.resilience.streams import watch_async_generator, watch_generator


@pytest.fixture
def breaker(clock):
    return Breaker(fail_max=2, slow_call_seconds=5, clock=clock, now=clock.now)


def counts(breaker):
    totals = breaker.window.totals()
    return totals.successes, totals.failures, totals.ignored


def test_generator__read_to_its_end__is_one_success_and_hands_on_everything(breaker):
    @breaker
    def echo():
        got = yield "first"
        yield got
        return "result"

    stream = echo()
    assert next(stream) == "first"
    assert stream.send("second") == "second"
    assert counts(breaker) == (0, 0, 0)
    with pytest.raises(StopIteration) as end:
        next(stream)
    assert end.value.value == "result"
    assert counts(breaker) == (1, 0, 0)


def test_generator__closed_early__is_no_failure_and_cleans_up(breaker):
    cleaned = []

    @breaker
    def answer():
        try:
            yield from range(10)
        finally:
            cleaned.append(True)

    stream = answer()
    next(stream)
    stream.close()
    assert cleaned == [True]
    assert counts(breaker) == (0, 0, 1)
    assert breaker.fail_counter == 0


def test_generator__closed_early__gives_back_a_probe(breaker):
    breaker.half_open()
    stream = breaker.call(lambda: (number for number in range(10)))
    next(stream)
    assert not breaker.probe_due
    stream.close()
    assert breaker.probe_due


def test_generator__that_breaks_off__is_a_failure(breaker):
    @breaker
    def answer():
        yield 1
        raise ConnectionError

    stream = answer()
    next(stream)
    with pytest.raises(ConnectionError):
        next(stream)
    assert counts(breaker) == (0, 1, 0)


def test_generator__what_the_consumer_throws_in_reaches_it(breaker):
    @breaker
    def answer():
        try:
            yield 1
        except KeyError:
            yield "handled"

    stream = answer()
    next(stream)
    assert stream.throw(KeyError()) == "handled"
    assert list(stream) == []
    assert counts(breaker) == (1, 0, 0)


def test_generator__a_slow_reader_does_not_make_a_slow_call(breaker, clock):
    @breaker
    def answer():
        for _ in range(3):
            clock.advance(1)
            yield

    for _ in answer():
        clock.advance(100)
    totals = breaker.window.totals()
    assert (totals.successes, totals.slow) == (1, 0)
    assert totals.percentile(1) == pytest.approx(3, rel=0.2)


def test_generator__behind_an_open_circuit__is_rejected_at_the_call(breaker):
    breaker.open()
    with pytest.raises(BreakerOpenError):
        breaker.call(lambda: iter(()))


def test_coroutine__counts_success_and_failure_and_trips(breaker):
    @breaker
    async def ask(question):
        if question is None:
            raise ConnectionError
        return question

    async def scenario():
        assert await ask(1) == 1
        with pytest.raises(ConnectionError):
            await ask(None)
        assert breaker.fail_counter == 1
        await breaker.call(ask.__wrapped__, 2)
        assert breaker.fail_counter == 0

    asyncio.run(scenario())
    assert iscoroutinefunction(ask)
    assert counts(breaker) == (2, 1, 0)


def test_coroutine__through_call__a_failure_counts(breaker):
    async def ask():
        raise ConnectionError

    async def scenario():
        with pytest.raises(ConnectionError):
            await breaker.call(ask)

    asyncio.run(scenario())
    assert counts(breaker) == (0, 1, 0)


def test_coroutine__cancelled__is_no_failure(breaker):
    @breaker
    async def hang():
        await asyncio.Event().wait()

    async def scenario():
        task = asyncio.create_task(hang())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(scenario())
    assert counts(breaker) == (0, 0, 1)


def test_coroutine__many_at_once__do_not_wait_for_each_other(breaker):
    @breaker
    async def meet(event, everyone):
        everyone.append(1)
        if len(everyone) == 50:
            event.set()
        await event.wait()

    async def scenario():
        event, everyone = asyncio.Event(), []
        await asyncio.wait_for(asyncio.gather(*(meet(event, everyone) for _ in range(50))), 5)

    asyncio.run(scenario())
    assert counts(breaker) == (50, 0, 0)


def test_async_generator__to_its_end_closed_early_and_broken_off(breaker):
    @breaker
    async def answer(*, breaks_off=False):
        yield 1
        yield 2
        if breaks_off:
            raise ConnectionError

    async def scenario():
        assert [item async for item in answer()] == [1, 2]
        assert counts(breaker) == (1, 0, 0)
        early = answer()
        assert await anext(early) == 1
        await early.aclose()
        assert counts(breaker) == (1, 0, 1)
        with pytest.raises(ConnectionError):
            async for _ in answer(breaks_off=True):
                pass
        assert counts(breaker) == (1, 1, 1)

    asyncio.run(scenario())


def test_async_generator__what_is_sent_and_thrown_reaches_it(breaker):
    @breaker
    async def echo():
        got = yield "first"
        try:
            yield got
        except KeyError:
            yield "handled"

    async def scenario():
        stream = echo()
        assert await anext(stream) == "first"
        assert await stream.asend("second") == "second"
        assert await stream.athrow(KeyError()) == "handled"
        assert [item async for item in stream] == []

    asyncio.run(scenario())
    assert counts(breaker) == (1, 0, 0)


class Settled:
    """A settler that notes what ended each stream."""

    def __init__(self):
        self.errors = []

    def succeeded(self, permit, seconds):
        self.errors.append(None)

    def raised(self, permit, error, seconds):
        self.errors.append(type(error))


def test_streams__closed_early__settle_with_what_closed_them(clock):
    settled, permit = Settled(), Permit(0)

    def items():
        yield 1

    async def async_items():
        yield 1

    async def scenario():
        stream = watch_async_generator(settled, clock, permit, async_items())
        await anext(stream)
        await stream.aclose()

    stream = watch_generator(settled, clock, permit, items())
    next(stream)
    stream.close()
    asyncio.run(scenario())
    assert settled.errors == [GeneratorExit, GeneratorExit]

"""Results that are not there yet when the call returns: generators, async generators and coroutines.

Each is passed on as it comes and settles its permit when it ends. Only the time spent inside the dependency
is measured, never what the consumer does between two items; a consumer that stops early is no failure.
"""

from collections.abc import AsyncGenerator, Awaitable, Generator
from typing import Any, Protocol, TypeVar

from core.resilience.machine import Permit
from core.telemetry.clock import Monotonic

T = TypeVar("T")


class Settler(Protocol):
    """What a breaker does when a call it admitted has ended."""

    def succeeded(self, permit: Permit, seconds: float) -> None: ...

    def raised(self, permit: Permit, error: BaseException, seconds: float) -> None:
        """May raise in place of `error`."""


async def watch_awaitable(settler: Settler, clock: Monotonic, permit: Permit, awaitable: Awaitable[T]) -> T:
    started = clock()
    try:
        result = await awaitable
    except BaseException as error:
        settler.raised(permit, error, clock() - started)
        raise
    settler.succeeded(permit, clock() - started)
    return result


def watch_generator(
    settler: Settler, clock: Monotonic, permit: Permit, generator: Generator[Any, Any, T]
) -> Generator[Any, Any, T]:
    spent = 0.0
    step: Any = generator.send
    value: Any = None
    while True:
        started = clock()
        try:
            item = step(value)
        except StopIteration as end:
            settler.succeeded(permit, spent + clock() - started)
            result: T = end.value
            return result
        except BaseException as error:
            settler.raised(permit, error, spent + clock() - started)
            raise
        spent += clock() - started
        try:
            value, step = (yield item), generator.send
        except GeneratorExit as stop:
            settler.raised(permit, stop, spent)
            generator.close()
            raise
        except BaseException as thrown:  # noqa: BLE001 - handed on to the generator, whose answer counts
            value, step = thrown, generator.throw


async def watch_async_generator(
    settler: Settler, clock: Monotonic, permit: Permit, generator: AsyncGenerator[T, Any]
) -> AsyncGenerator[T, Any]:
    spent = 0.0
    step: Any = generator.asend
    value: Any = None
    while True:
        started = clock()
        try:
            item = await step(value)
        except StopAsyncIteration:
            settler.succeeded(permit, spent + clock() - started)
            return
        except BaseException as error:
            settler.raised(permit, error, spent + clock() - started)
            raise
        spent += clock() - started
        try:
            value, step = (yield item), generator.asend
        except GeneratorExit as stop:
            settler.raised(permit, stop, spent)
            await generator.aclose()
            raise
        except BaseException as thrown:  # noqa: BLE001 - handed on to the generator, whose answer counts
            value, step = thrown, generator.athrow

"""Threads for blocking work, parted by weight, so that reading many uploads keeps nothing light waiting."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

T = TypeVar("T")


class Lane:
    """So many threads at most for one kind of work; what exceeds them waits its turn."""

    def __init__(self, name: str, threads: int) -> None:
        self._threads = threads
        self._limiter: RunVar[CapacityLimiter] = RunVar(f"lane {name}")

    async def run(self, work: Callable[[], T]) -> T:
        """The result of `work`, run in a thread of this lane with the caller's context."""
        limiter = self._limiter.get(None)
        if limiter is None:  # one belongs to the event loop it is made in
            limiter = CapacityLimiter(self._threads)
            self._limiter.set(limiter)
        return await to_thread.run_sync(work, limiter=limiter)


health_lane = Lane("health", 4)
upload_lane = Lane("uploads", 8)

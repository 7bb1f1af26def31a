"""What the resilience tests share: a clock they advance by hand, and the hypothesis profiles."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings

settings.register_profile("soak", max_examples=2000, stateful_step_count=60, deadline=None)
settings.register_profile("mutation", max_examples=20, stateful_step_count=40, deadline=None, database=None)


class FakeClock:
    """Monotonic seconds that pass only when told to; `now` is the wall clock beside it."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime(2026, 3, 2, 14, 3, tzinfo=UTC) + timedelta(seconds=self.seconds - 1000)

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()

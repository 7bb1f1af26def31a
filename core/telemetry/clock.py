"""The two clocks of the console, named so that a test can put its own in their place."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Monotonic = Callable[[], float]
"""Seconds on a clock that never goes back; for durations and deadlines."""

WallClock = Callable[[], datetime]
"""Timezone-aware UTC; for what is shown to people and written down."""

monotonic: Monotonic = time.monotonic


def utc_now() -> datetime:
    return datetime.now(UTC)

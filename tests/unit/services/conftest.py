"""Services on embedded defaults, with one time that moves only when told."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.services import Services


class Time:
    """Read as both clocks."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.seconds)


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def services(tmp_path, clock) -> Iterator[Callable[..., Services]]:
    built: list[Services] = []

    def make(**options: Any) -> Services:
        built.append(Services(tmp_path / "data", clock=clock.monotonic, now=clock.now, **options))
        return built[-1]

    yield make
    for each in built:
        each.close()

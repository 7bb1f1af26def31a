"""An answer plus where it came from: nothing on screen pretends to be what it is not."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

from core.resilience.reason import Reason

T = TypeVar("T")
U = TypeVar("U")


class Source(StrEnum):
    """Where a served value came from."""

    LIVE = "live"
    """The dependency (or its embedded default, where none is configured) answered."""
    CACHE = "cache"
    """A copy kept in the cache; `age_seconds` says how old."""
    SNAPSHOT = "snapshot"
    """The local last-known-good copy; `age_seconds` says how old."""
    RULES = "rules"
    """Our own rules answered in place of the AI."""
    HELD = "held"
    """Accepted and kept on local disk; it reaches the dependency when that is back."""
    BYPASSED = "bypassed"
    """The cache is out and was passed over, as a miss. Only the cache service itself says so."""


@dataclass(frozen=True, slots=True)
class Served(Generic[T]):
    """A value, where it came from and, when that is not the live dependency, why."""

    value: T
    source: Source
    request_id: str
    seconds: float
    """How long the caller waited, on the monotonic clock."""
    breaker_state: str | None = None
    """State of the breaker in front of the dependency when it answered; None where none stands."""
    reason: Reason | None = None
    """Why a fallback answered, or why something was left out; None where there is nothing to say."""
    age_seconds: float | None = None
    """Age of a cached or snapshot value; None otherwise."""

    @property
    def is_fallback(self) -> bool:
        return self.source is not Source.LIVE

    def map(self, change: Callable[[T], U]) -> "Served[U]":
        """The same provenance around a value derived from this one."""
        return replace(self, value=change(self.value))  # type: ignore[arg-type,return-value]

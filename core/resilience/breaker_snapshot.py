"""What a breaker shows people: its state and figures at one moment, the last error without secrets."""

from dataclasses import dataclass
from datetime import datetime

from core.resilience.reason import Reason
from core.telemetry.masking import masker


@dataclass(frozen=True, slots=True)
class LastError:
    """The latest failure a breaker counted."""

    kind: str
    """The exception's class, with its module."""
    message: str
    """One line, masked."""
    at: datetime
    """UTC."""
    reason: Reason | None = None
    """The same for the catalogs, where the error says it."""

    @classmethod
    def of(cls, error: BaseException, at: datetime) -> "LastError":
        kind = type(error)
        try:
            message = str(error)
        except Exception as broken:  # noqa: BLE001 - an exception's own __str__ may raise anything
            message = f"(no message: its text raised {type(broken).__name__})"
        return cls(f"{kind.__module__}.{kind.__qualname__}", masker.line(message), at, _reason_of(error))


@dataclass(frozen=True, slots=True)
class BreakerSnapshot:
    """A breaker at one moment: rates and percentiles over its sliding window, counts since it was made."""

    name: str
    state: str
    """closed, open or half-open."""
    mode: str
    """automatic, forced-open or disabled."""
    reason: Reason
    """Why it is in that state."""
    since: datetime
    """UTC time at which that state began."""
    epoch: int
    consecutive_failures: int
    seconds_until_probe: float | None
    """None where no probe is coming of itself."""
    calls_per_second: float
    failure_rate: float
    slow_rate: float
    p50: float | None
    """Latency in seconds; None where no call ran."""
    p95: float | None
    p99: float | None
    calls: int
    """Calls that reached the dependency."""
    failures: int
    rejected: int
    fallbacks: int
    last_error: LastError | None


def _reason_of(error: BaseException) -> Reason | None:
    reason = getattr(error, "reason", None)
    return reason if isinstance(reason, Reason) else None

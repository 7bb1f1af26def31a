"""When a breaker trips, how long it stays open and how it probes: one frozen, checked set of figures."""

from dataclasses import dataclass
from math import isfinite


@dataclass(frozen=True, slots=True)
class BreakerPolicy:
    """Figures of one breaker. Refuses bad ones with a ValueError that names the figure and its value."""

    fail_max: int = 5
    """Consecutive failures that trip it."""
    reset_timeout: float = 60.0
    """Seconds from a trip to the first probe."""
    success_threshold: int = 1
    """Successful probes that close it."""
    probes: int = 1
    """Probes in flight at once while half-open."""
    probe_lease: float = 10.0
    """Seconds after which a probe that has not come back gives up its place to the next."""
    failure_rate: float | None = None
    """Share of failed calls in the window that trips it; None judges no failure rate, as pybreaker."""
    slow_call_seconds: float | None = None
    """A call at least this long is slow; None calls none slow."""
    slow_rate: float | None = None
    """Share of slow calls in the window that trips it; None judges no slow rate."""
    window_seconds: float = 30.0
    """Length of the sliding window of the two rates."""
    minimum_calls: int = 20
    """Calls the window holds before a rate is judged."""
    reset_timeout_growth: float = 1.0
    """Factor by which each failed probe stretches reset_timeout; 1 keeps it as it is."""
    reset_timeout_max: float | None = None
    """The most that reset_timeout stretches to, in seconds; None sets no limit."""

    def __post_init__(self) -> None:
        for name in ("fail_max", "success_threshold", "probes", "minimum_calls"):
            self._require(name, whole=True, low=1)
        for name in ("probe_lease", "window_seconds"):
            self._require(name, low=0, low_allowed=False)
        self._require("reset_timeout", low=0)
        self._require("reset_timeout_growth", low=1)
        for name in ("failure_rate", "slow_rate"):
            self._require(name, low=0, low_allowed=False, high=1, optional=True)
        for name in ("slow_call_seconds", "reset_timeout_max"):
            self._require(name, low=0, low_allowed=False, optional=True)
        if self.reset_timeout_growth > 1 and self.reset_timeout_max is not None:
            self._require("reset_timeout_max", low=self.reset_timeout)

    def _require(
        self,
        name: str,
        *,
        low: float,
        low_allowed: bool = True,
        high: float | None = None,
        whole: bool = False,
        optional: bool = False,
    ) -> None:
        value = getattr(self, name)
        if optional and value is None:
            return
        right_type = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
        if (
            right_type
            and isfinite(value)
            and (value > low or (low_allowed and value == low))
            and (high is None or value <= high)
        ):
            return
        kind = "a whole number" if whole else "a number"
        bound = f"at least {low}" if low_allowed else f"greater than {low}"
        limit = "" if high is None else f" and at most {high}"
        raise ValueError(f"{name} must be {kind} {bound}{limit}, not {value!r}")

"""What a breaker raises of its own."""

from pybreaker import CircuitBreakerError

from core.resilience.reason import Reason


class BreakerOpenError(CircuitBreakerError):
    """The call was rejected: the dependency was not asked."""

    code = "breaker_open"

    def __init__(self, breaker: str, reason: Reason, seconds_until_probe: float | None) -> None:
        super().__init__(breaker, reason, seconds_until_probe)
        self.breaker = breaker
        self.reason = reason
        """Why the circuit is as it is."""
        self.seconds_until_probe = seconds_until_probe
        """None where no probe is coming of itself, as when it is forced open."""

    # Put together when somebody reads it, for a rejection has to be cheap.
    def __str__(self) -> str:
        if self.seconds_until_probe is None:
            return f"{self.breaker} is held open: {self.reason}"
        return f"{self.breaker} is open: {self.reason}, next probe in {self.seconds_until_probe:.1f} s"


class BreakerTrippedError(BreakerOpenError):
    """The call reached the dependency, failed and opened the circuit; its own error is the __cause__."""

    code = "breaker_tripped"

    def __str__(self) -> str:
        return f"{self.breaker} opened: {self.reason}"


class BreakerHeldError(RuntimeError):
    """An operator holds the breaker; only reset() lets go of it."""

    code = "breaker_held"

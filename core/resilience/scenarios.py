"""The rehearsed outages: which fault strikes which dependency, when and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from core.resilience.faults import LONGEST_SECONDS, TARGETS, FaultKind


@dataclass(frozen=True, slots=True)
class Strike:
    """One fault of a scenario. Refuses bad values with a ValueError that names them."""

    at: float
    """Seconds from the start of the drill."""
    target: str
    kind: FaultKind
    seconds: float
    """How long it lasts."""
    probability: float = 1.0

    def __post_init__(self) -> None:
        if self.target not in TARGETS:
            raise ValueError(f"target must be one of {', '.join(TARGETS)}, not {self.target!r}")
        if not self.at >= 0:
            raise ValueError(f"a strike begins at 0 seconds or later, not {self.at!r}")
        if not 0 < self.seconds <= LONGEST_SECONDS:
            raise ValueError(f"a strike lasts up to {LONGEST_SECONDS:g} seconds, not {self.seconds!r}")

    @property
    def ends(self) -> float:
        return self.at + self.seconds


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named sequence of faults."""

    name: str
    strikes: tuple[Strike, ...]
    calls_per_second: float = 2.0
    """Synthetic calls to each dependency that is struck, where the drill makes its own traffic."""

    def __post_init__(self) -> None:
        if not self.strikes:
            raise ValueError(f"the scenario {self.name!r} has no strike")

    @property
    def targets(self) -> tuple[str, ...]:
        """What it strikes, in the order in which it does."""
        return tuple(dict.fromkeys(strike.target for strike in self.strikes))

    @property
    def seconds(self) -> float:
        """From the start to the end of the last fault."""
        return max(strike.ends for strike in self.strikes)

    def faster(self, factor: float) -> "Scenario":
        """The same in `factor` times less time, with as many calls in all."""
        strikes = tuple(
            replace(strike, at=strike.at / factor, seconds=strike.seconds / factor) for strike in self.strikes
        )
        return replace(self, strikes=strikes, calls_per_second=self.calls_per_second * factor)


def _named(*scenarios: Scenario) -> Mapping[str, Scenario]:
    return MappingProxyType({scenario.name: scenario for scenario in scenarios})


SCENARIOS = _named(
    Scenario("openai-throttles", (Strike(0, "openai", FaultKind.THROTTLE, 60),), calls_per_second=1),
    Scenario("database-failover", (Strike(0, "database", FaultKind.REFUSE, 45),)),
    Scenario("redis-gone-at-peak", (Strike(0, "redis", FaultKind.REFUSE, 60),), calls_per_second=20),
    Scenario("frozen-s3", (Strike(0, "s3", FaultKind.HANG, 45),)),
    Scenario(
        "cascade",
        (Strike(0, "redis", FaultKind.REFUSE, 75), Strike(20, "database", FaultKind.REFUSE, 55)),
    ),
    Scenario(
        "everything-out",
        (
            Strike(0, "database", FaultKind.REFUSE, 45),
            Strike(0, "redis", FaultKind.REFUSE, 45),
            Strike(0, "s3", FaultKind.REFUSE, 45),
            Strike(0, "openai", FaultKind.ERROR, 45),
        ),
    ),
)
"""By name, in the order in which they are offered."""

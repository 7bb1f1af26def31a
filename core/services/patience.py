"""How long one piece of work has waited in vain, so that it does not wait for each dead server in turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from core.resilience.reason import Reason

LONGEST_WAIT = 2.5
"""Seconds that a person's upload or approval may spend on calls that fail, all dependencies together.

The promise is an answer within 3 s, which reading the document and writing it down have their share of.
"""


@dataclass(slots=True)
class Waits:
    """Seconds spent on failed calls, by dependency."""

    in_vain: dict[str, float] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        return sum(self.in_vain.values())

    @property
    def left(self) -> float:
        return max(0.0, LONGEST_WAIT - self.seconds)

    def spent(self, dependency: str) -> Reason:
        """Why `dependency` is not asked."""
        seconds, others = f"{self.seconds:.1f}", ", ".join(self.in_vain)
        return Reason(
            "PATIENCE_SPENT",
            f"{dependency}: not asked, for {seconds} s were spent waiting for {others}",
            {"dependency": dependency, "seconds": seconds},
        )

    def note(self, dependency: str, seconds: float) -> None:
        self.in_vain[dependency] = self.in_vain.get(dependency, 0.0) + seconds


_waits: ContextVar[Waits | None] = ContextVar("waits", default=None)


@contextmanager
def one_patience() -> Iterator[Waits]:
    """All calls inside share one patience; within another such block, that one's."""
    waits = _waits.get() or Waits()
    token = _waits.set(waits)
    try:
        yield waits
    finally:
        _waits.reset(token)


def current_waits() -> Waits | None:
    """The waits of the work this context does; None where nobody waits for it, as in the recovery loop."""
    return _waits.get()

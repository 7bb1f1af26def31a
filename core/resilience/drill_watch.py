"""What a drill sees while it runs: a listener that counts, times and writes the timeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from core.resilience.breaker import Breaker
from core.resilience.degradation import Level
from core.resilience.drill_report import Entry, TargetFigures
from core.resilience.events import Event, EventKind
from core.resilience.reason import Reason
from core.telemetry.clock import Monotonic

LONGEST_TIMELINE = 300
_SHOWN = frozenset(
    {
        EventKind.TRANSITION,
        EventKind.MODE,
        EventKind.LEVEL,
        EventKind.FAULT_INJECTED,
        EventKind.FAULT_STOPPED,
        EventKind.FAULT_EXPIRED,
        EventKind.JOURNAL_REPLAYED,
        EventKind.JOURNAL_DEAD_LETTER,
        EventKind.DRILL_STOPPED,
    }
)


@dataclass(slots=True)
class _Target:
    """Times on the monotonic clock; counts as they stood when the drill began."""

    name: str
    breaker: Breaker
    calls: int
    failures: int
    refused: int
    fallbacks: int
    struck_at: float | None = None
    opened_at: float | None = None
    relieved_at: float | None = None
    closed_at: float | None = None

    @classmethod
    def of(cls, name: str, breaker: Breaker) -> "_Target":
        figures = breaker.snapshot()
        return cls(name, breaker, figures.calls, figures.failures, figures.rejected, figures.fallbacks)

    def figures(self) -> TargetFigures:
        now = self.breaker.snapshot()
        return TargetFigures(
            target=self.name,
            opened_after=_between(self.struck_at, self.opened_at),
            recovered_after=_between(self.relieved_at, self.closed_at),
            calls=now.calls - self.calls,
            failures=now.failures - self.failures,
            refused=now.rejected - self.refused,
            fallbacks=now.fallbacks - self.fallbacks,
        )


class DrillWatch:
    """Hears every event from the start of a drill to its end. Safe from any thread."""

    def __init__(self, breakers: Mapping[str, Breaker], level: int, clock: Monotonic) -> None:
        """`breakers`: those of the dependencies that will be struck, by dependency."""
        self._clock = clock
        self._began = clock()
        self._lock = Lock()
        self._targets = {name: _Target.of(name, breaker) for name, breaker in breakers.items()}
        self._by_breaker = {one.breaker.label: one for one in self._targets.values()}
        self._timeline: list[Entry] = []
        self._held: set[str] = set()
        self._worst = level

    @property
    def elapsed(self) -> float:
        """Seconds since the drill began."""
        return self._clock() - self._began

    @property
    def worst_level(self) -> int:
        return self._worst

    @property
    def held(self) -> frozenset[str]:
        """Idempotency keys of the writes that went to the journal."""
        with self._lock:
            return frozenset(self._held)

    @property
    def timeline(self) -> tuple[Entry, ...]:
        with self._lock:
            return tuple(self._timeline)

    @property
    def targets(self) -> tuple[TargetFigures, ...]:
        return tuple(one.figures() for one in self._targets.values())

    def struck(self, target: str) -> None:
        """A fault is about to be injected."""
        one = self._targets[target]
        if one.struck_at is None:
            one.struck_at = self._clock()

    def relieved(self, target: str) -> None:
        """The last fault of `target` has ended; again says nothing new."""
        one = self._targets[target]
        if one.relieved_at is None:
            one.relieved_at = self._clock()
            if one.breaker.current_state == "closed" and one.opened_at is not None:
                one.closed_at = one.relieved_at

    def hear(self, event: Event) -> None:
        """Take note of an event; subscribe this."""
        with self._lock:
            if event.kind is EventKind.JOURNAL_HELD:
                self._held.add(str(event.data["idempotency_key"]))
            elif event.kind is EventKind.LEVEL:
                self._worst = max(self._worst, Level[str(event.data["new"])])
            elif event.kind is EventKind.TRANSITION:
                self._turned(event)
            if event.kind in _SHOWN and len(self._timeline) < LONGEST_TIMELINE:
                self._timeline.append(_entry(event, self.elapsed))

    def _turned(self, event: Event) -> None:
        one = self._by_breaker.get(event.subject)
        if one is None or one.struck_at is None:
            return
        if event.data["new"] == "open" and one.opened_at is None:
            one.opened_at = self._clock()
        elif event.data["new"] == "closed" and one.relieved_at is not None:
            one.closed_at = self._clock()


def _entry(event: Event, seconds: float) -> Entry:
    data = {name: _plain(value) for name, value in event.data.items() if name not in ("fault", "epoch")}
    return Entry(round(seconds, 2), str(event.kind), event.subject, event.actor, data)


def _plain(value: object) -> object:
    if isinstance(value, Reason):
        return {"code": value.code, "text": value.text, "values": dict(value.values)}
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _between(began: float | None, ended: float | None) -> float | None:
    return None if began is None or ended is None else round(max(0.0, ended - began), 2)

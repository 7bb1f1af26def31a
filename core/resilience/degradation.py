"""One answer to "what can we still do?": the degradation level, derived from the breakers by a table."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from threading import Lock

from core.resilience.breaker import Breaker
from core.resilience.events import EventKind, EventLog, Outbox
from core.resilience.faults import TARGETS
from core.resilience.machine import Mode, State
from core.telemetry.clock import Monotonic, WallClock, monotonic, utc_now


class Level(IntEnum):
    """How far the console is degraded; higher is worse."""

    NORMAL = 0
    ASSISTED_OFF = 1
    """OpenAI and/or S3 out: rules read and price, originals are spooled locally."""
    UNCACHED = 2
    """Redis out: straight from the database."""
    READ_ONLY = 3
    """Database out: reads from cache with their age, SQL writes refused, uploads and approvals held."""
    SNAPSHOT = 4
    """Database and Redis out: reads from the local last-known-good copy."""
    EMERGENCY = 5
    """The journal cannot be written, or database, Redis and S3 are all out: intake only."""


class Capability(StrEnum):
    """Something a page, an endpoint or a service asks leave for."""

    AI = "ai"
    """Ask the model to read or to price."""
    PRICING = "pricing"
    """Suggest prices, by the model or by rules."""
    READS = "reads"
    """Show data, live or as old as the page says it is."""
    LIVE_READS = "live_reads"
    """Read from the database."""
    SQL_WRITES = "sql_writes"
    """Write to the database."""
    CACHE = "cache"
    """Read from and write to the cache."""
    STORE_ORIGINALS = "store_originals"
    """Store uploaded files in S3; refused, they are spooled locally."""
    INTAKE = "intake"
    """Take uploads and approvals from people, written at once or held."""
    HOLD = "hold"
    """Hold a write in the journal."""


@dataclass(frozen=True, slots=True)
class Dependency:
    """An outside dependency as the manager sees it."""

    name: str
    """openai, database, redis or s3."""
    breaker: Breaker
    configured: bool = True
    """False where its embedded default serves, which the same breaker guards."""

    def __post_init__(self) -> None:
        if self.name not in TARGETS:
            raise ValueError(f"a dependency is one of {', '.join(TARGETS)}, not {self.name!r}")


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that is out."""

    dependency: str
    """openai, database, redis, s3 or journal."""
    breaker: str | None
    """None for the journal, which has none."""
    state: str
    """open, half-open or forced-open; unwritable for the journal."""
    since: datetime | None
    """UTC time at which that state began; None for the journal."""
    seconds_until_probe: float | None
    """None where no probe is coming of itself."""

    @property
    def words(self) -> str:
        """In English; the hour is UTC."""
        if self.breaker is None:
            return "the journal cannot be written"
        began = "" if self.since is None else f" since {self.since:%H:%M}"
        probe = (
            "" if self.seconds_until_probe is None else f", next probe in {self.seconds_until_probe:.0f} s"
        )
        return f"{self.breaker} is {self.state}{began}{probe}"


@dataclass(frozen=True, slots=True)
class Decision:
    """The level at one moment, why, and what is available."""

    level: Level
    since: datetime
    """UTC time at which this level began."""
    causes: tuple[Cause, ...]
    """All that is out, whatever the level."""
    available: frozenset[Capability]
    unconfigured: tuple[str, ...]
    """Dependencies whose embedded default serves; not down."""
    settles_in: float | None
    """Seconds until a better level is announced if nothing else fails; None when none is in sight."""

    @property
    def words(self) -> str:
        """The decision in one English sentence; hours are UTC."""
        name, causes = self.level.name, "; ".join(cause.words for cause in self.causes)
        if self.settles_in is not None:
            return f"{name} for another {self.settles_in:.0f} s: {causes or 'everything answers again'}"
        return f"{name} because {causes}" if causes else f"{name}: everything answers"


_ALL = frozenset(Capability)
_READ_ONLY = _ALL - {Capability.LIVE_READS, Capability.SQL_WRITES}
_AVAILABLE: Mapping[Level, frozenset[Capability]] = {
    Level.NORMAL: _ALL,
    Level.ASSISTED_OFF: _ALL,
    Level.UNCACHED: _ALL - {Capability.CACHE},
    Level.READ_ONLY: _READ_ONLY,
    Level.SNAPSHOT: _READ_ONLY - {Capability.CACHE},
    Level.EMERGENCY: frozenset({Capability.INTAKE, Capability.HOLD}),
}
_NEEDS: Mapping[str, frozenset[Capability]] = {
    "openai": frozenset({Capability.AI}),
    "database": frozenset({Capability.LIVE_READS, Capability.SQL_WRITES}),
    "redis": frozenset({Capability.CACHE}),
    "s3": frozenset({Capability.STORE_ORIGINALS}),
    "journal": frozenset({Capability.INTAKE, Capability.HOLD}),
}


def level_for(out: Iterable[str]) -> Level:
    """The level for a set of what is out (of openai, database, redis, s3, journal); the worst match wins."""
    missing = frozenset(out)
    if "journal" in missing or missing >= {"database", "redis", "s3"}:
        return Level.EMERGENCY
    if missing >= {"database", "redis"}:
        return Level.SNAPSHOT
    if "database" in missing:
        return Level.READ_ONLY
    if "redis" in missing:
        return Level.UNCACHED
    return Level.ASSISTED_OFF if missing else Level.NORMAL


class DegradationManager:
    """Announces worse levels at once, and better ones only after they have held for `settle_seconds`.

    It looks at the breakers whenever it is asked, so no answer is older than the question. Safe from any
    thread.
    """

    def __init__(
        self,
        dependencies: Iterable[Dependency],
        journal_writable: Callable[[], bool],
        settle_seconds: float,
        events: EventLog,
        clock: Monotonic = monotonic,
        now: WallClock = utc_now,
    ) -> None:
        """ValueError unless `dependencies` are the four, each once, and `settle_seconds` is not negative."""
        self._dependencies = tuple(dependencies)
        names = sorted(dependency.name for dependency in self._dependencies)
        if names != sorted(TARGETS):
            raise ValueError(f"dependencies must be {', '.join(TARGETS)}, each once, not {names}")
        if not settle_seconds >= 0:
            raise ValueError(f"settle_seconds must be at least 0, not {settle_seconds!r}")
        self._journal_writable = journal_writable
        self._settle = settle_seconds
        self._events = events
        self._clock = clock
        self._now = now
        self._lock = Lock()
        self._outbox = Outbox()
        self._level = Level.NORMAL
        self._since = now()
        # For each level, since when nothing worse has been seen; None while something worse is.
        self._held_since: dict[Level, float | None] = dict.fromkeys(Level, clock())

    @property
    def current(self) -> Decision:
        """The decision now."""
        return self.evaluate()

    def allows(self, capability: Capability) -> bool:
        """Whether `capability` is available now."""
        return capability in self.evaluate().available

    def evaluate(self) -> Decision:
        """Look at the breakers and the journal, move the level where that is due, and say what holds."""
        journal_writable = self._journal_writable()
        with self._lock:
            causes = [cause for cause in map(_cause, self._dependencies) if cause is not None]
            if not journal_writable:
                causes.append(Cause("journal", None, "unwritable", None, None))
            now = self._clock()
            seen = level_for(cause.dependency for cause in causes)
            self._note(seen, now)
            old, self._level = self._level, max(seen, self._settled(now))
            if old is not self._level:
                self._since = self._now()
            decision = self._decide(seen, tuple(causes), now)
            if old is not self._level:
                self._outbox.post(lambda: self._announce(old, decision))
        self._outbox.flush()
        return decision

    def _note(self, seen: Level, now: float) -> None:
        for level, since in self._held_since.items():
            if seen > level:
                self._held_since[level] = None
            elif since is None:
                self._held_since[level] = now

    def _settled(self, now: float) -> Level:
        """The best level that may be announced: the current one, or a better one that held long enough."""
        for level, since in self._held_since.items():
            if level < self._level and since is not None and now - since >= self._settle:
                return level
        return self._level

    def _decide(self, seen: Level, causes: tuple[Cause, ...], now: float) -> Decision:
        available = _AVAILABLE[self._level]
        for cause in causes:
            available -= _NEEDS[cause.dependency]
        waits = [
            max(0.0, self._settle - (now - since))
            for level, since in self._held_since.items()
            if seen <= level < self._level and since is not None
        ]
        return Decision(
            level=self._level,
            since=self._since,
            causes=causes,
            available=available,
            unconfigured=tuple(one.name for one in self._dependencies if not one.configured),
            settles_in=min(waits, default=None),
        )

    def _announce(self, old: Level, decision: Decision) -> None:
        self._events.emit(
            EventKind.LEVEL, "console", old=old.name, new=decision.level.name, words=decision.words
        )


def _cause(dependency: Dependency) -> Cause | None:
    """Open counts as out, and half-open too until it has closed; a disabled breaker is closed."""
    breaker = dependency.breaker
    state = breaker.current_state
    if state == State.CLOSED:
        return None
    return Cause(
        dependency=dependency.name,
        breaker=breaker.label,
        state=str(Mode.FORCED_OPEN if breaker.mode is Mode.FORCED_OPEN else state),
        since=breaker.since,
        seconds_until_probe=breaker.seconds_until_probe,
    )

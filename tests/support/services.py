"""The services as bootstrap builds them, on a test's own settings, with what a test wants to look into."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.resilience.breaker import Breaker
from core.resilience.events import EventLog
from core.resilience.faults import FaultBoard
from core.resilience.journal import Journal
from core.services.cache import CacheService
from core.services.database import DatabaseService
from core.services.guard import NotAFailure
from core.services.ledger import Handler, Ledger
from core.services.snapshot import Snapshot
from core.services.storage import StorageService
from core.settings import BreakerSettings, Settings
from core.telemetry.clock import Monotonic, WallClock, monotonic, utc_now


@dataclass
class RecordingMeter:
    """Keeps (operation, status) of each call."""

    calls: list[tuple[str, str]] = field(default_factory=list)

    def observe(self, operation: str, status: str, seconds: float | None) -> None:
        self.calls.append((operation, status))


class Services:
    """Everything around one data folder; the breakers follow the settings, the clocks can be a test's."""

    def __init__(
        self,
        data_dir: Path,
        *,
        clock: Monotonic = monotonic,
        now: WallClock = utc_now,
        handlers: dict[str, Handler] | None = None,
        **settings: Any,
    ) -> None:
        self.settings = Settings(_env_file=None, data_dir=data_dir, **settings)
        self.events = EventLog(now=now)
        self.faults = FaultBoard(self.events, clock, now)
        self.meter = RecordingMeter()
        self.db_breaker = self._breaker("db_breaker", self.settings.db_breaker, clock)
        self.redis_breaker = self._breaker("redis_breaker", self.settings.redis_breaker, clock)
        self.s3_breaker = self._breaker("s3_breaker", self.settings.s3_breaker, clock)
        self.snapshot = Snapshot(data_dir / "snapshot.db")
        self.journal = Journal(data_dir / "journal.db", events=self.events, clock=clock, now=now)
        self.cache = CacheService(
            self.settings, self.redis_breaker, self.faults, self.meter, events=self.events, clock=clock
        )
        self.storage = StorageService(
            self.settings, self.s3_breaker, self.faults, self.meter, events=self.events, clock=clock
        )
        self.database = DatabaseService(
            self.settings,
            self.db_breaker,
            self.faults,
            self.meter,
            cache=self.cache,
            snapshot=self.snapshot,
            events=self.events,
            clock=clock,
            now=now,
        )
        self.ledger = Ledger(
            self.database, self.journal, handlers or {}, bulk=["product.import"], clock=clock, now=now
        )

    def _breaker(self, name: str, policy: BreakerSettings, clock: Monotonic) -> Breaker:
        return Breaker(
            name=name,
            fail_max=policy.fail_max,
            reset_timeout=policy.reset_timeout,
            ignore=(NotAFailure,),
            events=self.events,
            clock=clock,
        )

    def close(self) -> None:
        for part in (self.database, self.cache, self.storage, self.snapshot, self.journal):
            part.close()

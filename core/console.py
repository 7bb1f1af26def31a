"""The console: everything a page or an endpoint may use, how it starts and how it ends."""

from dataclasses import dataclass, field

import structlog

from core.invoices.desk import InvoiceDesk
from core.invoices.reader_pool import ReaderPool
from core.invoices.uploads import UploadQueue
from core.pricing.desk import PriceDesk
from core.pricing.matching import ProductMatcher
from core.resilience.breaker import Breaker
from core.resilience.degradation import DegradationManager
from core.resilience.drills import DrillRunner
from core.resilience.events import Event, EventKind, EventLog
from core.resilience.faults import FaultBoard
from core.resilience.history import StateHistory
from core.resilience.journal import Journal
from core.resilience.record import Record, RecordUnavailable
from core.resilience.recovery import RecoveryLoop
from core.services.activity import Activity
from core.services.ai import AiService
from core.services.cache import CacheService
from core.services.database import DatabaseService
from core.services.errors import DatabaseUnavailable
from core.services.ledger import Ledger
from core.services.snapshot import Snapshot
from core.services.storage import StorageService
from core.settings import Settings
from core.telemetry.metrics import ConsoleCollector

log = structlog.get_logger(__name__)

_WAKES_RECOVERY = frozenset(
    {
        EventKind.TRANSITION,
        EventKind.MODE,
        EventKind.FAULT_STOPPED,
        EventKind.FAULT_EXPIRED,
        # A failure that opens no circuit holds a write too, and no circuit will tell when it can land.
        EventKind.JOURNAL_HELD,
        EventKind.STORAGE_SPOOLED,
        # A settled dead letter lets what waited behind it go on.
        EventKind.JOURNAL_RETRIED,
        EventKind.JOURNAL_DROPPED,
    }
)


@dataclass
class Console:
    """Everything a page or an endpoint may use. Threads run only between start() and close()."""

    settings: Settings
    breakers: dict[str, Breaker]
    events: EventLog
    faults: FaultBoard
    degradation: DegradationManager
    history: StateHistory
    record: Record
    activity: Activity
    drills: DrillRunner
    journal: Journal
    recovery: RecoveryLoop
    ai: AiService
    database: DatabaseService
    cache: CacheService
    storage: StorageService
    ledger: Ledger
    invoices: InvoiceDesk
    readers: ReaderPool
    painters: ReaderPool
    uploads: UploadQueue
    prices: PriceDesk
    products: ProductMatcher
    metrics: ConsoleCollector
    snapshot: Snapshot
    _started: bool = field(default=False, init=False)

    def start(self) -> None:
        """Bring the database up to date if it answers, and start the recovery loop; once."""
        if self._started:
            return
        self._started = True
        try:
            self.database.migrate()
        except DatabaseUnavailable as outage:
            # Every operation tries again; until one succeeds the console works from copies and the journal.
            log.warning("started_without_database", reason=str(outage))
        try:
            self.drills.tidy()
        except RecordUnavailable as problem:
            log.warning("started_without_record", reason=str(problem))
        try:
            self.storage.tidy()
        except OSError as problem:
            log.warning("storage_not_tidied", reason=str(problem))
        for service in (self.ai, self.database, self.cache, self.storage):
            service.watch()
        self.events.subscribe(self._wake_recovery)
        self.recovery.start()

    def warm_up(self) -> None:
        """Start what the first visitors would otherwise wait for; at once back."""
        self.readers.warm()

    def close(self) -> None:
        """Stop the threads and close every connection and file."""
        self.drills.close()
        if self._started:
            self.recovery.stop()
        self.uploads.close()
        self.readers.close()
        self.painters.close()
        for part in (self.ai, self.database, self.cache, self.storage, self.snapshot, self.journal):
            part.close()

    def _wake_recovery(self, event: Event) -> None:
        if event.kind in _WAKES_RECOVERY:
            self.recovery.wake()

"""The one place where the parts are wired together: build_console(settings) gives the console."""

import threading
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import Protocol

import structlog

from core.console import Console
from core.invoices import handlers as invoice_handlers
from core.invoices.assist import ReadingAssistant
from core.invoices.desk import InvoiceDesk
from core.invoices.files import Limits
from core.invoices.intake import AssistedReader
from core.invoices.reader_pool import ReaderPool
from core.invoices.uploads import UploadQueue
from core.pricing import handlers as price_handlers
from core.pricing.assist import PriceAssistant
from core.pricing.desk import PriceDesk
from core.pricing.importing import IMPORT
from core.pricing.matching import ProductMatcher
from core.pricing.recording import record_costs
from core.resilience.breaker import Breaker
from core.resilience.degradation import DegradationManager, Dependency
from core.resilience.drills import DrillRunner
from core.resilience.events import EventLog
from core.resilience.faults import FaultBoard
from core.resilience.history import StateHistory
from core.resilience.journal import Journal
from core.resilience.record import Record
from core.resilience.recovery import RecoveryLoop
from core.services.activity import Activity
from core.services.ai import AiService
from core.services.cache import CacheService
from core.services.catch_up import CatchUp
from core.services.database import DatabaseService
from core.services.errors import NoCopy
from core.services.guard import NotAFailure
from core.services.health import Health
from core.services.ledger import Ledger
from core.services.rehearsal import DRILL_WRITE, ServiceRehearsal, write_nothing
from core.services.snapshot import Snapshot
from core.services.storage import StorageService
from core.settings import BreakerSettings, Settings, load_settings
from core.telemetry.logs import configure_logging
from core.telemetry.metrics import ConsoleCollector, Gauges, Meters

log = structlog.get_logger(__name__)

BREAKER_OF = {
    "openai": "openai_breaker",
    "database": "db_breaker",
    "redis": "redis_breaker",
    "s3": "s3_breaker",
}
"""The breaker's name for each dependency."""


class Service(Protocol):
    """What the four services have in common."""

    @property
    def configured(self) -> bool: ...
    def probe(self) -> Health: ...


def build_console(settings: Settings) -> Console:
    """Build a console in settings.data_dir. Connects to nothing and starts no thread."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    events = EventLog()
    faults = FaultBoard(events)
    breakers = {name: _breaker(name, getattr(settings, name), events) for name in BREAKER_OF.values()}
    meters = Meters()
    journal = Journal(
        settings.data_dir / "journal.sqlite3", max_bytes=settings.journal_max_bytes, events=events
    )
    snapshot = Snapshot(settings.data_dir / "snapshot.sqlite3")
    record = Record(settings.data_dir / "record.sqlite3")
    events.subscribe(record.hear)

    ai = AiService(settings, breakers["openai_breaker"], faults, meters.openai, events=events)
    cache = CacheService(settings, breakers["redis_breaker"], faults, meters.redis, events=events)
    storage = StorageService(settings, breakers["s3_breaker"], faults, meters.s3, events=events)
    database = DatabaseService(
        settings,
        breakers["db_breaker"],
        faults,
        meters.database,
        cache=cache,
        snapshot=snapshot,
        events=events,
    )
    limits = Limits.of(settings)
    readers = ReaderPool()
    painters = ReaderPool(1)  # a page is drawn at once, however many uploads wait to be read
    costs = partial(record_costs, buyer_is_registered=settings.buyer_is_registered)
    handlers = {**invoice_handlers.handlers(costs), **price_handlers.HANDLERS, DRILL_WRITE: write_nothing}
    ledger = Ledger(database, journal, handlers, bulk=[IMPORT])
    products = ProductMatcher(
        database,
        buyer_is_registered=settings.buyer_is_registered,
        cost_jump=Decimal(str(settings.cost_jump)),
    )
    invoices = InvoiceDesk(
        read=AssistedReader(readers, limits, ReadingAssistant(ai, deadline=settings.openai_deadline)),
        render=partial(painters.page_png, limits=limits),
        database=database,
        storage=storage,
        ledger=ledger,
        journal=journal,
        cost_jumps=products.cost_jumps,
    )
    services: dict[str, Service] = {"openai": ai, "database": database, "redis": cache, "s3": storage}
    degradation = DegradationManager(
        _dependencies(breakers, services),
        journal_writable=lambda: journal.writable,
        settle_seconds=settings.settle_seconds,
        events=events,
    )
    drills = DrillRunner(
        faults=faults,
        breakers={name: breakers[BREAKER_OF[name]] for name in services},
        level=lambda: degradation.current.level,
        events=events,
        record=record,
        rehearsal=partial(
            ServiceRehearsal,
            ai=ai,
            database=database,
            cache=cache,
            storage=storage,
            ledger=ledger,
            journal=journal,
        ),
        speed=settings.drill_speed,
    )
    prices = PriceDesk(
        database=database,
        ledger=ledger,
        journal=journal,
        assistant=PriceAssistant(ai, deadline=settings.openai_deadline),
        settings=settings,
    )
    catch_up = CatchUp(
        database,
        ledger,
        journal,
        storage,
        landed=invoices.keep_copy,
        caught_up=partial(_read_lists, invoices, prices),
    )
    return Console(
        settings=settings,
        breakers=breakers,
        events=events,
        faults=faults,
        degradation=degradation,
        history=StateHistory(events, breakers),
        record=record,
        activity=Activity(database, record),
        drills=drills,
        journal=journal,
        recovery=_recovery(settings, events, breakers, services, catch_up, degradation),
        ai=ai,
        database=database,
        cache=cache,
        storage=storage,
        ledger=ledger,
        invoices=invoices,
        readers=readers,
        painters=painters,
        uploads=UploadQueue(
            invoices.submit,
            settings.data_dir / "uploads",
            submit_again=invoices.submit_again,
            became=invoices.became,
        ),
        prices=prices,
        products=products,
        metrics=ConsoleCollector(meters, _gauges(breakers, database, degradation, journal, faults)),
        snapshot=snapshot,
    )


def _read_lists(invoices: InvoiceDesk, prices: PriceDesk) -> None:
    """Have copies of the lists with what has just landed, or it would be missing in the next outage."""
    with suppress(NoCopy):
        invoices.recent()
        prices.suggestions()


_console: Console | None = None
_console_lock = threading.Lock()


def get_console() -> Console:
    """The one console of this process, built at the first call from load_settings()."""
    global _console  # noqa: PLW0603 - one process is one console; pages and routes must share it
    with _console_lock:
        if _console is None:
            settings = load_settings()
            configure_logging(settings)
            _console = build_console(settings)
        return _console


def _breaker(name: str, policy: BreakerSettings, events: EventLog) -> Breaker:
    return Breaker(name=name, ignore=(NotAFailure,), events=events, **policy.model_dump())


def _dependencies(breakers: dict[str, Breaker], services: dict[str, Service]) -> list[Dependency]:
    return [
        Dependency(name, breakers[BREAKER_OF[name]], configured=service.configured)
        for name, service in services.items()
    ]


def _recovery(
    settings: Settings,
    events: EventLog,
    breakers: dict[str, Breaker],
    services: dict[str, Service],
    catch_up: CatchUp,
    degradation: DegradationManager,
) -> RecoveryLoop:
    probes = {name: (breakers[BREAKER_OF[name]], service.probe) for name, service in services.items()}
    return RecoveryLoop(
        {**catch_up.steps, "evaluate degradation": degradation.evaluate},
        settings.recovery_interval,
        events=events,
        probes=probes,
        due=[lambda: degradation.current.settles_in, catch_up.wanted_in],
    )


def _gauges(
    breakers: dict[str, Breaker],
    database: DatabaseService,
    degradation: DegradationManager,
    journal: Journal,
    faults: FaultBoard,
) -> Gauges:
    def state_of(name: str) -> Callable[[], str]:
        return lambda: breakers[name].current_state

    return Gauges(
        breaker_states={name.removesuffix("_breaker"): state_of(name) for name in breakers},
        pool_size=lambda: database.open_connections,
        writable=lambda: not database.is_read_only,
        level=lambda: degradation.current.level,
        journal_pending=lambda: journal.pending_count,
        journal_dead_letters=lambda: journal.dead_letter_count,
        faults=faults.active,
    )

"""The database behind its breaker: reads fall back to copies, writes are refused clearly while it is out."""

import random
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from core.resilience.events import EventLog
from core.resilience.reason import Reason
from core.services.cache import CacheService
from core.services.copies import Copies, Copy, Rows
from core.services.database_errors import RAISERS, AtCommit, classify
from core.services.engines import Engines, postgresql_engines, sqlite_engines
from core.services.errors import (
    CommitUnknown,
    Contended,
    DatabaseMisconfigured,
    DatabaseUnavailable,
    NoCopy,
    QueryError,
    ReadOnlyError,
)
from core.services.guard import BreakerLike, FaultsLike, Guard, Meter
from core.services.health import Health
from core.services.migrate import Migrator
from core.services.patience import current_waits
from core.services.pg_deadline import budget
from core.services.served import Served, Source
from core.services.snapshot import Snapshot
from core.services.statements import Params, Query, Statement, changing, reading
from core.settings import Settings
from core.telemetry.clock import Monotonic, WallClock, monotonic, utc_now

__all__ = [
    "CommitUnknown",
    "DatabaseMisconfigured",
    "DatabaseService",
    "DatabaseUnavailable",
    "NoCopy",
    "QueryError",
    "ReadOnlyError",
]

T = TypeVar("T")

_CONTENTION_PAUSE = 0.1
_AFTER_A_HANG = 0.3
"""Seconds to wait for an answer while the last one did not come."""
_NEARLY = 0.85
"""Share of the deadline from which a failed call is taken to have hung; the server's own limit is 0.9."""
_UNIT_STRETCH = 1.6
"""A transaction of many statements may take this many deadlines as long as each answer keeps to its own."""
_BULK_STRETCH = 40.0
"""The same for one that enters thousands of rows which must land together."""


class DatabaseService:
    """PostgreSQL, or a SQLite file where none is configured. Safe from any thread."""

    def __init__(  # noqa: PLR0913 - bootstrap alone calls it, and names each
        self,
        settings: Settings,
        breaker: BreakerLike,
        faults: FaultsLike,
        meter: Meter,
        *,
        cache: CacheService,
        snapshot: Snapshot,
        events: EventLog | None = None,
        clock: Monotonic = monotonic,
        now: WallClock = utc_now,
    ) -> None:
        """Connects to nothing yet. `breaker` is built with `ignore=(NotAFailure,)`.

        Raises ValueError for a database URL that is not PostgreSQL's.
        """
        self.configured = settings.database_url is not None
        self._engines = _engines(settings)
        self._deadline = settings.database_deadline
        self._copies = Copies(cache, snapshot, ttl=settings.cache_ttl, now=now)
        self._migrator = Migrator(self._engines.write, patience=settings.database_deadline)
        self._hung = False
        self._clock = clock
        self._guard = Guard(
            "database",
            breaker,
            faults,
            meter,
            deadline=settings.database_deadline,
            raisers=RAISERS,
            classify=classify,
            unavailable=DatabaseUnavailable,
            events=events,
            clock=clock,
        )

    @property
    def breaker_state(self) -> str:
        return self._guard.state

    @property
    def is_read_only(self) -> bool:
        """Whether writes are being refused or held right now."""
        return self._guard.state != "closed"

    @property
    def open_connections(self) -> int:
        """Connections open to the database, in use or idle."""
        pools = {self._engines.write.pool, self._engines.read.pool}
        return sum(pool.checkedin() + pool.checkedout() for pool in pools)  # type: ignore[attr-defined]

    # Reading

    def read_query(
        self, statement: Statement, params: Params = None, *, max_age: float = 0.0
    ) -> Served[Rows]:
        """The rows of one reading statement: SQL text with `:name` parameters, or a select().

        `max_age`: a cached copy at most this many seconds old will do; 0 asks the database. While it is out,
        the newest copy answers, with its age and source. Raises QueryError for what is wrong with the
        statement (`NOT_READ_ONLY`, `TOO_MANY_ROWS` above 10,000), and NoCopy where no copy was kept.
        """
        started = self._clock()
        query = reading(statement, params, self._engines.read.dialect)
        try:
            if max_age > 0:
                return self._read_cached(query, started, max_age)
            rows, _ = self._read_live(query)
        except DatabaseUnavailable as outage:
            return self._read_copy(query, started, outage)
        return self._guard.served(rows, Source.LIVE, started)

    def _read_live(self, query: Query) -> tuple[Rows, bytes]:
        """The answer, and as it is kept in the copies, which by then have it."""
        rows = self._ask("read", self._engines.read, query.fetch, 1.0)
        return rows, self._copies.keep(query.key, rows)

    def _read_cached(self, query: Query, started: float, max_age: float) -> Served[Rows]:
        found = self._copies.cache.get_or_load(
            query.key,
            lambda: self._read_live(query)[1],
            self._copies.ttl,
            accept=lambda body: self._copies.age(body) <= max_age,
        )
        return self._serve(self._copies.read(found.value, found.source), started)

    def _read_copy(self, query: Query, started: float, outage: DatabaseUnavailable) -> Served[Rows]:
        """The newest copy there is. Raises NoCopy."""
        copy = self._copies.newest(query.key)
        if copy is None:
            raise NoCopy(
                Reason("NO_COPY", "no copy of this answer is kept", also=outage.reason),
                retry_after=self._guard.retry_after,
            ) from outage
        return self._serve(copy, started, outage.reason)

    # Writing

    def write_query(self, statement: Statement, params: Params = None) -> Served[int]:
        """Run one changing statement in its own transaction; the number of rows it touched.

        Raises ReadOnlyError while the database is out, CommitUnknown where the connection was lost while
        committing, and QueryError for what is wrong with the statement.
        """
        served = self.transaction([(statement, params)])
        return served.map(lambda counts: counts[0])

    def transaction(self, statements: Sequence[tuple[Statement, Params]]) -> Served[list[int]]:
        """Run the statements all or none; the number of rows each touched. Raises as write_query does."""
        started = self._clock()
        changes = [changing(statement, params) for statement, params in statements]
        try:
            counts = self.unit("write", lambda it: [change.apply(it) for change in changes])
        except CommitUnknown:
            raise
        except DatabaseUnavailable as outage:
            raise ReadOnlyError(
                Reason("READ_ONLY", "the database takes no writes now", also=outage.reason),
                retry_after=self._guard.retry_after,
                rejected=outage.rejected,
            ) from outage
        return self._guard.served(counts, Source.LIVE, started)

    def unit(self, operation: str, work: Callable[[Connection], T], *, bulk: bool = False) -> T:
        """The result of `work` in one transaction, committed. `operation` is a fixed name for the metrics.

        `bulk`: it enters thousands of rows, and may take a minute while each answer keeps to its deadline.
        `work` may run twice: after a deadlock it is rolled back and tried once more. What it raises of its
        own passes through, rolled back. Raises DatabaseUnavailable, CommitUnknown and QueryError.
        """
        try:
            return self._unit(operation, work, bulk=bulk)
        except Contended:
            # Two that met in step would meet again.
            time.sleep(random.uniform(0.01, _CONTENTION_PAUSE))  # noqa: S311 - no secret
            return self._unit(operation, work, bulk=bulk)

    def _unit(self, operation: str, work: Callable[[Connection], T], *, bulk: bool) -> T:
        return self._ask(operation, self._engines.write, work, _BULK_STRETCH if bulk else _UNIT_STRETCH)

    def count_fallback(self, reason: Reason) -> None:
        """Note that a write was held in place of being applied, and why."""
        self._guard.count_fallback(reason)

    # Standing

    def health(self) -> Health:
        """Ask the database for one row, through the breaker, and say how that went. Raises nothing of it."""
        started = self._clock()
        try:
            self._ask("health", self._engines.write, _select_one, 1.0)
        except (DatabaseUnavailable, QueryError) as error:
            return self._guard.health(started, configured=self.configured, ok=False, detail=str(error))
        return self._guard.health(started, configured=self.configured, ok=True, detail=self._engines.shown)

    def probe(self) -> Health:
        """Test whether the database is back; what the recovery loop calls while the breaker is half-open."""
        return self.health()

    def watch(self) -> None:
        """Follow every silence up in the background, until close (see check_up.py)."""
        self._guard.follow_up(self._check)

    def migrate(self) -> None:
        """Bring the tables up to date; every operation does so too, until it has once succeeded.

        Raises DatabaseUnavailable, DatabaseMisconfigured where the tables are a newer version's.
        """
        self._ask("migrate", self._engines.write, _select_one, 1.0)

    def close(self) -> None:
        """Close every connection."""
        self._guard.close()
        self._engines.dispose()

    def _ask(self, operation: str, engine: Engine, work: Callable[[Connection], T], stretch: float) -> T:
        # After a hang the next calls wait less, until one is answered: a request makes several, and the
        # circuit should open on a frozen server before its user has waited for each.
        patience = min(self._deadline, _AFTER_A_HANG) if self._hung else self._deadline
        if (waits := current_waits()) is not None:
            # What waited in vain for others still asks a database that is likely well, but briefly.
            patience = min(patience, max(waits.left, _AFTER_A_HANG))
        started = self._clock()
        try:
            result = self._guard.call(
                operation, lambda: self._within(patience, stretch, engine, work), deadline=patience
            )
        except DatabaseUnavailable as outage:
            waited = self._clock() - started
            self._hung = self._hung or (not outage.rejected and waited >= patience * _NEARLY)
            raise
        self._hung = False
        return result

    def _check(self) -> None:
        self._within(self._deadline, 1.0, self._engines.write, _select_one)
        self._hung = False

    def _within(self, patience: float, stretch: float, engine: Engine, work: Callable[[Connection], T]) -> T:
        with budget(patience, patience * stretch):
            return self._run(engine, work)

    def _run(self, engine: Engine, work: Callable[[Connection], T]) -> T:
        self._migrator.bring_up_to_date()
        with engine.connect() as connection:
            result = work(connection)
            try:
                connection.commit()
            except SQLAlchemyError as error:
                raise AtCommit(error) from error
        return result

    def _serve(self, copy: Copy, started: float, reason: Reason | None = None) -> Served[Rows]:
        age = None if copy.source is Source.LIVE else copy.age
        return self._guard.served(copy.rows, copy.source, started, reason=reason, age_seconds=age)


def _engines(settings: Settings) -> Engines:
    if settings.database_url is None:
        return sqlite_engines(settings.data_dir / "fusible.db", deadline=settings.database_deadline)
    return postgresql_engines(settings.database_url.get_secret_value(), deadline=settings.database_deadline)


def _select_one(connection: Connection) -> None:
    connection.execute(text("SELECT 1")).one()

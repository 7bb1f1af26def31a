"""What Prometheus scrapes: read from the live objects at scrape time, so that nothing is kept twice."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import structlog
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from core.telemetry.operations import OperationMeter

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""Of what `exposition` returns: Prometheus's text format."""

BREAKER_STATES = {"closed": 0, "open": 1, "half-open": 2}

log = structlog.get_logger(__name__)


class ActiveFault(Protocol):
    @property
    def target(self) -> str: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Meters:
    """The operation meters of the four dependencies, one set a console."""

    openai: OperationMeter = field(
        default_factory=lambda: OperationMeter("openai_api_calls", "openai_api_latency_seconds", "OpenAI")
    )
    database: OperationMeter = field(
        default_factory=lambda: OperationMeter("db_queries", "db_query_latency_seconds", "the database")
    )
    redis: OperationMeter = field(
        default_factory=lambda: OperationMeter("redis_calls", "redis_latency_seconds", "Redis")
    )
    s3: OperationMeter = field(default_factory=lambda: OperationMeter("s3_calls", "s3_latency_seconds", "S3"))

    def __iter__(self) -> Iterator[OperationMeter]:
        return iter((self.openai, self.database, self.redis, self.s3))


@dataclass(frozen=True, slots=True)
class Gauges:
    """Where each gauge is read; every callable must be cheap and safe from any thread."""

    breaker_states: Mapping[str, Callable[[], str]]
    """By metric prefix (openai, db, redis, s3): the breaker's state, closed, open or half-open."""
    pool_size: Callable[[], int]
    """Connections the database pool holds open."""
    writable: Callable[[], bool]
    """Whether the database takes writes now."""
    level: Callable[[], int]
    journal_pending: Callable[[], int]
    journal_dead_letters: Callable[[], int]
    faults: Callable[[], Iterable[ActiveFault]]


class ConsoleCollector:
    """A prometheus_client collector over one console."""

    def __init__(self, meters: Iterable[OperationMeter], gauges: Gauges) -> None:
        self._meters = tuple(meters)
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        """Every family. A gauge that cannot be read is logged and left out; the others still come."""
        for meter in self._meters:
            yield from meter.collect()
        gauges = self._gauges
        for prefix, state in gauges.breaker_states.items():
            yield from _gauge(
                f"{prefix}_breaker_state",
                "Circuit breaker: 0 closed, 1 open, 2 half-open.",
                lambda state=state: BREAKER_STATES[state()],  # type: ignore[misc]
            )
        yield from _gauge("db_connection_pool_size", "Connections the database pool holds.", gauges.pool_size)
        yield from _gauge("db_write_mode", "1 writes are taken, 0 read-only.", gauges.writable)
        yield from _gauge("degradation_level", "0 normal to 5 emergency.", gauges.level)
        yield from _gauge("journal_pending", "Writes held for the database.", gauges.journal_pending)
        yield from _gauge(
            "journal_dead_letters", "Held writes the database refused for good.", gauges.journal_dead_letters
        )
        yield self._faults()

    def _faults(self) -> Metric:
        family = GaugeMetricFamily(
            "fault_active", "Simulated faults in force, by target and kind.", labels=("target", "kind")
        )
        counted: dict[tuple[str, str], int] = {}
        for fault in self._gauges.faults():
            counted[fault.target, str(fault.kind)] = counted.get((fault.target, str(fault.kind)), 0) + 1
        for labels, count in counted.items():
            family.add_metric(labels, count)
        return family


def exposition(collector: ConsoleCollector) -> bytes:
    """Everything `collector` has, in Prometheus's text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(collector)
    return generate_latest(registry)


def _gauge(name: str, about: str, read: Callable[[], float]) -> Iterator[Metric]:
    try:
        value = float(read())
    except Exception:
        log.exception("metric_unreadable", metric=name)
        return
    yield GaugeMetricFamily(name, about, value=value)

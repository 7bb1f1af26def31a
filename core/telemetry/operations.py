"""Counts and latencies of one dependency's operations, in the names Prometheus reads."""

from collections.abc import Iterator

from prometheus_client import Counter, Histogram
from prometheus_client.metrics_core import Metric

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)


class OperationMeter:
    """One counter by operation and status, one histogram of seconds by operation. Safe from any thread.

    Belongs to one console and registers itself nowhere, so that two consoles in a process do not collide;
    core.telemetry.metrics collects it at scrape time. Operations and statuses become labels: pass names from
    code, never text from outside.
    """

    def __init__(self, calls_name: str, latency_name: str, dependency: str) -> None:
        """`calls_name` without `_total`, such as `openai_api_calls`; `dependency` is its name for people."""
        self._calls = Counter(calls_name, f"Calls to {dependency}.", ["operation", "status"], registry=None)
        self._latency = Histogram(
            latency_name,
            f"Seconds a call to {dependency} took.",
            ["operation"],
            buckets=_BUCKETS,
            registry=None,
        )

    def observe(self, operation: str, status: str, seconds: float | None) -> None:
        """Count one call; `seconds` is None where nothing was sent, as behind an open breaker."""
        self._calls.labels(operation, status).inc()
        if seconds is not None:
            self._latency.labels(operation).observe(seconds)

    def collect(self) -> Iterator[Metric]:
        """The two metric families, without the creation times that would double the series."""
        for family in (*self._calls.collect(), *self._latency.collect()):
            family.samples = [sample for sample in family.samples if not sample.name.endswith("_created")]
            yield family

"""The exposition: every agreed name, read at scrape time; one broken gauge does not take the rest along."""

from types import SimpleNamespace

from prometheus_client.parser import text_string_to_metric_families

from core.resilience.faults import FaultKind
from core.telemetry.metrics import ConsoleCollector, Gauges, Meters, exposition


def broken():
    raise OSError("disk full")


def make(**changes):
    state = SimpleNamespace(breaker="closed")
    gauges = {
        "breaker_states": {name: lambda: state.breaker for name in ("openai", "db", "redis", "s3")},
        "pool_size": lambda: 4,
        "writable": lambda: True,
        "level": lambda: 3,
        "journal_pending": lambda: 7,
        "journal_dead_letters": lambda: 1,
        "faults": list,
    }
    meters = Meters()
    return state, meters, ConsoleCollector(meters, Gauges(**(gauges | changes)))


def scrape(collector):
    families = text_string_to_metric_families(exposition(collector).decode())
    return {(one.name, *sorted(one.labels.items())): one.value for it in families for one in it.samples}


def test_exposition__names__are_those_agreed():
    _, meters, collector = make()
    for meter in meters:
        meter.observe("read", "success", 0.2)
    names = {name for name, *_ in scrape(collector)}
    assert {
        "openai_api_calls_total",
        "openai_api_latency_seconds_bucket",
        "openai_breaker_state",
        "db_queries_total",
        "db_query_latency_seconds_count",
        "db_connection_pool_size",
        "db_breaker_state",
        "db_write_mode",
        "redis_calls_total",
        "redis_latency_seconds_sum",
        "redis_breaker_state",
        "s3_calls_total",
        "s3_latency_seconds_sum",
        "s3_breaker_state",
        "degradation_level",
        "journal_pending",
        "journal_dead_letters",
    } <= names


def test_exposition__gauges__are_read_at_each_scrape():
    state, _, collector = make()
    assert scrape(collector)["openai_breaker_state",] == 0
    state.breaker = "open"
    assert scrape(collector)["openai_breaker_state",] == 1
    state.breaker = "half-open"
    assert scrape(collector)["openai_breaker_state",] == 2
    assert (scrape(collector)["db_write_mode",], scrape(collector)["degradation_level",]) == (1, 3)


def test_exposition__faults__are_counted_by_target_and_kind():
    fault = SimpleNamespace(target="redis", kind=FaultKind.HANG)
    _, _, collector = make(faults=lambda: [fault, fault])
    assert scrape(collector)["fault_active", ("kind", "hang"), ("target", "redis")] == 2


def test_exposition__one_gauge_cannot_be_read__the_others_still_come():
    _, _, collector = make(journal_pending=broken)
    found = scrape(collector)
    assert ("journal_pending",) not in found
    assert found["journal_dead_letters",] == 1

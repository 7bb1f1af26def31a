"""Operation meters: exact Prometheus names, nothing lost between threads, no global registration."""

from concurrent.futures import ThreadPoolExecutor

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest

from core.telemetry.operations import OperationMeter


def make_meter():
    return OperationMeter("openai_api_calls", "openai_api_latency_seconds", "OpenAI")


def exposed(meter):
    registry = CollectorRegistry(auto_describe=False)
    registry.register(meter)
    return generate_latest(registry).decode()


def test_meter__observed_call__is_exposed_under_the_agreed_names():
    meter = make_meter()
    meter.observe("pricing", "success", 0.3)
    text = exposed(meter)
    assert 'openai_api_calls_total{operation="pricing",status="success"} 1.0' in text
    assert 'openai_api_latency_seconds_bucket{le="0.5",operation="pricing"} 1.0' in text
    assert 'openai_api_latency_seconds_sum{operation="pricing"} 0.3' in text
    assert "_created" not in text


def test_meter__nothing_was_sent__is_counted_but_has_no_latency():
    meter = make_meter()
    meter.observe("pricing", "rejected", None)
    text = exposed(meter)
    assert 'openai_api_calls_total{operation="pricing",status="rejected"} 1.0' in text
    assert "openai_api_latency_seconds_count{" not in text


def test_meter__eight_threads__lose_no_call():
    meter = make_meter()
    with ThreadPoolExecutor(8) as pool:
        for _ in range(800):
            pool.submit(meter.observe, "read", "success", 0.01)
    assert 'openai_api_calls_total{operation="read",status="success"} 800.0' in exposed(meter)


def test_meter__two_of_one_name__do_not_collide():
    make_meter().observe("read", "success", 0.01)
    assert 'operation="read"' not in exposed(make_meter())

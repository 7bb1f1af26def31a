"""ops/ names only metrics that the console exposes, and sections of the runbook that exist."""

import json
import re
from pathlib import Path

from core.telemetry.metrics import ConsoleCollector, Gauges, Meters, exposition

OPS = Path(__file__).resolve().parents[3] / "ops"
PROMQL = {"sum", "rate", "histogram_quantile", "vector", "and", "status", "job"}
"""Words of three letters and more that are the language's own, or labels."""


def alert_rules() -> str:
    return (OPS / "alerts.yml").read_text(encoding="utf-8")


def expressions() -> list[str]:
    board = json.loads((OPS / "grafana" / "fusible.json").read_text(encoding="utf-8"))
    drawn = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    return [*drawn, *re.findall(r"^\s+expr: (.+)$", alert_rules(), re.MULTILINE)]


def exposed() -> set[str]:
    meters = Meters()
    for meter in meters:
        meter.observe("read", "success", 0.01)
    gauges = Gauges(
        breaker_states={name: lambda: "closed" for name in ("openai", "db", "redis", "s3")},
        pool_size=lambda: 1,
        writable=lambda: 1,
        level=lambda: 0,
        journal_pending=lambda: 0,
        journal_dead_letters=lambda: 0,
        faults=list,
    )
    text = exposition(ConsoleCollector(meters, gauges)).decode()
    return {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}


def test_ops__every_metric_named__is_exposed():
    there = exposed()
    named = {
        re.sub(r"_bucket$", "", word)
        for one in expressions()
        for word in re.findall(r"[a-z][a-z0-9_]{2,}", re.sub(r"\[\w+\]|\"[^\"]*\"", "", one))
    }
    named -= PROMQL
    assert named - there == set()
    assert len(named) > 12


def test_ops__every_alert__has_its_runbook_section():
    titles = re.findall(r"^## (.+)$", (OPS / "runbook.md").read_text(encoding="utf-8"), re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in titles}
    wanted = set(re.findall(r"runbook\.md#([\w-]+)", alert_rules()))
    assert wanted - anchors == set()
    assert len(wanted) == alert_rules().count("- alert:") == 6

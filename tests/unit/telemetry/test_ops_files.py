"""ops/ names only metrics, settings and runbook sections that exist; no secret goes into the image."""

import json
import re
import shlex

import yaml

from core.settings import PROJECT_ROOT, Settings
from core.telemetry.metrics import ConsoleCollector, Gauges, Meters, exposition

OPS = PROJECT_ROOT / "ops"
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
    assert len(wanted) == alert_rules().count("- alert:") == 7


def settings_names() -> set[str]:
    """Every name that Settings reads from the environment, nested ones aside."""
    return {
        str(field.validation_alias) if field.validation_alias else f"FUSIBLE_{name.upper()}"
        for name, field in Settings.model_fields.items()
    }


def dockerfile() -> list[list[str]]:
    """Each instruction as its words."""
    text = (OPS / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]


def test_compose__every_name_is_a_setting_and_everything_it_mounts_is_there():
    services = yaml.safe_load((OPS / "compose.yml").read_text(encoding="utf-8"))["services"]
    console = services["fusible"]
    assert set(console["environment"]) - settings_names() == set()
    assert len(console["environment"]) >= 3
    mounted = [
        volume.split(":")[0]
        for service in services.values()
        for volume in service.get("volumes", [])
        if volume.startswith("./")
    ]
    assert [path for path in mounted if not (OPS / path).is_file()] == []
    assert all("healthcheck" in services[name] for name in ("postgres", "redis"))
    assert (OPS / console["build"]["context"] / console["build"]["dockerfile"]).is_file()


def test_compose__values_are_settings_that_load(tmp_path, monkeypatch):
    given = yaml.safe_load((OPS / "compose.yml").read_text(encoding="utf-8"))["services"]["fusible"]
    for name, value in given["environment"].items():
        monkeypatch.setenv(name, re.sub(r"\$\{(\w+)[^}]*\}", "secret", value))
    loaded = Settings(_env_file=None, data_dir=tmp_path)
    assert "fusible" in loaded.allowed_hosts  # the name that Prometheus calls it by


def test_dockerfile__sets_settings_and_starts_what_is_there():
    lines = dockerfile()
    set_names = {word.split("=")[0] for kind, rest in lines if kind == "ENV" for word in shlex.split(rest)}
    assert set_names - settings_names() == set()
    (command,) = [json.loads(rest) for kind, rest in lines if kind == "CMD"]
    assert command[:4] == ["python", "-m", "streamlit", "run"]
    assert (PROJECT_ROOT / command[4]).is_file()
    assert [kind for kind, _rest in lines].index("USER") < [kind for kind, _rest in lines].index("CMD")


def test_image__holds_no_secret_and_no_data():
    left_out = set((PROJECT_ROOT / ".dockerignore").read_text(encoding="utf-8").split())
    assert {".env", ".streamlit/secrets.toml", "data", ".git"} <= left_out

"""An injected fault is met as the real outage is: same client exception, same outcome, same level."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.bootstrap import BREAKER_OF, build_console
from core.console import Console
from core.resilience.faults import FaultKind
from core.services.errors import DatabaseUnavailable
from core.settings import Settings
from tests.support.conditions import failing, throttled
from tests.support.servers import S3Server, Server


@dataclass(frozen=True)
class Seen:
    """What is seen of an outage, from the client library up to the degradation level."""

    client_exception: str
    meant: str
    outcome: str
    breaker: str
    failures: int
    rejected: int
    level: str


class Answer(BaseModel):
    total: str


def _database(console: Console) -> str:
    try:
        console.database.unit("test", lambda connection: connection.execute(text("SELECT 1")).scalar_one())
    except DatabaseUnavailable as error:
        return type(error).__name__
    return "live"


def _redis(console: Console) -> str:
    return console.cache.get("key").source


def _s3(console: Console) -> str:
    # A new key each time: one that waits in the spool would not be tried.
    key = f"originals/{console.storage.spooled_count}/file.txt"
    return console.storage.put(key, b"content", "text/plain").source


def _openai(console: Console) -> str:
    return console.ai.ask(
        "test",
        system="Give the supplier_tax_id.",
        user="Total 1,00",
        answer_type=Answer,
        accept=lambda it: it.total,
        fallback=lambda: "rules",
    ).source


CALLS: dict[str, Callable[[Console], str]] = {
    "database": _database,
    "redis": _redis,
    "s3": _s3,
    "openai": _openai,
}


def _service(console: Console, name: str) -> Any:
    return {
        "database": console.database,
        "redis": console.cache,
        "s3": console.storage,
        "openai": console.ai,
    }[name]


@pytest.fixture
def servers(postgres_server, redis_server, s3_server, openai_server) -> dict[str, Server]:
    return {"database": postgres_server, "redis": redis_server, "s3": s3_server, "openai": openai_server}


@pytest.fixture
def make_console(servers: dict[str, Any], tmp_path: Path) -> Iterator[Callable[[str], Console]]:
    """Consoles over the real servers, with policies as shipped and no thread of their own."""
    built: list[Console] = []
    settings = {
        "database_url": SecretStr(servers["database"].new_database()),
        "redis_url": SecretStr(servers["redis"].url),
        "s3_bucket": S3Server.BUCKET,
        "s3_endpoint_url": servers["s3"].url,
        "s3_access_key_id": SecretStr("tests"),
        "s3_secret_access_key": SecretStr("tests"),
        "openai_api_key": SecretStr("sk-tests"),
        "openai_base_url": servers["openai"].base_url,
        "openai_silence": 0.4,
        "s3_deadline": 0.5,
    }

    def make(folder: str) -> Console:
        built.append(build_console(Settings(_env_file=None, data_dir=tmp_path / folder, **settings)))
        return built[-1]

    yield make
    for console in built:
        console.close()


def look(console: Console, name: str, monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Call until the circuit opens, and once more."""
    guard, breaker = _service(console, name)._guard, console.breakers[BREAKER_OF[name]]
    met: list[tuple[str, str]] = []
    classify = guard._classify

    def noting(error: Exception) -> Exception:
        meant = classify(error)
        cause = error.orig if isinstance(error, DBAPIError) else error
        met.append((type(cause).__name__, type(meant).__name__))
        return meant

    monkeypatch.setattr(guard, "_classify", noting)
    outcomes = {CALLS[name](console) for _ in range(breaker.fail_max + 1)}
    state = breaker.snapshot()
    return Seen(
        client_exception=met[-1][0],
        meant=met[-1][1],
        outcome=", ".join(sorted(outcomes)),
        breaker=state.state,
        failures=state.failures,
        rejected=state.rejected,
        level=console.degradation.current.level.name,
    )


def _killed(server: Server) -> AbstractContextManager[None]:
    server.kill()
    return nullcontext()


def _frozen(server: Server) -> AbstractContextManager[None]:
    server.freeze()
    return nullcontext()


REAL = {
    FaultKind.REFUSE: _killed,
    FaultKind.HANG: _frozen,
    FaultKind.THROTTLE: throttled,
    FaultKind.ERROR: failing,
}
"""For each kind of fault, what brings the same about on a real server."""


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("kind", REAL)
def test_fault__equals_the_server_killed_frozen_throttled_or_failing(
    make_console: Callable[[str], Console],
    servers: dict[str, Server],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    kind: FaultKind,
) -> None:
    simulated, real = make_console("simulated"), make_console("real")
    for console in (simulated, real):
        assert CALLS[name](console) in ("live", "cache")
    simulated.faults.inject(name, kind, actor="op", reason="drill", duration_seconds=60)
    in_drill = look(simulated, name, monkeypatch)
    with REAL[kind](servers[name]):
        in_outage = look(real, name, monkeypatch)
    assert in_drill == in_outage
    assert (in_outage.breaker, in_outage.rejected) == ("open", 1)

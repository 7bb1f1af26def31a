"""DatabaseService on a real PostgreSQL that is killed, frozen, restarted and asked the impossible."""

import threading
import time
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import insert, select, text

from core.resilience.events import EventKind
from core.services.errors import (
    DatabaseMisconfigured,
    DatabaseUnavailable,
    NoCopy,
    QueryError,
    ReadOnlyError,
    ServiceError,
)
from core.services.schema import audit
from core.services.served import Source
from core.settings import BreakerSettings
from tests.support.eventually import eventually
from tests.support.ports import free_port

QUICK = BreakerSettings(fail_max=3, reset_timeout=0.3)


@pytest.fixture
def db(postgres_server, services):
    return services(database_url=postgres_server.new_database(), db_breaker=QUICK)


def _timed(work) -> tuple[float, Exception | None]:
    started = time.monotonic()
    try:
        work()
    except ServiceError as error:
        return time.monotonic() - started, error
    return time.monotonic() - started, None


def test_unit__types__money_and_times_come_back_exact(db):
    at = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    row = {"id": "1", "at": at, "actor": "ana", "action": "x", "subject": "s", "detail": {"a": [1, "ñ"]}}
    db.database.unit("write", lambda connection: connection.execute(insert(audit).values(**row)))
    served = db.database.read_query(select(audit.c.at, audit.c.detail))
    assert served.source is Source.LIVE
    assert served.value == [{"at": at, "detail": {"a": [1, "ñ"]}}]
    typed = db.database.read_query("SELECT CAST(:m AS numeric(18,4)) AS m, now() AS t", {"m": Decimal("0.1")})
    assert typed.value[0]["m"] == Decimal("0.1000")
    assert typed.value[0]["t"].utcoffset().total_seconds() == 0


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("SELECT * FROM nowhere", "QUERY_ERROR"),
        ("SELEC 1", "NOT_READ_ONLY"),
        ("SELECT 1/0", "QUERY_ERROR"),
        ("DELETE FROM audit", "NOT_READ_ONLY"),
        ("WITH gone AS (DELETE FROM audit RETURNING 1) SELECT * FROM gone", "QUERY_ERROR"),
        ("SELECT 1; COMMIT; DELETE FROM audit", "QUERY_ERROR"),
        ("EXPLAIN ANALYZE DELETE FROM audit", "NOT_READ_ONLY"),
        ("SELECT * FROM generate_series(1, 10001)", "TOO_MANY_ROWS"),
        ("SELECT :missing", "QUERY_ERROR"),
        ("SELECT g, pg_sleep(0.1) FROM generate_series(1, 100) AS g", "TOO_SLOW"),
        ("SELECT date '0044-03-15 BC' AS ides", "UNSERVED_VALUE"),
        ("SELECT interval '9999999 years' AS long", "UNSERVED_VALUE"),
    ],
)
def test_read_query__callers_fault__is_told_and_never_trips(db, statement, code):
    for _ in range(5):
        with pytest.raises(QueryError) as caught:
            db.database.read_query(statement)
        assert caught.value.code == code
    assert db.db_breaker.current_state == "closed"
    assert db.database.health().ok


def test_silence_of_one_statement__check_up_is_answered__the_next_ones_have_their_whole_time(db):
    db.database.watch()

    def outsleep_the_deadline(connection) -> None:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_sleep(4)"))

    with pytest.raises(DatabaseUnavailable, match="did not answer in time"):
        db.database.unit("write", outsleep_the_deadline)
    eventually(lambda: not any(thread.name == "check-up" for thread in threading.enumerate()))
    assert db.database.read_query("SELECT pg_sleep(0.6)::text AS slept").source is Source.LIVE


LEFT_BEHIND = {
    "timeout": "SELECT set_config('statement_timeout', '0', false)",
    "path": "SELECT set_config('search_path', 'nowhere', false)",
    "lock": "SELECT pg_advisory_lock(7)::text",
}


@pytest.mark.parametrize("statement", LEFT_BEHIND.values(), ids=LEFT_BEHIND)
@pytest.mark.parametrize("writes", [False, True], ids=["read", "write"])
def test_callers_sql__changes_its_session__the_next_one_on_the_connection_does_not_meet_it(
    db, statement, writes
):
    kept = "SELECT current_setting('statement_timeout') AS timeout, current_setting('search_path') AS path"
    before = db.database.read_query(kept).value
    (db.database.write_query if writes else db.database.read_query)(statement)
    assert db.database.open_connections == 1
    assert db.database.read_query(kept).value == before
    held = "SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory'"
    assert db.database.read_query(held).value == [{"n": 0}]


def test_transaction__second_statement_fails__nothing_is_kept(db):
    statements = [
        ("INSERT INTO applied_writes (idempotency_key, kind, applied_at) VALUES ('a', 'k', now())", None),
        ("INSERT INTO applied_writes (idempotency_key, kind, applied_at) VALUES ('a', 'k', now())", None),
    ]
    with pytest.raises(QueryError, match="duplicate key"):
        db.database.transaction(statements)
    assert db.database.read_query("SELECT count(*) AS n FROM applied_writes").value == [{"n": 0}]
    assert db.database.transaction(statements[:1]).value == [1]
    assert db.db_breaker.current_state == "closed"


def test_frozen_server__every_call_ends_by_the_deadline_and_the_circuit_opens(db, postgres_server):
    db.database.read_query("SELECT 1 AS one")
    deadline = db.settings.database_deadline
    postgres_server.freeze()
    started = time.monotonic()
    while db.db_breaker.current_state == "closed":
        took, error = _timed(lambda: db.database.write_query("DELETE FROM audit"))
        assert isinstance(error, ReadOnlyError)
        assert took < deadline + 0.4
    # The first call waits the whole deadline, the next ones less: a request of three calls stays bearable.
    assert time.monotonic() - started < deadline + 1.0
    served = db.database.read_query("SELECT 1 AS one")
    assert served.value == [{"one": 1}]
    assert served.source is Source.CACHE
    assert served.age_seconds > 0
    with pytest.raises(NoCopy):
        db.database.read_query("SELECT 2 AS two")


def test_frozen_server__many_threads__none_waits_longer_than_the_deadline(db, postgres_server):
    db.database.read_query("SELECT 1 AS one")
    waits: list[float] = []
    postgres_server.freeze()
    threads = [
        threading.Thread(
            target=lambda: waits.append(_timed(lambda: db.database.unit("write", lambda c: None))[0])
        )
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(waits) == 16
    assert max(waits) < db.settings.database_deadline + 0.6
    assert db.db_breaker.current_state == "open"


def test_frozen_in_mid_statement__the_caller_is_released_and_the_connection_thrown_away(db, postgres_server):
    db.database.read_query("SELECT 1 AS one")

    def freeze_then_ask(connection) -> None:
        connection.execute(text("SELECT 1"))
        postgres_server.freeze()
        connection.execute(text("SELECT 2"))

    took, error = _timed(lambda: db.database.unit("write", freeze_then_ask))
    assert isinstance(error, DatabaseUnavailable)
    assert took < db.settings.database_deadline + 0.4
    postgres_server.resume()
    assert db.database.write_query("DELETE FROM audit").value == 0


def test_killed_server__writes_are_refused_then_taken_again_after_the_restart(db, postgres_server):
    db.database.read_query("SELECT 1 AS one")
    postgres_server.kill()
    for _ in range(3):
        with pytest.raises(ReadOnlyError) as caught:
            db.database.write_query("DELETE FROM audit")
        assert caught.value.retry_after >= 1
    assert db.db_breaker.current_state == "open"
    assert not db.database.health().ok
    postgres_server.start()
    ends_at = time.monotonic() + 5
    while not db.database.probe().ok and time.monotonic() < ends_at:
        time.sleep(0.05)
    assert db.database.write_query("DELETE FROM audit").value == 0
    assert db.db_breaker.current_state == "closed"


def test_restarted_server__idle_connections_are_noticed_before_use(db, postgres_server):
    db.database.read_query("SELECT 1 AS one")
    postgres_server.restart()
    assert db.database.write_query("DELETE FROM audit").value == 0
    assert ("write", "failure") not in db.meter.calls


def test_slow_statement__the_server_stops_it_and_the_connection_survives(db):
    took, error = _timed(lambda: db.database.unit("write", lambda c: c.execute(text("SELECT pg_sleep(5)"))))
    assert isinstance(error, DatabaseUnavailable)
    assert took < db.settings.database_deadline + 0.3
    assert db.database.open_connections == 1


def test_wrong_password__is_misconfigured_and_the_password_is_not_shown(postgres_server, services):
    built = services(database_url=postgres_server.url(password="s3cret-wrong"), db_breaker=QUICK)
    health = built.database.health()
    assert not health.ok
    assert health.misconfigured
    assert "s3cret-wrong" not in repr(health)
    with pytest.raises(DatabaseMisconfigured) as caught:
        built.database.unit("write", lambda c: None)
    assert "s3cret-wrong" not in str(caught.value)
    told = built.events.recent(kind=EventKind.MISCONFIGURED)
    assert [event.subject for event in told] == ["database"]


def test_unknown_database__is_misconfigured(postgres_server, services):
    assert services(database_url=postgres_server.url("nowhere")).database.health().misconfigured


def test_nobody_listens__is_an_outage_and_no_misconfiguration(services):
    built = services(database_url=f"postgresql://u:p@127.0.0.1:{free_port()}/x")
    health = built.database.health()
    assert not health.ok
    assert not health.misconfigured


def test_too_many_connections__is_an_outage(postgres_server, services):
    name = postgres_server.new_database().rpartition("/")[2]
    postgres_server.run(f"CREATE ROLE clerk_{name} LOGIN CONNECTION LIMIT 0 PASSWORD 'tests-only'")
    url = f"postgresql://clerk_{name}:tests-only@127.0.0.1:{postgres_server.port}/{name}"
    health = services(database_url=url).database.health()
    assert "too many connections" in health.detail
    assert not health.ok
    assert not health.misconfigured


def test_deadlock__is_tried_once_more_and_does_not_count(db):
    for key in ("a", "b"):
        db.database.write_query(
            "INSERT INTO applied_writes (idempotency_key, kind, applied_at) VALUES (:k, 'k', now())",
            {"k": key},
        )
    meet = threading.Barrier(2)
    update = text("UPDATE applied_writes SET kind = kind WHERE idempotency_key = :k")
    errors: list[Exception] = []

    def cross(first: str, second: str) -> None:
        met: list[bool] = []

        def work(connection) -> None:
            connection.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
            connection.execute(update, {"k": first})
            if not met:
                met.append(True)
                meet.wait(5)
            connection.execute(update, {"k": second})

        try:
            db.database.unit("cross", work)
        except ServiceError as error:
            errors.append(error)

    threads = [threading.Thread(target=cross, args=keys) for keys in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert errors == []
    assert ("cross", "ignored") in db.meter.calls
    assert db.db_breaker.current_state == "closed"


def test_many_readers__fewer_connections_than_threads__all_are_served(db):
    results: list[object] = []
    threads = [
        threading.Thread(target=lambda: results.append(db.database.read_query("SELECT 1 AS one").source))
        for _ in range(40)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert results == [Source.LIVE] * 40
    assert db.database.open_connections <= 20

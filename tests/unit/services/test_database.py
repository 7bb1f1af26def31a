"""DatabaseService on its SQLite file: the same promises as on PostgreSQL, with injected faults."""

import sqlite3
import threading
import time

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from core.resilience.faults import FaultKind
from core.services.errors import (
    CommitUnknown,
    DatabaseUnavailable,
    NoCopy,
    QueryError,
    ReadOnlyError,
    ServiceError,
)
from core.services.schema import applied_writes
from core.services.served import Source

ENTER = "INSERT INTO applied_writes (idempotency_key, kind, applied_at) VALUES (:key, 'k', '2026-01-01')"
COUNT = "SELECT count(*) AS n FROM applied_writes"


@pytest.fixture
def built(services):
    return services()


@pytest.fixture
def db(built):
    return built.database


def _strike(built, kind=FaultKind.REFUSE, target="database") -> None:
    built.faults.inject(target, kind, actor="op", reason="test")


def test_read_query__live__has_rows_as_dicts_and_no_age(db):
    served = db.read_query("SELECT 1 AS one, 'a' AS letter")
    assert served.value == [{"one": 1, "letter": "a"}]
    assert (served.source, served.age_seconds, served.reason, served.breaker_state) == (
        Source.LIVE,
        None,
        None,
        "closed",
    )
    assert served.request_id


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("SELECT * FROM nowhere", "QUERY_ERROR"),
        ("SELECT :missing", "QUERY_ERROR"),
        ("WITH a AS (SELECT 1) DELETE FROM applied_writes", "NOT_READ_ONLY"),
        ("SELECT 1 AS a, 2 AS a", "AMBIGUOUS_COLUMNS"),
        (
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 10001) SELECT x FROM n",
            "TOO_MANY_ROWS",
        ),
    ],
)
def test_read_query__callers_fault__is_told_and_never_counts(built, statement, code):
    for _ in range(5):
        with pytest.raises(QueryError) as caught:
            built.database.read_query(statement)
        assert caught.value.code == code
    assert built.db_breaker.current_state == "closed"


def test_read_query__out__the_cached_copy_answers_with_its_age(built, clock):
    built.database.read_query(COUNT)
    clock.seconds += 42
    _strike(built)
    served = built.database.read_query(COUNT)
    assert (served.value, served.source, served.age_seconds) == ([{"n": 0}], Source.CACHE, 42)
    assert "refused" in str(served.reason)


def test_read_query__out_and_cache_out__the_snapshot_answers(built, clock):
    built.database.read_query(select(applied_writes))
    clock.seconds += 42
    _strike(built)
    _strike(built, target="redis")
    served = built.database.read_query(select(applied_writes))
    assert (served.value, served.source, served.age_seconds) == ([], Source.SNAPSHOT, 42)


def test_read_query__out_after_a_restart__the_snapshot_answers(services, clock):
    services().database.read_query(COUNT)
    clock.seconds += 7
    restarted = services()
    _strike(restarted)
    served = restarted.database.read_query(COUNT)
    assert (served.source, served.age_seconds) == (Source.SNAPSHOT, 7)


def test_read_query__out_and_never_read__says_that_there_is_no_copy(built):
    _strike(built)
    with pytest.raises(NoCopy) as caught:
        built.database.read_query(COUNT)
    assert caught.value.retry_after >= 1


def test_read_query__max_age__a_young_copy_answers_and_an_old_one_is_read_anew(db, clock):
    db.read_query(COUNT)
    db.write_query(ENTER, {"key": "a"})
    clock.seconds += 9
    young = db.read_query(COUNT, max_age=10)
    assert (young.value, young.source, young.age_seconds) == ([{"n": 0}], Source.CACHE, 9)
    clock.seconds += 2
    fresh = db.read_query(COUNT, max_age=10)
    assert (fresh.value, fresh.source) == ([{"n": 1}], Source.LIVE)


@pytest.mark.parametrize(
    "kind", [kind for kind in FaultKind if kind not in {FaultKind.LATENCY, FaultKind.HANG}]
)
def test_fault__any_kind__counts_as_a_failure_and_opens_the_circuit(built, kind):
    _strike(built, kind)
    for _ in range(3):
        with pytest.raises(ReadOnlyError):
            built.database.write_query(ENTER, {"key": "a"})
    assert built.db_breaker.current_state == "open"
    assert built.database.is_read_only
    assert not built.database.health().misconfigured


def test_write_query__circuit_open__is_refused_with_the_seconds_to_wait(built, clock):
    built.database.migrate()
    _strike(built)
    for _ in range(3):
        with pytest.raises(ReadOnlyError):
            built.database.write_query(ENTER, {"key": "a"})
    clock.seconds += 10
    with pytest.raises(ReadOnlyError) as caught:
        built.database.write_query(ENTER, {"key": "a"})
    assert caught.value.rejected
    assert caught.value.retry_after == built.settings.db_breaker.reset_timeout - 10
    built.faults.stop_all("op")
    clock.seconds += built.settings.db_breaker.reset_timeout
    assert built.database.probe().ok
    assert built.database.write_query(ENTER, {"key": "a"}).value == 1


def test_transaction__one_fails__none_is_kept(db):
    with pytest.raises(QueryError, match="UNIQUE"):
        db.transaction([(ENTER, {"key": "a"}), (ENTER, {"key": "b"}), (ENTER, {"key": "a"})])
    assert db.read_query(COUNT).value == [{"n": 0}]
    assert db.transaction([(ENTER, {"key": "a"}), (ENTER, {"key": "b"})]).value == [1, 1]


def test_transaction__two_statements_in_one__is_refused(db):
    with pytest.raises(QueryError, match="one statement"):
        db.transaction([("DELETE FROM audit; DELETE FROM costs", None)])


def test_unit__work_raises__is_rolled_back_uncounted_and_passed_on(built):
    def work(connection) -> None:
        connection.execute(text(ENTER), {"key": "a"})
        raise LookupError("mine")

    for _ in range(5):
        with pytest.raises(LookupError, match="mine"):
            built.database.unit("mine", work)
    assert built.database.read_query(COUNT).value == [{"n": 0}]
    assert built.db_breaker.current_state == "closed"
    assert built.meter.calls.count(("mine", "ignored")) == 5


def test_unit__connection_lost_while_committing__says_that_the_outcome_is_unknown(built, monkeypatch):
    built.database.migrate()

    def lost(_connection) -> None:
        raise _operational("disk I/O error", sqlite3.SQLITE_IOERR)

    monkeypatch.setattr("core.services.database.Connection.commit", lost)
    with pytest.raises(CommitUnknown):
        built.database.write_query(ENTER, {"key": "a"})


def _operational(message: str, code: int) -> Exception:
    error = sqlite3.OperationalError(message)
    error.sqlite_errorcode = code
    return OperationalError("COMMIT", {}, error)


def test_locked_file__waits_no_longer_than_the_deadline_and_counts(services, tmp_path):
    built = services(database_deadline=0.2)
    built.database.migrate()
    other = sqlite3.connect(tmp_path / "data" / "fusible.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    with pytest.raises(ReadOnlyError, match="locked"):
        built.database.write_query(ENTER, {"key": "a"})
    assert time.monotonic() - started < 1
    assert ("write", "failure") in built.meter.calls
    other.close()


def test_endless_statement__is_stopped_at_the_deadline(services):
    built = services(database_deadline=0.2)
    built.database.migrate()
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) AS m FROM n"
    started = time.monotonic()
    with pytest.raises(QueryError, match="stopped"):
        built.database.read_query(endless)
    assert time.monotonic() - started < 2
    assert built.database.read_query(COUNT).source is Source.LIVE


def test_damaged_file__is_an_outage_and_not_the_callers_fault(services, tmp_path):
    first = services()
    first.database.migrate()
    first.close()
    (tmp_path / "data" / "fusible.db").write_bytes(b"noise" * 5000)
    with pytest.raises(DatabaseUnavailable):
        services().database.unit("x", lambda connection: connection.execute(text(COUNT)))


def test_writers_at_once__all_land(db):
    errors: list[Exception] = []

    def write(name: int) -> None:
        try:
            for number in range(5):
                db.write_query(ENTER, {"key": f"{name}-{number}"})
        except ServiceError as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=[name]) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert errors == []
    assert db.read_query(COUNT).value == [{"n": 40}]


def test_health__embedded__is_ok_and_says_that_nothing_is_configured(db):
    health = db.health()
    assert (health.ok, health.configured, health.misconfigured, health.state) == (
        True,
        False,
        False,
        "closed",
    )


def test_injected_hang__first_call_waits_the_deadline_and_the_next_ones_less(services, monkeypatch, clock):
    built = services()
    built.database.migrate()
    waits: list[float] = []

    def hang(_target, raisers, deadline) -> None:
        waits.append(deadline)
        clock.seconds += deadline
        timeout = raisers[FaultKind.HANG]
        raise timeout()

    with monkeypatch.context() as patch:
        patch.setattr(built.faults, "strike", hang)
        for _ in range(2):
            with pytest.raises(ReadOnlyError):
                built.database.write_query(ENTER, {"key": "a"})
    built.database.write_query(ENTER, {"key": "a"})
    monkeypatch.setattr(built.faults, "strike", hang)
    with pytest.raises(ReadOnlyError):
        built.database.write_query(ENTER, {"key": "b"})
    deadline = built.settings.database_deadline
    assert waits == [deadline, 0.3, deadline]


ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) AS n FROM n"


def test_sql_text__endless__is_stopped_and_never_counts_against_the_database(services):
    built = services(database_deadline=0.05)
    built.database.migrate()
    for _ in range(4):
        with pytest.raises(QueryError) as read:
            built.database.read_query(ENDLESS)
        with pytest.raises(QueryError) as written:
            built.database.write_query(f"INSERT INTO applied_writes (idempotency_key) {ENDLESS}")
        assert read.value.code == written.value.code == "TOO_SLOW"
    assert built.db_breaker.current_state == "closed"


def test_transaction__that_would_commit_half_way__is_refused_whole(db):
    for control in ("COMMIT", "END", "ROLLBACK", "SAVEPOINT a"):
        with pytest.raises(QueryError, match="not"):
            db.transaction([(ENTER, {"key": "a"}), (control, None), (ENTER, {"key": "a"})])
    assert db.read_query(COUNT).value == [{"n": 0}]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("SELECT zeroblob(900000000) AS a", "QUERY_ERROR"),
        (
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT zeroblob(8000000) FROM n",
            "ANSWER_TOO_LARGE",
        ),
    ],
)
def test_read_query__answer_that_would_fill_the_memory__is_refused(db, statement, code):
    with pytest.raises(QueryError) as caught:
        db.read_query(statement)
    assert caught.value.code == code

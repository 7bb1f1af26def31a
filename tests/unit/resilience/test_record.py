"""The record of operators' actions and drills: on disk, and clear when the disk is not there."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.resilience import record as record_module
from core.resilience.breaker import Breaker
from core.resilience.events import EventKind, EventLog
from core.resilience.record import Record, RecordUnavailable


@pytest.fixture
def record(tmp_path):
    return Record(tmp_path / "record.sqlite3")


def test_record__what_somebody_did__is_kept_over_a_restart_newest_first(record, tmp_path, clock):
    events = EventLog(now=clock.now)
    events.subscribe(record.hear)
    breaker = Breaker(name="db_breaker", events=events)
    breaker.force_open("maintenance", "ana")
    clock.advance(60)
    breaker.reset("bruno")
    again = Record(tmp_path / "record.sqlite3").actions()
    assert [(one.actor, one.subject, one.detail["mode"]) for one in again] == [
        ("bruno", "db_breaker", "automatic"),
        ("ana", "db_breaker", "forced-open"),
    ]
    assert again[0].at == clock.now()


def test_record__what_happened_of_itself__is_no_action(record):
    events = EventLog()
    events.subscribe(record.hear)
    events.emit(EventKind.TRANSITION, "db_breaker", old="closed", new="open", reason="x")
    events.emit(EventKind.JOURNAL_HELD, "invoice", actor="ana", entry=1)
    assert record.actions() == []


def test_record__report__is_found_open_until_it_is_closed(record, clock):
    record.keep_report("one", "cascade", clock.now(), {"id": "one", "n": 1}, open_=True)
    assert record.reports() == []
    assert record.open_reports() == [{"id": "one", "n": 1}]
    record.keep_report("one", "cascade", clock.now(), {"id": "one", "n": 2}, open_=False)
    assert record.open_reports() == []
    assert record.reports() == [{"id": "one", "n": 2}]


def test_record__damaged_file__is_told_by_name(tmp_path):
    (tmp_path / "record.sqlite3").write_bytes(b"no database at all, and long enough to be looked at" * 50)
    with pytest.raises(RecordUnavailable, match=r"record\.sqlite3 is out of reach"):
        Record(tmp_path / "record.sqlite3").actions()


def test_record__many_threads_at_once__none_meets_anothers_lock(record, clock, monkeypatch):
    monkeypatch.setattr(record_module, "_LOCK_SECONDS", 0.0)
    with ThreadPoolExecutor(8) as threads:
        list(
            threads.map(
                lambda n: record.keep_report(str(n), "cascade", clock.now(), {"id": n}, open_=False),
                range(80),
            )
        )
    assert len(record.reports()) == 80

"""The event log: bounded, in order, and never a danger to whoever emits."""

from threading import Barrier, Thread

import pytest
from structlog.testing import capture_logs

from core.resilience.events import EventKind, EventLog, Outbox


def test_events__recent__newest_first_by_kind_and_subject():
    log = EventLog()
    log.emit(EventKind.SLOW, "db_breaker", count=1)
    log.emit(EventKind.SLOW, "s3_breaker", count=2)
    log.emit(EventKind.MODE, "db_breaker", actor="ana", mode="disabled")
    assert [event.subject for event in log.recent()] == ["db_breaker", "s3_breaker", "db_breaker"]
    assert [event.data["count"] for event in log.recent(kind=EventKind.SLOW)] == [2, 1]
    assert [event.kind for event in log.recent(1, subject="db_breaker")] == [EventKind.MODE]
    assert log.recent()[0].actor == "ana"
    assert log.recent(0) == []
    for count in range(150):
        log.emit(EventKind.SLOW, "db_breaker", count=count)
    assert len(log.recent()) == 100


def test_events__the_oldest_leave_when_it_is_full():
    log = EventLog(capacity=3)
    for count in range(5):
        log.emit(EventKind.SLOW, "db_breaker", count=count)
    assert [event.data["count"] for event in log.recent()] == [4, 3, 2]


def test_events__capacity__zero_is_refused():
    with pytest.raises(ValueError, match="not 0"):
        EventLog(capacity=0)


def test_events__time_is_the_clocks(clock):
    assert EventLog(now=clock.now).emit(EventKind.SLOW, "db_breaker").at == clock.now()


def test_events__data__cannot_be_changed_by_a_listener():
    event = EventLog().emit(EventKind.SLOW, "db_breaker", count=1)
    with pytest.raises(TypeError):
        event.data["count"] = 2


def test_events__a_listener_that_raises_is_logged_and_the_others_still_hear():
    log = EventLog()
    heard = []

    def broken(event):
        raise RuntimeError("boom")

    log.subscribe(broken)
    log.subscribe(heard.append)
    with capture_logs() as logs:
        log.emit(EventKind.SLOW, "db_breaker")
    assert len(heard) == 1
    assert [line["event"] for line in logs] == ["event_listener_failed"]


def test_events__unsubscribe__hears_no_more():
    log = EventLog()
    heard = []
    unsubscribe = log.subscribe(heard.append)
    unsubscribe()
    log.emit(EventKind.SLOW, "db_breaker")
    assert heard == []


def test_events__a_listener_may_emit__and_all_hear_in_order():
    log = EventLog()
    heard = []

    def echo(event):
        if event.kind is EventKind.SLOW:
            log.emit(EventKind.LEVEL, "console")

    log.subscribe(echo)
    log.subscribe(lambda event: heard.append(event.kind))
    log.emit(EventKind.SLOW, "db_breaker")
    assert heard == [EventKind.SLOW, EventKind.LEVEL]


def test_events__eight_threads_at_once__every_listener_hears_each_in_the_order_of_the_log():
    log = EventLog(capacity=10_000)
    heard = []
    log.subscribe(heard.append)
    barrier = Barrier(8)

    def emit():
        barrier.wait()
        for count in range(200):
            log.emit(EventKind.SLOW, "db_breaker", count=count)

    threads = [Thread(target=emit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(heard) == 1600
    assert heard == log.recent(10_000)[::-1]


def test_outbox__a_delivery_that_raises_leaves_the_rest_for_the_next_flush():
    outbox = Outbox()
    done = []
    outbox.post(lambda: 1 / 0)
    outbox.post(lambda: done.append(1))
    with pytest.raises(ZeroDivisionError):
        outbox.flush()
    outbox.flush()
    assert done == [1]

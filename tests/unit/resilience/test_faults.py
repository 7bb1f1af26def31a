"""Injected failures: what each does to a call, when it ends, and what is refused."""

from collections import Counter
from threading import Semaphore, Thread

import pytest

from core.resilience.events import EventKind, EventLog
from core.resilience.faults import TARGETS, FaultBoard, FaultKind


class ClientTimeoutError(Exception):
    pass


class ClientError(Exception):
    pass


RAISERS = dict.fromkeys(FaultKind, ClientError) | {FaultKind.HANG: ClientTimeoutError}
del RAISERS[FaultKind.LATENCY]


@pytest.fixture
def events(clock):
    return EventLog(now=clock.now)


@pytest.fixture
def board(clock, events):
    def wait(signal, seconds):
        if not signal.is_set():
            clock.advance(seconds)

    return FaultBoard(events, clock, clock.now, wait=wait, random=lambda: 0.5)


def inject(board, kind=FaultKind.REFUSE, target="database", **values):
    return board.inject(target, kind, actor="ana", reason="drill", **values)


def seconds_of(clock, call):
    began = clock()
    call()
    return clock() - began


def test_faults__none_active__nothing_happens(board, clock):
    board.strike("database", {}, 1.0)
    assert seconds_of(clock, lambda: board.strike("database", {}, 1.0)) == 0


@pytest.mark.parametrize("kind", ["refuse", "error", "throttle", "malformed", "drop"])
def test_faults__raises_the_clients_own_exception_at_once(board, clock, kind):
    inject(board, kind)
    began = clock()
    with pytest.raises(ClientError):
        board.strike("database", RAISERS, 1.0)
    assert clock() == began


def test_faults__strikes_only_its_target(board):
    inject(board, target="redis")
    for target in set(TARGETS) - {"redis"}:
        board.strike(target, RAISERS, 1.0)
    with pytest.raises(ClientError):
        board.strike("redis", RAISERS, 1.0)


def test_faults__hang__lasts_until_the_deadline_and_ends_in_the_clients_timeout(board, clock):
    inject(board, FaultKind.HANG)
    began = clock()
    with pytest.raises(ClientTimeoutError):
        board.strike("database", RAISERS, 1.5)
    assert clock() - began == 1.5


def test_faults__hang__ends_when_the_fault_expires(board, clock):
    inject(board, FaultKind.HANG, duration_seconds=1.0)
    began = clock()
    with pytest.raises(ClientTimeoutError):
        board.strike("database", RAISERS, 20.0)
    assert clock() - began == 1.0


def test_faults__hang__stop_wakes_every_call_it_holds_up(events):
    hanging, ended = Semaphore(0), []

    def wait(signal, seconds):
        hanging.release()
        assert signal.wait(min(seconds, 10))

    board = FaultBoard(events, wait=wait)
    fault = inject(board, FaultKind.HANG)

    def call():
        try:
            board.strike("database", RAISERS, 30.0)
        except ClientTimeoutError:
            ended.append(True)

    threads = [Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
        assert hanging.acquire(timeout=5)
    assert board.stop(fault.id, "luis")
    for thread in threads:
        thread.join(5)
    assert len(ended) == 4


@pytest.mark.parametrize(("drawn", "late"), [(0.0, 0.7), (0.5, 1.0), (1.0, 1.3)])
def test_faults__latency__is_spread_by_its_jitter(events, clock, drawn, late):
    board = FaultBoard(
        events,
        clock,
        clock.now,
        wait=lambda _, seconds: clock.advance(seconds),
        random=lambda: drawn * 0.9999,
    )
    inject(board, FaultKind.LATENCY, latency_seconds=1.0, jitter_seconds=0.3)
    took = seconds_of(clock, lambda: board.strike("database", RAISERS, 5.0))
    assert took == pytest.approx(late, abs=0.001)


def test_faults__latency_past_the_deadline__ends_there_in_the_clients_timeout(board, clock):
    inject(board, FaultKind.LATENCY, latency_seconds=10.0)
    began = clock()
    with pytest.raises(ClientTimeoutError):
        board.strike("database", RAISERS, 1.5)
    assert clock() - began == 1.5


def test_faults__latency_and_then_a_hang__share_one_deadline(board, clock):
    inject(board, FaultKind.LATENCY, latency_seconds=1.0)
    inject(board, FaultKind.HANG)
    began = clock()
    with pytest.raises(ClientTimeoutError):
        board.strike("database", RAISERS, 1.5)
    assert clock() - began == 1.5


def test_faults__probability__strikes_that_share_of_calls(events):
    draws = iter(number / 100 for number in range(100))
    board = FaultBoard(events, random=lambda: next(draws))
    inject(board, probability=0.3)
    struck = Counter()
    for _ in range(100):
        try:
            board.strike("database", RAISERS, 1.0)
            struck["spared"] += 1
        except ClientError:
            struck["struck"] += 1
    assert struck == {"struck": 30, "spared": 70}


def test_faults__a_kind_the_client_cannot_play__is_said(board):
    inject(board, FaultKind.THROTTLE)
    with pytest.raises(LookupError, match="database has no exception for a fault of kind throttle"):
        board.strike("database", {FaultKind.HANG: ClientTimeoutError}, 1.0)


def test_faults__ends_by_itself_after_a_minute_and_says_so_once(board, clock, events):
    fault = inject(board)
    assert board.seconds_left(fault) == 60
    assert (fault.expires_at - fault.started_at).total_seconds() == 60
    clock.advance(59.9)
    assert board.active() == [fault]
    clock.advance(0.1)
    assert board.seconds_left(fault) == 0
    board.strike("database", RAISERS, 1.0)
    assert board.active() == board.active("database") == []
    assert [event.kind for event in events.recent()] == [EventKind.FAULT_EXPIRED, EventKind.FAULT_INJECTED]


def test_faults__stop__ends_it_by_name_of_who_did(board, events):
    fault = inject(board)
    assert board.stop(fault.id, "luis") is True
    assert board.stop(fault.id, "luis") is False
    assert board.active() == []
    assert board.seconds_left(fault) == 0
    assert [(event.kind, event.actor) for event in events.recent()] == [
        (EventKind.FAULT_STOPPED, "luis"),
        (EventKind.FAULT_INJECTED, "ana"),
    ]


def test_faults__its_events_say_what_was_injected_and_why(board, events):
    fault = inject(board, probability=0.5)
    (event,) = events.recent()
    assert (event.subject, event.actor) == ("database", "ana")
    assert dict(event.data) == {
        "fault": fault.id,
        "fault_kind": "refuse",
        "reason": "drill",
        "probability": 0.5,
    }


def test_faults__latency_up_to_the_deadline_is_no_timeout(board, clock):
    inject(board, FaultKind.LATENCY, latency_seconds=1.5)
    assert seconds_of(clock, lambda: board.strike("database", RAISERS, 1.5)) == 1.5


def test_faults__stop_all__ends_all_and_counts_them(board):
    for target in TARGETS:
        inject(board, target=target)
    assert len(board.active()) == 4
    assert [fault.target for fault in board.active("s3")] == ["s3"]
    assert board.stop_all("luis") == 4
    assert board.active() == []


def test_faults__the_same_kind_again__takes_the_place_of_the_first(board):
    first = inject(board, FaultKind.LATENCY, latency_seconds=1.0)
    second = inject(board, FaultKind.LATENCY, latency_seconds=2.0)
    assert board.active() == [second]
    assert board.seconds_left(first) == 0


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"target": "postgres"}, "target must be one of .*, not 'postgres'"),
        ({"kind": "explode"}, "'explode' is not a valid FaultKind"),
        ({"probability": 0}, "probability must be a number above 0 up to 1, not 0"),
        ({"probability": 1.1}, "probability .* not 1.1"),
        ({"probability": float("nan")}, "probability .* not nan"),
        ({"probability": "1"}, "probability .* not '1'"),
        ({"latency_seconds": -1}, "latency_seconds must be a number from 0 up to 1800, not -1"),
        ({"latency_seconds": float("inf")}, "latency_seconds .* not inf"),
        ({"jitter_seconds": 2.0}, "jitter_seconds must be a number from 0 up to 1, not 2.0"),
        ({"duration_seconds": 0}, "duration_seconds must be a number above 0 up to 1800, not 0"),
        ({"duration_seconds": 1800.1}, "duration_seconds .* not 1800.1"),
        ({"duration_seconds": True}, "duration_seconds .* not True"),
        ({"actor": " "}, "a fault needs actor, not ' '"),
        ({"reason": ""}, "a fault needs reason, not ''"),
    ],
)
def test_faults__a_bad_value_is_refused_by_name_and_injects_nothing(board, values, message):
    good = {"target": "database", "kind": "refuse", "actor": "ana", "reason": "drill"}
    with pytest.raises(ValueError, match=message):
        board.inject(**{**good, **values})
    assert board.active() == []

"""Writes land once, in order; what the payload holds is the same live and replayed."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import text

from core.resilience.faults import FaultKind
from core.resilience.journal import JournalUnavailable
from core.services.errors import QueryError
from core.services.ledger import Refused
from core.services.served import Source
from core.telemetry.context import current_request_id, request_scope

SEEN: list[tuple[object, str]] = []


def keep(_connection, payload):
    if payload.get("refuse"):
        raise Refused("NO", "not this one")
    SEEN.append((payload["value"], current_request_id()))
    return {"value": str(payload["value"])}


def break_constraint(connection, _payload):
    connection.execute(text("INSERT INTO audit (id) VALUES ('1')"))


@pytest.fixture
def books(services):
    SEEN.clear()
    return services(handlers={"keep": keep, "break": break_constraint})


def _write(books, value, number=1, key="k", kind="keep", **more):
    return books.ledger.write(
        kind, key, {"value": value, **more}, actor="ana", idempotency_key=f"keep-{number}"
    )


def _out(books) -> None:
    books.faults.inject("database", FaultKind.REFUSE, actor="op", reason="test")


def _back(books, clock) -> None:
    books.faults.stop_all("op")
    clock.seconds += 31


def test_write__live__gives_the_handlers_result(books):
    served = _write(books, 1)
    assert (served.value, served.source, served.reason) == ({"value": "1"}, Source.LIVE, None)


def test_write__same_idempotency_key__runs_the_handler_once(books):
    assert _write(books, 1).value == _write(books, 2).value == {"value": "1"}
    assert [value for value, _ in SEEN] == [1]


def test_write__out__is_held_and_replayed_with_equal_values_under_the_same_request(books, clock):
    values = [Decimal("1.10"), datetime(2026, 1, 1, tzinfo=UTC), [1, None], {"a": b"x"}]
    for number, value in enumerate(values):
        _write(books, value, number)
    live, SEEN[:] = [value for value, _ in SEEN], []
    _out(books)
    with request_scope("from-the-browser"):
        for number, value in enumerate(values, start=10):
            served = _write(books, value, number)
            assert served.source is Source.HELD
            assert served.value["journal_id"]
    _back(books, clock)
    assert books.ledger.replay().applied == 4
    assert [value for value, _ in SEEN] == live == values
    assert {request for _, request in SEEN} == {"from-the-browser"}


def test_write__older_write_of_the_key_still_held__waits_behind_it_though_the_database_is_back(books, clock):
    _out(books)
    _write(books, 1, 1)
    _back(books, clock)
    served = _write(books, 2, 2)
    assert (served.source, served.reason.code) == (Source.HELD, "BEHIND_HELD_WRITES")
    assert _write(books, 3, 3, key="other").source is Source.LIVE
    books.ledger.replay()
    assert [value for value, _ in SEEN] == [3, 1, 2]


def test_write__refused__is_raised_live_and_a_dead_letter_when_replayed(books, clock):
    with pytest.raises(Refused) as caught:
        _write(books, 1, 1, refuse=True)
    assert caught.value.code == "NO"
    _out(books)
    _write(books, 1, 2, refuse=True)
    _back(books, clock)
    assert books.ledger.replay().dead_lettered == 1
    assert "not this one" in books.journal.dead_letters()[0].reason


def test_write__constraint__is_raised_live_and_a_dead_letter_when_replayed(books, clock):
    with pytest.raises(QueryError, match="NOT NULL"):
        _write(books, 1, 1, kind="break")
    _out(books)
    _write(books, 1, 2, kind="break")
    _back(books, clock)
    assert books.ledger.replay().dead_lettered == 1
    assert books.db_breaker.current_state == "closed"


def test_replay__database_still_out__keeps_everything(books):
    _out(books)
    _write(books, 1, 1)
    report = books.ledger.replay()
    assert (report.applied, report.dead_lettered, report.waiting) == (0, 0, 1)
    assert "refused" in report.stopped_by


def test_replay__kind_that_this_version_does_not_know__is_a_dead_letter(books):
    books.journal.hold("gone", "k", {}, actor="ana")
    assert books.ledger.replay().dead_lettered == 1


def test_write__neither_database_nor_journal__is_refused(books, monkeypatch):
    _out(books)

    def full(*_args, **_options):
        raise JournalUnavailable("full")

    monkeypatch.setattr(books.journal, "hold", full)
    with pytest.raises(JournalUnavailable):
        _write(books, 1)


@pytest.mark.parametrize(("kind", "key"), [("nothing", "x"), ("keep", ""), ("keep", "x" * 81)])
def test_write__bad_kind_or_key__is_refused_with_the_value(books, kind, key):
    with pytest.raises(ValueError, match=r"kind|idempotency"):
        books.ledger.write(kind, "k", {}, actor="ana", idempotency_key=key)

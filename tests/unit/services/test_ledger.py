"""Writes land once, in order; what the payload holds is the same live and replayed."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import text

from core.resilience.faults import FaultKind
from core.resilience.journal import JournalUnavailable
from core.services.errors import QueryError
from core.services.ledger import Refused, Write
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


def test_write__again_or_behind_a_dead_letter__says_that_it_needs_an_operator(books, clock):
    _out(books)
    assert _write(books, 1, 1, refuse=True).reason.code != "NEEDS_OPERATOR"
    _back(books, clock)
    books.ledger.replay()
    [letter] = books.journal.dead_letters()
    again, behind = _write(books, 1, 1, refuse=True), _write(books, 2, 2)
    assert [it.reason.code for it in (again, behind)] == ["NEEDS_OPERATOR"] * 2
    assert again.value["journal_id"] == letter.id
    books.journal.drop(letter.id, "op", "no such thing")
    assert books.ledger.replay().applied == 1


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


def _writes(*values, **more):
    return [Write(f"k{value}", {"value": value} | more, f"many-{value}") for value in values]


def test_write_all__one_refused__leaves_nothing_of_itself_and_the_others_land_in_their_order(books):
    writes = _writes(3, 1)
    writes.insert(1, Write("k2", {"value": 2, "refuse": True}, "many-2"))
    first, refused, last = books.ledger.write_all("keep", writes, actor="ana")
    assert [(it.value, it.source) for it in (first, last)] == [
        ({"value": "3"}, Source.LIVE),
        ({"value": "1"}, Source.LIVE),
    ]
    assert (type(refused), refused.code) == (Refused, "NO")
    assert books.ledger.landed(["many-1", "many-2", "many-3"]) == {"many-1", "many-3"}
    books.ledger.write_all("keep", writes, actor="ana")
    assert [value for value, _ in SEEN] == [1, 3], "each landed once"


def test_write_all__many__take_a_commit_for_fifty_and_tell_how_far_they_are(books, monkeypatch):
    commits, told = [], []
    unit = books.database.unit
    monkeypatch.setattr(
        books.database, "unit", lambda *given, **more: commits.append(1) or unit(*given, **more)
    )
    done = books.ledger.write_all(
        "keep", _writes(*range(120)), actor="ana", progress=lambda *how_far: told.append(how_far)
    )
    assert [it.value["value"] for it in done] == [str(number) for number in range(120)]
    assert (len(commits), told) == (3, [(50, 120), (100, 120), (120, 120)])


def test_write_all__out__holds_each_and_all_land_later(books, clock):
    _out(books)
    held = books.ledger.write_all("keep", _writes(1, 2, 3), actor="ana")
    assert [it.source for it in held] == [Source.HELD] * 3
    _back(books, clock)
    assert books.ledger.replay().applied == 3
    assert sorted(value for value, _ in SEEN) == [1, 2, 3]


def test_write_all__one_waits_behind_a_held_write__the_others_land(books, clock):
    _out(books)
    _write(books, 0, 0, key="k2")
    _back(books, clock)
    found = books.ledger.write_all("keep", _writes(1, 2, 3), actor="ana")
    assert [it.source for it in found] == [Source.LIVE, Source.HELD, Source.LIVE]


def test_write_all__one_breaks_a_constraint__the_others_land(books):
    def handle(connection, payload):
        return break_constraint(connection, payload) if payload["value"] == 2 else keep(connection, payload)

    books.ledger._handlers["keep"] = handle
    first, broken, last = books.ledger.write_all("keep", _writes(1, 2, 3), actor="ana")
    assert isinstance(broken, QueryError)
    assert [it.source for it in (first, last)] == [Source.LIVE] * 2
    assert books.ledger.landed([f"many-{value}" for value in (1, 2, 3)]) == {"many-1", "many-3"}

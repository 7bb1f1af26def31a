"""Ledger and journal with a real PostgreSQL: every write lands once, in order, whatever is killed when."""

import threading
import time
from contextlib import closing
from decimal import Decimal

import psycopg2
import pytest
from sqlalchemy import insert, text

from core.services import database
from core.services.ledger import Refused
from core.services.schema import audit
from core.services.served import Source
from core.settings import BreakerSettings
from core.telemetry.clock import utc_now
from tests.support.eventually import eventually

QUICK = BreakerSettings(fail_max=3, reset_timeout=0.2)


def note(connection, payload):
    if payload.get("refuse"):
        raise Refused("NO", "not this one")
    connection.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": payload.get("takes", 0)})
    connection.execute(
        insert(audit).values(
            id=f"{payload['n']:05}",
            at=utc_now(),
            actor="ana",
            action="note",
            subject=payload["key"],
            detail={"n": payload["n"]},
        )
    )
    return {"n": payload["n"], "amount": str(payload["amount"])}


@pytest.fixture
def books(postgres_server, services):
    return services(database_url=postgres_server.new_database(), db_breaker=QUICK, handlers={"note": note})


@pytest.fixture
def impatient_books(postgres_server, services):
    return services(
        database_url=postgres_server.new_database(),
        database_deadline=0.6,
        db_breaker=QUICK,
        handlers={"note": note},
    )


def _write(books, n: int, key: str = "k", **more):
    payload = {"n": n, "key": key, "amount": Decimal("1.10"), **more}
    return books.ledger.write("note", key, payload, actor="ana", idempotency_key=f"note-{n}")


def _noted(books) -> list[str]:
    return [row["id"] for row in books.database.read_query("SELECT id FROM audit ORDER BY id").value]


def _replay_all(books) -> None:
    ends_at = time.monotonic() + 20
    while books.journal.pending_count:
        assert time.monotonic() < ends_at
        books.ledger.replay()
        time.sleep(0.05)


def test_write__same_key_twice__changes_nothing_and_gives_the_first_result(books):
    assert _write(books, 1).value == {"n": 1, "amount": "1.10"}
    assert _write(books, 1).value == {"n": 1, "amount": "1.10"}
    assert _noted(books) == ["00001"]


def test_write__same_key_at_once_from_many_threads__lands_once(books):
    served = []
    threads = [threading.Thread(target=lambda: served.append(_write(books, 7).value)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert served == [{"n": 7, "amount": "1.10"}] * 12
    assert _noted(books) == ["00007"]


def test_write__refused_by_the_domain__is_raised_and_leaves_nothing(books):
    with pytest.raises(Refused):
        _write(books, 1, refuse=True)
    assert _noted(books) == []
    assert books.database.read_query("SELECT count(*) AS n FROM applied_writes").value == [{"n": 0}]
    assert books.db_breaker.current_state == "closed"


def test_outage__writes_are_held_and_land_in_order(books, postgres_server):
    _write(books, 1)
    postgres_server.kill()
    for n in (2, 3, 4):
        assert _write(books, n).source is Source.HELD
    postgres_server.start()
    # The circuit may be closed again, but an older write of the key is still held.
    assert _write(books, 5).source is Source.HELD
    assert _write(books, 6, key="other").source in {Source.LIVE, Source.HELD}
    _replay_all(books)
    assert _noted(books) == [f"{n:05}" for n in range(1, 7)]
    assert _write(books, 8).source is Source.LIVE


def test_frozen_server__a_receipt_comes_within_three_seconds(books, postgres_server):
    _write(books, 1)
    postgres_server.freeze()
    started = time.monotonic()
    assert _write(books, 2).source is Source.HELD
    assert time.monotonic() - started < 3
    postgres_server.resume()
    _replay_all(books)
    assert _noted(books) == ["00001", "00002"]


def test_commit_whose_answer_is_lost__is_held_and_found_applied_on_replay(books, monkeypatch):
    _write(books, 1)
    commit = database.Connection.commit

    def commit_then_lose_the_answer(connection) -> None:
        commit(connection)
        monkeypatch.undo()
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    monkeypatch.setattr(database.Connection, "commit", commit_then_lose_the_answer)
    served = _write(books, 2)
    assert served.source is Source.HELD
    assert "while committing" in str(served.reason)
    assert _noted(books) == ["00001", "00002"]
    assert books.ledger.replay().applied == 1
    assert _noted(books) == ["00001", "00002"]


def test_replay__refused_write__is_a_dead_letter_that_holds_up_its_own_key_only(books, postgres_server):
    postgres_server.kill()
    _write(books, 1, refuse=True)
    _write(books, 2)
    _write(books, 3, key="other")
    postgres_server.start()
    time.sleep(0.3)
    report = books.ledger.replay()
    assert (report.applied, report.dead_lettered, report.waiting, report.blocked) == (1, 1, 0, 1)
    [dead] = books.journal.dead_letters()
    assert "not this one" in dead.reason
    assert _write(books, 4).source is Source.HELD
    books.journal.edit(dead.id, {**dead.payload, "refuse": False}, actor="op")
    books.journal.retry(dead.id, actor="op")
    assert books.ledger.replay().waiting == 0
    assert _noted(books) == ["00001", "00002", "00003", "00004"]


def test_replay__a_handler_with_a_bug__does_not_stop_the_others(books, postgres_server):
    postgres_server.kill()
    books.ledger.write("note", "bad", {"key": "bad"}, actor="ana", idempotency_key="bad")
    _write(books, 1)
    postgres_server.start()
    time.sleep(0.3)
    report = books.ledger.replay()
    assert (report.applied, report.dead_lettered) == (1, 1)
    assert "KeyError" in books.journal.dead_letters()[0].reason


def test_replay__killed_in_the_middle__nothing_is_lost_or_doubled(books, postgres_server):
    _write(books, 0, key="warm")
    postgres_server.kill()
    for n in range(1, 301):
        _write(books, n, key=f"k{n % 5}")
    assert books.journal.pending_count == 300
    for _ in range(3):
        postgres_server.ensure_running()
        killer = threading.Timer(0.25, postgres_server.kill)
        killer.start()
        ends_at = time.monotonic() + 0.6
        while time.monotonic() < ends_at and books.journal.pending_count:
            books.ledger.replay()
            time.sleep(0.01)
        killer.join()
    postgres_server.ensure_running()
    _replay_all(books)
    assert _noted(books) == [f"{n:05}" for n in range(301)]
    assert books.journal.dead_letters() == []


def test_unit__the_domain_raises__is_rolled_back_and_passes_through(books):
    def work(connection) -> None:
        note(connection, {"n": 1, "key": "k", "amount": 1})
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        books.database.unit("mine", work)
    assert _noted(books) == []
    assert ("mine", "ignored") in books.meter.calls


def _hold(books, n: int, key: str, **more) -> None:
    payload = {"n": n, "key": key, "amount": Decimal(1), **more}
    books.journal.hold("note", key, payload, actor="ana", idempotency_key=f"note-{n}")


def test_replay__writes_that_always_take_too_long__become_dead_letters_and_the_circuit_stays_closed(
    impatient_books,
):
    books = impatient_books
    for n, key in enumerate("aab"):
        _hold(books, n, key, takes=5 if n != 1 else 0)
    _hold(books, 3, "c")
    states = set()
    ends_at = time.monotonic() + 120
    while not (books.journal.dead_letter_count == 2 and _noted(books) == ["00003"]):
        assert time.monotonic() < ends_at
        books.ledger.replay()
        states.add(books.db_breaker.current_state)
    assert states == {"closed"}
    assert [(it.key, it.attempts) for it in books.journal.dead_letters()] == [("a", 5), ("b", 5)]
    assert "timed out 5 times while the database answered" in books.journal.dead_letters()[0].reason
    assert [it.behind for it in books.journal.pending()] == [books.journal.dead_letters()[0].id]


@pytest.fixture
def commits_slowly(impatient_books, postgres_server):
    """Make the commit of every write of the key `slow` run `body`, in a deferred trigger."""
    eventually(lambda: impatient_books.database.health().ok)
    name = impatient_books.settings.database_url.get_secret_value().rsplit("/", 1)[1]
    with closing(psycopg2.connect(postgres_server.url(name))) as admin:
        admin.autocommit = True
        cursor = admin.cursor()

        def make(body: str) -> None:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql"
                f" AS $$ BEGIN {body} RETURN NULL; END $$"
            )

        make("")
        cursor.execute(
            "CREATE CONSTRAINT TRIGGER slowly AFTER INSERT ON audit DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW WHEN (NEW.subject = 'slow') EXECUTE FUNCTION slowly()"
        )
        make.end_all = lambda: cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query = 'COMMIT' AND state = 'active' AND datname = current_database()"
        )
        yield make
        make.end_all()


@pytest.mark.parametrize(
    ("body", "held_live"),
    [
        ("PERFORM pg_sleep(60);", False),
        ("PERFORM pg_sleep(60);", True),
        ("PERFORM pg_sleep(1); RAISE EXCEPTION 'no';", False),
    ],
)
def test_replay__commit_never_ends_in_time__is_a_dead_letter_and_the_others_land(
    impatient_books, commits_slowly, body, held_live
):
    books = impatient_books
    commits_slowly(body)
    if held_live:
        assert _write(books, 1, "slow").reason.code == "COMMIT_UNKNOWN"
    else:
        _hold(books, 1, "slow")
    _hold(books, 2, "other")
    ends_at = time.monotonic() + 120
    states = set()
    while not books.journal.dead_letter_count:
        assert time.monotonic() < ends_at
        books.ledger.replay()
        states.add(books.db_breaker.current_state)
    assert (_noted(books), states) == (["00002"], {"closed"})
    [letter] = books.journal.dead_letters()
    assert "timed out 5 times while the database answered" in letter.reason
    assert "it may have landed or still land" in letter.reason
    commits_slowly.end_all()
    commits_slowly("")
    books.journal.retry(letter.id, "op", "mended")
    _replay_all(books)
    assert _noted(books) == ["00001", "00002"]


def test_replay__commit_ends_later_than_waited_for__lands_once(impatient_books, commits_slowly):
    books = impatient_books
    commits_slowly("PERFORM pg_sleep(1.2);")
    _hold(books, 1, "slow")
    _hold(books, 2, "slow")
    ends_at = time.monotonic() + 120
    while books.journal.pending_count or books.journal.dead_letter_count:
        assert time.monotonic() < ends_at
        books.ledger.replay()
        for letter in books.journal.dead_letters():
            books.journal.retry(letter.id, "op", "again")
    assert _noted(books) == ["00001", "00002"]


def test_replay__table_locked_by_somebody_for_long__is_no_fault_of_the_writes_which_land_after(
    impatient_books, postgres_server
):
    books = impatient_books
    name = books.settings.database_url.get_secret_value().rsplit("/", 1)[1]
    eventually(lambda: books.database.health().ok)
    _hold(books, 1, "a")
    with closing(psycopg2.connect(postgres_server.url(name))) as somebody:
        somebody.cursor().execute("LOCK TABLE audit")
        while books.journal.pending()[0].attempts < 8:
            books.ledger.replay()
            books.database.probe()
    _replay_all(books)
    assert (books.journal.dead_letter_count, _noted(books)) == (0, ["00001"])

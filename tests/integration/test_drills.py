"""Drills on a whole console: real traffic, real journal, and a reckoning that can find a loss."""

import time

import pytest
from sqlalchemy import text

from core.bootstrap import build_console
from core.resilience.drill_report import Ending
from core.services.rehearsal import DRILL_WRITE
from core.settings import BreakerSettings, Settings

QUICK = BreakerSettings(fail_max=3, reset_timeout=0.5)


@pytest.fixture
def console(tmp_path):
    made = build_console(
        Settings(
            _env_file=None,
            data_dir=tmp_path / "data",
            drill_speed=30,
            settle_seconds=0.2,
            recovery_interval=1,
            db_breaker=QUICK,
            redis_breaker=QUICK,
            s3_breaker=QUICK,
        )
    )
    made.start()
    yield made
    made.close()


def run(console, name, *, synthetic=True):
    console.drills.start(name, actor="ana", synthetic=synthetic)
    ends_at = time.monotonic() + 60
    while console.drills.current is not None:
        assert time.monotonic() < ends_at, "the drill does not end"
        time.sleep(0.05)
    return console.drills.reports()[0]


def test_drill__everything_out__opens_holds_recovers_and_loses_nothing(console):
    report = run(console, "everything-out")
    database, redis, s3, openai = report.targets
    assert report.ending is Ending.FINISHED
    assert report.worst_level == 5
    assert all(one.opened_after is not None for one in (database, redis, s3))
    assert all(one.fallbacks > 0 for one in (database, redis, s3))
    assert openai.calls == 0, "the AI is not set up, so nothing was sent to it"
    counted = report.reckoning
    assert counted.promised == counted.landed > counted.held > 0
    assert counted.anything_lost == counted.waiting == counted.dead == 0
    assert counted.originals > 0
    assert console.storage.spooled_count == 0
    rows = console.database.read_query(
        "SELECT count(*) AS n FROM applied_writes WHERE kind = :kind", {"kind": DRILL_WRITE}
    ).value
    assert rows == [{"n": counted.promised}]


def test_drill__a_row_taken_away_behind_its_back__is_counted_as_lost(console, monkeypatch):
    rehearsed = []
    make = console.drills._rehearsal

    def sabotaged(drill_id):
        rehearsal = make(drill_id)
        reckon = rehearsal.reckon

        def after_a_loss(held):
            console.database.unit(
                "write",
                lambda it: it.execute(
                    text("DELETE FROM applied_writes WHERE idempotency_key = :key"),
                    {"key": f"drill-{drill_id}-1"},
                ),
            )
            return reckon(held)

        rehearsal.reckon = after_a_loss
        rehearsed.append(rehearsal)
        return rehearsal

    monkeypatch.setattr(console.drills, "_rehearsal", sabotaged)
    assert run(console, "database-failover").reckoning.lost == 1


def test_drill__live_traffic_only__reckons_what_people_wrote(console):
    console.drills.start("database-failover", actor="ana", synthetic=False)
    for number in range(12):
        console.ledger.write(
            DRILL_WRITE, "people", {"number": number}, actor="ana", idempotency_key=f"people-{number}"
        )
        time.sleep(0.05)
    while console.drills.current is not None:
        time.sleep(0.05)
    counted = console.drills.reports()[0].reckoning
    assert counted.held == counted.landed > 0
    assert counted.originals == 0
    assert counted.anything_lost == 0


def test_drill__console_closed_in_the_middle__leaves_no_fault_and_says_interrupted(console):
    console.drills.start("cascade", actor="ana", synthetic=True)
    while not console.faults.active():
        time.sleep(0.01)
    console.drills.close()
    assert console.faults.active() == []
    assert console.drills.reports()[0].ending is Ending.INTERRUPTED

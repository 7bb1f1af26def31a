"""All four servers out at once: the console says so, answers, takes work in, and lands it afterwards.

Two of the 24 orders of coming back; `python -m benchmarks.all_out` runs them all, with a real browser.
"""

import time
from collections.abc import Sequence

import pytest

from tests.outage.orders import run_order
from tests.outage.reckoning import reckon
from tests.outage.trade import Kind, Trade
from tests.outage.world import SERVERS, Blow, Victim, World

LONGEST_WAIT = 3.0


@pytest.mark.parametrize("back", [SERVERS, SERVERS[::-1]], ids=["database first", "database last"])
def test_all_four_killed__level_5__everything_answers_and_held_work_lands(
    world: World, back: Sequence[Victim]
) -> None:
    report = run_order(world, back, place=2000 if back[0] is SERVERS[0] else 2100)
    assert report.wrong == []
    assert report.reckoning.is_clean, report.reckoning
    assert report.held > 0
    assert report.spooled > 0
    assert any(deed.kind is Kind.UPLOAD and deed.source == "held" for deed in report.deeds)


def test_all_four_frozen__no_user_waits_longer_than_3_seconds(world: World) -> None:
    with Trade(world, place=2200) as trade:
        time.sleep(1)
        for victim in SERVERS:
            world.strike(victim, Blow.FREEZE)
        time.sleep(5)
        breakers = world.console.get_json("/health")["breakers"]
        for victim in SERVERS:
            world.mend(victim)
    world.wait_until_recovered(30)
    assert [fault for client in trade.clients for fault in client.faults] == []
    assert [deed for deed in trade.deeds if not deed.is_answered] == []
    found = reckon(world, [document for client in trade.clients for document in client.documents])
    assert found.is_clean, found
    assert found.uploads_promised >= len(trade.clients)
    assert breakers["db_breaker"] != "closed"
    assert max(deed.seconds for deed in trade.deeds) <= LONGEST_WAIT

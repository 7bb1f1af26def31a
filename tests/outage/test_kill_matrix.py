"""Whatever is killed, frozen or restarted while people work: nothing lost, nothing doubled.

A short round for each victim; `make outage-report` runs the full matrix (docs/outages.md).
"""

import pytest

from tests.outage.rounds import RoundReport, Strike, run_round
from tests.outage.trade import Kind
from tests.outage.world import SERVERS, Blow, Victim, World

SECONDS = 10.0
LONGEST_WAIT = 3.0


def short_round(world: World, victim: Victim) -> RoundReport:
    strikes = [
        Strike(0.5, victim, Blow.KILL, 1.5),
        Strike(3.5, victim, Blow.FREEZE, 3.2),
        Strike(8.0, victim, Blow.RESTART, 0.2),
    ]
    seed = list(Victim).index(victim)
    return run_round(world, strikes, seed=seed, seconds=SECONDS, clients=4)


@pytest.mark.parametrize("victim", Victim)
def test_kill_matrix__short_round__nothing_lost_nothing_doubled(world: World, victim: Victim) -> None:
    report = short_round(world, victim)
    assert report.faults == ()
    assert report.reckoning.is_clean, report.reckoning
    assert report.dead_letters == 0
    assert report.reckoning.uploads_promised >= 8
    assert report.reckoning.approvals_promised >= 2
    if victim in SERVERS:
        assert [deed for deed in report.deeds if not deed.is_answered] == []
        assert max(deed.seconds for deed in report.deeds) <= LONGEST_WAIT
        assert any(figures.circuit_open for figures in report.figures)
    if victim is Victim.POSTGRES:
        assert any(deed.kind is Kind.UPLOAD and deed.source == "held" for deed in report.deeds)

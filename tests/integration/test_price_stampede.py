"""Two managers approve the same prices at once while the database comes and goes: no choice vanishes."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from core.pricing.assist import PriceAssistant
from core.pricing.choices import Approval, Choice, Outcome
from core.pricing.desk import PriceDesk
from core.pricing.handlers import HANDLERS
from core.resilience.faults import FaultKind
from core.services.schema import price_decisions
from tests.support.eventually import eventually
from tests.support.prices import NOW, enter_invoice, line, reading

PRICES = 150


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request, services):
    url = None
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_server").new_database()
    made = services(database_url=url, handlers=dict(HANDLERS))
    lines = [line(f"Producto {number}", sku=str(number)) for number in range(PRICES)]
    made.database.unit("test", lambda it: enter_invoice(it, "i1", reading(*lines)), bulk=True)
    return made


@pytest.fixture
def desk(shop):
    return PriceDesk(
        database=shop.database,
        ledger=shop.ledger,
        journal=shop.journal,
        assistant=PriceAssistant(None, deadline=20),
        settings=shop.settings,
        now=lambda: NOW,
    )


@pytest.mark.parametrize("kind", [None, FaultKind.DROP, FaultKind.REFUSE])
def test_stampede__each_choice_is_approved_once_and_the_other_manager_is_told(shop, desk, kind):
    shown = desk.suggestions().value

    def trouble(done: int, _all: int) -> None:
        if kind is not None and done < PRICES:
            shop.faults.inject("database", kind, actor="t", reason="t", probability=0.5)

    answers = _at_once(lambda number: _approve(desk, shown, number, trouble))
    shop.faults.stop_all("t")
    shop.db_breaker.reset("t")
    eventually(lambda: _landed(shop))
    assert Counter(_verdict(shop, desk, pair) for pair in zip(*answers, strict=True)) == {"clear": PRICES}


def _approve(desk, shown, number: int, trouble: Callable[[int, int], None]) -> list[Approval]:
    choices = [Choice(it.product_id, it.price + 10 * number, it.price_version, "so") for it in shown]
    return desk.approve(choices, actor=f"manager {number}", progress=trouble).value


def _at_once(work: Callable[[int], list[Approval]]) -> list[list[Approval]]:
    barrier = Barrier(2)

    def run(number: int) -> list[Approval]:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, range(2)))


def _landed(shop) -> bool:
    shop.ledger.replay()
    return shop.journal.pending_count == 0


def _verdict(shop, desk, pair: tuple[Approval, Approval]) -> str:
    """`clear` where one manager's price stands and the other knows: by the answer, or what the page shows."""
    product_id = pair[0].choice.product_id
    decided = shop.database.read_query(
        select(price_decisions.c.price).where(price_decisions.c.product_id == product_id)
    ).value
    if len(decided) != 1:
        return f"decided {len(decided)} times"
    winner, loser = sorted(pair, key=lambda it: it.choice.price != decided[0]["price"])
    lost = [it.actor for it in desk.refused() if it.payload["product_id"] == product_id]
    knows = loser.code == "PRICE_CONFLICT" or (loser.outcome is Outcome.HELD and len(lost) == 1)
    won = winner.outcome in (Outcome.APPROVED, Outcome.HELD)
    return "clear" if won and knows else f"{winner.outcome}, {loser.outcome}, refused later: {lost}"


def test_stampede__both_held__the_second_is_told_at_once(shop, desk):
    shown = desk.suggestions().value
    shop.faults.inject("database", FaultKind.REFUSE, actor="t", reason="t")
    answers = _at_once(lambda number: _approve(desk, shown, number, lambda *_: None))
    told = Counter(
        frozenset(it.code or it.outcome.value for it in pair) for pair in zip(*answers, strict=True)
    )
    assert told == {frozenset({"held", "PRICE_CONFLICT"}): PRICES}
    shop.faults.stop_all("t")
    shop.db_breaker.reset("t")
    eventually(lambda: _landed(shop))
    assert shop.journal.dead_letter_count == 0

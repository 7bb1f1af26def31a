"""What a manager has answered does not come back: rejected, priced by hand, or taken from the AI."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.pricing import shelf
from core.pricing.choices import Outcome
from core.pricing.desk import Choice
from core.pricing.suggestion import Attention
from core.resilience.faults import FaultKind
from core.services.schema import audit, price_decisions, products
from core.services.served import Source
from tests.support.prices import line, reading


@pytest.fixture
def raised(desk, enter):
    """A product on the shelf at 1650 whose cost has gone from 1000 to 1100, so that 1800 is suggested."""
    enter("i1", reading(line(sku="y1"), issue_date="2026-02-01"))
    one = desk.suggestions().value[0]
    desk.approve([Choice(one.product_id, one.price, 0)], actor="ana")
    enter("i2", reading(line(sku="y1", unit_price="1100", amount="11000")))
    return desk.suggestions().value[0]


def decide(desk, how, one, price=None, *, actor="ana", reason=None):
    choice = Choice(one.product_id, Decimal(price or one.price), one.price_version, reason)
    return getattr(desk, how)([choice], actor=actor).value[0]


def test_reject__suggestion__leaves_the_price_and_is_not_shown_again(desk, raised, rows):
    assert (raised.attention, raised.price) == (Attention.COST_UP, Decimal(1800))
    assert decide(desk, "reject", raised, reason="oferta").outcome is Outcome.REJECTED
    after = desk.suggestions().value[0]
    assert (after.attention, after.current_price, after.is_answered) == (Attention.NONE, Decimal(1650), True)
    last = rows(price_decisions)[-1]
    assert (last["source"], last["price"], last["suggested"]) == ("rejected", Decimal(1650), Decimal(1800))
    assert [it["action"] for it in rows(audit)] == ["price.approve", "price.reject"]


def test_reject__cost_moves_again__the_new_suggestion_is_shown(desk, enter, raised):
    decide(desk, "reject", raised)
    enter("i3", reading(line(sku="y1", unit_price="1200", amount="12000"), issue_date="2026-03-02"))
    assert desk.suggestions().value[0].attention is Attention.COST_UP


def test_reject__item_without_a_price__stays_without_one(desk, enter, rows):
    enter("i1", reading(line(sku="y1")))
    one = desk.suggestions().value[0]
    assert decide(desk, "reject", one).outcome is Outcome.REJECTED
    after = desk.suggestions().value[0]
    assert (after.attention, after.current_price) == (Attention.NONE, None)
    assert rows(price_decisions) == []


def test_reject__nothing_suggested__is_refused(desk, enter):
    enter("i1", reading(line(unit="bulto")))
    one = desk.suggestions().value[0]
    found = decide(desk, "reject", one, price=1)
    assert (found.outcome, found.code) == (Outcome.REFUSED, "NOTHING_TO_REJECT")


def test_reject_and_approve__two_managers_at_once__the_first_wins_and_the_other_learns_who(desk, raised):
    decide(desk, "reject", raised, actor="ana")
    told = decide(desk, "approve", raised, actor="beto")
    assert (told.outcome, told.code) == (Outcome.REFUSED, "PRICE_CONFLICT")
    assert (told.detail["by"], told.detail["price"], told.detail["currency"]) == ("ana", "1650.00", "ARS")


def test_approve__by_hand__answers_the_rules_price_until_it_changes(desk, enter, raised):
    decide(desk, "approve", raised, price=1750)
    assert desk.suggestions().value[0].attention is Attention.NONE
    enter("i3", reading(line(sku="y1", unit_price="1200", amount="12000"), issue_date="2026-03-02"))
    assert desk.suggestions().value[0].attention is Attention.COST_UP


def test_approve__cut_by_the_cap__the_rest_is_suggested_next(desk, enter):
    enter("i1", reading(line(sku="y1"), issue_date="2026-02-01"))
    one = desk.suggestions().value[0]
    decide(desk, "approve", one)
    enter("i2", reading(line(sku="y1", unit_price="1800", amount="18000")))
    capped = desk.suggestions().value[0]
    assert capped.price == Decimal(2450)
    decide(desk, "approve", capped)
    rest = desk.suggestions().value[0]
    assert (rest.price, rest.attention) == (Decimal(2950), Attention.COST_UP)


def test_approve__the_ais_price__is_not_undone_by_the_rules_next(desk, ai, raised):
    reason = "Se lee mejor"
    ai.answer = lambda _question: {"prices": [{"row": 1, "price": "1760", "reason": reason}]}
    desk.ask_assistant()
    from_ai = desk.suggestions().value[0]
    assert from_ai.is_from_ai
    decide(desk, "approve", from_ai)
    after = desk.suggestions().value[0]
    assert (after.current_price, after.attention) == (from_ai.price, Attention.NONE)


def test_outage__rejection__is_held_shown_and_lands(services, desk, raised, rows):
    services.faults.inject("database", FaultKind.REFUSE, actor="test", reason="test", duration_seconds=600)
    choice = Choice(raised.product_id, raised.price, raised.price_version)
    served = desk.reject([choice], actor="ana")
    assert (served.source, served.value[0].outcome) == (Source.HELD, Outcome.HELD)
    shown = desk.suggestions().value[0]
    assert (shown.held, shown.attention, shown.current_price) == (True, Attention.NONE, Decimal(1650))
    told = decide(desk, "approve", raised, actor="beto")
    assert (told.code, told.detail["by"]) == ("PRICE_CONFLICT", "ana")
    services.faults.stop_all("test")
    services.db_breaker.reset("test")
    assert services.ledger.replay().applied == 1
    assert [it["answered_price"] for it in rows(products)] == [raised.price]
    assert desk.suggestions().value[0].attention is Attention.NONE


def test_rule_changed__prices_that_would_move__are_found_but_not_put_forward(desk, enter):
    enter("i1", reading(line(sku="y1")))
    decide(desk, "approve", desk.suggestions().value[0])
    rule = next(it for it in desk.rules().value if it.id == "category-almacen")
    desk.save_rule(replace(rule, rate=Decimal("0.5")), actor="ana")
    (one,) = desk.suggestions().value
    assert one.attention is Attention.OTHER_PRICE
    assert not one.attention.waits


def test_approve__one_of_many__prices_only_that_one_again(desk, enter, monkeypatch):
    enter("i1", reading(*(line(f"Yerba {kind}", sku=kind) for kind in "abc")))
    shown = desk.suggestions().value
    priced = []
    price_all = shelf.price_all

    def counted(items, book, policy):
        items = list(items)
        priced.extend(it.description for it in items)
        return price_all(items, book, policy)

    monkeypatch.setattr(shelf, "price_all", counted)
    decide(desk, "approve", shown[1])
    after = desk.suggestions().value
    assert priced == [shown[1].description]
    assert {it.product_id: it.current_price for it in after} == {
        it.product_id: it.price if it is shown[1] else None for it in shown
    }

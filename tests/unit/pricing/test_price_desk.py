"""The manager's path: what changed, approve, be told of a conflict; and all of it in an outage."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.pricing.desk import Choice, Outcome, ProductNotFound
from core.pricing.refusals import RefusalCode
from core.pricing.rules import Method, Rule, Scope
from core.pricing.suggestion import Attention
from core.pricing.trace import StepCode
from core.resilience.faults import FaultKind
from core.resilience.journal import JournalUnavailable
from core.services.ledger import Refused
from core.services.schema import audit, price_decisions, products
from core.services.served import Source
from tests.support.prices import line, reading, rule


@pytest.fixture
def one(desk, enter):
    """The suggestion for one product that has just come in: cost 1000, almacén, so 1633.50 becomes 1650."""
    enter("i1", reading(line(sku="y1")))
    return desk.suggestions().value[0]


def outage(services):
    services.faults.inject("database", FaultKind.REFUSE, actor="test", reason="test", duration_seconds=600)


def land(services):
    services.faults.stop_all("test")
    services.db_breaker.reset("test")
    return services.ledger.replay()


def choose(suggestion, price=None, **changes) -> Choice:
    values = {
        "product_id": suggestion.product_id,
        "price": suggestion.price if price is None else Decimal(price),
        "price_version": suggestion.price_version,
    }
    return Choice(**(values | changes))


def approve(desk, *choices, actor="ana"):
    return [(it.outcome, it.code) for it in desk.approve(choices, actor=actor).value]


def test_suggestions__item_without_a_price__asks_for_one(one):
    assert one.attention is Attention.NO_PRICE
    assert one.price == Decimal(1650)
    assert one.at_stake == Decimal(16500)
    assert one.rule.id == "category-almacen"
    assert one.quote.refusal is None


def test_suggestions__most_money_at_stake__comes_first(desk, enter):
    enter(
        "i1",
        reading(
            line("Sal", unit_price="1", amount="10"),
            line("Yerba"),
            line("Arroz", quantity="5", amount="5000"),
        ),
    )
    assert [it.description for it in desk.suggestions().value] == ["Yerba", "Arroz", "Sal"]


def test_suggestions__cost_up_and_down__say_so(desk, enter, one):
    approve(desk, choose(one))
    assert desk.suggestions().value[0].attention is Attention.NONE
    enter("i2", reading(line(sku="y1", unit_price="1100", amount="11000"), issue_date="2026-03-02"))
    up = desk.suggestions().value[0]
    assert (up.attention, up.cost_change, up.cost_before) == (
        Attention.COST_UP,
        Decimal("0.1"),
        Decimal(1000),
    )
    enter("i3", reading(line(sku="y1", unit_price="900", amount="9000"), issue_date="2026-03-02"))
    assert desk.suggestions().value[0].attention is Attention.COST_DOWN
    enter("i4", reading(line(sku="y1", unit_price="1500", amount="15000"), issue_date="2026-03-02"))
    below = desk.suggestions().value[0]
    assert below.attention is Attention.BELOW_FLOOR
    assert below.current_margin == Decimal("-0.1000")


def test_suggestions__nothing_changed__products_are_not_read_again(services, desk, one):
    services.meter.calls.clear()
    desk.suggestions()
    assert services.meter.calls.count(("read", "success")) == 2, "one for the rules, one for the count"


def test_suggestion__one_item__has_the_trace_from_the_invoice_to_the_price(desk, one):
    codes = [it.code for it in desk.suggestion(one.product_id).value.trace]
    assert codes[0] is StepCode.LINE_AMOUNT
    assert codes[-1] is StepCode.RESULT
    assert StepCode.UNIT_COST in codes


def test_suggestion__unknown__is_not_found(desk):
    with pytest.raises(ProductNotFound):
        desk.suggestion("nothing")


def test_suggestion__refused_line__gives_its_figures(desk, enter):
    enter("i1", reading(line(unit="bulto")))
    shown = desk.suggestions().value[0]
    assert (shown.attention, shown.refusal.code) == (Attention.REFUSED, RefusalCode.PACK_SIZE_MISSING)
    assert desk.suggestion(shown.product_id).value.refusal.detail == {"unit": "bulto"}


def test_approve__suggested_price__is_on_the_shelf_with_its_history(desk, one, rows):
    served = desk.approve([choose(one)], actor="ana")
    assert served.source is Source.LIVE
    after = desk.suggestions().value[0]
    assert (after.current_price, after.price_version) == (Decimal(1650), 1)
    (decision,) = rows(price_decisions)
    assert (decision["price"], decision["source"], decision["decided_by"]) == (Decimal(1650), "rules", "ana")
    assert decision["trace"][-1]["code"] == "RESULT"
    history = desk.history(one.product_id).value
    assert [it["price"] for it in history.decisions] == [Decimal(1650)]
    assert [it["cost"] for it in history.costs] == [Decimal(1000)]
    assert [it["action"] for it in rows(audit)] == ["price.approve"]


def test_approve__two_managers_same_item__one_wins_and_the_other_is_told(desk, one, rows):
    assert approve(desk, choose(one), actor="ana") == [(Outcome.APPROVED, None)]
    assert approve(desk, choose(one, 1700), actor="beto") == [(Outcome.REFUSED, "PRICE_CONFLICT")]
    told = desk.approve([choose(one, 1700)], actor="beto").value[0].message
    assert "ana" in told
    assert "1650.00" in told
    assert len(rows(price_decisions)) == 1


def test_approve__second_click__changes_nothing_and_is_no_conflict(desk, one, rows):
    choice = choose(one)
    assert approve(desk, choice) == approve(desk, choice) == [(Outcome.APPROVED, None)]
    assert len(rows(price_decisions)) == 1
    assert desk.suggestions().value[0].price_version == 1


@pytest.mark.parametrize(
    ("price", "code"),
    [
        ("0", "PRICE_INVALID"),
        ("-5", "PRICE_INVALID"),
        ("1650.001", "PRICE_INVALID"),
        ("NaN", "PRICE_INVALID"),
        ("1e11", "PRICE_INVALID"),
        ("1000", "REASON_NEEDED"),
    ],
)
def test_approve__price_that_may_not_be__is_refused_with_its_code(desk, one, price, code):
    assert approve(desk, choose(one, price)) == [(Outcome.REFUSED, code)]


def test_approve__below_the_floor_with_a_reason__is_the_managers_right(desk, one, rows):
    assert approve(desk, choose(one, 1000, reason="Vence mañana")) == [(Outcome.APPROVED, None)]
    (decision,) = rows(price_decisions)
    assert (decision["reason"], decision["source"], decision["suggested"]) == (
        "Vence mañana",
        "manual",
        Decimal(1650),
    )


def test_approve__beyond_the_cap__needs_a_reason(desk, one):
    approve(desk, choose(one))
    now = desk.suggestions().value[0]
    assert approve(desk, choose(now, 2500)) == [(Outcome.REFUSED, "REASON_NEEDED")]
    assert approve(desk, choose(now, 2500, reason="  ")) == [(Outcome.REFUSED, "REASON_NEEDED")]
    assert approve(desk, choose(now, 2400)) == [(Outcome.APPROVED, None)]


def test_approve__fixed_price_product__takes_only_the_makers_price(desk, one):
    desk.edit_product(one.product_id, {"fixed_price": "3350"}, actor="ana")
    fixed = desk.suggestions().value[0]
    assert fixed.price == Decimal(3350)
    assert approve(desk, choose(fixed, 3400, reason="x")) == [(Outcome.REFUSED, "PRICE_FIXED")]
    assert approve(desk, choose(fixed)) == [(Outcome.APPROVED, None)]


def test_approve__unknown_product__is_refused_and_the_others_are_not(desk, one):
    unknown = Choice("nothing", Decimal(1), 0)
    assert approve(desk, unknown, choose(one)) == [
        (Outcome.REFUSED, "PRODUCT_NOT_FOUND"),
        (Outcome.APPROVED, None),
    ]


def test_approve__what_the_rules_refuse__takes_a_price_by_hand_with_a_reason(desk, enter, rows):
    enter("i1", reading(line(unit="bulto")))
    shown = desk.suggestions().value[0]
    assert approve(desk, choose(shown, 500)) == [(Outcome.REFUSED, "REASON_NEEDED")]
    assert approve(desk, choose(shown, 500, reason="Precio de lista")) == [(Outcome.APPROVED, None)]
    assert rows(price_decisions)[0]["cost"] is None


# While the database is out


def test_outage__suggestions__come_from_the_copy_and_say_so(services, desk, one):
    outage(services)
    served = desk.suggestions()
    assert served.source in (Source.CACHE, Source.SNAPSHOT)
    assert served.reason
    assert served.age_seconds is not None
    assert served.value == [one]
    assert desk.export_csv("es").startswith(b"\xef\xbb\xbf")


def test_outage__approval__is_held_shown_and_lands(services, desk, one, rows):
    outage(services)
    served = desk.approve([choose(one)], actor="ana")
    assert served.source is Source.HELD
    assert served.value[0].outcome is Outcome.HELD
    shown = desk.suggestions().value[0]
    assert (shown.held, shown.current_price, shown.price_version) == (True, Decimal(1650), 1)
    report = land(services)
    assert (report.applied, report.dead_lettered) == (1, 0)
    landed = desk.suggestions().value[0]
    assert (landed.held, landed.current_price, landed.price_version) == (False, Decimal(1650), 1)
    assert len(rows(price_decisions)) == 1


def test_outage__second_price_on_a_held_one__lands_after_it(services, desk, one, rows):
    outage(services)
    approve(desk, choose(one))
    shown = desk.suggestions().value[0]
    assert approve(desk, choose(shown, 1700)) == [(Outcome.HELD, None)]
    assert land(services).applied == 2
    assert [it["price"] for it in rows(products)] == [Decimal(1700)]
    assert len(rows(price_decisions)) == 2


def test_outage__second_click__is_held_once(services, desk, one):
    outage(services)
    assert approve(desk, choose(one)) == approve(desk, choose(one)) == [(Outcome.HELD, None)]
    assert services.journal.pending_count == 1


def test_outage__another_manager_on_a_held_item__is_told_at_once(services, desk, one):
    outage(services)
    approve(desk, choose(one), actor="ana")
    assert approve(desk, choose(one, 1700), actor="beto") == [(Outcome.REFUSED, "PRICE_CONFLICT")]


def test_outage__price_landed_elsewhere_meanwhile__becomes_a_dead_letter_that_blocks_nothing(
    services, desk, one, rows
):
    outage(services)
    approve(desk, choose(one, 1700), actor="beto")
    services.faults.stop_all("test")
    services.db_breaker.reset("test")
    services.database.write_query(products.update().values(price=1650, price_version=1, revision=9))
    report = services.ledger.replay()
    assert (report.applied, report.dead_lettered) == (0, 1)
    assert "already priced" in services.journal.dead_letters()[0].reason
    now = desk.suggestions().value[0]
    assert approve(desk, choose(now, 1750)) == [(Outcome.APPROVED, None)]


def test_outage__held_price_refused__approved_again_it_says_that_it_needs_an_operator(services, desk, one):
    outage(services)
    approve(desk, choose(one))
    services.faults.stop_all("test")
    services.db_breaker.reset("test")
    services.journal.replay(lambda _: 1 / 0, (ZeroDivisionError,))
    assert approve(desk, choose(one)) == [(Outcome.HELD, "NEEDS_OPERATOR")]


def test_outage__journal_full__each_choice_is_refused_and_said(services, desk, one, monkeypatch):
    outage(services)

    def full(*_args, **_kwargs):
        raise JournalUnavailable("the disk is full")

    monkeypatch.setattr(services.journal, "hold", full)
    assert approve(desk, choose(one)) == [(Outcome.REFUSED, "JOURNAL_UNAVAILABLE")]


# What a person knows better


def test_edit_product__pack_size__works_the_cost_out_anew(desk, enter):
    enter("i1", reading(line(unit="bulto")))
    shown = desk.suggestions().value[0]
    desk.edit_product(shown.product_id, {"units_per_pack": Decimal(6)}, actor="ana")
    now = desk.suggestions().value[0]
    assert now.refusal is None
    assert now.cost == Decimal("166.6667")
    assert desk.history(shown.product_id).value.costs[0]["quantity"] == Decimal(60)
    enter("i2", reading(line(unit="bulto", unit_price="1200", amount="12000"), issue_date="2026-03-02"))
    later = desk.suggestions().value[0]
    assert (later.cost_before, later.cost) == (Decimal("166.6667"), Decimal(200))


def test_suggestions__line_without_a_cost__say_with_its_figures_why(desk, enter):
    enter("i1", reading(line(unit="bulto"), line("Sal", quantity="1000000000", unit_price="0.00001")))
    refused = {it.refusal.code.value: it.refusal.detail for it in desk.suggestions().value}
    assert refused == {
        "PACK_SIZE_MISSING": {"unit": "bulto"},
        "QUANTITY_OUT_OF_RANGE": {"quantity": "1000000000", "most": "10000000"},
    }


def test_edit_product__pack_size__is_that_of_the_content_too(desk, enter):
    enter("i1", reading(line("Fernet 750 ml x 6", unit=None)))
    pack = desk.suggestions().value[0]
    assert pack.quote.item.measure_quantity == Decimal("4.5")
    desk.edit_product(pack.product_id, {"units_per_pack": "6"}, actor="ana")
    bottle = desk.suggestions().value[0]
    assert (bottle.quote.item.measure_quantity, bottle.cost) == (Decimal("0.75"), Decimal("166.6667"))


def test_edit_product__internal_tax_rate__shares_the_invoices_taxes_anew_over_all_its_products(desk, enter):
    lines = (line("Gaseosa cola 2 L", sku="G"), line("Cigarrillos 20", sku="C"))
    enter("i1", reading(*lines, taxes=[{"kind": "impuestos internos", "amount": "24203"}]))
    by_amount = {it.sku: it for it in desk.suggestions().value}
    assert {sku: it.cost for sku, it in by_amount.items()} == dict.fromkeys("GC", Decimal("2210.15"))
    desk.edit_product(by_amount["C"].product_id, {"internal_tax_rate": "233.33"}, actor="ana")
    by_rate = {it.sku: it for it in desk.suggestions().value}
    # 233.33 % of 10,000 is 23,333; the 870 that are left are the drink's. Over 10 units each.
    assert {sku: it.cost for sku, it in by_rate.items()} == {"C": Decimal("3333.3"), "G": Decimal(1087)}
    assert by_rate["C"].internal_tax_rate == Decimal("233.33")
    assert by_rate["G"].quote.item.internal_tax == Decimal(87)
    assert by_rate["G"].cost_before is None, "the same purchase costed anew is no change of cost"


def test_edit_product__currency__takes_the_old_price_off_and_costs_anew(desk, enter, one):
    approve(desk, choose(one))
    enter("i2", reading(line(sku="y1", unit_price="2", amount="20"), currency="USD", issue_date="2026-03-02"))
    assert desk.suggestions().value[0].refusal.code is RefusalCode.CURRENCY_CHANGED
    desk.edit_product(one.product_id, {"currency": "usd"}, actor="ana")
    now = desk.suggestions().value[0]
    assert (now.currency, now.cost, now.current_price, now.refusal) == ("USD", Decimal(2), None, None)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"cost": "1"},
        {"units_per_pack": "0"},
        {"units_per_pack": "many"},
        {"tax_rate": "-1"},
        {"internal_tax_rate": "-1"},
        {"internal_tax_rate": "1000"},
        {"ean": "123"},
        {"currency": "XYZ"},
        {"measure_unit": "mile"},
        {"description": " "},
        {"fixed_price": "0"},
    ],
)
def test_edit_product__what_cannot_be__is_refused_before_anything_is_written(services, desk, one, changes):
    with pytest.raises(Refused):
        desk.edit_product(one.product_id, changes, actor="ana")
    assert desk.suggestions().value == [one]


def test_edit_product__unknown__is_refused(desk):
    with pytest.raises(Refused) as refused:
        desk.edit_product("nothing", {"category": "almacen"}, actor="ana")
    assert refused.value.code == "PRODUCT_NOT_FOUND"


# Rules


def almacen(desk) -> Rule:
    return next(it for it in desk.rules().value if it.id == "category-almacen")


def test_rules__first_run__are_the_bundled_ones_the_default_last(desk):
    rules = desk.rules().value
    assert rules[-1].id == "default"
    assert all(it.bundled for it in rules)


def test_save_rule__bundled_one_changed__prices_follow_and_deleting_brings_it_back(desk, one):
    saved = desk.save_rule(replace(almacen(desk), rate=Decimal(1)), actor="ana").value
    assert saved == {"rule_id": "category-almacen", "version": 1}
    assert desk.suggestions().value[0].price == Decimal(2400)
    assert (almacen(desk).version, almacen(desk).bundled) == (1, False)
    desk.delete_rule("category-almacen", 1, actor="ana")
    assert desk.suggestions().value == [one]


@pytest.mark.parametrize("version", [0, 5])
def test_save_rule__somebody_was_first__is_refused(desk, version):
    desk.save_rule(replace(almacen(desk), rate=Decimal(1)), actor="ana")
    with pytest.raises(Refused) as refused:
        desk.save_rule(replace(almacen(desk), rate=Decimal(2), version=version), actor="beto")
    assert refused.value.code == "RULE_CONFLICT"
    assert almacen(desk).rate == Decimal(1)


def test_save_rule__category_as_people_write_it__hits_its_products(desk, one):
    desk.save_rule(rule(scope=Scope.CATEGORY, category="Almacén", priority=9, rate=Decimal(1)), actor="ana")
    assert desk.suggestions().value[0].price == Decimal(2400)


def test_delete_rule__changed_meanwhile__is_refused(desk):
    desk.save_rule(almacen(desk), actor="ana")
    with pytest.raises(Refused):
        desk.delete_rule("category-almacen", 0, actor="beto")


def test_save_rule__for_an_unknown_product__is_refused(desk):
    with pytest.raises(Refused) as refused:
        desk.save_rule(rule(scope=Scope.PRODUCT, product_id="nothing"), actor="ana")
    assert refused.value.code == "PRODUCT_NOT_FOUND"


def test_rules__unusable_row_in_the_database__does_not_stop_the_shop(services, desk, one):
    desk.save_rule(almacen(desk), actor="ana")
    services.database.write_query("UPDATE price_rules SET method = 'magic'")
    assert desk.suggestions().value == [one]


def test_what_if__margin_target__shows_prices_margin_and_labels_and_saves_nothing(desk, enter, one):
    enter("i2", reading(line("Gaseosa 2 L")))
    change = replace(almacen(desk), method=Method.MARGIN, rate=Decimal("0.5"))
    answer = desk.what_if(change).value
    ((before, after),) = answer.changed
    assert (before.price, after.price) == (Decimal(1650), Decimal(2400))
    assert [it.item.product_id for it in answer.hits] == [one.product_id]
    assert answer.after["ARS"].sales - answer.before["ARS"].sales == Decimal(7500)
    assert answer.after["ARS"].margin > answer.before["ARS"].margin
    assert desk.what_if_deleted("category-almacen").value.changed == ()
    assert almacen(desk).bundled

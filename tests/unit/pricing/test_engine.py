"""A price is right to the cent, keeps its floor whatever else pulls at it, and says how it came to be."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pricing.engine import Quote, price_again, price_all, price_item, price_proposed
from core.pricing.refusals import RefusalCode
from core.pricing.rules import Method, Scope
from core.pricing.trace import StepCode, from_json, to_json
from core.pricing.whatif import totals
from tests.support.prices import REGISTERED, UNREGISTERED, book, bundled, default, item, rule

costs = st.decimals("0.0001", 10**8, places=4)
maybe_prices = st.none() | st.decimals("0.01", 10**8, places=2)
margins = st.decimals(0, "0.95", places=4)
changes = st.none() | st.decimals("0.0001", 2, places=4)
specs = st.sampled_from(["auto", "0.01", "10", "100", ".90", ".99", "<1000:10;<5000:50;100", "<1000:.90;10"])
tax_rates = st.sampled_from([None, Decimal(0), Decimal("10.5"), Decimal(21), Decimal(27)])


def codes(quote: Quote) -> list[StepCode]:
    return [step.code for step in quote.steps]


@given(costs, maybe_prices, margins, changes, specs, tax_rates, st.decimals(0, 3, places=4), st.booleans())
def test_price__whatever_the_rule_cap_and_rounding__is_never_below_the_floor(
    cost, current, minimum, change, spec, tax_rate, rate, registered
):
    rules = book(default(rate=rate, minimum_margin=minimum, maximum_change=change, rounding=spec))
    policy = REGISTERED if registered else UNREGISTERED
    quote = price_item(item(cost=str(cost), price=current, tax_rate=tax_rate), rules, policy)
    if quote.refusal is not None:
        assert quote.refusal.code is RefusalCode.PRICE_OUT_OF_RANGE
        return
    factor = 1 + quote.tax_rate / 100
    assert quote.price * (1 - minimum) >= cost * factor * (1 - Decimal("1e-20"))
    assert quote.price == quote.price.quantize(Decimal("0.01"))
    assert not quote.below_floor


@given(costs, maybe_prices, changes, specs)
def test_price__outside_the_cap__says_so(cost, current, change, spec):
    rules = book(default(maximum_change=change, rounding=spec))
    quote = price_item(item(cost=str(cost), price=current), rules, REGISTERED)
    if current is None or change is None:
        assert not quote.beyond_cap
    elif quote.price is not None:
        outside = not current * (1 - change) <= quote.price <= current * (1 + change)
        assert quote.beyond_cap is outside


@given(costs, st.decimals(0, 3, places=4), st.sampled_from([Method.MARKUP, Method.MARGIN]))
def test_markup_and_margin__of_one_price__are_each_others_inverse(cost, rate, method):
    rate = min(rate, Decimal("0.95")) if method is Method.MARGIN else rate
    quote = price_item(item(cost=str(cost)), book(default(rate=rate, method=method)), REGISTERED)
    if quote.price is None or cost < 1:
        return
    assert abs(quote.markup - quote.margin / (1 - quote.margin)) <= Decimal("0.05") * (1 + quote.markup)
    assert abs(quote.margin - quote.markup / (1 + quote.markup)) <= Decimal("0.0002")


@given(st.lists(st.tuples(costs, maybe_prices), max_size=30), st.randoms())
def test_price_all__items_in_another_order__gives_each_the_same_price(figures, shuffle):
    items = [item(f"p{n}", str(cost), price=current) for n, (cost, current) in enumerate(figures)]
    mixed = list(items)
    shuffle.shuffle(mixed)
    straight = {quote.item.product_id: quote for quote in price_all(items, bundled(), REGISTERED)}
    assert {quote.item.product_id: quote for quote in price_all(mixed, bundled(), REGISTERED)} == straight


@given(st.lists(st.tuples(costs, st.integers(1, 9999)), min_size=1, max_size=40))
def test_totals__in_any_order__are_the_same_to_the_cent(figures):
    items = [item(f"p{n}", str(cost), quantity=Decimal(units)) for n, (cost, units) in enumerate(figures)]
    quotes = price_all(items, bundled(), REGISTERED)
    sales = sum(quote.price * quote.item.quantity for quote in quotes if quote.price is not None)
    if sales:
        assert totals(quotes)["ARS"].sales == sales
    mixed = random.Random(1).sample(quotes, len(quotes))
    assert totals(mixed) == totals(quotes)


def test_price__worked_example__every_figure_is_right():
    rules = book(default(rate=Decimal("0.35"), minimum_margin=Decimal("0.05"), rounding="10"))
    quote = price_item(item(cost="1000", price="1500", quantity="24", internal_tax="0"), rules, REGISTERED)
    # 1000 x 1.35 = 1350; x 1.21 = 1633.50; nearest ten 1630; / 1.21 = 1347.1074
    assert quote.price == Decimal(1630)
    assert quote.net == Decimal("1347.1074")
    assert quote.price_without_tax == Decimal("1347.11")
    assert quote.markup == Decimal("0.3471")
    assert quote.margin == Decimal("0.2577")
    assert quote.change == Decimal("0.0867")
    assert quote.at_stake == Decimal("3120.00")
    assert quote.floor == Decimal("1273.69")
    assert codes(quote) == [
        StepCode.RULE,
        StepCode.TARGET,
        StepCode.SALE_TAX,
        StepCode.ROUNDED,
        StepCode.RESULT,
    ]


def test_margin_rule__45_percent__prices_higher_than_a_markup_of_45_percent():
    by_markup = price_item(item(), book(default(rate=Decimal("0.45"))), REGISTERED)
    by_margin = price_item(item(), book(default(rate=Decimal("0.45"), method=Method.MARGIN)), REGISTERED)
    assert by_markup.net == Decimal("1450.0000")
    assert by_margin.price == Decimal("2200.00")
    assert by_margin.margin == Decimal("0.4500")


def test_cap__cost_doubled__price_moves_no_further_than_the_cap():
    quote = price_item(
        item(cost="2000", price="3000"), book(default(maximum_change=Decimal("0.1"))), REGISTERED
    )
    assert quote.price == Decimal("3300.00")
    assert StepCode.CAPPED in codes(quote)
    assert not quote.beyond_cap


def test_cap__against_the_floor__the_floor_wins_and_a_reason_is_asked_for():
    rules = book(default(maximum_change=Decimal("0.1"), minimum_margin=Decimal("0.05")))
    quote = price_item(item(cost="2000", price="1000"), rules, REGISTERED)
    assert quote.price == quote.floor == Decimal("2547.37")
    assert quote.beyond_cap


def test_rounding__that_would_break_the_floor__goes_up():
    rules = book(default(rate=Decimal(0), minimum_margin=Decimal(0), rounding="100"))
    quote = price_item(item(cost="1000"), rules, REGISTERED)
    assert quote.price == Decimal(1300)
    assert codes(quote)[-2] is StepCode.ROUNDED_UP


def test_rounding__that_would_break_the_cap__goes_down():
    rules = book(default(rate=Decimal("0.45"), maximum_change=Decimal("0.06"), rounding="100"))
    quote = price_item(item(cost="1000", price="1650"), rules, REGISTERED)
    # 1754.50 is capped to 1749, nearest hundred 1700; 1760 would have been nearest ten
    assert quote.price == Decimal(1700)
    ten = price_item(
        item(cost="1000", price="1655"),
        book(default(maximum_change=Decimal("0.06"), rounding="10")),
        REGISTERED,
    )
    assert ten.price == Decimal(1750)
    assert codes(ten)[-2] in (StepCode.ROUNDED, StepCode.ROUNDED_DOWN)


def test_fixed_price__cigarettes__take_no_markup_cap_or_rounding():
    rules = book(default(maximum_change=Decimal("0.01"), rounding="100"))
    quote = price_item(item(cost="2900", price="2000", fixed_price="3350"), rules, REGISTERED)
    assert quote.price == Decimal(3350)
    assert quote.below_floor
    assert StepCode.FIXED_PRICE in codes(quote)
    assert StepCode.ROUNDED not in codes(quote)


def test_fixed_rule__price_not_known__is_refused():
    quote = price_item(item(description="Cigarrillos", category="cigarrillos"), bundled(), REGISTERED)
    assert quote.refusal.code is RefusalCode.FIXED_PRICE_MISSING


def test_sale_tax__no_rate_known_in_pesos__the_general_rate_is_assumed_and_said():
    quote = price_item(item(tax_rate=None), book(), REGISTERED)
    assert quote.tax_rate == 21
    assert StepCode.SALE_TAX_ASSUMED in codes(quote)


def test_sale_tax__unregistered_shop__adds_none_and_shows_no_price_without_it():
    quote = price_item(item(cost="1210"), book(), UNREGISTERED)
    assert quote.price == quote.net == Decimal("1754.5000")
    assert quote.price_without_tax is None


def test_price_without_tax__internal_taxes__are_taken_out_too():
    quote = price_item(item(cost="1100", internal_tax="100"), book(), REGISTERED)
    assert quote.price_without_tax == Decimal("1495.00")


def test_rounding__rule_for_pesos_on_an_item_in_euro__keeps_the_cents():
    quote = price_item(item(cost="2", currency="EUR"), book(default(rounding="100")), REGISTERED)
    assert quote.price == Decimal("3.63")


def test_measure_price__half_a_kilogram__is_doubled():
    quote = price_item(item(measure_quantity=Decimal("0.5"), measure_unit="kg"), book(), REGISTERED)
    assert quote.measure_price == Decimal("3509.00")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cost": None}, RefusalCode.COST_MISSING),
        ({"cost": "0"}, RefusalCode.COST_NOT_POSITIVE),
        ({"cost": "-5"}, RefusalCode.COST_NOT_POSITIVE),
        ({"cost": "1e11"}, RefusalCode.COST_OUT_OF_RANGE),
        ({"cost": "99999999999"}, RefusalCode.PRICE_OUT_OF_RANGE),
        ({"quantity": "1000000000"}, RefusalCode.QUANTITY_OUT_OF_RANGE),
        ({"quantity": "0"}, RefusalCode.QUANTITY_NOT_POSITIVE),
        ({"price": "0"}, RefusalCode.PRICE_OUT_OF_RANGE),
        ({"price": "-5"}, RefusalCode.PRICE_OUT_OF_RANGE),
        ({"price": "1e11"}, RefusalCode.PRICE_OUT_OF_RANGE),
        ({"currency": "XYZ"}, RefusalCode.CURRENCY_UNKNOWN),
        ({"currency": None}, RefusalCode.CURRENCY_UNKNOWN),
        ({"tax_rate": "-1"}, RefusalCode.TAX_RATE_INVALID),
        ({"tax_rate": "210"}, RefusalCode.TAX_RATE_INVALID),
        ({"tax_rate": None, "currency": "EUR"}, RefusalCode.TAX_RATE_MISSING),
        ({"cost_issue": "PACK_SIZE_MISSING"}, RefusalCode.PACK_SIZE_MISSING),
    ],
)
def test_price__odd_input__is_refused_with_its_code_and_no_price(changes, code):
    quote = price_item(item(**changes), book(), REGISTERED)
    assert quote.refusal.code is code
    assert quote.price is None
    assert quote.at_stake == 0


def test_price_all__one_odd_item__does_not_touch_the_others():
    quotes = price_all([item("p1"), item("p2", "0"), item("p3")], book(), REGISTERED)
    assert [quote.price is None for quote in quotes] == [False, True, False]


@given(
    st.lists(st.tuples(costs, maybe_prices, st.sampled_from(["almacen", "bebidas", None])), max_size=20),
    st.sampled_from(["default", "category-almacen"]),
    margins,
)
def test_price_again__whatever_rule_changes__gives_what_pricing_all_anew_gives(figures, changed, minimum):
    items = [
        item(f"p{n}", str(cost), price=current, category=category)
        for n, (cost, current, category) in enumerate(figures)
    ]
    before = bundled()
    old = next(it for it in before.rules if it.id == changed)
    after = before.with_rule(replace(old, rate=Decimal("0.7"), minimum_margin=minimum))
    quotes = price_all(items, before, REGISTERED)
    assert price_again(quotes, before, after, REGISTERED) == price_all(items, after, REGISTERED)


def test_price_proposed__within_the_guards__goes_through_the_same_rounding():
    rules = book(default(rounding=".90"))
    quote = price_item(item(), rules, REGISTERED)
    proposed = price_proposed(quote, Decimal("1733.20"), "Precio que se lee mejor", rules, REGISTERED)
    assert proposed.price == Decimal("1732.90")
    assert codes(proposed)[1] is StepCode.ASSISTANT


def test_price_proposed__for_what_the_rules_refuse__is_a_programming_error():
    quote = price_item(item(cost="0"), book(), REGISTERED)
    with pytest.raises(ValueError, match="only an item"):
        price_proposed(quote, Decimal(10), "", book(), REGISTERED)


def test_trace__to_json_and_back__keeps_codes_and_figures():
    quote = price_item(item(price="1500"), bundled(), REGISTERED)
    kept = to_json(quote.steps)
    assert to_json(from_json(kept)) == kept
    assert all(
        "E" not in str(value) for step in kept for value in step["figures"].values() if value[:1].isdigit()
    )


def test_trace__cost_known__begins_with_the_steps_of_the_cost():
    steps = ({"code": "UNIT_COST", "figures": {"units": "10", "cost": "1000"}},)
    quote = price_item(item(cost_steps=steps), book(), REGISTERED)
    assert quote.trace[0].code is StepCode.UNIT_COST


def test_rule__product_scope__decides_only_its_product():
    special = rule(id="s", scope=Scope.PRODUCT, product_id="p2", rate=Decimal(1), rounding="0.01")
    quotes = price_all([item("p1"), item("p2")], book(special), REGISTERED)
    assert [quote.rule.id for quote in quotes] == ["default", "s"]
    assert quotes[1].net == Decimal("2000.0000")

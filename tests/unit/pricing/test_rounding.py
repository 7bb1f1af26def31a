"""Rounding lands on prices a shop writes, once and for all, and never on the wrong side when told a side."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pricing.rounding import Direction, parse_rounding

SPECS = (
    "auto",
    "0.01",
    "10",
    "50",
    "100",
    ".90",
    ".99",
    "<1000:10;<5000:50;100",
    "<1000:.90;10",
    "<1003:10;.99",
    "<500:.90;<1040:7;100",
    "<3:100;.50",
)
prices = st.decimals("0.01", 10**7, places=4)
specs = st.sampled_from(SPECS)


@given(prices, specs, st.sampled_from(Direction))
def test_apply__twice__changes_nothing_more(price, spec, direction):
    once = parse_rounding(spec, "ARS").apply(price, direction)
    if once > 0:
        assert parse_rounding(spec, "ARS").apply(once, direction) == once


@given(prices, specs)
def test_apply__nearest__is_a_price_above_zero(price, spec):
    assert parse_rounding(spec, "ARS").apply(price) > 0


@given(prices, specs)
def test_apply__up__never_goes_below_and_down_never_above(price, spec):
    rounding = parse_rounding(spec, "ARS")
    assert rounding.apply(price, Direction.UP) >= price >= rounding.apply(price, Direction.DOWN)


@pytest.mark.parametrize(
    ("spec", "price", "rounded"),
    [
        ("10", "1234.99", "1230"),
        ("10", "1235", "1240"),
        ("50", "1274.99", "1250"),
        ("100", "49", "100"),
        (".90", "1234.30", "1233.90"),
        (".90", "1234.40", "1234.90"),
        (".99", "0.10", "0.99"),
        ("<1000:10;<5000:50;100", "994", "990"),
        ("<1000:10;<5000:50;100", "996", "1000"),
        ("<1000:10;<5000:50;100", "4980", "5000"),
        ("<1000:10;<5000:50;100", "5049", "5000"),
        ("<1000:.90;10", "999.95", "999.90"),
        ("<1000:10;.90", "1000.20", "1000.90"),
        ("auto", "73.4", "73"),
        ("auto", "4321", "4300"),
        ("auto", "43210", "43200"),
    ],
)
def test_apply__nearest__is_the_price_a_shop_would_write(spec, price, rounded):
    assert parse_rounding(spec, "ARS").apply(Decimal(price)) == Decimal(rounded)


def test_auto__another_currency__keeps_the_cents():
    assert parse_rounding("auto", "EUR").apply(Decimal("2.347")) == Decimal("2.35")


@pytest.mark.parametrize(
    "spec", ["", "0", "x", "-10", "<1000:10", "10;50", "<50:10;<20:5;1", ".9", "1e9", "10;", "<0:1;10", "٣"]
)
def test_parse__what_is_no_rounding__is_refused(spec):
    with pytest.raises(ValueError, match="rounding"):
        parse_rounding(spec, "ARS")

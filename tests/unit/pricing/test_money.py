"""Money stays exact: shared out to the last cent, read strictly, markup and margin each other's inverse."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pricing.money import as_decimal, as_text, cents, margin_of, markup_of, share_out

weights = st.lists(st.decimals(0, 10**6, places=2), min_size=1, max_size=60).filter(any)


@given(st.decimals(-(10**8), 10**8, places=2), weights)
def test_share_out__any_total_and_weights__parts_add_up_to_the_cent(total, parts):
    shares = share_out(total, parts)
    assert sum(shares) == total
    assert all(share == cents(share) for share in shares)


@given(st.decimals(0, 10**8, places=2), weights)
def test_share_out__any_part__is_within_a_cent_of_its_exact_share(total, parts):
    exact = [total * part / sum(parts) for part in parts]
    assert all(
        abs(share - it) < Decimal("0.01") for share, it in zip(share_out(total, parts), exact, strict=True)
    )


@pytest.mark.parametrize("bad", [[], [Decimal(0)], [Decimal(1), Decimal(-1)]])
def test_share_out__nothing_to_share_over__is_refused(bad):
    with pytest.raises(ValueError, match="cannot share"):
        share_out(Decimal(1), bad)


@given(st.decimals(0, 100, places=4))
def test_margin_of__then_markup_of__gives_the_markup_back(markup):
    assert abs(markup_of(margin_of(markup)) - markup) < Decimal("1e-20")


def test_markup_and_margin__45_percent__are_never_the_same_number():
    assert markup_of(Decimal("0.45")).quantize(Decimal("0.0001")) == Decimal("0.8182")
    assert margin_of(Decimal("0.45")).quantize(Decimal("0.0001")) == Decimal("0.3103")


@pytest.mark.parametrize(
    "bad", ["NaN", "Infinity", "-inf", "1,5", "abc", True, [], "1e999999", "1e-999999", object()]
)
def test_as_decimal__not_a_usable_number__is_refused(bad):
    with pytest.raises(ValueError, match="number"):
        as_decimal(bad)


@pytest.mark.parametrize(
    ("value", "number"), [(None, None), ("", None), (" 1.50 ", "1.5"), (0.1, "0.1"), (7, "7")]
)
def test_as_decimal__rows_and_json__give_exact_numbers(value, number):
    assert as_decimal(value) == (None if number is None else Decimal(number))


def test_as_text__large_round_number__has_no_exponent():
    assert as_text(Decimal("1E+5")) == "100000"

"""Exact money: Decimals only, rounded to the cent in one way, shared out so that the parts add up."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation

CENT = Decimal("0.01")
COST_STEP = Decimal("0.0001")
"""Costs keep four decimals, as the cost columns do: a sweet in a bag of 500 costs less than a cent."""
RATIO_STEP = Decimal("0.0001")
_SMALLEST, _LARGEST = -12, 17
"""Powers of ten of the first digit: beyond them sums would leave the 28 digits that Decimal computes with."""
ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)

MOST_MONEY = Decimal(10) ** 11
"""Costs and prices from here up are refused: nothing on a shelf costs it, and columns hold 18 digits."""
MOST_UNITS = Decimal(10) ** 7
"""Quantities from here up are refused: no shop buys ten million units on one line."""


def cents(amount: Decimal) -> Decimal:
    """`amount` to the cent, halves up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def as_decimal(value: object) -> Decimal | None:
    """A Decimal from what a database row or a JSON payload holds; None for None and blank text.

    Raises ValueError for anything that is not a finite number of a size that goods and money have.
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, (Decimal, int, float, str)):
        raise ValueError(f"not a number: {value!r}")  # noqa: TRY004 - one error for all that is unusable
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value).strip())
    except InvalidOperation as error:
        raise ValueError(f"not a number: {value!r}") from error
    if not number.is_finite() or (number and not _SMALLEST <= number.adjusted() <= _LARGEST):
        raise ValueError(f"not a number that money or quantities can be: {value!r}")
    return number


def as_text(number: Decimal | None) -> str | None:
    """A Decimal as plain digits for JSON, never in exponent form."""
    return None if number is None else format(number, "f")


def share_out(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """`total` (to the cent) in proportion to `weights`, in cents that add up to it exactly.

    The cents that rounding down leaves over go to the largest remainders, first come first served among
    equals. Raises ValueError where no weight is positive or one is negative.
    """
    if any(weight < 0 for weight in weights) or not any(weights):
        raise ValueError(f"cannot share {total} over weights {list(map(str, weights))}")
    total = cents(total)
    whole = sum(weights, ZERO)
    exact = [total * weight / whole for weight in weights]
    shares = [part.quantize(CENT, ROUND_DOWN) for part in exact]
    left = int((total - sum(shares, ZERO)) / CENT)
    sign = CENT if left >= 0 else -CENT
    order = sorted(range(len(weights)), key=lambda i: abs(exact[i] - shares[i]), reverse=True)
    for index in order[: abs(left)]:
        shares[index] += sign
    return shares


def margin_of(markup: Decimal) -> Decimal:
    """Margin (share of the price that is profit) of a markup (profit as a share of the cost)."""
    return markup / (ONE + markup)


def markup_of(margin: Decimal) -> Decimal:
    """Markup (profit as a share of the cost) of a margin (share of the price that is profit, below 1)."""
    return margin / (ONE - margin)

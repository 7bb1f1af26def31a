"""Whether printed figures are a quantity, a price and the amount they make, with a discount or without."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from core.invoices.numbers import Figure

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
LONGEST_CASCADE = 4
"""Discounts taken off one after the other, at most."""
_CASCADE = re.compile(r"^\d{1,2}(?:[.,]\d{1,2})?%?(?:[+/]\d{1,2}(?:[.,]\d{1,2})?%?)+$")


@dataclass(frozen=True)
class Off:
    """A printed discount: a rate in percent, or money unless it is marked as a rate."""

    value: Decimal
    percent: bool


def slack(quantity: Decimal, price: Decimal, decimals: int) -> Decimal:
    """How far rounding of the printed unit price may move the amount."""
    unit = Decimal(1).scaleb(-decimals) / 2 if decimals else Decimal(0)
    return max(CENT, abs(quantity) * min(unit, abs(price) / 100)) + CENT / 2


def discount(offs: Sequence[Off], full: Decimal, total: Decimal, tolerance: Decimal) -> Decimal | None:
    """Money off that makes `full` into `total`: zero, or what is printed, alone or several in a row."""
    if abs(full - total) <= tolerance:
        return Decimal(0)
    money = (abs(off.value) for off in offs if not off.percent)
    if any(abs(abs(full - total) - amount) <= tolerance for amount in money) or any(
        abs(left - total) <= tolerance + CENT for left in _reduced(offs, full)
    ):
        return full.quantize(CENT, ROUND_HALF_UP) - total
    return None


def _reduced(offs: Sequence[Off], full: Decimal) -> Iterator[Decimal]:
    """`full` less every run of neighbouring rates, one taken off after the other."""
    for start in range(len(offs)):
        left = full
        for off in offs[start : start + LONGEST_CASCADE]:
            if abs(off.value) >= HUNDRED:
                break
            left -= left * abs(off.value) / HUNDRED
            yield left


def cascade(text: str) -> list[Off]:
    """`10+5` and `10%+5%`: rates that are taken off one after the other."""
    if not _CASCADE.match(text):
        return []
    return [Off(Decimal(part.replace(",", ".")), percent=True) for part in re.findall(r"[\d.,]+", text)]


def fits(count: Figure, each: Figure, total: Figure, offs: Sequence[Off] = ()) -> bool:
    """Whether some reading of the three figures multiplies, less what `offs` take away."""
    if not (count.value and each.value and total.value):
        return False
    return any(
        discount(offs, quantity * price, amount, slack(quantity, price, each.decimals)) is not None
        for quantity in count.values
        for price in each.values
        for amount in total.values
    )

"""Amounts of money among a row's figures, and what a label makes of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.invoices.labels import Label, Role
from core.invoices.layout import Row
from core.invoices.numbers import Figure
from core.invoices.pages import Word

CENT = Decimal("0.01")
ROUNDING = Decimal("0.05")
"""Largest cash rounding between a sum and the total paid."""
HIGHEST_RATE = Decimal(60)
HUNDRED = Decimal(100)
CENTS = 2
"""Decimals of an amount of money, at least."""
THOUSANDTHS = 3
"""Decimals of a weight: no sum has them."""
SHORTEST_WHOLE, LONGEST_WHOLE = 3, 11
"""Characters of a whole number that may be an amount: shorter is a count, longer a code."""
SUMS = (Role.TOTAL, Role.ROUNDED_TOTAL, Role.PAYABLE, Role.NET, Role.SUBTOTAL, Role.TAX_TOTAL, Role.TAX)
AMOUNT_ROLES = frozenset(
    {
        *SUMS, Role.EXEMPT, Role.OTHER_TAX,
        Role.OTHER_TAX_TOTAL, Role.CONTAINED_TAX, Role.ADJUSTMENT, Role.NOT_TOTAL,
        Role.REDUCTION, Role.CHARGE,
    }
)  # fmt: skip
SUMMING = AMOUNT_ROLES - {Role.NOT_TOTAL}


@dataclass(frozen=True)
class Labelled:
    """An amount and what the page calls it."""

    role: Role
    value: Decimal
    row: Row
    words: tuple[Word, ...]
    phrase: str
    score: float
    rate: Decimal | None = None
    base: Decimal | None = None
    parts: tuple["Labelled", ...] = ()
    """The printed amounts that it sums up; empty where it is printed itself."""


def labelled(
    label: Label,
    number: Figure,
    row: Row,
    weight: float,
    rate: Decimal | None = None,
    base: Decimal | None = None,
) -> Labelled:
    return Labelled(
        label.role, number.value, row, number.words, label.phrase, label.score * weight, rate, base
    )


def money_of(numbers: Sequence[Figure]) -> list[Figure]:
    """A row's figures, whole ones last resort: beside an amount with cents, 5329 is a law's number."""
    cents = any(number.decimals >= CENTS and not number.percent for number in numbers)
    return [
        n
        for n in numbers
        if n.decimals or n.percent or surely_money(n) or n.value <= HIGHEST_RATE or not cents
    ]


def like_money(number: Figure) -> bool:
    whole = number.decimals == 0 and SHORTEST_WHOLE <= len(number.words[-1].text) <= LONGEST_WHOLE
    fine = number.decimals >= CENTS and number.decimals != THOUSANDTHS
    return not number.percent and (fine or number.currency or whole)


def surely_money(number: Figure) -> bool:
    """With cents, a currency's sign or groups of thousands: no count and no code."""
    grouped = number.decimals == 0 and any(mark in number.words[-1].text for mark in ".,'")
    return not number.percent and (number.decimals == CENTS or number.currency or grouped)

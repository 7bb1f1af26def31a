"""How a price came to be: steps with a stable code and figures, which core/ui puts in words."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from core.pricing.money import as_text


class StepCode(StrEnum):
    """Stable codes, each with the names of its figures.

    Money is in the item's currency; rates are percent where they are taxes (21) and shares of one where they
    are markups or margins (0.45).
    """

    LINE_AMOUNT = "LINE_AMOUNT"
    """amount, after discount; quantity, unit_price and discount where the line has them."""
    DOCUMENT_DISCOUNT = "DOCUMENT_DISCOUNT"
    """share, amount: this line's part of a discount on the whole invoice is taken off."""
    DOCUMENT_CHARGE = "DOCUMENT_CHARGE"
    """share, amount: this line's part of a charge on the whole invoice is added."""
    TAX_CREDIT = "TAX_CREDIT"
    """rate, amount: the amount is net, and its IVA is recovered, so it is no cost."""
    TAX_TAKEN_OUT = "TAX_TAKEN_OUT"
    """rate, tax, amount: the printed amount held recoverable IVA."""
    TAX_PART_OF_COST = "TAX_PART_OF_COST"
    """amount: the printed amount holds IVA that cannot be recovered."""
    TAX_ADDED = "TAX_ADDED"
    """rate, tax, amount: the printed amount is net of IVA that cannot be recovered."""
    INTERNAL_TAX = "INTERNAL_TAX"
    """share, amount: this line's part of the invoice's internal taxes."""
    INTERNAL_TAX_BY_RATE = "INTERNAL_TAX_BY_RATE"
    """rate, share, amount: the same where a person has set the product's own rate, in percent of the net."""
    FREIGHT = "FREIGHT"
    """share, amount: this line's part of the invoice's freight."""
    PACK = "PACK"
    """quantity, units_per_pack, units."""
    UNIT_COST = "UNIT_COST"
    """units, cost."""
    SAME_PRODUCT_LINES = "SAME_PRODUCT_LINES"
    """lines, units, cost: the average over all lines of the invoice with this product."""
    LISTED_COST = "LISTED_COST"
    """cost: from a product list that a person imported."""

    RULE = "RULE"
    """rule, name, scope, method, rate."""
    TARGET = "TARGET"
    """cost, markup, margin, net: the price before tax that the rule asks for."""
    ASSISTANT = "ASSISTANT"
    """price, reason: the AI's proposal, within the guards."""
    FIXED_PRICE = "FIXED_PRICE"
    """price: set by the maker; no rule, cap or rounding moves it."""
    SALE_TAX = "SALE_TAX"
    """rate, net, tax, price."""
    SALE_TAX_ASSUMED = "SALE_TAX_ASSUMED"
    """rate: no invoice gave one, so the general rate stands in."""
    NO_SALE_TAX = "NO_SALE_TAX"
    """price: the shop is not registered, so it adds no IVA."""
    CAPPED = "CAPPED"
    """current, maximum_change, before, price: the change was cut to the most a run may make."""
    FLOORED = "FLOORED"
    """minimum_margin, before, price: raised to the floor."""
    ROUNDED = "ROUNDED"
    """rounding, before, price."""
    ROUNDED_UP = "ROUNDED_UP"
    """rounding, before, price: nearest would have broken the floor (or the cap's lower end)."""
    ROUNDED_DOWN = "ROUNDED_DOWN"
    """rounding, before, price: nearest would have broken the cap."""
    RESULT = "RESULT"
    """price, net, markup, margin."""


class Step(NamedTuple):
    code: StepCode
    figures: Mapping[str, Decimal | str]


def to_json(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Steps as JSON values, numbers as plain digits in text."""
    return [
        {
            "code": step.code.value,
            "figures": {
                name: as_text(figure) if isinstance(figure, Decimal) else figure
                for name, figure in step.figures.items()
            },
        }
        for step in steps
    ]


def from_json(steps: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Steps kept by `to_json`; figures stay text. Raises ValueError for a code this version does not know."""
    return tuple(Step(StepCode(step["code"]), dict(step["figures"])) for step in steps)

"""Sums of a whole document shared over its lines, in cents that add up to each sum exactly."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.pricing.goods import guess_category, plain
from core.pricing.money import HUNDRED, ZERO, cents, share_out

_TAXED_INTERNALLY = {"bebidas", "bebidas_alcoholicas", "cigarrillos"}
_NOT_TAXED_INTERNALLY = re.compile(r"\b(?:vinos?|sidras?|malbec|cabernet|chardonnay|torrontes)\b")
"""Of what such shops sell, what law 24.674 of internal taxes names: its articles 23 and 26 leave out wines,
and article 26 ciders."""


@dataclass(frozen=True, slots=True)
class Taxable:
    """A line of goods, as internal taxes fall on it."""

    description: str
    net: Decimal
    """After discounts, before IVA."""
    rate: Decimal | None
    """Internal tax in percent of `net`, 0 for none; None where nobody has said."""


def share_by_amount(total: Decimal, amounts: Sequence[Decimal]) -> list[Decimal]:
    """`total` by the amounts; nothing to anybody where it is zero or nothing has an amount above zero."""
    weights = [max(amount, ZERO) for amount in amounts]
    return share_out(total, weights) if total and any(weights) else [ZERO] * len(weights)


def internal_tax_shares(total: Decimal, goods: Sequence[Taxable]) -> list[Decimal]:
    """What each line bears of the invoice's internal taxes.

    A line with a rate bears its rate of its net amount, and what is left falls on the drinks and tobacco
    without one. Where there are none of those, or nothing is left, all of it is shared by net amount and
    rate. Where no line has a rate and none is drink or tobacco, all goods share it by net amount.
    """
    if total <= ZERO:
        return [ZERO] * len(goods)
    by_rate = [it.net * (it.rate or ZERO) for it in goods]
    own = [cents(weight / HUNDRED) for weight in by_rate]
    rest = total - sum(own, ZERO)
    others = [it.net if it.rate is None and _bears_internal_tax(it.description) else ZERO for it in goods]
    if rest > ZERO and any(others):
        return [mine + more for mine, more in zip(own, share_by_amount(rest, others), strict=True)]
    if any(by_rate):
        return share_by_amount(total, by_rate)
    unsaid = [it.net if it.rate is None else ZERO for it in goods]
    return share_by_amount(total, unsaid if any(unsaid) else [it.net for it in goods])


def _bears_internal_tax(description: str) -> bool:
    taxed = guess_category(description) in _TAXED_INTERNALLY
    return taxed and not _NOT_TAXED_INTERNALLY.search(plain(description))

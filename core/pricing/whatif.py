"""What a changed rule would do: prices, margin and labels before and after, without touching anything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.pricing.engine import Quote
from core.pricing.money import ONE, RATIO_STEP, ZERO, cents


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the units last bought (one where unknown), in one currency, of what has a price."""

    sales: Decimal
    """At final prices, to the cent."""
    profit: Decimal
    """Before tax, to the cent."""
    margin: Decimal | None
    """Profit as a share of sales before tax."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The comparison, per currency where there are several."""

    hits: tuple[Quote, ...]
    """The items the rule would decide, with their prices after the change."""
    changed: tuple[tuple[Quote, Quote], ...]
    """Before and after of every item whose suggested price moves: so many labels to print."""
    before: dict[str, Totals]
    after: dict[str, Totals]


def compare(before: Sequence[Quote], after: Sequence[Quote], rule_id: str) -> WhatIf:
    """Two pricings of the same items in the same order, seen from the rule that differs."""
    return WhatIf(
        hits=tuple(quote for quote in after if quote.rule is not None and quote.rule.id == rule_id),
        changed=tuple((old, new) for old, new in zip(before, after, strict=True) if old.price != new.price),
        before=totals(before),
        after=totals(after),
    )


def totals(quotes: Iterable[Quote]) -> dict[str, Totals]:
    """Sales, profit and margin of the quotes' prices by currency; refusals count nowhere."""
    sums: dict[str, tuple[Decimal, Decimal, Decimal]] = {}
    for quote in quotes:
        item = quote.item
        if quote.price is None or quote.net is None or item.cost is None or item.currency is None:
            continue
        units = item.quantity or ONE
        sales, net, cost = sums.get(item.currency, (ZERO, ZERO, ZERO))
        sums[item.currency] = (
            sales + quote.price * units,
            net + quote.net * units,
            cost + item.cost * units,
        )
    return {
        currency: Totals(
            sales=cents(sales),
            profit=cents(net - cost),
            margin=((net - cost) / net).quantize(RATIO_STEP) if net else None,
        )
        for currency, (sales, net, cost) in sums.items()
    }

"""What a unit cost the shop: from a line of an approved invoice, by who buys and which letter it bears."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.pricing.engine import known_currencies
from core.pricing.goods import guess_category, pack_size, plain
from core.pricing.money import (
    CENT,
    COST_STEP,
    HUNDRED,
    MOST_MONEY,
    MOST_UNITS,
    ONE,
    ZERO,
    cents,
    share_out,
)
from core.pricing.purchase import CostLine, Purchase
from core.pricing.refusals import PricingRefused, RefusalCode
from core.pricing.trace import Step, StepCode

_NET_LETTERS = {"A", "M"}
_GROSS_LETTERS = {"B"}
_UNTAXED_LETTERS = {"C"}
_TOLERANCE = Decimal("0.005")
"""Share by which printed sums may differ and still be the same: rounding of many lines, no more."""
_TAXED_INTERNALLY = {"bebidas", "bebidas_alcoholicas", "cigarrillos"}
_NOT_TAXED_INTERNALLY = re.compile(r"\b(?:vinos?|sidras?|malbec|cabernet|chardonnay|torrontes)\b")
"""Of what such shops sell, what law 24.674 of internal taxes names: its articles 23 and 26 leave out wines,
and article 26 ciders."""


@dataclass(frozen=True, slots=True)
class LineCost:
    """The cost of one line, and of one unit on it, on the shop's tax basis."""

    line: CostLine
    cost: Decimal
    """Of one unit, to four decimals."""
    line_cost: Decimal
    internal_tax: Decimal
    """Internal taxes within `line_cost`."""
    units: Decimal
    units_per_pack: Decimal
    steps: tuple[Step, ...]


_Priced = tuple[CostLine, Decimal, list[Step]]
"""A line of goods, its own cost, and the steps to it."""


@dataclass(frozen=True, slots=True)
class _Basis:
    """How the invoice's line amounts stand to IVA."""

    include_tax: bool
    recoverable: bool


def line_costs(
    purchase: Purchase, *, buyer_is_registered: bool, units_per_pack: Mapping[int, Decimal]
) -> tuple[list[LineCost], dict[int, PricingRefused]]:
    """The cost of every line of goods, and by line index the refusals of those that give none.

    `units_per_pack` holds, by line index, what a person has said of a product's pack; it wins over the
    wording. A discount or charge on the whole document is shared over all lines by their amounts, freight
    lines over the goods, and internal taxes over the goods that bear them, to the cent.
    """
    refused = dict(purchase.unreadable)
    if purchase.currency is None or purchase.currency not in known_currencies():
        detail = {"currency": purchase.currency or ""}
        unknown = RefusalCode.CURRENCY_UNKNOWN
        return [], {line.index: PricingRefused(unknown, line.row, detail) for line in purchase.lines}
    whole = sum((_amount(line) for line in purchase.lines), ZERO) + purchase.adjustment
    adjusted = _adjustment_shares(purchase)
    priced: list[_Priced] = []
    freight = ZERO
    for line in purchase.lines:
        if line.index in refused:
            continue
        try:
            basis = _basis(purchase, line, whole, buyer_is_registered=buyer_is_registered)
            amount, steps = _own_cost(line, basis, purchase.letter, adjusted[line.index])
        except PricingRefused as error:
            refused[line.index] = error
            continue
        if line.is_freight:
            freight += amount
        else:
            priced.append((line, amount, steps))
    costs: list[LineCost] = []
    for (line, amount, steps), internal, carried in zip(
        priced,
        _internal_shares(purchase.internal_taxes, priced),
        _shares(freight, priced),
        strict=True,
    ):
        try:
            costs.append(_unit_cost(line, amount, steps, internal, carried, units_per_pack.get(line.index)))
        except PricingRefused as error:
            refused[line.index] = error
    return costs, refused


def _basis(purchase: Purchase, line: CostLine, whole: Decimal, *, buyer_is_registered: bool) -> _Basis:
    """Whether the line's amount includes IVA, and whether the buyer recovers it.

    `whole` is the sum of all lines with the discounts and charges on the document.

    A and M itemise IVA, and a registered buyer recovers it; B includes it and C has none, and neither
    gives a credit. Without a letter (e-invoices from elsewhere, receipts) the sums decide: lines that add
    up to the net are net, lines that add up to the total are gross. A receipt gives no credit.
    """
    if purchase.letter in _NET_LETTERS:
        return _Basis(include_tax=False, recoverable=buyer_is_registered)
    if purchase.letter in _GROSS_LETTERS | _UNTAXED_LETTERS:
        return _Basis(include_tax=True, recoverable=False)
    recoverable = buyer_is_registered and purchase.kind != "receipt"
    if _same(whole, purchase.net):
        return _Basis(include_tax=False, recoverable=recoverable)
    if _same(whole, purchase.total):
        return _Basis(include_tax=True, recoverable=recoverable)
    if purchase.kind != "receipt" and line.tax_rate is not None:
        # EN 16931 BT-131: the amount of a line with its rate is net; charges on the document explain the sum.
        return _Basis(include_tax=False, recoverable=recoverable)
    detail = {"lines": str(whole), "net": str(purchase.net), "total": str(purchase.total)}
    raise PricingRefused(RefusalCode.TAX_BASIS_UNKNOWN, line.row, detail)


def _amount(line: CostLine) -> Decimal:
    if line.amount is not None:
        return line.amount
    if line.quantity is None or line.unit_price is None:
        return ZERO
    return line.quantity * line.unit_price - (line.discount or ZERO)


def _same(one: Decimal, other: Decimal | None) -> bool:
    return other is not None and abs(one - other) <= max(CENT * 5, abs(other) * _TOLERANCE)


def _own_cost(
    line: CostLine, basis: _Basis, letter: str | None, adjustment: Decimal
) -> tuple[Decimal, list[Step]]:
    """Cost of the whole line by itself, after all discounts, with or without IVA as the shop bears it."""
    amount = _checked_amount(line)
    figures: dict[str, Decimal | str] = {"amount": amount}
    for name in ("quantity", "unit_price", "discount"):
        if getattr(line, name) is not None:
            figures[name] = getattr(line, name)
    steps = [Step(StepCode.LINE_AMOUNT, figures)]
    if adjustment:
        amount += adjustment
        if amount <= ZERO:
            raise PricingRefused(RefusalCode.COST_NOT_POSITIVE, line.row, {"cost": str(amount)})
        code = StepCode.DOCUMENT_DISCOUNT if adjustment < ZERO else StepCode.DOCUMENT_CHARGE
        steps.append(Step(code, {"share": abs(adjustment), "amount": amount}))
    if basis.include_tax and not basis.recoverable:
        if letter not in _UNTAXED_LETTERS:
            steps.append(Step(StepCode.TAX_PART_OF_COST, {"amount": amount}))
        return amount, steps
    if not basis.include_tax and basis.recoverable:
        credit: dict[str, Decimal | str] = {"amount": amount}
        if line.tax_rate is not None:
            credit["rate"] = line.tax_rate
        steps.append(Step(StepCode.TAX_CREDIT, credit))
        return amount, steps
    rate = _tax_rate(line)
    factor = ONE + rate / HUNDRED
    cost = cents(amount / factor if basis.include_tax else amount * factor)
    code = StepCode.TAX_TAKEN_OUT if basis.include_tax else StepCode.TAX_ADDED
    steps.append(Step(code, {"rate": rate, "tax": abs(cost - amount), "amount": cost}))
    return cost, steps


def _tax_rate(line: CostLine) -> Decimal:
    if line.tax_rate is None:
        raise PricingRefused(RefusalCode.TAX_RATE_MISSING, line.row)
    if not ZERO <= line.tax_rate < HUNDRED:
        raise PricingRefused(RefusalCode.TAX_RATE_INVALID, line.row, {"rate": str(line.tax_rate)})
    return line.tax_rate


def _checked_amount(line: CostLine) -> Decimal:
    """The line's amount after discount.

    Raises PricingRefused where it is missing, not positive, or at odds with quantity times price.
    """
    if not line.description:
        raise PricingRefused(RefusalCode.DESCRIPTION_MISSING, line.row)
    if line.quantity is not None and abs(line.quantity) >= MOST_UNITS:
        detail = {"quantity": str(line.quantity), "most": str(MOST_UNITS)}
        raise PricingRefused(RefusalCode.QUANTITY_OUT_OF_RANGE, line.row, detail)
    for figure in (line.unit_price, line.discount, line.amount):
        if figure is not None and abs(figure) >= MOST_MONEY:
            raise PricingRefused(RefusalCode.COST_OUT_OF_RANGE, line.row, {"cost": str(figure)})
    if line.amount is None and (line.unit_price is None or line.quantity is None):
        raise PricingRefused(RefusalCode.COST_MISSING, line.row)
    amount = _amount(line)
    if amount <= ZERO:
        raise PricingRefused(RefusalCode.COST_NOT_POSITIVE, line.row, {"cost": str(amount)})
    if line.quantity is not None and line.unit_price is not None:
        # Some print the unit price after the discount, so either reading may hold.
        before = line.quantity * line.unit_price
        if not (_same(amount, before) or _same(amount, before - abs(line.discount or ZERO))):
            detail = {
                "quantity": str(line.quantity),
                "unit_price": str(line.unit_price),
                "amount": str(amount),
            }
            raise PricingRefused(RefusalCode.LINE_ARITHMETIC, line.row, detail)
    return amount


def _adjustment_shares(purchase: Purchase) -> dict[int, Decimal]:
    """By line index, its part of the discounts (below zero) and charges on the whole document."""
    amounts = {line.index: max(_amount(line), ZERO) for line in purchase.lines}
    if not purchase.adjustment or not any(amounts.values()):
        return dict.fromkeys(amounts, ZERO)
    return dict(zip(amounts, share_out(purchase.adjustment, list(amounts.values())), strict=True))


def _shares(total: Decimal, priced: Sequence[_Priced]) -> list[Decimal]:
    if not priced or total <= ZERO:
        return [ZERO] * len(priced)
    return share_out(total, [amount for _, amount, _ in priced])


def _internal_shares(total: Decimal, priced: Sequence[_Priced]) -> list[Decimal]:
    """Internal taxes fall on the drinks and tobacco of the invoice; on all its goods where it has neither."""
    bears = [_bears_internal_tax(line.description) for line, _, _ in priced]
    if total <= ZERO or not any(bears):
        return _shares(total, priced)
    return share_out(
        total, [amount if it else ZERO for it, (_, amount, _) in zip(bears, priced, strict=True)]
    )


def _bears_internal_tax(description: str) -> bool:
    taxed = guess_category(description) in _TAXED_INTERNALLY
    return taxed and not _NOT_TAXED_INTERNALLY.search(plain(description))


def _unit_cost(
    line: CostLine,
    amount: Decimal,
    steps: list[Step],
    internal: Decimal,
    freight: Decimal,
    known_pack: Decimal | None,
) -> LineCost:
    """One unit's cost: the line's with its shares, over the units in its packs."""
    if internal:
        amount += internal
        steps.append(Step(StepCode.INTERNAL_TAX, {"share": internal, "amount": amount}))
    if freight:
        amount += freight
        steps.append(Step(StepCode.FREIGHT, {"share": freight, "amount": amount}))
    if line.quantity is None:
        raise PricingRefused(RefusalCode.QUANTITY_MISSING, line.row)
    if line.quantity <= ZERO:
        detail = {"quantity": str(line.quantity)}
        raise PricingRefused(RefusalCode.QUANTITY_NOT_POSITIVE, line.row, detail)
    per_pack = known_pack or pack_size(line.unit, line.description)
    if per_pack is None:
        raise PricingRefused(RefusalCode.PACK_SIZE_MISSING, line.row, {"unit": line.unit or ""})
    units = line.quantity * per_pack
    if units >= MOST_UNITS:
        detail = {"quantity": str(units), "most": str(MOST_UNITS)}
        raise PricingRefused(RefusalCode.QUANTITY_OUT_OF_RANGE, line.row, detail)
    if per_pack != ONE:
        pack = {"quantity": line.quantity, "units_per_pack": per_pack, "units": units}
        steps.append(Step(StepCode.PACK, pack))
    if amount >= units * MOST_MONEY:
        raise PricingRefused(RefusalCode.COST_OUT_OF_RANGE, line.row, {"cost": str(amount)})
    cost = (amount / units).quantize(COST_STEP)
    if cost <= ZERO:
        raise PricingRefused(RefusalCode.COST_NOT_POSITIVE, line.row, {"cost": str(cost)})
    steps.append(Step(StepCode.UNIT_COST, {"units": units, "cost": cost}))
    return LineCost(line, cost, amount, internal, units, per_pack, tuple(steps))

"""What a unit cost the shop: from a line of an approved invoice, by who buys and which letter it bears."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.pricing.engine import known_currencies
from core.pricing.goods import pack_size
from core.pricing.money import (
    CENT,
    COST_STEP,
    HUNDRED,
    MOST_MONEY,
    MOST_UNITS,
    ONE,
    ZERO,
    cents,
)
from core.pricing.purchase import CostLine, Purchase
from core.pricing.refusals import PricingRefused, RefusalCode
from core.pricing.sharing import Taxable, internal_tax_shares, share_by_amount
from core.pricing.trace import Step, StepCode

_NET_LETTERS = {"A", "M"}
_GROSS_LETTERS = {"B"}
_UNTAXED_LETTERS = {"C"}
_TOLERANCE = Decimal("0.005")
"""Share by which printed sums may differ and still be the same: rounding of many lines, no more."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person has said of the product on a line; it wins over the wording."""

    units_per_pack: Decimal | None = None
    internal_tax_rate: Decimal | None = None
    """Percent of the net amount."""


_NOTHING_SAID = Said()


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


@dataclass(frozen=True, slots=True)
class _Goods:
    """A line of goods with its own cost, before what it bears of the document's sums."""

    line: CostLine
    said: Said
    net: Decimal
    """After discounts, before IVA; as printed where that holds IVA of an unknown rate."""
    cost: Decimal
    steps: list[Step]


@dataclass(frozen=True, slots=True)
class _Basis:
    """How the invoice's line amounts stand to IVA."""

    include_tax: bool
    recoverable: bool


def line_costs(
    purchase: Purchase, *, buyer_is_registered: bool, said: Mapping[int, Said]
) -> tuple[list[LineCost], dict[int, PricingRefused]]:
    """The cost of every line of goods, and by line index the refusals of those that give none.

    `said` is by line index. A discount or charge on the whole document is shared over all lines by their
    amounts, freight lines over the goods, and internal taxes over the goods that bear them, to the cent.
    """
    refused = dict(purchase.unreadable)
    if purchase.currency is None or purchase.currency not in known_currencies():
        detail = {"currency": purchase.currency or ""}
        unknown = RefusalCode.CURRENCY_UNKNOWN
        return [], {line.index: PricingRefused(unknown, line.row, detail) for line in purchase.lines}
    whole = sum((_amount(line) for line in purchase.lines), ZERO) + purchase.adjustment
    adjusted = share_by_amount(purchase.adjustment, [_amount(line) for line in purchase.lines])
    goods: list[_Goods] = []
    freight = ZERO
    for line, adjustment in zip(purchase.lines, adjusted, strict=True):
        if line.index in refused:
            continue
        try:
            basis = _basis(purchase, line, whole, buyer_is_registered=buyer_is_registered)
            own = _own_cost(line, basis, purchase.letter, adjustment, said.get(line.index, _NOTHING_SAID))
        except PricingRefused as error:
            refused[line.index] = error
            continue
        if line.is_freight:
            freight += own.cost
        else:
            goods.append(own)
    internal = internal_tax_shares(
        purchase.internal_taxes,
        [Taxable(it.line.description, it.net, it.said.internal_tax_rate) for it in goods],
    )
    costs: list[LineCost] = []
    for it, tax, carried in zip(
        goods, internal, share_by_amount(freight, [it.cost for it in goods]), strict=True
    ):
        try:
            costs.append(_unit_cost(it, tax, carried))
        except PricingRefused as error:
            refused[it.line.index] = error
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


def _own_cost(line: CostLine, basis: _Basis, letter: str | None, adjustment: Decimal, said: Said) -> _Goods:
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
        if letter in _UNTAXED_LETTERS:
            return _Goods(line, said, net=amount, cost=amount, steps=steps)
        steps.append(Step(StepCode.TAX_PART_OF_COST, {"amount": amount}))
        return _Goods(line, said, net=_without_tax(amount, line.tax_rate), cost=amount, steps=steps)
    if not basis.include_tax and basis.recoverable:
        credit: dict[str, Decimal | str] = {"amount": amount}
        if line.tax_rate is not None:
            credit["rate"] = line.tax_rate
        steps.append(Step(StepCode.TAX_CREDIT, credit))
        return _Goods(line, said, net=amount, cost=amount, steps=steps)
    rate = _tax_rate(line)
    factor = ONE + rate / HUNDRED
    cost = cents(amount / factor if basis.include_tax else amount * factor)
    code = StepCode.TAX_TAKEN_OUT if basis.include_tax else StepCode.TAX_ADDED
    steps.append(Step(code, {"rate": rate, "tax": abs(cost - amount), "amount": cost}))
    return _Goods(line, said, net=min(cost, amount), cost=cost, steps=steps)


def _without_tax(amount: Decimal, rate: Decimal | None) -> Decimal:
    """The amount before its IVA where the rate is known; it only weighs the line against others."""
    return amount if rate is None else amount / (ONE + rate / HUNDRED)


def _tax_rate(line: CostLine) -> Decimal:
    if line.tax_rate is None:
        raise PricingRefused(RefusalCode.TAX_RATE_MISSING, line.row)
    return line.tax_rate


def _checked_amount(line: CostLine) -> Decimal:
    """The line's amount after discount.

    Raises PricingRefused where it is missing, not positive, or at odds with quantity times price, and for
    a quantity or tax rate that cannot be.
    """
    if not line.description:
        raise PricingRefused(RefusalCode.DESCRIPTION_MISSING, line.row)
    if line.quantity is not None and abs(line.quantity) >= MOST_UNITS:
        detail = {"quantity": str(line.quantity), "most": str(MOST_UNITS)}
        raise PricingRefused(RefusalCode.QUANTITY_OUT_OF_RANGE, line.row, detail)
    for figure in (line.unit_price, line.discount, line.amount):
        if figure is not None and abs(figure) >= MOST_MONEY:
            raise PricingRefused(RefusalCode.COST_OUT_OF_RANGE, line.row, {"cost": str(figure)})
    if line.tax_rate is not None and not ZERO <= line.tax_rate < HUNDRED:
        raise PricingRefused(RefusalCode.TAX_RATE_INVALID, line.row, {"rate": str(line.tax_rate)})
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


def _unit_cost(goods: _Goods, internal: Decimal, freight: Decimal) -> LineCost:
    """One unit's cost: the line's with its shares, over the units in its packs."""
    line, amount, steps = goods.line, goods.cost, goods.steps
    if internal:
        amount += internal
        steps.append(_internal_step(goods.said.internal_tax_rate, internal, amount))
    if freight:
        amount += freight
        steps.append(Step(StepCode.FREIGHT, {"share": freight, "amount": amount}))
    if line.quantity is None:
        raise PricingRefused(RefusalCode.QUANTITY_MISSING, line.row)
    if line.quantity <= ZERO:
        detail = {"quantity": str(line.quantity)}
        raise PricingRefused(RefusalCode.QUANTITY_NOT_POSITIVE, line.row, detail)
    per_pack = goods.said.units_per_pack or pack_size(line.unit, line.description)
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


def _internal_step(rate: Decimal | None, share: Decimal, amount: Decimal) -> Step:
    figures: dict[str, Decimal | str] = {"share": share, "amount": amount}
    if rate:
        return Step(StepCode.INTERNAL_TAX_BY_RATE, {"rate": rate} | figures)
    return Step(StepCode.INTERNAL_TAX, figures)

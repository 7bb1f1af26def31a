"""From a cost to a shelf price: rule, cap, floor, tax, rounding. Pure functions: no clock, no I/O."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache

from babel.numbers import list_currencies

from core.pricing.money import (
    CENT,
    COST_STEP,
    HUNDRED,
    MOST_MONEY,
    MOST_UNITS,
    ONE,
    RATIO_STEP,
    ZERO,
    cents,
)
from core.pricing.quote import Item, Policy, Quote, Refusal
from core.pricing.refusals import PricingRefused, RefusalCode
from core.pricing.rounding import AUTO, Direction, Rounding, parse_rounding
from core.pricing.rules import Method, Rule, RuleBook, cost_floor
from core.pricing.trace import Step, StepCode

__all__ = [
    "Item",
    "Policy",
    "Quote",
    "Refusal",
    "check_item",
    "known_currencies",
    "price_again",
    "price_all",
    "price_item",
    "price_proposed",
    "sale_tax",
]

GENERAL_TAX_RATE = Decimal(21)
"""Percent: Argentina's general rate of IVA (law 23.349, article 28), for goods whose invoice names none."""


def price_all(items: Iterable[Item], book: RuleBook, policy: Policy) -> list[Quote]:
    """A quote for each item, in their order; none depends on another."""
    return [price_item(item, book, policy) for item in items]


def price_again(quotes: Iterable[Quote], before: RuleBook, after: RuleBook, policy: Policy) -> list[Quote]:
    """The quotes that `before` gave, as `after` gives them; those it does not touch are taken as they are."""

    def again(quote: Quote) -> Quote:
        rule = _rule_for(quote.item, after, policy)
        same = rule == quote.rule and _guards(rule, before) == _guards(rule, after)
        return quote if same else price_item(quote.item, after, policy)

    return [again(quote) for quote in quotes]


def price_item(item: Item, book: RuleBook, policy: Policy) -> Quote:
    """The rules' price for one item. What cannot be priced comes back as a quote with a refusal."""
    rule = _rule_for(item, book, policy)
    try:
        cost = check_item(item)
        opening = _rule_step(rule)
        if rule.method is Method.FIXED or item.fixed_price is not None:
            return _fixed(item, rule, book, policy, (opening,))
        target = Step(
            StepCode.TARGET,
            {
                "cost": cost,
                "markup": rule.markup.quantize(RATIO_STEP),
                "margin": rule.margin.quantize(RATIO_STEP),
                "net": rule.target(cost).quantize(COST_STEP),
            },
        )
        price = rule.target(cost * _tax_factor(item, policy))
        return _settle(item, rule, book, policy, price=price, opening=(opening, target))
    except PricingRefused as refused:
        return Quote(item, refusal=Refusal(refused.code, refused.detail), rule=rule)


def price_proposed(quote: Quote, proposal: Decimal, reason: str, book: RuleBook, policy: Policy) -> Quote:
    """The AI's final price for an item the rules have priced, through the same cap, floor, tax and rounding.

    Raises PricingRefused where tax or price are out of range.
    """
    item, rule = quote.item, quote.rule
    if rule is None or quote.price is None:
        raise ValueError(f"{item.row}: only an item that the rules have priced can take a proposal")
    step = Step(StepCode.ASSISTANT, {"price": proposal, "reason": reason})
    return _settle(item, rule, book, policy, price=proposal, opening=(_rule_step(rule), step))


def check_item(item: Item) -> Decimal:
    """The cost to price `item` from. Raises PricingRefused for input that would give a wrong price."""
    row = item.row
    if item.cost_issue:
        raise PricingRefused(RefusalCode(item.cost_issue), row, item.cost_issue_detail)
    if item.currency is None or item.currency not in known_currencies():
        raise PricingRefused(RefusalCode.CURRENCY_UNKNOWN, row, {"currency": item.currency or ""})
    if item.cost is None:
        raise PricingRefused(RefusalCode.COST_MISSING, row)
    if item.cost <= ZERO:
        raise PricingRefused(RefusalCode.COST_NOT_POSITIVE, row, {"cost": str(item.cost)})
    if item.cost >= MOST_MONEY:
        raise PricingRefused(RefusalCode.COST_OUT_OF_RANGE, row, {"cost": str(item.cost)})
    if item.price is not None and not ZERO < item.price < MOST_MONEY:
        raise PricingRefused(RefusalCode.PRICE_OUT_OF_RANGE, row, {"price": str(item.price)})
    if item.quantity is not None and item.quantity <= ZERO:
        raise PricingRefused(RefusalCode.QUANTITY_NOT_POSITIVE, row, {"quantity": str(item.quantity)})
    if item.quantity is not None and item.quantity >= MOST_UNITS:
        detail = {"quantity": str(item.quantity), "most": str(MOST_UNITS)}
        raise PricingRefused(RefusalCode.QUANTITY_OUT_OF_RANGE, row, detail)
    return item.cost


def sale_tax(item: Item, policy: Policy) -> tuple[Decimal, StepCode]:
    """IVA on the sale of `item` in percent, and the step that says on what ground.

    Raises PricingRefused for a rate out of range, or none at all outside Argentina, where no general rate
    can be assumed.
    """
    if not policy.registered:
        return ZERO, StepCode.NO_SALE_TAX
    if item.tax_rate is None:
        if item.currency != "ARS":
            raise PricingRefused(RefusalCode.TAX_RATE_MISSING, item.row)
        return GENERAL_TAX_RATE, StepCode.SALE_TAX_ASSUMED
    if not ZERO <= item.tax_rate < HUNDRED:
        raise PricingRefused(RefusalCode.TAX_RATE_INVALID, item.row, {"rate": str(item.tax_rate)})
    return item.tax_rate, StepCode.SALE_TAX


@lru_cache(maxsize=1)
def known_currencies() -> frozenset[str]:
    """ISO 4217 codes, from CLDR."""
    return frozenset(list_currencies())


def _rule_for(item: Item, book: RuleBook, policy: Policy) -> Rule:
    return book.rule_for(
        product_id=item.product_id,
        supplier_key=item.supplier_key,
        category=item.category,
        quantity=item.quantity,
        today=policy.today,
    )


def _guards(rule: Rule, book: RuleBook) -> tuple[Decimal, Decimal | None]:
    return book.minimum_margin(rule), book.maximum_change(rule)


def _tax_factor(item: Item, policy: Policy) -> Decimal:
    return ONE + sale_tax(item, policy)[0] / HUNDRED


def _settle(
    item: Item, rule: Rule, book: RuleBook, policy: Policy, *, price: Decimal, opening: tuple[Step, ...]
) -> Quote:
    """Cap, floor and rounding on a final price.

    Each multiplies before it divides, so that a figure that comes out even in cents is not rounded up for
    a last digit lost on the way.
    """
    assert item.cost is not None  # noqa: S101 - check_item has seen it
    rate, ground = sale_tax(item, policy)
    factor = ONE + rate / HUNDRED
    steps = [*opening, _tax_step(ground, rate, price / factor, price)]

    floor = cost_floor(item.cost * factor, book.minimum_margin(rule))
    change = book.maximum_change(rule)
    lowest = highest = None
    if item.price and change is not None:
        lowest, highest = max(item.price * (ONE - change), ZERO), item.price * (ONE + change)
        capped = min(max(price, lowest), highest)
        if capped != price:
            figures = {"current": item.price, "maximum_change": change, "before": price, "price": capped}
            steps.append(_money_step(StepCode.CAPPED, figures))
            price = capped
    if price < floor:
        figures = {"minimum_margin": book.minimum_margin(rule), "before": price, "price": floor}
        steps.append(_money_step(StepCode.FLOORED, figures))
        price = floor

    spec = rule.rounding if item.currency == policy.currency else AUTO
    rounding = parse_rounding(spec, item.currency or "")
    before = price.quantize(COST_STEP)
    price, code = _round_within(price, rounding, floor=floor, lowest=lowest, highest=highest)
    steps.append(Step(code, {"rounding": spec, "before": before, "price": price}))
    return _finish(item, rule, price, rate, steps=steps, floor=floor, lowest=lowest, highest=highest)


def _round_within(
    price: Decimal,
    rounding: Rounding,
    *,
    floor: Decimal,
    lowest: Decimal | None,
    highest: Decimal | None,
) -> tuple[Decimal, StepCode]:
    """`price` rounded, never below `floor`, and within the cap where a rounded price exists there."""
    rounded = rounding.apply(price)
    if rounded < floor:
        return rounding.apply(floor, Direction.UP), StepCode.ROUNDED_UP
    if highest is not None and rounded > highest:
        down = rounding.apply(price, Direction.DOWN)
        if down > ZERO and down >= max(floor, lowest or ZERO):
            return down, StepCode.ROUNDED_DOWN
    if lowest is not None and rounded < lowest:
        up = rounding.apply(price, Direction.UP)
        if highest is None or up <= highest:
            return up, StepCode.ROUNDED_UP
    return rounded, StepCode.ROUNDED


def _fixed(item: Item, rule: Rule, book: RuleBook, policy: Policy, opening: tuple[Step, ...]) -> Quote:
    assert item.cost is not None  # noqa: S101 - check_item has seen it
    price = item.fixed_price
    if price is None or price <= ZERO:
        raise PricingRefused(RefusalCode.FIXED_PRICE_MISSING, item.row, {"category": item.category or ""})
    rate, ground = sale_tax(item, policy)
    factor = ONE + rate / HUNDRED
    steps = [*opening, Step(StepCode.FIXED_PRICE, {"price": price})]
    steps.append(_tax_step(ground, rate, price / factor, price))
    floor = cost_floor(item.cost * factor, book.minimum_margin(rule))
    return _finish(item, rule, price, rate, steps=steps, floor=floor)


def _finish(
    item: Item,
    rule: Rule,
    price: Decimal,
    rate: Decimal,
    *,
    steps: list[Step],
    floor: Decimal,
    lowest: Decimal | None = None,
    highest: Decimal | None = None,
) -> Quote:
    assert item.cost is not None  # noqa: S101 - check_item has seen it
    if price >= MOST_MONEY:
        raise PricingRefused(RefusalCode.PRICE_OUT_OF_RANGE, item.row, {"price": str(price)})
    net = price / (ONE + rate / HUNDRED)
    markup = (net / item.cost - ONE).quantize(RATIO_STEP)
    margin = (ONE - item.cost / net).quantize(RATIO_STEP)
    shown_net = net.quantize(COST_STEP)
    steps.append(
        Step(StepCode.RESULT, {"price": price, "net": shown_net, "markup": markup, "margin": margin})
    )
    untaxed = any(step.code is StepCode.NO_SALE_TAX for step in steps)
    return Quote(
        item,
        rule=rule,
        price=price,
        net=shown_net,
        price_without_tax=None if untaxed else cents(net - item.internal_tax),
        markup=markup,
        margin=margin,
        floor=floor.quantize(CENT, "ROUND_CEILING"),
        lowest=lowest,
        highest=highest,
        beyond_cap=highest is not None and lowest is not None and not lowest <= price <= highest,
        below_floor=price < floor,
        tax_rate=rate,
        steps=tuple(steps),
    )


def _rule_step(rule: Rule) -> Step:
    return Step(
        StepCode.RULE,
        {
            "rule": rule.id,
            "name": rule.name,
            "scope": rule.scope.value,
            "method": rule.method.value,
            "rate": rule.rate,
        },
    )


def _tax_step(ground: StepCode, rate: Decimal, net: Decimal, price: Decimal) -> Step:
    shown = price.quantize(COST_STEP)
    if ground is StepCode.NO_SALE_TAX:
        return Step(ground, {"price": shown})
    before = net.quantize(COST_STEP)
    return Step(ground, {"rate": rate, "net": before, "tax": shown - before, "price": shown})


def _money_step(code: StepCode, figures: Mapping[str, Decimal]) -> Step:
    return Step(code, {name: figure.quantize(COST_STEP) for name, figure in figures.items()})

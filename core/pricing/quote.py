"""What the engine takes and gives: an item, the shop's policy, and a quote with all that led to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from core.pricing.money import ONE, RATIO_STEP, ZERO, cents
from core.pricing.refusals import RefusalCode
from core.pricing.rules import Rule
from core.pricing.trace import Step, from_json


@dataclass(frozen=True, slots=True)
class Policy:
    """What holds for every item of a run."""

    currency: str
    """The shop's currency; rounding rules other than automatic are meant for it."""
    registered: bool
    """The shop is registered for IVA: it recovers it on what it buys and adds it to what it sells."""
    today: date
    """The day on the shop's calendar."""


@dataclass(frozen=True, slots=True)
class Item:
    """What the engine needs to know of one product. Money in `currency`; cost and price are of one unit."""

    product_id: str
    description: str
    currency: str | None
    cost: Decimal | None
    supplier_key: str = ""
    category: str | None = None
    previous_cost: Decimal | None = None
    quantity: Decimal | None = None
    """Units bought on the newest line."""
    tax_rate: Decimal | None = None
    """IVA on the sale, in percent."""
    internal_tax: Decimal = ZERO
    """Internal taxes inside `cost`."""
    price: Decimal | None = None
    """Final price now on the shelf."""
    fixed_price: Decimal | None = None
    measure_quantity: Decimal | None = None
    """Content of one unit, in `measure_unit`: kg, l, m or u."""
    measure_unit: str | None = None
    cost_issue: str | None = None
    """RefusalCode of the newest line, where it gave no cost."""
    cost_issue_detail: Mapping[str, str] = field(default_factory=dict)
    cost_steps: tuple[Mapping[str, Any], ...] = ()
    """How the cost came to be, as kept beside it."""

    @property
    def row(self) -> str:
        """What names the item in a refusal."""
        return f"{self.description or '?'} ({self.product_id})"


@dataclass(frozen=True, slots=True)
class Refusal:
    code: RefusalCode
    detail: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Quote:
    """The engine's answer for one item: a price with all that leads to it, or a refusal."""

    item: Item
    refusal: Refusal | None = None
    rule: Rule | None = None
    price: Decimal | None = None
    """Final price, IVA included."""
    net: Decimal | None = None
    """`price` before IVA, to four decimals."""
    price_without_tax: Decimal | None = None
    """`price` without IVA and internal taxes, to the cent: "precio sin impuestos nacionales" (Secretaría
    de Comercio, resolution 4/2025, article 2 c). None for a shop that adds no IVA."""
    markup: Decimal | None = None
    margin: Decimal | None = None
    floor: Decimal | None = None
    """Least final price that keeps the minimum margin, in cents rounded up."""
    lowest: Decimal | None = None
    highest: Decimal | None = None
    """What the cap lets the final price be; None where the item has no price yet."""
    beyond_cap: bool = False
    """The price lies outside the cap, so as to keep the floor: approving it takes a reason."""
    below_floor: bool = False
    """Only a fixed price can be: the maker's price leaves less than the minimum margin."""
    tax_rate: Decimal = ZERO
    steps: tuple[Step, ...] = ()

    @property
    def trace(self) -> tuple[Step, ...]:
        """Every step from the invoice's line to the price."""
        return from_json(self.item.cost_steps) + self.steps

    @property
    def change(self) -> Decimal | None:
        """Price against the current one, as a share of it."""
        if self.price is None or not self.item.price:
            return None
        return (self.price / self.item.price - ONE).quantize(RATIO_STEP)

    @property
    def at_stake(self) -> Decimal:
        """What leaving the price as it is would forgo on the units last bought; zero for a refusal.

        It is the difference, or the whole price where there is none yet.
        """
        if self.price is None:
            return ZERO
        return cents((self.price - (self.item.price or ZERO)) * (self.item.quantity or ONE))

    @property
    def measure_price(self) -> Decimal | None:
        """Final price of a kilogram, litre, metre or piece (`item.measure_unit`), to the cent."""
        if self.price is None or not self.item.measure_quantity:
            return None
        return cents(self.price / self.item.measure_quantity)

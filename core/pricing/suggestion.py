"""What a manager sees of one product: its costs, its price, the price suggested, and why it needs a look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import case

from core.pricing.engine import Item, Quote, Refusal
from core.pricing.money import HUNDRED, ONE, RATIO_STEP, ZERO, as_decimal
from core.pricing.rules import Rule
from core.pricing.trace import Step
from core.resilience.reason import Reason
from core.services.schema import products

_ISSUE_DETAIL = case((products.c.cost_issue.is_not(None), products.c.cost_basis["issue_detail"]))
LIST_COLUMNS = (
    *(column for column in products.columns if column.name != "cost_basis"),
    _ISSUE_DETAIL.label("issue_detail"),
)
"""What the list reads: how each cost came to be is read with the one item that is opened."""


class PriceSource(StrEnum):
    RULES = "rules"
    AI = "ai"


class Attention(StrEnum):
    """Why an item is in the list of what changed; the first that applies."""

    REFUSED = "refused"
    NO_PRICE = "no_price"
    BELOW_FLOOR = "below_floor"
    COST_UP = "cost_up"
    COST_DOWN = "cost_down"
    OTHER_PRICE = "other_price"
    """Its cost stands and its price covers it, but the rules would have another."""
    NONE = "none"
    """Its price is the one the rules give, or a person has answered theirs."""

    @property
    def waits(self) -> bool:
        """Whether a manager should decide now."""
        return self not in (Attention.OTHER_PRICE, Attention.NONE)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One product with the price suggested for it. Money in `currency`, margins as shares of one."""

    quote: Quote
    sku: str | None
    ean: str | None
    supplier_name: str | None
    cost_at: datetime | None
    price_at: datetime | None
    price_version: int
    """What an approval must name, so that of two managers one wins and the other is told."""
    units_per_pack: Decimal | None = None
    """Set by a person; None means as the invoice says."""
    internal_tax_rate: Decimal | None = None
    """Set by a person: internal taxes in percent of the net amount; None where nobody has said."""
    answered_price: Decimal | None = None
    """The rules' price that a person has answered with another or none; the same again is no news."""
    held_approvals: int = 0
    """Decisions that wait in the journal for the database; the current price is that of the last."""
    source: PriceSource = PriceSource.RULES
    source_reason: Reason | None = None
    """Why the AI's proposal was not taken: a Verdict's value, or what kept the AI from answering."""

    @property
    def held(self) -> bool:
        return self.held_approvals > 0

    @property
    def product_id(self) -> str:
        return self.quote.item.product_id

    @property
    def description(self) -> str:
        return self.quote.item.description

    @property
    def category(self) -> str | None:
        return self.quote.item.category

    @property
    def currency(self) -> str | None:
        return self.quote.item.currency

    @property
    def cost_before(self) -> Decimal | None:
        return self.quote.item.previous_cost

    @property
    def cost(self) -> Decimal | None:
        return self.quote.item.cost

    @property
    def cost_change(self) -> Decimal | None:
        """The newest cost against the one before, as a share of that; None where one is not known."""
        before, now = self.cost_before, self.cost
        return None if not before or now is None else (now / before - ONE).quantize(RATIO_STEP)

    @property
    def current_price(self) -> Decimal | None:
        return self.quote.item.price

    @property
    def current_margin(self) -> Decimal | None:
        """Margin that the current price leaves on the newest cost."""
        if not self.current_price or self.cost is None or self.quote.price is None:
            return None
        net = self.current_price / (ONE + self.quote.tax_rate / HUNDRED)
        return (ONE - self.cost / net).quantize(RATIO_STEP)

    @property
    def price(self) -> Decimal | None:
        """Final price suggested, IVA included; None for a refusal."""
        return self.quote.price

    @property
    def price_without_tax(self) -> Decimal | None:
        return self.quote.price_without_tax

    @property
    def measure_price(self) -> Decimal | None:
        return self.quote.measure_price

    @property
    def measure_unit(self) -> str | None:
        return self.quote.item.measure_unit

    @property
    def change(self) -> Decimal | None:
        return self.quote.change

    @property
    def markup(self) -> Decimal | None:
        return self.quote.markup

    @property
    def margin(self) -> Decimal | None:
        return self.quote.margin

    @property
    def at_stake(self) -> Decimal:
        return self.quote.at_stake

    @property
    def rule(self) -> Rule | None:
        return self.quote.rule

    @property
    def refusal(self) -> Refusal | None:
        return self.quote.refusal

    @property
    def trace(self) -> tuple[Step, ...]:
        """Steps to the price; those of the cost come first where the item was read by itself."""
        return self.quote.trace

    @property
    def changes_label(self) -> bool:
        return self.price is not None and self.price != self.current_price

    @property
    def is_from_ai(self) -> bool:
        return self.source is PriceSource.AI

    @property
    def is_answered(self) -> bool:
        """Whether a person has answered this very price, and so keeps the one that is on the shelf."""
        return self.price is not None and not self.is_from_ai and self.price == self.answered_price

    @property
    def attention(self) -> Attention:
        if self.refusal is not None:
            return Attention.REFUSED
        if self.is_answered:
            return Attention.NONE
        if self.current_price is None:
            return Attention.NO_PRICE
        if self.quote.floor is not None and self.current_price < self.quote.floor:
            return Attention.BELOW_FLOOR
        return self._attention_to_change()

    def _attention_to_change(self) -> Attention:
        moved = self.cost_change or ZERO
        if not self.changes_label:
            return Attention.NONE
        if moved == ZERO:
            return Attention.OTHER_PRICE
        return Attention.COST_UP if moved > ZERO else Attention.COST_DOWN


def item_from_row(row: Mapping[str, Any]) -> Item:
    """The engine's item from a row of `products`, with or without its cost_basis."""
    basis = row.get("cost_basis") or {}
    return Item(
        product_id=row["id"],
        description=row["description"],
        currency=row["currency"],
        cost=as_decimal(row["cost"]),
        supplier_key=row["supplier_key"],
        category=row["category"],
        previous_cost=as_decimal(row["previous_cost"]),
        quantity=as_decimal(row["cost_quantity"]),
        tax_rate=as_decimal(row["tax_rate"]),
        internal_tax=as_decimal(row["internal_tax"]) or ZERO,
        price=as_decimal(row["price"]),
        fixed_price=as_decimal(row["fixed_price"]),
        measure_quantity=as_decimal(row["measure_quantity"]),
        measure_unit=row["measure_unit"],
        cost_issue=row["cost_issue"],
        cost_issue_detail=row.get("issue_detail") or basis.get("issue_detail", {}),
        cost_steps=tuple(basis.get("steps", ())),
    )


def suggestion_from_row(row: Mapping[str, Any], quote: Quote) -> Suggestion:
    """The manager's view of a row of `products` with the engine's quote for it."""
    return Suggestion(
        quote=quote,
        sku=row["sku"],
        ean=row["ean"],
        supplier_name=row["supplier_name"],
        cost_at=row["cost_at"],
        price_at=row["price_at"],
        price_version=row["price_version"],
        units_per_pack=as_decimal(row["units_per_pack"]),
        internal_tax_rate=as_decimal(row["internal_tax_rate"]),
        answered_price=as_decimal(row["answered_price"]),
    )

"""What an invoice's lines mean before it is approved: which product each is, and how far its cost moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.pricing.costs import Said, line_costs
from core.pricing.goods import supplier_key
from core.pricing.known import LINES_A_QUERY, How, Match, match_lines
from core.pricing.money import HUNDRED, as_text
from core.pricing.purchase import Purchase, purchase_from_reading
from core.resilience.reason import Reason
from core.services.database import DatabaseService
from core.services.errors import NoCopy
from core.services.schema import products
from core.services.served import Served, Source
from core.telemetry.context import current_request_id

_MOST_OFFERED = 5000
_NOT_COMPARED = {"credit_note", "debit_note"}
"""They correct what an invoice charged, and say nothing of what goods cost."""


@dataclass(frozen=True, slots=True)
class LineMatch:
    """What one line of goods means."""

    index: int
    match: Match
    description: str | None
    """What the product is called here; None for one that is entered with the approval."""
    cost: Decimal | None
    """Of one unit, as this line would make it; None where it gives none."""
    last_cost: Decimal | None
    """As approved last, in the same currency."""

    @property
    def change(self) -> Decimal | None:
        """Change of the cost as a share of the last one: 0.25 is a rise of 25 %."""
        if self.cost is None or not self.last_cost:
            return None
        return (self.cost - self.last_cost) / self.last_cost


@dataclass(frozen=True, slots=True)
class OfferedProduct:
    """A product that a line may mean."""

    id: str
    description: str
    supplier_name: str | None


class ProductMatcher:
    """Matches readings with products, from the database or its copies. Changes nothing."""

    def __init__(self, database: DatabaseService, *, buyer_is_registered: bool, cost_jump: Decimal) -> None:
        """`cost_jump` is the share, such as 0.25, from which a change of cost is worth a warning."""
        self._database = database
        self._registered = buyer_is_registered
        self._cost_jump = cost_jump

    def match(self, reading: Mapping[str, Any]) -> Served[list[LineMatch]]:
        """The lines of goods of a reading (core.invoices' Reading as plain data) with their products.

        Empty, with the reason, where an outage leaves no copy to look in, or its figures are no numbers.
        """
        try:
            purchase = purchase_from_reading(reading)
            return self._matched(purchase)
        except NoCopy as error:
            reason = error.reason
        except ValueError as error:
            reason = Reason("FIGURES_INVALID", str(error))
        return Served([], Source.HELD, current_request_id(), 0.0, reason=reason)

    def cost_jumps(self, reading: Mapping[str, Any]) -> list[tuple[int, dict[str, str]]]:
        """The lines whose unit cost is far from the last approved one, with the figures of a warning."""
        if reading.get("kind") in _NOT_COMPARED:
            return []
        return [
            (it.index, _figures(it, it.change))
            for it in self.match(reading).value
            if it.change is not None and abs(it.change) > self._cost_jump
        ]

    def offered(self) -> Served[list[OfferedProduct]]:
        """Every product, by description, to choose from. Raises NoCopy."""
        query = select(products.c.id, products.c.description, products.c.supplier_name)
        rows = self._database.read_query(query.order_by(products.c.description).limit(_MOST_OFFERED))
        return rows.map(lambda found: [OfferedProduct(**row) for row in found])

    def _matched(self, purchase: Purchase) -> Served[list[LineMatch]]:
        goods = [line for line in purchase.lines if line.description and not line.is_freight]
        supplier = supplier_key(purchase.supplier_tax_id, purchase.supplier_name)
        matches = match_lines(lambda query: self._database.read_query(query).value, supplier, goods)
        served = self._products({it.product_id for it in matches.values() if it.how is not How.NEW})
        known = {row["id"]: row for row in served.value}
        said = {
            index: Said(row["units_per_pack"], row["internal_tax_rate"])
            for index, it in matches.items()
            if (row := known.get(it.product_id)) is not None
        }
        found, _ = line_costs(purchase, buyer_is_registered=self._registered, said=said)
        costs = {it.line.index: it.cost for it in found}
        lines = [
            _line_match(index, it, known.get(it.product_id), costs.get(index), purchase.currency)
            for index, it in matches.items()
        ]
        return served.map(lambda _: lines)

    def _products(self, ids: set[str]) -> Served[list[dict[str, Any]]]:
        wanted = sorted(ids)
        columns = (
            products.c.id,
            products.c.description,
            products.c.cost,
            products.c.currency,
            products.c.units_per_pack,
            products.c.internal_tax_rate,
        )
        rows: list[dict[str, Any]] = []
        served = None
        for start in range(0, max(len(wanted), 1), LINES_A_QUERY):
            part = wanted[start : start + LINES_A_QUERY]
            served = self._database.read_query(select(*columns).where(products.c.id.in_(part)))
            rows += served.value
        assert served is not None  # noqa: S101 - the loop runs once at least
        return served.map(lambda _: rows)


def _line_match(
    index: int,
    match: Match,
    product: Mapping[str, Any] | None,
    cost: Decimal | None,
    currency: str | None,
) -> LineMatch:
    comparable = product is not None and product["currency"] == currency
    return LineMatch(
        index=index,
        match=match,
        description=product["description"] if product else None,
        cost=cost,
        last_cost=product["cost"] if product and comparable else None,
    )


def _figures(line: LineMatch, change: Decimal) -> dict[str, str]:
    """Figures in the document's currency, and the change in percent."""
    return {
        "before": as_text(line.last_cost) or "",
        "now": as_text(line.cost) or "",
        "change": f"{change * HUNDRED:+.1f}",
    }

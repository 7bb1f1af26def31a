"""From an approved invoice to products and their costs, inside the transaction that approves it."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from core.pricing.costs import LineCost, Said, line_costs
from core.pricing.goods import clean_ean, clean_sku, supplier_key
from core.pricing.known import LINES_A_QUERY, identify
from core.pricing.money import COST_STEP, HUNDRED, ZERO, as_text
from core.pricing.purchase import CostLine, Purchase, purchase_from_reading
from core.pricing.refusals import PricingRefused, RefusalCode
from core.pricing.trace import Step, StepCode, to_json
from core.services.inserts import insert_once
from core.services.ledger import Refused
from core.services.schema import costs, invoices, products

NO_COSTS = {"credit_note", "debit_note"}
"""They correct what an invoice charged; what goods cost is what invoices say."""


def record_costs(
    connection: Connection,
    invoice_id: str,
    reading: Mapping[str, Any],
    at: datetime,
    actor: str | None = None,
    *,
    buyer_is_registered: bool,
) -> dict[str, Any]:
    """Enter an approved invoice's products and what a unit of each cost; a second time changes nothing.

    `reading` is core.invoices' Reading as plain data. Returns the ids of the products and the lines that gave
    no cost with their codes. Raises Refused where the document's own figures are no numbers, or a product
    that `actor` chose for a line is not there.
    """
    seen = select(costs.c.id).where(costs.c.invoice_id == invoice_id).limit(1)
    if connection.execute(seen).first() is not None:
        return {"products": [], "refused": [], "recorded_before": True}
    recording = _Recording(
        connection, invoice_id, reading, at, actor, buyer_is_registered=buyer_is_registered
    )
    return recording.run()


def record_again(
    connection: Connection, product_id: str, at: datetime, *, with_its_invoice: bool = False
) -> None:
    """Work a product's cost out anew from its newest invoice, after a person has set what it follows from.

    `with_its_invoice`: also those of all products whose newest invoice it is, which share its sums.
    """
    found = connection.execute(
        select(products.c.cost_basis, invoices.c.id, invoices.c.reading)
        .join(invoices, products.c.cost_invoice_id == invoices.c.id)
        .where(products.c.id == product_id)
    ).one_or_none()
    if found is None:
        return
    registered = bool((found.cost_basis or {}).get("buyer_is_registered", True))
    recording = _Recording(connection, found.id, found.reading, at, None, buyer_is_registered=registered)
    only = {product_id}
    if with_its_invoice:
        newest = select(products.c.id).where(products.c.cost_invoice_id == found.id)
        only.update(connection.execute(newest).scalars())
    recording.run(only)


class _Recording:
    """One invoice on its way into products and costs."""

    def __init__(
        self,
        connection: Connection,
        invoice_id: str,
        reading: Mapping[str, Any],
        at: datetime,
        actor: str | None,
        *,
        buyer_is_registered: bool,
    ) -> None:
        try:
            self._purchase = purchase_from_reading(reading)
        except ValueError as error:
            raise Refused("FIGURES_INVALID", f"invoice {invoice_id}: {error}") from error
        self._connection = connection
        self._invoice_id = invoice_id
        self._at = at
        self._actor = actor
        self._cost_at = _day_of(self._purchase, at)
        self._registered = buyer_is_registered
        self._supplier = supplier_key(self._purchase.supplier_tax_id, self._purchase.supplier_name)
        self._cost_rows: list[dict[str, Any]] = []
        self._kept: list[dict[str, Any]] = []
        self._marked: list[dict[str, Any]] = []

    def run(self, only: AbstractSet[str] | None = None) -> dict[str, Any]:
        """Record every line, or with `only` those of these products."""
        purchase = self._purchase
        if purchase.kind in NO_COSTS:
            return {"products": [], "refused": [], "skipped": purchase.kind}
        goods = [line for line in purchase.lines if line.description and not line.is_freight]
        ids = identify(self._connection, self._supplier, goods, at=self._at, actor=self._actor)
        rows = self._locked(ids.values())
        said = {index: Said(rows[it].units_per_pack, rows[it].internal_tax_rate) for index, it in ids.items()}
        found, refused = line_costs(purchase, buyer_is_registered=self._registered, said=said)
        by_product: dict[str, list[LineCost]] = {}
        for cost in found:
            by_product.setdefault(ids[cost.line.index], []).append(cost)
        for product_id in sorted(by_product if only is None else by_product.keys() & only):
            self._keep(rows[product_id], by_product[product_id])
        for index, refusal in refused.items():
            product_id = ids.get(index, "")
            if product_id in rows and product_id not in by_product and (only is None or product_id in only):
                self._mark(rows[product_id], refusal)
        self._write(only)
        return {
            "products": sorted(set(ids.values())),
            "refused": [
                {"row": it.row, "code": it.code.value, "detail": it.detail} for it in refused.values()
            ],
        }

    def _locked(self, ids: Iterable[str]) -> dict[str, Row[Any]]:
        """The products' rows, locked in one order so that two invoices never wait for each other."""
        wanted = sorted(set(ids))
        rows: dict[str, Row[Any]] = {}
        for start in range(0, len(wanted), LINES_A_QUERY):
            query = (
                select(products)
                .where(products.c.id.in_(wanted[start : start + LINES_A_QUERY]))
                .order_by(products.c.id)
                .with_for_update()
            )
            rows.update((row.id, row) for row in self._connection.execute(query))
        return rows

    def _keep(self, row: Row[Any], lines: list[LineCost]) -> None:
        """Enter the lines' costs, and make them the product's own unless a newer invoice has spoken."""
        self._cost_rows += [self._cost_row(row.id, it) for it in lines]
        if row.cost_at is not None and row.cost_at > self._cost_at:
            return
        currency = self._purchase.currency
        if row.currency not in (None, currency) and (row.cost is not None or row.price is not None):
            detail = {"before": row.currency, "currency": currency or ""}
            self._mark(row, PricingRefused(RefusalCode.CURRENCY_CHANGED, row.description, detail))
            return
        first = lines[0].line
        merged = _merge(lines)
        again = row.cost_invoice_id == self._invoice_id
        self._kept.append(
            self._supplier_columns()
            | {
                "product": row.id,
                "sku": clean_sku(first.sku) or row.sku,
                "ean": row.ean or clean_ean(first.ean),
                "currency": currency,
                "cost": merged.cost,
                "previous_cost": row.previous_cost if again else row.cost,
                "cost_issue": None,
                "cost_basis": self._basis(merged.steps),
                "cost_quantity": merged.units,
                "cost_invoice_id": self._invoice_id,
                "cost_at": self._cost_at,
                "internal_tax": (merged.internal_tax / merged.units).quantize(COST_STEP),
                "tax_rate": self._sale_rate(first, row.tax_rate),
            }
        )

    def _mark(self, row: Row[Any], refusal: PricingRefused) -> None:
        """Say on the product that the newest line gave no cost; what was known before stays."""
        if row.cost_at is not None and row.cost_at > self._cost_at:
            return
        self._marked.append(
            self._supplier_columns()
            | {
                "product": row.id,
                "currency": row.currency or self._known_currency(),
                "cost_issue": refusal.code.value,
                "cost_basis": self._basis((), refusal.detail),
                "cost_invoice_id": self._invoice_id,
                "cost_at": self._cost_at,
            }
        )

    def _known_currency(self) -> str | None:
        currency = self._purchase.currency
        return currency if currency and len(currency) == 3 else None  # noqa: PLR2004 - ISO 4217

    def _write(self, only: AbstractSet[str] | None) -> None:
        """Write what was kept and marked, in a few statements however many the lines."""
        if only is not None:
            mine = (costs.c.invoice_id == self._invoice_id) & costs.c.product_id.in_(only)
            self._connection.execute(costs.delete().where(mine))
        if self._cost_rows:
            self._connection.execute(insert_once(self._connection, costs), self._cost_rows)
        one = update(products).where(products.c.id == bindparam("product"))
        for changes in (self._kept, self._marked):
            if changes:
                self._connection.execute(one.values(revision=products.c.revision + 1), changes)

    def _supplier_columns(self) -> dict[str, Any]:
        purchase = self._purchase
        return {
            "supplier_key": self._supplier,
            "supplier_tax_id": purchase.supplier_tax_id and purchase.supplier_tax_id[:40],
            "supplier_name": purchase.supplier_name and purchase.supplier_name[:255],
        }

    def _sale_rate(self, line: CostLine, known: Decimal | None) -> Decimal | None:
        """The line's rate, except from a factura C, whose issuer charges no IVA while its buyer may."""
        rate = line.tax_rate
        usable = rate is not None and ZERO <= rate < HUNDRED and self._purchase.letter != "C"
        return rate if usable else known

    def _basis(self, steps: Iterable[Step], detail: Mapping[str, str] | None = None) -> dict[str, Any]:
        return {
            "steps": to_json(steps),
            "issue_detail": dict(detail or {}),
            "buyer_is_registered": self._registered,
        }

    def _cost_row(self, product_id: str, cost: LineCost) -> dict[str, Any]:
        return {
            "id": f"{self._invoice_id}:{cost.line.index}",
            "product_id": product_id,
            "invoice_id": self._invoice_id,
            "line_index": cost.line.index,
            "cost": cost.cost,
            "currency": self._purchase.currency,
            "quantity": cost.units,
            "basis": self._basis(cost.steps) | {"line_cost": as_text(cost.line_cost)},
            "recorded_at": self._at,
        }


def _merge(lines: list[LineCost]) -> LineCost:
    """One product on several lines (such as units without charge beside paid ones): the average cost."""
    if len(lines) == 1:
        return lines[0]
    units = sum((it.units for it in lines), ZERO)
    cost = (sum((it.line_cost for it in lines), ZERO) / units).quantize(COST_STEP)
    figures: dict[str, Decimal | str] = {"lines": str(len(lines)), "units": units, "cost": cost}
    first = lines[0]
    return LineCost(
        line=first.line,
        cost=cost,
        line_cost=sum((it.line_cost for it in lines), ZERO),
        internal_tax=sum((it.internal_tax for it in lines), ZERO),
        units=units,
        units_per_pack=first.units_per_pack,
        steps=(*(step for it in lines for step in it.steps), Step(StepCode.SAME_PRODUCT_LINES, figures)),
    )


def _day_of(purchase: Purchase, at: datetime) -> datetime:
    """The day the goods were invoiced, so that an old invoice entered late does not pass for news.

    A date after the approval is a misreading, and counts as the day of approval.
    """
    approved = at.astimezone(UTC).date()
    day = min(purchase.issue_date, approved) if purchase.issue_date else approved
    return datetime.combine(day, time(), UTC)

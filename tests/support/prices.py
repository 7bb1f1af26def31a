"""What the pricing tests share: items, rules and invoices with sensible figures."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert

from core.pricing.engine import Item, Policy
from core.pricing.recording import record_costs
from core.pricing.rules import Method, Rule, RuleBook, Scope, rule_book
from core.services.schema import invoices

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 14, 3, tzinfo=UTC)
REGISTERED = Policy("ARS", registered=True, today=TODAY)
UNREGISTERED = Policy("ARS", registered=False, today=TODAY)
MARKUP = Decimal("0.45")


def item(product_id: str = "p1", cost: str | None = "1000", **changes: Any) -> Item:
    values: dict[str, Any] = {
        "description": "Yerba mate 500 g",
        "currency": "ARS",
        "supplier_key": "30500010912",
        "tax_rate": Decimal(21),
    }
    numbers = ("price", "previous_cost", "quantity", "tax_rate", "fixed_price", "internal_tax")
    changes = {
        name: Decimal(it) if name in numbers and isinstance(it, str) else it for name, it in changes.items()
    }
    return Item(product_id, cost=None if cost is None else Decimal(cost), **(values | changes))


def rule(**changes: Any) -> Rule:
    values: dict[str, Any] = {
        "id": "r1",
        "name": "A rule",
        "scope": Scope.DEFAULT,
        "method": Method.MARKUP,
        "rate": Decimal("0.5"),
    }
    return Rule(**(values | changes))


def default(**changes: Any) -> Rule:
    return rule(**({"id": "default", "name": "General", "rounding": "0.01"} | changes))


def book(*rules: Rule) -> RuleBook:
    """The given rules over a default of 45 %, rounded to the cent, without floor or cap."""
    own = {it.id: it for it in (default(rate=MARKUP), *rules)}
    return RuleBook(own.values())


def bundled() -> RuleBook:
    return rule_book((), MARKUP)


def line(description: str = "Yerba mate 500 g", **changes: Any) -> dict[str, Any]:
    values = {"quantity": "10", "unit": "unidad", "unit_price": "1000", "amount": "10000", "tax_rate": "21"}
    return {"description": description, "sku": None, "ean": None, "discount": None} | values | changes


def reading(*lines: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "kind": "invoice",
        "letter": "A",
        "currency": "ARS",
        "issue_date": "2026-03-01",
        "supplier_name": "Distribuidora del Sur S.A.",
        "supplier_tax_id": "30-50001091-2",
        "net": None,
        "total": None,
        "taxes": [],
    }
    return values | {"lines": list(lines)} | changes


def enter_invoice(
    connection: Connection,
    invoice_id: str,
    read: Mapping[str, Any],
    *,
    at: datetime = NOW,
    registered: bool = True,
) -> dict[str, Any]:
    """Put an invoice in the database as an approval would, and record its costs."""
    connection.execute(
        insert(invoices).values(
            id=invoice_id,
            content_sha256=invoice_id,
            filename=f"{invoice_id}.pdf",
            content_type="application/pdf",
            size_bytes=1,
            storage_key=invoice_id,
            status="approved",
            kind=read["kind"],
            line_count=len(read["lines"]),
            source="text",
            warnings=[],
            reading=dict(read),
            uploaded_by="ana",
            uploaded_at=at,
        )
    )
    return record_costs(connection, invoice_id, read, at, "ana", buyer_is_registered=registered)

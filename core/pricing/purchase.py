"""An approved invoice as plain figures: what costs are worked out from."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.pricing.goods import plain
from core.pricing.money import ZERO, as_decimal
from core.pricing.refusals import PricingRefused, RefusalCode

_FREIGHT = re.compile(
    r"^(?:gastos? de )?(?:flete|envio|transporte|acarreo|freight|shipping|delivery|versandkosten|"
    r"frais de port)\b"
)


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line of the invoice, as approved. Money in the invoice's currency."""

    index: int
    """From 0."""
    description: str
    sku: str | None = None
    ean: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    discount: Decimal | None = None
    amount: Decimal | None = None
    tax_rate: Decimal | None = None
    product_id: str | None = None
    """The product a person says it is, or `new` for none of those known."""

    @property
    def row(self) -> str:
        return f"line {self.index + 1}: {self.description or '?'}"

    @property
    def is_freight(self) -> bool:
        return bool(_FREIGHT.match(plain(self.description)))


@dataclass(frozen=True, slots=True)
class Purchase:
    """An approved invoice, in the plain data that costs need."""

    kind: str
    letter: str | None
    currency: str | None
    issue_date: date | None
    supplier_name: str | None
    supplier_tax_id: str | None
    net: Decimal | None
    total: Decimal | None
    internal_taxes: Decimal
    adjustment: Decimal
    """Charges less discounts on the document as a whole, on the same tax basis as the lines' amounts."""
    lines: tuple[CostLine, ...]
    unreadable: Mapping[int, PricingRefused]
    """By index, the lines with figures that are no numbers."""


def purchase_from_reading(reading: Mapping[str, Any]) -> Purchase:
    """The figures costs need, from a reading as plain data (core.invoices' Reading as a mapping).

    Raises ValueError where the document's own figures are no numbers; a line's are kept in `unreadable`.
    """
    unreadable: dict[int, PricingRefused] = {}
    lines = [_line(index, record, unreadable) for index, record in enumerate(reading.get("lines") or ())]
    issued = reading.get("issue_date")
    return Purchase(
        kind=str(reading.get("kind") or "invoice"),
        letter=(str(reading["letter"]).strip().upper() or None) if reading.get("letter") else None,
        currency=_currency(reading),
        issue_date=date.fromisoformat(str(issued)[:10]) if issued else None,
        supplier_name=_text(reading.get("supplier_name")) or None,
        supplier_tax_id=_text(reading.get("supplier_tax_id")) or None,
        net=as_decimal(reading.get("net")),
        total=as_decimal(reading.get("total")),
        internal_taxes=_internal_taxes(reading.get("taxes") or ()),
        adjustment=as_decimal(reading.get("adjustment")) or ZERO,
        lines=tuple(lines),
        unreadable=unreadable,
    )


def _line(index: int, record: Mapping[str, Any], unreadable: dict[int, PricingRefused]) -> CostLine:
    description = _text(record.get("description"))
    figures: dict[str, Decimal | None] = {}
    for name in ("quantity", "unit_price", "discount", "amount", "tax_rate"):
        try:
            figures[name] = as_decimal(record.get(name))
        except ValueError:
            row = f"line {index + 1}: {description or '?'}"
            detail = {"field": name, "value": str(record.get(name))[:40]}
            unreadable[index] = PricingRefused(RefusalCode.NOT_A_NUMBER, row, detail)
    sku, ean, unit = (_text(record.get(name)) or None for name in ("sku", "ean", "unit"))
    product_id = _text(record.get("product_id")) or None
    return CostLine(index, description, sku=sku, ean=ean, unit=unit, product_id=product_id, **figures)


def _text(value: object) -> str:
    """Text as a database takes it: PostgreSQL keeps no NUL."""
    return "" if value is None else str(value).replace("\x00", "").strip()


def _currency(reading: Mapping[str, Any]) -> str | None:
    """The document's currency; pesos where an Argentine letter is printed and no other currency is.

    Invoices in another currency must name it (AFIP RG 1415, annex II), those in pesos often print only `$`.
    """
    if reading.get("currency"):
        return str(reading["currency"]).strip().upper()
    return "ARS" if reading.get("letter") else None


def _internal_taxes(taxes: Sequence[Mapping[str, Any]]) -> Decimal:
    """Sum of the impuestos internos in a tax summary; perceptions are credits and no cost."""
    amounts = (
        as_decimal(tax.get("amount")) for tax in taxes if "intern" in plain(str(tax.get("kind") or ""))
    )
    return sum((amount for amount in amounts if amount is not None), ZERO)

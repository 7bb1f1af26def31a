"""An invoice's figures, computed once with Decimal: the page prints them and the truth records them."""

import base64
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from benchmarks.argentina.numbers import CENT, cents
from benchmarks.argentina.parties import Party
from benchmarks.argentina.products import Product

ZERO = Decimal(0)
HUNDRED = Decimal(100)
LETTERS = {1: "A", 2: "A", 3: "A", 6: "B", 8: "B", 11: "C", 13: "C", 51: "M", 53: "M", 201: "A", 203: "A"}
"""Comprobante codes of ARCA's table that are made here."""
CREDIT_NOTES = frozenset({3, 8, 13, 53, 203})
DEBIT_NOTES = frozenset({2})
TITLES = {"invoice": "FACTURA", "credit_note": "NOTA DE CRÉDITO", "debit_note": "NOTA DE DÉBITO"}
ARCA_CURRENCY = {"ARS": "PES", "USD": "DOL"}


@dataclass(frozen=True)
class Item:
    """One line. With letters B and C its price, discount and amount contain IVA."""

    product: Product
    sku: str
    ean: str
    quantity: Decimal
    """Negative where goods are given back."""
    price: Decimal
    """List price a unit, before the line's discount."""
    discount_percent: Decimal = ZERO

    def __post_init__(self) -> None:
        if not self.quantity or not ZERO <= self.discount_percent < HUNDRED:
            raise ValueError(f"quantity {self.quantity} or discount {self.discount_percent} is out of range")

    @property
    def amount(self) -> Decimal:
        return cents(self.quantity * self.price * (HUNDRED - self.discount_percent) / HUNDRED)

    @property
    def discount(self) -> Decimal:
        """In money; what closes quantity x price to the amount."""
        return cents(self.quantity * self.price) - self.amount

    @property
    def internal_tax(self) -> Decimal:
        return cents(self.amount * self.product.internal_rate / HUNDRED)

    @property
    def net_price(self) -> Decimal:
        """A unit after the discount, to cents."""
        return cents(self.price * (HUNDRED - self.discount_percent) / HUNDRED)

    @property
    def vat(self) -> Decimal:
        """IVA on top of this line alone; the document's IVA is computed on the sums."""
        return cents(self.amount * self.product.tax_rate / HUNDRED)


@dataclass(frozen=True)
class Perception:
    """A tax collected on account: `kind` is iibb_perception or vat_perception."""

    kind: str
    label: str
    rate: Decimal


@dataclass(frozen=True)
class Vat:
    rate: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True)
class OtherTax:
    kind: str
    label: str
    rate: Decimal | None
    amount: Decimal


@dataclass(frozen=True)
class Invoice:
    code: int
    point: int
    """Punto de venta."""
    serial: int
    issued: date
    due: date
    supplier: Party
    receiver: Party
    items: tuple[Item, ...]
    cae: str
    cae_due: date
    terms: str
    perceptions: tuple[Perception, ...] = ()
    discount_percent: Decimal = ZERO
    """Taken off the whole document, below the lines."""
    currency: str = "ARS"
    exchange_rate: Decimal = Decimal(1)
    related: str = ""
    """The invoice that a credit or debit note corrects."""
    activity: str = ""

    def __post_init__(self) -> None:
        if self.code not in LETTERS or not self.items:
            raise ValueError(f"code {self.code} is unknown or there are no lines")

    @property
    def letter(self) -> str:
        return LETTERS[self.code]

    @property
    def kind(self) -> str:
        if self.code in DEBIT_NOTES:
            return "debit_note"
        return "credit_note" if self.code in CREDIT_NOTES else "invoice"

    @property
    def title(self) -> str:
        return TITLES[self.kind]

    @property
    def number(self) -> str:
        return f"{self.point:05d}-{self.serial:08d}"

    @property
    def vat_contained(self) -> bool:
        return self.letter == "B"

    @property
    def lines_sum(self) -> Decimal:
        return sum((item.amount for item in self.items), ZERO)

    def _taxable(self) -> dict[Decimal, Decimal]:
        """Sum of the lines a rate, after the document's discount."""
        sums: dict[Decimal, Decimal] = {}
        for item in self.items:
            rate = item.product.tax_rate
            sums[rate] = sums.get(rate, ZERO) + item.amount
        left = HUNDRED - self.discount_percent
        return {rate: cents(sums[rate] * left / HUNDRED) for rate in sorted(sums, reverse=True)}

    @property
    def vats(self) -> tuple[Vat, ...]:
        """IVA a rate; exempt goods and letter C have none."""
        if self.letter == "C":
            return ()
        rows = []
        for rate, base in self._taxable().items():
            if self.vat_contained:
                tax = cents(base * rate / (HUNDRED + rate))
                rows.append(Vat(rate, base - tax, tax))
            else:
                rows.append(Vat(rate, base, cents(base * rate / HUNDRED)))
        return tuple(row for row in rows if row.rate)

    @property
    def vat(self) -> Decimal:
        return sum((row.amount for row in self.vats), ZERO)

    @property
    def subtotal(self) -> Decimal:
        """Lines less the document's discount: net with letters A and M, the total with B and C."""
        return sum(self._taxable().values(), ZERO)

    @property
    def discount(self) -> Decimal:
        return self.lines_sum - self.subtotal

    @property
    def net(self) -> Decimal:
        return self.subtotal - self.vat if self.vat_contained else self.subtotal

    @property
    def exempt(self) -> Decimal:
        return ZERO if self.letter == "C" else self._taxable().get(ZERO, ZERO)

    @property
    def others(self) -> tuple[OtherTax, ...]:
        internal = sum((item.internal_tax for item in self.items), ZERO)
        rows = [OtherTax("internal", "Impuestos internos", None, internal)] if internal else []
        base = self.net - self.exempt
        rows += [OtherTax(p.kind, p.label, p.rate, cents(base * p.rate / HUNDRED)) for p in self.perceptions]
        return tuple(rows)

    @property
    def others_sum(self) -> Decimal:
        return sum((row.amount for row in self.others), ZERO)

    @property
    def tax(self) -> Decimal:
        return self.vat + self.others_sum

    @property
    def total(self) -> Decimal:
        return self.net + self.tax

    def qr_payload(self, *, sloppy: bool = False) -> str:
        """The JSON of ARCA's QR, version 1; sloppy as some programs print it: leading zeros, local date."""
        fields = {
            "ver": 1,
            "fecha": self.issued.isoformat(),
            "cuit": int(self.supplier.tax_id),
            "ptoVta": self.point,
            "tipoCmp": self.code,
            "nroCmp": self.serial,
            "importe": float(self.total),
            "moneda": ARCA_CURRENCY[self.currency],
            "ctz": float(self.exchange_rate),
            "tipoDocRec": 80,
            "nroDocRec": int(self.receiver.tax_id),
            "tipoCodAut": "E",
            "codAut": int(self.cae),
        }
        text = json.dumps(fields, separators=(",", ":"))
        if sloppy:
            text = text.replace(self.issued.isoformat(), f"{self.issued:%d/%m/%Y}")
            text = text.replace(f'"tipoCmp":{self.code},', f'"tipoCmp":{self.code:02d},')
        return text

    def qr_url(self, *, host: str = "www.afip.gob.ar", sloppy: bool = False) -> str:
        payload = base64.b64encode(self.qr_payload(sloppy=sloppy).encode()).decode()
        return f"https://{host}/fe/qr/?p={payload}"


def truth(invoice: Invoice, file: str, columns: frozenset[str]) -> dict[str, object]:
    """The record of one file. Money is text with its decimals; net + tax = total, vat + other taxes = tax.

    columns: which of sku, ean, unit, discount and tax_pct the layout prints; others are null. With
    `uncounted` among them the page has neither quantities nor unit prices, and both are null. A credit
    note's amounts are positive, as printed. With letters B and C the lines contain IVA (`lines_include_tax`),
    and B's net is the total less the IVA it declares as contained. The supplier's name is the registered
    one in its own spelling: some layouts print it in capitals, or a trade name above it.
    """
    return {
        "file": file,
        "kind": invoice.kind,
        "letter": invoice.letter,
        "code": invoice.code,
        "number": invoice.number,
        "date": invoice.issued.isoformat(),
        "currency": invoice.currency,
        "supplier_name": invoice.supplier.name,
        "supplier_tax_id": invoice.supplier.tax_id,
        "receiver_name": invoice.receiver.name,
        "receiver_tax_id": invoice.receiver.tax_id,
        "cae": invoice.cae,
        "net": _money(invoice.net),
        "vat": _money(invoice.vat),
        "tax": _money(invoice.tax),
        "total": _money(invoice.total),
        "document_discount": _money(invoice.discount),
        "other_taxes": [
            {
                "kind": row.kind,
                "rate": None if row.rate is None else str(row.rate),
                "amount": _money(row.amount),
            }
            for row in invoice.others
        ],
        "lines_include_tax": invoice.letter in "BC",
        "lines": [_line(item, columns) for item in invoice.items],
    }


def _line(item: Item, columns: frozenset[str]) -> dict[str, object]:
    counted = "uncounted" not in columns
    return {
        "description": item.product.name,
        "sku": item.sku if "sku" in columns else None,
        "ean": item.ean if "ean" in columns else None,
        "qty": str(item.quantity) if counted else None,
        "unit": item.product.unit if "unit" in columns else None,
        "price": str(item.price) if counted else None,
        "discount": _money(item.discount) if "discount" in columns else None,
        "discount_pct": str(item.discount_percent) if "discount" in columns else None,
        "amount": _money(item.amount),
        "tax_pct": str(item.product.tax_rate) if "tax_pct" in columns else None,
    }


def _money(value: Decimal) -> str:
    return str(value.quantize(CENT))

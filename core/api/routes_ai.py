"""The AI's three jobs over HTTP; each answers from rules, and says so, when the AI cannot."""

from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from core.api.answers import Answer, answer, unchanged
from core.api.dependencies import ConsoleDep
from core.api.routes_prices import PriceQuote, quote_of
from core.api.threads import upload_lane
from core.console import Console
from core.invoices.assist import ReadingAssistant
from core.invoices.files import Limits
from core.invoices.intake import AssistedReader
from core.invoices.model import Reading
from core.pricing.engine import Item

router = APIRouter(prefix="/ai", tags=["ai"])

Text = Annotated[str, Field(min_length=1, max_length=1_000_000)]
Amount = Annotated[Decimal, Field(max_digits=18, decimal_places=6)]

_PAGE = "FACTURA A N° 0003-00012345\nFecha: 05/03/2026\n2 Yerba 1kg 1.000,00 2.000,00\nTotal 2.420,00"


class OcrText(BaseModel):
    text: Text = Field(examples=["FACTURA A\nT0tal a pagar 1.210,00"])


class InvoiceText(BaseModel):
    """The text of one invoice, as copied or recognised."""

    text: Text = Field(examples=[_PAGE])
    filename: str = Field(default="invoice.txt", min_length=1, max_length=255)


class ItemToPrice(BaseModel):
    """One product; it need not be known to the console."""

    description: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(
        min_length=1, max_length=500, examples=["Yerba mate 1 kg"]
    )
    cost: Amount = Field(examples=["1000.00"])
    """Of one unit, without recoverable tax."""
    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$", examples=["ARS"])
    """The shop's own where it is not given."""
    category: str | None = Field(default=None, max_length=80)
    supplier: str | None = Field(default=None, max_length=80)
    previous_cost: Amount | None = None
    quantity: Amount | None = None
    tax_rate: Amount | None = Field(default=None, examples=["21"])
    """Percent."""
    price: Amount | None = None
    """On the shelf now, tax included."""


class Pricing(BaseModel):
    items: list[ItemToPrice] = Field(min_length=1, max_length=1000)


@router.post("/enhance-ocr")
def enhance_ocr(console: ConsoleDep, body: OcrText) -> Answer[str]:
    """Correct the letters of OCR text; every digit stays as it was."""
    return answer(_assistant(console).enhance_text(body.text), unchanged)


@router.post("/analyze-invoice")
async def analyze_invoice(console: ConsoleDep, body: InvoiceText) -> Answer[Reading]:
    """Read an invoice's text into fields. `value.source` is `ai` only where the page bears the AI out."""
    reader = AssistedReader(console.readers, Limits.of(console.settings), _assistant(console))
    served = await upload_lane.run(partial(reader.analyze, body.filename, body.text.encode()))
    return answer(served, unchanged)


@router.post("/pricing")
def pricing(console: ConsoleDep, body: Pricing) -> Answer[list[PriceQuote]]:
    """A shelf price for each item, in order, within the shop's guards. An item refused says why."""
    items = list(_items(body.items, console.settings.default_currency))
    return answer(console.prices.generate_pricing(items), lambda quotes: [quote_of(one) for one in quotes])


def _assistant(console: Console) -> ReadingAssistant:
    return ReadingAssistant(console.ai, deadline=console.settings.openai_deadline)


def _items(given: Iterable[ItemToPrice], default_currency: str) -> Iterable[Item]:
    for number, one in enumerate(given, start=1):
        yield Item(
            product_id=f"item-{number}",
            description=one.description,
            currency=one.currency or default_currency,
            cost=one.cost,
            supplier_key=one.supplier or "",
            category=one.category,
            previous_cost=one.previous_cost,
            quantity=one.quantity,
            tax_rate=one.tax_rate,
            price=one.price,
        )

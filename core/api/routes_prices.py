"""Prices over HTTP: the same desk that serves the pages."""

from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from core.api.answers import Answer, answer
from core.api.dependencies import ACTOR, ConsoleDep
from core.api.inputs import NO_NUL, Version
from core.pricing.choices import Approval, Choice
from core.pricing.desk import PriceHistory
from core.pricing.engine import Item, Quote, Refusal
from core.pricing.labels import MOST_LABELS
from core.pricing.refusals import PricingRefused
from core.pricing.suggestion import Attention, PriceSource, Suggestion
from core.pricing.trace import to_json
from core.services.served import Source

router = APIRouter(prefix="/api/prices", tags=["prices"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Language = Literal["es", "en"]
ProductId = Annotated[str, Path(max_length=64)]


class PriceRefusal(BaseModel):
    code: str
    detail: dict[str, str]
    message: str
    """The same in a line, with the item's name."""


class PriceQuote(BaseModel):
    """A price and what led to it. Prices are final, IVA included; markup and margin are shares of one."""

    product_id: str
    description: str
    category: str | None
    currency: str | None
    cost: Decimal | None
    previous_cost: Decimal | None
    current_price: Decimal | None
    price: Decimal | None
    """Null where the item is refused: see `refusal`."""
    price_without_tax: Decimal | None
    markup: Decimal | None
    margin: Decimal | None
    floor: Decimal | None
    """Least price that keeps the minimum margin."""
    below_floor: bool
    beyond_cap: bool
    tax_rate: Decimal
    refusal: PriceRefusal | None
    trace: list[dict[str, Any]]
    """Each step from the invoice's line to the price, with a stable code and its figures."""


class PriceSuggestion(PriceQuote):
    """A product of the shop with the price suggested for it."""

    sku: str | None
    ean: str | None
    supplier_name: str | None
    price_version: int
    """What an approval names, so that of two managers one wins."""
    held: bool
    attention: Attention
    suggested_by: PriceSource
    suggested_by_reason: str | None
    suggested_by_reason_code: str | None


class PriceChoice(BaseModel):
    """A price to put on the shelf."""

    product_id: str = Field(max_length=64, pattern=NO_NUL)
    price: Decimal = Field(max_digits=18, decimal_places=2, examples=["1999.00"])
    price_version: Version
    """Of the suggestion it answers."""
    reason: str | None = Field(default=None, max_length=500, pattern=NO_NUL)
    """Needed outside the guards."""


class PriceApproval(BaseModel):
    choices: list[PriceChoice] = Field(min_length=1, max_length=1000)


@router.get("")
def suggestions(console: ConsoleDep) -> Answer[list[PriceSuggestion]]:
    """Every product with its suggested price, the most money at stake first."""
    return answer(console.prices.suggestions(), lambda found: [_suggestion_of(one) for one in found])


@router.post("/approve", responses={202: {"description": "Some are held until the database is back."}})
def approve(console: ConsoleDep, body: PriceApproval, response: Response) -> Answer[list[Approval]]:
    """Put prices on the shelf, each for itself: `outcome` says approved, held or refused, and `code` why."""
    choices = [Choice(**one.model_dump()) for one in body.choices]
    served = console.prices.approve(choices, actor=ACTOR)
    if served.source is Source.HELD:
        response.status_code = HTTPStatus.ACCEPTED
    return answer(served, lambda approvals: approvals)


@router.post("/reject", responses={202: {"description": "Some are held until the database is back."}})
def reject(console: ConsoleDep, body: PriceApproval, response: Response) -> Answer[list[Approval]]:
    """Leave prices as they are; `price` is the suggestion that is turned down and does not come back."""
    choices = [Choice(**one.model_dump()) for one in body.choices]
    served = console.prices.reject(choices, actor=ACTOR)
    if served.source is Source.HELD:
        response.status_code = HTTPStatus.ACCEPTED
    return answer(served, lambda approvals: approvals)


@router.get("/export.csv", response_class=Response)
def export_csv(console: ConsoleDep, language: Language = "es") -> Response:
    """The suggestions as a CSV that Excel opens in `language`."""
    return Response(console.prices.export_csv(language), media_type="text/csv; charset=utf-8")


@router.get("/export.xlsx", response_class=Response)
def export_xlsx(console: ConsoleDep, language: Language = "es") -> Response:
    """The suggestions as an Excel workbook."""
    return Response(console.prices.export_xlsx(language), media_type=XLSX)


@router.get("/labels.pdf", response_class=Response)
def labels(
    console: ConsoleDep, product_id: Annotated[list[str] | None, Query(max_length=MOST_LABELS)] = None
) -> Response:
    """Shelf labels of the products named, or of all; 409 where there are none, or too many for a file."""
    return Response(console.prices.labels(product_id), media_type="application/pdf")


@router.get("/{product_id}")
def suggestion(console: ConsoleDep, product_id: ProductId) -> Answer[PriceSuggestion]:
    """One product with its whole trace, from the invoice's line to the price."""
    return answer(console.prices.suggestion(product_id), _suggestion_of)


@router.get("/{product_id}/history")
def history(console: ConsoleDep, product_id: ProductId) -> Answer[PriceHistory]:
    """What the product was sold at and what it cost, newest first."""
    return answer(console.prices.history(product_id), lambda found: found)


def quote_of(quote: Quote) -> PriceQuote:
    return PriceQuote(**_figures(quote))


def _suggestion_of(one: Suggestion) -> PriceSuggestion:
    return PriceSuggestion(
        **_figures(one.quote),
        sku=one.sku,
        ean=one.ean,
        supplier_name=one.supplier_name,
        price_version=one.price_version,
        held=one.held,
        attention=one.attention,
        suggested_by=one.source,
        suggested_by_reason=None if one.source_reason is None else str(one.source_reason),
        suggested_by_reason_code=None if one.source_reason is None else one.source_reason.code,
    )


def _refusal_of(refusal: Refusal, item: Item) -> PriceRefusal:
    message = str(PricingRefused(refusal.code, item.row, refusal.detail))
    return PriceRefusal(code=refusal.code, detail=dict(refusal.detail), message=message)


def _figures(quote: Quote) -> dict[str, Any]:
    refusal = quote.refusal
    return {
        "product_id": quote.item.product_id,
        "description": quote.item.description,
        "category": quote.item.category,
        "currency": quote.item.currency,
        "cost": quote.item.cost,
        "previous_cost": quote.item.previous_cost,
        "current_price": quote.item.price,
        "price": quote.price,
        "price_without_tax": quote.price_without_tax,
        "markup": quote.markup,
        "margin": quote.margin,
        "floor": quote.floor,
        "below_floor": quote.below_floor,
        "beyond_cap": quote.beyond_cap,
        "tax_rate": quote.tax_rate,
        "refusal": _refusal_of(refusal, quote.item) if refusal else None,
        "trace": to_json(quote.trace),
    }

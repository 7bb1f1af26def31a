"""What a reader gets out of one document. Every reader fills this model, whatever its evidence was."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from core.resilience.reason import Reason


class DocumentKind(StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    DEBIT_NOTE = "debit_note"
    RECEIPT = "receipt"


class ReadingSource(StrEnum):
    """The strongest evidence behind a reading."""

    XML = "xml"
    """An e-invoice, embedded in the PDF or uploaded by itself."""
    TEXT = "text"
    """The text layer of a PDF, or a plain text file, read by rules."""
    OCR = "ocr"
    """A photo or scan, recognised and read by rules."""
    AI = "ai"
    """The language model's answer, grounded against the page."""


class WarningCode(StrEnum):
    """Stable codes; their words are in the catalogs."""

    LINE_ARITHMETIC = "LINE_ARITHMETIC"
    LINES_VS_NET = "LINES_VS_NET"
    TAX_VS_RATE = "TAX_VS_RATE"
    TOTAL_MISMATCH = "TOTAL_MISMATCH"
    TAX_ID_INVALID = "TAX_ID_INVALID"
    QR_MISMATCH = "QR_MISMATCH"
    XML_VS_PRINT = "XML_VS_PRINT"
    DATE_IMPLAUSIBLE = "DATE_IMPLAUSIBLE"
    DUPLICATE = "DUPLICATE"
    POSSIBLE_DUPLICATE = "POSSIBLE_DUPLICATE"
    COST_JUMP = "COST_JUMP"
    LOW_CONFIDENCE = "LOW_CONFIDENCE"


ARITHMETIC = frozenset(
    {
        WarningCode.LINE_ARITHMETIC,
        WarningCode.LINES_VS_NET,
        WarningCode.TAX_VS_RATE,
        WarningCode.TOTAL_MISMATCH,
    }
)
"""Sums that do not come out."""
NEED_A_REASON = ARITHMETIC | {WarningCode.DUPLICATE}
"""What is approved only by somebody who says why."""

NEW_PRODUCT = "new"
"""`Line.product_id` of a line that is none of the products known, whatever its names say."""


class Origin(StrEnum):
    """Where the value of one field came from, where that is not `Reading.source`."""

    RULES = "rules"
    AI = "ai"
    QR = "qr"
    PERSON = "person"
    KNOWN_SUPPLIER = "known-supplier"
    """Not on the page, or not read: taken from the supplier that goes by that name."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Frozen):
    """A rectangle on a page, as fractions of its width and height from the top left corner."""

    page: int
    """1 is the first page."""
    x0: float
    y0: float
    x1: float
    y1: float


class PageRow(_Frozen):
    """A row of a page's words, as the rules saw it."""

    text: str
    place: Place


class ReadingWarning(_Frozen):
    code: WarningCode
    field: str | None = None
    """The field it speaks of, such as `total` or `lines.3.amount` (from 0); None for the whole document."""
    detail: dict[str, str] = {}
    """Figures for the words of the catalog, such as `{"expected": "121.00", "printed": "120.00"}`."""


class TaxAmount(_Frozen):
    """One row of the tax summary: `kind` is `vat`, or names another tax or perception.

    Kind `withholding` is what the buyer keeps back: its amount is negative and no part of `Reading.tax`.
    """

    kind: str = "vat"
    rate: Decimal | None = None
    """Percent, such as 21 or 10.5."""
    base: Decimal | None = None
    amount: Decimal | None = None


class Line(_Frozen):
    """One line of goods or services. Amounts are in the document's currency."""

    description: str = ""
    sku: str | None = None
    """The supplier's code for the product."""
    ean: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    discount: Decimal | None = None
    """Amount taken off the line, in money."""
    amount: Decimal | None = None
    tax_rate: Decimal | None = None
    """Percent, such as 21 or 10.5."""
    product_id: str | None = None
    """The product a person says it is, or NEW_PRODUCT; None lets its names decide."""
    place: Place | None = None


def sum_of_lines(lines: Sequence[Line]) -> Decimal | None:
    """What the lines' amounts add up to; None when there is none, or one of them is not known."""
    amounts = [line.amount for line in lines if line.amount is not None]
    return sum(amounts, Decimal(0)) if lines and len(amounts) == len(lines) else None


class Reading(_Frozen):
    """All that is known of one document. None means not found, never zero.

    Amounts keep the sign that is printed. A credit note is told by `kind` alone: most print positive figures,
    some negative ones, and both give money back. Who adds documents up must look at `kind`.
    What may be entered is bounded in bounds.py.
    """

    file: str
    kind: DocumentKind = DocumentKind.INVOICE
    letter: str | None = None
    """Argentine letter: A, B, C, E or M."""
    number: str | None = None
    issue_date: date | None = None
    due_date: date | None = None
    currency: str | None = None
    """ISO 4217, such as ARS or EUR."""
    supplier_name: str | None = None
    supplier_tax_id: str | None = None
    receiver_name: str | None = None
    receiver_tax_id: str | None = None
    net: Decimal | None = None
    tax: Decimal | None = None
    """Sum of all taxes on the document."""
    total: Decimal | None = None
    adjustment: Decimal | None = None
    """Charges less discounts on the document as a whole: the lines' amounts and this add up to `net`, or to
    `total` where the lines include tax."""
    taxes: tuple[TaxAmount, ...] = ()
    lines: tuple[Line, ...] = ()
    confidence: dict[str, float] = {}
    """A figure from 0 to 1 for each field found, by its name; the lines together under `lines`."""
    places: dict[str, Place] = {}
    """Where on the page each field was found, by its name."""
    origins: dict[str, Origin] = {}
    """Where each field's value came from, by its name, where that is not `source`."""
    warnings: tuple[ReadingWarning, ...] = ()
    source: ReadingSource
    source_reason: Reason | None = None
    """Why this evidence and not a stronger one, such as why the AI did not answer."""
    pages: int = 1
    seconds: float = 0.0

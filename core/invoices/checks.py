"""Judges a reading by arithmetic, checksums and the calendar. Pure: the same reading, the same warnings.

Tolerances follow from rounding alone: a printed amount stands for anything within half of its last place.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from core.invoices.model import (
    DocumentKind,
    Reading,
    ReadingWarning,
    TaxAmount,
    WarningCode,
    sum_of_lines,
)
from core.invoices.tax_ids import is_valid_tax_id
from core.telemetry.clock import utc_now

CENT = Decimal("0.01")
HALF_CENT = CENT / 2
MOST_ROUNDING = Decimal("0.01")
"""Share of an amount that rounding of its unit price may explain: 1,000 x 0.01 is no proof of 14.99."""
CASH_ROUNDING = Decimal("0.05")
"""Receipts are rounded to coins; five cents is the largest smallest coin in the countries read."""
EARLIEST = date(2000, 1, 1)
"""Before it, a date is a misread one: no invoice of a stock in trade is as old."""
LEAST_CONFIDENCE = 0.6
"""Below it a field is more likely to be corrected than not."""
NEEDED = ("number", "issue_date", "supplier_name", "total")
"""Fields an invoice cannot be approved without a look when they are missing."""


def check(reading: Reading, *, today: date | None = None) -> tuple[ReadingWarning, ...]:
    """Every doubt about a reading, in the order of the page. `today` is the UTC date unless given."""
    return (
        *_identity(reading),
        *_dates(reading, today or utc_now().date()),
        *_lines(reading),
        *_lines_against_net(reading),
        *_taxes(reading),
        *_total(reading),
        *_confidence(reading),
    )


def _identity(reading: Reading) -> Iterator[ReadingWarning]:
    for field in ("supplier_tax_id", "receiver_tax_id"):
        tax_id = getattr(reading, field)
        if tax_id is not None and is_valid_tax_id(tax_id, reading) is False:
            yield ReadingWarning(code=WarningCode.TAX_ID_INVALID, field=field, detail={"printed": tax_id})


def _dates(reading: Reading, today: date) -> Iterator[ReadingWarning]:
    issued, due = reading.issue_date, reading.due_date
    # One day ahead is today somewhere east of here.
    if issued is not None and not EARLIEST <= issued <= today + timedelta(days=1):
        yield ReadingWarning(
            code=WarningCode.DATE_IMPLAUSIBLE, field="issue_date", detail={"printed": issued.isoformat()}
        )
    if issued is not None and due is not None and due < issued:
        detail = {"printed": due.isoformat(), "issued": issued.isoformat()}
        yield ReadingWarning(code=WarningCode.DATE_IMPLAUSIBLE, field="due_date", detail=detail)


def _lines(reading: Reading) -> Iterator[ReadingWarning]:
    for index, line in enumerate(reading.lines):
        if line.quantity is None or line.unit_price is None or line.amount is None:
            continue
        expected = line.quantity * line.unit_price - (line.discount or Decimal(0))
        if abs(expected - line.amount) > _line_tolerance(line.quantity, line.unit_price, line.amount):
            yield _differs(WarningCode.LINE_ARITHMETIC, f"lines.{index}.amount", expected, line.amount)


def _line_tolerance(quantity: Decimal, price: Decimal, amount: Decimal) -> Decimal:
    """How far quantity x price may lie from the amount when each of the three was rounded."""
    rounding = abs(quantity) * _half_place(price)
    if quantity != quantity.to_integral():
        rounding += abs(price) * _half_place(quantity)
    return _half_place(amount) + max(HALF_CENT, min(rounding, abs(amount) * MOST_ROUNDING))


def _half_place(number: Decimal) -> Decimal:
    """Half of the last decimal place, but of no place before the cents: 9.9 is 9.90."""
    exponent = number.as_tuple().exponent
    places = max(2, -exponent) if isinstance(exponent, int) else 2
    return Decimal(5).scaleb(-places - 1)


def _lines_against_net(reading: Reading) -> Iterator[ReadingWarning]:
    summed = sum_of_lines(reading.lines)
    if summed is None:
        return
    expected = summed + (reading.adjustment or Decimal(0))
    # Lines of receipts and of invoices to consumers include tax and add up to the total.
    against = [amount for amount in (reading.net, reading.total) if amount is not None]
    tolerance = CENT + HALF_CENT * len(reading.lines)
    if against and all(abs(expected - amount) > tolerance for amount in against):
        yield _differs(
            WarningCode.LINES_VS_NET, "net" if reading.net is not None else "total", expected, against[0]
        )


def _taxes(reading: Reading) -> Iterator[ReadingWarning]:
    # Tax may be computed and rounded a line at a time, and is then summed with its roundings.
    tolerance = CENT + HALF_CENT * len(reading.lines)
    for index, row in enumerate(reading.taxes):
        if row.rate is None or row.base is None or row.amount is None or row.kind == "withholding":
            continue
        expected = row.base * row.rate / 100
        if abs(expected - row.amount) > tolerance:
            yield _differs(WarningCode.TAX_VS_RATE, f"taxes.{index}.amount", expected, row.amount)
    expected_tax = _expected_tax(reading)
    if expected_tax is not None and reading.tax is not None and abs(expected_tax - reading.tax) > tolerance:
        yield _differs(WarningCode.TAX_VS_RATE, "tax", expected_tax, reading.tax)


def _expected_tax(reading: Reading) -> Decimal | None:
    """The tax as its rows sum up, else as the rates of the lines make it; None where neither is whole."""
    charged = [row.amount for row in reading.taxes if row.kind != "withholding"]
    if charged:
        return (
            None if None in charged else sum((amount for amount in charged if amount is not None), Decimal(0))
        )
    summed = sum_of_lines(reading.lines)
    net_lines = summed is not None and reading.net is not None and abs(summed - reading.net) <= CENT
    if not net_lines or any(line.tax_rate is None for line in reading.lines):
        return None
    return sum(
        (
            line.amount * line.tax_rate / 100
            for line in reading.lines
            if line.amount is not None and line.tax_rate
        ),
        Decimal(0),
    )


def _total(reading: Reading) -> Iterator[ReadingWarning]:
    if reading.net is None or reading.tax is None or reading.total is None:
        return
    gross = reading.net + reading.tax
    tolerance = CASH_ROUNDING if reading.kind is DocumentKind.RECEIPT else 2 * CENT
    # Some issuers state the total before, some after what the buyer withholds.
    if all(
        abs(expected - reading.total) > tolerance for expected in (gross, gross + _withheld(reading.taxes))
    ):
        yield _differs(WarningCode.TOTAL_MISMATCH, "total", gross, reading.total)


def _withheld(taxes: tuple[TaxAmount, ...]) -> Decimal:
    return sum(
        (row.amount for row in taxes if row.kind == "withholding" and row.amount is not None), Decimal(0)
    )


def _confidence(reading: Reading) -> Iterator[ReadingWarning]:
    needed = [name for name in NEEDED if not (name == "number" and reading.kind is DocumentKind.RECEIPT)]
    for field in needed:
        if getattr(reading, field) is None:
            yield ReadingWarning(code=WarningCode.LOW_CONFIDENCE, field=field, detail={"confidence": "0"})
    for field, confidence in reading.confidence.items():
        if confidence < LEAST_CONFIDENCE and getattr(reading, field, None) is not None:
            yield ReadingWarning(
                code=WarningCode.LOW_CONFIDENCE, field=field, detail={"confidence": f"{confidence:.2f}"}
            )


def _differs(code: WarningCode, field: str, expected: Decimal, printed: Decimal) -> ReadingWarning:
    shown = expected.quantize(CENT)
    return ReadingWarning(
        code=code, field=field, detail={"expected": f"{shown:f}", "printed": f"{printed:f}"}
    )

"""Each check warns of its fault and is silent where rounding explains the difference."""

from datetime import date
from decimal import Decimal

import pytest

from core.invoices.checks import check
from core.invoices.model import DocumentKind, Line, Reading, ReadingSource, TaxAmount, WarningCode

TODAY = date(2026, 3, 10)
D = Decimal


def line(quantity, price, amount, rate="21", discount=None):
    return Line(
        description="x", quantity=D(quantity), unit_price=D(price), amount=D(amount), tax_rate=D(rate),
        discount=None if discount is None else D(discount),
    )  # fmt: skip


def reading(**changes):
    sound = {
        "file": "a.pdf", "source": ReadingSource.TEXT, "number": "00001-00000001",
        "issue_date": date(2026, 3, 1),
        "supplier_name": "Molinos", "currency": "ARS", "net": D(100), "tax": D(21), "total": D(121),
        "lines": (line("2", "30", "60"), line("4", "10", "40")),
    }  # fmt: skip
    return Reading(**(sound | changes))


def codes(**changes):
    return [(it.code.value, it.field) for it in check(reading(**changes), today=TODAY)]


def test_check__sound_document__has_no_warning():
    assert codes() == []


@pytest.mark.parametrize(
    ("quantity", "price", "amount", "discount", "warned"),
    [
        ("3", "3.3333", "10.00", None, False),
        ("1000", "0.0125", "12.50", None, False),
        ("41.37", "1.234", "51.05", None, False),
        ("20", "200", "3800", "200", False),
        ("20", "2.7700", "55.46", None, True),
        ("1000", "0.01", "14.99", None, True),
        ("2", "30", "61", None, True),
        ("20", "200", "3800", None, True),
        ("-5", "1.00", "-5.00", None, False),
        ("-5", "1.00", "5.00", None, True),
    ],
)
def test_check__line__only_rounding_is_forgiven(quantity, price, amount, discount, warned):
    only = line(quantity, price, amount, discount=discount)
    found = codes(lines=(only,), net=None, tax=None, total=D(amount))
    assert found == ([("LINE_ARITHMETIC", "lines.0.amount")] if warned else [])


def test_check__line_warning__states_both_figures():
    (warning,) = check(reading(lines=(line("2", "30", "61"), line("4", "10", "39"))), today=TODAY)[:1]
    assert warning.detail == {"expected": "60.00", "printed": "61"}


def test_check__lines_against_net__adjustment_and_tax_included_lines_are_understood():
    assert codes(lines=(line("1", "90", "90"),)) == [("LINES_VS_NET", "net")]
    assert codes(lines=(line("1", "90", "90"),), adjustment=D(10)) == []
    assert codes(lines=(line("1", "121", "121"),)) == []
    assert codes(lines=(Line(description="free text"), line("1", "90", "90"))) == []


def test_check__tax_rows__rate_and_sum_are_held_against_the_tax():
    row = TaxAmount(rate=D(21), base=D(100), amount=D(21))
    assert codes(taxes=(row,)) == []
    assert codes(taxes=(row.model_copy(update={"amount": D(20)}),)) == [
        ("TAX_VS_RATE", "taxes.0.amount"), ("TAX_VS_RATE", "tax"),
    ]  # fmt: skip
    perception = TaxAmount(kind="iibb", amount=D(3))
    assert codes(taxes=(row, perception), tax=D(24), total=D(124)) == []


def test_check__no_tax_rows__the_rates_of_the_lines_are_held_against_the_tax():
    assert codes(tax=D("10.50"), total=D("110.50")) == [("TAX_VS_RATE", "tax")]


@pytest.mark.parametrize(
    ("kind", "total", "warned"),
    [
        ("invoice", "121.02", False),
        ("invoice", "121.05", True),
        ("receipt", "121.05", False),
        ("receipt", "122", True),
    ],
)
def test_check__total__receipts_may_be_rounded_to_coins(kind, total, warned):
    assert (("TOTAL_MISMATCH", "total") in codes(kind=DocumentKind(kind), total=D(total))) is warned


def test_check__withholding__total_may_be_stated_before_or_after_it():
    taxes = (TaxAmount(rate=D(21), base=D(100), amount=D(21)), TaxAmount(kind="withholding", amount=D(-15)))
    assert codes(taxes=taxes) == []
    assert codes(taxes=taxes, total=D(106)) == []
    assert codes(taxes=taxes, total=D(111)) == [("TOTAL_MISMATCH", "total")]


@pytest.mark.parametrize(
    ("issued", "due", "field"),
    [
        (date(2026, 3, 11), None, None),
        (date(2026, 3, 12), None, "issue_date"),
        (date(1999, 12, 31), None, "issue_date"),
        (date(2026, 3, 1), date(2026, 2, 28), "due_date"),
        (date(2026, 3, 1), date(2026, 3, 1), None),
    ],
)
def test_check__dates__future_ancient_and_due_before_issue_are_implausible(issued, due, field):
    assert codes(issue_date=issued, due_date=due) == ([("DATE_IMPLAUSIBLE", field)] if field else [])


@pytest.mark.parametrize(
    ("tax_id", "currency", "warned"),
    [
        ("30-71031609-7", None, False),
        ("30-71031609-8", None, True),
        ("30710316098", "ARS", True),
        ("30710316098", "EUR", False),
        ("201/113/40209", "EUR", False),
        ("DE136695976", "EUR", False),
        ("DE123456789", "EUR", True),
        ("EKU9003173C9", "MXN", False),
        ("B23103039", "EUR", False),
        ("B23103038", "EUR", True),
        ("IT00743110157", "EUR", False),
        ("IT00743110158", "EUR", True),
        ("GB123456789", "GBP", True),
        ("anything", "USD", False),
    ],
)
def test_check__tax_id__only_a_known_scheme_can_be_invalid(tax_id, currency, warned):
    found = codes(supplier_tax_id=tax_id, currency=currency)
    assert found == ([("TAX_ID_INVALID", "supplier_tax_id")] if warned else [])


def test_check__missing_or_unsure_fields__are_low_confidence():
    assert codes(number=None) == [("LOW_CONFIDENCE", "number")]
    assert codes(number=None, kind=DocumentKind.RECEIPT) == []
    assert codes(confidence={"total": 0.5, "net": 0.9}) == [("LOW_CONFIDENCE", "total")]


def test_check__same_reading_twice__gives_the_same_warnings():
    doubtful = reading(total=D(5), number=None)
    assert check(doubtful, today=TODAY) == check(doubtful, today=TODAY)
    assert {it.code for it in check(doubtful, today=TODAY)} <= set(WarningCode)

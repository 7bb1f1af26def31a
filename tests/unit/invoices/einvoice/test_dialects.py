"""What the standards allow and the collected documents lack: each dialect's rarer elements."""

from datetime import date
from decimal import Decimal

import pytest

from core.invoices.einvoice import read_einvoice
from core.invoices.files import UnreadableCode, UnreadableFile
from core.invoices.model import DocumentKind
from tests.support.documents import DATA


def made(name):
    return (DATA / "einvoice-made" / f"{name}-template").read_text("utf-8").strip()


CII = made("cii.xml")

UBL = made("ubl-credit-note.xml")

CFDI = made("cfdi.xml")

FATTURA = made("fatturapa.xml")
BODY = made("fatturapa-body.xml")

FACTURAE = made("facturae.xml")
FACTURAE_INVOICE = made("facturae-invoice.xml")


def read(text):
    return read_einvoice(text.encode(), "a.xml")


def test_cii__price_for_a_hundred__becomes_the_price_of_one():
    reading = read(CII)
    (line,) = reading.lines
    assert (line.quantity, line.unit_price, line.discount, line.amount) == (2000, Decimal("0.099"), 16, 182)
    assert (line.sku, line.ean, line.tax_rate) == ("S-1", "4012345001235", 19)


def test_cii__tax_repeated_in_another_currency__the_invoice_currency_counts():
    reading = read(CII)
    assert (reading.kind, reading.currency, reading.tax) == (
        DocumentKind.CREDIT_NOTE,
        "CHF",
        Decimal("35.53"),
    )
    assert (reading.supplier_name, reading.supplier_tax_id, reading.adjustment) == ("Nägel AG", "12/345", 5)


def test_ubl__credit_note__one_tax_total_a_tax_and_the_total_before_prepayment():
    reading = read(UBL)
    assert reading.kind is DocumentKind.CREDIT_NOTE
    assert (reading.net, reading.tax, reading.total, reading.adjustment) == (100, 20, 120, -10)
    assert (reading.supplier_name, reading.supplier_tax_id) == ("Company AS", "NO999999999MVA")
    (line,) = reading.lines
    assert (line.description, line.sku, line.ean) == ("Rice", "R1", "7790895000997")
    assert (line.quantity, line.unit, line.unit_price) == (10, "KGM", 11)


def test_ubl__inside_an_envelope__is_found():
    enveloped = f'<StandardBusinessDocument xmlns="urn:sbdh"><Header/>{UBL}</StandardBusinessDocument>'
    assert read(enveloped).number == "CN-9"


def test_cfdi__discount_local_tax_and_withholding__add_up_as_anexo_20_says():
    reading = read(CFDI.format(kind="I"))
    assert reading.number == "AD662D33-6934-459C-A128-BDF0393E0F44"
    assert (reading.issue_date, reading.net, reading.tax, reading.total) == (date(2021, 6, 30), 900, 89, 899)
    withheld = sum(it.amount for it in reading.taxes if it.kind == "withholding")
    assert reading.net + reading.tax + withheld == reading.total
    (line,) = reading.lines
    assert (line.sku, line.discount, line.amount, line.tax_rate) == ("SKU-1", 100, 900, 8)


@pytest.mark.parametrize("kind", ["P", "N", "T", ""])
def test_cfdi__payment_payroll_or_transport__is_no_invoice(kind):
    with pytest.raises(UnreadableFile) as raised:
        read(CFDI.format(kind=kind))
    assert raised.value.code is UnreadableCode.XML_NOT_INVOICE


def test_fatturapa__without_stated_total__is_its_summary():
    reading = read(FATTURA.format(bodies=BODY.format(kind="TD01")))
    assert (reading.number, reading.net, reading.tax) == ("FE/12", 104, Decimal("22.88"))
    assert (reading.total, reading.adjustment) == (Decimal("126.88"), 4)
    assert (reading.supplier_tax_id, reading.receiver_name) == ("IT07643520567", "Mario Rossi")
    assert (reading.issue_date, reading.due_date) == (date(2024, 11, 5), date(2024, 12, 5))
    (line,) = reading.lines
    assert (line.ean, line.sku, line.unit, line.quantity) == ("8001234567890", "OL-1", "PZ", 10)
    assert line.discount.quantize(Decimal("0.01")) == Decimal("11.11")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("TD01", "invoice"),
        ("TD24", "invoice"),
        ("TD04", "credit_note"),
        ("TD08", "credit_note"),
        ("TD05", "debit_note"),
    ],
)
def test_fatturapa__document_type__gives_the_kind(code, kind):
    assert read(FATTURA.format(bodies=BODY.format(kind=code))).kind.value == kind


def test_facturae__surcharge_and_general_discount__are_told_apart():
    reading = read(FACTURAE.format(invoices=FACTURAE_INVOICE))
    assert (reading.number, reading.supplier_name, reading.supplier_tax_id) == (
        "A-12",
        "Ana Ruiz",
        "37221735F",
    )
    assert (reading.net, reading.tax, reading.total, reading.adjustment) == (
        90, Decimal("23.58"), Decimal("113.58"), -10,
    )  # fmt: skip
    assert [it.kind for it in reading.taxes] == ["vat", "equivalence_surcharge"]
    assert (reading.lines[0].unit, reading.lines[0].sku) == ("KGM", "Q7")


@pytest.mark.parametrize(
    "text",
    [
        FATTURA.format(bodies=BODY.format(kind="TD01") * 2),
        FATTURA.format(bodies=""),
        FACTURAE.format(invoices=FACTURAE_INVOICE * 3),
    ],
)
def test_batch__of_several_invoices__is_refused_not_cut_to_the_first(text):
    with pytest.raises(UnreadableFile) as raised:
        read(text)
    assert raised.value.code is UnreadableCode.SEVERAL_INVOICES

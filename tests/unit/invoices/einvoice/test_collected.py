"""E-invoices collected from the public: what each states is what is read, to the last line."""

import json
from datetime import date, datetime
from decimal import Decimal

import pytest

from core.invoices.einvoice import embedded_xml, read_einvoice
from core.invoices.model import DocumentKind
from tests.support.documents import DATA

PDFS = json.loads((DATA / "einvoice-pdf" / "truth.json").read_text("utf-8"))
HEADER = ("number", "currency", "net", "tax", "total")


def collapsed(text):
    return None if text is None else " ".join(text.split())


def xml(name):
    return read_einvoice((DATA / "einvoice-xml" / name).read_bytes(), name)


@pytest.fixture(params=PDFS, ids=[record["file"] for record in PDFS])
def collected(request):
    content = (DATA / "einvoice-pdf" / request.param["file"]).read_bytes()
    return request.param, read_einvoice(embedded_xml(content), request.param["file"])


def test_read_einvoice__embedded_cii__header_is_what_the_xml_states(collected):
    truth, reading = collected
    stated = [Decimal(truth[it]) if it in ("net", "tax", "total") else truth[it] for it in HEADER]
    assert [getattr(reading, it) for it in HEADER] == stated
    assert reading.supplier_name == collapsed(truth["seller"])
    assert reading.supplier_tax_id in truth["seller_tax_ids"]
    if truth["date"] is not None:
        assert reading.issue_date == datetime.strptime(truth["date"], "%Y%m%d").date()  # noqa: DTZ007


def test_read_einvoice__embedded_cii__lines_are_what_the_xml_states(collected):
    truth, reading = collected
    stated = [
        (
            collapsed(line["name"]), line["seller_sku"], line["gtin"], line["unit"],
            *(Decimal(line[it]) for it in ("qty", "price", "amount", "tax_pct")),
        )
        for line in truth["lines"]
    ]  # fmt: skip
    assert [
        (it.description, it.sku, it.ean, it.unit, it.quantity, it.unit_price, it.amount, it.tax_rate)
        for it in reading.lines
    ] == stated


def test_read_einvoice__zugferd_draft_of_2014__has_its_date():
    content = (DATA / "einvoice-pdf" / "MustangGnuaccountingBeispielRE-20140522_501.pdf").read_bytes()
    reading = read_einvoice(embedded_xml(content), "501.pdf")
    assert (reading.issue_date, reading.due_date) == (date(2014, 5, 22), date(2014, 6, 12))


def test_read_einvoice__negative_correction__is_a_credit_note_and_keeps_its_signs():
    content = (DATA / "einvoice-pdf" / "EN16931_Rechnungskorrektur.pdf").read_bytes()
    reading = read_einvoice(embedded_xml(content), "384.pdf")
    assert reading.kind is DocumentKind.CREDIT_NOTE
    assert reading.total == Decimal("-8.79")
    assert [line.quantity for line in reading.lines] == [-5, -2]


PLAIN = """\
cfdi-credit-note | credit_note | CN-0003 | ESCUELA KEMPER URGATE | EKU9003173C9 | 1.77 | 0 | 1.77
cfdi-invoice-b2c | invoice | LMC-0010 | ESCUELA KEMPER URGATE | EKU9003173C9 | 200 | 32 | 232
cfdi-invoice-export | invoice | LMC-0010 | ESCUELA KEMPER URGATE | EKU9003173C9 | 200 | 32 | 232
cfdi-invoice-ieps | invoice | TEST-00001 | ESCUELA KEMPER URGATE | EKU9003173C9 | 64 | 29.84 | 93.84
facturae-credit-note | credit_note | TEST01001R | Hypeprop Sl | B23103039 | -4202 | -882.42 | -5084.42
facturae-invoice-vat | invoice | TEST01001F | Hypeprop Sl | B23103039 | 4202 | 882.42 | 5084.42
facturae-invoice-vat-irpf|invoice|TEST01002F|Maria Remedios Sanchez Nuñez|37221735F|4237|843.92|5080.92
ubl-invoice-minimal | invoice | SAMPLE-001 | Provide One GmbH | DE111111125 | 1800 | 342 | 2142
ubl-invoice-with-charges | invoice | CHARGE-001 | Provide One GmbH | DE111111125 | 1850 | 351.50 | 2201.50
ubl-invoice-with-prepayment | invoice | PREPAY-001 | Provide One GmbH | DE111111125 | 1800 | 342 | 2142
"""


@pytest.mark.parametrize("stated", PLAIN.splitlines())
def test_read_einvoice__plain_xml__header_is_what_it_states(stated):
    name, kind, number, supplier, tax_id, *amounts = (part.strip() for part in stated.split("|"))
    reading = xml(f"{name}.xml")
    assert (reading.kind.value, reading.number) == (kind, number)
    assert (reading.supplier_name, reading.supplier_tax_id) == (supplier, tax_id)
    assert [reading.net, reading.tax, reading.total] == [Decimal(amount) for amount in amounts]
    assert reading.issue_date is not None
    assert reading.lines
    assert set(reading.confidence.values()) == {1.0}


def test_read_einvoice__facturae_with_irpf__line_discount_surcharge_and_withholding_are_apart():
    reading = xml("facturae-invoice-vat-irpf.xml")
    first = reading.lines[0]
    assert (first.quantity, first.unit_price, first.discount, first.amount) == (20, 200, 200, 3800)
    assert reading.adjustment == 200
    assert [(it.kind, it.amount) for it in reading.taxes] == [
        ("vat", Decimal("840.42")), ("vat", Decimal("3.50")), ("withholding", Decimal("-600.30")),
    ]  # fmt: skip


def test_read_einvoice__cfdi_with_ieps__rates_are_percent_and_a_quota_has_none():
    reading = xml("cfdi-invoice-ieps.xml")
    assert [(it.kind, it.rate) for it in reading.taxes] == [("vat", 16), ("ieps", 25), ("ieps", None)]
    assert [line.tax_rate for line in reading.lines] == [16, 16]

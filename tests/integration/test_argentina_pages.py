"""The invented invoices are fit to judge a reader: figures close and pages print what the truth says."""

import json
import re
from base64 import b64decode
from decimal import ROUND_HALF_UP, Decimal
from random import Random

import pypdfium2
import pytest
import zxingcpp
from stdnum import ean
from stdnum.ar import cuit

from benchmarks.argentina import heldout, unseen
from benchmarks.argentina.document import truth
from benchmarks.argentina.fresh import FRESH
from benchmarks.argentina.generate import chosen, documents
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.layouts import TUNED
from benchmarks.argentina.parties import Party
from benchmarks.argentina.random_layouts import random_layouts
from benchmarks.argentina.scan import page_pixels
from benchmarks.argentina.sealed import SEALED
from benchmarks.argentina.sheet import Column, Grid, Sheet
from benchmarks.argentina.unseen.warehouse import CASCADES
from benchmarks.argentina.varied import VARIED

LAYOUTS = TUNED + heldout.HELDOUT + unseen.UNSEEN + FRESH + VARIED[:6] + SEALED
SEEDS = range(4)
every_layout = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)


def cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def records(layout: Layout):
    for seed in SEEDS:
        invoice = layout.invoice(Random(f"{layout.name}/{seed}"))
        yield invoice, truth(invoice, "file.pdf", frozenset({"sku", "ean", "unit", "discount", "tax_pct"}))


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def last_page(pdf: bytes):
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[len(document) - 1].render(scale=300 / 72, grayscale=True).to_pil()
    finally:
        document.close()


@every_layout
def test_truth__each_line__price_times_quantity_less_discount_is_the_amount(layout):
    for _, record in records(layout):
        for line in record["lines"]:
            gross = cents(Decimal(line["qty"]) * Decimal(line["price"]))
            assert gross - Decimal(line["discount"]) == Decimal(line["amount"])


@every_layout
def test_truth__document__lines_taxes_and_total_close_to_the_cent(layout):
    for _, record in records(layout):
        lines = sum(Decimal(line["amount"]) for line in record["lines"])
        subtotal = lines - Decimal(record["document_discount"])
        others = sum((Decimal(row["amount"]) for row in record["other_taxes"]), Decimal(0))
        net, vat, tax, total = (Decimal(record[name]) for name in ("net", "vat", "tax", "total"))
        assert net + tax == total
        assert vat + others == tax
        assert subtotal == (total if record["lines_include_tax"] else net)


@every_layout
def test_truth__vat__is_each_rate_of_the_sum_of_its_lines(layout):
    for invoice, record in records(layout):
        expected = Decimal(0)
        for rate in {Decimal(line["tax_pct"]) for line in record["lines"]}:
            base = sum(
                Decimal(line["amount"]) for line in record["lines"] if Decimal(line["tax_pct"]) == rate
            )
            base = cents(base * (100 - invoice.discount_percent) / 100)
            divisor = 100 + rate if record["letter"] == "B" else Decimal(100)
            expected += cents(base * rate / divisor)
        assert Decimal(record["vat"]) == (0 if record["letter"] == "C" else expected)


@every_layout
def test_truth__identifiers__pass_their_check_digits(layout):
    for _, record in records(layout):
        assert cuit.is_valid(record["supplier_tax_id"])
        assert cuit.is_valid(record["receiver_tax_id"])
        assert record["supplier_tax_id"] != record["receiver_tax_id"]
        assert all(ean.is_valid(line["ean"]) for line in record["lines"])
        assert re.fullmatch(r"\d{5}-\d{8}", record["number"])
        assert re.fullmatch(r"\d{14}", record["cae"])


@every_layout
def test_page__prints_the_figures_of_its_truth(layout):
    invoice = layout.invoice(Random(layout.name))
    record = truth(invoice, "file.pdf", layout.columns)
    text = text_of(layout.pdf(invoice))
    figures = {re.sub(r"[.,]", "", figure) for figure in re.findall(r"\d[\d.,]*\d", text)}
    for amount in (record["total"], *(line["amount"] for line in record["lines"])):
        digits = amount.replace(".", "").removeprefix("-")
        assert figures & {digits, f"{digits}00", digits.removesuffix("00")}, amount
    words = " ".join(text.lower().split())
    assert f"{invoice.serial:08d}" in words
    assert invoice.supplier.tax_id in words.replace("-", "")
    for line in record["lines"]:
        assert all(word.lower() in words for word in line["description"].split())
        assert line["sku"] is None or line["sku"].lower() in words
        assert line["ean"] is None or line["ean"] in words


@pytest.mark.parametrize("layout", [it for it in LAYOUTS if it.qr], ids=lambda layout: layout.name)
def test_page__qr__decodes_to_the_truth(layout):
    invoice = layout.invoice(Random(f"qr/{layout.name}"))
    (code,) = zxingcpp.read_barcodes(last_page(layout.pdf(invoice)), formats=zxingcpp.BarcodeFormat.QRCode)
    url, encoded = code.text.split("?p=")
    payload = b64decode(encoded).decode()
    fields = json.loads(re.sub(r":0(\d)", r":\1", payload))
    assert re.fullmatch(r"https://www\.(afip|arca)\.gob\.ar/fe/qr/", url)
    assert f"{fields['ptoVta']:05d}-{fields['nroCmp']:08d}" == invoice.number
    assert fields["cuit"] == int(invoice.supplier.tax_id)
    assert fields["tipoCmp"] == invoice.code
    assert Decimal(str(fields["importe"])) == invoice.total
    assert fields["codAut"] == int(invoice.cae)
    assert fields["fecha"] in {invoice.issued.isoformat(), f"{invoice.issued:%d/%m/%Y}"}


def test_qr_payload__sloppy__has_the_leading_zero_and_local_date_seen_in_print():
    invoice = LAYOUTS[0].invoice(Random(1))
    payload = invoice.qr_payload(sloppy=True)
    assert '"tipoCmp":01,' in payload
    assert f'"fecha":"{invoice.issued:%d/%m/%Y}"' in payload


def test_copies__page_repeats_and_truth_counts_lines_once():
    layout = next(it for it in LAYOUTS if it.name == "arca_a")
    invoice = layout.invoice(Random(3))
    text = text_of(layout.pdf(invoice))
    assert all(copy in text for copy in ("ORIGINAL", "DUPLICADO", "TRIPLICADO"))
    assert text.count(invoice.items[0].product.name) == 3
    assert len(truth(invoice, "file.pdf", layout.columns)["lines"]) == len(invoice.items)


def test_long_invoice__runs_over_two_pages__and_carries_the_sum():
    layout = next(it for it in LAYOUTS if it.name == "wholesale_pages")
    pdf = layout.pdf(layout.invoice(Random(3)))
    assert len(page_pixels(pdf, 72)) == 2
    assert text_of(pdf).count("Transporte") == 2


def test_documents__same_seed__same_bytes_and_truth():
    butcher = chosen("tuned", "butcher")
    first = list(documents(butcher, 1, 11, scans=True))
    assert list(documents(butcher, 1, 11, scans=True)) == first
    assert [record["scan"] for record, _ in first] == [False, True]


def test_documents__another_seed__another_invoice():
    (one, _), (other, _) = (next(documents(TUNED[:1], 1, seed, scans=False)) for seed in (1, 2))
    assert one["number"] != other["number"]


def test_groups__share_no_layout_and_have_unlike_names():
    names = [layout.name for layout in LAYOUTS]
    assert len(set(names)) == len(names)
    assert len(heldout.HELDOUT) >= 4
    assert len(LAYOUTS) >= 12


def test_chosen__layout_of_another_group__is_refused_by_name():
    with pytest.raises(ValueError, match="group tuned has no layout heldout_roll"):
        chosen("tuned", "arca_a,heldout_roll")


def test_debit_note__names_itself_and_the_invoice_it_adds_to():
    (layout,) = chosen("unseen", "unseen_debit_note")
    invoice = layout.invoice(Random(2))
    assert (invoice.kind, invoice.letter, invoice.title) == ("debit_note", "A", "NOTA DE DÉBITO")
    assert invoice.related in text_of(layout.pdf(invoice))


def test_second_perception__is_another_province():
    (layout,) = chosen("unseen", "unseen_importer")
    first, second = layout.invoice(Random(5)).others
    assert first.kind == second.kind == "iibb_perception"
    assert first.label != second.label


def test_services__without_printed_quantity__truth_has_neither_quantity_nor_price():
    (layout,) = chosen("unseen", "unseen_services")
    record = truth(layout.invoice(Random(6)), "file.pdf", layout.columns)
    assert {(line["qty"], line["price"]) for line in record["lines"]} == {(None, None)}


def test_discounts_in_cascade__printed_steps_make_the_percentage_of_the_truth():
    for combined, steps in CASCADES.items():
        left = Decimal(100)
        for step in filter(None, steps.split("+")):
            left *= 1 - Decimal(step) / 100
        assert 100 - left == Decimal(combined)


def test_party__wrong_check_digit__is_refused():
    with pytest.raises(ValueError, match="30781249065"):
        Party("X S.A.", "30781249065", "", "", "", "", "")


def test_grid__figure_wider_than_its_column__is_refused():
    grid = Grid(10, (Column("Importe", 5, lambda item: "1.234.567,89"),))
    item = LAYOUTS[0].invoice(Random(1)).items[0]
    with pytest.raises(ValueError, match=r"1\.234\.567,89"):
        grid.cells(Sheet(), item)


def test_random_layouts__same_seed__same_pages_whatever_the_count():
    one, more = random_layouts(3, 1)[0], random_layouts(3, 4)[0]
    assert one.pdf(one.invoice(Random(1))) == more.pdf(more.invoice(Random(1)))
    assert len({layout.name for layout in random_layouts(3, 4) + random_layouts(4, 4)}) == 8


@pytest.mark.parametrize("layout", random_layouts(5, 24), ids=lambda layout: layout.name)
def test_random_layouts__page__prints_what_its_truth_says(layout):
    invoice = layout.invoice(Random(layout.name))
    text = text_of(layout.pdf(invoice))
    figures = {re.sub(r"[.,]", "", figure) for figure in re.findall(r"\d[\d.,]*\d", text)}
    record = truth(invoice, "file.pdf", layout.columns)
    assert sum(Decimal(line["amount"]) for line in record["lines"]) > 0
    for line in record["lines"]:
        digits = line["amount"].replace(".", "").lstrip("-0")
        assert figures & {digits, digits.removesuffix("00"), f"0{digits}"}, line
        assert line["sku"] is None or line["sku"] in text

"""The strongest evidence in a document is read, and weaker evidence that disagrees is named."""

import base64
import io
import json
import re
from decimal import Decimal

import pytest
import segno
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from core.invoices.bounds import out_of_bounds
from core.invoices.files import Limits, UnreadableCode, UnreadableFile
from core.invoices.model import Line, Reading, ReadingSource
from core.invoices.pictures import page_png
from core.invoices.reader import read_document, read_upload, require_invoice
from tests.support.documents import DATA, ENTITY, LIMITS, image, pdf, with_attachment

MINIMAL = (DATA / "einvoice-xml" / "ubl-invoice-minimal.xml").read_bytes()
FACTORY = "Factura A\nCUIT: 30-71031609-7\nFecha: 13/02/2026\nTotal 12.100,50"


def warned(reading):
    return [(it.code.value, it.field) for it in reading.warnings]


def argentine(text=FACTORY, **changes):
    """A one-page PDF with text and the tax agency's QR, which states number 94 and 12100.50 in total."""
    fields = {
        "fecha": "2026-02-13", "cuit": 30710316097, "ptoVta": 10, "tipoCmp": 1, "nroCmp": 94,
        "importe": 12100.5,
        "moneda": "PES",
    }  # fmt: skip
    payload = base64.b64encode(json.dumps(fields | changes).encode()).decode()
    code, out = io.BytesIO(), io.BytesIO()
    segno.make(f"https://www.afip.gob.ar/fe/qr/?p={payload}").save(code, kind="png", scale=6)
    canvas = Canvas(out)
    for row, line in enumerate(text.splitlines()):
        canvas.drawString(50, 800 - 14 * row, line)
    canvas.drawImage(ImageReader(Image.open(code)), 50, 60, 90, 90)
    canvas.save()
    return out.getvalue()


def test_read_document__plain_xml__is_read_from_it():
    reading = read_document("a.xml", MINIMAL, limits=LIMITS)
    assert (reading.source, reading.number, reading.pages) == (ReadingSource.XML, "SAMPLE-001", 1)
    assert reading.seconds >= 0


def test_read_document__embedded_xml__outranks_the_print_unless_it_is_ignored():
    content = with_attachment(
        pdf("Invoice number: 77\nThank you for your order\nTotal 2.142,00", "Our terms of sale apply to it"),
        ("factur-x.xml", MINIMAL),
    )
    embedded = read_document("a.pdf", content, limits=LIMITS)
    printed = read_document("a.pdf", content, ignore_embedded=True, limits=LIMITS)
    assert (embedded.source, embedded.number, embedded.pages) == (ReadingSource.XML, "SAMPLE-001", 2)
    assert warned(embedded) == []
    assert printed.source is ReadingSource.TEXT
    assert printed.number != "SAMPLE-001"


def test_read_document__print_without_the_total_of_the_xml__warns():
    content = with_attachment(pdf("Invoice SAMPLE-001\nTotal 9.999,00 EUR"), ("factur-x.xml", MINIMAL))
    assert warned(read_document("a.pdf", content, limits=LIMITS)) == [("XML_VS_PRINT", "total")]


@pytest.mark.parametrize("shown", ["2.142,00", "2,142.00", "2 142,00", "2142.00", "2'142.00"])
def test_read_document__total_printed_in_any_style__agrees_with_the_xml(shown):
    content = with_attachment(pdf(f"Total {shown} EUR"), ("factur-x.xml", MINIMAL))
    assert warned(read_document("a.pdf", content, limits=LIMITS)) == []


@pytest.mark.parametrize("attached", [b"<Invoice><broken", ENTITY, b"<Order/>"])
def test_read_document__unusable_embedded_xml__the_print_is_read_and_says_why(attached):
    content = with_attachment(pdf("Invoice number: 77\nTotal 2.142,00 EUR"), ("factur-x.xml", attached))
    reading = read_document("a.pdf", content, limits=LIMITS)
    assert reading.source is ReadingSource.TEXT
    assert "XML_" in str(reading.source_reason)


def test_read_document__qr__confirms_the_header_and_fills_what_is_missing():
    reading = read_document("a.pdf", argentine(), limits=LIMITS)
    assert (reading.number, reading.supplier_tax_id, reading.total) == (
        "00010-00000094", "30710316097", Decimal("12100.50"),
    )  # fmt: skip
    assert (reading.letter, reading.currency) == ("A", "ARS")
    assert "QR_MISMATCH" not in [code for code, _ in warned(reading)]


def test_read_document__qr_with_another_total__overrides_and_warns():
    reading = read_document("a.pdf", argentine(importe=99.5), limits=LIMITS)
    assert reading.total == Decimal("99.5")
    assert ("QR_MISMATCH", "total") in warned(reading)


def test_read_document__plain_text__is_read_and_kept_as_read():
    upload = read_upload(
        "a.txt", "Factura B 0003-00000012\nTotal: $ 1.210,00".encode("latin-1"), limits=LIMITS
    )
    assert upload.content_type == "text/plain"
    assert "1.210,00" in upload.text
    assert upload.reading.total == Decimal("1210.00")


def test_read_document__blank_page__says_that_nothing_was_read():
    with pytest.raises(UnreadableFile) as raised:
        read_document("a.pdf", pdf(""), limits=LIMITS)
    assert raised.value.code is UnreadableCode.NOTHING_READ


def test_read_document__time_is_up_between_pages__is_refused():
    ticks = iter(range(0, 10_000, 30))
    with pytest.raises(UnreadableFile) as raised:
        read_upload(
            "a.pdf", pdf(*["Total of the page 1,00"] * 9), limits=LIMITS, clock=lambda: float(next(ticks))
        )
    assert raised.value.code is UnreadableCode.TIMEOUT


def test_page_png__pdf_and_picture__are_drawn_and_other_pages_are_none():
    limits = Limits(10**7, 10, 5.0)
    drawn = page_png(pdf("one", "two"), 2, limits)
    assert Image.open(io.BytesIO(drawn)).format == "PNG"
    assert page_png(image("JPEG", (4000, 2000)), 1, limits) is not None
    assert page_png(pdf("one"), 2, limits) is None
    assert page_png(MINIMAL, 1, limits) is None
    assert page_png(b"only text", 1, limits) is None


@pytest.mark.parametrize(
    "content",
    [
        b"hello world",
        b"a,b,c\n1,2,3\n",
        b"# Notes\nBuy milk\nCall the bank\n",
        pdf("Our terms of sale\nThank you"),
    ],
    ids=["words", "csv", "notes", "PDF"],
)
def test_require_invoice__text_with_nothing_of_an_invoice__is_refused(content):
    reading = read_document("notes.txt", content, limits=LIMITS)
    with pytest.raises(UnreadableFile, match=r"notes\.txt holds no invoice") as refused:
        require_invoice(reading)
    assert refused.value.code is UnreadableCode.NOT_INVOICE


@pytest.mark.parametrize(
    "field", [{"number": "1"}, {"total": Decimal(0)}, {"lines": (Line(description="Yerba"),)}]
)
def test_require_invoice__anything_of_one__will_do(field):
    require_invoice(Reading(file="a.txt", source=ReadingSource.TEXT, **field))


def test_require_invoice__scan_with_nothing_found__is_kept_for_a_person():
    require_invoice(Reading(file="a.jpg", source=ReadingSource.OCR))


@pytest.mark.parametrize("number", ["NaN", "1e99999", "100000000000000000000", "-Infinity", "1" * 400])
def test_read_document__absurd_total__costs_only_itself(number):
    xml = re.sub(rb"((?:Payable|TaxInclusive)Amount[^>]*>)[^<]*", rb"\g<1>" + number.encode(), MINIMAL)
    reading = read_document("a.xml", xml, limits=LIMITS)
    assert (reading.number, reading.total) == ("SAMPLE-001", None)
    assert warned(reading).count(("LOW_CONFIDENCE", "total")) == 1


def test_read_document__barcode_where_an_amount_stands__costs_only_itself():
    page = "FACTURA A 0001-00000002\nFecha 05/03/2026\nTotal 77900000000000000000000000000000001234,00\n"
    reading = read_document("a.txt", page.encode(), limits=LIMITS)
    assert reading.issue_date is not None
    assert out_of_bounds(reading) == []


def test_read_upload__rows__say_where_on_which_page_each_line_of_the_text_stands():
    upload = read_upload(
        "a.pdf", pdf("Factura 0001-00000001 del 05/03/2026", "Total de la factura 1,00"), limits=LIMITS
    )
    assert upload.text == "Factura 0001-00000001 del 05/03/2026\fTotal de la factura 1,00"
    assert [row.place.page for row in upload.rows] == [1, 2]
    assert all(0 < row.place.x0 < row.place.x1 < 1 for row in upload.rows)

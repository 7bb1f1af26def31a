"""A label holds the whole price information and a barcode that a scanner reads, whatever the name."""

from dataclasses import replace
from decimal import Decimal

import pypdfium2
import pytest
import zxingcpp

from core.pricing.desk import Choice
from core.pricing.labels import MOST_LABELS, ShelfLabel, label_of, labels_pdf
from core.services.ledger import Refused
from tests.support.prices import REGISTERED, UNREGISTERED, line, reading

OIL = ShelfLabel(
    "Aceite de girasol 900 ml",
    Decimal(3000),
    "ARS",
    Decimal("2479.34"),
    Decimal("3333.33"),
    "l",
    "7790272001005",
)


@pytest.fixture
def opened():
    documents = []

    def opened(content: bytes) -> pypdfium2.PdfDocument:
        documents.append(pypdfium2.PdfDocument(content))
        return documents[-1]

    yield opened
    for document in documents:
        document.close()


def words(page) -> str:
    text = page.get_textpage()
    try:
        return " ".join(text.get_text_range().replace("\u00a0", " ").split())
    finally:
        text.close()


def scanned(page) -> set[tuple[str, str]]:
    picture = page.render(scale=300 / 72).to_pil()
    return {(found.text, str(found.format)) for found in zxingcpp.read_barcodes(picture)}


def test_label__says_all_that_the_law_asks_for_in_argentine_notation(opened):
    shown = words(opened(labels_pdf([OIL]))[0])
    for text in (
        "Aceite de girasol 900 ml",
        "$ 3.000,00",
        "PRECIO SIN IMPUESTOS NACIONALES: $ 2.479,34",
        "Precio por litro: $ 3.333,33",
        "7790272001005",
    ):
        assert text in shown


@pytest.mark.parametrize(
    ("ean", "read"),
    [
        ("7790272001005", ("7790272001005", "EAN-13")),
        ("96385074", ("96385074", "EAN-8")),
        ("036000291452", ("0036000291452", "EAN-13")),
        ("07790272001005", ("7790272001005", "EAN-13")),
        ("17790387000014", ("17790387000014", "ITF")),
    ],
)
def test_label__barcode__is_read_back_from_the_printed_page(opened, ean, read):
    assert scanned(opened(labels_pdf([replace(OIL, ean=ean)]))[0]) == {read}


def test_label__price__touches_neither_the_barcode_nor_a_name_of_three_lines(opened):
    name = "Galletitas de agua con salvado y semillas sin sal agregada paquete familiar " * 4
    page = opened(labels_pdf([replace(OIL, description=name, price=Decimal("10900.00"))]))[0]
    bars = [it.get_bounds() for it in page.get_objects() if it.get_bounds()[2] - it.get_bounds()[0] < 5]
    text = page.get_textpage()
    try:
        shown = text.get_text_range()
        start = shown.index("10.900,00")
        price = [text.get_charbox(place) for place in range(start - 2, start + len("10.900,00"))]
        price = [box for box in price if box[1] < box[3]]
        above = [text.get_charbox(place) for place in range(start - 2) if shown[place].strip()]
    finally:
        text.close()
    # Left, bottom, right, top, in points from the bottom of the sheet.
    assert min(box[1] for box in price) > max(bar[3] for bar in bars)
    assert max(box[3] for box in price) < min(box[1] for box in above)


@pytest.mark.parametrize("ean", [None, "", "123", "abcdefghijklm"])
def test_label__no_usable_barcode__is_printed_without_one(opened, ean):
    page = opened(labels_pdf([replace(OIL, ean=ean)]))[0]
    assert scanned(page) == set()
    assert "$ 3.000,00" in words(page)


@pytest.mark.parametrize(
    "name",
    [
        "Galletitas de agua con salvado y semillas sin sal agregada paquete familiar " * 4,
        "Supercalifragilístico" * 20,
        "Ñandú «Café» <b>&amp;</b> ő 日本",
        "x",
    ],
)
def test_label__any_name__stays_within_its_label(opened, name):
    page = opened(labels_pdf([replace(OIL, description=name, price=Decimal("99999999999.99"))]))[0]
    blank = page.render(scale=2).to_pil().convert("L")
    edge = 2 * 2 * 72 / 25.4  # two millimetres inside the cut line, in pixels
    right, bottom = 2 * 70 * 72 / 25.4, 2 * 37 * 72 / 25.4
    for box in ((right - edge, 4, right - 2, bottom - 4), (4, bottom - edge, right - 4, bottom - 2)):
        assert blank.crop(tuple(map(int, box))).getextrema()[0] > 150
    assert scanned(page) == {("7790272001005", "EAN-13")}


def test_labels__25__fill_a_sheet_and_begin_another(opened):
    document = opened(labels_pdf([OIL] * 25))
    assert len(document) == 2
    assert document[0].get_size() == pytest.approx((595.28, 841.89), abs=0.01)


def test_labels__too_many__are_refused():
    with pytest.raises(ValueError, match="more than"):
        labels_pdf([OIL] * (MOST_LABELS + 1))


def test_label_of__price_on_the_shelf__and_not_the_one_suggested(desk, enter):
    enter("i1", reading(line("Gaseosa cola 2,25 L", sku="g"), taxes=[{"kind": "internos", "amount": "100"}]))
    one = desk.suggestions().value[0]
    assert label_of(one, REGISTERED) is None
    desk.approve([Choice(one.product_id, Decimal(2420), 0, reason="oferta")], actor="ana")
    label = label_of(desk.suggestions().value[0], REGISTERED)
    # 2420 / 1.21 = 2000, less 10 of internal taxes in a unit; 2420 / 2.25 l = 1075.56
    assert (label.price, label.price_without_tax) == (Decimal(2420), Decimal("1990.00"))
    assert (label.measure_price, label.measure_unit) == (Decimal("1075.56"), "l")
    assert label_of(desk.suggestions().value[0], UNREGISTERED).price_without_tax is None


def test_desk__labels__of_chosen_products_by_category_and_name(desk, enter, opened):
    enter("i1", reading(line("Yerba"), line("Fideos"), line("Lavandina")))
    shown = {it.description: it for it in desk.suggestions().value}
    with pytest.raises(Refused) as refused:
        desk.labels()
    assert refused.value.code == "NO_LABELS"
    desk.approve([Choice(it.product_id, it.price, 0) for it in shown.values()], actor="ana")
    text = words(opened(desk.labels())[0])
    assert text.index("Fideos") < text.index("Yerba") < text.index("Lavandina")
    only = words(opened(desk.labels([shown["Yerba"].product_id]))[0])
    assert "Yerba" in only
    assert "Fideos" not in only

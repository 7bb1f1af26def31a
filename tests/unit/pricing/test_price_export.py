"""The CSV opens in Excel in the manager's language, and no cell of it runs as a formula."""

import csv
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from core.pricing.desk import Choice
from core.pricing.export import safe_text, suggestions_xlsx
from tests.support.prices import line, reading


def table(content: bytes, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_export__spanish__has_a_bom_semicolons_and_decimal_commas(desk, enter):
    enter(
        "i1",
        reading(
            line(
                "Yerba mate 500 g; suave", ean="7790895000782", sku="y1", unit_price="1000.50", amount="10005"
            )
        ),
    )
    content = desk.export_csv("es")
    assert content.startswith(b"\xef\xbb\xbfEAN;")
    header, row = table(content, ";")
    cells = dict(zip(header, row, strict=True))
    assert cells["Descripción"] == "Yerba mate 500 g; suave"
    assert cells["EAN"] == "7790895000782"
    assert cells["Costo"] == "1000,5000"
    assert cells["Precio sugerido"] == "1650"
    assert cells["Precio sin impuestos nacionales"] == "1363,64"
    assert cells["Precio por unidad de medida"] == "3300,00"
    assert cells["Unidad de medida"] == "kg"
    assert cells["IVA %"] == "21"
    assert cells["Regla"] == "Almacén"


def test_export__english__has_commas_and_points(desk, enter):
    enter("i1", reading(line()))
    header, row = table(desk.export_csv("en"), ",")
    assert dict(zip(header, row, strict=True))["Cost"] == "1000.0000"


def test_export__refused_item__says_why_and_has_no_price(desk, enter):
    enter("i1", reading(line(unit="bulto")))
    header, row = table(desk.export_csv("en"), ",")
    cells = dict(zip(header, row, strict=True))
    assert (cells["Note"], cells["Suggested price"]) == ("PACK_SIZE_MISSING", "")


def test_export__chosen_products__are_all_it_holds(desk, enter):
    enter("i1", reading(line("Yerba"), line("Sal")))
    sal = next(it for it in desk.suggestions().value if it.description == "Sal")
    desk.approve([Choice(sal.product_id, sal.price, sal.price_version)], actor="ana")
    assert [row[2] for row in table(desk.export_csv("en", [sal.product_id]), ",")] == ["Description", "Sal"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\uff1d", "\uff20"])
def test_safe_text__start_of_a_formula__is_quoted(start):
    assert safe_text(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


def test_export__supplier_who_attacks__gets_no_formula_into_any_cell(desk, enter):
    attack = '=HYPERLINK("http://evil","x")'
    enter("i1", reading(line(attack, sku=attack), supplier_name="@SUM(1)"))
    cells = [cell for row in table(desk.export_csv("es"), ";") for cell in row]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]


def test_export__negative_number__stays_a_number(desk, enter):
    enter("i1", reading(line(sku="a")))
    (shown,) = desk.suggestions().value
    desk.approve([Choice(shown.product_id, Decimal(3350), 0, reason="x")], actor="ana")
    desk.edit_product(shown.product_id, {"fixed_price": "605"}, actor="ana")
    header, row = table(desk.export_csv("en"), ",")
    assert dict(zip(header, row, strict=True))["Markup %"] == "-50.00"


def sheet(content: bytes) -> list[tuple]:
    book = load_workbook(io.BytesIO(content))
    return list(book.worksheets[0].iter_rows())


def test_xlsx__figures__are_numbers_exact_to_the_cent(desk, enter):
    enter("i1", reading(line(ean="7790895000782", unit_price="1000.50", amount="10005")))
    header, row = sheet(desk.export_xlsx("es"))
    cells = dict(zip([it.value for it in header], row, strict=True))
    assert cells["EAN"].value == "7790895000782"
    assert (cells["Costo"].value, cells["Costo"].data_type) == (1000.5, "n")
    assert cells["Precio sin impuestos nacionales"].value == 1363.64
    english, _row = sheet(desk.export_xlsx("en"))
    assert "Suggested price" in [it.value for it in english]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\x01="])
def test_xlsx__supplier_who_attacks__gets_text_and_no_formula(desk, enter, start):
    attack = f"{start}cmd|' /C calc'!A0"
    enter("i1", reading(line(f"Yerba {attack}", sku=attack), supplier_name=attack))
    rows = sheet(desk.export_xlsx("es"))
    texts = [it for row in rows for it in row if isinstance(it.value, str)]
    assert {it.data_type for it in texts} == {"s"}
    assert all(it.quotePrefix for it in texts if safe_text(it.value) != it.value)
    assert any("cmd" in it.value for it in texts)


def test_xlsx__many_rows__are_all_there(desk, enter):
    enter("i1", reading(line()))
    many = desk.suggestions().value * 2_000
    assert len(sheet(suggestions_xlsx(many, "es"))) == 2_001

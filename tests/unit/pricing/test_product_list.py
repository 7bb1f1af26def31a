"""Columns are guessed, figures read as they were meant, and each bad row is named and stops no other."""

from decimal import Decimal

import pytest

from core.pricing.product_list import (
    Checked,
    Field,
    RowCode,
    check_rows,
    decimal_sign,
    find_header,
    guess_columns,
)

HEADER = (
    "Código de barras",
    "Código",
    "Descripción",
    "Proveedor",
    "Rubro",
    "Costo",
    "Precio de venta",
    "IVA %",
)


def check(*rows, columns=None, header=HEADER) -> Checked:
    return check_rows([header, *rows], 1, columns or guess_columns(header))


def one(field: Field, cell, *more) -> Checked:
    """A row of a description and one more cell."""
    columns = {Field.DESCRIPTION: 0, field: 1}
    return check_rows([("Yerba", cell), *(("Sal", it) for it in more)], 0, columns)


def test_guess__usual_names__are_found_with_accents_and_signs():
    assert guess_columns(HEADER) == {
        Field.EAN: 0,
        Field.SKU: 1,
        Field.DESCRIPTION: 2,
        Field.SUPPLIER: 3,
        Field.CATEGORY: 4,
        Field.COST: 5,
        Field.PRICE: 6,
        Field.TAX_RATE: 7,
    }


def test_guess__our_own_export__comes_back_with_its_current_price():
    header = ("EAN", "Código", "Descripción", "Costo anterior", "Costo", "Precio actual", "Precio sugerido")
    found = guess_columns(header)
    assert (found[Field.PRICE], found[Field.COST]) == (5, 4)


def test_header__below_a_title__is_found():
    rows = [("Lista de precios noviembre",), (), ("Artículo", "Precio"), ("Yerba", "1000")]
    assert find_header(rows) == 2


def test_check__row__gives_what_it_sets():
    (row,) = check(("7790895000782", "Y1", "Yerba", "Sur", "Almacén", "$ 1.000,50", "1.650", "21%")).rows
    assert row.values == {
        "ean": "7790895000782",
        "sku": "Y1",
        "description": "Yerba",
        "supplier_name": "Sur",
        "category": "almacen",
        "cost": "1000.50",
        "price": "1650.00",
        "tax_rate": "21",
    }


@pytest.mark.parametrize(
    ("figures", "sign"),
    [
        (["1.234,50"], ","),
        (["1,234.50"], "."),
        (["1650"], ","),
        (["1.650"], ","),
        (["10.50", "1.650"], "."),
        (["1.650.000"], ","),
        (["1,650,000"], "."),
        ([], ","),
    ],
)
def test_decimal_sign__is_what_all_figures_show_together(figures, sign):
    assert decimal_sign(figures) == sign


@pytest.mark.parametrize(
    ("cell", "price"),
    [("1.650", "1650.00"), (1650.5, "1650.50"), ("1650,5", "1650.50"), (2, "2.00"), ("$1.650,-", None)],
)
def test_price__as_it_is_written__is_read(cell, price):
    found = one(Field.PRICE, cell)
    assert [it.values["price"] for it in found.rows] == ([price] if price else [])


@pytest.mark.parametrize(
    ("field", "cell", "code"),
    [
        (Field.PRICE, "0", RowCode.NOT_POSITIVE),
        (Field.PRICE, "-5", RowCode.NOT_POSITIVE),
        (Field.COST, "-5", RowCode.NOT_POSITIVE),
        (Field.PRICE, "consultar", RowCode.NOT_A_NUMBER),
        (Field.PRICE, "1e5", RowCode.NOT_A_NUMBER),
        (Field.PRICE, "NaN", RowCode.NOT_A_NUMBER),
        (Field.PRICE, float("inf"), RowCode.NOT_A_NUMBER),
        (Field.PRICE, "100000000000", RowCode.OUT_OF_RANGE),
        (Field.TAX_RATE, "210", RowCode.OUT_OF_RANGE),
        (Field.UNITS_PER_PACK, "1000000000", RowCode.OUT_OF_RANGE),
        (Field.UNITS_PER_PACK, "0", RowCode.NOT_POSITIVE),
        (Field.EAN, "7790895000783", RowCode.EAN_INVALID),
        (Field.EAN, "7,79E+12", RowCode.EAN_SHORTENED),
        (Field.CURRENCY, "pesos", RowCode.CURRENCY_UNKNOWN),
        (Field.SUPPLIER, "x" * 256, RowCode.TEXT_TOO_LONG),
    ],
)
def test_check__bad_cell__names_row_field_and_value_and_spares_the_others(field, cell, code):
    found = one(field, cell, "")
    (problem,) = found.problems
    assert (problem.row, problem.field, problem.code, problem.value) == (1, field, code, str(cell)[:80])
    assert [it.row for it in found.rows] == [2]


def test_check__row_that_names_no_product__is_a_problem():
    (problem,) = check_rows([("", "1650")], 0, {Field.DESCRIPTION: 0, Field.PRICE: 1}).problems
    assert problem.code is RowCode.DESCRIPTION_MISSING


def test_check__code_the_shop_gave_out_itself__is_passed_over():
    (row,) = one(Field.EAN, 2000001000007).rows
    assert "ean" not in row.values


def test_check__barcode_kept_as_a_number__is_read_whole():
    (row,) = one(Field.EAN, 7790895000782.0).rows
    assert row.values["ean"] == "7790895000782"


def test_check__text_quoted_by_our_export__is_as_it_was():
    (row,) = check_rows([("'=1+1", "1")], 0, {Field.DESCRIPTION: 0, Field.PRICE: 1}).rows
    assert row.values["description"] == "=1+1"


def test_check__cost__keeps_its_decimals():
    assert Decimal(one(Field.COST, "0,1234").rows[0].values["cost"]) == Decimal("0.1234")

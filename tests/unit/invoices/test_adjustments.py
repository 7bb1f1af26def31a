"""Discounts and charges on the whole document, printed below the lines."""

from decimal import Decimal

import pytest

from core.invoices.checks import check
from core.invoices.model import Reading, WarningCode
from core.invoices.pages import text_pages
from core.invoices.visual import read_pages

HEAD = """
   Molinos Ejemplo S.A.                       A              FACTURA
                                                             Nº 0003-00000128
   CUIT: 30-71234567-1                                       Fecha: 05/03/2026

   Descripción                     Cantidad      Precio      Importe
   Yerba mate                         10,00    1.000,00    10.000,00
   Harina                             20,00      500,00    10.000,00

"""


def read(foot: str, letter: str = "A") -> Reading:
    head = HEAD.replace(" A     ", f" {letter}     ")
    return read_pages(text_pages(head + foot), "a.txt")


def sums_differ(reading: Reading) -> bool:
    return any(warning.code is WarningCode.LINES_VS_NET for warning in check(reading))


@pytest.mark.parametrize(
    "row",
    [
        "Descuento 5 %                 -1.000,00",
        "Dto. por volumen (5%)          1.000,00",
        "Bonificación general 5,00%     1.000,00-",
        "Desc. pago contado             1.000,00",
        "Rabatt 5 %                    -1.000,00",
        "Convenio cadenas              -1.000,00",
    ],
)
@pytest.mark.parametrize("net", ["", "\n             Neto gravado                  19.000,00"])
def test_discount__below_the_lines__is_the_adjustment_and_the_net_is_what_is_left(row: str, net: str) -> None:
    reading = read(f"""
             Subtotal                      20.000,00
             {row}{net}
             IVA 21%                        3.990,00
             TOTAL                         22.990,00
    """)
    assert (reading.adjustment, reading.net) == (Decimal("-1000.00"), Decimal("19000.00"))
    assert (reading.tax, reading.total) == (Decimal("3990.00"), Decimal("22990.00"))
    assert not sums_differ(reading)


def test_discount_and_charge__below_the_lines__are_taken_together() -> None:
    reading = read("""
             Subtotal                      20.000,00
             Descuento 5 %                  1.000,00
             Flete                            500,00
             Neto gravado                  19.500,00
             IVA 21%                        4.095,00
             TOTAL                         23.595,00
    """)
    assert (reading.adjustment, reading.net) == (Decimal("-500.00"), Decimal("19500.00"))
    assert not sums_differ(reading)


def test_discount__on_lines_that_include_tax__leads_to_the_total() -> None:
    reading = read(
        """
             Subtotal                      20.000,00
             Descuento 10 %                -2.000,00
             TOTAL                         18.000,00
    Régimen de Transparencia Fiscal al Consumidor (Ley 27.743)
    IVA Contenido: $ 3.123,97
    """,
        letter="B",
    )
    assert (reading.adjustment, reading.total) == (Decimal("-2000.00"), Decimal("18000.00"))
    assert not sums_differ(reading)


def test_charge__of_no_known_name__does_not_hide_a_line_that_was_not_read() -> None:
    reading = read("""
             Azúcar                         1.000,00
             Neto gravado                  21.000,00
             IVA 21%                        4.410,00
             TOTAL                         25.410,00
    """)
    assert reading.adjustment is None
    assert sums_differ(reading)


def test_discount__already_in_the_lines__is_no_adjustment() -> None:
    reading = read("""
             Total descuentos               1.000,00
             Neto gravado                  20.000,00
             IVA 21%                        4.200,00
             TOTAL                         24.200,00
    """)
    assert (reading.adjustment, reading.net) == (None, Decimal("20000.00"))

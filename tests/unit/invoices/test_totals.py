"""Net, taxes and total however the page arranges them: stacks, strips, amounts before their names."""

import time
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


def read(foot: str, head: str = HEAD) -> Reading:
    return read_pages(text_pages(head + foot), "a.txt")


def sums(reading: Reading) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    return reading.net, reading.tax, reading.total


def d(text: str) -> Decimal:
    return Decimal(text)


@pytest.mark.parametrize(
    "foot",
    [
        """
   20.000,00 Neto
    4.200,00 I.V.A. 21%
      600,00 Percepción IIBB 3%
   24.800,00 TOTAL
""",
        """
      Neto Gravado      IVA 21%     Perc. IIBB 3%       Total
         20.000,00     4.200,00            600,00     24.800,00
""",
        """
         20.000,00     4.200,00            600,00     24.800,00
      Neto Gravado      IVA 21%     Perc. IIBB 3%       Total
""",
        """
      Subtotal          IVA 21%
         20.000,00     4.200,00

      Perc. IIBB
            600,00
                                          TOTAL    $ 24.800,00
""",
        """
      Gravado            20.000,00      IVA 21%        4.200,00
      Perc. IIBB            600,00      Total $       24.800,00
""",
        """
                                        Subtotal        20.000,00
                                        IVA 21%          4.200,00
                                        Subtotal        24.200,00
                                        Tasa de faena      600,00
                                        TOTAL           24.800,00
""",
    ],
    ids=["before", "strip", "strip below", "two strips", "grid", "unknown tax"],
)
def test_sums__arranged_in_any_way__net_tax_and_total_are_found(foot: str) -> None:
    assert sums(read(foot)) == (d("20000.00"), d("4800.00"), d("24800.00"))


def test_exempt_beside_taxed__net_is_both() -> None:
    foot = """
                     Neto Gravado      15.000,00
                     Exento             5.000,00
                     IVA 21%            3.150,00
                     Total             23.150,00
"""
    assert sums(read(foot)) == (d("20000.00"), d("3150.00"), d("23150.00"))


def test_discount_on_the_document__net_is_what_is_left() -> None:
    foot = """
                     Suma              20.000,00
                     Bonif. 10%        -2.000,00
                     Neto              18.000,00
                     IVA 21%            3.780,00
                     Total             21.780,00
"""
    assert sums(read(foot)) == (d("18000.00"), d("3780.00"), d("21780.00"))


def test_taxes_contained__net_is_the_total_without_all_of_them() -> None:
    foot = """
                     TOTAL             20.000,00
   Régimen de Transparencia Fiscal al Consumidor (Ley 27.743)
   IVA Contenido: $ 3.000,00
   Otros Impuestos Nacionales Indirectos: $ 1.000,00
"""
    head = HEAD.replace(" A     ", " B     ")
    assert sums(read(foot, head)) == (d("16000.00"), d("4000.00"), d("20000.00"))


def test_tax_table_without_words__its_bases_and_taxes_count() -> None:
    foot = """
     Alíc.      Base          Impuesto
     21,0%    10.000,00      2.100,00       Total a pagar    $ 23.150,00
     10,5%    10.000,00      1.050,00
"""
    assert sums(read(foot)) == (d("20000.00"), d("3150.00"), d("23150.00"))


def test_supplier_named_like_a_total__is_not_the_total() -> None:
    head = HEAD.replace("Molinos Ejemplo S.A.", "Total $ 121,00      ")
    foot = """
                     Subtotal          20.000,00
                     IVA 21%            4.200,00
                     Total             24.200,00
"""
    assert read(foot, head).total == d("24200.00")


def test_account_and_law_numbers_beside_a_sum__are_not_amounts() -> None:
    foot = """
   CBU: 0170099220000067797370          Subtotal          20.000,00
   Saldo anterior: 0,00                 Perc. RG 5329        600,00
                                        Total             20.600,00
"""
    assert sums(read(foot)) == (d("20000.00"), d("600.00"), d("20600.00"))


def test_whole_pesos__groups_of_thousands_are_no_decimals() -> None:
    head = """
   Ana Paz                                    C              FACTURA
   CUIT: 27-11111111-4                                       Nº 0003-00000128
                                                             Fecha: 05/03/2026
   Cant.   Detalle                          Precio      Importe
      1    Talonarios x 3                   82.650       82.650
      2    Carteles 2,5 m                  150.000      300.000
"""
    assert read("\n                          Total        382.650\n", head).total == d("382650")


@pytest.mark.parametrize(
    "net",
    [
        "Total sin impuestos",
        "Subtotal neto antes de impuestos",
        "Importe libre de impuestos",
        "Monto sin IVA",
    ],
)
def test_sums__net_named_by_the_taxes_it_lacks__it_is_not_counted_as_a_tax(net: str) -> None:
    reading = read(f"""
      {net}                  20.000,00
      IVA 21%                             4.200,00
      Perc. IIBB CABA (3%)                  600,00
      Total                              24.800,00
""")
    assert sums(reading) == (d("20000.00"), d("4800.00"), d("24800.00"))


def test_sums__total_with_taxes_beside_one_without__each_is_what_it_says() -> None:
    reading = read("""
      Total sin impuestos                20.000,00
      IVA 21%                             4.200,00
      Total con impuestos                24.200,00
""")
    assert sums(reading) == (d("20000.00"), d("4200.00"), d("24200.00"))


def test_taxes__stated_by_rate_and_in_sum__rows_add_up_to_the_tax() -> None:
    reading = read("""
      21,00%    10.000,00     2.100,00        Neto gravado      20.000,00
      10,50%    10.000,00     1.050,00        I.V.A.             3.150,00
                                              Perc. IIBB           600,00
                                              Total             23.750,00
""")
    assert sums(reading) == (d("20000.00"), d("3750.00"), d("23750.00"))
    assert [(row.rate, row.base, row.amount) for row in reading.taxes] == [
        (d("21.00"), d("10000.00"), d("2100.00")),
        (d("10.50"), d("10000.00"), d("1050.00")),
        (None, None, d("600.00")),
    ]
    assert not [it for it in check(reading) if it.code is WarningCode.TAX_VS_RATE]


def test_taxes__rate_without_its_sign__is_told_by_what_it_makes() -> None:
    reading = read("""
      BASE IMPONIBLE       % IVA      CUOTA IVA      TOTAL FACTURA
           15.000,00       21,00       3.150,00          23.650,00
            5.000,00       10,00         500,00
""")
    assert sums(reading) == (d("20000.00"), d("3650.00"), d("23650.00"))


def test_sums__currency_sign_glued_to_the_name__parts_it_from_its_amount() -> None:
    reading = read("""
      Neto gravado                  20.000,00
      IVA 21%                        4.200,00
      TOTAL A PAGAR$24.200,00
""")
    assert sums(reading) == (d("20000.00"), d("4200.00"), d("24200.00"))


def test_sums__many_amounts_that_may_be_taxes__are_tried_in_no_time() -> None:
    # Powers of two: no two sums of them are the same.
    rows = "".join(f"      Percepción IIBB      {2**n},00\n" for n in range(12))
    names = "".join(f"      Tasa {chr(65 + n)}      {2 ** (n + 12)},00\n" for n in range(5))
    began = time.process_time()
    reading = read(
        f"      Subtotal  20.000,00\n      IVA 21%   4.200,00\n{rows}{names}      Total     99.999,99\n"
    )
    assert reading.total == d("99999.99")
    assert time.process_time() - began < 1


def test_strip__names_centred_over_amounts_on_the_right_of_wide_boxes__pair_in_order() -> None:
    reading = read("""
          Neto 21%                    IVA 21%                 Perc. IIBB                   Total
                     20.000,00                   4.200,00                   600,00                 24.800,00
""")
    assert sums(reading) == (d("20000.00"), d("4800.00"), d("24800.00"))


@pytest.mark.parametrize(
    "net", ["Base Imp.", "Mercadería", "Total Bruto", "Total Mercaderías", "Total s/imp."]
)
def test_net__under_an_unknown_name_or_like_a_total__is_what_the_lines_add_up_to(net: str) -> None:
    head = HEAD.rstrip() + "\n"
    reading = read(
        f"""                     {net:<22}         20.000,00
                     IVA 21%                         4.200,00
                     Perc. IIBB 3%                     600,00
                     TOTAL                          24.800,00
""",
        head,
    )
    assert sums(reading) == (d("20000.00"), d("4800.00"), d("24800.00"))
    assert reading.lines[-1].description == "Harina"


@pytest.mark.parametrize("total", ["Valor de la operación", "Corresponde abonar"])
def test_total__under_an_unknown_name__is_what_net_and_taxes_make(total: str) -> None:
    reading = read(f"""
                     Neto gravado                   20.000,00
                     IVA 21%                         4.200,00
                     Perc. IIBB 3%                     600,00
                     {total:<22}         24.800,00
""")
    assert sums(reading) == (d("20000.00"), d("4800.00"), d("24800.00"))

"""Tables of goods as they are printed: sections, sums, wrapped rows, columns of every kind."""

from decimal import Decimal

import pytest

from core.invoices.model import Reading, ReadingSource
from core.invoices.pages import Page, Word, text_page
from core.invoices.visual import read_pages


def read(*pages: str) -> Reading:
    return read_pages([text_page(page, number) for number, page in enumerate(pages, 1)], "a.txt")


def figures(reading: Reading) -> list[tuple[str, str, str]]:
    return [(str(line.quantity), str(line.unit_price), str(line.amount)) for line in reading.lines]


SECTIONS = """
   Detalle                    Cant.      Precio Unit.        Importe
   ALMACEN
   Yerba mate 1 kg               10          1.200,00      12.000,00
   Harina 000 1 kg               20            500,00      10.000,00
   Subtotal rubro                                          22.000,00
   BEBIDAS
   Agua mineral 2 L               6            700,00       4.200,00
   Subtotal rubro                                           4.200,00

                                        TOTAL              26.200,00
"""


def test_sections__sum_under_each__do_not_end_the_table() -> None:
    reading = read(SECTIONS)
    assert figures(reading) == [
        ("10", "1200.00", "12000.00"), ("20", "500.00", "10000.00"), ("6", "700.00", "4200.00"),
    ]  # fmt: skip
    assert reading.total == Decimal("26200.00")


def test_sums__below_the_table__are_no_lines() -> None:
    reading = read(SECTIONS.replace("\n\n", "\n   Piezas: 36     Suma  26.200,00\n\n"))
    assert len(reading.lines) == 3


def test_amounts_alone__sections_and_exempt_items__every_one_is_a_line() -> None:
    reading = read("""
       Concepto                                Alicuota          Importe
       Abono mensual internet                       27%        48.650,00
       Linea telefonica                             27%        17.320,40
       Capacitacion del personal                 Exento        27.600,00
       Visita fuera de abono                        21%        38.500,00

                                             Total            132.070,40
    """)
    assert [line.amount for line in reading.lines] == [
        Decimal("48650.00"), Decimal("17320.40"), Decimal("27600.00"), Decimal("38500.00"),
    ]  # fmt: skip
    assert {(line.quantity, line.unit_price) for line in reading.lines} == {(None, None)}


def test_kilos_and_pieces__amount_first__price_a_kilo_is_no_quantity() -> None:
    reading = read("""
            Importe      $ / Kg       Kgs.    Piezas    Corte
         113.750,00    6.500,00     17,500         2    Asado de tira
          32.800,00    8.000,00      4,100         1    Vacio

         146.550,00 TOTAL
    """)
    assert figures(reading) == [("17.500", "6500.00", "113750.00"), ("4.100", "8000.00", "32800.00")]


def test_discount_columns__a_dash_where_there_is_none__list_price_stays() -> None:
    reading = read("""
       Producto                Cant.    Precio      Dto 1     Dto 2      Subtotal
       Yerba mate 1 kg            10    100,00      20,00     10,00        720,00
       Harina 000 1 kg             3     50,00          -         -        150,00
       Azucar 1 kg                 2     80,00       5,00         -        152,00

                                                  Total                  1.022,00
    """)
    assert figures(reading) == [
        ("10", "100.00", "720.00"),
        ("3", "50.00", "150.00"),
        ("2", "80.00", "152.00"),
    ]
    assert [line.discount for line in reading.lines] == [Decimal("280.00"), None, Decimal("8.00")]


def test_whole_pesos__figures_without_cents__are_thousands() -> None:
    reading = read("""
       CANT.     DESCRIPCION                P. UNIT.        IMPORTE
       10        Talonarios de remito         17.250        172.500
       3         Sellos                        4.900         14.700

                                      TOTAL $               187.200
    """)
    assert figures(reading) == [("10", "17250", "172500"), ("3", "4900", "14700")]


NAMELESS = """
   A-100   Yerba mate 1 kg         10 UN    1.200,00    12.000,00
   A-101   Harina 000 1 kg         20 UN      500,00    10.000,00
   A-102   Agua mineral 2 L         6 UN      700,00     4.200,00

                               TOTAL                    26.200,00
"""


def test_no_header__columns_are_told_by_multiplication() -> None:
    reading = read(NAMELESS)
    assert figures(reading) == [
        ("10", "1200.00", "12000.00"), ("20", "500.00", "10000.00"), ("6", "700.00", "4200.00"),
    ]  # fmt: skip
    assert reading.lines[0].description == "Yerba mate 1 kg"
    assert reading.lines[0].sku == "A-100"


def test_no_header__discount_and_rate_columns__are_told_apart() -> None:
    reading = read("""
       Yerba mate 1 kg         10    100,00   21,00     5,00      950,00
       Harina 000 1 kg         20     50,00   21,00    10,00      900,00
       Azucar 1 kg              3     80,00   21,00     0,00      240,00

                             TOTAL                              2.090,00
    """)
    assert figures(reading) == [
        ("10", "100.00", "950.00"),
        ("20", "50.00", "900.00"),
        ("3", "80.00", "240.00"),
    ]
    assert {line.tax_rate for line in reading.lines} == {Decimal("21.00")}


def test_carried_sums__on_both_sides_of_a_page_break__are_no_lines() -> None:
    head = "   Detalle                    Cant.      Precio Unit.        Importe\n"
    one = head + "   Yerba mate 1 kg               10          1.200,00      12.000,00\n"
    one += "   Transporte                                              12.000,00\n"
    two = head + "   Transporte                                              12.000,00\n"
    two += "   Harina 000 1 kg               20            500,00      10.000,00\n\n"
    two += "                                        TOTAL              22.000,00\n"
    assert figures(read(one, two)) == [("10", "1200.00", "12000.00"), ("20", "500.00", "10000.00")]


def test_two_originals__the_very_same_page__counts_once() -> None:
    assert len(read(SECTIONS, SECTIONS).lines) == 3
    assert len(read(SECTIONS, SECTIONS.replace("4.200,00", "4.200,00 x")).lines) == 6


@pytest.mark.parametrize(
    "heading", ["$ Unit.", "Importe Unit.", "Precio\u00a0Lista", "P. Neto", "Precio x Kg"]
)
def test_headings__names_of_the_unit_price__are_known(heading: str) -> None:
    reading = read(SECTIONS.replace("Precio Unit.", heading.ljust(12)))
    assert len(reading.lines) == 3


def test_headings__text_under_an_unknown_one__is_the_description() -> None:
    reading = read("""
       Tropa       Corte / Especie        Kgs.        $/Kg          Importe
       81220       Asado de tira        17,500    6.500,00       113.750,00
       81221       Nalga                 4,100    8.000,00        32.800,00

                                                  TOTAL          146.550,00
    """)
    assert [line.description for line in reading.lines] == ["Asado de tira", "Nalga"]


def test_headings__in_two_languages__are_known_by_the_first() -> None:
    reading = read("""
       Descripción/Description      Cant./Qty     P.Unit./Unit Price     Total/Amount
       Yerba mate 1 kg                     10               1.200,00        12.000,00
       Harina 000 1 kg                      1                 500,00           500,00

                                                          Total/Total       12.500,00
    """)
    assert figures(reading) == [("10", "1200.00", "12000.00"), ("1", "500.00", "500.00")]
    assert reading.total == Decimal("12500.00")


SUMS = """
                                               Neto gravado          57.710,35
                                               IVA 21%               12.119,17
                                               Total                 69.829,52
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            """
   Intereses por pago fuera de término FC A 00003-00012001           45.210,35
   Gastos bancarios por cheque rechazado 55120034                    12.500,00
""",
            [
                ("Intereses por pago fuera de término FC A 00003-00012001", "45210.35"),
                ("Gastos bancarios por cheque rechazado 55120034", "12500.00"),
            ],
        ),
        (
            """
   Honorarios profesionales del mes de marzo                         57.710,35
""",
            [("Honorarios profesionales del mes de marzo", "57710.35")],
        ),
    ],
)
def test_amounts_alone__no_heading__rows_that_make_the_net_are_the_lines(
    body: str, expected: list[tuple[str, str]]
) -> None:
    reading = read("   Nº 0003-00000128   CUIT: 30-71234567-1\n" + body + SUMS)
    assert [(line.description, str(line.amount)) for line in reading.lines] == expected


def test_amounts_alone__no_heading_and_no_sum_that_fits__nothing_is_invented() -> None:
    body = "   Honorarios profesionales del mes de marzo                         57.000,00\n"
    assert read("   Nº 0003-00000128   CUIT: 30-71234567-1\n" + body + SUMS).lines == ()


def test_amounts_alone__between_the_lines_of_their_text__take_both() -> None:
    def word(text: str, x0: float, y0: float) -> Word:
        return Word(text, x0, y0, x0 + 60, y0 + 9)

    rows = [("Detalle", 40, 50), ("Importe", 440, 50)]
    for top, first, second, amount in (
        (80, "Abono", "nocturno", "100,00"),
        (120, "Limpieza", "vidrios", "50,00"),
    ):
        rows += [(first, 40, top), (amount, 440, top + 6), (second, 40, top + 12)]
    rows += [("Total", 360, 200), ("150,00", 440, 200)]
    page = Page(1, 600, 800, tuple(word(*row) for row in rows), ReadingSource.TEXT)
    reading = read_pages([page], "a.pdf")
    assert [(line.description, str(line.amount)) for line in reading.lines] == [
        ("Abono nocturno", "100.00"), ("Limpieza vidrios", "50.00"),
    ]  # fmt: skip


def test_rules__drawn_in_characters__part_the_cells_and_are_no_text() -> None:
    reading = read("""
   +--------+------------------------+--------+------------+-------------+
   | CODIGO |      DESCRIPCION       |  CANT. |   P.UNIT.  |   IMPORTE   |
   +--------+------------------------+--------+------------+-------------+
   |60375   |POLENTA INSTANTANEA 500G|      20|     3494,96|     69899,20|
   |60376   |YERBA MATE              |       3|      623,74|      1871,22|
   +--------+------------------------+--------+------------+-------------+
                                              TOTAL $          71770,42
    """)
    assert figures(reading) == [("20", "3494.96", "69899.20"), ("3", "623.74", "1871.22")]
    assert [line.description for line in reading.lines] == ["POLENTA INSTANTANEA 500G", "YERBA MATE"]
    assert [line.sku for line in reading.lines] == ["60375", "60376"]


def test_sums__under_the_columns_of_the_table__rate_is_no_quantity() -> None:
    reading = read("""
       Producto                  Cant.        Precio         Importe
       Yerba mate 1 kg              10      1.200,00       12.000,00
       Harina 000 1 kg              20        500,00       10.000,00
       Importe bruto                                       22.000,00
       I.V.A.                    21,00                      4.620,00
       Perc. IIBB                 3,00     22.000,00          660,00
       Total general                                       27.280,00
    """)
    assert figures(reading) == [("10", "1200.00", "12000.00"), ("20", "500.00", "10000.00")]
    assert (reading.net, reading.tax) == (Decimal("22000.00"), Decimal("5280.00"))


def test_headings__text_under_the_name_of_a_code__is_the_description() -> None:
    reading = read(SECTIONS.replace("Detalle ", "Material"))
    assert [line.description for line in reading.lines] == [
        "Yerba mate 1 kg", "Harina 000 1 kg", "Agua mineral 2 L",
    ]  # fmt: skip


def test_sections__their_headings__are_no_text_of_an_item() -> None:
    without_sums = "\n".join(row for row in SECTIONS.splitlines() if "rubro" not in row)
    for page in (SECTIONS, without_sums, without_sums.replace("BEBIDAS", "PERFUMERÍA Y LIMPIEZA")):
        assert [line.description for line in read(page).lines] == [
            "Yerba mate 1 kg", "Harina 000 1 kg", "Agua mineral 2 L",
        ]  # fmt: skip


def test_list_and_net_price__with_a_discount_beside_them__the_list_price_is_the_unit_s() -> None:
    reading = read("""
   Denominación               Un. x Bto.  Cant. Bultos   Precio x Bulto   Dto. %   Precio Neto   Importe Neto
   Galletitas vainilla               12              3        11.069,29     0,00     11.069,29      33.207,87
   Galletitas chocolate              12             10        11.901,75     6,00     11.187,65     111.876,45

                                                                                  Neto gravado     145.084,32
                                                                                  IVA 21 %          30.467,71
                                                                                  TOTAL            175.552,03
""")
    assert figures(reading)[1] == ("10", "11901.75", "111876.45")
    assert reading.lines[1].discount == Decimal("7141.05")

"""Whole documents, written as plain text pages: what the visual reader makes of them."""

import time
from datetime import date
from decimal import Decimal

import pytest

from core.invoices.model import DocumentKind, Reading, ReadingSource
from core.invoices.pages import text_page, text_pages
from core.invoices.visual import read_pages

FACTURA = """
   Distribuidora del Lago S.R.L.              A              FACTURA
                                            COD. 01
   Razón Social: Distribuidora del Lago S.R.L.          Punto de Venta: 00003   Comp. Nro: 00000128
   Domicilio: Belgrano 123                              Fecha de Emisión: 05/03/2026
   CUIT: 30-71234567-1                                  Inicio de Actividades: 01/02/2001

   CUIT: 30-50000003-3     Apellido y Nombre / Razón Social: Almacén Norte S.A.
   Condición de venta: Cuenta corriente                 Fecha de Vto. para el pago: 20/03/2026

   Código   Producto / Servicio            Cantidad   U. medida   Precio Unit.  % Bonif   Subtotal  Alícuota
   A10      Yerba mate 1 kg                   10,00   unidades        1.200,00     10,00    10.800,00      21%
            elaborada con palo
   A11      Harina 000 1 kg                   20,00   unidades          500,00      0,00    10.000,00    10,5%

                                                           Importe Neto Gravado: $    20.800,00
                                                           IVA 21%: $                  2.268,00
                                                           IVA 10,5%: $                1.050,00
                                                           Percepción IIBB: $            624,00
                                                           Importe Total: $           24.742,00
   CAE N°: 71234567890123     Fecha de Vto. de CAE: 15/03/2026
"""


def read(text: str) -> Reading:
    return read_pages(text_pages(text), "a.txt")


def figures(reading: Reading) -> list[tuple[Decimal | None, Decimal | None, Decimal | None]]:
    return [(line.quantity, line.unit_price, line.amount) for line in reading.lines]


def d(text: str) -> Decimal:
    return Decimal(text)


def test_factura_a__header__number_letter_dates_and_currency() -> None:
    reading = read(FACTURA)
    assert (reading.letter, reading.number, reading.currency) == ("A", "00003-00000128", "ARS")
    assert (reading.issue_date, reading.due_date) == (date(2026, 3, 5), date(2026, 3, 20))
    assert reading.source is ReadingSource.TEXT


def test_factura_a__parties__receiver_is_never_the_supplier() -> None:
    reading = read(FACTURA)
    assert reading.supplier_name == "Distribuidora del Lago S.R.L."
    assert reading.supplier_tax_id == "30712345671"
    assert reading.receiver_name == "Almacén Norte S.A."
    assert reading.receiver_tax_id == "30500000033"


def test_factura_a__totals__taxes_hold_vat_and_perceptions() -> None:
    reading = read(FACTURA)
    assert (reading.net, reading.tax, reading.total) == (d("20800.00"), d("3942.00"), d("24742.00"))
    assert {(tax.kind, tax.rate, tax.amount) for tax in reading.taxes} >= {
        ("vat", d("21"), d("2268.00")),
        ("vat", d("10.5"), d("1050.00")),
    }


def test_factura_a__lines__discount_in_money_and_wrapped_description() -> None:
    first, second = read(FACTURA).lines
    assert (first.quantity, first.unit_price, first.discount, first.amount) == (
        d("10"), d("1200"), d("1200.00"), d("10800.00"),
    )  # fmt: skip
    assert first.description == "Yerba mate 1 kg elaborada con palo"
    assert (first.sku, first.unit, first.tax_rate) == ("A10", "unidades", d("21"))
    assert (second.amount, second.discount) == (d("10000.00"), None)


def test_arithmetic__confirmed__gives_more_confidence_than_a_label_alone() -> None:
    confirmed = read(FACTURA)
    alone = read(FACTURA.replace("20.800,00\n", "20.100,00\n").replace("624,00", "625,00"))
    assert confirmed.confidence["total"] > 0.9 > alone.confidence["total"]
    assert confirmed.confidence["lines"] > 0.9


def test_places__every_found_field__lies_on_the_page() -> None:
    reading = read(FACTURA)
    assert {"number", "total", "issue_date", "supplier_name"} <= reading.places.keys()
    for place in [*reading.places.values(), *(line.place for line in reading.lines if line.place)]:
        assert place.page == 1
        assert 0 <= place.x0 < place.x1 <= 1
        assert 0 <= place.y0 < place.y1 <= 1


def test_copies__original_duplicado_triplicado__lines_are_counted_once() -> None:
    copies = [
        text_page(f"{mark}\n{FACTURA}", n)
        for n, mark in enumerate(("ORIGINAL", "DUPLICADO", "TRIPLICADO"), 1)
    ]
    reading = read_pages(copies, "a.pdf")
    assert len(reading.lines) == 2
    assert reading.pages == 3


def test_pages__same_layout_other_lines__are_not_taken_for_copies() -> None:
    other = FACTURA.replace("A10", "B20").replace("1.200,00", "2.200,00").replace("10.800,00", "19.800,00")
    reading = read_pages([text_page(f"ORIGINAL\n{FACTURA}", 1), text_page(f"ORIGINAL\n{other}", 2)], "a.pdf")
    assert len(reading.lines) == 4


def test_table__goes_on_over_pages__header_and_carried_sum_are_no_lines() -> None:
    head = "Description          Qty    Unit price     Amount\n"
    one = head + "".join(
        f"Pencil number {n}        {n}          2.50       {n * 2.5:.2f}\n" for n in range(2, 9)
    )
    two = (
        head
        + "Carried forward                             87.50\n"
        + "Eraser               4          1.25       5.00\n"
    )
    tail = "\nNet total                                   92.50\nVAT 20%    18.50\nTotal      111.00\n"
    reading = read_pages([text_page("Invoice INV-7\n\n" + one, 1), text_page(two + tail, 2)], "a.pdf")
    assert len(reading.lines) == 8
    assert figures(reading)[-1] == (d("4"), d("1.25"), d("5.00"))
    assert (reading.net, reading.tax, reading.total) == (d("92.50"), d("18.50"), d("111.00"))


def test_german_invoice__prepaid_amount_due__is_not_the_total() -> None:
    reading = read("""
    Muster Handel GmbH
    Rechnung Nr. RE-2024/17 vom 3. März 2024
    Käufer:
    Beispiel AG

    Pos   Beschreibung        Menge     Einzelpreis     Gesamtpreis
    1     Stuhl               4 Stk        125,00          500,00
    2     Lieferung           1             20,00           20,00

    Summe netto                                            520,00
    zzgl. MwSt. 19%                                         98,80
    Gesamtbetrag                                           618,80 €
    Erhaltene Anzahlungen                                 -100,00
    Zahlbetrag                                             518,80
    """)
    assert (reading.number, reading.issue_date) == ("RE-2024/17", date(2024, 3, 3))
    assert (reading.net, reading.tax, reading.total) == (d("520.00"), d("98.80"), d("618.80"))
    assert (reading.supplier_name, reading.receiver_name) == ("Muster Handel GmbH", "Beispiel AG")
    assert figures(reading) == [(d("4"), d("125.00"), d("500.00")), (d("1"), d("20.00"), d("20.00"))]


def test_receipt__cash_and_change__are_not_the_total_and_rounding_is_followed() -> None:
    reading = read("""
        HAPPY MART
        SDN BHD
        12, JALAN BUNGA 3
        TEL: 03-1234567
        TAX INVOICE
        Date: 07/02/18  12:30
        MILK 1L               8.91
        SUB TOTAL             8.91
        ROUNDING             -0.01
        ROUNDED TOTAL (RM)    8.90
        CASH                 50.00
        CHANGE               41.10
    """)
    assert reading.supplier_name == "HAPPY MART SDN BHD"
    assert reading.total == d("8.90")
    assert reading.issue_date == date(2018, 2, 7)
    assert reading.kind is DocumentKind.RECEIPT


def test_ticket__product_over_its_article__makes_lines_without_a_header() -> None:
    reading = read("""
        EL FARO S.A.
        CUIT Nro.: 30-71234567-1
        TIQUE FACTURA "B"  (Cod. 082)
        P.V. Nro. 00004   Nro. 00092006
        Fecha 02/05/2026
        2,500 x 1.000,00            (21,00)
        QUESO CREMOSO DE CAMPO
        EN HORMA                   2.500,00
        3 x 200,00                  (21,00)
        PAN                          600,00
        TOTAL                      3.100,00
    """)
    assert (reading.number, reading.letter) == ("00004-00092006", "B")
    assert figures(reading) == [(d("2.500"), d("1000.00"), d("2500.00")), (d("3"), d("200.00"), d("600.00"))]


@pytest.mark.parametrize("printed", ["00012A00044700", "00012 A 00044700", "00012-A-00044700"])
def test_number__letter_between_point_of_sale_and_serial__is_read_in_two_parts(printed: str) -> None:
    reading = read(f"""
        Industrias Ejemplo S.R.L.             A       FACTURA
        C.U.I.T. 30-71234567-1                        Número : {printed}
        Pedido : 4510044700                           Fecha : 26.07.2026
        Remito : 00012R00099999
        Total                      3.100,00
    """)
    assert reading.number == "00012-00044700"


def test_credit_note__in_spanish__is_told_by_its_title() -> None:
    assert (
        read(FACTURA.replace("FACTURA", "NOTA DE CRÉDITO").replace("COD. 01", "COD. 03")).kind
        is DocumentKind.CREDIT_NOTE
    )


def test_totals_in_boxes__amounts_under_their_names__are_paired_by_column() -> None:
    reading = read("""
    Factura N° 0001-00000007        Fecha 01/02/2026       CUIT 30-71234567-1

    Neto gravado       IVA 21%       Percepción IVA RG 5329       TOTAL
       1.000,00         210,00                        30,00    1.240,00
    """)
    assert (reading.net, reading.tax, reading.total) == (d("1000.00"), d("240.00"), d("1240.00"))


@pytest.mark.parametrize(
    "text", ["", "\f\f", "nothing here", "12 34 56\n" * 50, "Total\n" * 200, ":::: ; ; ()"]
)
def test_poor_pages__nothing_to_find__nothing_is_invented(text: str) -> None:
    reading = read(text)
    assert reading.lines == ()
    assert reading.number is None


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 40000,
        "A" * 200000,
        "Total 12.00 Net 10.00 VAT 2.00\n" * 1000,
        "2 x 3.00 6.00\n" * 1000,
        " - " * 20000,
    ],
)
def test_hostile_pages__very_long__are_done_in_seconds(text: str) -> None:
    started = time.monotonic()
    read(text)
    assert time.monotonic() - started < 10

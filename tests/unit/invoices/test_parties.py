"""Supplier and receiver on Argentine pages, labelled in many ways or in none."""

import pytest

from core.invoices.model import Reading
from core.invoices.pages import text_pages
from core.invoices.visual import read_pages

ISSUER = """
   Molinos Ejemplo S.A.                       A              FACTURA
   Belgrano 5943 - M5500 Mendoza                             Nº 0003-00000128
   IVA Responsable Inscripto                                 Fecha: 05/03/2026
   CUIT: 30-71234567-1                                       Ingresos Brutos: 30-71234567-1

"""
FOOT = """
   Descripción                     Cantidad      Precio      Importe
   Yerba mate                         10,00    1.000,00    10.000,00

                                            Total      10.000,00
"""


def read(receiver: str, issuer: str = ISSUER) -> Reading:
    return read_pages(text_pages(issuer + receiver + FOOT), "a.txt")


@pytest.mark.parametrize(
    "receiver",
    [
        """
   Bazar Ocampo
   9 de Julio 2027
   CUIT: 30-50001091-2
""",
        """
   Razón Social: Bazar Ocampo
   Domicilio: 9 de Julio 2027
   CUIT: 30-50001091-2
""",
        """
   Cliente Nº 6954 Bazar Ocampo
   CUIT: 30-50001091-2
""",
        """
   CUIT: 30-50001091-2             Cuenta: 6954 Bazar Ocampo
""",
        """
   Razón Social          CUIT               Condición IVA
   Bazar Ocampo          30-50001091-2      Responsable Inscripto
""",
        """
   DATOS DEL CLIENTE
   Razón social:     Bazar Ocampo              Condición IVA:    Responsable Inscripto
   Domicilio:        9 de Julio 2027           CUIT:             30-50001091-2
""",
        """
   Bazar Ocampo (1710)             CUIT: 30-50001091-2
   9 de Julio 2027                 Responsable Inscripto
""",
        """
   PARA
   Bazar Ocampo
   CUIT: 30-50001091-2
""",
        """
   Sres.: Bazar Ocampo
   Domicilio: Bv. Mitre 810
   CUIT: 30-50001091-2
""",
    ],
    ids=["bare", "key", "account", "beside id", "over", "caption", "before id", "heading", "salutation"],
)
def test_receiver__however_it_is_labelled__is_named_and_not_the_supplier(receiver: str) -> None:
    reading = read(receiver)
    assert (reading.receiver_name, reading.receiver_tax_id) == ("Bazar Ocampo", "30500010912")
    assert (reading.supplier_name, reading.supplier_tax_id) == ("Molinos Ejemplo S.A.", "30712345671")


def test_blocks_facing_each_other__do_not_change_places() -> None:
    issuer = """
                                              A              FACTURA
                                                             Nº 0003-00000128
   DE                                    PARA
   Molinos Ejemplo S.A.                  Bazar Ocampo
   Belgrano 5943                         9 de Julio 2027
   CUIT: 30-71234567-1                   CUIT: 30-50001091-2
"""
    reading = read("", issuer)
    assert (reading.supplier_name, reading.receiver_name) == ("Molinos Ejemplo S.A.", "Bazar Ocampo")


def test_street_named_after_a_day__is_no_date() -> None:
    reading = read("\n   Sres.: Bazar Ocampo\n   Domicilio: 9 de Julio 2027\n")
    assert reading.issue_date is not None
    assert reading.issue_date.isoformat() == "2026-03-05"


def test_date_in_three_boxes__is_read_before_other_dates() -> None:
    issuer = """
   Molinos Ejemplo S.A.                       A              FACTURA
   CUIT: 30-71234567-1                                       Nº 0003-00000128
                                                             DÍA   MES   AÑO
                                                             05    03    2026
   Inicio de Actividades: 01/02/2001
"""
    reading = read("\n   Sres.: Bazar Ocampo     CUIT: 30-50001091-2     Vencimiento: 20/03/2026\n", issuer)
    assert reading.issue_date is not None
    assert reading.issue_date.isoformat() == "2026-03-05"


@pytest.mark.parametrize(
    "printed",
    [
        "Nº 0003 00000128",
        "FACTURA A 0003-00000128",
        "Nro. A-0003-00000128",
        "Punto de Venta: 0003 Comp. Nro: 00000128",
        "Comprobante: 00003 - 00000128",
        "Nº 3-128",
    ],
)
def test_number__in_every_way_of_writing__has_point_of_sale_and_serial(printed: str) -> None:
    issuer = ISSUER.replace("Nº 0003-00000128", printed)
    assert read("\n   Remito: 0001-00009999\n", issuer).number == "00003-00000128"


@pytest.mark.parametrize(
    ("words", "currency"),
    [
        ("TOTAL U$S      10.000,00", "USD"),
        ("Total USD      10.000,00", "USD"),
        ("Moneda: Dólares estadounidenses\n                     Total      10.000,00", "USD"),
        ("Tipo de cambio U$S 1.425,50\n                     Total en pesos      10.000,00", "ARS"),
        ("Equivale a U$S 7,02\n                     TOTAL $      10.000,00", "ARS"),
    ],
)
def test_currency__is_the_total_s__not_a_list_price_s(words: str, currency: str) -> None:
    foot = FOOT.replace("Precio", "U$S   ").replace("Total      10.000,00", words)
    reading = read_pages(text_pages(ISSUER + foot), "a.txt")
    assert reading.currency == currency


def test_french_form_stated_apart__is_no_part_of_the_name() -> None:
    page = """
   Au bon moulin SARL - 84340 Malaucène - France
   TVA : FR11999999998 - SIRET : 99999999800010 - SARL au capital de 120 000,00 €
   Facture FA-2017-0009
                                             Total TTC     530,75 €
"""
    assert read_pages(text_pages(page), "a.txt").supplier_name == "Au bon moulin"


def test_form_without_colons__value_beside_its_key_is_the_receiver() -> None:
    receiver = """
   SEÑORES     Bazar Ocampo
   DOMICILIO   Av. Alem 334
   CUIT        30-50001091-2          IVA   Resp. Inscripto
"""
    reading = read(receiver)
    assert (reading.receiver_name, reading.supplier_name) == ("Bazar Ocampo", "Molinos Ejemplo S.A.")


def test_owner_behind_a_brand_in_quotes__is_the_supplier() -> None:
    issuer = ISSUER.replace("Molinos Ejemplo S.A.", '"EL ROBLE" de Carlos Ruiz')
    assert read("\n   Sres.: Bazar Ocampo\n", issuer).supplier_name == "Carlos Ruiz"


def test_number_of_an_associated_invoice__is_not_the_credit_note_s() -> None:
    issuer = ISSUER.replace("FACTURA", "NOTA DE CREDITO").replace(
        "Nº 0003-00000128", "Pto. Vta. 0003 Nro. 00000128"
    )
    reading = read("\n   Comprobante asociado: Factura A 0003-00009999 del 20/02/2026\n", issuer)
    assert (reading.number, reading.kind) == ("00003-00000128", "credit_note")


def test_export_invoice__letter_e_has_no_tax_and_the_total_s_currency() -> None:
    issuer = ISSUER.replace(
        "A              FACTURA", "E   FACTURA DE EXPORTACION\n                          COD. 19"
    )
    reading = read_pages(text_pages(issuer + FOOT.replace("Total   ", "TOTAL U$S")), "a.txt")
    assert (reading.letter, reading.currency, reading.tax) == ("E", "USD", 0)

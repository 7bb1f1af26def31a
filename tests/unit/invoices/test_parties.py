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


@pytest.mark.parametrize(
    "receiver",
    [
        """
   Cliente / Sold to:     Bazar Ocampo              Incoterm:  FOB Buenos Aires
   Domicilio / Address:   9 de Julio 2027           CUIT: 30-50001091-2
""",
        """
   Señores / Messrs: Bazar Ocampo
   9 de Julio 2027
   CUIT: 30-50001091-2
""",
        """
   Destinatario / Bill to
   Bazar Ocampo
   CUIT: 30-50001091-2
""",
    ],
)
def test_receiver__key_in_two_languages__its_other_half_is_not_the_name(receiver: str) -> None:
    assert read(receiver).receiver_name == "Bazar Ocampo"


@pytest.mark.parametrize("key", ["Cliente/Customer:", "Cliente/Sold to:", "Razón Social/Company name:"])
def test_receiver__key_in_two_languages_in_one_word__its_value_is_the_name(key: str) -> None:
    reading = read(f"""
   {key} Bazar Ocampo S.R.L.
   Domicilio/Address: 9 de Julio 2027
   CUIT/Tax ID: 30-50001091-2       Vencimiento/Due date: 20/03/2026
""")
    assert reading.receiver_name == "Bazar Ocampo S.R.L."
    assert (str(reading.issue_date), str(reading.due_date)) == ("2026-03-05", "2026-03-20")


def test_receiver__keys_without_colons_in_a_form__the_value_beside_is_the_name() -> None:
    reading = read("""
   Razón social        Bazar Ocampo
   Domicilio           9 de Julio 2027
   C.U.I.T.            30-50001091-2
""")
    assert reading.receiver_name == "Bazar Ocampo"


def test_receiver__three_headings_for_one_customer__none_of_them_is_the_name() -> None:
    reading = read("""
   Solicitante                  Destinatario de mercadería        Pagador
   Bazar Ocampo S.R.L.          Bazar Ocampo S.R.L.               Bazar Ocampo S.R.L.
   9 de Julio 2027              9 de Julio 2027                   9 de Julio 2027
   CUIT: 30-50001091-2
""")
    assert reading.receiver_name == "Bazar Ocampo S.R.L."


def test_receiver__no_label_over_its_tax_id__keys_and_headings_are_not_the_name() -> None:
    reading = read("""
                                              Pedido   : 4510044700
                                              Entrega  : 8010134100
                                              Datos fiscales
   Bazar Ocampo S.R.L.                        C.U.I.T. 30-50001091-2
   9 de Julio 2027                            IVA Responsable Inscripto
""")
    assert reading.receiver_name == "Bazar Ocampo S.R.L."


def test_supplier__trade_name_over_registered_name__the_registered_one_is_the_issuer() -> None:
    page = """
   HILADO SUR                                 A              Nota de Crédito
                                                             NC-A 00012-00002884
   Textil Ejemplo S.R.L.                   Cod. 03
   Sarmiento 3795, T4000 San Miguel de Tucumán               Fecha: 08/05/2026
   hola@hilado.example                                       CUIT: 30-71234567-1

   Cliente: Bazar Ocampo S.A.
   CUIT: 30-50001091-2
"""
    reading = read("", page)
    assert (reading.supplier_name, reading.receiver_name) == ("Textil Ejemplo S.R.L.", "Bazar Ocampo S.A.")


def test_supplier__trade_name_over_others_names__none_of_them_is_the_issuer() -> None:
    page = """
   HILADO SUR                                 A              FACTURA 00012-00002884
   Distribuidor oficial de Bebidas Ejemplo S.A.
   CUIT: 30-71234567-1                                       Fecha: 08/05/2026
   Cliente: Bazar Ocampo S.A.
   CUIT: 30-50001091-2
"""
    assert read("", page).supplier_name == "HILADO SUR"


def test_issue_date__row_askew_beside_start_of_activities__is_the_date_behind_the_colon() -> None:
    page = """
   Molinos Ejemplo S.A.                       A              FACTURA 00012-00002884
   Fecha inicio actividades 01.02.1999                                 : 16.07.2026
   IVA Responsable Inscripto                                 Fecha
   CUIT: 30-71234567-1                                       Fecha vto. pago : 31.07.2026
"""
    reading = read("", page)
    assert (str(reading.issue_date), str(reading.due_date)) == ("2026-07-16", "2026-07-31")


def test_supplier__french_form_and_capital_on_a_line_of_their_own__are_not_the_name() -> None:
    page = """
   Boulangerie Martin et Fils                                FACTURE
   SARL au capital de 10 000 €                               N° F2025-05163
   75002 Paris                                               Date : 04/07/2025
   N° TVA : FR12123456789
"""
    reading = read("", page)
    assert (reading.supplier_name, reading.number) == ("Boulangerie Martin et Fils", "F2025-05163")


def test_number__headings_over_point_of_sale_and_serial__between_other_rows() -> None:
    page = """
   Molinos Ejemplo S.A.                       A              FACTURA
                                                             Pto. Venta        Número
   Belgrano 5943 - M5500 Mendoza
                                                             00021             00023739
   CUIT: 30-71234567-1                                       Fecha: 08/05/2026
"""
    assert read("", page).number == "00021-00023739"


def test_issue_date__without_a_label_beside_start_of_activities__each_cell_has_its_own() -> None:
    page = """
   Molinos Ejemplo S.A.                       A              FACTURA 00012-00002884
   CUIT: 30-71234567-1  Ini. Act. 01/12/2012                 23.07.26
"""
    assert str(read("", page).issue_date) == "2026-07-23"


def test_receiver__under_a_key_that_nobody_knows__is_told_by_its_legal_form() -> None:
    reading = read("""
   Rec.: Bazar Ocampo S.R.L.
   Domicilio: 9 de Julio 2027
   CUIT: 30-50001091-2
""")
    assert reading.receiver_name == "Bazar Ocampo S.R.L."


def test_due_date__short_label__is_the_payments_and_not_the_authorisations() -> None:
    due = read("   Cliente: Bazar Ocampo\n   Vto.: 20/03/2026    CUIT: 30-50001091-2\n").due_date
    assert str(due) == "2026-03-20"
    assert read("   Cliente: Bazar Ocampo\n   CAE: 76123456789012   Vto.: 20/03/2026\n").due_date is None


def test_letter__initials_of_the_credit_invoice_in_its_title__are_no_letter_e() -> None:
    page = ISSUER.replace("FACTURA\n", "FACTURA DE CRÉDITO ELECTRÓNICA MiPyMEs (FCE)\n")
    assert read("   Cliente: Bazar Ocampo\n", page).letter == "A"


def test_number__letter_behind_it__is_left_off() -> None:
    page = ISSUER.replace("0003-00000128", "0003-00000128-A")
    assert read("   Cliente: Bazar Ocampo\n", page).number == "00003-00000128"


def test_receiver__a_hotel_over_its_tax_id__is_no_telephone() -> None:
    reading = read("   Hotel Ocampo SA\n   9 de Julio 2027\n   CUIT: 30-50001091-2\n")
    assert reading.receiver_name == "Hotel Ocampo SA"


def test_receiver__heading_beside_keys_with_colons__is_under_its_heading() -> None:
    reading = read("""
   Cliente                           CUIT/CUIL:              Condición IVA:
   CONSORCIO OCAMPO 1450             30-50001091-2           IVA Responsable Inscripto
""")
    assert reading.receiver_name == "CONSORCIO OCAMPO 1450"


@pytest.mark.parametrize("started", ["Inic. Act. 01/09/2014", "Inicio activ.: 01/10/1997"])
def test_issue_date__start_of_activities_cut_short__is_not_the_date(started: str) -> None:
    page = f"""
   Molinos Ejemplo S.A.                       A              FACTURA Original
   IVA Responsable Inscripto - CUIT 30-71234567-1            0003-00000128
   SENASA 4747 - {started}                        19/01/26
"""
    assert str(read("   Cliente: Bazar Ocampo\n", page).issue_date) == "2026-01-19"


def test_issue_date__behind_the_title_in_the_middle_of_a_row__is_the_date() -> None:
    page = ISSUER.replace("Fecha: 05/03/2026", "Entregado: 04/03/2026")
    row = "   Reparto 63   Cond.: 30 días F.F.      FACTURA 0003-00000128      25/02/26\n"
    assert str(read("   Cliente: Bazar Ocampo\n" + row, page).issue_date) == "2026-02-25"


def test_receiver__beside_the_supplier_and_its_tax_id__is_over_its_own() -> None:
    page = """
   Cliente de reparto: 54534                  A              Molinos Ejemplo S.A.
   Bazar Ocampo                                              IVA Responsable Inscripto
   9 de Julio 2027                                           CUIT: 30-71234567-1
   CUIT: 30-50001091-2                                       FACTURA 0003-00000128
"""
    assert read("", page).receiver_name == "Bazar Ocampo"


def test_receiver__in_the_window_of_an_envelope__is_the_name_over_the_address() -> None:
    reading = read("""
   BAZAR OCAMPO S.R.L.                                       Fecha         05/03/2026
   9 DE JULIO 2027                                           CUIT cliente  30-50001091-2
   C1408 CABA                                                Pedido        4632964002
""")
    assert reading.receiver_name == "BAZAR OCAMPO S.R.L."

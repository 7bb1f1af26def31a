"""The tax agency's QR is read as printed, valid JSON or not, and outranks the print with a warning."""

import base64
import io
import json
from datetime import date
from decimal import Decimal

import pytest
import segno
from PIL import Image, ImageFilter

from core.invoices.model import DocumentKind, Reading, ReadingSource
from core.invoices.qr import confirm, find_qr, parse_payload

FIELDS = {
    "ver": 1, "fecha": "2026-02-13", "cuit": 30710316097, "ptoVta": 10, "tipoCmp": 1, "nroCmp": 94,
    "importe": 12100.5, "moneda": "PES", "ctz": 1, "tipoDocRec": 80, "nroDocRec": 20123456786,
    "tipoCodAut": "E", "codAut": 70417054367476,
}  # fmt: skip


def address(text=None, host="www.afip.gob.ar", **changes):
    payload = json.dumps(FIELDS | changes) if text is None else text
    return f"https://{host}/fe/qr/?p={base64.b64encode(payload.encode()).decode()}"


def test_parse_payload__valid__gives_the_header():
    code = parse_payload(address())
    assert (code.issue_date, code.issuer, code.number) == (date(2026, 2, 13), "30710316097", "00010-00000094")
    assert (code.total, code.currency, code.letter, code.kind) == (
        Decimal("12100.5"), "ARS", "A", DocumentKind.INVOICE,
    )  # fmt: skip
    assert (code.receiver, code.authorization) == ("20123456786", "70417054367476")


@pytest.mark.parametrize(
    "text",
    [
        (
            '{"ver":1,"fecha":"13/02/2026","cuit":30710316097,"ptoVta":00010,"tipoCmp":01,'
            '"nroCmp":00000094,"importe":12100.50}'
        ),
        (
            '{"fecha":"2026-02-13", "cuit":"30-71031609-7", "ptoVta":"10", "tipoCmp":"1", '
            '"nroCmp":"94", "importe":"12100,50",}'
        ),
        "{'fecha':'2026-02-13','cuit':30710316097,'ptoVta':10,'tipoCmp':1,'nroCmp':94,'importe':12100.50",
        '{fecha:"2026-02-13T00:00:00",cuit:30710316097,ptoVta:10,tipoCmp:1,nroCmp:94,importe:12100.50}',
    ],
)
def test_parse_payload__not_json__is_read_all_the_same(text):
    code = parse_payload(address(text))
    assert (code.issue_date, code.issuer, code.number, code.letter, code.total) == (
        date(2026, 2, 13), "30710316097", "00010-00000094", "A", Decimal("12100.50"),
    )  # fmt: skip


def test_parse_payload__lost_padding_spaces_for_plus_and_url_alphabet__are_mended():
    plain = address(nroDocRec="~~~???>>>")
    whole = parse_payload(plain)
    head, encoded = plain.split("?p=")
    for printed in (
        encoded.rstrip("="), encoded.replace("+", " "), encoded.replace("+", "-").replace("/", "_"),
        encoded.replace("=", "%3D"),
    ):  # fmt: skip
        assert parse_payload(f"{head}?p={printed}") == whole


@pytest.mark.parametrize(
    "text",
    [
        "", "https://example.com/fe/qr/?p=eyJjdWl0IjoxfQ",
        "https://afip.gob.ar.example.com/fe/qr/?p=eyJjdWl0IjoxfQ",
        "https://www.afip.gob.ar/fe/qr/", "https://www.afip.gob.ar/fe/qr/?p=%%%", "https://[bad/?p=x",
        "00020101021143",
        "https://www.arca.gob.ar/fe/qr/?p=bm90aGluZw==",
    ],
)  # fmt: skip
def test_parse_payload__other_codes_and_rubbish__are_none(text):
    assert parse_payload(text) is None


@pytest.mark.parametrize(
    ("code", "letter", "kind"),
    [
        (3, "A", "credit_note"),
        (7, "B", "debit_note"),
        (11, "C", "invoice"),
        (53, "M", "credit_note"),
        (201, "A", "invoice"),
    ],
)
def test_parse_payload__document_type__gives_letter_and_kind(code, letter, kind):
    found = parse_payload(address(tipoCmp=code, host="servicioscf.arca.gob.ar"))
    assert (found.letter, found.kind.value) == (letter, kind)


def page(*texts, scale=4):
    """A white page with the codes on it, side by side."""
    paper = Image.new("RGB", (1240, 700), "white")
    for place, text in enumerate(texts):
        out = io.BytesIO()
        segno.make(text, error="m").save(out, kind="png", scale=scale)
        paper.paste(Image.open(out), (40 + 600 * place, 60))
    return paper


def test_find_qr__beside_a_payment_code__takes_the_tax_agencys():
    found = find_qr(page("https://mpago.la/pos/1", address()), is_scan=False)
    assert found.number == "00010-00000094"


def test_find_qr__tilted_and_blurred_scan__is_read():
    scan = page(address(), scale=3).rotate(3, fillcolor="white").filter(ImageFilter.GaussianBlur(1.0))
    assert find_qr(scan, is_scan=True).issuer == "30710316097"


def test_find_qr__blank_page__is_none():
    assert find_qr(Image.new("RGB", (300, 300), "white"), is_scan=True) is None


def reading(**fields):
    return Reading(file="a.pdf", source=ReadingSource.OCR, **fields)


def test_confirm__same_header__keeps_the_printed_form_and_warns_of_nothing():
    printed = reading(
        number="0010-00000094", supplier_tax_id="30-71031609-7", total=Decimal("12100.50"), letter="A",
        issue_date=date(2026, 2, 13), currency="ARS", receiver_tax_id="20-12345678-6",
        confidence={"letter": 0.9},
    )  # fmt: skip
    confirmed = confirm(printed, parse_payload(address()))
    assert confirmed.warnings == ()
    assert (confirmed.number, confirmed.supplier_tax_id) == ("0010-00000094", "30-71031609-7")
    assert confirmed.confidence["total"] == 0.99


def test_confirm__misread_print__is_overridden_and_flagged():
    printed = reading(number="00010-00000084", total=Decimal("1210.05"), supplier_tax_id="20123456786")
    confirmed = confirm(printed, parse_payload(address()))
    assert (confirmed.number, confirmed.total) == ("00010-00000094", Decimal("12100.5"))
    assert confirmed.supplier_tax_id == "30710316097"
    assert [(it.code.value, it.field) for it in confirmed.warnings] == [
        ("QR_MISMATCH", "number"), ("QR_MISMATCH", "supplier_tax_id"), ("QR_MISMATCH", "total"),
    ]  # fmt: skip
    assert confirmed.warnings[0].detail == {"printed": "00010-00000084", "qr": "00010-00000094"}


def test_confirm__fields_the_print_lacks__are_filled_without_a_warning():
    confirmed = confirm(reading(), parse_payload(address(tipoCmp=3)))
    assert (confirmed.kind, confirmed.letter) == (DocumentKind.CREDIT_NOTE, "A")
    assert confirmed.warnings == ()


def test_confirm__negative_credit_note__is_the_same_amount():
    printed = reading(total=Decimal("-12100.50"))
    assert confirm(printed, parse_payload(address(tipoCmp=3))).total == Decimal("-12100.50")

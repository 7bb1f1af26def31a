"""Reads the QR of ARCA (formerly AFIP) on Argentine invoices and holds the printed header against it.

Source: the tax agency's "Código QR en comprobantes", version 1: an address with JSON in base64 as `p`.
Payloads that are not valid JSON exist in print, so figures are picked out by name, not parsed.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from core.invoices.einvoice.xml import decimal, xml_date
from core.invoices.model import DocumentKind, Reading, ReadingWarning, WarningCode

if TYPE_CHECKING:
    from PIL.Image import Image

HOSTS = ("afip.gob.ar", "arca.gob.ar", "afip.gov.ar")
CURRENCIES = {"PES": "ARS", "DOL": "USD", "060": "EUR", "012": "BRL", "021": "GBP"}
"""The agency's currency codes (webservice table FEParamGetTiposMonedas) that suppliers use."""
LETTERS = {
    "A": (1, 2, 3, 4, 5, 201, 202, 203),
    "B": (6, 7, 8, 9, 10, 206, 207, 208),
    "C": (11, 12, 13, 15, 211, 212, 213),
    "E": (19, 20, 21),
    "M": (51, 52, 53, 54),
}
CREDIT_NOTES = frozenset({3, 8, 13, 21, 53, 203, 208, 213})
DEBIT_NOTES = frozenset({2, 7, 12, 20, 52, 202, 207, 212})
SHARPENINGS = ((2, 2, 400), (3, 4, 800), (2, 2, 800), (3, 2, 400))
"""Enlargement, radius and percent of an unsharp mask, tried in turn: on degraded scans of 150 to 200 dpi
none of them reads every code and the four together nearly all."""
LARGEST_SIDE = 5400
"""Pixels of an enlarged picture's longer side at most."""
TAX_ID_DOCUMENT = 80
"""Document type of a receiver known by a CUIT; 96 is a DNI, 99 a consumer without one."""


@dataclass(frozen=True, slots=True)
class ArcaQr:
    """What the code says of the document's head. None where it says nothing readable."""

    issue_date: date | None
    issuer: str | None
    """CUIT, 11 digits."""
    point_of_sale: int | None
    type_code: int | None
    sequence: int | None
    total: Decimal | None
    currency: str | None
    """ISO 4217; the agency's own code where none is known here."""
    receiver: str | None
    """CUIT, 11 digits."""
    authorization: str | None
    """CAE or CAEA, 14 digits."""

    @property
    def letter(self) -> str | None:
        return next((letter for letter, codes in LETTERS.items() if self.type_code in codes), None)

    @property
    def kind(self) -> DocumentKind | None:
        if self.type_code in CREDIT_NOTES:
            return DocumentKind.CREDIT_NOTE
        if self.type_code in DEBIT_NOTES:
            return DocumentKind.DEBIT_NOTE
        return DocumentKind.INVOICE if self.letter else None

    @property
    def number(self) -> str | None:
        if self.point_of_sale is None or self.sequence is None:
            return None
        return f"{self.point_of_sale:05d}-{self.sequence:08d}"


def find_qr(image: "Image", *, is_scan: bool) -> ArcaQr | None:
    """Look for the code on the picture of a page; on a scan harder and harder."""
    codes = _codes(image, is_scan=is_scan)
    return next((found for text in codes if (found := parse_payload(text)) is not None), None)


def _codes(image: "Image", *, is_scan: bool) -> Iterator[str]:
    import zxingcpp  # noqa: PLC0415 - a native library that only pictures need

    qr_codes = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    grey = image.convert("L")
    for sharpening in (None, *SHARPENINGS) if is_scan else (None,):
        picture = grey if sharpening is None else _sharpened(grey, *sharpening)
        found = zxingcpp.read_barcodes(picture, formats=qr_codes, text_mode=zxingcpp.TextMode.Plain)
        yield from (code.text for code in found)


def _sharpened(grey: "Image", factor: int, radius: int, percent: int) -> "Image":
    """The picture enlarged, then its edges steepened: blur and JPEG have run the modules together."""
    from PIL import ImageFilter  # noqa: PLC0415

    scale = min(factor, LARGEST_SIDE / max(grey.size))
    size = (round(grey.width * scale), round(grey.height * scale))
    return grey.resize(size).filter(ImageFilter.UnsharpMask(radius, percent, threshold=0))


def parse_payload(text: str) -> ArcaQr | None:
    """Read the address in a code; None where it is not the tax agency's."""
    try:
        address = urlsplit(text.strip())
    except ValueError:
        return None
    host = (address.hostname or "").lower()
    parameter = re.search(r"(?:^|&)p=([^&#]*)", address.query)
    if parameter is None or not any(host == it or host.endswith(f".{it}") for it in HOSTS):
        return None
    return _payload(_decoded(parameter[1]))


def _decoded(parameter: str) -> str:
    """Base64 in either alphabet, with its `+` as spaces and its padding lost, as printed codes have it."""
    compact = re.sub(r"\s", "+", unquote(parameter).strip()).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4)).decode("utf-8", errors="replace")
    except (binascii.Error, ValueError):
        return ""


def _payload(text: str) -> ArcaQr | None:
    found = re.findall(r"""["']?(\w+)["']?\s*:\s*(?:"([^"]*)"|'([^']*)'|([^,}\s]+))""", text)
    values = {name.lower(): (double or single or bare).strip() for name, double, single, bare in found}
    if "cuit" not in values and "nrocmp" not in values:
        return None
    currency = values.get("moneda", "").upper()
    has_receiver = _integer(values.get("tipodocrec")) == TAX_ID_DOCUMENT
    return ArcaQr(
        issue_date=_date(values.get("fecha", "")),
        issuer=_digits(values.get("cuit"), 11),
        point_of_sale=_integer(values.get("ptovta")),
        type_code=_integer(values.get("tipocmp")),
        sequence=_integer(values.get("nrocmp")),
        total=decimal(values.get("importe")),
        currency=CURRENCIES.get(currency, currency) or None,
        receiver=_digits(values.get("nrodocrec"), 11) if has_receiver else None,
        authorization=_digits(values.get("codaut"), 14),
    )


def _integer(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"\d{1,12}", text) else None


def _digits(text: str | None, length: int) -> str | None:
    digits = re.sub(r"\D", "", text or "")
    return digits if len(digits) == length else None


def _date(text: str) -> date | None:
    day_first = re.match(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", text)
    return xml_date(f"{day_first[3]}{day_first[2]:0>2}{day_first[1]:0>2}" if day_first else text)


def confirm(reading: Reading, code: ArcaQr) -> Reading:
    """The reading with its header as the code has it, and a QR_MISMATCH for each field printed otherwise."""
    stated = {
        "kind": code.kind,
        "letter": code.letter,
        "number": code.number,
        "issue_date": code.issue_date,
        "currency": code.currency,
        "supplier_tax_id": code.issuer,
        "receiver_tax_id": code.receiver,
        "total": code.total,
    }
    known = {name: value for name, value in stated.items() if value is not None}
    warnings = tuple(_mismatches(reading, known))
    # The print keeps its way of writing what the code only confirms.
    changed = {name: value for name, value in known.items() if not _same(getattr(reading, name), value)}
    return reading.model_copy(
        update={
            **changed,
            "confidence": {**reading.confidence, **dict.fromkeys(known, 0.99)},
            "warnings": (*reading.warnings, *warnings),
        }
    )


def _mismatches(reading: Reading, known: Mapping[str, object]) -> Iterable[ReadingWarning]:
    for name, value in known.items():
        printed = getattr(reading, name)
        # A reader that finds no kind or letter assumes one: only what was read can differ.
        assumed = name in ("kind", "letter") and name not in reading.confidence
        if printed is None or assumed or _same(printed, value):
            continue
        yield ReadingWarning(
            code=WarningCode.QR_MISMATCH, field=name, detail={"printed": str(printed), "qr": str(value)}
        )


def _same(printed: object, coded: object) -> bool:
    if isinstance(printed, str) and isinstance(coded, str) and re.search(r"\d", coded):
        return [int(it) for it in re.findall(r"\d+", printed)] == [
            int(it) for it in re.findall(r"\d+", coded)
        ] or re.sub(r"\D", "", printed) == re.sub(r"\D", "", coded)
    if isinstance(printed, Decimal) and isinstance(coded, Decimal):
        return abs(printed) == abs(coded)
    return printed == coded

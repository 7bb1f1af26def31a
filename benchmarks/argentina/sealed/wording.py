"""Amounts in words, months and the names that Argentine programs give the perceptions."""

from decimal import Decimal

from benchmarks.argentina.document import OtherTax

MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
    "noviembre", "diciembre",
)  # fmt: skip
SMALL = (
    "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce",
    "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiuno",
    "veintidós", "veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho",
    "veintinueve",
)  # fmt: skip
TENS = ("", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
HUNDREDS = (
    "", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos",
    "ochocientos", "novecientos",
)  # fmt: skip
OFFICES = {"Buenos Aires": "ARBA", "CABA": "AGIP", "Córdoba": "DGR Cba.", "Santa Fe": "API Sta. Fe"}


def _below_thousand(number: int) -> str:
    if number == 100:
        return "cien"
    if number >= 100:
        rest = number % 100
        return HUNDREDS[number // 100] + (f" {_below_thousand(rest)}" if rest else "")
    if number < len(SMALL):
        return SMALL[number]
    return TENS[number // 10] + (f" y {SMALL[number % 10]}" if number % 10 else "")


def _before_noun(number: int) -> str:
    """`uno` loses its end before mil, millones and pesos."""
    words = _below_thousand(number)
    if words.endswith("veintiuno"):
        return words.removesuffix("veintiuno") + "veintiún"
    return words.removesuffix("o") if words.endswith("uno") else words


def in_words(amount: Decimal) -> str:
    """`mil doscientos con 50/100`, for amounts below a thousand millions."""
    whole, hundredths = divmod(int(amount * 100), 100)
    millions, thousands, rest = whole // 1_000_000, whole // 1000 % 1000, whole % 1000
    parts = []
    if millions:
        parts.append("un millón" if millions == 1 else f"{_before_noun(millions)} millones")
    if thousands:
        parts.append("mil" if thousands == 1 else f"{_before_noun(thousands)} mil")
    if rest or not parts:
        parts.append(_below_thousand(rest))
    return f"{' '.join(parts)} con {hundredths:02d}/100"


def office_label(tax: OtherTax, pattern: str = "Perc. {}", vat: str = "Perc. IVA RG 5329") -> str:
    """The perception by the office that collects it, as in `Perc. ARBA`."""
    if tax.kind == "vat_perception":
        return vat
    place = tax.label.removeprefix("Percep. IIBB ")
    return pattern.format(OFFICES.get(place, place))

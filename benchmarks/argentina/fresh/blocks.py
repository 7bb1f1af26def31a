"""What several of these layouts print: amounts in words, dates in words, numbers that are no totals."""

from datetime import date
from decimal import Decimal
from random import Random

from benchmarks.argentina.document import Invoice
from benchmarks.argentina.sheet import Sheet

MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
SMALL = (
    "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once",
    "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte",
    "veintiuno", "veintidós", "veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete",
    "veintiocho", "veintinueve",
)  # fmt: skip
TENS = ("", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
HUNDREDS = (
    "", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos",
    "setecientos", "ochocientos", "novecientos",
)  # fmt: skip


def in_words(amount: Decimal) -> str:
    """`mil doscientos treinta y cuatro con 50/100`; below a thousand millions."""
    whole = int(amount)
    return f"{_spelled(whole)} con {int((amount - whole) * 100):02d}/100"


def _spelled(number: int) -> str:
    millions, rest = divmod(number, 1_000_000)
    thousands, units = divmod(rest, 1000)
    words = []
    if millions:
        words.append("un millón" if millions == 1 else f"{_before_noun(millions)} millones")
    if thousands:
        words.append("mil" if thousands == 1 else f"{_before_noun(thousands)} mil")
    if units or not words:
        words.append(_below_thousand(units))
    return " ".join(words)


def _before_noun(number: int) -> str:
    words = _below_thousand(number)
    return words.removesuffix("veintiuno") + "veintiún" if words.endswith("veintiuno") else _short(words)


def _short(words: str) -> str:
    return words.removesuffix("o") if words.endswith("uno") else words


def _below_thousand(number: int) -> str:
    if number == 100:
        return "cien"
    hundreds, rest = divmod(number, 100)
    words = [HUNDREDS[hundreds]] if hundreds else []
    if rest >= 30:
        tens, units = divmod(rest, 10)
        words.append(f"{TENS[tens]} y {SMALL[units]}" if units else TENS[tens])
    elif rest or not words:
        words.append(SMALL[rest])
    return " ".join(words)


def date_in_words(day: date) -> str:
    return f"{day.day} de {MONTHS[day.month - 1]} de {day.year}"


def aside(invoice: Invoice, what: str, low: int, high: int) -> int:
    """A number that the page carries beside the invoice's own, such as the delivery note's."""
    return Random(f"{invoice.cae}/{what}").randrange(low, high)


def typed(sheet: Sheet, x: float, y: float, label: str, value: str, size: float = 8, gap: float = 2) -> None:
    """A value typed by the program behind the label that a preprinted form has."""
    sheet.face = "sans"
    sheet.text(x, y, label, size * 0.85)
    width = sheet.measure(label, size * 0.85)
    sheet.face = "mono"
    sheet.text(x + width + gap, y, value, size)


def pieces(sheet: Sheet, x: float, y: float, words: str, width: float, size: float) -> float:
    """Words over as many lines as they need; returns the next baseline."""
    return sheet.texts(x, y, sheet.wrap(words, width, size), size)

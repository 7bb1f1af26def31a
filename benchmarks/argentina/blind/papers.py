"""Comprobantes that the shared document knows no letter for: fiscal printers' tickets and exports."""

from dataclasses import dataclass, fields, replace
from random import Random

from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.parties import Party, cuit_check_digit

CLIENTS = (
    (
        "Importadora del Plata Ltda.",
        "Rua das Laranjeiras 418",
        "Porto Alegre, Brasil",
        "CNPJ 14.882.301/0001-77",
    ),
    ("Comercial Ñuble SpA", "Av. Apoquindo 2930", "Santiago, Chile", "RUT 76.440.918-3"),
    ("Cerro Largo Trading S.A.", "Misiones 1475", "Montevideo, Uruguay", "RUT 217733410018"),
    ("Southern Pantry Foods LLC", "811 Brickell Ave", "Miami FL, USA", "EIN 83-1190264"),
)
UNITS = [
    "cero",
    "un",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiún",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
TENS = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
HUNDREDS = [
    "ciento",
    "doscientos",
    "trescientos",
    "cuatrocientos",
    "quinientos",
    "seiscientos",
    "setecientos",
    "ochocientos",
    "novecientos",
]


class Ticket(Invoice):
    """Tique factura A of a fiscal printer, code 081: the machine signs it, so there is no CAE and no QR."""

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError("a ticket without lines")

    @property
    def letter(self) -> str:
        return "A"


class Export(Invoice):
    """Factura E, code 19: no IVA, in dollars, to a buyer abroad."""

    def __post_init__(self) -> None:
        if any(item.product.tax_rate for item in self.items):
            raise ValueError("an exported good with IVA")

    @property
    def letter(self) -> str:
        return "E"


def recast(invoice: Invoice, kind: type[Invoice], **changes: object) -> Invoice:
    """The same figures as a comprobante of another kind."""
    values = {field.name: getattr(invoice, field.name) for field in fields(invoice)}
    return kind(**(values | changes))


@dataclass(frozen=True)
class TicketLayout(Layout):
    def invoice(self, rng: Random) -> Invoice:
        drawn = super().invoice(rng)
        return recast(drawn, Ticket, code=81, cae="", point=rng.randrange(2, 30))


@dataclass(frozen=True)
class ExportLayout(Layout):
    def invoice(self, rng: Random) -> Invoice:
        drawn = super().invoice(rng)
        return recast(drawn, Export, code=19, receiver=_abroad(rng, drawn.receiver))


def _abroad(rng: Random, shop: Party) -> Party:
    """A client abroad; its tax id is the CUIT that ARCA gives its country."""
    name, address, city, own_id = rng.choice(CLIENTS)
    body = "5500000" + f"{rng.randrange(200, 340):03d}"
    while not cuit_check_digit(body):
        body = "5500000" + f"{rng.randrange(200, 340):03d}"
    return replace(
        shop,
        name=name,
        address=address,
        city=city,
        tax_id=body + cuit_check_digit(body),
        condition="Cliente del exterior",
        gross_income=own_id,
    )


def in_words(number: int) -> str:
    """A whole amount of pesos below a thousand millions, as it precedes a noun."""
    if number < 30:
        return UNITS[number]
    if number < 100:
        tail = number % 10
        return TENS[number // 10 - 3] + (f" y {UNITS[tail]}" if tail else "")
    if number < 1000:
        tail = number % 100
        return "cien" if number == 100 else HUNDREDS[number // 100 - 1] + _tail(tail)
    if number < 10**6:
        head, tail = divmod(number, 1000)
        return ("mil" if head == 1 else f"{in_words(head)} mil") + _tail(tail)
    head, tail = divmod(number, 10**6)
    return ("un millón" if head == 1 else f"{in_words(head)} millones") + _tail(tail)


def _tail(number: int) -> str:
    return f" {in_words(number)}" if number else ""

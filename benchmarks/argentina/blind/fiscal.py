"""A cash-and-carry's fiscal printer, tique factura A on 80 mm: quantity above, description and sum below."""

from benchmarks.argentina.blind.goods import CASH_AND_CARRY
from benchmarks.argentina.blind.papers import TicketLayout
from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.numbers import PLAIN as N
from benchmarks.argentina.sheet import Sheet

LEFT, RIGHT = 4.0, 76.0
LINE = 3.7
SIZE = 8.0


class Roll:
    """Writes down the paper, a row at a time."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.y = 8.0

    def row(self, left: str, right: str = "", *, bold: bool = False, size: float = SIZE) -> None:
        self.sheet.text(LEFT, self.y, left, size, bold=bold, room=min(72, self._width(left, size, bold)))
        if right:
            self.sheet.text(RIGHT, self.y, right, size, bold=bold, align="right")
        self.y += LINE * size / SIZE

    def _width(self, words: str, size: float, bold: bool) -> float:  # noqa: FBT001
        return max(self.sheet.measure(words, size, bold=bold), 0.1)

    def centre(self, words: str, *, bold: bool = False, size: float = SIZE) -> None:
        width = min(72, self._width(words, size, bold))
        self.sheet.text(40, self.y, words, size, bold=bold, align="centre", room=width)
        self.y += LINE * size / SIZE

    def rule(self) -> None:
        self.row("-" * 42)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    roll = Roll(sheet)
    roll.centre(supplier.name.upper(), bold=True, size=9.5)
    roll.centre(f"C.U.I.T. Nro.: {supplier.tax_id}")
    roll.centre(f"Ing. Brutos: {supplier.gross_income}")
    roll.centre(supplier.address)
    roll.centre(supplier.city)
    roll.centre(f"Inicio de Actividades: {supplier.since}")
    roll.centre("IVA RESPONSABLE INSCRIPTO")
    roll.rule()
    roll.centre(f'TIQUE FACTURA "{invoice.letter}"', bold=True, size=10)
    roll.centre(f"Cod. {invoice.code:03d} - ORIGINAL")
    roll.row(f"P.V. Nro. {invoice.point:05d}", f"Nro. T. {invoice.serial:08d}")
    clock = f"{8 + invoice.serial % 11:02d}:{invoice.serial % 60:02d}:{invoice.serial % 53:02d}"
    roll.row(f"Fecha {invoice.issued:%d/%m/%Y}", f"Hora {clock}")
    roll.rule()
    roll.row(f"Cliente: {receiver.name}")
    roll.row(f"C.U.I.T.: {receiver.tax_id}")
    roll.row("IVA RESPONSABLE INSCRIPTO")
    roll.row(f"{receiver.address} - {receiver.city}")
    roll.rule()
    roll.row("CANTIDAD x PRECIO UNIT.", "(%IVA)")
    roll.row("DESCRIPCION", "IMPORTE")
    roll.rule()
    for item in invoice.items:
        roll.row(
            f"{N.show(item.quantity, 4)} x {N.show(item.price, 4)}", f"({N.show(item.product.tax_rate)})"
        )
        roll.row(item.product.name[:30], N.show(item.amount))
    roll.rule()
    roll.row("SUBTOT. IMP. NETO GRAVADO", N.show(invoice.net))
    for row in invoice.vats:
        roll.row(f"ALICUOTA {N.show(row.rate)}%", N.show(row.amount))
    for tax in invoice.others:
        roll.row(tax.label, N.show(tax.amount))
    roll.y += 1.5
    roll.row("TOTAL", N.show(invoice.total), bold=True, size=12)
    roll.y += 1.0
    paid = (invoice.total // 1000 + 1) * 1000
    roll.row("RECIBI(MOS)")
    roll.row("  Efectivo", N.show(paid))
    roll.row("  Su vuelto", N.show(paid - invoice.total))
    roll.row(f"Cant. de articulos: {len(invoice.items)}", f"Caja {invoice.point % 7 + 1}")
    roll.rule()
    roll.row(f"V: 01.{invoice.point % 4:02d}", f"Registro: SEHGAB00000{invoice.point:05d}")
    roll.centre("CF", bold=True, size=11)


LAYOUT = TicketLayout(
    "blind_fiscal",
    Recipe(CASH_AND_CARRY, 1, (3, 12), price_places=4, perceptions=("vat",)),
    _draw,
    frozenset({"tax_pct"}),
    size=(80, 232),
    face="mono",
    qr=False,
)

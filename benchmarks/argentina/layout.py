"""What a layout is, how its PDF is built, and the blocks that several layouts share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks.argentina.compose import Recipe, compose
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.numbers import NumberStyle
from benchmarks.argentina.sheet import Sheet


@dataclass(frozen=True)
class Layout:
    name: str
    recipe: Recipe
    draw: Callable[[Sheet, Invoice], None]
    columns: frozenset[str] = field(default_factory=frozenset)
    """Which of sku, ean, unit, discount and tax_pct the page prints."""
    size: tuple[float, float] = (210, 297)
    face: str = "sans"
    copies: tuple[str, ...] = ("ORIGINAL",)
    qr: bool = True
    """Whether the page carries ARCA's QR."""

    def invoice(self, rng: Random) -> Invoice:
        return compose(rng, self.recipe)

    def pdf(self, invoice: Invoice) -> bytes:
        """The document with all its copies; drawn once before to learn how many pages a copy has."""
        trial = Sheet(self.size, self.face)
        self.draw(trial, invoice)
        sheet = Sheet(self.size, self.face, pages=trial.page)
        for place, copy in enumerate(self.copies):
            if place:
                sheet.next_copy(copy)
            sheet.copy = copy
            self.draw(sheet, invoice)
        return sheet.finish()


def letter_box(
    sheet: Sheet, x: float, y: float, invoice: Invoice, *, code: str = "COD. {:02d}", side: float = 14
) -> None:
    """The boxed letter with its comprobante code; x is its centre."""
    sheet.box(x - side / 2, y, side, side, fill="#ffffff")
    sheet.text(x, y + side * 0.62, invoice.letter, side * 1.6, bold=True, align="centre")
    sheet.text(x, y + side * 0.9, code.format(invoice.code), side * 0.45, bold=True, align="centre")


def totals(
    sheet: Sheet, x_label: float, x_value: float, y: float, rows: Sequence[tuple[str, str]], size: float = 8.5
) -> float:
    """Right-aligned labels and values, the last row bold and larger; returns the next baseline."""
    for place, (label, value) in enumerate(rows):
        last = place == len(rows) - 1
        grown = size + 2 if last else size
        y += 1.2 if last else 0
        sheet.text(x_label, y, label, grown, bold=last, align="right")
        sheet.text(x_value, y, value, grown, bold=last, align="right")
        y += size * 0.52
    return y


def tax_rows(
    invoice: Invoice, style: NumberStyle, *, vat: str = "IVA {}%", other: str = "{}"
) -> list[tuple[str, str]]:
    """A row for each IVA rate and each other tax."""
    rows = [(vat.format(style.percent(row.rate)), style.show(row.amount)) for row in invoice.vats]
    for tax in invoice.others:
        label = other.format(tax.label) + (f" {style.percent(tax.rate)}%" if tax.rate is not None else "")
        rows.append((label, style.show(tax.amount)))
    return rows


def contained(
    sheet: Sheet, x: float, y: float, invoice: Invoice, style: NumberStyle, size: float = 8
) -> None:
    """The box that ley 27.743 asks of invoices to final consumers."""
    sheet.text(x, y, "Régimen de Transparencia Fiscal al Consumidor (Ley 27.743)", size, bold=True)
    sheet.text(x, y + size * 0.5, f"IVA Contenido: $ {style.show(invoice.vat)}", size)
    sheet.text(
        x, y + size, f"Otros Impuestos Nacionales Indirectos: $ {style.show(invoice.others_sum)}", size
    )


def authorisation(
    sheet: Sheet,
    y: float,
    invoice: Invoice,
    *,
    left: float = 10,
    right: float = 200,
    side: float = 27,
    host: str = "www.afip.gob.ar",
    sloppy: bool = False,
) -> None:
    """QR on the left, CAE and its expiry on the right."""
    sheet.qr(left, y, side, invoice.qr_url(host=host, sloppy=sloppy))
    sheet.text(left + side + 4, y + 7, "ARCA", 15, bold=True, colour="#333333")
    sheet.text(left + side + 4, y + 12, "Comprobante Autorizado", 8, bold=True)
    note = "Esta Agencia no se responsabiliza por los datos ingresados en el detalle de la operación"
    sheet.text(left + side + 4, y + 16, note, 5.5)
    sheet.text(right, y + 7, f"CAE N°: {invoice.cae}", 9, bold=True, align="right")
    sheet.text(
        right, y + 12, f"Fecha de Vto. de CAE: {invoice.cae_due:%d/%m/%Y}", 9, bold=True, align="right"
    )
    sheet.text(sheet.width / 2, y + 24, f"Pág. {sheet.page}/{sheet.pages}", 8, bold=True, align="centre")

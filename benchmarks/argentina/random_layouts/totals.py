"""The foot of a random page: sums, taxes, total, CAE and QR."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import authorisation, contained, tax_rows, totals
from benchmarks.argentina.random_layouts.look import Look
from benchmarks.argentina.sheet import Sheet


@dataclass(frozen=True)
class Foot:
    height: float
    """Millimetres that it needs above the paper's lower edge."""
    draw: Callable[[Sheet, Invoice, float], None]
    """On the current page, from the given y down."""


def draw_totals(rng: Random, look: Look) -> Foot:
    net = rng.choice(("Neto Gravado", "Importe Neto Gravado:", "Subtotal", "NETO"))
    total = rng.choice(("TOTAL", "Total:", "Importe Total", "TOTAL A PAGAR"))
    vat = rng.choice(("IVA {}%", "I.V.A. {} %", "IVA ({}%)"))
    size = rng.choice((8, 8.5, 9))

    def draw(sheet: Sheet, invoice: Invoice, y: float) -> None:
        rows = []
        if invoice.letter == "A":
            rows.append((net, look.style.show(invoice.net - invoice.exempt)))
            if invoice.exempt:
                rows.append(("Exento", look.style.show(invoice.exempt)))
            rows += tax_rows(invoice, look.style, vat=vat)
        rows.append((total, look.sign + look.style.show(invoice.total, look.places)))
        totals(sheet, look.right - 32, look.right - 1, y + 6, rows, size)
        if invoice.vat_contained:
            contained(sheet, look.left, y + 6, invoice, look.style)
        authorisation(sheet, look.height - 34, invoice, left=look.left, right=look.right)

    return Foot(85, draw)

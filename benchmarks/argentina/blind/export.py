"""A winery's factura E in dollars: two languages, incoterm, weights, no IVA, a client abroad."""

from decimal import Decimal

from benchmarks.argentina.blind.goods import CELLAR
from benchmarks.argentina.blind.papers import ExportLayout
from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.numbers import FOREIGN as N
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    15,
    (
        Column("Ítem\nItem", 20, lambda item: item.sku, "left"),
        Column("Descripción\nDescription", 72, lambda item: item.product.name, "left"),
        Column("Cajas\nCases", 20, lambda item: N.show(item.quantity, 0)),
        Column("Precio unitario\nUnit price US$", 32, lambda item: N.show(item.price)),
        Column("Total FOB\nAmount US$", 36, lambda item: N.show(item.amount)),
    ),
    8.6,
    rules=frozenset({"head", "rows", "frame"}),
    gap=2,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(15, 20, supplier.name, 14, bold=True, room=78)
    sheet.texts(
        15,
        26,
        (
            f"{supplier.address}, {supplier.city}, Argentina",
            f"CUIT {supplier.hyphenated}  -  IIBB {supplier.gross_income}",
            f"Inicio de actividades: {supplier.since}",
            supplier.condition,
        ),
        8.5,
    )
    sheet.box(99, 12, 13, 15)
    sheet.text(105.5, 21, invoice.letter, 24, bold=True, align="centre")
    sheet.text(105.5, 25.5, f"Código {invoice.code}", 6.5, align="centre")
    sheet.text(195, 19, "FACTURA DE EXPORTACIÓN", 12, bold=True, align="right")
    sheet.text(195, 24, "COMMERCIAL INVOICE", 9, align="right")
    sheet.text(195, 31, f"N° {invoice.point:05d}-{invoice.serial:08d}", 12, bold=True, align="right")
    sheet.text(195, 37, f"Fecha / Date: {invoice.issued:%d/%m/%Y}", 9, align="right")
    sheet.line(15, 46, 195, 46)
    rows = (
        ("Cliente / Sold to:", receiver.name),
        ("Domicilio / Address:", f"{receiver.address}, {receiver.city}"),
        ("Id. impositivo / Tax ID:", receiver.gross_income),
        ("CUIT país:", receiver.tax_id),
    )
    for place, (label, value) in enumerate(rows):
        sheet.text(15, 52 + place * 5, label, 8.5)
        sheet.text(52, 52 + place * 5, value, 9, bold=place == 0)
    rows = (
        ("Incoterm:", "FOB Buenos Aires"),
        ("Divisa / Currency:", "Dólares estadounidenses (USD)"),
        ("Tipo de cambio:", N.show(invoice.exchange_rate)),
        ("Forma de pago / Terms:", invoice.terms),
    )
    for place, (label, value) in enumerate(rows):
        sheet.text(118, 52 + place * 5, label, 8.5)
        sheet.text(153, 52 + place * 5, value, 8.5)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    cases = sum((item.quantity for item in invoice.items), Decimal(0))
    sheet.text(15, 190, f"Total de bultos / Packages: {N.show(cases, 0)}", 9)
    sheet.text(15, 195, f"Peso neto / Net weight: {N.show(cases * Decimal('7.2'))} kg", 9)
    sheet.text(15, 200, f"Peso bruto / Gross weight: {N.show(cases * Decimal('8.45'))} kg", 9)
    sheet.text(15, 205, "Origen / Origin: República Argentina", 9)
    sheet.box(117, 184, 78, 12)
    sheet.text(120, 191.8, "TOTAL FOB US$", 11, bold=True)
    sheet.text(193, 191.8, N.show(invoice.total), 12, bold=True, align="right")
    equal = N.show(invoice.total * invoice.exchange_rate)
    sheet.text(193, 202, f"Equivalente en pesos al tipo de cambio indicado: $ {equal}", 7, align="right")
    sheet.text(15, 216, "Operación exenta de IVA según Ley 23.349, art. 8 inc. d.", 8)
    sheet.qr(90, 228, 32, invoice.qr_url())
    sheet.text(105, 266, f"CAE: {invoice.cae}   Fecha Vto.: {invoice.cae_due:%d/%m/%Y}", 9, align="centre")
    sheet.text(105, 285, f"{sheet.page}/{sheet.pages}", 8, align="centre")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 78, 270, 180, _header, _footer).draw(sheet, invoice)


LAYOUT = ExportLayout(
    "blind_export",
    Recipe(CELLAR, 1, (3, 7), sku="EX{:05d}", currency="USD"),
    _draw,
    frozenset({"sku"}),
    face="serif",
)

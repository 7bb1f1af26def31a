"""A small distributor's program: description first, codes last, totals in a strip of titled cells."""

from datetime import timedelta

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL
from benchmarks.argentina.sealed.goods import PANTRY
from benchmarks.argentina.sealed.wording import in_words, office_label
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    10,
    (
        Column("Descripción", 60, lambda item: item.product.name, "left"),
        Column("Cantidad", 15, lambda item: LOCAL.show(item.quantity)),
        Column("U.M.", 9, lambda item: item.product.unit, "centre"),
        Column("Precio", 19, lambda item: LOCAL.show(item.price)),
        Column("% Bon.", 12, lambda item: LOCAL.show(item.discount_percent) if item.discount_percent else ""),
        Column("Importe", 23, lambda item: LOCAL.show(item.amount)),
        Column("% IVA", 11, lambda item: LOCAL.show(item.product.tax_rate)),
        Column("Código", 16, lambda item: item.sku, "left"),
        Column("Cód. EAN", 25, lambda item: item.ean, "left"),
    ),
    7,
    rules=frozenset({"head", "columns", "frame"}),
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(10, 10, 190, 36)
    sheet.box(98, 10, 14, 14)
    sheet.text(105, 19, invoice.letter, 24, bold=True, align="centre")
    sheet.text(105, 22.8, f"CODIGO {invoice.code:02d}", 5.5, align="centre")
    sheet.line(105, 24, 105, 46)
    sheet.text(14, 18, supplier.name.upper(), 13, bold=True, room=80)
    address = (
        supplier.address,
        supplier.city,
        "Tel.: (011) 4600-2210 / administracion@ventas.example",
        f"I.V.A.: {supplier.condition.removeprefix('IVA ').upper()}",
    )
    sheet.texts(14, 26, address, 8)
    sheet.text(118, 17, invoice.title, 14, bold=True)
    sheet.text(118, 24, f"N° {invoice.point:04d}-{invoice.serial:08d}", 12, bold=True)
    sheet.text(196, 24, f"Fecha: {invoice.issued:%d/%m/%Y}", 9, align="right")
    sheet.text(196, 17, f"Hoja {sheet.page} de {sheet.pages}", 7, align="right")
    registry = (
        f"C.U.I.T.: {supplier.hyphenated}",
        f"Ing. Brutos C.M.: {supplier.gross_income}",
        f"Inicio de actividades: {supplier.since}",
    )
    sheet.texts(118, 32, registry, 8)
    sheet.box(10, 47, 190, 21)
    sheet.text(12, 52, f"Señor(es): {receiver.name}", 9)
    sheet.text(198, 52, f"Cliente: {invoice.serial % 8000 + 210:06d}", 8, align="right")
    sheet.text(12, 57, f"Domicilio: {receiver.address} - {receiver.city}", 8)
    sheet.text(12, 62, f"I.V.A.: {receiver.condition.removeprefix('IVA ')}", 8)
    sheet.text(90, 62, f"C.U.I.T.: {receiver.hyphenated}", 8)
    remittance = f"Remito: R {invoice.point:04d}-{invoice.serial + 3127:08d}"
    sheet.text(12, 66.5, f"Cond. de venta: {invoice.terms}", 8)
    sheet.text(90, 66.5, remittance, 8)
    sheet.text(198, 66.5, f"O/C: {invoice.serial % 700 + 4100}   Vend.: 07", 8, align="right")


def _strip(invoice: Invoice) -> list[tuple[str, str]]:
    cells = [("Subtotal", LOCAL.show(invoice.lines_sum))]
    if invoice.discount:
        rate = LOCAL.percent(invoice.discount_percent)
        cells.append((f"Bonif. {rate}%", LOCAL.show(invoice.discount)))
        cells.append(("Neto gravado", LOCAL.show(invoice.net)))
    cells += [(f"IVA {LOCAL.percent(row.rate)}%", LOCAL.show(row.amount)) for row in invoice.vats]
    for tax in invoice.others:
        rate = "" if tax.rate is None else f" {LOCAL.percent(tax.rate)}%"
        cells.append((f"{office_label(tax, 'IB {}')}{rate}", LOCAL.show(tax.amount)))
    return [*cells, ("TOTAL $", LOCAL.show(invoice.total))]


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.text(10, 236, f"Son pesos: {in_words(invoice.total)}", 8, room=188)
    cells = _strip(invoice)
    width = 190 / len(cells)
    sheet.box(10, 239, 190, 13)
    for place, (title, value) in enumerate(cells):
        last = place == len(cells) - 1
        x = 10 + place * width
        if place:
            sheet.line(x, 239, x, 252)
        sheet.text(x + width / 2, 243.5, title, 7, align="centre", bold=last, room=width - 2)
        sheet.text(
            x + width / 2, 249.5, value, 10 if last else 8.5, align="centre", bold=last, room=width - 2
        )
    sheet.qr(10, 256, 27, invoice.qr_url(host="www.arca.gob.ar"))
    sheet.text(41, 261, "Comprobante autorizado por ARCA", 8, bold=True)
    deposit = f"Vencimiento del pago: {invoice.due:%d/%m/%Y}"
    sheet.text(41, 266, deposit, 8)
    late = invoice.due + timedelta(days=5)
    sheet.text(41, 271, f"Pasado el {late:%d/%m/%Y} se aplicará interés resarcitorio.", 7)
    sheet.text(41, 276, "CBU 0140058101400512340187 - Alias ACEITE.TAMBOR.NUEVE", 7)
    sheet.text(198, 264, f"C.A.E. N°: {invoice.cae}", 9, bold=True, align="right")
    sheet.text(198, 269, f"Vto. C.A.E.: {invoice.cae_due:%d/%m/%Y}", 9, align="right")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 70, 230, 230, _header, _footer, full_height=True).draw(sheet, invoice)


LAYOUT = Layout(
    "sealed_distributor",
    Recipe(
        PANTRY,
        1,
        (6, 15),
        sku="{:06d}",
        discounts=("0", "0", "5", "12.5"),
        document_discounts=("0", "3"),
        perceptions=("iibb",),
    ),
    _draw,
    frozenset({"sku", "ean", "unit", "discount", "tax_pct"}),
)

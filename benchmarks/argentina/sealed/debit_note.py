"""A debit note A for price differences and interest: few lines, no boxes, addressed like a letter."""

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL
from benchmarks.argentina.sealed.goods import CHARGES
from benchmarks.argentina.sealed.wording import in_words, office_label
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    20,
    (
        Column("Concepto", 82, lambda item: item.product.name, "left"),
        Column("Cant.", 16, lambda item: LOCAL.quantity(item.quantity)),
        Column("Unitario", 26, lambda item: LOCAL.show(item.price)),
        Column("IVA", 16, lambda item: f"{LOCAL.show(item.product.tax_rate, 0)} %"),
        Column("Importe", 30, lambda item: LOCAL.show(item.amount)),
    ),
    9.5,
    gap=2.4,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(20, 20, supplier.name, 17, bold=True, room=120)
    sheet.text(20, 25.5, f"{supplier.address} - {supplier.city}", 8.5)
    sheet.text(20, 29.5, f"CUIT {supplier.hyphenated}   Ing. Brutos {supplier.gross_income}", 8.5)
    sheet.text(20, 33.5, f"{supplier.condition}   Inicio de actividades {supplier.since}", 8.5)
    sheet.text(190, 22, invoice.letter, 34, bold=True, align="right")
    sheet.text(190, 27, f"código {invoice.code:02d}", 8, align="right")
    sheet.text(20, 48, f"{invoice.title} ELECTRÓNICA N° {invoice.number}", 12.5, bold=True)
    sheet.text(20, 54, f"{supplier.city.split(', ')[-1]}, {invoice.issued:%d/%m/%Y}", 9.5)
    sheet.text(20, 66, "Señores", 9.5)
    sheet.text(20, 71, receiver.name, 10.5, bold=True)
    sheet.texts(
        20,
        75.5,
        (f"{receiver.address}, {receiver.city}", f"CUIT {receiver.hyphenated} ({receiver.condition})"),
        9.5,
    )
    sheet.text(20, 92, "De nuestra consideración: debitamos en su cuenta los conceptos que siguen,", 9.5)
    sheet.text(20, 97, f"correspondientes a nuestra factura {invoice.letter} {invoice.related}.", 9.5)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    rows = [("Importe gravado", invoice.net)]
    rows += [(f"IVA {LOCAL.percent(row.rate)} %", row.amount) for row in invoice.vats]
    for tax in invoice.others:
        rate = "" if tax.rate is None else f" {LOCAL.percent(tax.rate)} %"
        rows.append((f"{office_label(tax, 'Percepción Ingresos Brutos {}')}{rate}", tax.amount))
    y = 165.0
    for label, value in rows:
        sheet.text(96, y, label, 9.5)
        sheet.text(189.2, y, LOCAL.show(value), 9.5, align="right")
        y += 5.2
    sheet.text(96, y + 1.5, "Total debitado $", 11, bold=True)
    sheet.text(189.2, y + 1.5, LOCAL.show(invoice.total), 11, bold=True, align="right")
    words = f"Importa la presente la suma de pesos {in_words(invoice.total)}."
    sheet.texts(20, 204, sheet.wrap(words, 165, 9), 9)
    sheet.texts(
        20,
        216,
        (
            f"Les rogamos cancelarla antes del {invoice.due:%d/%m/%Y} por transferencia a nuestra cuenta:",
            "Banco Provincial de Fomento, cta. cte. 4021/7, CBU 0270041010000040210077.",
        ),
        9,
    )
    sheet.qr(20, 240, 28, invoice.qr_url(host="www.arca.gob.ar"))
    sheet.text(54, 250, f"CAE N° {invoice.cae}", 9.5)
    sheet.text(54, 256, f"Vencimiento del CAE {invoice.cae_due:%d/%m/%Y}", 9.5)
    sheet.text(190, 262, f"Hoja {sheet.page} de {sheet.pages}", 8, align="right")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 106, 158, 158, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "sealed_debit_note",
    Recipe(CHARGES, 2, (1, 4), perceptions=("iibb",)),
    _draw,
    frozenset({"tax_pct"}),
    face="serif",
)

"""A flour mill's letter A: bags, kilos a bag and kilos in all, four-place prices, a freight line."""

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice, Item
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL, LOCAL_LONG
from benchmarks.argentina.products import SERVICE
from benchmarks.argentina.sealed.goods import MILL
from benchmarks.argentina.sealed.wording import in_words, office_label
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet


def _kilos_each(item: Item) -> str:
    return "" if item.product.unit == SERVICE else f"x {item.product.pack} kg"


def _kilos(item: Item) -> str:
    return "" if item.product.unit == SERVICE else LOCAL.show(item.quantity * item.product.pack)


GRID = Grid(
    15,
    (
        Column("IMPORTE\nNETO $", 32, lambda item: LOCAL.show(item.amount)),
        Column("CODIGO", 18, lambda item: item.sku, "left"),
        Column("PRODUCTO", 109, lambda item: item.product.name, "left"),
        Column("BULTOS", 16, lambda item: LOCAL.quantity(item.quantity)),
        Column("ENVASE", 22, _kilos_each, "centre"),
        Column("KILOS", 24, _kilos),
        Column("PRECIO POR\nBULTO $", 32, lambda item: LOCAL_LONG.show(item.price, 4)),
        Column("IVA\n%", 14, lambda item: LOCAL.percent(item.product.tax_rate)),
    ),
    8.5,
    rules=frozenset({"frame", "columns", "head"}),
    gap=1.2,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(15, 8, 14, 14)
    sheet.text(22, 17, invoice.letter, 24, bold=True, align="centre")
    sheet.text(22, 21, f"Cód. {invoice.code:02d}", 6, align="centre")
    sheet.text(33, 14, f"{invoice.title} DE VENTA", 13, bold=True)
    sheet.text(33, 20, f"Nro. {invoice.letter}{invoice.point:04d}{invoice.serial:08d}", 11)
    sheet.text(33, 25, f"Fecha {invoice.issued:%d.%m.%Y}", 10)
    sheet.text(33, 30, f"Pág. {sheet.page}/{sheet.pages}", 8)
    sheet.text(15, 37, f"Carta de porte {invoice.serial * 31 % 10**9:09d}", 8)
    sheet.text(65, 37, f"Vto. {invoice.due:%d.%m.%Y}  -  {invoice.terms}", 8)
    sheet.texts(
        124,
        14,
        (
            "Cliente",
            receiver.name,
            receiver.address,
            receiver.city,
            receiver.condition,
            f"CUIT {receiver.hyphenated}",
        ),
        8.5,
    )
    sheet.text(282, 14, supplier.name, 13, bold=True, align="right", room=80)
    facts = (
        supplier.address,
        supplier.city,
        f"CUIT {supplier.hyphenated}",
        f"{supplier.condition} - IIBB {supplier.gross_income}",
        f"Inicio de actividades {supplier.since}",
    )
    for place, words in enumerate(facts):
        sheet.text(282, 19 + 4.1 * place, words, 8, align="right", room=80)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    rows = [("Importe neto", invoice.net)]
    rows += [(f"IVA inscripto {LOCAL.percent(row.rate)} %", row.amount) for row in invoice.vats]
    for tax in invoice.others:
        rate = "" if tax.rate is None else f" {LOCAL.percent(tax.rate)} %"
        rows.append((f"{office_label(tax, 'Perc. IIBB {}')}{rate}", tax.amount))
    y = 157.0
    for label, value in rows:
        sheet.text(47, y, LOCAL.show(value), 8.5, align="right")
        sheet.text(50, y, label, 8.5)
        y += 4.6
    sheet.line(15, y - 2.5, 95, y - 2.5)
    sheet.text(47, y + 2.5, LOCAL.show(invoice.total), 10, bold=True, align="right")
    sheet.text(50, y + 2.5, "TOTAL A PAGAR EN PESOS", 10, bold=True)
    kilos = sum(int(item.quantity) * item.product.pack for item in invoice.items if _kilos(item))
    sheet.text(110, 157, f"Peso total de la carga: {kilos} kg", 8.5)
    words = sheet.wrap(f"Son pesos {in_words(invoice.total)}.", 95, 8)
    sheet.texts(110, 163, words, 8)
    sheet.texts(
        110,
        176,
        (
            "Pago por transferencia: Banco Agrario del Sur",
            "CBU 2590034120000456789012",
            "Los cheques se reciben a la orden del molino.",
        ),
        8,
    )
    sheet.qr(252, 155, 30, invoice.qr_url(sloppy=True))
    sheet.text(247, 160, "CAE", 8, align="right")
    sheet.text(247, 164.5, invoice.cae, 9, bold=True, align="right")
    sheet.text(247, 171, "Vencimiento CAE", 8, align="right")
    sheet.text(247, 175.5, f"{invoice.cae_due:%d.%m.%Y}", 9, bold=True, align="right")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 42, 150, 150, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "sealed_mill",
    Recipe(MILL, 1, (8, 11), sku="{:05d}", price_places=4, pieces=True, perceptions=("vat", "iibb")),
    _draw,
    frozenset({"sku", "tax_pct"}),
    size=(297, 200),
)

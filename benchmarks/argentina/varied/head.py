"""The head of a varied page: issuer, document and receiver, in one of many arrangements."""

from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import letter_box
from benchmarks.argentina.sheet import Sheet
from benchmarks.argentina.varied.style import BOXED, Style

MARGIN = 12


def header(style: Style, sheet: Sheet, invoice: Invoice) -> None:
    """From 10 to 82 mm."""
    middle = sheet.width / 2
    left, right = (middle + 12, MARGIN) if style.issuer == "right" else (MARGIN, middle + 12)
    _issuer(style, sheet, invoice, left)
    _document(style, sheet, invoice, right)
    if style.lettered != "titled":
        letter_box(sheet, middle, 10, invoice, code="COD. {:02d}" if style.lettered == "coded" else "")
    if style.frames:
        sheet.box(MARGIN - 3, 8, sheet.width - 2 * MARGIN + 6, 41)
        sheet.box(MARGIN - 3, 50, sheet.width - 2 * MARGIN + 6, 28)
    CLIENTS[style.client](style, sheet, invoice)


def _issuer(style: Style, sheet: Sheet, invoice: Invoice, x: float) -> None:
    supplier, size = invoice.supplier, style.size
    name = style.cased(supplier.name)
    room = sheet.width / 2 - MARGIN - 14
    y = 18.0
    match style.issuer:
        case "trade_name":
            sheet.text(x, y, invoice.activity.split()[-1].upper(), 17, bold=True)
            sheet.text(x, y + 6, f"de {name}", size, room=room)
        case "keyed":
            sheet.text(x, y, invoice.activity.split()[-1].capitalize(), 15, bold=True)
            sheet.pair(x, y + 6, "Razón Social:", name, size - 1)
        case "labelled":
            sheet.text(x, y - 4, "Emisor", size - 1, colour="#555555")
            sheet.text(x, y + 1, name, size + 2, bold=True, room=room)
        case _:
            sheet.text(x, y, name, 12, bold=True, room=room)
    lines = (
        supplier.address,
        supplier.city,
        f"Tel.: (011) 4{invoice.serial % 900 + 100}-{invoice.serial % 9000 + 1000}",
        supplier.condition,
    )
    sheet.texts(x, y + 10, lines, size)


def _document(style: Style, sheet: Sheet, invoice: Invoice, x: float) -> None:
    title = style.titles[invoice.kind]
    shown = f"{title} {invoice.letter}" if style.lettered == "titled" else title
    folio = style.folio.format(
        label=style.folio_label,
        title=title,
        letter=invoice.letter,
        point=invoice.point,
        serial=invoice.serial,
    ).strip()
    sheet.text(x, 16, shown, 13, bold=True, room=sheet.width / 2 - 26)
    sheet.text(x, 22, folio, style.size + 2, room=sheet.width / 2 - 26)
    y = 27.0
    if style.date == BOXED:
        for place, (word, value) in enumerate(
            zip(("DÍA", "MES", "AÑO"), f"{invoice.issued:%d %m %Y}".split(), strict=True)
        ):
            sheet.text(x + 9 + 14 * place, y, word, 6, align="centre")
            sheet.text(x + 9 + 14 * place, y + 4.4, value, style.size + 1, align="centre")
            sheet.box(x + 2 + 14 * place, y - 3, 14, 9)
        y += 11
    else:
        sheet.pair(x, y, style.date_label, style.day(invoice.issued), style.size)
        y += 5
    supplier = invoice.supplier
    rows = (style.cuit(supplier.tax_id), f"Ingresos Brutos: {supplier.gross_income}")
    y = sheet.texts(x, y, rows, style.size)
    sheet.text(x, y, f"Inicio de Actividades: {supplier.since}", style.size)


def _facts(style: Style, invoice: Invoice) -> list[tuple[str, str]]:
    """What is said of the receiver beside the name, and of the sale."""
    receiver = invoice.receiver
    label, _, cuit = style.cuit(receiver.tax_id).rpartition(" ")
    return [
        ("Domicilio:", receiver.address),
        ("Localidad:", receiver.city),
        (label, cuit),
        ("Condición IVA:", receiver.condition),
        ("Cond. de venta:", invoice.terms),
        (style.due_label, style.day(invoice.due)),
        ("Remito:", f"{invoice.point:04d}-{invoice.serial // 3:08d}"),
    ]


def _label(style: Style, invoice: Invoice) -> str:
    return style.client_label.format(account=invoice.serial % 9000 + 100)


def _columns(
    style: Style, sheet: Sheet, facts: list[tuple[str, str]], top: float, *, parted: int = 3
) -> None:
    for place, (label, value) in enumerate(facts):
        x = MARGIN if place < parted else sheet.width / 2 + 12
        y = top + 4.6 * (place if place < parted else place - parted)
        sheet.pair(x, y, label, value, style.size)


def _pairs(style: Style, sheet: Sheet, invoice: Invoice) -> None:
    sheet.pair(MARGIN, 56, _label(style, invoice), style.cased(invoice.receiver.name), style.size)
    _columns(style, sheet, _facts(style, invoice), 60.6)


def _two_columns(style: Style, sheet: Sheet, invoice: Invoice) -> None:
    """The tax id first, the name beside it, as ARCA's own service prints it."""
    facts = _facts(style, invoice)
    label, cuit = facts.pop(2)
    sheet.pair(MARGIN, 56, label, cuit, style.size)
    sheet.pair(MARGIN + 55, 56, _label(style, invoice), style.cased(invoice.receiver.name), style.size)
    _columns(style, sheet, facts, 60.6)


def _heading(style: Style, sheet: Sheet, invoice: Invoice) -> None:
    sheet.text(MARGIN, 54, style.heading, style.size - 1, bold=True)
    sheet.text(MARGIN, 58.6, style.cased(invoice.receiver.name), style.size + 1)
    _columns(style, sheet, _facts(style, invoice), 63)


def _sides(style: Style, sheet: Sheet, invoice: Invoice) -> None:
    """Issuer and receiver side by side once more."""
    middle = sheet.width / 2 + 4
    for x, heading, party in (
        (MARGIN, "DE", invoice.supplier),
        (middle, "PARA", invoice.receiver),
    ):
        sheet.text(x, 54, heading, style.size - 1, bold=True, colour="#666666")
        lines = (style.cased(party.name), party.address, style.cuit(party.tax_id), party.condition)
        sheet.texts(x, 58.6, lines, style.size)
    sheet.pair(MARGIN, 76, style.due_label, style.day(invoice.due), style.size)


def _bare(style: Style, sheet: Sheet, invoice: Invoice) -> None:
    """The name without a label."""
    receiver = invoice.receiver
    sheet.text(MARGIN, 56, style.cased(receiver.name), style.size + 1.5, bold=True)
    lines = (receiver.address, receiver.city, style.cuit(receiver.tax_id), receiver.condition)
    sheet.texts(MARGIN, 61, lines, style.size)
    for place, (label, value) in enumerate(_facts(style, invoice)[4:]):
        sheet.pair(sheet.width / 2 + 12, 56 + 5 * place, label, value, style.size)


def _over(style: Style, sheet: Sheet, invoice: Invoice) -> None:
    """Small grey labels over their values."""
    facts = _facts(style, invoice)
    top = ((_label(style, invoice).rstrip(":"), style.cased(invoice.receiver.name)), facts[2], facts[3])
    below = (facts[0], facts[4], facts[5])
    for y, row in ((54.0, top), (65.0, below)):
        for place, (label, value) in enumerate(row):
            x = MARGIN + place * (sheet.width - 2 * MARGIN) / 3 + 8 * bool(place)
            sheet.text(x, y, label, 6.5, colour="#666666")
            sheet.text(x, y + 4.2, value, style.size, room=(sheet.width - 2 * MARGIN) / 3 - 4)


def _caption(style: Style, sheet: Sheet, invoice: Invoice) -> None:
    """A heading, then every value by its label in a column of its own."""
    sheet.text(MARGIN, 54, style.heading, style.size - 1, bold=True)
    named = [("Razón social:", style.cased(invoice.receiver.name)), *_facts(style, invoice)]
    for place, (label, value) in enumerate(named):
        x = MARGIN if place < 4 else sheet.width / 2 + 8
        y = 58.6 + 4.6 * (place % 4)
        sheet.text(x, y, label, style.size)
        sheet.text(x + 27, y, value, style.size)


CLIENTS = {
    "pairs": _pairs,
    "two_columns": _two_columns,
    "heading": _heading,
    "sides": _sides,
    "bare": _bare,
    "over": _over,
    "caption": _caption,
}

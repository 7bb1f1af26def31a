"""The foot of a varied page: net, taxes and total in one of many arrangements, then the authorisation."""

from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import contained
from benchmarks.argentina.sheet import Sheet
from benchmarks.argentina.varied.head import MARGIN
from benchmarks.argentina.varied.style import Style

Rows = list[tuple[str, str]]
ABSENT_RATES = ("27", "5", "2,5", "0")


def footer(style: Style, sheet: Sheet, invoice: Invoice) -> None:
    """The last 70 mm of the page."""
    top = sheet.height - 68
    rows = _rows(style, invoice)
    if invoice.letter == "B":
        rows = rows[-1:] if len(style.net_label) % 2 else [("Subtotal", rows[-1][1]), *rows[-1:]]
        contained(sheet, MARGIN + 32, sheet.height - 22, invoice, style.numbers, 6.5)
    SUMS[style.sums](style, sheet, rows, top)
    pieces = sum((item.quantity for item in invoice.items if item.product.unit != "KG"), 0)
    sheet.text(MARGIN, top + 36, f"Renglones: {len(invoice.items)}   Bultos: {pieces}", 7)
    if style.in_words:
        sheet.text(MARGIN, top + 32, "Son pesos: novecientos ochenta y dos mil ciento doce con 45/100.-", 6.5)
    if invoice.currency == "USD":
        pesos = style.numbers.show(invoice.total * invoice.exchange_rate)
        rate = style.numbers.show(invoice.exchange_rate)
        sheet.text(MARGIN, top - 3, f"Moneda: Dólar estadounidense - Tipo de cambio: {rate}", 7)
        sheet.text(MARGIN, top + 40, f"Equivalente en pesos al tipo de cambio indicado: $ {pesos}", 6.5)
    sheet.qr(MARGIN, sheet.height - 27, 22, invoice.qr_url())
    cae = f"CAE N°: {invoice.cae}   Vto. CAE: {invoice.cae_due:%d/%m/%Y}"
    sheet.text(sheet.width - MARGIN, sheet.height - 10, cae, 8, align="right")


def _rows(style: Style, invoice: Invoice) -> Rows:
    if invoice.letter == "C":
        return [("Subtotal", style.cash(invoice.lines_sum)), (style.total_label, _total(style, invoice))]
    rows = []
    if invoice.discount:
        percent = style.numbers.percent(invoice.discount_percent)
        rows += [
            ("Suma", style.cash(invoice.lines_sum)),
            (f"Bonif. {percent}%", "-" + style.amount(invoice.discount)),
        ]
    rows.append((style.net_label, style.cash(invoice.net - invoice.exempt, invoice.currency)))
    if invoice.exempt or style.zero_rows:
        rows.append((style.exempt_label, style.cash(invoice.exempt, invoice.currency)))
    for vat in invoice.vats:
        percent = style.numbers.show(vat.rate) if style.zero_rows else style.numbers.percent(vat.rate)
        rows.append((style.vat_label.format(percent), style.cash(vat.amount, invoice.currency)))
    if style.zero_rows:
        rows += [(style.vat_label.format(rate), style.cash(vat.amount * 0)) for rate in ABSENT_RATES[:2]]
    for tax in invoice.others:
        place = tax.label.removeprefix("Percep. IIBB ")
        label = style.perceptions[tax.kind].format(place=place)
        percent = f" {style.numbers.percent(tax.rate)}%" if tax.rate is not None and style.frames else ""
        rows.append((label + percent, style.cash(tax.amount, invoice.currency)))
    return [*rows, (style.total_label, _total(style, invoice))]


def _total(style: Style, invoice: Invoice) -> str:
    value = style.amount(invoice.total)
    if style.total_label.endswith("$") and invoice.currency == "ARS":
        return value
    return style.cash(invoice.total, invoice.currency)


def _stack(style: Style, sheet: Sheet, rows: Rows, top: float, *, gap: float = 34) -> None:
    right = sheet.width - MARGIN
    step = min(4.8, 34 / len(rows))
    for place, (label, value) in enumerate(rows):
        bold = place == len(rows) - 1
        size = style.size + 2 * bold
        y = top + step * place + 1.5 * bold
        sheet.text(
            right - gap, y, label, size, bold=bold, align="right" if style.frames else "left"
        ) if style.frames else sheet.text(right - gap - 38, y, label, size, bold=bold)
        sheet.text(right, y, value, size, bold=bold, align="right")


def _wide_stack(style: Style, sheet: Sheet, rows: Rows, top: float) -> None:
    """Labels at the left margin, amounts at the right one."""
    step = min(4.8, 34 / len(rows))
    for place, (label, value) in enumerate(rows):
        y = top + step * place
        sheet.text(MARGIN, y, label, style.size, bold=place == len(rows) - 1)
        sheet.text(sheet.width - MARGIN, y, value, style.size, bold=place == len(rows) - 1, align="right")
        sheet.line(MARGIN, y + 1, sheet.width - MARGIN, y + 1, width=0.2, dash=1)


def _before(style: Style, sheet: Sheet, rows: Rows, top: float) -> None:
    """Each amount before its label."""
    step = min(4.8, 34 / len(rows))
    for place, (label, value) in enumerate(rows):
        bold = place == len(rows) - 1
        sheet.text(MARGIN + 36, top + step * place, value, style.size + bold, bold=bold, align="right")
        sheet.text(MARGIN + 39, top + step * place, label, style.size + bold, bold=bold)


def _strip(style: Style, sheet: Sheet, rows: Rows, top: float, *, below: bool = False) -> None:
    """Labels in one row, amounts in the next; the total, where there is no room, by itself."""
    width = sheet.width - 2 * MARGIN
    shown, last = (rows, []) if len(rows) < 7 else (rows[:-1], rows[-1:])
    step = width / len(shown)
    label_y, value_y = (top + 8, top + 3.5) if below else (top + 3.5, top + 8)
    for place, (label, value) in enumerate(shown):
        x = MARGIN + step * place
        sheet.text(x + step / 2, label_y, label, 6.8, align="centre", room=step - 1.5)
        sheet.text(x + step / 2, value_y, value, style.size, align="centre", room=step - 1.5)
        if style.frames:
            sheet.box(x, top, step, 10)
    for label, value in last:
        sheet.text(
            sheet.width - MARGIN, top + 17, f"{label}  {value}", style.size + 3, bold=True, align="right"
        )


def _two_strips(style: Style, sheet: Sheet, rows: Rows, top: float) -> None:
    """Strips of three, the total last."""
    step = (sheet.width - 2 * MARGIN) / 4
    for place, (label, value) in enumerate(rows[:-1]):
        x, y = MARGIN + step * (place % 4) + step, top + 11 * (place // 4)
        sheet.text(x - 2, y, label, 6.8, align="right", room=step - 3)
        sheet.text(x - 2, y + 4.5, value, style.size, align="right")
    label, value = rows[-1]
    words = f"{label}  {value}"
    sheet.text(sheet.width - MARGIN, top + 30, words, style.size + 3, bold=True, align="right")


def _grid(style: Style, sheet: Sheet, rows: Rows, top: float) -> None:
    """Two columns of labels with their amounts."""
    half = (len(rows)) // 2
    middle = sheet.width / 2
    for place, (label, value) in enumerate(rows):
        x0, x1 = (MARGIN, middle - 6) if place < half else (middle + 6, sheet.width - MARGIN)
        y = top + 5 * (place if place < half else place - half)
        bold = place == len(rows) - 1
        sheet.text(x0, y, label, style.size, bold=bold)
        sheet.text(x1, y, value, style.size, bold=bold, align="right")


def _rate_table(style: Style, sheet: Sheet, rows: Rows, top: float) -> None:
    """A stack at the right and, at the left, the bank's account: a figure that is no amount."""
    sheet.text(MARGIN, top, "CBU: 0170099220000067797370   Alias: SAL.PALTA.NUBE", 7)
    sheet.text(MARGIN, top + 5, "Saldo anterior: 0,00", 7)
    _stack(style, sheet, rows, top)


def _strip_below(style: Style, sheet: Sheet, rows: Rows, top: float) -> None:
    """Amounts in one row, their labels under them."""
    _strip(style, sheet, rows, top, below=True)


SUMS = {
    "stack": _stack,
    "wide_stack": _wide_stack,
    "before": _before,
    "strip": _strip,
    "two_strips": _two_strips,
    "grid": _grid,
    "rate_table": _rate_table,
    "strip_below": _strip_below,
}

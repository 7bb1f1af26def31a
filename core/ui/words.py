"""Words for the codes of a shop's day: documents, fields, warnings, uploads."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from core.invoices.model import ReadingWarning
from core.services.ledger import NEEDS_OPERATOR
from core.services.served import Served
from core.ui.formats import day, editable, percent, plain
from core.ui.language import gettext as _
from core.ui.language import mark

READING_SOURCES = {
    "ai": (":material/auto_awesome:", mark("AI")),
    "xml": (":material/verified:", mark("E-invoice (XML)")),
    "text": (":material/rule:", mark("Rules (text)")),
    "ocr": (":material/photo_camera:", mark("Rules (picture)")),
}
SERVED_SOURCES = {
    "live": mark("up to date"),
    "cache": mark("a copy from the cache"),
    "snapshot": mark("the last copy saved on this machine"),
    "rules": mark("worked out by rules"),
    "held": mark("kept on this machine"),
    "bypassed": mark("straight from the database, without the cache"),
}
DOCUMENT_KINDS = {
    "invoice": mark("Invoice"),
    "credit_note": mark("Credit note"),
    "debit_note": mark("Debit note"),
    "receipt": mark("Receipt"),
}
INVOICE_STATUSES = {
    "received": (":material/edit_note:", mark("To review"), "blue"),
    "parked": (":material/pause_circle:", mark("Put aside"), "orange"),
    "approved": (":material/check_circle:", mark("Approved"), "green"),
}
HELD = mark("Kept here; it is entered by itself when the database is back")
HELD_FOR_OPERATOR = mark(
    "Kept here, but not entered by itself: the database refused it, or a change before it. "
    "An operator has to settle that under Held work"
)
HELD_SHORT = mark("kept here")
UPLOAD_STATES = {
    "queued": (":material/schedule:", mark("waiting")),
    "reading": (":material/progress_activity:", mark("being read")),
    "stored": (":material/check_circle:", mark("entered")),
    "held": (":material/save:", mark("kept here; it is entered by itself when the database is back")),
    "needs_operator": (
        ":material/support_agent:",
        mark(
            "kept here, but not entered: the database refused it. "
            "An operator has to settle that under Held work"
        ),
    ),
    "duplicate": (":material/content_copy:", mark("was already here; not entered twice")),
    "dropped": (
        ":material/delete:",
        mark("not entered: the database refused it and an operator dropped it; Activity says who and why"),
    ),
    "failed": (":material/error:", mark("not entered")),
}
UPLOAD_SHORT = {
    "queued": mark("Waiting"),
    "reading": mark("Being read"),
    "stored": mark("Entered"),
    "held": mark("Kept here"),
    "needs_operator": mark("With an operator"),
    "duplicate": mark("Already here"),
    "dropped": mark("Dropped"),
    "failed": mark("Not entered"),
}
"""The states of uploads in a row of counts."""
FIELDS = {
    "supplier_name": mark("Supplier"),
    "supplier_tax_id": mark("Supplier's tax id (CUIT)"),
    "receiver_name": mark("Receiver"),
    "receiver_tax_id": mark("Receiver's tax id"),
    "letter": mark("Letter"),
    "number": mark("Number"),
    "issue_date": mark("Date"),
    "due_date": mark("Due date"),
    "currency": mark("Currency"),
    "net": mark("Net"),
    "tax": mark("Taxes"),
    "total": mark("Total"),
    "lines": mark("Lines"),
    "description": mark("Description"),
    "sku": mark("Code"),
    "ean": mark("Barcode"),
    "quantity": mark("Quantity"),
    "unit": mark("Unit"),
    "unit_price": mark("Unit price"),
    "discount": mark("Discount"),
    "amount": mark("Amount"),
    "tax_rate": mark("VAT %"),
    "kind": mark("Kind"),
    "adjustment": mark("Charges and discounts"),
    "product": mark("Product"),
    "product_id": mark("Product"),
    "how": mark("Recognised by"),
}
ORIGINS = {
    "rules": mark("Read by rules"),
    "ai": mark("Read by the AI"),
    "qr": mark("From the QR code"),
    "person": mark("Written by hand"),
    "known-supplier": mark("Filled in from the known supplier"),
}
MATCHES = {
    "chosen": mark("chosen by hand"),
    "learned": mark("chosen before"),
    "ean": mark("barcode"),
    "sku": mark("supplier's code"),
    "description": mark("same description"),
    "similar": mark("similar, {likeness}"),
    "new": mark("new: none like it"),
}
SUPPLIER_MATCHES = {
    "tax_id": mark("by its tax id"),
    "name": mark("by its name"),
    "similar": mark("by a similar name, {likeness}"),
}
DEEDS = {
    "invoice.upload": mark("Uploaded"),
    "invoice.correct": mark("Corrected"),
    "invoice.park": mark("Put aside"),
    "invoice.resume": mark("Taken up again"),
    "invoice.approve": mark("Approved"),
}
WARNINGS = {
    "LINE_ARITHMETIC": mark("quantity times price does not give the amount"),
    "LINES_VS_NET": mark("the lines do not add up to the net"),
    "TAX_VS_RATE": mark("the tax does not match its rate"),
    "TOTAL_MISMATCH": mark("net plus taxes does not give the total"),
    "TAX_ID_INVALID": mark("the tax id has a wrong check digit"),
    "QR_MISMATCH": mark("the QR code says something else than the page"),
    "XML_VS_PRINT": mark("the electronic invoice says something else than the page"),
    "DATE_IMPLAUSIBLE": mark("the date looks wrong"),
    "DUPLICATE": mark("it was already entered"),
    "POSSIBLE_DUPLICATE": mark("this supplier already has one with the same total and a date close to this"),
    "COST_JUMP": mark("the cost changed a lot since the last purchase"),
    "LOW_CONFIDENCE": mark("read with doubt; compare it with the page"),
}


def field(name: str) -> str:
    """A field by its name or path, such as `total`, `lines.3.amount` or `taxes.0.amount`."""
    match = re.fullmatch(r"(?P<table>lines|taxes)\.(?P<place>\d+)(?:\.(?P<column>\w+))?", name)
    if match is None:
        return _(FIELDS[name]) if name in FIELDS else name
    title = _("Line {number}") if match["table"] == "lines" else _("Tax {number}")
    row = title.format(number=int(match["place"]) + 1)
    return f"{row}, {field(match['column']).lower()}" if match["column"] else row


def origin(name: str) -> str:
    """Where a field's value came from."""
    return _(ORIGINS[name]) if name in ORIGINS else name


def match_how(how: str, likeness: float) -> str:
    """By what a product was recognised; `likeness` from 0 to 100."""
    return _(MATCHES[how]).format(likeness=percent(likeness / 100)) if how in MATCHES else how


def supplier_how(how: str, likeness: str) -> str:
    """By what a supplier was recognised; `likeness` as it is shown."""
    return _(SUPPLIER_MATCHES[how]).format(likeness=likeness) if how in SUPPLIER_MATCHES else how


def deed(action: str) -> str:
    """What somebody did to an invoice."""
    return _(DEEDS[action]) if action in DEEDS else action


def warning(item: ReadingWarning) -> str:
    """A warning in words, with its field and figures, without markup."""
    text = _(WARNINGS[item.code.value])
    if item.field is not None:
        text = f"{field(item.field)}: {text}"
    figures = _figures(item.detail)
    return f"{text} ({figures})" if figures else text


def warning_markdown(item: ReadingWarning) -> str:
    return plain(warning(item))


def sentence(text: str) -> str:
    """`text` with a capital letter first and the rest as it is."""
    return text[:1].upper() + text[1:]


def invoice_status(status: str, *, held: bool) -> str:
    """A status as plain text: `To review`, `Approved`, and whether it waits for the database."""
    text = _(INVOICE_STATUSES[status][1]) if status in INVOICE_STATUSES else status
    return _("{status} · kept here").format(status=text) if held else text


def invoice_badges(status: str, *, held: bool) -> str:
    """The status as Markdown badges."""
    icon, text, colour = INVOICE_STATUSES[status]
    badges = f":{colour}-badge[{icon} {_(text)}]"
    return f"{badges} :orange-badge[:material/save: {_(HELD)}]" if held else badges


def held(served: Served[Any]) -> tuple[str, str]:
    """Of a change that is held: its message's kind, and whether it lands by itself or needs an operator."""
    stuck = served.reason == NEEDS_OPERATOR
    return ("warning", _(HELD_FOR_OPERATOR)) if stuck else ("info", _(HELD))


def document(kind: str, letter: str | None, number: str | None) -> str:
    """A document's name, such as `Factura A 0003-00000128`."""
    name = _(DOCUMENT_KINDS[kind]) if kind in DOCUMENT_KINDS else kind
    return " ".join(part for part in (name, letter, number or _("without number")) if part)


def _figures(detail: Mapping[str, str]) -> str:
    return "; ".join(
        f"{_(name)} {figure(detail[key])}"
        for key, name in _DETAIL.items()
        if detail.get(key) not in (None, "")
    )


def figure(text: str) -> str:
    """A figure of a warning, in the reader's notation: numbers and ISO dates come as plain text."""
    if re.fullmatch(r"-?\d+\.\d+", text):
        return editable(Decimal(text))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return day(date.fromisoformat(text))
    return text


_DETAIL = {
    "before": mark("before"),
    "now": mark("now"),
    "change": mark("change %"),
    "expected": mark("expected"),
    "printed": mark("says"),
    "issued": mark("issued"),
    "filename": mark("file"),
}

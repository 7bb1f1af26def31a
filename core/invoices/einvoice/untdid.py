"""What the document type codes of UN/EDIFACT 1001 (code list of EN 16931 BT-3) mean to the console."""

from decimal import Decimal

from core.invoices.model import DocumentKind

CREDIT_NOTES = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
DEBIT_NOTES = frozenset({"80", "82", "84", "383", "456", "457"})


def kind_of(code: str | None, total: Decimal | None) -> DocumentKind:
    """A negative invoice, such as a correction (384), is a credit note in effect and named so."""
    if code in CREDIT_NOTES:
        return DocumentKind.CREDIT_NOTE
    if total is not None and total < 0:
        return DocumentKind.CREDIT_NOTE
    return DocumentKind.DEBIT_NOTE if code in DEBIT_NOTES else DocumentKind.INVOICE

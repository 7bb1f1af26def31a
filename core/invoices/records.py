"""What the desk shows of an invoice: a row of the database, with what is still held laid over it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.invoices import handlers
from core.invoices.model import Reading, ReadingWarning
from core.resilience.journal import HeldWrite
from core.services.schema import invoices

LIST_COLUMNS = (
    invoices.c.id,
    invoices.c.filename,
    invoices.c.status,
    invoices.c.kind,
    invoices.c.letter,
    invoices.c.number,
    invoices.c.issue_date,
    invoices.c.currency,
    invoices.c.supplier_name,
    invoices.c.supplier_tax_id,
    invoices.c.total,
    invoices.c.line_count,
    invoices.c.source,
    invoices.c.warnings,
    invoices.c.uploaded_by,
    invoices.c.uploaded_at,
    invoices.c.approved_by,
    invoices.c.approved_at,
    invoices.c.parked_by,
    invoices.c.parked_at,
    invoices.c.parked_reason,
    invoices.c.revision,
)


class ReceiptStatus(StrEnum):
    STORED = "stored"
    HELD = "held"
    """On this machine's disk; it lands by itself when the database is back."""
    NEEDS_OPERATOR = "needs_operator"
    """Held too, but refused before, or behind a change that was: an operator has to settle that."""
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The console's word that an upload or approval is safe: in the database, or held on local disk."""

    invoice_id: str
    filename: str
    status: ReceiptStatus
    reading: Reading
    at: datetime
    """When it was uploaded or approved; of a duplicate, when the first one was uploaded."""


@dataclass(frozen=True, slots=True)
class InvoiceSummary:
    """One row of the list. `held` says that its newest change waits in the journal for the database."""

    id: str
    filename: str
    status: str
    held: bool
    kind: str
    letter: str | None
    number: str | None
    issue_date: date | None
    currency: str | None
    supplier_name: str | None
    supplier_tax_id: str | None
    total: Decimal | None
    line_count: int
    source: str
    warnings: tuple[ReadingWarning, ...]
    uploaded_by: str
    uploaded_at: datetime
    approved_by: str | None = None
    approved_at: datetime | None = None
    parked_by: str | None = None
    """Who put it aside, while it is."""
    parked_at: datetime | None = None
    parked_reason: str | None = None
    revision: int = 0
    """Counts changes by people: of two who change it at once, the second is told."""


@dataclass(frozen=True, slots=True)
class InvoiceDetail:
    summary: InvoiceSummary
    reading: Reading
    content_type: str
    storage_key: str


def summary_of(row: Mapping[str, Any]) -> InvoiceSummary:
    values = {column.name: row[column.name] for column in LIST_COLUMNS}
    values["warnings"] = tuple(ReadingWarning.model_validate(it) for it in row["warnings"])
    return InvoiceSummary(held=False, **values)


def detail_of(row: Mapping[str, Any]) -> InvoiceDetail:
    return InvoiceDetail(
        summary=summary_of(row),
        reading=Reading.model_validate(row["reading"]),
        content_type=row["content_type"],
        storage_key=row["storage_key"],
    )


def lay_over(summaries: dict[str, InvoiceSummary], write: HeldWrite) -> None:
    invoice_id = str(write.payload["invoice_id"])
    if write.kind == handlers.STORE:
        summaries.setdefault(invoice_id, as_entered(write.payload, held=True).summary)
    elif invoice_id in summaries:
        summaries[invoice_id] = _changed(summaries[invoice_id], write)


def after(detail: InvoiceDetail | None, write: HeldWrite) -> InvoiceDetail | None:
    """Return the invoice as it will be once `write` has landed."""
    if write.kind == handlers.STORE:
        return detail or as_entered(write.payload, held=True)
    if detail is None:
        return None
    return replace(
        detail,
        summary=_changed(detail.summary, write),
        reading=Reading.model_validate(write.payload["reading"]),
    )


def as_entered(payload: Mapping[str, Any], *, held: bool) -> InvoiceDetail:
    """The invoice that the write of an upload makes, as long as nothing came after it."""
    reading = Reading.model_validate(payload["reading"])
    summary = InvoiceSummary(
        id=payload["invoice_id"],
        filename=payload["filename"],
        status=handlers.RECEIVED,
        held=held,
        uploaded_by=payload["actor"],
        uploaded_at=datetime.fromisoformat(payload["at"]),
        **_header_of(reading),
    )
    return InvoiceDetail(summary, reading, payload["content_type"], payload["storage_key"])


def _changed(summary: InvoiceSummary, write: HeldWrite) -> InvoiceSummary:
    reading = Reading.model_validate(write.payload["reading"])
    return replace(
        summary,
        held=True,
        revision=summary.revision + 1,
        **_standing(write),
        **_header_of(reading),
    )


def _standing(write: HeldWrite) -> dict[str, Any]:
    """What a held write makes of the status."""
    actor, at = write.payload["actor"], datetime.fromisoformat(write.payload["at"])
    match write.kind:
        case handlers.APPROVE:
            approved = {"status": handlers.APPROVED, "approved_by": actor, "approved_at": at}
            return approved | handlers.NOT_PARKED
        case handlers.PARK:
            reason = write.payload["reason"]
            parked = {"status": handlers.PARKED, "parked_by": actor, "parked_at": at}
            return parked | {"parked_reason": reason}
        case handlers.RESUME:
            return {"status": handlers.RECEIVED, **handlers.NOT_PARKED}
        case _:
            return {}


def _header_of(reading: Reading) -> dict[str, Any]:
    return {
        "kind": reading.kind.value,
        "letter": reading.letter,
        "number": reading.number,
        "issue_date": reading.issue_date,
        "currency": reading.currency,
        "supplier_name": reading.supplier_name,
        "supplier_tax_id": reading.supplier_tax_id,
        "total": reading.total,
        "line_count": len(reading.lines),
        "source": reading.source.value,
        "warnings": reading.warnings,
    }

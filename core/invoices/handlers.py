"""What an invoice's writes do inside the database's transaction, live or replayed from the journal.

Each handler takes an open connection and the payload the desk wrote, and returns plain data. The ledger calls
it in the transaction that also records the idempotency key, so a handler never runs twice for one write.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert, select, update

from core.services.audit import record_action
from core.services.ledger import Handler, Refused
from core.services.schema import invoices

RecordCosts = Callable[[Connection, str, Mapping[str, Any], datetime], object]
"""Takes connection, invoice id, reading as plain data and the time of approval."""

STORE = "invoice.store"
APPROVE = "invoice.approve"

RECEIVED = "received"
APPROVED = "approved"


def store_invoice(connection: Connection, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Enter a read invoice. The same content entered before is left as it stands and named in the answer."""
    known = connection.execute(
        select(invoices.c.id).where(invoices.c.content_sha256 == payload["content_sha256"])
    ).scalar_one_or_none()
    if known is not None:
        return {"invoice_id": known, "duplicate": True}
    connection.execute(
        insert(invoices).values(
            id=payload["invoice_id"],
            content_sha256=payload["content_sha256"],
            filename=payload["filename"],
            content_type=payload["content_type"],
            size_bytes=payload["size_bytes"],
            storage_key=payload["storage_key"],
            status=RECEIVED,
            uploaded_by=payload["actor"],
            uploaded_at=datetime.fromisoformat(payload["at"]),
            **_columns_of(payload["reading"]),
        )
    )
    _write_audit(connection, payload, "invoice.upload", {"filename": payload["filename"]})
    return {"invoice_id": payload["invoice_id"], "duplicate": False}


def handlers(record_costs: RecordCosts) -> dict[str, Handler]:
    """Return the handler of each kind of write; `record_costs` is pricing's part in an approval."""
    return {STORE: store_invoice, APPROVE: approve_handler(record_costs)}


def approve_handler(record_costs: RecordCosts) -> Handler:
    """Build the handler that approves an invoice and hands its lines to `record_costs`."""

    def approve_invoice(connection: Connection, payload: Mapping[str, Any]) -> dict[str, Any]:
        at = datetime.fromisoformat(payload["at"])
        invoice_id = payload["invoice_id"]
        changed = connection.execute(
            update(invoices)
            .where(invoices.c.id == invoice_id, invoices.c.status == RECEIVED)
            .values(
                status=APPROVED,
                approved_by=payload["actor"],
                approved_at=at,
                **_columns_of(payload["reading"]),
            )
        ).rowcount
        if changed == 0:
            _refuse_approval(connection, invoice_id)
        record_costs(connection, invoice_id, payload["reading"], at)
        _write_audit(connection, payload, "invoice.approve", {"changes": payload["changes"]})
        return {"invoice_id": invoice_id}

    return approve_invoice


def _refuse_approval(connection: Connection, invoice_id: str) -> None:
    winner = connection.execute(
        select(invoices.c.approved_by).where(invoices.c.id == invoice_id)
    ).one_or_none()
    if winner is None:
        raise Refused("NOT_FOUND", f"invoice {invoice_id} is not in the database")
    raise Refused("ALREADY_APPROVED", f"invoice {invoice_id} was already approved by {winner.approved_by}")


def _columns_of(reading: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that repeat the reading's header, so that lists and searches need not open it."""
    return {
        "kind": reading["kind"],
        "letter": reading["letter"],
        "number": _cut(reading["number"], 80),
        "issue_date": None if reading["issue_date"] is None else date.fromisoformat(reading["issue_date"]),
        "currency": reading["currency"],
        "supplier_name": _cut(reading["supplier_name"], 255),
        "supplier_tax_id": _cut(reading["supplier_tax_id"], 40),
        "net": _decimal(reading["net"]),
        "tax": _decimal(reading["tax"]),
        "total": _decimal(reading["total"]),
        "line_count": len(reading["lines"]),
        "source": reading["source"],
        "warnings": reading["warnings"],
        "reading": dict(reading),
    }


def _cut(text: str | None, length: int) -> str | None:
    return None if text is None else text[:length]


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _write_audit(
    connection: Connection, payload: Mapping[str, Any], action: str, detail: Mapping[str, Any]
) -> None:
    record_action(
        connection,
        at=datetime.fromisoformat(payload["at"]),
        actor=payload["actor"],
        action=action,
        subject=payload["invoice_id"],
        detail=detail,
        request_id=payload["request_id"],
    )

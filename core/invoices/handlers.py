"""What an invoice's writes do inside the database's transaction, live or replayed from the journal.

Each handler takes an open connection and the payload the desk wrote, and returns plain data. The ledger calls
it in the transaction that also records the idempotency key, so a handler never runs twice for one write.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert, select, update

from core.invoices.duplicates import candidates, duplicate_warnings, known_of, number_key, supplier_key
from core.invoices.model import Reading, WarningCode
from core.invoices.suppliers import learn_supplier
from core.services.audit import record_action
from core.services.ledger import Handler, Refused
from core.services.schema import invoices

RecordCosts = Callable[[Connection, str, Mapping[str, Any], datetime, str], object]
"""Takes connection, invoice id, reading as plain data, the time of approval and who approved."""

STORE = "invoice.store"
APPROVE = "invoice.approve"
CORRECT = "invoice.correct"
PARK = "invoice.park"
RESUME = "invoice.resume"
KINDS = frozenset({STORE, APPROVE, CORRECT, PARK, RESUME})
ACTIONS = {STORE: "invoice.upload", **{kind: kind for kind in (APPROVE, CORRECT, PARK, RESUME)}}
"""The name of each kind of write in the audit trail."""

RECEIVED = "received"
PARKED = "parked"
APPROVED = "approved"
OPEN = (RECEIVED, PARKED)
"""Statuses in which an invoice can still be changed."""
NOT_PARKED: dict[str, Any] = {"parked_by": None, "parked_at": None, "parked_reason": None}


def store_invoice(connection: Connection, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Enter a read invoice. The same content entered before is left as it stands and named in the answer."""
    known = connection.execute(
        select(invoices.c.id).where(invoices.c.content_sha256 == payload["content_sha256"])
    ).scalar_one_or_none()
    if known is not None:
        return {"invoice_id": known, "duplicate": True, "at": payload["at"]}
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
            **_columns_of(_with_duplicates(connection, payload)),
        )
    )
    detail = {"filename": payload["filename"], "reason": payload.get("reason")}
    _write_audit(connection, payload, STORE, detail)
    return {"invoice_id": payload["invoice_id"], "duplicate": False, "at": payload["at"]}


def _with_duplicates(connection: Connection, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """The reading, warned of the duplicates that came in while it was held."""
    reading = Reading.model_validate(payload["reading"])
    query = candidates(reading, payload["invoice_id"], datetime.fromisoformat(payload["at"]))
    told = {warning.code for warning in reading.warnings}
    if query is None or told & {WarningCode.DUPLICATE, WarningCode.POSSIBLE_DUPLICATE}:
        return payload["reading"]  # type: ignore[no-any-return]
    rows = connection.execute(query).mappings()
    fresh = duplicate_warnings(reading, [known_of(dict(row)) for row in rows])
    warnings = (*reading.warnings, *fresh)
    return reading.model_copy(update={"warnings": warnings}).model_dump(mode="json")


def handlers(record_costs: RecordCosts) -> dict[str, Handler]:
    """Return the handler of each kind of write; `record_costs` is pricing's part in an approval."""
    return {
        STORE: store_invoice,
        APPROVE: approve_handler(record_costs),
        CORRECT: _revision_handler(CORRECT, lambda _: {}),
        PARK: _revision_handler(PARK, _parked),
        RESUME: _revision_handler(RESUME, lambda _: {"status": RECEIVED, **NOT_PARKED}),
    }


def approve_handler(record_costs: RecordCosts) -> Handler:
    """Build the handler that approves an invoice and hands its lines to `record_costs`."""

    def approve_invoice(connection: Connection, payload: Mapping[str, Any]) -> dict[str, Any]:
        at = datetime.fromisoformat(payload["at"])
        approved = {
            "status": APPROVED,
            "approved_by": payload["actor"],
            "approved_at": at,
            **NOT_PARKED,
        }
        _change(connection, payload, APPROVE, approved)
        record_costs(connection, payload["invoice_id"], payload["reading"], at, payload["actor"])
        return {"invoice_id": payload["invoice_id"]}

    return approve_invoice


def _revision_handler(kind: str, values: Callable[[Mapping[str, Any]], dict[str, Any]]) -> Handler:
    """Build a handler that keeps a person's corrections and sets `values` of the payload beside them."""

    def revise(connection: Connection, payload: Mapping[str, Any]) -> dict[str, Any]:
        _change(connection, payload, kind, values(payload))
        return {"invoice_id": payload["invoice_id"]}

    return revise


def _parked(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "status": PARKED,
        "parked_by": payload["actor"],
        "parked_at": datetime.fromisoformat(payload["at"]),
        "parked_reason": payload["reason"],
    }


def _change(connection: Connection, payload: Mapping[str, Any], kind: str, values: dict[str, Any]) -> None:
    """Change an invoice that is still open, learn its supplier and write down who did what.

    Raises Refused: NOT_FOUND, ALREADY_APPROVED or CHANGED_MEANWHILE.
    """
    invoice_id, expected = payload["invoice_id"], payload.get("expected_revision")
    mine = (invoices.c.id == invoice_id) & invoices.c.status.in_(OPEN)
    if expected is not None:
        mine &= invoices.c.revision == expected
    columns = _columns_of(payload["reading"]) | values | {"revision": invoices.c.revision + 1}
    if connection.execute(update(invoices).where(mine).values(columns)).rowcount == 0:
        _refuse(connection, invoice_id)
    read_as = payload["changes"].get("supplier_name", {}).get("before")
    learn_supplier(
        connection,
        Reading.model_validate(payload["reading"]),
        [read_as],
        actor=payload["actor"],
        at=datetime.fromisoformat(payload["at"]),
    )
    detail = {name: payload[name] for name in ("changes", "reason", "overridden") if payload.get(name)}
    _write_audit(connection, payload, kind, detail)


def _refuse(connection: Connection, invoice_id: str) -> None:
    found = connection.execute(
        select(invoices.c.status, invoices.c.approved_by).where(invoices.c.id == invoice_id)
    ).one_or_none()
    if found is None:
        raise Refused("NOT_FOUND", f"invoice {invoice_id} is not in the database")
    if found.status == APPROVED:
        raise Refused("ALREADY_APPROVED", f"invoice {invoice_id} was already approved by {found.approved_by}")
    raise Refused("CHANGED_MEANWHILE", f"invoice {invoice_id} was changed by somebody else; look at it again")


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
        "supplier_key": supplier_key(reading["supplier_tax_id"], reading["supplier_name"]),
        "number_key": number_key(reading["number"]),
    }


def _cut(text: str | None, length: int) -> str | None:
    return None if text is None else text[:length]


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _write_audit(
    connection: Connection, payload: Mapping[str, Any], kind: str, detail: Mapping[str, Any]
) -> None:
    record_action(
        connection,
        at=datetime.fromisoformat(payload["at"]),
        actor=payload["actor"],
        action=ACTIONS[kind],
        subject=payload["invoice_id"],
        detail=detail,
        request_id=payload["request_id"],
    )

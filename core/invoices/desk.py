"""The intake desk: takes an upload, reads it, keeps the original and enters it, or holds it during an outage."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Any, Protocol
from uuid import uuid4

from sqlalchemy import select

from core.invoices import handlers
from core.invoices.files import safe_filename
from core.invoices.model import Reading, ReadingWarning, WarningCode
from core.resilience.journal import HeldWrite, Journal
from core.services.database import DatabaseService
from core.services.ledger import Ledger
from core.services.schema import invoices
from core.services.served import Served, Source
from core.services.storage import StorageService
from core.telemetry.clock import WallClock, utc_now
from core.telemetry.context import current_request_id

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
)


class InvoiceNotFound(LookupError):
    """No invoice of that id is in the database, in the copies kept for an outage, or held."""


class ReceiptStatus(StrEnum):
    STORED = "stored"
    HELD = "held"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The console's word that an upload or approval is safe: in the database, or held on this machine's disk."""

    invoice_id: str
    filename: str
    status: ReceiptStatus
    reading: Reading


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
    approved_by: str | None
    approved_at: datetime | None


@dataclass(frozen=True, slots=True)
class InvoiceDetail:
    summary: InvoiceSummary
    reading: Reading
    content_type: str
    storage_key: str


@dataclass(frozen=True, slots=True)
class ReadUpload:
    """What a reader gives the desk for one upload."""

    reading: Reading
    content_type: str


class Reader(Protocol):
    """Reads an upload by the best evidence there is. Raises UnreadableFile for what cannot be read."""

    def __call__(self, filename: str, content: bytes) -> ReadUpload: ...


class PageRenderer(Protocol):
    """Renders a page of an original (1 is the first) as PNG; None where there is no such page to show."""

    def __call__(self, content: bytes, page: int) -> bytes | None: ...


class InvoiceDesk:
    """Intake, list, review and approval of invoices. Each call names its actor."""

    def __init__(
        self,
        *,
        read: Reader,
        render: PageRenderer,
        database: DatabaseService,
        storage: StorageService,
        ledger: Ledger,
        journal: Journal,
        now: WallClock = utc_now,
    ) -> None:
        self._read = read
        self._render = render
        self._database = database
        self._storage = storage
        self._ledger = ledger
        self._journal = journal
        self._now = now

    def submit(self, filename: str, content: bytes, *, actor: str) -> Served[Receipt]:
        """Read, keep and enter one upload; returns once it is safe on disk here or in the database.

        The same bytes again give a receipt with status `duplicate` for the invoice entered first.
        Raises UnreadableFile, with nothing stored, and JournalUnavailable where nothing can be kept.
        """
        name = safe_filename(filename)
        digest = sha256(content).hexdigest()
        invoice_id = digest[:32]
        known = self._find(invoice_id)
        if known is not None:
            return known.map(
                lambda it: Receipt(it.summary.id, it.summary.filename, ReceiptStatus.DUPLICATE, it.reading)
            )
        upload = self._read(name, content)
        reading = self._warn_of_possible_duplicate(upload.reading, invoice_id)
        storage_key = f"originals/{invoice_id}/{name}"
        self._storage.put(storage_key, content, upload.content_type)
        written = self._ledger.write(
            handlers.STORE,
            invoice_id,
            self._payload(
                invoice_id,
                reading,
                actor,
                content_sha256=digest,
                filename=name,
                content_type=upload.content_type,
                size_bytes=len(content),
                storage_key=storage_key,
            ),
            actor=actor,
            idempotency_key=f"store-{invoice_id}",
        )
        return written.map(
            lambda answer: Receipt(invoice_id, name, _status_of(written.source, answer), reading)
        )

    def list(self, limit: int = 200) -> Served[list[InvoiceSummary]]:
        """Newest first, with what is held laid over what the database, or its last copy, knows.

        Raises NoCopy when the database is out and no copy of the list was ever kept and nothing is held.
        """
        rows = self._database.read_query(
            select(*LIST_COLUMNS).order_by(invoices.c.uploaded_at.desc(), invoices.c.id).limit(limit)
        )
        summaries = {row["id"]: _summary_of(row) for row in rows.value}
        for write in self._held_writes():
            _lay_over(summaries, write)
        newest_first = sorted(summaries.values(), key=lambda it: it.uploaded_at, reverse=True)
        return rows.map(lambda _: newest_first[:limit])

    def get(self, invoice_id: str) -> Served[InvoiceDetail]:
        """Return one invoice with its reading. Raises InvoiceNotFound."""
        found = self._find(invoice_id)
        if found is None:
            raise InvoiceNotFound(f"no invoice {invoice_id!r} here; look in the list of invoices for its id")
        return found

    def approve(self, invoice_id: str, reading: Reading, *, actor: str) -> Served[Receipt]:
        """Approve an invoice with the reading as the manager left it; what was changed goes to the audit.

        Raises InvoiceNotFound, and Refused when another manager approved it first.
        """
        before = self.get(invoice_id).value
        written = self._ledger.write(
            handlers.APPROVE,
            invoice_id,
            self._payload(invoice_id, reading, actor, changes=changed_fields(before.reading, reading)),
            actor=actor,
            idempotency_key=f"approve-{uuid4().hex}",
        )
        return written.map(
            lambda answer: Receipt(
                invoice_id, before.summary.filename, _status_of(written.source, answer), reading
            )
        )

    def original(self, invoice_id: str) -> Served[bytes]:
        """Return the bytes that were uploaded. Raises InvoiceNotFound, or the storage's error when it is out."""
        return self._storage.get(self.get(invoice_id).value.storage_key)

    def page_image(self, invoice_id: str, page: int = 1) -> bytes | None:
        """Return a page of the original as PNG, or None where the original has no page to show."""
        return self._render(self.original(invoice_id).value, page)

    def _find(self, invoice_id: str) -> Served[InvoiceDetail] | None:
        writes = [write for write in self._held_writes() if write.key == invoice_id]
        rows = self._database.read_query(select(invoices).where(invoices.c.id == invoice_id))
        detail = _detail_of(rows.value[0]) if rows.value else None
        for write in writes:
            detail = _after(detail, write)
        return None if detail is None else rows.map(lambda _: detail)

    def _held_writes(self) -> list[HeldWrite]:
        kinds = {handlers.STORE, handlers.APPROVE}
        return [write for write in self._journal.pending() if write.kind in kinds]

    def _payload(self, invoice_id: str, reading: Reading, actor: str, **more: Any) -> dict[str, Any]:
        return {
            "invoice_id": invoice_id,
            "reading": reading.model_dump(mode="json"),
            "actor": actor,
            "at": self._now().isoformat(),
            "request_id": current_request_id(),
            **more,
        }

    def _warn_of_possible_duplicate(self, reading: Reading, invoice_id: str) -> Reading:
        if reading.number is None or reading.supplier_tax_id is None:
            return reading
        same = self._database.read_query(
            select(invoices.c.id, invoices.c.filename)
            .where(
                invoices.c.supplier_tax_id == reading.supplier_tax_id,
                invoices.c.number == reading.number,
                invoices.c.kind == reading.kind.value,
                invoices.c.id != invoice_id,
            )
            .order_by(invoices.c.uploaded_at)
            .limit(1)
        )
        if not same.value:
            return reading
        first = same.value[0]
        warning = ReadingWarning(
            code=WarningCode.POSSIBLE_DUPLICATE,
            field="number",
            detail={"invoice_id": first["id"], "filename": first["filename"]},
        )
        return reading.model_copy(update={"warnings": (*reading.warnings, warning)})


def changed_fields(before: Reading, after: Reading) -> dict[str, dict[str, Any]]:
    """Return the fields a manager changed, each with its value before and after, as plain data."""
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    return {name: {"before": old[name], "after": new[name]} for name in new if old[name] != new[name]}


def _status_of(source: Source, answer: Mapping[str, Any]) -> ReceiptStatus:
    if source is Source.HELD:
        return ReceiptStatus.HELD
    return ReceiptStatus.DUPLICATE if answer.get("duplicate") else ReceiptStatus.STORED


def _summary_of(row: Mapping[str, Any]) -> InvoiceSummary:
    values = {column.name: row[column.name] for column in LIST_COLUMNS}
    values["warnings"] = tuple(ReadingWarning.model_validate(it) for it in row["warnings"])
    return InvoiceSummary(held=False, **values)


def _detail_of(row: Mapping[str, Any]) -> InvoiceDetail:
    return InvoiceDetail(
        summary=_summary_of(row),
        reading=Reading.model_validate(row["reading"]),
        content_type=row["content_type"],
        storage_key=row["storage_key"],
    )


def _lay_over(summaries: dict[str, InvoiceSummary], write: HeldWrite) -> None:
    invoice_id = str(write.payload["invoice_id"])
    if write.kind == handlers.STORE:
        summaries.setdefault(invoice_id, _held_upload(write).summary)
    elif invoice_id in summaries:
        summaries[invoice_id] = _held_approval(summaries[invoice_id], write)


def _after(detail: InvoiceDetail | None, write: HeldWrite) -> InvoiceDetail | None:
    """Return the invoice as it will be once `write` has landed."""
    if write.kind == handlers.STORE:
        return detail or _held_upload(write)
    if detail is None:
        return None
    return replace(
        detail,
        summary=_held_approval(detail.summary, write),
        reading=Reading.model_validate(write.payload["reading"]),
    )


def _held_upload(write: HeldWrite) -> InvoiceDetail:
    payload = write.payload
    reading = Reading.model_validate(payload["reading"])
    summary = InvoiceSummary(
        id=payload["invoice_id"],
        filename=payload["filename"],
        status=handlers.RECEIVED,
        held=True,
        uploaded_by=payload["actor"],
        uploaded_at=datetime.fromisoformat(payload["at"]),
        approved_by=None,
        approved_at=None,
        **_header_of(reading),
    )
    return InvoiceDetail(summary, reading, payload["content_type"], payload["storage_key"])


def _held_approval(summary: InvoiceSummary, write: HeldWrite) -> InvoiceSummary:
    reading = Reading.model_validate(write.payload["reading"])
    return replace(
        summary,
        status=handlers.APPROVED,
        held=True,
        approved_by=write.payload["actor"],
        approved_at=datetime.fromisoformat(write.payload["at"]),
        **_header_of(reading),
    )


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

"""The intake desk: takes an upload, reads it, keeps the original and enters it, or holds it in an outage."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, Protocol
from uuid import uuid4

import structlog
from sqlalchemy import Select, select

from core.invoices import handlers
from core.invoices.bounds import out_of_bounds
from core.invoices.files import safe_filename
from core.invoices.model import Reading, ReadingWarning, WarningCode
from core.invoices.reader import ReadUpload
from core.invoices.records import (
    LIST_COLUMNS,
    InvoiceDetail,
    InvoiceSummary,
    Receipt,
    ReceiptStatus,
    after,
    detail_of,
    lay_over,
    summary_of,
)
from core.resilience.journal import HeldWrite, Journal, JournalUnavailable
from core.resilience.reason import Reason
from core.services.database import DatabaseService
from core.services.errors import NoCopy
from core.services.ledger import Ledger, Refused
from core.services.patience import one_patience
from core.services.schema import invoices
from core.services.served import Served, Source
from core.services.storage import StorageService
from core.telemetry.clock import WallClock, utc_now
from core.telemetry.context import current_request_id

log = structlog.get_logger(__name__)


class InvoiceNotFound(LookupError):  # noqa: N818 - the word of the contract
    """No invoice of that id is in the database, in the copies kept for an outage, or held."""


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
        self._taking: set[str] = set()
        self._taken = threading.Condition()

    @one_patience()
    def submit(self, filename: str, content: bytes, *, actor: str) -> Served[Receipt]:
        """Read, keep and enter one upload; returns once it is safe on disk here or in the database.

        The same bytes again give a receipt with status `duplicate` for the invoice entered first.
        Raises UnreadableFile, with nothing stored, and JournalUnavailable where nothing can be kept.
        """
        digest = sha256(content).hexdigest()
        with self._one_at_a_time(digest):
            return self._take_in(safe_filename(filename), content, digest, actor)

    def _take_in(self, name: str, content: bytes, digest: str, actor: str) -> Served[Receipt]:
        invoice_id = digest[:32]
        known = self._known(invoice_id)
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
        if written.source is Source.LIVE:
            self._known(invoice_id)  # keeps a copy, so that it can be reviewed and approved in an outage
        return written.map(
            lambda answer: Receipt(invoice_id, name, _status_of(written.source, answer), reading)
        )

    def recent(self, limit: int = 200) -> Served[list[InvoiceSummary]]:
        """Newest first, with what is held laid over what the database, or its last copy, knows.

        Raises NoCopy when the database is out, no copy of the list was kept and nothing is held.
        """
        newest = select(*LIST_COLUMNS).order_by(invoices.c.uploaded_at.desc(), invoices.c.id).limit(limit)
        held = self._held_writes()
        rows = self._read_or_nothing(newest) if held else self._database.read_query(newest)
        summaries = {row["id"]: summary_of(row) for row in rows.value}
        for write in held:
            lay_over(summaries, write)
        newest_first = sorted(summaries.values(), key=lambda it: it.uploaded_at, reverse=True)
        return rows.map(lambda _: newest_first[:limit])

    def get(self, invoice_id: str) -> Served[InvoiceDetail]:
        """Return one invoice with its reading. Raises InvoiceNotFound; NoCopy for an old one in an outage."""
        found = self._find(invoice_id)
        if found is None:
            raise InvoiceNotFound(f"no invoice {invoice_id!r} here; look in the list of invoices for its id")
        return found

    @one_patience()
    def approve(self, invoice_id: str, reading: Reading, *, actor: str) -> Served[Receipt]:
        """Approve an invoice with the reading as the manager left it; what was changed goes to the audit.

        Raises InvoiceNotFound, and Refused: OUT_OF_BOUNDS for values no invoice has, ALREADY_APPROVED when
        another manager approved it first.
        """
        if faults := out_of_bounds(reading):
            raise Refused("OUT_OF_BOUNDS", "; ".join(faults[:5]))
        before = self.get(invoice_id).value
        written = self._ledger.write(
            handlers.APPROVE,
            invoice_id,
            self._payload(invoice_id, reading, actor, changes=changed_fields(before.reading, reading)),
            actor=actor,
            idempotency_key=self._held_approval(invoice_id, reading, actor) or f"approve-{uuid4().hex}",
        )
        return written.map(
            lambda answer: Receipt(
                invoice_id, before.summary.filename, _status_of(written.source, answer), reading
            )
        )

    def _held_approval(self, invoice_id: str, reading: Reading, actor: str) -> str | None:
        """The idempotency key of the very same approval if it is held: asked again, it lands once."""
        asked = (handlers.APPROVE, invoice_id, actor, reading.model_dump(mode="json"))
        for it in self._held_writes():
            if (it.kind, it.key, it.actor, it.payload["reading"]) == asked:
                return it.idempotency_key
        return None

    def original(self, invoice_id: str) -> Served[bytes]:
        """Return the bytes that were uploaded. Raises InvoiceNotFound, or the storage's own error."""
        return self._storage.get(self.get(invoice_id).value.storage_key)

    def page_image(self, invoice_id: str, page: int = 1) -> bytes | None:
        """Return a page of the original as PNG, or None where the original has no page to show."""
        return self._render(self.original(invoice_id).value, page)

    @contextmanager
    def _one_at_a_time(self, digest: str) -> Iterator[None]:
        """Keep others with the same bytes waiting, so that they find the first one's invoice."""
        with self._taken:
            self._taken.wait_for(lambda: digest not in self._taking)
            self._taking.add(digest)
        try:
            yield
        finally:
            with self._taken:
                self._taking.discard(digest)
                self._taken.notify_all()

    def _find(self, invoice_id: str) -> Served[InvoiceDetail] | None:
        writes = [write for write in self._held_writes() if write.key == invoice_id]
        one = select(invoices).where(invoices.c.id == invoice_id)
        rows = self._read_or_nothing(one) if writes else self._database.read_query(one)
        detail = detail_of(rows.value[0]) if rows.value else None
        for write in writes:
            detail = after(detail, write)
        if detail is None and rows.source is not Source.LIVE:
            # A copy from before it was entered says nothing of whether it is there now.
            raise NoCopy(Reason("NO_COPY", f"no copy of invoice {invoice_id} is kept", also=rows.reason))
        return None if detail is None else rows.map(lambda _: detail)

    def _known(self, invoice_id: str) -> Served[InvoiceDetail] | None:
        """Return the invoice if it is known to be here; an outage without a copy knows nothing."""
        try:
            return self._find(invoice_id)
        except NoCopy:
            return None

    def _read_or_nothing(self, query: Select[Any]) -> Served[list[dict[str, Any]]]:
        """Read; where an outage left no copy, an empty answer that says so, to lay what is held over."""
        try:
            return self._database.read_query(query)
        except NoCopy as error:
            return Served([], Source.HELD, current_request_id(), 0.0, reason=error.reason)

    def _held_writes(self) -> list[HeldWrite]:
        kinds = {handlers.STORE, handlers.APPROVE}
        try:
            return [write for write in self._journal.pending() if write.kind in kinds]
        except JournalUnavailable as error:
            # The degradation level tells people; the invoices in the database can still be worked with.
            log.warning("held_writes_unreadable", error=str(error))
            return []

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
        same = self._read_or_nothing(
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

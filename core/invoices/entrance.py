"""Takes an upload in: reads it, keeps the original and enters it once, or holds it in an outage."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import structlog

from core.invoices import handlers
from core.invoices.judge import Judge, same_file
from core.invoices.lookup import InvoiceLookup
from core.invoices.model import Reading
from core.invoices.reader import ReadUpload
from core.invoices.records import InvoiceSummary, Receipt, ReceiptStatus
from core.invoices.suppliers import filled_in
from core.services.errors import QueryError, ServiceError
from core.services.ledger import NEEDS_OPERATOR, Ledger, Refused
from core.services.served import Served, Source
from core.services.storage import StorageService
from core.telemetry.clock import WallClock
from core.telemetry.context import current_request_id

log = structlog.get_logger(__name__)


class Reader(Protocol):
    """Reads an upload by the best evidence there is. Raises UnreadableFile for what cannot be read."""

    def __call__(self, filename: str, content: bytes) -> ReadUpload: ...


@dataclass(frozen=True, slots=True)
class Upload:
    """One file to enter: under which id and digest, and if on purpose a second time, why."""

    invoice_id: str
    digest: str
    filename: str
    content: bytes
    first: InvoiceSummary | None = None
    reason: str | None = None


class Entrance:
    """Where uploads come in; the same bytes at once are entered once."""

    def __init__(
        self,
        *,
        read: Reader,
        storage: StorageService,
        ledger: Ledger,
        lookup: InvoiceLookup,
        judge: Judge,
        now: WallClock,
    ) -> None:
        self._read = read
        self._storage = storage
        self._ledger = ledger
        self._lookup = lookup
        self._judge = judge
        self._now = now
        self._taking: set[str] = set()
        self._taken = threading.Condition()

    def take_in(self, upload: Upload, actor: str) -> Served[Receipt]:
        """Enter an upload, or tell the invoice that was entered of the same bytes before.

        Raises UnreadableFile, with nothing stored, and JournalUnavailable where nothing can be kept.
        """
        with self._one_at_a_time(upload.digest):
            known = self._lookup.known(upload.invoice_id)
            if known is None:
                return self._enter(upload, actor)
            return known.map(
                lambda it: Receipt(
                    it.summary.id,
                    it.summary.filename,
                    ReceiptStatus.DUPLICATE,
                    it.reading,
                    it.summary.uploaded_at,
                )
            )

    def _enter(self, upload: Upload, actor: str) -> Served[Receipt]:
        read = self._read(upload.filename, upload.content)
        reading = self._as_received(read.reading, upload)
        storage_key = f"originals/{upload.invoice_id}/{upload.filename}"
        self._storage.put(storage_key, upload.content, read.content_type)
        at = self._now()
        payload = payload_of(
            upload.invoice_id,
            reading,
            actor,
            at,
            content_sha256=upload.digest,
            filename=upload.filename,
            content_type=read.content_type,
            size_bytes=len(upload.content),
            storage_key=storage_key,
            reason=upload.reason,
        )
        try:
            key = store_key(upload.invoice_id)
            written = self._ledger.write(
                handlers.STORE, upload.invoice_id, payload, actor=actor, idempotency_key=key
            )
        except (Refused, QueryError):
            # Refused for good, so that nothing will ever name this original.
            self._forget(storage_key)
            raise
        if written.source is Source.LIVE:
            self._lookup.keep_copy(handlers.STORE, payload)
        return written.map(
            lambda _: Receipt(upload.invoice_id, upload.filename, receipt_status(written, at), reading, at)
        )

    def _as_received(self, reading: Reading, upload: Upload) -> Reading:
        """The reading with its supplier recognised and everything doubtful about it told."""
        known = filled_in(reading, self._lookup.supplier_names())
        if upload.first is not None:
            again = same_file(upload.first.id, upload.first.filename)
            known = known.model_copy(update={"warnings": (*known.warnings, again)})
        return self._judge.judge(known, upload.invoice_id, self._now())

    def _forget(self, storage_key: str) -> None:
        try:
            self._storage.delete(storage_key)
        except (ServiceError, OSError) as error:
            log.warning("original_left_behind", key=storage_key, reason=str(error))

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


def payload_of(invoice_id: str, reading: Reading, actor: str, at: datetime, **more: Any) -> dict[str, Any]:
    """What the handlers of every write of an invoice expect, and `more` for the kind at hand."""
    return {
        "invoice_id": invoice_id,
        "reading": reading.model_dump(mode="json"),
        "actor": actor,
        "at": at.isoformat(),
        "request_id": current_request_id(),
        **more,
    }


def store_key(invoice_id: str) -> str:
    """The idempotency key of the write that enters an invoice: of the same bytes it is the same."""
    return f"store-{invoice_id}"


def receipt_status(written: Served[dict[str, Any]], at: datetime) -> ReceiptStatus:
    """What became of a write made `at`, for the one who asked for it."""
    if written.source is Source.HELD:
        stuck = written.reason == NEEDS_OPERATOR
        return ReceiptStatus.NEEDS_OPERATOR if stuck else ReceiptStatus.HELD
    answer = written.value
    # The same upload made elsewhere in the same moment was first: the answer is that one's.
    is_first = answer.get("at", at.isoformat()) == at.isoformat() and not answer.get("duplicate")
    return ReceiptStatus.STORED if is_first else ReceiptStatus.DUPLICATE

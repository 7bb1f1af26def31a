"""The invoice desk: one call for each thing a person does with invoices, whoever serves the button."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Protocol
from uuid import uuid4

from core.invoices import handlers
from core.invoices.bounds import out_of_bounds
from core.invoices.changes import Deed, changed_fields
from core.invoices.entrance import Entrance, Reader, Upload, payload_of, receipt_status, store_key
from core.invoices.files import safe_filename
from core.invoices.judge import CostJumps, Judge, unexplained
from core.invoices.lookup import InvoiceLookup
from core.invoices.model import Reading
from core.invoices.records import InvoiceDetail, InvoiceSummary, Receipt, ReceiptStatus
from core.invoices.suppliers import SupplierMatch, match_supplier
from core.resilience.journal import HeldWrite, Journal
from core.services.database import DatabaseService
from core.services.ledger import Ledger, Refused
from core.services.patience import one_patience
from core.services.served import Served
from core.services.storage import StorageService
from core.telemetry.clock import WallClock, utc_now

LONGEST_REASON = 500
"""Characters of a reason that a person gives."""


class InvoiceNotFound(LookupError):  # noqa: N818 - the word of the contract
    """No invoice of that id is in the database, in the copies kept for an outage, or held."""


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
        cost_jumps: CostJumps,
        now: WallClock = utc_now,
    ) -> None:
        self._render = render
        self._storage = storage
        self._ledger = ledger
        self._journal = journal
        self._lookup = InvoiceLookup(database, journal)
        self._judge = Judge(self._lookup, cost_jumps)
        self._now = now
        self._entrance = Entrance(
            read=read, storage=storage, ledger=ledger, lookup=self._lookup, judge=self._judge, now=now
        )

    @one_patience()
    def submit(self, filename: str, content: bytes, *, actor: str) -> Served[Receipt]:
        """Read, keep and enter one upload; returns once it is safe on disk here or in the database.

        The same bytes again give a receipt with status `duplicate` for the invoice entered first, and
        `needs_operator` while what was held of it is a dead letter.
        Raises UnreadableFile, with nothing stored, and JournalUnavailable where nothing can be kept.
        """
        digest = sha256(content).hexdigest()
        return self._entrance.take_in(Upload(digest[:32], digest, safe_filename(filename), content), actor)

    @one_patience()
    def submit_again(self, invoice_id: str, *, reason: str, actor: str) -> Served[Receipt]:
        """Enter the file of an invoice a second time, on purpose; it is warned of and linked to the first.

        Raises InvoiceNotFound, Refused: REASON_MISSING, and what `submit` raises.
        """
        why = _reason(reason)
        first = self.get(invoice_id).value
        content = self._storage.get(first.storage_key).value
        # Of the reason, too: the same click twice is one copy.
        digest = sha256(b"again:" + why.encode() + sha256(content).digest()).hexdigest()
        upload = Upload(digest[:32], digest, first.summary.filename, content, first.summary, why)
        return self._entrance.take_in(upload, actor)

    def became(self, held: Sequence[Receipt]) -> list[ReceiptStatus | None]:
        """What has become of uploads that were held, each in its place; None of one that was given up.

        Raises JournalUnavailable and DatabaseUnavailable where that cannot be told now.
        """
        writes = {it.invoice_id: self._journal.held(store_key(it.invoice_id)) for it in held}
        entered = self._lookup.entered([of for of, write in writes.items() if write is None])

        def status(receipt: Receipt) -> ReceiptStatus | None:
            write = writes[receipt.invoice_id]
            if write is not None:
                return ReceiptStatus.NEEDS_OPERATOR if write.needs_operator else ReceiptStatus.HELD
            at = entered.get(receipt.invoice_id)
            if at is None:
                return None
            return ReceiptStatus.STORED if at == receipt.at else ReceiptStatus.DUPLICATE

        return [status(receipt) for receipt in held]

    def keep_copy(self, landed: HeldWrite) -> None:
        """Keep a copy of an invoice that was held and has landed, for its review in the next outage."""
        if landed.kind in handlers.KINDS:
            self._lookup.keep_copy(landed.kind, landed.payload)

    def recent(self, limit: int = 200) -> Served[list[InvoiceSummary]]:
        """Newest first, with what is held laid over what the database, or its last copy, knows.

        Raises NoCopy when the database is out, no copy of the list was kept and nothing is held.
        """
        return self._lookup.recent(limit)

    def get(self, invoice_id: str) -> Served[InvoiceDetail]:
        """Return one invoice with its reading. Raises InvoiceNotFound; NoCopy for an old one in an outage."""
        found = self._lookup.find(invoice_id)
        if found is None:
            raise InvoiceNotFound(f"no invoice {invoice_id!r} here; look in the list of invoices for its id")
        return found

    def history(self, invoice_id: str) -> Served[list[Deed]]:
        """Who did what to an invoice, oldest first, with each field before and after."""
        return self._lookup.history(invoice_id)

    def judge(self, detail: InvoiceDetail, reading: Reading) -> Reading:
        """`reading`, a correction of an invoice, with its warnings as they are due now."""
        return self._judge.judge(reading, detail.summary.id, detail.summary.uploaded_at)

    def supplier_of(self, reading: Reading) -> SupplierMatch | None:
        """The known supplier that a reading's is, and by what it was recognised."""
        return match_supplier(reading, self._lookup.supplier_names())

    @one_patience()
    def approve(
        self,
        invoice_id: str,
        reading: Reading,
        *,
        actor: str,
        reason: str | None = None,
        expected_revision: int | None = None,
    ) -> Served[Receipt]:
        """Approve an invoice with the reading as the manager left it; what was changed goes to the audit.

        Nothing is ever approved but here, by somebody. Raises InvoiceNotFound, and Refused: OUT_OF_BOUNDS for
        values no invoice has, CONFIRMATION_NEEDED where its sums are wrong or it is a duplicate and no
        `reason` is given, ALREADY_APPROVED when another manager approved it first, and CHANGED_MEANWHILE
        when it is no longer what it was at `expected_revision`.
        """
        before = self._checked(invoice_id, reading)
        judged = self.judge(before, reading)
        overridden = unexplained(judged)
        why = _reason(reason) if reason and reason.strip() else None
        if overridden and why is None:
            raise Refused("CONFIRMATION_NEEDED", f"say why it is right in spite of {', '.join(overridden)}")
        changed = {"reason": why, "overridden": list(overridden), "expected_revision": expected_revision}
        return self._change(handlers.APPROVE, before, judged, actor, **changed)

    @one_patience()
    def correct(
        self, invoice_id: str, reading: Reading, *, actor: str, expected_revision: int | None = None
    ) -> Served[Receipt]:
        """Keep a manager's corrections without approving yet. Raises as `approve` does."""
        before = self._checked(invoice_id, reading)
        judged = self.judge(before, reading)
        return self._change(handlers.CORRECT, before, judged, actor, expected_revision=expected_revision)

    @one_patience()
    def park(
        self,
        invoice_id: str,
        reading: Reading,
        *,
        actor: str,
        reason: str,
        expected_revision: int | None = None,
    ) -> Served[Receipt]:
        """Put an invoice aside, with a reason and the corrections so far.

        Raises as `approve` does, and Refused: REASON_MISSING.
        """
        why = _reason(reason)
        before = self._checked(invoice_id, reading)
        judged = self.judge(before, reading)
        changed = {"reason": why, "expected_revision": expected_revision}
        return self._change(handlers.PARK, before, judged, actor, **changed)

    @one_patience()
    def resume(self, invoice_id: str, *, actor: str) -> Served[Receipt]:
        """Take a parked invoice up again. Raises InvoiceNotFound, and Refused as `approve` does."""
        before = self.get(invoice_id).value
        return self._change(handlers.RESUME, before, before.reading, actor)

    def original(self, invoice_id: str) -> Served[bytes]:
        """Return the bytes that were uploaded. Raises InvoiceNotFound, or the storage's own error."""
        return self._storage.get(self.get(invoice_id).value.storage_key)

    def page_image(self, invoice_id: str, page: int = 1) -> bytes | None:
        """Return a page of the original as PNG, or None where the original has no page to show."""
        return self._render(self.original(invoice_id).value, page)

    def _checked(self, invoice_id: str, reading: Reading) -> InvoiceDetail:
        """The invoice as it stands, for a reading that may be entered in its place."""
        if faults := out_of_bounds(reading):
            raise Refused("OUT_OF_BOUNDS", "; ".join(faults[:5]))
        return self.get(invoice_id).value

    def _change(
        self, kind: str, before: InvoiceDetail, reading: Reading, actor: str, **more: Any
    ) -> Served[Receipt]:
        invoice_id, filename = before.summary.id, before.summary.filename
        changes = changed_fields(before.reading, reading)
        at = self._now()
        written = self._ledger.write(
            kind,
            invoice_id,
            payload_of(invoice_id, reading, actor, at, changes=changes, **more),
            actor=actor,
            idempotency_key=self._held_already(kind, invoice_id, reading, actor)
            or f"{kind.rpartition('.')[2]}-{uuid4().hex}",
        )
        return written.map(lambda _: Receipt(invoice_id, filename, receipt_status(written, at), reading, at))

    def _held_already(self, kind: str, invoice_id: str, reading: Reading, actor: str) -> str | None:
        """The idempotency key of the very same change if it is held last: asked again, it lands once."""
        held = [it for it in self._lookup.held_writes() if it.key == invoice_id]
        asked = (kind, actor, reading.model_dump(mode="json"))
        last = held[-1] if held else None
        if last is None or (last.kind, last.actor, last.payload["reading"]) != asked:
            return None
        return last.idempotency_key


def _reason(given: str) -> str:
    """A reason that says something. Raises Refused: REASON_MISSING."""
    why = " ".join(given.replace("\x00", "").split())[:LONGEST_REASON]
    if not why:
        raise Refused("REASON_MISSING", "say why, in a few words")
    return why

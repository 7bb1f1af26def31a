"""Looks invoices up: in the database or its copies, with what is still held laid over them."""

import threading
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Select, select

from core.invoices import handlers
from core.invoices.changes import Deed, deed_of, held_deed
from core.invoices.duplicates import Known, candidates, identity_of, known_of
from core.invoices.model import Reading
from core.invoices.records import (
    LIST_COLUMNS,
    InvoiceDetail,
    InvoiceSummary,
    after,
    as_entered,
    detail_of,
    lay_over,
    summary_of,
)
from core.invoices.suppliers import ALL_NAMES
from core.resilience.journal import HeldWrite, Journal, JournalUnavailable
from core.resilience.reason import Reason
from core.services.database import DatabaseService
from core.services.errors import NoCopy
from core.services.schema import audit, invoices
from core.services.served import Served, Source
from core.telemetry.context import current_request_id

log = structlog.get_logger(__name__)

_LONGEST_HISTORY = 200
_MOST_UNCOPIED = 500
"""Uploads in the moment between their commit and the reading of their copy; a crowd's worth, and more."""


class InvoiceLookup:
    """Finds invoices as they will be once all that is held has landed."""

    def __init__(self, database: DatabaseService, journal: Journal) -> None:
        self._database = database
        self._journal = journal
        self._uncopied: dict[str, InvoiceDetail] = {}
        self._lock = threading.Lock()

    def recent(self, limit: int) -> Served[list[InvoiceSummary]]:
        """Newest first. Raises NoCopy as InvoiceDesk.recent does."""
        newest = select(*LIST_COLUMNS).order_by(invoices.c.uploaded_at.desc(), invoices.c.id).limit(limit)
        held = self.held_writes()
        rows = self._read_or_nothing(newest) if held else self._database.read_query(newest)
        summaries = {row["id"]: summary_of(row) for row in rows.value}
        for write in held:
            lay_over(summaries, write)
        newest_first = sorted(summaries.values(), key=lambda it: it.uploaded_at, reverse=True)
        return rows.map(lambda _: newest_first[:limit])

    def keep_copy(self, kind: str, payload: Mapping[str, Any]) -> None:
        """Have a copy for the next outage of an invoice whose write the database has just taken.

        Where the database is out again before it can be read, an upload is remembered as it was entered.
        """
        invoice_id = payload["invoice_id"]
        try:
            is_kept = self._database.read_query(_one(invoice_id)).source is Source.LIVE
        except NoCopy:
            is_kept = False
        if is_kept or kind != handlers.STORE:
            return
        with self._lock:
            self._uncopied[invoice_id] = as_entered(payload, held=False)
            if len(self._uncopied) > _MOST_UNCOPIED:
                del self._uncopied[next(iter(self._uncopied))]

    def find(self, invoice_id: str) -> Served[InvoiceDetail] | None:
        """The invoice; None if it is not there. Raises NoCopy where an outage leaves that open."""
        writes = self._held_of(invoice_id)
        one = _one(invoice_id)
        rows = self._read_or_nothing(one) if writes else self._database.read_query(one)
        detail = detail_of(rows.value[0]) if rows.value else None
        if detail is None and rows.source is not Source.LIVE:
            detail = self._uncopied.get(invoice_id)
        for write in writes:
            detail = after(detail, write)
        if detail is None and rows.source is not Source.LIVE:
            # A copy from before it was entered says nothing of whether it is there now.
            raise NoCopy(Reason("NO_COPY", f"no copy of invoice {invoice_id} is kept", also=rows.reason))
        return None if detail is None else rows.map(lambda _: detail)

    def entered(self, invoice_ids: Collection[str]) -> dict[str, datetime]:
        """When each was uploaded of those that the database holds. Raises DatabaseUnavailable."""
        if not invoice_ids:
            return {}
        query = select(invoices.c.id, invoices.c.uploaded_at).where(invoices.c.id.in_(invoice_ids))

        def find(connection: Connection) -> dict[str, datetime]:
            return {row.id: row.uploaded_at for row in connection.execute(query)}

        return self._database.unit("invoice.entered", find)

    def known(self, invoice_id: str) -> Served[InvoiceDetail] | None:
        """The invoice if it is known to be here; an outage without a copy knows nothing."""
        try:
            return self.find(invoice_id)
        except NoCopy:
            return None

    def like(self, reading: Reading, invoice_id: str, uploaded_at: datetime) -> list[Known]:
        """Other invoices that `reading` may be a duplicate of, the first one first."""
        query = candidates(reading, invoice_id, uploaded_at)
        if query is None:
            return []
        entered = [known_of(row) for row in self._read_or_nothing(query).value]
        held = [
            _known_held(write)
            for write in self.held_writes()
            if write.kind == handlers.STORE
            and write.payload["invoice_id"] != invoice_id
            and datetime.fromisoformat(write.payload["at"]) < uploaded_at
        ]
        return entered + held

    def history(self, invoice_id: str) -> Served[list[Deed]]:
        """Who did what to it, oldest first, what is held at the end."""
        rows = self._read_or_nothing(
            select(audit)
            .where(audit.c.subject == invoice_id)
            .order_by(audit.c.at, audit.c.id)
            .limit(_LONGEST_HISTORY)
        )
        held = [held_deed(write, handlers.ACTIONS[write.kind]) for write in self._held_of(invoice_id)]
        return rows.map(lambda found: [*map(deed_of, found), *held])

    def supplier_names(self) -> list[dict[str, Any]]:
        """Every name a supplier is known by; none where an outage leaves no copy."""
        try:
            return self._database.read_query(ALL_NAMES).value
        except NoCopy:
            return []

    def held_writes(self) -> list[HeldWrite]:
        try:
            return [write for write in self._journal.pending() if write.kind in handlers.KINDS]
        except JournalUnavailable as error:
            # The degradation level tells people; the invoices in the database can still be worked with.
            log.warning("held_writes_unreadable", error=str(error))
            return []

    def _held_of(self, invoice_id: str) -> Iterable[HeldWrite]:
        return [write for write in self.held_writes() if write.key == invoice_id]

    def _read_or_nothing(self, query: Select[Any]) -> Served[list[dict[str, Any]]]:
        """Read; where an outage left no copy, an empty answer that says so, to lay what is held over."""
        try:
            return self._database.read_query(query)
        except NoCopy as error:
            return Served([], Source.HELD, current_request_id(), 0.0, reason=error.reason)


def _one(invoice_id: str) -> Select[Any]:
    return select(invoices).where(invoices.c.id == invoice_id)


def _known_held(write: HeldWrite) -> Known:
    reading = Reading.model_validate(write.payload["reading"])
    return Known(write.payload["invoice_id"], write.payload["filename"], identity_of(reading))

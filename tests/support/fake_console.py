"""A console in memory for tests of the pages: real breakers, faults and journal, desks with seeded data."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

from core.invoices.checks import check
from core.invoices.desk import InvoiceNotFound
from core.invoices.model import Line, Reading, ReadingSource, ReadingWarning, WarningCode
from core.invoices.records import InvoiceDetail, InvoiceSummary, Receipt, ReceiptStatus
from core.invoices.uploads import UploadItem, UploadState
from core.pricing.choices import Approval, Outcome
from core.pricing.desk import PriceHistory
from core.pricing.engine import Item, Policy, price_item
from core.pricing.rules import rule_book
from core.pricing.suggestion import Suggestion
from core.resilience.breaker import Breaker
from core.resilience.degradation import DegradationManager, Dependency
from core.resilience.drill_report import Reckoning
from core.resilience.drills import DrillRunner
from core.resilience.events import EventLog
from core.resilience.faults import FaultBoard
from core.resilience.history import StateHistory
from core.resilience.journal import Journal
from core.resilience.record import Record
from core.services.activity import Activity
from core.services.served import Served, Source
from core.settings import Settings

NOW = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
BREAKERS = {
    "openai": "openai_breaker",
    "database": "db_breaker",
    "redis": "redis_breaker",
    "s3": "s3_breaker",
}
HOSTILE = "$x$ :red[pay] [x](javascript:alert(1)) <script>alert(1)</script> | `a`"


def live(value):
    return Served(value=value, source=Source.LIVE, request_id="request", seconds=0.01)


def reading(**changes) -> Reading:
    """A factura A whose sums are right."""
    values = {
        "file": "factura-0001.pdf",
        "letter": "A",
        "number": "0003-00000128",
        "issue_date": date(2026, 11, 18),
        "currency": "ARS",
        "supplier_name": "Distribuidora Norte S.A.",
        "supplier_tax_id": "30-71234567-1",
        "net": Decimal("1000.00"),
        "tax": Decimal("210.00"),
        "total": Decimal("1210.00"),
        "lines": (
            Line(
                description="Yerba mate 1 kg",
                quantity=Decimal(10),
                unit="u",
                unit_price=Decimal("100.00"),
                amount=Decimal("1000.00"),
                tax_rate=Decimal(21),
            ),
        ),
        "source": ReadingSource.TEXT,
    }
    return Reading(**(values | changes))


class FakeInvoices:
    """Keeps details by id and notes what was approved."""

    def __init__(self) -> None:
        self.details: dict[str, InvoiceDetail] = {}
        self.approved: list[tuple[str, Reading, str]] = []
        self.expected: list[int | None] = []
        self.reasons: list[str | None] = []
        self.corrected: list[tuple[str, Reading, str]] = []
        self.parked: list[tuple[str, Reading, str, str]] = []
        self.resumed: list[tuple[str, str]] = []
        self.deeds = []
        self.supplier = None
        self.error: Exception | None = None
        self.list_error: Exception | None = None
        self.source = Source.LIVE
        self.content_type = "application/pdf"

    def seed(
        self,
        invoice_id: str,
        content: Reading | None = None,
        *,
        held: bool = False,
        status: str = "received",
        revision: int = 0,
    ):
        content = content or reading()
        summary = InvoiceSummary(
            id=invoice_id,
            filename=content.file,
            status=status,
            held=held,
            kind=content.kind.value,
            letter=content.letter,
            number=content.number,
            issue_date=content.issue_date,
            currency=content.currency,
            supplier_name=content.supplier_name,
            supplier_tax_id=content.supplier_tax_id,
            total=content.total,
            line_count=len(content.lines),
            source=content.source.value,
            warnings=content.warnings,
            uploaded_by="ana",
            uploaded_at=NOW,
            approved_by="ana" if status == "approved" else None,
            approved_at=NOW if status == "approved" else None,
            parked_by="ana" if status == "parked" else None,
            parked_at=NOW if status == "parked" else None,
            parked_reason="falta el remito" if status == "parked" else None,
            revision=revision,
        )
        self.details[invoice_id] = InvoiceDetail(
            summary, content, self.content_type, f"originals/{invoice_id}"
        )

    def recent(self, limit=200):
        if self.list_error is not None:
            raise self.list_error
        served = live([detail.summary for detail in self.details.values()][:limit])
        return replace(served, source=self.source, age_seconds=None if self.source is Source.LIVE else 240.0)

    def get(self, invoice_id):
        if invoice_id not in self.details:
            raise InvoiceNotFound(invoice_id)
        return live(self.details[invoice_id])

    def judge(self, _detail, content):
        seen = tuple(it for it in content.warnings if it.detail.get("invoice_id"))
        return content.model_copy(update={"warnings": (*seen, *check(content))})

    def supplier_of(self, _content):
        return self.supplier

    def history(self, _invoice_id):
        return live(self.deeds)

    def approve(self, invoice_id, content, *, actor, reason=None, expected_revision=None):
        self.expected.append(expected_revision)
        if self.error is not None:
            raise self.error
        self.approved.append((invoice_id, content, actor))
        self.reasons.append(reason)
        return live(Receipt(invoice_id, content.file, ReceiptStatus.STORED, content, NOW))

    def correct(self, invoice_id, content, *, actor, expected_revision=None):
        self.expected.append(expected_revision)
        self.corrected.append((invoice_id, content, actor))
        return live(Receipt(invoice_id, content.file, ReceiptStatus.STORED, content, NOW))

    def park(self, invoice_id, content, *, actor, reason, expected_revision=None):
        self.expected.append(expected_revision)
        if self.error is not None:
            raise self.error
        self.parked.append((invoice_id, content, actor, reason))
        return live(Receipt(invoice_id, content.file, ReceiptStatus.STORED, content, NOW))

    def resume(self, invoice_id, *, actor):
        self.resumed.append((invoice_id, actor))
        content = self.details[invoice_id].reading
        return live(Receipt(invoice_id, content.file, ReceiptStatus.STORED, content, NOW))


class FakeProducts:
    """Gives the matches that a test wrote down."""

    def __init__(self) -> None:
        self.matches = []
        self.shown = []

    def match(self, _content):
        return live(list(self.matches))

    def offered(self):
        return live(list(self.shown))


class FakeUploads:
    """Keeps what was added, in whatever states a test puts it."""

    def __init__(self) -> None:
        self.added: list[tuple[str, bytes]] = []
        self.shown: list[UploadItem] = []
        self.retried: list[str] = []
        self.again: list[tuple[str, str]] = []

    def show(self, state: UploadState, filename: str = "factura.pdf", *, code: str | None = None):
        receipt = None
        if state in (UploadState.STORED, UploadState.HELD, UploadState.DUPLICATE):
            receipt = live(Receipt("one", filename, ReceiptStatus(state.value), reading(), NOW))
        self.shown.append(
            UploadItem(f"item-{len(self.shown)}", filename, "ana", state, receipt=receipt, error_code=code)
        )

    def add(self, files, *, actor):
        del actor
        self.added += list(files)
        return []

    def settle(self):
        """Finds nothing new."""

    def items(self):
        return list(self.shown)

    def retry(self, item_id):
        self.retried.append(item_id)

    def retry_failed(self):
        self.retried += [it.id for it in self.shown if it.state is UploadState.FAILED]

    def enter_again(self, item_id, reason):
        self.again.append((item_id, reason))

    def clear_finished(self):
        self.shown.clear()


class FakePrices:
    """Keeps suggestions, priced by the real rules, and notes what was approved."""

    def __init__(self) -> None:
        self.shown: list[Suggestion] = []
        self.approved = []
        self.edited = []
        self.rejected = []
        self.past = PriceHistory([], [])
        self.detail = {}
        self.outcome = Outcome.APPROVED
        self.code: str | None = None
        self.error: Exception | None = None

    def seed(self, product_id: str = "p1", **changes) -> Suggestion:
        values = {
            "product_id": product_id,
            "description": "Yerba mate 1 kg",
            "currency": "ARS",
            "cost": Decimal("1000.00"),
            "previous_cost": Decimal("800.00"),
            "price": Decimal("1500.00"),
            "category": "almacen",
            "tax_rate": Decimal(21),
        }
        policy = Policy("ARS", registered=True, today=NOW.date())
        quote = price_item(Item(**(values | changes)), rule_book([], Decimal("0.45")), policy)
        one = Suggestion(quote, "Y1", None, "Distribuidora Norte S.A.", NOW, NOW, price_version=3)
        self.shown.append(one)
        return one

    def suggestions(self):
        if self.error is not None:
            raise self.error
        return live(list(self.shown))

    def suggestion(self, product_id):
        return live(next(it for it in self.shown if it.product_id == product_id))

    def approve(self, choices, *, actor, progress=None):
        if progress is not None:
            progress(len(choices), len(choices))
        self.approved += [(choice, actor) for choice in choices]
        return live([Approval(choice, self.outcome, self.code, detail=self.detail) for choice in choices])

    def reject(self, choices, *, actor, progress=None):
        del progress
        self.rejected += [(choice, actor) for choice in choices]
        return live([Approval(choice, Outcome.REJECTED) for choice in choices])

    def history(self, _product_id):
        return live(self.past)

    def edit_product(self, product_id, changes, *, actor):
        self.edited.append((product_id, changes, actor))
        return live({})

    def export_csv(self, language):
        return f"csv in {language}".encode()

    def export_xlsx(self, language):
        return f"xlsx in {language}".encode()

    def refused(self):
        return []

    def labels(self, product_ids):
        return f"labels of {product_ids}".encode()


class FakeAudit:
    """The managers' rows of the audit; `error` is raised instead."""

    def __init__(self):
        self.error = None

    def read_query(self, _statement):
        if self.error is not None:
            raise self.error
        row = {
            "at": NOW,
            "actor": "=ana",
            "action": "invoice.approve",
            "subject": "one",
            "detail": {"filename": "a.pdf"},
            "request_id": "r1",
        }
        return live([row])


class FakeRehearsal:
    """A drill's traffic that is none."""

    def start(self, targets, calls_per_second):
        pass

    def stop(self):
        pass

    def settled(self, held):
        return True

    def reckon(self, held):
        return Reckoning(promised=3, held=2, landed=3)


def fake_console(folder: Path) -> SimpleNamespace:
    """A console of which every part answers; tests change parts of it."""
    events = EventLog()
    breakers = {name: Breaker(name=name, events=events) for name in BREAKERS.values()}
    journal = Journal(folder / "journal.sqlite", events=events)
    record = Record(folder / "record.sqlite3")
    events.subscribe(record.hear)
    faults = FaultBoard(events)
    degradation = DegradationManager(
        [Dependency(target, breakers[name]) for target, name in BREAKERS.items()],
        journal_writable=lambda: journal.writable,
        settle_seconds=0.0,
        events=events,
    )
    return SimpleNamespace(
        settings=Settings(data_dir=folder, _env_file=None),
        breakers=breakers,
        events=events,
        faults=faults,
        degradation=degradation,
        history=StateHistory(events, breakers),
        record=record,
        activity=Activity(FakeAudit(), record),
        drills=DrillRunner(
            faults=faults,
            breakers={target: breakers[name] for target, name in BREAKERS.items()},
            level=lambda: degradation.current.level,
            events=events,
            record=record,
            rehearsal=lambda _drill_id: FakeRehearsal(),
            speed=100.0,
        ),
        journal=journal,
        invoices=FakeInvoices(),
        uploads=FakeUploads(),
        prices=FakePrices(),
        products=FakeProducts(),
        ai=SimpleNamespace(configured=False),
        storage=SimpleNamespace(is_out=False),
    )


def doubtful_reading() -> Reading:
    """A reading with a wrong total, a hostile supplier and an older invoice of the same number."""
    return reading(
        file=f"{HOSTILE}.pdf",
        supplier_name=HOSTILE,
        total=Decimal("1300.00"),
        confidence={"total": 0.3},
        warnings=(
            ReadingWarning(
                code=WarningCode.POSSIBLE_DUPLICATE,
                field="number",
                detail={"invoice_id": "older", "filename": "a.pdf"},
            ),
        ),
    )

"""A desk on a real SQLite file, whose reader gives the reading that a test wrote into the upload."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest

from core.invoices import handlers
from core.invoices.desk import InvoiceDesk
from core.invoices.files import UnreadableCode, UnreadableFile
from core.invoices.model import Reading
from core.invoices.reader import ReadUpload
from core.pricing.matching import ProductMatcher
from core.pricing.recording import record_costs
from core.resilience.faults import FaultKind
from core.services.schema import audit, invoices, product_names, products
from core.settings import BreakerSettings
from tests.support.fake_console import reading as made_reading
from tests.support.prices import NOW
from tests.support.services import Services


def as_upload(**changes: Any) -> bytes:
    """A file from which the reader of these tests reads a factura A with `changes`."""
    return made_reading(**changes).model_dump_json().encode()


def read(filename: str, content: bytes) -> ReadUpload:
    try:
        found = json.loads(content)
    except ValueError as error:
        raise UnreadableFile(UnreadableCode.NOTHING_READ, f"{filename}: nothing read") from error
    return ReadUpload(Reading.model_validate({**found, "file": filename}), "text/plain")


@dataclass
class Shop:
    """The desk and what stands behind it, at a clock that moves a minute with every look."""

    services: Services
    minutes: int = field(default=0)

    def __post_init__(self) -> None:
        self.products = ProductMatcher(
            self.services.database, buyer_is_registered=True, cost_jump=Decimal("0.25")
        )
        self.desk = InvoiceDesk(
            read=read,
            render=lambda _content, _page: None,
            database=self.services.database,
            storage=self.services.storage,
            ledger=self.services.ledger,
            journal=self.services.journal,
            cost_jumps=self.products.cost_jumps,
            now=self._now,
        )

    def _now(self):
        self.minutes += 1
        return NOW + timedelta(minutes=self.minutes)

    def submit(self, name: str = "a.txt", actor: str = "ana", **changes: Any):
        return self.desk.submit(name, as_upload(**changes), actor=actor).value

    def get(self, invoice_id: str):
        return self.desk.get(invoice_id).value

    def rows(self, table) -> list[dict[str, Any]]:
        query = table.select()
        return self.services.database.unit(
            "test", lambda connection: [dict(it._mapping) for it in connection.execute(query)]
        )

    @property
    def invoices(self) -> list[dict[str, Any]]:
        return self.rows(invoices)

    @property
    def audit(self) -> list[dict[str, Any]]:
        return self.rows(audit)

    @property
    def products_known(self) -> list[dict[str, Any]]:
        return self.rows(products)

    @property
    def names(self) -> list[dict[str, Any]]:
        return self.rows(product_names)

    @property
    def originals(self) -> list[Path]:
        folder = self.services.settings.data_dir / "storage"
        return sorted(it for it in folder.rglob("*") if it.is_file()) if folder.exists() else []

    def database_goes_out(self) -> None:
        self.services.faults.inject("database", FaultKind.REFUSE, actor="op", reason="drill")

    def database_comes_back(self) -> None:
        self.services.faults.stop_all("op")
        self.services.db_breaker.reset("op")
        self.services.ledger.replay()


@pytest.fixture
def shop(tmp_path, migrated_file) -> Iterator[Shop]:
    data = tmp_path / "data"
    data.mkdir()
    copyfile(migrated_file, data / "fusible.db")
    built = Services(
        data,
        handlers=dict(handlers.handlers(partial(record_costs, buyer_is_registered=True))),
        db_breaker=BreakerSettings(fail_max=3, reset_timeout=30),
    )
    yield Shop(built)
    built.close()

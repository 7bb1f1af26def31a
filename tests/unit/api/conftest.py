"""The API in this process over a stand-in console, for the rules that are HTTP's own."""

from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from core.api.application import create_api
from core.resilience.breaker import Breaker
from core.resilience.events import EventLog
from core.resilience.faults import FaultBoard
from core.services.served import Served, Source
from core.settings import Settings
from tests.support.fake_console import reading

TOKEN = "token-for-tests-0123456789"


def served(value, source=Source.LIVE, **more):
    return Served(value, source, "request", 0.01, **more)


class Desk:
    """Takes what it is given; `raises` is raised instead."""

    def __init__(self):
        self.submitted = []
        self.raises = {}
        self.source = Source.LIVE

    def submit(self, filename, content, *, actor):
        from core.invoices.records import Receipt, ReceiptStatus  # noqa: PLC0415

        if filename in self.raises:
            raise self.raises[filename]
        self.submitted.append((filename, content, actor))
        status = ReceiptStatus.HELD if self.source is Source.HELD else ReceiptStatus.STORED
        return served(Receipt("id", filename, status, reading()), self.source)


class Database:
    def __init__(self):
        self.raises = None
        self.seen = []
        self.rows = [{"n": 1}]

    def read_query(self, query, params=None):
        self.seen.append(query)
        if self.raises:
            raise self.raises
        return served(self.rows)

    def write_query(self, query, params=None):
        self.seen.append(query)
        if self.raises:
            raise self.raises
        return served(1)


@pytest.fixture
def console(tmp_path):
    events = EventLog()
    return SimpleNamespace(
        settings=Settings(_env_file=None, data_dir=tmp_path, max_upload_bytes=2048),
        invoices=Desk(),
        database=Database(),
        faults=FaultBoard(events),
        breakers={"db_breaker": Breaker(name="db_breaker", events=events)},
    )


@pytest.fixture
def client(console):
    api = create_api(console.settings, lambda: console, lambda: TOKEN)
    with TestClient(api, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        yield client


@pytest.fixture
def stranger(console):
    """A client without the token."""
    with TestClient(create_api(console.settings, lambda: console, lambda: TOKEN)) as client:
        yield client

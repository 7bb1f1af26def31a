"""The API in this process over a stand-in console, for the rules that are HTTP's own."""

from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from core.api.application import create_api
from core.resilience.breaker import Breaker
from core.resilience.drill_report import DrillReport, Ending, Reckoning
from core.resilience.drills import DrillRefused
from core.resilience.events import EventLog
from core.resilience.faults import FaultBoard
from core.resilience.journal import Journal
from core.services.served import Served, Source
from core.settings import Settings
from tests.support.fake_console import NOW, reading

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
        return served(Receipt("id", filename, status, reading(), NOW), self.source)


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


class Drills:
    """Runs the one drill it knows until it is stopped."""

    def __init__(self):
        self.current = None

    def start(self, name, *, actor, synthetic):
        if self.current:
            raise DrillRefused("DRILL_RUNNING", "a drill is under way")
        if name != "cascade":
            raise DrillRefused("UNKNOWN_SCENARIO", f"there is no scenario {name!r}")
        self.current = DrillReport(
            "d1", name, synthetic, actor, NOW, Ending.RUNNING, 0.0, 0, None, (), Reckoning(), ()
        )
        return self.current

    def stop(self, actor):
        stopped, self.current = self.current is not None, None
        return stopped

    def reports(self):
        return []


@pytest.fixture
def console(tmp_path):
    events = EventLog()
    journal = Journal(tmp_path / "journal.sqlite3", events=events)
    yield SimpleNamespace(
        journal=journal,
        drills=Drills(),
        settings=Settings(_env_file=None, data_dir=tmp_path, max_upload_bytes=2048),
        invoices=Desk(),
        database=Database(),
        faults=FaultBoard(events),
        breakers={"db_breaker": Breaker(name="db_breaker", events=events)},
    )
    journal.close()


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

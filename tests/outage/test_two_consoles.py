"""Two consoles, two processes, on one data folder and so on one journal: nothing lost, nothing doubled."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.console_server import ConsoleServer
from tests.support.eventually import eventually
from tests.support.servers import PostgresServer

FILES = 12


@pytest.fixture
def consoles(tmp_path: Path, postgres_server: PostgresServer) -> Iterator[list[ConsoleServer]]:
    settings = {
        "DATABASE_URL": postgres_server.new_database(),
        "FUSIBLE_DB_BREAKER__RESET_TIMEOUT": "0.7",
        "FUSIBLE_SETTLE_SECONDS": "0.5",
        "FUSIBLE_RECOVERY_INTERVAL": "2",
    }
    started = [ConsoleServer(tmp_path / "data", settings) for _ in range(2)]
    for console in started:
        console.start()
    yield started
    for console in started:
        console.stop()


def invoice(number: int) -> bytes:
    return f"FACTURA A\nN° 0001-{number:08d}\nCUIT: 30-71234567-1\nTotal 1.210,00\n".encode()


def test_two_consoles__same_uploads_held_by_both__land_once(
    consoles: list[ConsoleServer], postgres_server: PostgresServer
) -> None:
    database = consoles[0]._settings["DATABASE_URL"].rsplit("/", 1)[1]
    postgres_server.kill()
    with ThreadPoolExecutor(4) as pool:
        asked = [(console, number) for number in range(FILES) for console in consoles]
        answers = list(pool.map(lambda it: it[0].upload((f"factura-{it[1]}.txt", invoice(it[1]))), asked))
    assert {status for status, _ in answers} <= {200, 202}
    assert all(console.get_json("/health")["journal_pending"] == FILES for console in consoles)
    postgres_server.start()
    eventually(lambda: all(it.get_json("/health")["journal_pending"] == 0 for it in consoles))
    entered = postgres_server.run("SELECT filename, count(*) FROM invoices GROUP BY filename", database)
    assert sorted(entered) == sorted((f"factura-{number}.txt", 1) for number in range(FILES))
    audited = postgres_server.run("SELECT count(*) FROM audit WHERE action = 'invoice.upload'", database)
    assert audited == [(FILES,)]
    assert all(it.get_json("/health")["journal_dead_letters"] == 0 for it in consoles)

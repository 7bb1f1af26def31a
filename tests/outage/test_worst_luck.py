"""What nobody plans for: a kill between commit and journal, wrong clocks, an older database."""

import multiprocessing
import os
import random
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from core.bootstrap import build_console
from core.console import Console
from core.invoices.desk import InvoiceNotFound
from core.invoices.records import Receipt, ReceiptStatus
from core.resilience.events import EventLog
from core.resilience.journal import Journal
from core.services.ledger import Ledger
from core.services.served import Source
from core.settings import BreakerSettings, Settings
from core.telemetry.clock import utc_now
from tests.outage.held_work import LEASE, books, create_table, damage_done, hold, land
from tests.support.eventually import eventually
from tests.support.servers import Forwarded, PostgresServer, RedisServer, S3Server, _kept
from tests.support.services import Services

# No other test here has this number: all share one bucket, and a key begins with its content's digest.
INVOICE = b"FACTURA A\nN\xc2\xb0 0099-00000001\nCUIT: 30-71234567-1\nTotal 1.210,00\n"
QUICK = BreakerSettings(fail_max=3, reset_timeout=0.3)
MakeConsole = Callable[..., Console]


@pytest.fixture
def make_console(tmp_path: Path) -> Iterator[MakeConsole]:
    """Start consoles, each as on a machine of its own."""
    consoles: list[Console] = []

    def make(**settings: object) -> Console:
        mine = tmp_path / f"machine-{len(consoles)}"
        defaults = {"data_dir": mine, "db_breaker": QUICK, "settle_seconds": 0.2, "recovery_interval": 0.5}
        consoles.append(build_console(Settings(_env_file=None, **(defaults | settings))))
        consoles[-1].start()
        return consoles[-1]

    yield make
    for console in consoles:
        console.close()


def submit(console: Console) -> Receipt:
    return console.invoices.submit("factura.txt", INVOICE, actor="ana").value


def entered(postgres: PostgresServer, url: str) -> list[tuple[object, ...]]:
    counts = (
        "SELECT (SELECT count(*) FROM invoices), (SELECT count(*) FROM audit WHERE action LIKE '%upload')"
    )
    return postgres.run(counts, url.rsplit("/", 1)[1])


# The journal


def _land_one_and_die(folder: Path, database_url: str) -> None:
    _, ledger = books(folder, database_url)
    ledger.replay(lambda _: os._exit(9))


def test_killed_between_commit_and_journal__again_and_again__each_write_lands_once(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    url = postgres_server.new_database()
    before = Services(tmp_path, database_url=url)
    create_table(before)
    for number in range(30):
        hold(before.journal, number)
    before.close()
    for _ in range(3):
        dying = multiprocessing.get_context("spawn").Process(target=_land_one_and_die, args=(tmp_path, url))
        dying.start()
        dying.join()
        assert dying.exitcode == 9
    made, ledger = books(tmp_path, url)
    assert ledger.replay().applied == 30
    assert damage_done(made, 30) == []
    made.close()


_SLOW_COMMIT = """
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1); RETURN NEW; END $$;
CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON landed
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow();
"""


def test_connection_cut_while_the_commit_goes_through__write_is_held_and_lands_once(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    database = postgres_server.new_database().rsplit("/", 1)[1]
    with _kept(lambda folder: Forwarded(folder, postgres_server)) as way:
        url = postgres_server.url(database).replace(str(postgres_server.port), str(way.port))
        settings = {"database_url": url, "database_deadline": 5, "db_breaker": QUICK}
        made = Services(tmp_path, handlers={"land": land}, **settings)
        create_table(made)
        postgres_server.run(_SLOW_COMMIT, database)
        cut = threading.Timer(0.5, way.kill)
        cut.start()
        written = {"key": "k", "n": 1}
        served = made.ledger.write("land", "k", written, actor="ana", idempotency_key="one")
        cut.join()
        assert (served.source, served.reason and served.reason.code) == (Source.HELD, "COMMIT_UNKNOWN")
        eventually(lambda: postgres_server.run("SELECT count(*) FROM landed", database) == [(1,)])
        way.start()
        eventually(lambda: made.database.probe().ok)
        assert made.ledger.replay().applied == 1
        assert damage_done(made, 1) == []
        made.close()


def test_clock_jumps_between_two_replayers__each_write_lands_once_and_in_order(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    url = postgres_server.new_database()
    made, ledger = books(tmp_path, url)
    create_table(made)
    jumps = random.Random(1)

    def jumping():
        return utc_now() + timedelta(hours=jumps.choice((-1, 0, 1)))

    other, _ = books(tmp_path, url)
    journal = Journal(tmp_path / "journal.db", events=EventLog(), lease=LEASE, now=jumping)
    elsewhere = Ledger(other.database, journal, {"land": land})
    for number in range(400):
        hold(journal, number)
    failed: list[Exception] = []

    def replay(one: Ledger) -> None:
        try:
            while journal.pending_count:
                one.replay()
        except Exception as error:
            failed.append(error)
            raise

    threads = [threading.Thread(target=replay, args=(one,)) for one in (ledger, elsewhere)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (failed, journal.dead_letter_count) == ([], 0)
    assert damage_done(made, 400) == []
    for part in (made, other, journal):
        part.close()


# Uploads


def test_two_machines_take_the_same_file_at_once__it_is_entered_once_and_the_second_is_told(
    make_console: MakeConsole, postgres_server: PostgresServer, s3_server: S3Server
) -> None:
    url = postgres_server.new_database()
    shared = {
        "database_url": url,
        "s3_bucket": s3_server.BUCKET,
        "s3_endpoint_url": s3_server.url,
        "s3_access_key_id": "tests",
        "s3_secret_access_key": "tests",
    }
    consoles = [make_console(**shared) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        receipts = list(pool.map(submit, consoles))
    assert {receipt.status for receipt in receipts} == {ReceiptStatus.STORED, ReceiptStatus.DUPLICATE}
    assert entered(postgres_server, url) == [(1, 1)]
    kept = s3_server.client().list_objects_v2(Bucket=s3_server.BUCKET, Prefix="originals/")["Contents"]
    [key] = [one["Key"] for one in kept if receipts[0].invoice_id in one["Key"]]
    assert s3_server.client().get_object(Bucket=s3_server.BUCKET, Key=key)["Body"].read() == INVOICE


def test_two_machines_hold_the_same_file__it_lands_once_and_one_of_them_says_it_was_here(
    make_console: MakeConsole, postgres_server: PostgresServer
) -> None:
    url = postgres_server.new_database()
    consoles = [make_console(database_url=url) for _ in range(2)]
    postgres_server.kill()
    receipts = [submit(console) for console in consoles]
    assert [receipt.status for receipt in receipts] == [ReceiptStatus.HELD] * 2
    postgres_server.start()
    eventually(lambda: not any(console.journal.pending_count for console in consoles))
    assert entered(postgres_server, url) == [(1, 1)]
    pairs = zip(consoles, receipts, strict=True)
    became = {one for console, receipt in pairs for one in console.invoices.became([receipt])}
    assert became == {ReceiptStatus.STORED, ReceiptStatus.DUPLICATE}


def test_redis_loses_every_key_between_retries__nothing_is_entered_twice(
    make_console: MakeConsole, postgres_server: PostgresServer, redis_server: RedisServer
) -> None:
    url = postgres_server.new_database()
    console = make_console(database_url=url, redis_url=redis_server.url)
    first = submit(console)
    for during in (lambda: None, postgres_server.kill):
        during()
        with closing(redis_server.client()) as client:
            client.flushall()
        again = submit(console)
        assert again.invoice_id == first.invoice_id
        assert again.status in (ReceiptStatus.DUPLICATE, ReceiptStatus.HELD)
    postgres_server.start()
    eventually(lambda: console.journal.pending_count == 0)
    assert entered(postgres_server, url) == [(1, 1)]


def test_database_comes_back_older_than_it_was__what_it_forgot_can_be_entered_again_and_is_not_made_up(
    make_console: MakeConsole,
) -> None:
    with _kept(PostgresServer) as postgres:
        url = postgres.new_database()
        console = make_console(database_url=url)
        console.database.migrate()
        postgres.kill()
        older = postgres.folder / "older"
        subprocess.run(["cp", "-a", postgres._data, older], check=True)
        postgres.start()
        eventually(lambda: submit(console).status is ReceiptStatus.DUPLICATE)
        forgotten = submit(console)
        postgres.kill()
        reading = forgotten.reading
        held = console.invoices.approve(forgotten.invoice_id, reading, actor="ana", reason="sums are right")
        assert held.value.status is ReceiptStatus.HELD
        subprocess.run(["rm", "-r", postgres._data], check=True)
        older.rename(postgres._data)
        postgres.start()
        eventually(lambda: console.journal.dead_letter_count == 1)
        assert "is not in the database" in (console.journal.dead_letters()[0].reason or "")
        with pytest.raises(InvoiceNotFound):
            console.invoices.get(forgotten.invoice_id)
        console.journal.drop(console.journal.dead_letters()[0].id, actor="op", reason="the upload is gone")
        assert submit(console).status is ReceiptStatus.STORED
        assert entered(postgres, url) == [(1, 1)]

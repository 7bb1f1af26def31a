"""Processes of their own that hold writes in one journal or replay it, to be killed at any moment.

`python -m tests.outage.held_work hold JOURNAL NAME` prints each number once its write is held;
`python -m tests.outage.held_work replay FOLDER DATABASE_URL` lands what is held until it is killed.
"""

import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, text

from core.resilience.events import EventLog
from core.resilience.journal import Journal
from core.services.ledger import Ledger
from core.settings import BreakerSettings
from tests.support.services import Services

KEYS = 20
LEASE = 2.0
"""Seconds after which a dead replayer's claim is taken over; shorter than shipped."""
_TABLE = "CREATE TABLE IF NOT EXISTS landed (place serial PRIMARY KEY, key text, n integer)"


def land(connection: Connection, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Note the write in a table in which nothing but the ledger keeps it from standing twice."""
    connection.execute(text("INSERT INTO landed (key, n) VALUES (:key, :n)"), dict(payload))
    return {}


def books(folder: Path, database_url: str) -> tuple[Services, Ledger]:
    """Services over `folder` and PostgreSQL, and a ledger whose journal has the short lease."""
    made = Services(
        folder,
        database_url=database_url,
        database_deadline=5,
        db_breaker=BreakerSettings(fail_max=3, reset_timeout=0.2),
    )
    journal = Journal(folder / "journal.db", events=made.events, lease=LEASE)
    return made, Ledger(made.database, journal, {"land": land})


def create_table(made: Services) -> None:
    made.database.migrate()
    made.database.unit("table", lambda connection: connection.execute(text(_TABLE)) and None)


def hold(journal: Journal, number: int, name: str = "") -> None:
    key = f"{name}{number % KEYS}"
    payload = {"key": key, "n": number}
    journal.hold("land", key, payload, actor="ana", idempotency_key=f"{name}-{number}")


def damage_done(made: Services, expected: int) -> list[str]:
    """Whatever is lost, doubled or out of order among `expected` writes, in words."""
    rows = made.database.read_query("SELECT key, count(*) AS times FROM landed GROUP BY key").value
    landed = sum(row["times"] for row in rows)
    found = [f"{landed} landed, not {expected}"] if landed != expected else []
    by_key: dict[str, list[int]] = defaultdict(list)
    for row in made.database.unit("order", _in_order):
        by_key[row[0]].append(row[1])
    for key, numbers in by_key.items():
        found += [f"{key}: {n} landed {times} times" for n, times in Counter(numbers).items() if times > 1]
        if numbers != sorted(numbers):
            found.append(f"{key} is out of order: {numbers}")
    return found


def _in_order(connection: Connection) -> list[tuple[str, int]]:
    return [tuple(row) for row in connection.execute(text("SELECT key, n FROM landed ORDER BY place"))]


def start(*arguments: str | Path, stdout: IO[str] | int = subprocess.PIPE) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.outage.held_work", *map(str, arguments)]
    return subprocess.Popen(command, stdout=stdout, stderr=subprocess.DEVNULL, text=True)


def _hold_for_ever(path: Path, name: str) -> None:
    journal = Journal(path, events=EventLog())
    number = 0
    while True:
        hold(journal, number, name)
        print(number, flush=True)
        number += 1


def _replay_for_ever(folder: Path, database_url: str) -> None:
    _, ledger = books(folder, database_url)
    print("ready", flush=True)
    while True:
        ledger.replay()
        time.sleep(0.05)


if __name__ == "__main__":
    work = {"hold": _hold_for_ever, "replay": _replay_for_ever}[sys.argv[1]]
    work(Path(sys.argv[2]), sys.argv[3])

"""The local last-known-good copy of what was read, for when the database and Redis are both out."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import structlog

T = TypeVar("T")

log = structlog.get_logger(__name__)

_MAX_COPIES = 5_000
_MAX_COPY_BYTES = 8_000_000


class Snapshot:
    """Answers by key in a SQLite file. A copy is never worth an error: what goes wrong is logged."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def keep(self, key: str, body: bytes, at: datetime) -> None:
        """Keep `body`, read from the database at `at`. The oldest copies make room."""
        if len(body) > _MAX_COPY_BYTES:
            return

        def put(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT OR REPLACE INTO copies VALUES (?, ?, ?)", (key, body, at.isoformat()))
            connection.execute(
                "DELETE FROM copies WHERE key IN (SELECT key FROM copies ORDER BY at DESC LIMIT -1 OFFSET ?)",
                (_MAX_COPIES,),
            )

        self._run(put)

    def find(self, key: str) -> bytes | None:
        """The copy; None if there is none."""

        def get(connection: sqlite3.Connection) -> bytes | None:
            row = connection.execute("SELECT body FROM copies WHERE key = ?", (key,)).fetchone()
            return None if row is None else bytes(row[0])

        return self._run(get)

    def close(self) -> None:
        with self._lock:
            self._forget()

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        with self._lock:
            try:
                return work(self._open())
            except (sqlite3.Error, OSError) as error:
                log.warning("snapshot_failed", path=str(self._path), error=str(error))
                self._forget()
                if isinstance(error, sqlite3.DatabaseError) and not isinstance(
                    error, sqlite3.OperationalError
                ):
                    self._delete()
                return None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(
                self._path, timeout=0.5, isolation_level=None, check_same_thread=False
            )
            self._connection = connection
            # Losing the last copies to a power cut is no harm; waiting for the disk on each read would be.
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS copies"
                " (key TEXT PRIMARY KEY, body BLOB NOT NULL, at TEXT NOT NULL)"
            )
            connection.execute("CREATE INDEX IF NOT EXISTS copies_by_age ON copies (at)")
        return self._connection

    def _forget(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None

    def _delete(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

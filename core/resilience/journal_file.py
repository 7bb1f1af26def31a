"""The journal's SQLite file: its tables, how it is opened, and how a damaged one is salvaged."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core.resilience.codec import unpack

COLUMNS = "id, kind, key, payload, actor, idempotency_key, held_at, request_id, state, attempts, reason"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    payload TEXT NOT NULL,
    actor TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    held_at TEXT NOT NULL,
    request_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'dead', 'dropped')),
    attempts INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    claimed_by TEXT,
    claimed_until REAL NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS entries_by_key ON entries (key, id);
CREATE INDEX IF NOT EXISTS entries_by_state ON entries (state, id);
CREATE TABLE IF NOT EXISTS actions (
    id INTEGER PRIMARY KEY,
    entry_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    reason TEXT,
    before TEXT,
    after TEXT
);
CREATE TABLE IF NOT EXISTS heartbeat (id INTEGER PRIMARY KEY CHECK (id = 1), at TEXT NOT NULL);
"""

_PAGE_SIZE = 4096
_LOCK_SECONDS = 30.0
_CORRUPT = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_WIDEST_GAP = 100_000
"""Ids tried one by one between what reads forward and what reads backward."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A damaged journal was found: where it lies now and how many entries were saved from it."""

    file: Path
    salvaged: int
    unreadable: int
    """Entries that were found but could not be read whole; what was never found cannot be counted."""


def is_corrupt(error: sqlite3.Error) -> bool:
    """Whether SQLite says that the file itself is damaged, as against a full disk or a lock."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _CORRUPT


def open_file(path: Path, *, timeout: float, max_bytes: int) -> sqlite3.Connection:
    """Open the journal, created if missing, with every commit on disk before it returns.

    `timeout` in seconds bounds the wait for another process's lock. Raises sqlite3.Error.
    """
    connection = sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)
    try:
        connection.execute(f"PRAGMA page_size={_PAGE_SIZE}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA max_page_count={max_bytes // _PAGE_SIZE}")
        connection.executescript(_SCHEMA)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def pages_left(connection: sqlite3.Connection, max_bytes: int) -> int:
    """Pages that can still be filled before the size limit."""
    used = connection.execute("PRAGMA page_count").fetchone()[0]
    free = connection.execute("PRAGMA freelist_count").fetchone()[0]
    return int(max_bytes // _PAGE_SIZE - used + free)


def rescue(path: Path, *, now: datetime, max_bytes: int) -> Damage | None:
    """Set a damaged journal aside and enter what is readable of it in a fresh one; None if it is sound.

    May be cut off at any point and run again: until all that was read is committed, the damaged file keeps a
    name that the next start looks for. Only one process does it at a time. Raises sqlite3.Error and OSError.
    """
    staged = path.with_name(path.name + ".salvaging")
    with exclusive(path.with_name(path.name + ".lock"), _LOCK_SECONDS):
        if not staged.exists():
            if not path.exists() or _is_sound(path):
                return None
            _rename(path, staged)
        entries, unreadable = _salvage(staged)
        with closing(open_file(path, timeout=_LOCK_SECONDS, max_bytes=max_bytes)) as fresh:
            fresh.execute("BEGIN IMMEDIATE")
            fresh.executemany(
                f"INSERT OR IGNORE INTO entries ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - constant text, no values in it
                entries,
            )
            fresh.execute("COMMIT")
        kept = path.with_name(f"{path.name}.damaged-{now:%Y%m%dT%H%M%S%f}")
        _rename(staged, kept)
    return Damage(kept, len(entries), unreadable)


@contextmanager
def exclusive(lock_file: Path, timeout: float) -> Iterator[None]:
    """Hold a lock between processes that the system lets go of when its holder dies. Raises sqlite3.Error."""
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(lock_file, timeout=timeout, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path, timeout=_LOCK_SECONDS, isolation_level=None)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError as error:
        if is_corrupt(error):
            return False
        raise


def _rename(source: Path, target: Path) -> None:
    # The log goes first: SQLite would play an old one over a fresh file of the same name.
    for suffix in ("-wal", ""):
        with suppress(FileNotFoundError):
            source.with_name(source.name + suffix).replace(target.with_name(target.name + suffix))
    source.with_name(source.name + "-shm").unlink(missing_ok=True)


def _salvage(damaged: Path) -> tuple[list[tuple[Any, ...]], int]:
    """The entries that can be read, by id, and how many were found that cannot."""
    rows = _read_rows(damaged)
    if not rows:
        rows = _read_rows(_with_fresh_first_page(damaged))
    entries, unreadable = [], 0
    for _, row in sorted(rows.items()):
        try:
            entry = tuple(item.decode() if isinstance(item, bytes) else item for item in row)
            unpack(entry[3])
        except (ValueError, TypeError):
            unreadable += 1
        else:
            entries.append(entry)
    return entries, unreadable


def _read_rows(damaged: Path) -> dict[int, tuple[Any, ...]]:
    """Every row that can be reached from either end of the table, or by its id in between."""
    select = f"SELECT {COLUMNS} FROM entries"  # noqa: S608 - constant text, no values in it
    rows: dict[int, tuple[Any, ...]] = {}
    with closing(sqlite3.connect(damaged, isolation_level=None)) as connection:
        connection.text_factory = bytes
        for order in ("ASC", "DESC"):
            with suppress(sqlite3.DatabaseError):
                for row in connection.execute(f"{select} ORDER BY id {order}"):
                    rows[row[0]] = row
        for missing in _gap(rows):
            with suppress(sqlite3.DatabaseError):
                rows.update((row[0], row) for row in connection.execute(f"{select} WHERE id = ?", (missing,)))
    return rows


def _gap(rows: dict[int, tuple[Any, ...]]) -> Iterator[int]:
    if not rows or max(rows) - min(rows) > _WIDEST_GAP:
        return iter(())
    return iter([number for number in range(min(rows), max(rows)) if number not in rows])


def _with_fresh_first_page(damaged: Path) -> Path:
    """A copy whose first page, which holds only the layout, comes from a new journal: its rows may be well.

    The page count at byte 28 is set to the file's own (https://www.sqlite.org/fileformat.html, 1.3).
    """
    copy = damaged.with_name(damaged.name + ".mended")
    fresh = damaged.with_name(damaged.name + ".fresh")
    try:
        open_file(fresh, timeout=1, max_bytes=1024**2).close()
        shutil.copyfile(damaged, copy)
        page = bytearray(fresh.read_bytes()[:_PAGE_SIZE])
        page[28:32] = (copy.stat().st_size // _PAGE_SIZE).to_bytes(4, "big")
        with copy.open("r+b") as file:
            file.write(page)
    finally:
        fresh.unlink(missing_ok=True)
    return copy

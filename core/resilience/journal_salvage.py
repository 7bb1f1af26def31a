"""Saves what is readable of a damaged journal: set aside, read from both ends, entered in a fresh one."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core.resilience.codec import unpack
from core.resilience.journal_tables import COLUMNS, PAGE_SIZE, is_corrupt, open_file

_LOCK_SECONDS = 30.0
_WIDEST_GAP = 100_000
"""Ids tried one by one between what reads forward and what reads backward."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A damaged journal was found: where it lies now and how many entries were saved from it."""

    file: Path
    salvaged: int
    unreadable: int
    """Entries that were found but could not be read whole; what was never found cannot be counted."""


def rescue(path: Path, *, now: datetime) -> Damage | None:
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
        with closing(open_file(path, timeout=_LOCK_SECONDS)) as fresh:
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
        mended = _with_fresh_first_page(damaged)
        rows = _read_rows(mended)
        mended.unlink()
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
        open_file(fresh, timeout=1).close()
        shutil.copyfile(damaged, copy)
        page = bytearray(fresh.read_bytes()[:PAGE_SIZE])
        page[28:32] = (copy.stat().st_size // PAGE_SIZE).to_bytes(4, "big")
        with copy.open("r+b") as file:
            file.write(page)
    finally:
        fresh.unlink(missing_ok=True)
    return copy

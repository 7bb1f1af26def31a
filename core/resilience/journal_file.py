"""The journal's file as threads and processes share it: opened, locked, renewed if damaged."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import structlog

from core.resilience.journal_salvage import Damage, rescue
from core.resilience.journal_tables import is_corrupt, open_file
from core.telemetry.clock import WallClock

T = TypeVar("T")

log = structlog.get_logger(__name__)

_RESERVE_BYTES = 4 * 1024**2
"""More than the write-ahead log and its transfer to the main file take, see journal_tables."""


class JournalUnavailable(Exception):  # noqa: N818 - the contract's name
    """The journal takes or gives no writes: its disk is full or unwritable, or its size limit reached."""

    code = "JOURNAL_UNAVAILABLE"


class JournalFile:
    """Runs queries and transactions on the file. Raises JournalUnavailable for whatever SQLite cannot do."""

    def __init__(self, path: Path, *, busy_timeout: float, now: WallClock) -> None:
        """Opens nothing yet."""
        self._path = path
        self._reserve = path.with_name(path.name + ".reserve")
        self._busy_timeout = busy_timeout
        self._now = now
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._inode: tuple[int, int] | None = None
        self.damage: Damage | None = None
        """Set when a damaged file was found and set aside."""

    def close(self) -> None:
        with self._lock:
            self._close()

    def keep_reserve(self) -> None:
        """Set space aside for replaying on a disk that has become full, as far as there is any."""
        if self._reserve.exists():
            return
        try:
            self._reserve.write_bytes(bytes(_RESERVE_BYTES))
        except OSError:
            # Part of it would only take the last of the space.
            self.release_reserve()

    def release_reserve(self) -> bool:
        """Give the space back to the disk; whether there was any."""
        with suppress(OSError):
            self._reserve.unlink()
            return True
        return False

    def read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """The result of `query`, which changes nothing."""
        with self._lock:
            return self._mended(lambda: query(self._open()))

    def write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Run `change` in one transaction, on disk when this returns."""

        def transact() -> T:
            connection = self._open()
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = change(connection)
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
            return result

        with self._lock:
            return self._mended(transact)

    def _mended(self, work: Callable[[], T]) -> T:
        """Run `work`, once more on a rescued file if this one turns out to be damaged."""
        try:
            try:
                return work()
            except sqlite3.DatabaseError as error:
                if not is_corrupt(error):
                    raise
                self.rescue()
                return work()
        except (sqlite3.Error, OSError) as error:
            # An open file can still be read on a full disk; one opened anew could not be.
            if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_FULL:
                self._close()
            raise JournalUnavailable(f"the journal {self._path} cannot be used: {error}") from error

    def _open(self) -> sqlite3.Connection:
        """The open connection, renewed if another process has put a rescued file in place of ours."""
        with suppress(FileNotFoundError):
            found = self._path.stat()
            if self._connection is not None and self._inode == (found.st_dev, found.st_ino):
                return self._connection
        self._close()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = open_file(self._path, timeout=self._busy_timeout)
        found = self._path.stat()
        self._inode = (found.st_dev, found.st_ino)
        return self._connection

    def rescue(self) -> None:
        """Set a damaged file aside and go on with what is readable of it."""
        with self._lock:
            self._close()
            try:
                damage = rescue(self._path, now=self._now())
            except (sqlite3.Error, OSError) as error:
                log.exception("journal_unavailable", path=str(self._path))
                raise JournalUnavailable(f"the journal {self._path} cannot be used: {error}") from error
        if damage is not None:
            self.damage = damage
            log.error(
                "journal_damaged",
                set_aside=str(damage.file),
                salvaged=damage.salvaged,
                unreadable=damage.unreadable,
            )

    def _close(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None

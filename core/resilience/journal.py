"""Writes held on local disk while the database is out, and their replay: nothing lost, order kept."""

import sqlite3
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import structlog

from core.resilience.codec import pack, unpack
from core.resilience.journal_file import COLUMNS, Damage, is_corrupt, open_file, pages_left, rescue
from core.telemetry.clock import Monotonic, WallClock, monotonic, utc_now
from core.telemetry.context import current_request_id

T = TypeVar("T")

log = structlog.get_logger(__name__)

BATCH = 100
_HEADROOM_PAGES = 32
_WRITABLE_FOR = 2.0
"""Seconds for which the last check of `writable` stands."""


class JournalUnavailable(Exception):  # noqa: N818 - the contract's name
    """The journal takes or gives no writes: its disk is full or unwritable, or its size limit reached."""

    code = "JOURNAL_UNAVAILABLE"


class NoSuchEntry(LookupError):  # noqa: N818 - named like JournalUnavailable
    """No entry of that id is in the state that the action needs."""

    code = "JOURNAL_NO_SUCH_ENTRY"


@dataclass(frozen=True, slots=True)
class HeldWrite:
    """One write that waits for the database."""

    id: int
    kind: str
    key: str
    """Entries of one key are applied in the order they were held."""
    payload: dict[str, Any]
    actor: str
    idempotency_key: str
    held_at: datetime
    request_id: str
    state: str
    """pending; dead (refused for good, waits for an operator); dropped (by an operator)."""
    attempts: int
    reason: str | None
    """Why it is dead or dropped, or why the last try failed."""


@dataclass(frozen=True, slots=True)
class ReplayReport:
    applied: int
    dead_lettered: int
    waiting: int
    """Entries still held: not reached, behind a dead letter, or claimed by another process."""
    stopped_by: str | None
    """What stopped the replay before its end; None when it went through."""
    seconds: float


class Journal:
    """Held writes in one SQLite file, shared by threads and processes.

    `hold` returns only once the write is on disk. Replay applies at least once, in order for each key; a
    claim with a lease keeps two processes from applying the same entry at once.
    """

    def __init__(
        self,
        path: Path,
        *,
        max_bytes: int = 2 * 1024**3,
        busy_timeout: float = 2.0,
        lease: float = 15.0,
        clock: Monotonic = monotonic,
        now: WallClock = utc_now,
    ) -> None:
        """Never raises for a bad file: `writable` and `damage` tell. Times in seconds."""
        self._path = path
        self._max_bytes = max_bytes
        self._busy_timeout = busy_timeout
        self._lease = lease
        self._clock = clock
        self._now = now
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._inode: tuple[int, int] | None = None
        self._checked: tuple[float, bool] | None = None
        self.damage: Damage | None = None
        """Set when a damaged file was found and set aside."""
        try:
            with self._lock:
                self._rescue()
        except JournalUnavailable:
            log.exception("journal_unavailable", path=str(path))

    # Holding

    def hold(
        self,
        kind: str,
        key: str,
        payload: Mapping[str, Any],
        *,
        actor: str,
        idempotency_key: str | None = None,
    ) -> HeldWrite:
        """Keep a write until it can be applied; it is on disk when this returns.

        The same idempotency key again gives the entry held first. Raises JournalUnavailable, and TypeError or
        ValueError for a payload that cannot be kept (see codec.pack).
        """
        text = pack(dict(payload))
        idempotency_key = idempotency_key or uuid4().hex
        values = (kind, key, text, actor, idempotency_key, self._now().isoformat(), current_request_id())

        def insert(connection: sqlite3.Connection) -> HeldWrite:
            connection.execute(
                "INSERT INTO entries (kind, key, payload, actor, idempotency_key, held_at, request_id, state)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, 'pending') ON CONFLICT (idempotency_key) DO NOTHING",
                values,
            )
            return _select(connection, "WHERE idempotency_key = ?", (idempotency_key,))[0]

        return self._write(insert)

    @property
    def writable(self) -> bool:
        """Whether a write would be kept right now, by a real small write; the answer stands for 2 seconds."""
        with self._lock:
            if self._checked is not None and self._clock() - self._checked[0] < _WRITABLE_FOR:
                return self._checked[1]
            with suppress(JournalUnavailable):
                left = self._write(self._beat)
                self._checked = (self._clock(), left >= _HEADROOM_PAGES)
            return self._checked is not None and self._checked[1]

    def _beat(self, connection: sqlite3.Connection) -> int:
        connection.execute("INSERT OR REPLACE INTO heartbeat VALUES (1, ?)", (self._now().isoformat(),))
        return pages_left(connection, self._max_bytes)

    # Looking

    def pending(self, limit: int = 10_000) -> list[HeldWrite]:
        """Entries not yet applied, oldest first, without dead letters. Raises JournalUnavailable."""
        return self._read(lambda it: _select(it, "WHERE state = 'pending' ORDER BY id LIMIT ?", (limit,)))

    def dead_letters(self, limit: int = 1_000) -> list[HeldWrite]:
        """Entries refused for good, oldest first. Raises JournalUnavailable."""
        return self._read(lambda it: _select(it, "WHERE state = 'dead' ORDER BY id LIMIT ?", (limit,)))

    @property
    def pending_count(self) -> int:
        return self._count("state = 'pending'")

    @property
    def dead_letter_count(self) -> int:
        return self._count("state = 'dead'")

    def holds(self, key: str) -> bool:
        """Whether a write of this key is still held, pending or dead: a newer one must wait behind it."""
        return self._count("key = ? AND state IN ('pending', 'dead')", (key,)) > 0

    def actions(self, limit: int = 1_000) -> list[dict[str, Any]]:
        """What operators did to entries, newest first, with the payload before and after."""

        def read(connection: sqlite3.Connection) -> list[dict[str, Any]]:
            found = connection.execute("SELECT * FROM actions ORDER BY id DESC LIMIT ?", (limit,))
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found]

        return self._read(read)

    # What operators do

    def edit(self, entry_id: int, payload: Mapping[str, Any], actor: str, reason: str = "") -> HeldWrite:
        """Replace the payload of a dead letter; `retry` then puts it back in line. Raises NoSuchEntry."""
        text = pack(dict(payload))
        return self._act(entry_id, "edit", actor, reason, "payload = ?", (text,))

    def retry(self, entry_id: int, actor: str, reason: str = "") -> HeldWrite:
        """Put a dead letter back in line, at its old place. Raises NoSuchEntry."""
        return self._act(entry_id, "retry", actor, reason, "state = 'pending', reason = NULL", ())

    def drop(self, entry_id: int, actor: str, reason: str) -> HeldWrite:
        """Give a dead letter up. It stays on disk, marked with who and why. Raises NoSuchEntry."""
        if not reason.strip():
            raise ValueError("dropping a held write needs a reason")
        # The key is freed, so that the same write may be made again.
        change = "state = 'dropped', reason = ?, idempotency_key = idempotency_key || '#dropped-' || id"
        return self._act(entry_id, "drop", actor, reason, change, (reason,))

    def _act(
        self, entry_id: int, action: str, actor: str, reason: str, change: str, values: tuple[Any, ...]
    ) -> HeldWrite:
        def run(connection: sqlite3.Connection) -> HeldWrite:
            before = _select(connection, "WHERE id = ? AND state = 'dead'", (entry_id,))
            if not before:
                raise NoSuchEntry(f"no dead letter has the id {entry_id!r}")
            connection.execute(f"UPDATE entries SET {change} WHERE id = ?", (*values, entry_id))  # noqa: S608 - constant text, no values in it
            after = _select(connection, "WHERE id = ?", (entry_id,))[0]
            connection.execute(
                "INSERT INTO actions (entry_id, at, actor, action, reason, before, after)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    entry_id,
                    self._now().isoformat(),
                    actor,
                    action,
                    reason,
                    pack(before[0].payload),
                    pack(after.payload),
                ),
            )
            return after

        acted = self._write(run)
        log.info("journal_entry_changed", action=action, entry=entry_id, actor=actor, reason=reason)
        return acted

    # Replaying

    def replay(
        self, apply: Callable[[HeldWrite], object], refused: tuple[type[Exception], ...] = ()
    ) -> ReplayReport:
        """Apply what is held, oldest first.

        An exception in `refused` makes a dead letter of its entry, and the later ones of its key wait; any
        other stops the replay and keeps the entry. Raises JournalUnavailable.
        """
        started = self._clock()
        owner = uuid4().hex
        applied = dead = 0
        stopped_by = None
        while stopped_by is None and (entries := self._write(lambda it: self._claim(it, owner))):
            batch = _Batch(self._clock() + self._lease / 2)
            try:
                stopped_by = batch.run(entries, apply, refused, self._clock)
            finally:
                self._write(lambda it, batch=batch: batch.settle(it, owner))  # type: ignore[misc]
            applied += len(batch.applied)
            dead += len(batch.dead)
        waiting = self._count("state = 'pending'")
        return ReplayReport(applied, dead, waiting, stopped_by, self._clock() - started)

    def _claim(self, connection: sqlite3.Connection, owner: str) -> list[HeldWrite]:
        """Take the oldest entries that nothing of their key holds up; dead letters and others' claims do."""
        now = self._now()
        entries = _select(
            connection,
            """AS e WHERE state = 'pending' AND claimed_until <= :now AND NOT EXISTS (
                   SELECT 1 FROM entries AS b WHERE b.key = e.key AND b.id < e.id
                   AND (b.state = 'dead' OR (b.state = 'pending' AND b.claimed_until > :now)))
               ORDER BY id LIMIT :batch""",
            {"now": now.timestamp(), "batch": BATCH},
        )
        until = (now + timedelta(seconds=self._lease)).timestamp()
        connection.executemany(
            "UPDATE entries SET claimed_by = ?, claimed_until = ? WHERE id = ?",
            [(owner, until, entry.id) for entry in entries],
        )
        return entries

    # The file

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _count(self, condition: str, values: tuple[Any, ...] = ()) -> int:
        count = f"SELECT count(*) FROM entries WHERE {condition}"  # noqa: S608 - constant text, no values in it
        return self._read(lambda it: int(it.execute(count, values).fetchone()[0]))

    def _read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock:
            return self._mended(lambda: query(self._open()))

    def _write(self, change: Callable[[sqlite3.Connection], T]) -> T:
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
                self._rescue()
                return work()
        except (sqlite3.Error, OSError) as error:
            self.close()
            self._checked = (self._clock(), False)
            raise JournalUnavailable(f"the journal {self._path} cannot be used: {error}") from error

    def _open(self) -> sqlite3.Connection:
        """The open connection, renewed if another process has put a rescued file in place of ours."""
        with suppress(FileNotFoundError):
            found = self._path.stat()
            if self._connection is not None and self._inode == (found.st_dev, found.st_ino):
                return self._connection
        self.close()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = open_file(self._path, timeout=self._busy_timeout, max_bytes=self._max_bytes)
        found = self._path.stat()
        self._inode = (found.st_dev, found.st_ino)
        return self._connection

    def _rescue(self) -> None:
        self.close()
        try:
            damage = rescue(self._path, now=self._now(), max_bytes=self._max_bytes)
        except (sqlite3.Error, OSError) as error:
            raise JournalUnavailable(f"the journal {self._path} cannot be used: {error}") from error
        if damage is not None:
            self.damage = damage
            log.error(
                "journal_damaged",
                set_aside=str(damage.file),
                salvaged=damage.salvaged,
                unreadable=damage.unreadable,
            )


class _Batch:
    """The entries of one claim, on their way to applied, dead or given back."""

    def __init__(self, ends_at: float) -> None:
        """`ends_at`: monotonic time after which no further entry is started, well inside the lease."""
        self._ends_at = ends_at
        self.applied: list[int] = []
        self.dead: list[tuple[str, int]] = []
        self._failed: list[tuple[str, int]] = []

    def run(
        self,
        entries: list[HeldWrite],
        apply: Callable[[HeldWrite], object],
        refused: tuple[type[Exception], ...],
        clock: Monotonic,
    ) -> str | None:
        """Apply in order; what stopped it, or None."""
        blocked: set[str] = set()
        for entry in entries:
            if entry.key in blocked:
                continue
            if clock() >= self._ends_at:
                return None
            try:
                apply(entry)
            except refused as error:
                self.dead.append((_words(error), entry.id))
                blocked.add(entry.key)
            except Exception as error:  # noqa: BLE001 - reported as what stopped the replay
                self._failed.append((_words(error), entry.id))
                return _words(error)
            else:
                self.applied.append(entry.id)
        return None

    def settle(self, connection: sqlite3.Connection, owner: str) -> None:
        connection.executemany("DELETE FROM entries WHERE id = ?", [(number,) for number in self.applied])
        connection.executemany(
            "UPDATE entries SET state = 'dead', reason = ?, attempts = attempts + 1 WHERE id = ?", self.dead
        )
        connection.executemany(
            "UPDATE entries SET reason = ?, attempts = attempts + 1 WHERE id = ?", self._failed
        )
        connection.execute(
            "UPDATE entries SET claimed_by = NULL, claimed_until = 0 WHERE claimed_by = ?", (owner,)
        )


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _select(connection: sqlite3.Connection, condition: str, values: Any) -> list[HeldWrite]:
    rows = connection.execute(f"SELECT {COLUMNS} FROM entries {condition}", values)  # noqa: S608 - constant text, no values in it
    return [
        HeldWrite(
            id=row[0],
            kind=row[1],
            key=row[2],
            payload=unpack(row[3]),
            actor=row[4],
            idempotency_key=row[5],
            held_at=datetime.fromisoformat(row[6]),
            request_id=row[7],
            state=row[8],
            attempts=row[9],
            reason=row[10],
        )
        for row in rows
    ]

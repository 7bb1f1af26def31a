"""Writes held on local disk while the database is out, and their replay: nothing lost, order kept."""

import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import structlog

from core.resilience.codec import pack
from core.resilience.events import EventKind, EventLog
from core.resilience.journal_claims import claim, release_all
from core.resilience.journal_entries import BLOCKED, Batch, HeldWrite, ReplayReport, select_entries
from core.resilience.journal_file import JournalFile, JournalUnavailable
from core.resilience.journal_salvage import Damage
from core.resilience.journal_tables import bytes_used
from core.resilience.presence import Presence
from core.telemetry.clock import Monotonic, WallClock, monotonic, utc_now
from core.telemetry.context import current_request_id

__all__ = ["Damage", "HeldWrite", "Journal", "JournalUnavailable", "NoSuchEntry", "ReplayReport"]

log = structlog.get_logger(__name__)

_HEADROOM = 128 * 1024
"""Bytes below the size limit at which the journal no longer calls itself writable."""
_WRITABLE_FOR = 2.0
"""Seconds for which the last check of `writable` stands."""


Check = Callable[[Sequence[HeldWrite]], None]
"""Sees what is held of a key while nobody else can hold more of it; raises where that rules a write out."""


class NoSuchEntry(LookupError):  # noqa: N818 - named like JournalUnavailable
    """No entry of that id is in the state that the action needs."""

    code = "JOURNAL_NO_SUCH_ENTRY"


class Journal:
    """Held writes in one SQLite file, shared by threads and processes.

    `hold` returns only once the write is on disk. Replay applies at least once, in order for each key; a
    claim with a lease keeps two processes from applying the same entry at once.
    """

    def __init__(
        self,
        path: Path,
        *,
        events: EventLog,
        max_bytes: int = 2 * 1024**3,
        busy_timeout: float = 2.0,
        lease: float = 15.0,
        clock: Monotonic = monotonic,
        now: WallClock = utc_now,
    ) -> None:
        """Never raises for a bad file: `writable` and `damage` tell. Times in seconds."""
        self._file = JournalFile(path, busy_timeout=busy_timeout, now=now)
        self._presence = Presence(path.with_name(path.name + ".alive"))
        self._events = events
        self._max_bytes = max_bytes
        self._lease = lease
        self._clock = clock
        self._now = now
        self._checking = threading.Lock()
        self._checked: tuple[float, bool] | None = None
        with suppress(JournalUnavailable):  # logged, and told by every call from now on
            self._file.rescue()
            if self._presence.enter():
                self._file.write(release_all)
            self._file.keep_reserve()

    @property
    def damage(self) -> Damage | None:
        """The damaged file that was found and set aside, if any."""
        return self._file.damage

    # Holding

    def hold(
        self,
        kind: str,
        key: str,
        payload: Mapping[str, Any],
        *,
        actor: str,
        idempotency_key: str | None = None,
        check: Check | None = None,
    ) -> HeldWrite:
        """Keep a write until it can be applied; it is on disk when this returns.

        The same idempotency key again gives the entry held first. What `check` raises keeps it from being
        held. Raises JournalUnavailable, and TypeError or ValueError for a payload that cannot be kept (see
        codec.pack).
        """
        text = pack(dict(payload))
        idempotency_key = idempotency_key or uuid4().hex
        values = (kind, key, text, actor, idempotency_key, self._now().isoformat(), current_request_id())

        def insert(connection: sqlite3.Connection) -> HeldWrite:
            if bytes_used(connection) + len(text) > self._max_bytes:
                raise JournalUnavailable(f"the journal has reached its limit of {self._max_bytes} bytes")
            if check is not None:
                held = select_entries(connection, "WHERE key = ? AND state = 'pending' ORDER BY id", (key,))
                check([entry for entry in held if entry.is_readable])
            connection.execute(
                "INSERT INTO entries (kind, key, payload, actor, idempotency_key, held_at, request_id, state)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, 'pending') ON CONFLICT (idempotency_key) DO NOTHING",
                values,
            )
            return select_entries(connection, "WHERE idempotency_key = ?", (idempotency_key,))[0]

        try:
            held = self._file.write(insert)
        except JournalUnavailable:
            self._checked = (self._clock(), False)
            raise
        self._events.emit(
            EventKind.JOURNAL_HELD,
            key,
            actor=actor,
            write=kind,
            entry=held.id,
            idempotency_key=idempotency_key,
        )
        return held

    @property
    def writable(self) -> bool:
        """Whether a write would be kept right now, by a real small write; the answer stands for 2 seconds."""
        with self._checking:
            checked = self._checked
            if checked is not None and self._clock() - checked[0] < _WRITABLE_FOR:
                return checked[1]
            try:
                ok = self._file.write(self._beat) + _HEADROOM <= self._max_bytes
            except JournalUnavailable:
                ok = False
            self._checked = (self._clock(), ok)
            return ok

    def _beat(self, connection: sqlite3.Connection) -> int:
        connection.execute("INSERT OR REPLACE INTO heartbeat VALUES (1, ?)", (self._now().isoformat(),))
        return bytes_used(connection)

    # Looking

    def pending(self, limit: int = 10_000) -> list[HeldWrite]:
        """Entries not yet applied, oldest first, without dead letters. Raises JournalUnavailable.

        What is damaged on disk is left out; the next replay makes a dead letter of it.
        """
        entries = self._file.read(
            lambda it: select_entries(it, "WHERE state = 'pending' ORDER BY id LIMIT ?", (limit,))
        )
        return [entry for entry in entries if entry.is_readable]

    def dead_letters(self, limit: int = 1_000) -> list[HeldWrite]:
        """Entries refused for good, oldest first. Raises JournalUnavailable."""
        return self._file.read(
            lambda it: select_entries(it, "WHERE state = 'dead' ORDER BY id LIMIT ?", (limit,))
        )

    def dead_letter(self, entry_id: int) -> HeldWrite:
        """Raises NoSuchEntry, and JournalUnavailable."""
        return self._file.read(lambda it: _dead_letter(it, entry_id))

    @property
    def pending_count(self) -> int:
        return self._count("state = 'pending'")

    @property
    def dead_letter_count(self) -> int:
        return self._count("state = 'dead'")

    def holds(self, key: str) -> bool:
        """Whether a write of this key is still held, pending or dead: a newer one must wait behind it."""
        return self._count("key = ? AND state IN ('pending', 'dead')", (key,)) > 0

    def held(self, idempotency_key: str) -> HeldWrite | None:
        """The write of that idempotency key while it is held, pending or dead. Raises JournalUnavailable."""
        condition = "WHERE idempotency_key = ? AND state IN ('pending', 'dead')"
        found = self._file.read(lambda it: select_entries(it, condition, (idempotency_key,)))
        return found[0] if found else None

    def actions(self, limit: int = 1_000) -> list[dict[str, Any]]:
        """What operators did to entries, newest first, with the payload before and after."""

        def read(connection: sqlite3.Connection) -> list[dict[str, Any]]:
            found = connection.execute("SELECT * FROM actions ORDER BY id DESC LIMIT ?", (limit,))
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found]

        return self._file.read(read)

    # What operators do

    def edit(self, entry_id: int, payload: Mapping[str, Any], actor: str, reason: str = "") -> HeldWrite:
        """Replace the payload of a dead letter; `retry` then puts it back in line. Raises NoSuchEntry."""
        text = pack(dict(payload))
        return self._act(entry_id, EventKind.JOURNAL_EDITED, actor, reason, "payload = ?", (text,))

    def retry(self, entry_id: int, actor: str, reason: str = "") -> HeldWrite:
        """Put a dead letter back in line, at its old place. Raises NoSuchEntry."""
        change = "state = 'pending', reason = NULL"
        return self._act(entry_id, EventKind.JOURNAL_RETRIED, actor, reason, change, ())

    def drop(self, entry_id: int, actor: str, reason: str) -> HeldWrite:
        """Give a dead letter up. It stays on disk, marked with who and why. Raises NoSuchEntry."""
        if not reason.strip():
            raise ValueError("dropping a held write needs a reason")
        # The key is freed, so that the same write may be made again.
        change = "state = 'dropped', reason = ?, idempotency_key = idempotency_key || '#dropped-' || id"
        return self._act(entry_id, EventKind.JOURNAL_DROPPED, actor, reason, change, (reason,))

    def _act(
        self, entry_id: int, action: EventKind, actor: str, reason: str, change: str, values: tuple[Any, ...]
    ) -> HeldWrite:
        def run(connection: sqlite3.Connection) -> HeldWrite:
            before = _dead_letter(connection, entry_id)
            connection.execute(f"UPDATE entries SET {change} WHERE id = ?", (*values, entry_id))  # noqa: S608 - constant text, no values in it
            after = select_entries(connection, "WHERE id = ?", (entry_id,))[0]
            at = self._now().isoformat()
            connection.execute(
                "INSERT INTO actions (entry_id, at, actor, action, reason, before, after)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (entry_id, at, actor, action, reason, pack(before.payload), pack(after.payload)),
            )
            return after

        acted = self._file.write(run)
        log.info("journal_entry_changed", action=action, entry=entry_id, actor=actor, reason=reason)
        self._events.emit(action, acted.key, actor=actor, entry=entry_id, reason=reason)
        return acted

    # Replaying

    def replay(
        self, apply: Callable[[HeldWrite], object], refused: tuple[type[Exception], ...] = ()
    ) -> ReplayReport:
        """Apply what is held, oldest first.

        An exception in `refused` makes a dead letter of its entry, and so does a payload damaged on disk; the
        later ones of its key wait. Any other keeps the entry and its key waiting, and two in a row stop the
        replay. Raises JournalUnavailable.
        """
        started = self._clock()
        owner = uuid4().hex
        applied = dead = 0
        stopped_by = None
        while stopped_by is None and (entries := self._claim(owner)):
            batch = Batch(self._clock() + self._lease / 2)
            try:
                stopped_by = batch.run(entries, apply, refused, self._clock)
            finally:
                self._file.write(lambda it, batch=batch: batch.settle(it, owner))  # type: ignore[misc]
            applied += len(batch.applied)
            dead += len(batch.dead)
            if batch.failed and not batch.applied:
                stopped_by = batch.failed[-1][0]
            self._tell(batch)
        pending = self._count("state = 'pending'")
        blocked = self._count(f"state = 'pending' AND {BLOCKED}")
        self._file.keep_reserve()
        if applied:
            self._events.emit(EventKind.JOURNAL_REPLAYED, "journal", count=applied, waiting=pending)
        return ReplayReport(applied, dead, pending - blocked, blocked, stopped_by, self._clock() - started)

    def _tell(self, batch: Batch) -> None:
        for entry, reason in batch.dead:
            log.warning("journal_dead_letter", write=entry.kind, entry=entry.id, reason=reason)
            self._events.emit(
                EventKind.JOURNAL_DEAD_LETTER, entry.key, write=entry.kind, entry=entry.id, reason=reason
            )

    def _claim(self, owner: str) -> list[HeldWrite]:
        def take(connection: sqlite3.Connection) -> list[HeldWrite]:
            return claim(connection, owner, now=self._now(), lease=self._lease)

        try:
            return self._file.write(take)
        except JournalUnavailable:
            # On a full disk what is held could be neither marked nor applied, and so would make no room.
            if not self._file.release_reserve():
                raise
            return self._file.write(take)

    def _count(self, condition: str, values: tuple[Any, ...] = ()) -> int:
        count = f"SELECT count(*) FROM entries AS e WHERE {condition}"  # noqa: S608 - constant text, no values in it
        return self._file.read(lambda it: int(it.execute(count, values).fetchone()[0]))

    def close(self) -> None:
        self._file.close()
        self._presence.leave()


def _dead_letter(connection: sqlite3.Connection, entry_id: int) -> HeldWrite:
    found = select_entries(connection, "WHERE id = ? AND state = 'dead'", (entry_id,))
    if not found:
        raise NoSuchEntry(f"no dead letter has the id {entry_id!r}; GET /api/held lists those there are")
    return found[0]

"""What a journal holds, and how a claimed batch of it is applied and settled."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.resilience.codec import unpack
from core.resilience.journal_tables import COLUMNS
from core.telemetry.clock import Monotonic

UNREADABLE = "unreadable"
_DAMAGED = "its payload on disk is damaged; correct it or drop it"
_BEHIND = "(SELECT min(b.id) FROM entries AS b WHERE b.key = e.key AND b.id < e.id AND b.state = 'dead')"
BLOCKED = f"{_BEHIND} IS NOT NULL"
"""Of an entry `e`: a dead letter of its key stands before it."""


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
    is_readable: bool = True
    """False where the payload on disk is damaged; `payload` then holds its text under UNREADABLE."""
    behind: int | None = None
    """Id of the dead letter of the same key that has to be settled before this one is tried."""

    @property
    def needs_operator(self) -> bool:
        """Whether it stays until an operator settles it, or the dead letter that it waits behind."""
        return self.state == "dead" or self.behind is not None


@dataclass(frozen=True, slots=True)
class ReplayReport:
    applied: int
    dead_lettered: int
    waiting: int
    """Entries that another replay may land: not reached, failed, or claimed by another process."""
    blocked: int
    """Entries behind a dead letter of their key: only an operator who settles that lets them go on."""
    stopped_by: str | None
    """What stopped the replay before its end; None when it went through."""
    seconds: float


def select_entries(connection: sqlite3.Connection, condition: str, values: Any) -> list[HeldWrite]:
    """Entries `e` that meet `condition`."""
    rows = connection.execute(f"SELECT {COLUMNS}, {_BEHIND} FROM entries AS e {condition}", values)  # noqa: S608 - constant text, no values in it
    return [_entry(row) for row in rows]


def _entry(row: Sequence[Any]) -> HeldWrite:
    payload, is_readable = _payload(row[3])
    return HeldWrite(
        id=row[0],
        kind=row[1],
        key=row[2],
        payload=payload,
        actor=row[4],
        idempotency_key=row[5],
        held_at=datetime.fromisoformat(row[6]),
        request_id=row[7],
        state=row[8],
        attempts=row[9],
        reason=row[10],
        is_readable=is_readable,
        behind=row[11],
    )


def _payload(text: object) -> tuple[dict[str, Any], bool]:
    """What was held, and whether that can be told from `text`. One that cannot must not stop the others."""
    try:
        payload = unpack(text) if isinstance(text, str) else None
    except ValueError:
        payload = None
    return (payload, True) if isinstance(payload, dict) else ({UNREADABLE: str(text)}, False)


class Batch:
    """The entries of one claim, on their way to applied, dead or given back."""

    def __init__(self, ends_at: float) -> None:
        """`ends_at`: monotonic time after which no further entry is started, well inside the lease."""
        self._ends_at = ends_at
        self.applied: list[int] = []
        self.dead: list[tuple[HeldWrite, str]] = []
        """Each with why it was refused."""
        self.failed: list[tuple[str, int]] = []

    def run(
        self,
        entries: list[HeldWrite],
        apply: Callable[[HeldWrite], object],
        refused: tuple[type[Exception], ...],
        clock: Monotonic,
    ) -> str | None:
        """Apply in order; what stopped it, or None.

        One failure holds up its own key alone: something may be in the way of that one write. A second in a
        row, of another key, is taken for an outage and stops the rest.
        """
        blocked: set[str] = set()
        failed_before = False
        for entry in entries:
            if entry.key in blocked:
                continue
            if clock() >= self._ends_at:
                return None
            failure = self._try(entry, apply, refused)
            if failure is not None and failed_before:
                return failure
            failed_before = failure is not None
            if self.applied[-1:] != [entry.id]:
                blocked.add(entry.key)
        return None

    def _try(
        self, entry: HeldWrite, apply: Callable[[HeldWrite], object], refused: tuple[type[Exception], ...]
    ) -> str | None:
        """Apply one entry, or let it be dead; what kept it from either, or None."""
        if not entry.is_readable:
            self.dead.append((entry, _DAMAGED))
            return None
        try:
            apply(entry)
        except refused as error:
            self.dead.append((entry, _words(error)))
        except Exception as error:  # noqa: BLE001 - reported as what stopped the replay
            self.failed.append((_words(error), entry.id))
            return _words(error)
        else:
            self.applied.append(entry.id)
        return None

    def settle(self, connection: sqlite3.Connection, owner: str) -> None:
        connection.executemany("DELETE FROM entries WHERE id = ?", [(number,) for number in self.applied])
        connection.executemany(
            "UPDATE entries SET state = 'dead', reason = ?, attempts = attempts + 1 WHERE id = ?",
            [(reason, entry.id) for entry, reason in self.dead],
        )
        connection.executemany(
            "UPDATE entries SET reason = ?, attempts = attempts + 1 WHERE id = ?", self.failed
        )
        connection.execute(
            "UPDATE entries SET claimed_by = NULL, claimed_until = 0 WHERE claimed_by = ?", (owner,)
        )


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"

"""What operators did and what drills showed, on this machine's disk: readable with every dependency out."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from core.resilience.events import Event, EventKind
from core.telemetry.context import request_id_or_none

T = TypeVar("T")

ACTIONS = frozenset(
    {
        EventKind.MODE,
        EventKind.FAULT_INJECTED,
        EventKind.FAULT_STOPPED,
        EventKind.DRILL_STARTED,
        EventKind.DRILL_STOPPED,
        EventKind.JOURNAL_EDITED,
        EventKind.JOURNAL_RETRIED,
        EventKind.JOURNAL_DROPPED,
    }
)
"""Kinds of events that are somebody's doing."""

_LOCK_SECONDS = 2.0
"""Longest wait for another process that uses the file."""
_TURN_SECONDS = 5.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS actions (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    request_id TEXT
);
CREATE TABLE IF NOT EXISTS reports (
    id TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    started_at TEXT NOT NULL,
    open INTEGER NOT NULL,
    content TEXT NOT NULL
);
"""


class RecordUnavailable(Exception):  # noqa: N818 - a state of the disk, not one mistake
    """The record cannot be read or written: the disk is full, gone or damaged."""

    code = "RECORD_UNAVAILABLE"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing somebody did."""

    at: datetime
    """UTC."""
    actor: str
    action: str
    """A stable name such as `breaker.mode` or `invoice.approve`."""
    subject: str
    detail: Mapping[str, Any]
    request_id: str | None


class Record:
    """One SQLite file, every commit on disk before it returns. Safe from any thread and process."""

    def __init__(self, path: Path) -> None:
        """Touches nothing yet."""
        self._path = path
        self._turn = Lock()

    def hear(self, event: Event) -> None:
        """Keep what somebody did; other events pass. Raises RecordUnavailable."""
        if event.kind not in ACTIONS or event.actor is None:
            return
        detail = json.dumps(dict(event.data), default=str)
        row = (event.at.isoformat(), event.actor, event.kind, event.subject, detail, request_id_or_none())
        self._write(
            "INSERT INTO actions (at, actor, action, subject, detail, request_id) VALUES (?, ?, ?, ?, ?, ?)",
            row,
        )

    def actions(self, limit: int = 1000) -> list[Action]:
        """The latest, newest first. Raises RecordUnavailable."""
        rows = self._read(
            "SELECT at, actor, action, subject, detail, request_id FROM actions ORDER BY id DESC LIMIT ?",
            (limit,),
        )
        return [
            Action(datetime.fromisoformat(at), actor, action, subject, json.loads(detail), request_id)
            for at, actor, action, subject, detail, request_id in rows
        ]

    def keep_report(
        self, report_id: str, subject: str, started_at: datetime, content: Mapping[str, Any], *, open_: bool
    ) -> None:
        """Keep a report, or put it in the place of the one with its id. Raises RecordUnavailable.

        `open_`: it is under way; `open_reports` finds it after a crash.
        """
        self._write(
            "INSERT OR REPLACE INTO reports (id, subject, started_at, open, content) VALUES (?, ?, ?, ?, ?)",
            (report_id, subject, started_at.isoformat(), int(open_), json.dumps(dict(content))),
        )

    def reports(self, limit: int = 100) -> list[dict[str, Any]]:
        """Finished reports, newest first. Raises RecordUnavailable."""
        return self._contents("WHERE open = 0 ORDER BY started_at DESC LIMIT ?", (limit,))

    def open_reports(self) -> list[dict[str, Any]]:
        """Reports that were under way when they were last kept. Raises RecordUnavailable."""
        return self._contents("WHERE open = 1", ())

    def _contents(self, condition: str, values: tuple[Any, ...]) -> list[dict[str, Any]]:
        rows = self._read(f"SELECT content FROM reports {condition}", values)  # noqa: S608 - constant text
        return [json.loads(content) for (content,) in rows]

    def _read(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        return self._with(lambda it: it.execute(statement, values).fetchall())

    def _write(self, statement: str, values: tuple[Any, ...]) -> None:
        self._with(lambda it: it.execute(statement, values))

    def _with(self, work: Callable[[sqlite3.Connection], T]) -> T:
        # SQLite lets whoever asks at the right moment have the file: in a burst some would wait in vain.
        if not self._turn.acquire(timeout=_TURN_SECONDS):
            raise RecordUnavailable(f"the record {self._path.name} is busy: the disk is slow")
        try:
            return self._in_turn(work)
        finally:
            self._turn.release()

    def _in_turn(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            with closing(sqlite3.connect(self._path, timeout=_LOCK_SECONDS)) as connection, connection:
                connection.execute("PRAGMA synchronous=FULL")
                connection.executescript(_SCHEMA)
                return work(connection)
        except sqlite3.Error as error:
            raise RecordUnavailable(f"the record {self._path.name} is out of reach: {error}") from error

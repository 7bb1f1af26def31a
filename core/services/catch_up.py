"""Lands what waited for a dependency: held writes in the database, spooled originals in S3."""

from collections.abc import Callable
from typing import Protocol

from core.resilience.journal import HeldWrite, ReplayReport
from core.services.storage import UploadReport

AGAIN = 2.0
"""Seconds from a try that left something waiting to the next, while the circuit stays closed."""


class HeldWrites(Protocol):
    @property
    def pending_count(self) -> int: ...


class Database(Protocol):
    @property
    def is_read_only(self) -> bool: ...


class Replaying(Protocol):
    def replay(self, landed: Callable[[HeldWrite], object]) -> ReplayReport: ...


class Storage(Protocol):
    @property
    def spooled_count(self) -> int: ...
    @property
    def is_out(self) -> bool: ...
    def upload_spooled(self) -> UploadReport: ...


class CatchUp:
    """Steps of the recovery loop, each only while its dependency is there to take what waits.

    A circuit that closes wakes the loop. What is left over with the circuit closed, by a failure that did not
    open it or by another process's claim, has no such signal: `wanted_in` asks for another round.
    """

    def __init__(
        self,
        database: Database,
        ledger: Replaying,
        journal: HeldWrites,
        storage: Storage,
        *,
        landed: Callable[[HeldWrite], object],
        caught_up: Callable[[], object],
    ) -> None:
        """`landed` hears of each held write that the database has taken; it must not raise.

        `caught_up` is called once after a round in which some were.
        """
        self._landed = landed
        self._caught_up = caught_up
        self._database = database
        self._ledger = ledger
        self._journal = journal
        self._storage = storage
        self._left_over: set[str] = set()

    @property
    def steps(self) -> dict[str, Callable[[], object]]:
        """By name, in the order in which they run."""
        return {"replay journal": self.replay_journal, "upload spooled originals": self.upload_spooled}

    def wanted_in(self) -> float | None:
        """Seconds until another try is wanted; None where nothing is left over."""
        return AGAIN if self._left_over else None

    def replay_journal(self) -> None:
        """Raises JournalUnavailable."""
        self._left_over.discard("journal")
        if self._database.is_read_only or not self._journal.pending_count:
            return
        report = self._ledger.replay(self._landed)
        if report.waiting:
            self._left_over.add("journal")
        if report.applied:
            self._caught_up()

    def upload_spooled(self) -> None:
        """Upload what is spooled. What S3 refuses for good stays, and is tried again with the next round."""
        self._left_over.discard("spool")
        if self._storage.is_out or not self._storage.spooled_count:
            return
        report = self._storage.upload_spooled()
        if report.waiting > len(report.refused):
            self._left_over.add("spool")

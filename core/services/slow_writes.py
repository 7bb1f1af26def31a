"""Held writes that time out again and again with a database that is well: they themselves are the cause."""

from collections import Counter
from collections.abc import Callable, Iterable

from core.services.errors import CommitUnknown, DatabaseUnavailable

_MOST = 5
"""Times that a held write may time out while the database answers, before it is taken for the cause."""


class SlowWrites:
    """Counts by idempotency key, in this process."""

    def __init__(self, is_well: Callable[[], bool]) -> None:
        """`is_well` asks the database something else: that tells a slow write from an outage.

        An answer to it keeps the circuit closed, too.
        """
        self._is_well = is_well
        self._timed_out: Counter[str] = Counter()
        self._committing: set[str] = set()
        """Of writes whose commit did not end in time: the server may still be at it, which keeps every
        further try of them waiting for its locks."""

    def note_commit(self, idempotency_keys: Iterable[str], error: Exception) -> None:
        """Remember writes whose commit did not end in time, if that is what `error` says."""
        if isinstance(error, CommitUnknown) and _timed_out(error):
            self._committing.update(idempotency_keys)

    def verdict(self, idempotency_key: str, outage: DatabaseUnavailable) -> str | None:
        """Count one more try that failed; where that was the last it gets, why it is given up."""
        committing = idempotency_key in self._committing
        if not (committing or _timed_out(outage)) or not self._is_well():
            return None
        self._timed_out[idempotency_key] += 1
        if self._timed_out[idempotency_key] < _MOST:
            return None
        self.forget(idempotency_key)
        told = f"it timed out {_MOST} times while the database answered other questions: {outage}"
        may_be_there = "; it may have landed or still land, and sent again it is not entered twice"
        return told + may_be_there if committing else told

    def forget(self, idempotency_key: str) -> None:
        """It has landed, or been given up."""
        self._timed_out.pop(idempotency_key, None)
        self._committing.discard(idempotency_key)


def _timed_out(outage: DatabaseUnavailable) -> bool:
    return any(reason.code == "TIMED_OUT" for reason in outage.reason.each())

"""Who else is on the same file: a lock between processes that the system lets go of when its holder dies."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)


class Presence:
    """Held from `enter` to `leave` by everyone who works on a file; a killed process leaves at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock: int | None = None

    def enter(self) -> bool:
        """Be there from now on. Whether nobody else is, for certain; not where the lock cannot be had."""
        try:
            self._lock = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            alone = self._is_alone(self._lock)
            fcntl.flock(self._lock, fcntl.LOCK_SH)
        except OSError as error:
            log.warning("presence_unknown", path=str(self._path), error=str(error))
            return False
        return alone

    def leave(self) -> None:
        lock, self._lock = self._lock, None
        if lock is not None:
            with suppress(OSError):
                os.close(lock)

    @staticmethod
    def _is_alone(lock: int) -> bool:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

"""A lock between threads and processes that the system lets go of when its holder dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.telemetry.clock import monotonic

_LOOK_AGAIN = 0.01


@contextmanager
def exclusive(path: Path, patience: float) -> Iterator[None]:
    """Nobody else is in such a block with the file at `path`, which is made where it is missing.

    Raises OSError; TimeoutError, which is one, where another stays in it for more than `patience` seconds.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(handle, path, monotonic() + patience)
        yield
    finally:
        os.close(handle)


def _take(handle: int, path: Path, ends_at: float) -> None:
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        if monotonic() >= ends_at:
            raise TimeoutError(f"another process does not let go of {path}")
        time.sleep(_LOOK_AGAIN)

"""Asks a silent dependency again in its users' place, so that a lone user need not wait for each failure."""

import threading
from collections.abc import Callable
from typing import Protocol

import structlog

log = structlog.get_logger(__name__)

_MOST_AT_ONCE = 8


class Counting(Protocol):
    """What a check-up needs of a breaker."""

    @property
    def current_state(self) -> str: ...
    @property
    def fail_max(self) -> int: ...
    @property
    def fail_counter(self) -> int: ...


class CheckUp:
    """Makes the calls that are still missing to `fail_max`, all at once, each with a whole deadline.

    So a frozen server opens its circuit within two deadlines of the first call that met it, while `fail_max`
    stays what it is and no call is cut shorter than a user's. It ends with the first answer, which moves
    nothing: users' own calls may still fail, and their count stands.
    """

    def __init__(self, breaker: Counting, ask: Callable[[], bool]) -> None:
        """`ask` makes one call through the breaker; whether it was answered."""
        self._breaker = breaker
        self._ask = ask
        self._lock = threading.Lock()
        self._running = False
        self._closed = False

    def begin(self) -> None:
        """Start one in the background, unless one is under way or the circuit has opened."""
        with self._lock:
            if self._running or self._closed or self._breaker.current_state != "closed":
                return
            self._running = True
        threading.Thread(target=self._run, name="check-up", daemon=True).start()

    def close(self) -> None:
        """Ask nothing more. What is under way ends with its deadline."""
        self._closed = True

    def _run(self) -> None:
        try:
            # Bounded, for where an operator has disabled the breaker it never opens.
            for _ in range(-(-self._breaker.fail_max // _MOST_AT_ONCE)):
                missing = self._breaker.fail_max - self._breaker.fail_counter
                if self._closed or self._breaker.current_state != "closed" or self._round(missing):
                    return
        finally:
            self._running = False

    def _round(self, missing: int) -> bool:
        """Ask so often at once; whether any was answered."""
        answered: list[bool] = []
        threads = [
            threading.Thread(target=self._ask_once, args=(answered,), name="check-up", daemon=True)
            for _ in range(max(1, min(missing, _MOST_AT_ONCE)))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return any(answered)

    def _ask_once(self, answered: list[bool]) -> None:
        try:
            answered.append(self._ask())
        except Exception:
            # Nobody waits for it; a user's own call meets the same, and is told.
            log.exception("check_up_failed")

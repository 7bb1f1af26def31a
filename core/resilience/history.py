"""Which state each breaker was in lately: what heartbeat bars and state bands are drawn from."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from core.resilience.events import Event, EventKind, EventLog
from core.telemetry.clock import WallClock, utc_now

KEPT_SECONDS = 6 * 3600.0
"""As far back as the latency windows reach."""
_CHANGES_KEPT = 5000
_AUTOMATIC = "automatic"


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of time in one state."""

    began: datetime
    """UTC."""
    ended: datetime
    state: str
    """closed, open or half-open; forced-open or disabled while an operator holds it."""


@dataclass(frozen=True, slots=True)
class _Change:
    at: datetime
    state: str


class _Track:
    """One breaker's changes, oldest first; the first says what held before any of them."""

    def __init__(self, began: datetime) -> None:
        self.state, self.mode = "closed", _AUTOMATIC
        self.changes: deque[_Change] = deque([_Change(began, "closed")], maxlen=_CHANGES_KEPT)

    def note(self, event: Event) -> None:
        if event.kind is EventKind.MODE:
            self.mode = str(event.data["mode"])
        else:
            self.state = str(event.data["new"])
        shown = self.state if self.mode == _AUTOMATIC else self.mode
        if shown != self.changes[-1].state:
            self.changes.append(_Change(event.at, shown))


class StateHistory:
    """Listens to an event log from the moment it is made. Safe from any thread."""

    def __init__(self, events: EventLog, breakers: Iterable[str], now: WallClock = utc_now) -> None:
        """`breakers`: their names; they are taken to be closed and automatic now."""
        self._now = now
        self._lock = Lock()
        began = now()
        self._tracks = {name: _Track(began) for name in breakers}
        events.subscribe(self._hear)

    def bands(self, breaker: str, seconds: float) -> list[Band]:
        """States over the last `seconds`, oldest first, without gaps; from the start where that is nearer.

        KeyError for a breaker that is not watched, ValueError outside 0 to KEPT_SECONDS.
        """
        if not 0 < seconds <= KEPT_SECONDS:
            raise ValueError(f"the history reaches {KEPT_SECONDS:g} seconds back, not {seconds!r}")
        now = self._now()
        with self._lock:
            changes = list(self._tracks[breaker].changes)
        first = now - timedelta(seconds=seconds)
        ends = [*(change.at for change in changes[1:]), now]
        return [
            Band(max(change.at, first), end, change.state)
            for change, end in zip(changes, ends, strict=True)
            if end > first
        ]

    def _hear(self, event: Event) -> None:
        track = self._tracks.get(event.subject)
        if track is not None and event.kind in (EventKind.TRANSITION, EventKind.MODE):
            with self._lock:
                track.note(event)

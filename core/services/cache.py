"""Redis behind its breaker, or a bounded cache inside the process. While Redis is out, all is a miss."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from core.resilience.events import EventLog
from core.services.cache_stores import RAISERS, classify, open_store
from core.services.errors import CacheUnavailable
from core.services.guard import BreakerLike, FaultsLike, Guard, Meter
from core.services.health import Health
from core.services.served import Served, Source
from core.settings import Settings
from core.telemetry.clock import Monotonic, monotonic

T = TypeVar("T")

_STALE_KEYS = 10_000


class CacheService:
    """Bytes by key, for a time. Never raises for the cache's sake: `reason` says why an answer is a miss."""

    def __init__(
        self,
        settings: Settings,
        breaker: BreakerLike,
        faults: FaultsLike,
        meter: Meter,
        *,
        events: EventLog | None = None,
        clock: Monotonic = monotonic,
    ) -> None:
        """Connects to nothing yet. `breaker` is built with `ignore=(NotAFailure,)`.

        Raises ValueError for a URL that is not Redis's.
        """
        self.configured = settings.redis_url is not None
        self._store = open_store(settings, clock)
        self._clock = clock
        self._lock = threading.Lock()
        self._flights: dict[str, Future[Served[bytes]]] = {}
        self._stale: set[str] = set()
        """Keys that changed while Redis was out, where it may still hold what was there before."""
        self._guard = Guard(
            "redis",
            breaker,
            faults,
            meter,
            deadline=settings.redis_deadline,
            raisers=RAISERS,
            classify=classify,
            unavailable=CacheUnavailable,
            events=events,
            clock=clock,
        )

    def get(self, key: str) -> Served[bytes | None]:
        """What is kept under `key`, or None: it is not there, has expired, or the cache is out (`reason`)."""
        started = self._clock()
        try:
            value = self._call("get", lambda: self._store.get(key))
        except CacheUnavailable as outage:
            return self._guard.served(None, Source.BYPASSED, started, reason=outage.reason)
        return self._guard.served(value, Source.CACHE if value is not None else Source.LIVE, started)

    def set(self, key: str, value: bytes, ttl: float) -> Served[bool]:
        """Keep `value` for `ttl` seconds; whether it was kept. What was kept before never outlives this."""
        return self._change("set", key, lambda: self._store.set(key, value, ttl))

    def delete(self, key: str) -> Served[bool]:
        """Forget `key`; whether that is done already. If not, it is done before Redis is next read."""
        return self._change("delete", key, lambda: self._store.delete(key))

    def get_or_load(
        self,
        key: str,
        load: Callable[[], bytes],
        ttl: float,
        *,
        accept: Callable[[bytes], bool] = lambda _: True,
    ) -> Served[bytes]:
        """What is kept and `accept`ed, else what `load` gives, kept from then on for `ttl` seconds.

        However many ask for one key at once in this process, one of them looks and loads, and all get its
        answer or its error: a crowd reaches the database once, also while Redis is out.
        """
        while True:
            with self._lock:
                flight = self._flights.get(key)
                leads = flight is None
                if flight is None:
                    flight = self._flights[key] = Future()
            if leads:
                return self._lead(key, flight, lambda: self._get_or_load(key, load, ttl, accept))
            try:
                return flight.result()
            except _Abandoned:
                continue

    def _lead(
        self, key: str, flight: "Future[Served[bytes]]", answer: Callable[[], Served[bytes]]
    ) -> Served[bytes]:
        # Whatever ends the leader, even a stop of its thread, must not leave the others waiting.
        failure: Exception = _Abandoned()
        try:
            answered = answer()
        except Exception as error:
            failure = error
            raise
        else:
            flight.set_result(answered)
            return answered
        finally:
            with self._lock:
                del self._flights[key]
            if not flight.done():
                flight.set_exception(failure)

    def _get_or_load(
        self, key: str, load: Callable[[], bytes], ttl: float, accept: Callable[[bytes], bool]
    ) -> Served[bytes]:
        started = self._clock()
        found = self.get(key)
        if found.value is not None and accept(found.value):
            return self._guard.served(found.value, Source.CACHE, started)
        value = load()
        if found.source is not Source.BYPASSED:
            self.set(key, value, ttl)
        return self._guard.served(value, Source.LIVE, started, reason=found.reason)

    def health(self) -> Health:
        """Ask the cache for an answer, through the breaker, and say how that went. Raises nothing of it."""
        started = self._clock()
        ok, detail = True, self._store.shown
        try:
            self._call("ping", self._store.ping)
        except CacheUnavailable as outage:
            ok, detail = False, str(outage)
        return self._guard.health(started, configured=self.configured, ok=ok, detail=detail)

    def probe(self) -> Health:
        """Test whether the cache is back; what the recovery loop calls while the breaker is half-open."""
        return self.health()

    def watch(self) -> None:
        """Follow every silence up in the background, until close (see check_up.py)."""
        self._guard.follow_up(self._store.ping)

    def close(self) -> None:
        """Close every connection."""
        self._guard.close()
        self._store.close()

    def _call(self, operation: str, work: Callable[[], T]) -> T:
        def after_forgetting() -> T:
            with self._lock:
                stale = list(self._stale)
            if stale:
                self._store.delete(*stale)
                with self._lock:
                    self._stale.difference_update(stale)
            return work()

        return self._guard.call(operation, after_forgetting)

    def _change(self, operation: str, key: str, work: Callable[[], None]) -> Served[bool]:
        started = self._clock()
        try:
            self._call(operation, work)
        except CacheUnavailable as outage:
            with self._lock:
                if len(self._stale) < _STALE_KEYS:
                    self._stale.add(key)
            return self._guard.served(
                value=False, source=Source.BYPASSED, started=started, reason=outage.reason
            )
        return self._guard.served(value=True, source=Source.LIVE, started=started)


class _Abandoned(Exception):  # noqa: N818 - says that nobody answers, no error of its own
    pass

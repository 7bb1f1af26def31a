"""Where cached bytes are kept: Redis, or a bounded dictionary inside the process."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.resilience.faults import FaultKind
from core.resilience.reason import Reason
from core.services.errors import CacheKeyTaken, CacheMisconfigured, CacheUnavailable
from core.services.guard import Raisers
from core.services.helpers import Helpers
from core.settings import Settings
from core.telemetry.clock import Monotonic

T = TypeVar("T")

_PREFIX = "fusible:"
_LOCAL_BYTES = 64 * 1024**2


class CacheStore(Protocol):
    shown: str

    def get(self, key: str) -> bytes | None: ...
    def set(self, key: str, value: bytes, ttl: float) -> None: ...
    def delete(self, *keys: str) -> None: ...
    def ping(self) -> None: ...
    def close(self) -> None: ...


class LocalStore:
    """The least recently used go first, by number and by size; the expired go when met."""

    def __init__(self, max_entries: int, clock: Monotonic) -> None:
        self.shown = "inside the process"
        self._max_entries = max_entries
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._bytes = 0

    def get(self, key: str) -> bytes | None:
        with self._lock:
            found = self._entries.get(key)
            if found is None:
                return None
            if found[1] <= self._clock():
                self._remove(key)
                return None
            self._entries.move_to_end(key)
            return found[0]

    def set(self, key: str, value: bytes, ttl: float) -> None:
        with self._lock:
            self._remove(key)
            self._entries[key] = (value, self._clock() + ttl)
            self._bytes += len(value)
            while len(self._entries) > self._max_entries or self._bytes > _LOCAL_BYTES:
                self._remove(next(iter(self._entries)))

    def delete(self, *keys: str) -> None:
        with self._lock:
            for key in keys:
                self._remove(key)

    def ping(self) -> None:
        return

    def close(self) -> None:
        return

    def _remove(self, key: str) -> None:
        value, _ = self._entries.pop(key, (b"", 0.0))
        self._bytes -= len(value)


class RedisStore:
    def __init__(self, url: str, deadline: float) -> None:
        """`deadline` in seconds bounds the connect and the answer; nothing is retried behind our back."""
        self._helpers = Helpers("redis")
        self._longest = 2 * deadline
        try:
            self._client: redis.Redis = redis.Redis.from_url(
                url,
                socket_timeout=deadline,
                socket_connect_timeout=deadline,
                retry=Retry(NoBackoff(), 0),
                max_connections=200,
            )
        except ValueError as error:
            raise ValueError("the Redis URL cannot be read; it looks like redis://host:6379/0") from error
        where = self._client.connection_pool.connection_kwargs
        self.shown = f"redis://{where.get('host', where.get('path', ''))}:{where.get('port', '')}"

    def get(self, key: str) -> bytes | None:
        value = self._within(lambda: self._client.get(_PREFIX + key))
        return value.encode() if isinstance(value, str) else value

    def set(self, key: str, value: bytes, ttl: float) -> None:
        self._within(lambda: self._client.set(_PREFIX + key, value, px=max(1, int(ttl * 1000))))

    def delete(self, *keys: str) -> None:
        self._within(lambda: self._client.delete(*(_PREFIX + key for key in keys)))

    def ping(self) -> None:
        self._within(self._client.ping)

    def close(self) -> None:
        self._helpers.close()
        self._client.close()

    def _within(self, work: Callable[[], T]) -> T:
        try:
            return self._helpers.run(work, self._longest)
        except TimeoutError as late:
            raise redis.TimeoutError("no whole answer in time") from late


def open_store(settings: Settings, clock: Monotonic) -> CacheStore:
    """Connects to nothing yet. Raises ValueError for a URL that is not Redis's."""
    if settings.redis_url is None:
        return LocalStore(settings.cache_max_entries, clock)
    return RedisStore(settings.redis_url.get_secret_value(), settings.redis_deadline)


def classify(error: Exception) -> Exception:
    """The service's own error for what redis-py raised; others pass unchanged."""
    match error:
        case redis.AuthenticationError() | redis.exceptions.NoPermissionError():
            return CacheMisconfigured(_reason("REFUSES_US", f"Redis refuses us: {error}"))
        case redis.TimeoutError():
            return CacheUnavailable(_reason("TIMED_OUT", "Redis did not answer in time"))
        case redis.ConnectionError():
            return CacheUnavailable(_reason("UNREACHABLE", "Redis cannot be reached, or broke off"))
        case redis.ResponseError() if str(error).startswith("WRONGTYPE"):
            return CacheKeyTaken(_reason("FAILED", "Redis holds something else under this key"))
        case redis.RedisError() | OSError():
            return CacheUnavailable(_reason("FAILED", f"Redis failed: {str(error)[:200]}"))
    return error


def _reason(code: str, text: str) -> Reason:
    return Reason(code, text, {"dependency": "redis"})


RAISERS: Raisers = {
    FaultKind.REFUSE: lambda: redis.ConnectionError("connection refused (injected fault)"),
    FaultKind.HANG: lambda: redis.TimeoutError("timeout reading from socket (injected fault)"),
    FaultKind.ERROR: lambda: redis.ResponseError("ERR internal error (injected fault)"),
    FaultKind.THROTTLE: lambda: redis.ConnectionError("max number of clients reached (injected fault)"),
    FaultKind.MALFORMED: lambda: redis.InvalidResponse("protocol error (injected fault)"),
    FaultKind.DROP: lambda: redis.ConnectionError("connection closed by server (injected fault)"),
}

"""Copies of what was read from the database, in the cache and in the local snapshot, each with its age."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.resilience.codec import pack, unpack
from core.services.cache import CacheService
from core.services.errors import QueryError
from core.services.served import Source
from core.services.snapshot import Snapshot
from core.telemetry.clock import WallClock

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Copy:
    rows: Rows
    source: Source
    age: float
    """Seconds since it was read from the database."""


class Copies:
    """Keeps every answer twice, and finds the newest copy."""

    def __init__(self, cache: CacheService, snapshot: Snapshot, *, ttl: float, now: WallClock) -> None:
        """`ttl`: seconds that a copy stays in the cache."""
        self.cache = cache
        self.ttl = ttl
        self._snapshot = snapshot
        self._now = now

    def keep(self, key: str, rows: Rows) -> bytes:
        """Keep an answer just read; the body it is kept as. Raises QueryError where a type cannot be kept."""
        at = self._now()
        try:
            body = f"{at.isoformat()}\n{pack(rows)}".encode()
        except (TypeError, ValueError) as error:
            raise QueryError(f"a column's type is not served: {error}", code="UNSERVED_TYPE") from error
        self.cache.set(key, body, self.ttl)
        self._snapshot.keep(key, body, at)
        return body

    def newest(self, key: str) -> Copy | None:
        """The newest copy there is, of the cache and the snapshot."""
        bodies = (self.cache.get(key).value, Source.CACHE), (self._snapshot.find(key), Source.SNAPSHOT)
        found = [(self.age(body), source, body) for body, source in bodies if body is not None]
        if not found:
            return None
        _, source, body = min(found, key=lambda one: one[0])
        return self.read(body, source)

    def read(self, body: bytes, source: Source) -> Copy:
        return Copy(unpack(body.partition(b"\n")[2].decode()), source, self.age(body))

    def age(self, body: bytes) -> float:
        """Seconds since the answer was read from the database."""
        at = datetime.fromisoformat(body.partition(b"\n")[0].decode())
        return max(0.0, (self._now() - at).total_seconds())

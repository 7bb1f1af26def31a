"""Originals in S3 behind its breaker, or in a local folder; spooled while S3 is out, then uploaded."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

import structlog

from core.resilience.events import EventKind, EventLog
from core.resilience.reason import Reason
from core.services.errors import ServiceError, StorageError, StorageMisconfigured, StorageUnavailable
from core.services.folder import Folder, StoredObject, describe
from core.services.guard import BreakerLike, FaultsLike, Guard, Meter
from core.services.health import Health
from core.services.s3_client import RAISERS, S3Bucket, classify
from core.services.served import Served, Source
from core.services.spool import Spool
from core.settings import Settings
from core.telemetry.clock import Monotonic, monotonic

__all__ = [
    "StorageError",
    "StorageMisconfigured",
    "StorageService",
    "StorageUnavailable",
    "StoredObject",
    "UploadReport",
]

T = TypeVar("T")

log = structlog.get_logger(__name__)

_WAITS = Reason("WAITS_TO_UPLOAD", "it waits here to be uploaded")
_WAITS_BEHIND = Reason("WAITS_BEHIND_EARLIER", "an earlier version waits to be uploaded")


@dataclass(frozen=True, slots=True)
class UploadReport:
    uploaded: int
    waiting: int
    """Still in the spool."""
    refused: tuple[str, ...]
    """Keys that S3 does not take, or this machine's disk does not let go of; they stay in the spool."""
    stopped_by: str | None
    """What stopped the upload before its end; None when it went through."""


class _Store(Protocol):
    shown: str

    def put(self, described: StoredObject, content: bytes) -> None: ...
    def get(self, key: str) -> bytes | None: ...
    def delete(self, key: str) -> None: ...
    def check(self) -> None: ...
    def tidy(self) -> None: ...
    def close(self) -> None: ...


class StorageService:
    """Bytes by key, kept for good. Safe from any thread."""

    def __init__(
        self,
        settings: Settings,
        breaker: BreakerLike,
        faults: FaultsLike,
        meter: Meter,
        *,
        events: EventLog,
        clock: Monotonic = monotonic,
    ) -> None:
        """Connects to nothing yet. `breaker` is built with `ignore=(NotAFailure,)`."""
        self.configured = settings.s3_bucket is not None
        self._store: _Store = (
            _LocalStore(settings) if settings.s3_bucket is None else S3Bucket(settings, settings.s3_bucket)
        )
        self._spool = Spool(settings.data_dir / "spool", on_damage=self._tell_damage)
        self._events = events
        self._clock = clock
        self._guard = Guard(
            "s3",
            breaker,
            faults,
            meter,
            deadline=settings.s3_deadline,
            raisers=RAISERS,
            classify=classify,
            unavailable=StorageUnavailable,
            events=events,
            clock=clock,
        )

    def put(self, key: str, content: bytes, content_type: str) -> Served[StoredObject]:
        """Keep `content`: in the storage, or held on this machine's disk (`Source.HELD`), when this returns.

        Raises StorageError for a bad key or content S3 refuses, and StorageUnavailable, with nothing kept,
        where S3 is out and the disk takes nothing either, or what waits on the disk cannot be read.
        """
        started = self._clock()
        described = describe(key, content, content_type)
        with self._spool_at_hand():
            waits = self._spool.describe(key) is not None
        if waits:
            return self._hold(described, content, started, _WAITS_BEHIND)
        try:
            self._guard.call("put", lambda: self._store.put(described, content))
        except StorageUnavailable as outage:
            return self._hold(described, content, started, outage.reason)
        return self._guard.served(described, Source.LIVE, started)

    def get(self, key: str) -> Served[bytes]:
        """The content, checked to be what was put; from the spool if it waits there.

        Raises StorageError (NOT_FOUND, CONTENT_DAMAGED, BAD_KEY), and StorageUnavailable while S3 is out or
        what waits on the disk cannot be read.
        """
        started = self._clock()
        with self._spool_at_hand():
            held = self._spool.get(key)
        if held is not None:
            return self._guard.served(held, Source.HELD, started, reason=_WAITS)
        content = self._guard.call("get", lambda: self._store.get(key))
        if content is None:
            raise StorageError(f"nothing is stored under {key!r}", code="NOT_FOUND")
        return self._guard.served(content, Source.LIVE, started)

    def delete(self, key: str) -> Served[None]:
        """Remove what is stored under `key`, if anything.

        Raises StorageUnavailable: what waits on the disk is still there, to be deleted with another try.
        """
        started = self._clock()
        with self._spool_at_hand():
            described = self._spool.describe(key)
        self._guard.call("delete", lambda: self._store.delete(key))
        if described is not None:
            with self._spool_at_hand():
                self._spool.remove(described)
        return self._guard.served(None, Source.LIVE, started)

    @property
    def is_out(self) -> bool:
        """Whether originals are being spooled right now."""
        return self._guard.state != "closed"

    @property
    def spooled_count(self) -> int:
        """Objects that wait on this machine's disk to be uploaded."""
        return self._spool.count()

    def upload_spooled(self) -> UploadReport:
        """Upload what waits, oldest first, until all is done or S3 is out. Raises nothing for S3's sake."""
        uploaded, refused = 0, list[str]()
        for described, content in self._spool.all():
            try:
                self._upload(described, content)
                uploaded += 1
            except StorageUnavailable as outage:
                return UploadReport(uploaded, self.spooled_count, tuple(refused), str(outage))
            except (StorageError, OSError) as refusal:
                log.warning("spooled_original_stays", key=described.key, reason=str(refusal))
                refused.append(described.key)
        return UploadReport(uploaded, self.spooled_count, tuple(refused), None)

    def _upload(self, described: StoredObject, content: bytes) -> None:
        self._guard.call("upload", lambda: self._store.put(described, content))
        self._spool.remove(described)
        self._events.emit(EventKind.STORAGE_UPLOADED, described.key)

    def _tell_damage(self, key: str) -> None:
        self._events.emit(EventKind.STORAGE_DAMAGED, key)

    @contextmanager
    def _spool_at_hand(self) -> Iterator[None]:
        """Whether something newer than S3's waits here decides what is right; unknown, nothing is done."""
        try:
            yield
        except OSError as error:
            raise StorageUnavailable(
                Reason("SPOOL_OUT_OF_REACH", f"what waits on this machine's disk is out of reach: {error}"),
                retry_after=self._guard.retry_after,
            ) from error

    def _hold(
        self, described: StoredObject, content: bytes, started: float, reason: Reason
    ) -> Served[StoredObject]:
        try:
            self._spool.put(described, content)
        except OSError as error:
            raise StorageUnavailable(
                Reason("DISK_TAKES_NOTHING", f"this machine's disk takes nothing: {error}", also=reason),
                retry_after=self._guard.retry_after,
            ) from error
        log.info("original_spooled", key=described.key, reason=str(reason))
        self._events.emit(EventKind.STORAGE_SPOOLED, described.key, reason=reason)
        return self._guard.served(described, Source.HELD, started, reason=reason)

    def health(self) -> Health:
        """Ask for the bucket, through the breaker, and say how that went. Raises nothing of it."""
        started = self._clock()
        ok, detail = True, self._store.shown
        try:
            self._guard.call("health", self._store.check)
        except ServiceError as error:
            ok, detail = False, str(error)
        if damaged := self._spool.damaged_count:
            detail += f"; {damaged} damaged, set aside in {self._spool.damaged_at}"
        return self._guard.health(started, configured=self.configured, ok=ok, detail=detail)

    def probe(self) -> Health:
        """Test whether S3 is back; what the recovery loop calls while the breaker is half-open."""
        return self.health()

    def tidy(self) -> None:
        """Remove what killed processes have left of files half written. Raises OSError."""
        self._spool.remove_left_behind()
        self._store.tidy()

    def watch(self) -> None:
        """Follow every silence up in the background, until close (see check_up.py)."""
        self._guard.follow_up(self._store.check)

    def close(self) -> None:
        """Close every connection."""
        self._guard.close()
        self._store.close()


class _LocalStore:
    def __init__(self, settings: Settings) -> None:
        root = settings.data_dir / "storage"
        self._root = root
        self._folder = Folder(root)
        self.shown = f"the folder {root}"
        self.put, self.get, self.delete = self._folder.put, self._folder.get, self._folder.delete
        self.tidy = self._folder.remove_left_behind

    def check(self) -> None:
        """Raises OSError where the folder cannot be used."""
        self._root.mkdir(parents=True, exist_ok=True)

    def close(self) -> None:
        return

"""The ways a service can fail to do what it was asked, told apart because each is handled differently."""

from typing import ClassVar

from core.resilience.reason import Reason


class ServiceError(Exception):
    """Base of what the services raise. `code` is stable; the words for people are in the catalogs."""

    code: str = "SERVICE_ERROR"


class Unavailable(ServiceError):  # noqa: N818 - a state of the dependency, not one mistake
    """The dependency is out: it refused, hung, failed, or its circuit is open. A fallback may answer."""

    code = "UNAVAILABLE"
    counts: ClassVar[bool] = True
    """Whether the breaker counts it as a failure of the dependency."""

    def __init__(self, reason: Reason, *, retry_after: float = 1.0, rejected: bool = False) -> None:
        """`retry_after`: seconds until a new try makes sense. `rejected`: nothing was sent."""
        super().__init__(str(reason))
        self.reason = reason
        self.retry_after = max(1.0, retry_after)
        self.rejected = rejected


class DatabaseUnavailable(Unavailable):
    code = "DATABASE_UNAVAILABLE"


class DatabaseMisconfigured(DatabaseUnavailable):
    """The server answers, but refuses us: wrong password, unknown database. The operator has to act."""

    code = "DATABASE_MISCONFIGURED"


class Contended(DatabaseUnavailable):
    """A deadlock or serialization failure: the server is well and asks for the transaction again."""

    code = "DATABASE_CONTENDED"
    counts = False


class CommitUnknown(DatabaseUnavailable):
    """The connection was lost while committing: the write may or may not have been applied."""

    code = "COMMIT_UNKNOWN"


class ReadOnlyError(DatabaseUnavailable):
    """A write was refused because the database is out and reads come from copies: HTTP 503."""

    code = "READ_ONLY"


class NoCopy(DatabaseUnavailable):
    """The database is out and no copy of this answer was kept."""

    code = "NO_COPY"


class QueryError(ServiceError):
    """The caller's statement or values are at fault; the database is well."""

    def __init__(self, message: str, *, code: str = "QUERY_ERROR") -> None:
        super().__init__(message)
        self.code = code


class CacheUnavailable(Unavailable):
    code = "CACHE_UNAVAILABLE"


class CacheMisconfigured(CacheUnavailable):
    code = "CACHE_MISCONFIGURED"


class CacheKeyTaken(CacheUnavailable):
    """Under this key lies something of another kind, not put there by us: a miss, and Redis is well."""

    code = "CACHE_KEY_TAKEN"
    counts = False


class StorageUnavailable(Unavailable):
    code = "STORAGE_UNAVAILABLE"


class StorageMisconfigured(StorageUnavailable):
    code = "STORAGE_MISCONFIGURED"


class StorageError(ServiceError):
    """The storage is well, but this key or content cannot be served: see `code`."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class AiUnavailable(Unavailable):
    code = "AI_UNAVAILABLE"


class AiMisconfigured(AiUnavailable):
    """The server answers, but refuses the key, the model or the address."""

    code = "AI_MISCONFIGURED"


class AiRefused(ServiceError):  # noqa: N818 - named like Refused
    """The server is well, but takes this request for wrong, or the model declines to answer it."""

    code = "AI_REFUSED"

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


MISCONFIGURED = (AiMisconfigured, DatabaseMisconfigured, CacheMisconfigured, StorageMisconfigured)

"""Which database errors are an outage, which are ours to configure and which are the caller's own."""

import re
import sqlite3
from collections.abc import Callable

import psycopg2
from psycopg2 import errors as pg
from sqlalchemy import exc

from core.resilience.faults import FaultKind
from core.resilience.reason import Reason
from core.services import pg_deadline
from core.services.errors import (
    CommitUnknown,
    Contended,
    DatabaseMisconfigured,
    DatabaseUnavailable,
    QueryError,
    ServiceError,
)
from core.services.guard import Raisers


class AtCommit(Exception):  # noqa: N818 - a marker around the error that happened
    """Marks an error met while committing."""

    def __init__(self, error: exc.SQLAlchemyError) -> None:
        super().__init__(str(error))
        self.error = error


_REFUSED_US = re.compile(
    "authentication failed|no password supplied|pg_hba.conf"
    '|(role|database) "[^"]*" (does not exist|is not permitted to log in|is not currently accepting)'
)
"""What libpq says when it is let in by nobody: such errors carry no SQLSTATE in psycopg2."""

_SQLITE_CALLERS = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_RANGE}

_OUTAGES = ("08", "53", "57", "58", "XX", "F0", "55P03", "25P03", "25P04")
"""SQLSTATEs of PostgreSQL's appendix A: connection, resources, operator, system, internal error, config file;
lock not available, idle and transaction timeouts."""

_CALLERS = (
    psycopg2.DataError,
    psycopg2.IntegrityError,
    psycopg2.ProgrammingError,
    psycopg2.NotSupportedError,
)


def classify(error: Exception) -> Exception:
    """The service's own error for what SQLAlchemy raised; errors of the caller's own code pass unchanged."""
    if isinstance(error, AtCommit):
        meant = classify(error.error)
        if type(meant) is not DatabaseUnavailable:
            return meant
        return CommitUnknown(
            Reason(
                "COMMIT_UNKNOWN",
                "the connection was lost while committing",
                {"dependency": "database"},
                also=meant.reason,
            )
        )
    if isinstance(error, exc.TimeoutError):
        return DatabaseUnavailable(_reason("POOL_EXHAUSTED", "every connection to the database is in use"))
    cause = error.orig if isinstance(error, exc.DBAPIError) else None
    if isinstance(cause, sqlite3.Error):
        return _sqlite(cause)
    if isinstance(error, exc.DBAPIError) and isinstance(cause, psycopg2.Error):
        return _postgresql(cause, lost=error.connection_invalidated)
    return QueryError(_first_line(error)) if isinstance(error, exc.SQLAlchemyError) else error


def would_change_data(error: exc.DBAPIError) -> bool:
    """Whether a read-only transaction refused the statement for that."""
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY
    return isinstance(error.orig, pg.ReadOnlySqlTransaction)


def took_too_long(error: exc.DBAPIError) -> bool:
    """Whether the database itself answered that the statement, or its wait for a lock, took too long."""
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT
    return isinstance(error.orig, pg.QueryCanceled | pg.LockNotAvailable)


def _postgresql(error: psycopg2.Error, *, lost: bool) -> ServiceError:
    words = _first_line(error)
    if isinstance(error, pg.DeadlockDetected | pg.SerializationFailure):
        return Contended(_reason("FAILED", words))
    if isinstance(error, pg.ReadOnlySqlTransaction):
        return DatabaseUnavailable(_reason("STANDBY", "the server only takes reads, as a standby does"))
    if _refuses_us(error, words):
        return DatabaseMisconfigured(_reason("REFUSES_US", words))
    if error.pgcode is not None:
        is_outage = error.pgcode.startswith(_OUTAGES)
        code = "TIMED_OUT" if isinstance(error, pg.QueryCanceled) else "FAILED"
        return DatabaseUnavailable(_reason(code, words)) if is_outage else QueryError(words)
    if isinstance(error, _CALLERS) and not lost:
        return QueryError(words)
    # Without SQLSTATE it is libpq that speaks, of the connection.
    silent = isinstance(error, pg_deadline.ServerSilent)
    return DatabaseUnavailable(_reason("TIMED_OUT" if silent else "UNREACHABLE", words))


def _refuses_us(error: psycopg2.Error, words: str) -> bool:
    if error.pgcode is not None:
        return error.pgcode.startswith(("28", "3D"))
    if isinstance(error, pg.InvalidPassword | pg.InvalidAuthorizationSpecification | pg.InvalidCatalogName):
        return True
    return isinstance(error, psycopg2.OperationalError) and _REFUSED_US.search(words) is not None


def _sqlite(error: sqlite3.Error) -> ServiceError:
    words = _first_line(error)
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code == sqlite3.SQLITE_INTERRUPT:
        return DatabaseUnavailable(_reason("TIMED_OUT", "the statement took too long and was stopped"))
    outage = isinstance(error, sqlite3.OperationalError) and code not in _SQLITE_CALLERS
    if outage or type(error) is sqlite3.DatabaseError:
        return DatabaseUnavailable(_reason("FAILED", f"SQLite: {words}"))
    return QueryError(words)


def _reason(code: str, text: str) -> Reason:
    return Reason(code, text, {"dependency": "database"})


def _first_line(error: Exception) -> str:
    """The first line alone: the others repeat the statement or the server's address."""
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__)[:500]


def _raise(error: Exception) -> exc.DBAPIError:
    kind = exc.OperationalError if isinstance(error, psycopg2.OperationalError) else exc.DatabaseError
    return kind(None, None, error)


def _operational(words: str) -> Callable[[], exc.DBAPIError]:
    return lambda: _raise(psycopg2.OperationalError(f"{words} (injected fault)"))


RAISERS: Raisers = {
    FaultKind.REFUSE: _operational("connection refused"),
    FaultKind.HANG: lambda: _raise(pg_deadline.ServerSilent("timeout expired (injected fault)")),
    FaultKind.ERROR: _operational("the database system is shutting down"),
    FaultKind.THROTTLE: _operational("too many clients already"),
    FaultKind.MALFORMED: lambda: _raise(
        psycopg2.DatabaseError("lost synchronization with server (injected fault)")
    ),
    FaultKind.DROP: _operational("server closed the connection unexpectedly"),
}
"""The same for PostgreSQL and the SQLite file, so that a rehearsal without a server shows the same.

What a server says while one connects has no SQLSTATE in psycopg2, and so no class of its own.
"""

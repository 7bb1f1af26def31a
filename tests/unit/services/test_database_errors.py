"""Database errors are told apart: an outage, our configuration, or the caller's own."""

import sqlite3

import psycopg2
import pytest
from psycopg2 import errors as pg
from sqlalchemy import exc

from core.services.database_errors import RAISERS, AtCommit, classify
from core.services.errors import (
    CommitUnknown,
    Contended,
    DatabaseMisconfigured,
    DatabaseUnavailable,
    QueryError,
)


def _wrapped(error: Exception, *, lost: bool = False) -> exc.DBAPIError:
    return exc.DBAPIError("SELECT 1", {}, error, connection_invalidated=lost)


def _sqlite(code: int, kind=sqlite3.OperationalError) -> sqlite3.Error:
    error = kind("words")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "meant"),
    [
        (psycopg2.OperationalError("connection refused"), DatabaseUnavailable),
        (psycopg2.OperationalError("timeout expired"), DatabaseUnavailable),
        (psycopg2.InterfaceError("connection already closed"), DatabaseUnavailable),
        (psycopg2.DatabaseError("lost synchronization with server"), DatabaseUnavailable),
        (pg.AdminShutdown("terminating connection"), DatabaseUnavailable),
        (pg.QueryCanceled("statement timeout"), DatabaseUnavailable),
        (pg.TooManyConnections("too many clients"), DatabaseUnavailable),
        (pg.DiskFull("no space"), DatabaseUnavailable),
        (pg.ReadOnlySqlTransaction("cannot execute INSERT"), DatabaseUnavailable),
        (psycopg2.OperationalError('FATAL:  too many connections for role "x"'), DatabaseUnavailable),
        (psycopg2.OperationalError('could not translate host name "db"'), DatabaseUnavailable),
        (pg.DeadlockDetected("deadlock"), Contended),
        (pg.SerializationFailure("again"), Contended),
        (psycopg2.OperationalError('password authentication failed for user "x"'), DatabaseMisconfigured),
        (psycopg2.OperationalError('FATAL:  database "x" does not exist'), DatabaseMisconfigured),
        (psycopg2.OperationalError('FATAL:  role "x" does not exist'), DatabaseMisconfigured),
        (psycopg2.OperationalError("no pg_hba.conf entry for host"), DatabaseMisconfigured),
        (pg.InvalidPassword("no"), DatabaseMisconfigured),
        (pg.UniqueViolation("duplicate key"), QueryError),
        (pg.UndefinedTable("no table"), QueryError),
        (pg.SyntaxError("syntax"), QueryError),
        (pg.NumericValueOutOfRange("too big"), QueryError),
        (pg.InsufficientPrivilege("not yours"), QueryError),
        (_sqlite(sqlite3.SQLITE_BUSY), DatabaseUnavailable),
        (_sqlite(sqlite3.SQLITE_FULL), DatabaseUnavailable),
        (_sqlite(sqlite3.SQLITE_IOERR), DatabaseUnavailable),
        (_sqlite(sqlite3.SQLITE_CANTOPEN), DatabaseUnavailable),
        (_sqlite(sqlite3.SQLITE_INTERRUPT), DatabaseUnavailable),
        (_sqlite(sqlite3.SQLITE_CORRUPT, sqlite3.DatabaseError), DatabaseUnavailable),
        (_sqlite(sqlite3.SQLITE_ERROR), QueryError),
        (_sqlite(sqlite3.SQLITE_CONSTRAINT, sqlite3.IntegrityError), QueryError),
    ],
)
def test_classify__error_of_a_driver__is_of_its_kind(error, meant):
    assert type(classify(_wrapped(error))) is meant


def test_classify__pool_exhausted__is_an_outage():
    assert type(classify(exc.TimeoutError("QueuePool limit"))) is DatabaseUnavailable


def test_classify__lost_while_committing__is_an_unknown_outcome():
    lost = _wrapped(psycopg2.OperationalError("server closed the connection"))
    assert type(classify(AtCommit(lost))) is CommitUnknown


def test_classify__constraint_checked_at_commit__is_the_callers():
    assert type(classify(AtCommit(_wrapped(pg.ForeignKeyViolation("no such parent"))))) is QueryError


def test_classify__error_of_other_code__passes_unchanged():
    error = LookupError("mine")
    assert classify(error) is error


def test_classify__long_words__are_cut_and_the_statement_is_not_repeated():
    meant = classify(_wrapped(pg.SyntaxError("syntax error\nLINE 1: SELECT 's3cret'" + "x" * 1000)))
    assert str(meant) == "syntax error"


@pytest.mark.parametrize("kind", sorted(RAISERS))
def test_raisers__every_fault__is_an_outage(kind):
    assert type(classify(RAISERS[kind]())) is DatabaseUnavailable

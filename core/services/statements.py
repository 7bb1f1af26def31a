"""What callers may send as SQL: one statement at a time, and for reading only what reads."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, CursorResult, Dialect, Executable, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.sql.selectable import SelectBase

from core.resilience.codec import pack
from core.services.database_errors import took_too_long, would_change_data
from core.services.engines import RAN_CALLERS_SQL
from core.services.errors import QueryError
from core.services.pg_deadline import ServerSilent

Statement = str | Executable
Params = Mapping[str, Any] | None

ROW_LIMIT = 10_000
ANSWER_BYTES = 32 * 1024**2
"""Characters and bytes an answer may hold: it is in memory several times before it is sent."""

_READING = {"select", "with", "values", "table", "explain", "show"}
_CURSOR = {"select", "with", "values", "table"}
_CHANGING = {"insert", "update", "delete", "replace", "merge", "truncate"}
_DEFINING = {"create", "alter", "drop"}
_WRITING = _CHANGING | _DEFINING | {"with", "select", "values"}
"""Left out is what would end the transaction, which is to be all or none, or outlive it: PRAGMA, SET."""
_LEADING = re.compile(r"(?:\s|\(|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*", re.DOTALL)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class Query:
    """One reading statement, ready to run, and the name its copies are kept under."""

    statement: Executable
    params: Mapping[str, Any]
    key: str
    by_cursor: bool
    """Whether the server can hand its rows out bit by bit."""
    is_callers: bool
    """Whether it is SQL text, whose cost is its author's."""

    def fetch(self, connection: Connection) -> list[dict[str, Any]]:
        """The rows: at most ROW_LIMIT, and ANSWER_BYTES. Raises QueryError and SQLAlchemy's errors."""
        streamed = connection.execution_options(stream_results=self.by_cursor, max_row_buffer=ROW_LIMIT + 1)
        if self.is_callers:
            connection.info[RAN_CALLERS_SQL] = True
        with _told(is_callers=self.is_callers, reads=True):
            result = streamed.execute(self.statement, self.params)
            names = list(result.keys())
            if len(set(names)) < len(names):
                raise QueryError(f"two columns have the same name: {names}", code="AMBIGUOUS_COLUMNS")
            rows = _bounded(result, is_callers=self.is_callers)
            result.close()
        return [dict(zip(names, row, strict=True)) for row in rows]


@dataclass(frozen=True, slots=True)
class Change:
    """One changing statement, ready to run."""

    statement: Executable
    params: Mapping[str, Any]
    is_callers: bool

    def apply(self, connection: Connection) -> int:
        """The number of rows it touched. Raises QueryError and SQLAlchemy's errors."""
        if self.is_callers:
            connection.info[RAN_CALLERS_SQL] = True
        with _told(is_callers=self.is_callers, reads=False):
            return connection.execute(self.statement, self.params).rowcount


def _bounded(result: CursorResult[Any], *, is_callers: bool) -> list[Sequence[Any]]:
    rows: list[Sequence[Any]] = []
    size = 0
    for row in _until_silent(result) if is_callers else result:
        rows.append(row)
        size += sum(len(value) for value in row if isinstance(value, str | bytes | memoryview))
        if len(rows) > ROW_LIMIT:
            raise QueryError(
                f"more than {ROW_LIMIT} rows; narrow the statement or add a LIMIT", code="TOO_MANY_ROWS"
            )
        if size > ANSWER_BYTES:
            raise QueryError(
                f"more than {ANSWER_BYTES} bytes; narrow the statement or add a LIMIT",
                code="ANSWER_TOO_LARGE",
            )
    return rows


def _until_silent(result: CursorResult[Any]) -> Iterator[Sequence[Any]]:
    """The rows. One that does not come in time after others did is the statement's slowness, not an outage.

    The server's own limit is for each piece of the answer, so it does not end one of many slow pieces.
    """
    answered = False
    try:
        for row in result:
            answered = True
            yield row
    except DBAPIError as error:
        if answered and isinstance(error.orig, ServerSilent):
            raise _too_slow() from error
        raise


def _too_slow() -> QueryError:
    return QueryError("the statement was stopped: it takes longer than one may; narrow it", code="TOO_SLOW")


@contextmanager
def _told(*, is_callers: bool, reads: bool) -> Iterator[None]:
    """What the statement alone is to blame for, as QueryError: it must not count against the database."""
    try:
        yield
    except DBAPIError as error:
        if reads and would_change_data(error):
            raise QueryError(
                "only reading is allowed here, and this statement would change data", code="NOT_READ_ONLY"
            ) from error
        if is_callers and took_too_long(error):
            raise _too_slow() from error
        raise
    except (ValueError, OverflowError) as error:
        # The driver's: a year that Python's dates do not have, for one.
        if not is_callers:
            raise
        raise QueryError(
            f"a value cannot be sent or served: {error}; cast it to text", code="UNSERVED_VALUE"
        ) from error
    except StatementError as error:
        if not is_callers or isinstance(error, DBAPIError):
            raise
        raise QueryError(f"{error.args[0]}; a colon that is text is written \\:") from error


def reading(statement: Statement, params: Params, dialect: Dialect) -> Query:
    """Check a statement that must only read. Raises QueryError.

    This keeps mistakes out with a clear word; that nothing is changed is enforced by the database, which
    runs it in a read-only transaction.
    """
    given = dict(params or {})
    if isinstance(statement, str):
        verb = _verb(statement)
        if verb not in _READING:
            raise QueryError(f"read_query takes a statement that reads, not {verb!r}", code="NOT_READ_ONLY")
        return Query(
            single(statement), given, _key(statement, given, dialect), verb in _CURSOR, is_callers=True
        )
    if not isinstance(statement, SelectBase):
        raise QueryError(
            f"read_query takes SQL text or a select(), not {type(statement).__name__}", code="NOT_READ_ONLY"
        )
    compiled = statement.compile(dialect=dialect)
    key = _key(str(compiled), {**compiled.params, **given}, dialect)
    return Query(statement, given, key, by_cursor=True, is_callers=False)


def changing(statement: Statement, params: Params) -> Change:
    """Check a statement that is to be one of a transaction. Raises QueryError (`NOT_A_WRITE`)."""
    is_text = isinstance(statement, str)
    if isinstance(statement, str) and _verb(statement) not in _WRITING:
        raise QueryError(
            f"a write takes a statement that changes data or tables, not {_verb(statement)!r}",
            code="NOT_A_WRITE",
        )
    return Change(single(statement), dict(params or {}), is_text)


def single(statement: Statement) -> Executable:
    """The statement, if it is one and no more. Raises QueryError.

    A semicolon is let through only where it is beyond doubt inside a plain quoted text.
    """
    if not isinstance(statement, str):
        return statement
    body = statement.strip().rstrip(";").rstrip()
    if not body:
        raise QueryError("the statement is empty")
    if ";" in body:
        doubtful = "\\" in body or "$" in body or "--" in body or "/*" in body
        if doubtful or ";" in _QUOTED.sub("", body):
            raise QueryError("one statement at a time; pass values with a semicolon as parameters")
    return text(body)


def _verb(statement: str) -> str:
    start = _LEADING.match(statement)
    word = re.match(r"\w+", statement[start.end() if start else 0 :])
    return word.group().lower() if word else ""


def _key(sql: str, params: Mapping[str, Any], dialect: Dialect) -> str:
    try:
        values = pack(dict(sorted(params.items())))
    except (TypeError, ValueError) as error:
        raise QueryError(f"a parameter cannot be sent: {error}") from error
    return sha256(f"{dialect.name}\n{sql}\n{values}".encode()).hexdigest()


__all__ = ["Change", "Params", "Query", "Statement", "changing", "reading", "single"]

"""What callers may send as SQL: one statement at a time, and for reading only what reads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Dialect, Executable, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.selectable import SelectBase

from core.resilience.codec import pack
from core.services.database_errors import would_change_data
from core.services.errors import QueryError

Statement = str | Executable
Params = Mapping[str, Any] | None

ROW_LIMIT = 10_000

_READING = {"select", "with", "values", "table", "explain", "show"}
_CURSOR = {"select", "with", "values", "table"}
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

    def fetch(self, connection: Connection) -> list[dict[str, Any]]:
        """The rows, which must not be more than ROW_LIMIT. Raises QueryError and SQLAlchemy's errors."""
        streamed = connection.execution_options(stream_results=self.by_cursor, max_row_buffer=ROW_LIMIT + 1)
        try:
            result = streamed.execute(self.statement, self.params)
        except DBAPIError as error:
            if not would_change_data(error):
                raise
            raise QueryError(
                "only reading is allowed here, and this statement would change data", code="NOT_READ_ONLY"
            ) from error
        names = list(result.keys())
        if len(set(names)) < len(names):
            raise QueryError(f"two columns have the same name: {names}", code="AMBIGUOUS_COLUMNS")
        rows = result.fetchmany(ROW_LIMIT + 1)
        result.close()
        if len(rows) > ROW_LIMIT:
            raise QueryError(
                f"more than {ROW_LIMIT} rows; narrow the statement or add a LIMIT", code="TOO_MANY_ROWS"
            )
        return [dict(zip(names, row, strict=True)) for row in rows]


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
        return Query(single(statement), given, _key(statement, given, dialect), verb in _CURSOR)
    if not isinstance(statement, SelectBase):
        raise QueryError(
            f"read_query takes SQL text or a select(), not {type(statement).__name__}", code="NOT_READ_ONLY"
        )
    compiled = statement.compile(dialect=dialect)
    return Query(statement, given, _key(str(compiled), {**compiled.params, **given}, dialect), by_cursor=True)


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


__all__ = ["Params", "Query", "Statement", "reading", "single"]

"""SQLAlchemy engines for PostgreSQL or a SQLite file, built so that no wait of theirs is without end."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Dialect, Engine, QueuePool, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from core.services import pg_deadline

POOL_SIZE = 10
RAN_CALLERS_SQL = "ran callers' SQL"
"""Key in a connection's `info` under which it is noted that what ran on it may have changed its session."""
_LONGEST_VALUE = 32 * 1024**2
"""Bytes of one value, and of one statement: SQLite's own limit of a billion would fill the memory."""
_PROGRESS_STEPS = 10_000
"""Virtual machine instructions of SQLite between two looks at the deadline."""


@dataclass(frozen=True, slots=True)
class Engines:
    """`write` for transactions; `read` cannot change anything, by the database's own word."""

    write: Engine
    read: Engine
    shown: str
    """Where it is, with the password masked."""

    def dispose(self) -> None:
        self.write.dispose()
        self.read.dispose()


def postgresql_engines(url: str, *, deadline: float) -> Engines:
    """Engines for `postgresql://` or `postgres://`. Connects to nothing yet.

    `deadline` in seconds is enforced three times: by the server (statement_timeout, lock_timeout), by us on
    each wait (see pg_deadline), and by the kernel for data that is never acknowledged.
    """
    parsed = _parse(url)
    pg_deadline.install()
    # The lock's limit comes first: a statement that waited for somebody else is told from a slow one.
    limits = f"-c statement_timeout={int(deadline * 900)} -c lock_timeout={int(deadline * 800)}"
    options = f"{limits} -c timezone=UTC"
    given = parsed.query.get("options", "")
    engine = create_engine(
        parsed.difference_update_query(["options"]),
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        pool_timeout=deadline / 2,
        pool_recycle=1800,
        pool_pre_ping=True,
        pool_use_lifo=True,
        use_native_hstore=False,
        hide_parameters=True,
        connect_args={
            "connect_timeout": max(2, int(deadline)),
            "options": f"{given} {options}".strip(),
            "tcp_user_timeout": int(deadline * 1000),
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 2,
            "application_name": "fusible",
        },
    )

    @event.listens_for(engine, "do_connect")
    def _connect(
        dialect: Dialect, _record: object, positional: list[Any], named: dict[str, Any]
    ) -> DBAPIConnection:
        return pg_deadline.connect(lambda: dialect.connect(*positional, **named))

    @event.listens_for(engine, "reset")
    def _clean(connection: Any, record: ConnectionPoolEntry, _state: object) -> None:
        # Somebody's set_config, advisory lock or temporary table must not meet the next one here.
        if record.info.pop(RAN_CALLERS_SQL, False):
            connection.rollback()
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("DISCARD ALL")
            connection.autocommit = False

    return Engines(
        engine,
        engine.execution_options(postgresql_readonly=True),
        parsed.render_as_string(hide_password=True),
    )


def sqlite_engines(path: Path, *, deadline: float) -> Engines:
    """Engines for the file at `path`, which is created with its folder when first written to."""
    write = _sqlite_engine(path, "rwc", deadline)
    read = _sqlite_engine(path, "ro", deadline)

    @event.listens_for(write, "begin")
    def _begin_as_writer(connection: Connection) -> None:
        # Taking the write lock at once waits for it; taking it later, after a read, fails at once.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(read, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return Engines(write, read, f"sqlite:///{path}")


def _sqlite_engine(path: Path, mode: str, deadline: float) -> Engine:
    def connect() -> sqlite3.Connection:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode={mode}",
            uri=True,
            timeout=deadline,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            _prepare(connection, mode)
        except sqlite3.Error:
            # Another writer holds the file, for instance: the pool never sees this connection.
            connection.close()
            raise
        return connection

    return create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        pool_timeout=deadline / 2,
        hide_parameters=True,
    )


def _prepare(connection: sqlite3.Connection, mode: str) -> None:
    if mode != "ro":
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.set_progress_handler(_is_over, _PROGRESS_STEPS)


def _is_over() -> bool:
    allowed = pg_deadline.current_budget()
    return allowed is not None and allowed.is_over


def _parse(url: str) -> URL:
    scheme, _, rest = url.partition("://")
    if scheme not in {"postgresql", "postgres", "postgresql+psycopg2"}:
        raise ValueError("the database URL must start with postgresql://")
    try:
        return make_url(f"postgresql+psycopg2://{rest}")
    except (ArgumentError, ValueError) as error:
        # SQLAlchemy's own message repeats the URL with its password.
        raise ValueError(
            "the database URL cannot be read; it looks like postgresql://user:password@host:5432/name"
        ) from error

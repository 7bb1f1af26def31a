"""Bring the database's tables up to this version of Fusible, by one process at a time.

`python -m core.services.migrate "Add a table"` writes the next migration, from what schema.py has and the
migrations so far have not; read it before you keep it.
"""

import sys
import tempfile
import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, create_engine

from core.resilience.reason import Reason
from core.services.errors import DatabaseMisconfigured, DatabaseUnavailable
from core.services.pg_deadline import budget

_LOCK_ID = 0x46555349
"""Number of the PostgreSQL advisory lock around migrations: "FUSI"."""
_LONGEST = 60.0
"""Seconds that all missing migrations together may take."""


class Migrator:
    """Sees to it, once in the life of a console, that the tables are those of this version."""

    def __init__(self, engine: Engine, *, patience: float) -> None:
        """`patience`: seconds a caller waits while another one is at it."""
        self._engine = engine
        self._patience = patience
        self._busy = threading.Lock()
        self._done = False

    def bring_up_to_date(self) -> None:
        """Run what migrations are missing.

        Raises SQLAlchemy's errors, DatabaseUnavailable while another caller is at it for long, and
        DatabaseMisconfigured where the tables are a newer version's.
        """
        if self._done:
            return
        if not self._busy.acquire(timeout=self._patience):
            raise DatabaseUnavailable(Reason("MIGRATING", "the tables are being brought up to date"))
        try:
            if not self._done and not self._is_current():
                with budget(_LONGEST, _LONGEST):
                    upgrade(self._engine)
            self._done = True
        except CommandError as error:
            raise DatabaseMisconfigured(
                Reason("CANNOT_MIGRATE", f"the tables cannot be brought up to date: {error}")
            ) from error
        finally:
            self._busy.release()

    def _is_current(self) -> bool:
        with self._engine.connect() as connection:
            return is_current(connection)


def is_current(connection: Connection) -> bool:
    """Whether the tables are those of this version."""
    found = MigrationContext.configure(connection).get_current_revision()
    return found == ScriptDirectory.from_config(_config()).get_current_head()


def upgrade(engine: Engine) -> None:
    """Run what migrations are missing, all or none. Raises SQLAlchemy's errors and alembic's CommandError."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK_ID})")
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def write_next(message: str) -> None:
    """Write the migration from the newest one to schema.py, numbered after it."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'empty.sqlite'}")
        upgrade(engine)
        with engine.begin() as connection:
            config = _config()
            config.attributes["connection"] = connection
            newest = ScriptDirectory.from_config(config).get_current_head()
            command.revision(config, message, autogenerate=True, rev_id=f"{int(newest or 0) + 1:04}")
        engine.dispose()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "core.services:migrations")
    return config


if __name__ == "__main__":
    write_next(sys.argv[1])

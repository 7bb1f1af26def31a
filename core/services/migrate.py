"""Bring the database's tables up to this version of Fusible, by one process at a time."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

_LOCK_ID = 0x46555349
"""Number of the PostgreSQL advisory lock around migrations: "FUSI"."""


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


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "core.services:migrations")
    return config

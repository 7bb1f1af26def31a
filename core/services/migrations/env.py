"""Alembic's entry: migrates over the connection that core/services/migrate.py hands it."""

from typing import Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from core.services.schema import metadata


def _plain_type(kind: str, item: object, _: object) -> str | Literal[False]:
    """Write our own column types into migrations as what they are to the database."""
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
    render_item=_plain_type,
)
with context.begin_transaction():
    context.run_migrations()

"""Entering a row once: the same statement in both dialects, for writes that may come twice or at once."""

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An insert that leaves a row as it stands where one with its primary key is there already.

    Its rowcount is 0 where it was. One that another transaction is about to commit is waited for.
    """
    key = [column.name for column in table.primary_key]
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return make(table).on_conflict_do_nothing(index_elements=key)

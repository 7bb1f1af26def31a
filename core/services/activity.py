"""Everything people did, in one list: managers' actions from the database, operators' from this machine."""

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Select, func, select

from core.resilience.record import Action, Record
from core.services.copies import Rows
from core.services.errors import DatabaseUnavailable
from core.services.schema import audit, invoices, products
from core.services.served import Served, Source


class Reads(Protocol):
    def read_query(self, statement: Select[tuple[object, ...]], /) -> Served[Rows]: ...


@dataclass(frozen=True, slots=True)
class Trail:
    """Actions, newest first, and how good the managers' part is."""

    actions: tuple[Action, ...]
    source: Source | None
    """Where the managers' actions came from; None where the database is out and no copy is kept."""
    age_seconds: float | None
    """Age of a copy; None otherwise."""


class Activity:
    """Reads the two trails together."""

    def __init__(self, database: Reads, record: Record) -> None:
        self._database = database
        self._record = record

    def recent(self, limit: int = 1000) -> Trail:
        """The latest `limit` actions. Raises RecordUnavailable."""
        operators = self._record.actions(limit)
        statement = _actions()
        try:
            served = self._database.read_query(statement.order_by(audit.c.at.desc()).limit(limit))
        except DatabaseUnavailable:
            return Trail(tuple(operators), None, None)
        managers = [Action(**row) for row in served.value]
        together = sorted([*operators, *managers], key=lambda one: one.at, reverse=True)
        return Trail(tuple(together[:limit]), served.source, served.age_seconds)


def _actions() -> Select[tuple[object, ...]]:
    """Managers' actions; an invoice and a product by the name a person knows."""
    named = func.coalesce(invoices.c.filename, products.c.description, audit.c.subject)
    together = audit.outerjoin(invoices, invoices.c.id == audit.c.subject).outerjoin(
        products, products.c.id == audit.c.subject
    )
    return select(
        audit.c.at,
        audit.c.actor,
        audit.c.action,
        named.label("subject"),
        audit.c.detail,
        audit.c.request_id,
    ).select_from(together)
